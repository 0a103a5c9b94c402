// Package quote answers what it costs to send a parcel, in JSON: every channel with its price, or with the reason why it does not
// take it.
package quote

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/channel"
	"crosslane/fact"
	"crosslane/shipping"
)

// Rates answers a question in JSON with every channel of the Book in JSON: the primary, the backups, the other
// channels that take the parcel, and those that do not, each with its reason. A question:
//
//	{"from": "szx", "to": {"country": "DE", "postcode": "10115"}, "weight_g": 450, "size_mm": [200, 150, 60],
//	 "value": {"amount": "49.90", "currency": "EUR"}, "batteries": ["inside"], "hs": ["851830"], "at": "2026-11-21"}
//
// Instead of weight, value and the rest, "lines" may tell the goods, each with sku, quantity, weight_g,
// price, hs, battery and dangerous. Without "at" the parcel is handed over now. Amounts are decimals. The input is read
// strictly; what is wrong is an Invalid error that names the key by its path.
func Rates(t *channel.Table, in []byte, now time.Time) ([]byte, error) {
	r, err := readRequest(t, in, now)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(answerTo(t, r), "", "  ")
}

// answer is what Rates writes.
type answer struct {
	Book     string               `json:"book"`
	From     shipping.WarehouseID `json:"from"`
	To       shipping.Place       `json:"to"`
	Day      shipping.Date        `json:"day"`
	Weight   shipping.Grams       `json:"weight_g"`
	Primary  shipping.ChannelID   `json:"primary,omitempty"`
	Backups  []shipping.ChannelID `json:"backups"`
	Mind     []string             `json:"mind,omitempty"` // what is missing, and may change the answer
	Channels []row                `json:"channels"`
}

// row is one channel of the answer.
type row struct {
	Channel shipping.ChannelID `json:"channel"`
	Name    string             `json:"name"`
	Carrier shipping.CarrierID `json:"carrier"`
	Kind    book.ChannelKind   `json:"kind"`
	Verdict string             `json:"verdict"` // primary, backup, outranked or refused
	Days    shipping.Days      `json:"days"`
	Price   *decimal           `json:"price,omitempty"`
	Parts   []item             `json:"parts,omitempty"`
	Cost    *decimal           `json:"cost,omitempty"`  // price in the base currency
	Score   *int64             `json:"score,omitempty"` // minor units of the base currency
	Reason  *fact.Reason       `json:"reason,omitempty"`
	Text    string             `json:"text,omitempty"` // the reason for people
}

// item is one part of a price.
type item struct {
	Name   string  `json:"name"`
	Amount decimal `json:"amount"`
}

// decimal is money as people write it.
type decimal struct {
	Amount   string            `json:"amount"`
	Currency shipping.Currency `json:"currency"`
}

func asDecimal(m shipping.Money) decimal {
	amount, _, _ := strings.Cut(m.String(), " ")
	return decimal{amount, m.Currency}
}

func answerTo(t *channel.Table, r *request) answer {
	chosen := t.Choose(&r.plan, r.at)
	a := answer{Book: chosen.Book, From: r.plan.Warehouse, To: r.plan.Ship, Day: shipping.DateOf(r.at), Weight: r.plan.Weight,
		Primary: chosen.Primary.Channel, Backups: []shipping.ChannelID{}, Mind: mind(&t.Book().Policy, &r.plan.Ship, r.at), Channels: []row{}}
	if a.Primary != "" {
		a.Channels = append(a.Channels, rowOf(t, r, a.Primary, "primary", nil))
	}
	for _, b := range chosen.Backups {
		a.Backups = append(a.Backups, b.Channel)
		a.Channels = append(a.Channels, rowOf(t, r, b.Channel, "backup", nil))
	}
	var refused []row
	for i := range chosen.Refused {
		why := &chosen.Refused[i]
		one := rowOf(t, r, shipping.ChannelID(why.About), "outranked", why)
		if one.Price == nil {
			one.Verdict = "refused"
			refused = append(refused, one)
			continue
		}
		a.Channels = append(a.Channels, one)
	}
	outranked := a.Channels[min(1+len(a.Backups), len(a.Channels)):]
	slices.SortStableFunc(outranked, func(x, y row) int { return cmp.Compare(*x.Score, *y.Score) })
	a.Channels = append(a.Channels, refused...)
	return a
}

// mind tells what a destination leaves open, and what keeps orders from it.
func mind(policy *book.Policy, to *shipping.Place, at time.Time) (list []string) {
	if e := shipping.EmbargoOn(to.Destination(at), at); e != nil && !slices.Contains(policy.Release, e.Place) {
		list = append(list, e.Place.PlaceName()+" is under embargo, so that orders are held ("+e.Source+")")
	}
	if to.Postcode != "" || to.Territory(at) != nil {
		return list
	}
	if apart := to.Country.TerritoriesApart(at); len(apart) > 0 {
		list = append(list, "to.postcode is missing: the prices are not those of "+strings.Join(apart, ", "))
	}
	return list
}

func rowOf(t *channel.Table, r *request, id shipping.ChannelID, verdict string, why *fact.Reason) row {
	c := t.Channel(id)
	one := row{Channel: id, Name: c.Name, Carrier: c.Carrier, Kind: c.Kind, Verdict: verdict, Days: c.Days, Reason: why}
	if why != nil {
		one.Text = channel.Explain(*why)
	}
	option, refusal := t.Quote(id, &r.plan, r.at)
	if refusal.Rule != "" {
		return one
	}
	price, cost := asDecimal(option.Price), asDecimal(option.Cost)
	one.Price, one.Cost, one.Score = &price, &cost, &option.Score
	for _, p := range t.Parts(id, &r.plan, r.at) {
		one.Parts = append(one.Parts, item{p.Name, asDecimal(shipping.Money{Amount: p.Amount, Currency: option.Price.Currency})})
	}
	return one
}
