package usps

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/carrier/payload"
	"crosslane/carrier/rounds"
	"crosslane/carrier/wire"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Live is the address of the service. The environment for trials is https://apis-tem.usps.com.
const Live = "https://apis.usps.com"

// Where the interfaces lie below an address.
const (
	signIn       = "/oauth2/v3/token"
	payments     = "/payments/v3/payment-authorization"
	labels       = "/labels/v3/label"
	abroadLabels = "/international-labels/v3/international-label"
	scanForms    = "/scan-forms/v3/scan-form"
	traces       = "/tracking/v3/tracking/"
)

// mostDays is how many days back a label is undone that may have been made then: for as long a lost answer is asked for.
const mostDays = 15

// Connector is the way to USPS for one account. It is safe for concurrent use.
type Connector struct {
	*rounds.Rounds

	who    book.Carrier
	wire   *wire.Caller
	now    func() time.Time
	asked  *again.Asked
	pay    payment
	closed again.Kept[carrier.Closing]
}

var (
	_ carrier.Connector  = (*Connector)(nil)
	_ carrier.Manifester = (*Connector)(nil)
	_ carrier.Tracker    = (*Connector)(nil)
)

// Open makes a connector: secret belongs to the Book's login, open lists the merchant's parcels that are not at their end. Timeout zero: as usual.
func Open(who book.Carrier, secret string, open rounds.Numbers, timeout time.Duration) *Connector {
	c := &Connector{who: who, wire: wire.To(cmp.Or(who.Address, Live), timeout), now: time.Now, asked: again.Since(0, nil)}
	c.wire.Bearer = &wire.Bearer{Path: signIn, ID: who.Login, Secret: secret, InBody: true}
	c.wire.Proof = prove
	c.Rounds = &rounds.Rounds{Who: who, Ask: c.told, Open: open, Each: 10, Calls: 1}
	return c
}

// Close lets go of idle connections.
func (c *Connector) Close() { c.wire.Close() }

// Simulated is false: somebody carries the parcel.
func (c *Connector) Simulated() bool { return false }

// keyOf is the key under which USPS makes a label once: that of the booking, and the day on which the parcel is mailed, as under one key it makes
// the same label for the same request alone.
func keyOf(booking, day string) string {
	sum := sha256.Sum256([]byte(booking + "\n" + day))
	sum[6], sum[8] = sum[6]&0x0f|0x40, sum[8]&0x3f|0x80 // the form of a UUID (RFC 9562, section 5.4)
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// Book buys a label. Asked again on the same day, USPS answers with the same label. A label that may have been made on a day before is undone, as nobody
// has it, before one is bought anew.
func (c *Connector) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	today := dayOf(r, c.now())
	w, no := label(r, today)
	before := c.asked.Before(r)
	if before {
		days := c.daysBefore(r)
		if no != nil { // what cannot be asked for now may have been bought when it could
			days = append(days, today)
		}
		if err := c.undoAll(ctx, r, w, days); err != nil {
			return nil, err
		}
	}
	if no != nil {
		return nil, no
	}
	c.asked.Ask(r)
	yes, err := c.buy(ctx, w, keyOf(r.Key, today))
	if code := shipping.CodeOf(err); before && (code == shipping.Refused || code == shipping.NotFound) { // what was asked for otherwise before may have been made
		if _, err := c.undo(ctx, w, r.Key, today); err != nil {
			return nil, err
		}
	}
	c.asked.Heard(r, err)
	return yes, err
}

// flight is how long a call may still be under way to USPS that had no answer here.
const flight = 5 * time.Minute

// undoAll undoes what was made on some days. What nobody has made yet may be made still, by a call that is under way.
func (c *Connector) undoAll(ctx context.Context, r *carrier.Request, w *wanted, days []string) error {
	found := false
	for _, day := range days {
		undone, err := c.undo(ctx, w, r.Key, day)
		if err != nil {
			return err
		}
		found = found || undone
	}
	if len(days) > 0 && !found && c.asked.Ago(r) < flight {
		return carrier.Unavailable("a label that was asked for a moment ago, and is not to be bought any more, may still be made", nil)
	}
	return nil
}

// daysBefore are those before today on which a booking may have been asked for.
func (c *Connector) daysBefore(r *carrier.Request) (days []string) {
	today := calendar.Local(r.From.Place, c.now())
	for n := 1; n <= mostDays; n++ {
		day := today.AddDate(0, 0, -n).Format(time.DateOnly)
		if day < dayOf(r, r.At) {
			break
		}
		days = append(days, day)
	}
	return days
}

func (c *Connector) buy(ctx context.Context, w *wanted, key string) (*carrier.Confirmation, error) {
	a, err := c.paid(ctx, http.MethodPost, w.path, key, w.ask, carrier.BookingAnswer)
	if err != nil {
		return nil, err
	}
	yes := &carrier.Confirmation{Waybill: numberOf(a.Tree), Reference: key, Media: w.media, ToClose: true}
	if yes.Cost, err = charged(a.Tree); err != nil {
		return nil, err
	}
	yes.BySheet = yes.Cost.Currency == ""
	if yes.Label, err = base64.StdEncoding.DecodeString(a.Tree.Get("labelImage")); err != nil {
		return nil, carrier.CannotUse("its label cannot be read")
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	if len(yes.Label) == 0 {
		return nil, carrier.CannotUse("its label does not stand in the answer")
	}
	return yes, nil
}

// charged is what a label costs: postage, extra services and fees. No postage is told: no money.
func charged(answer *payload.Node) (total shipping.Money, err error) {
	if answer.Get("postage") == "" {
		return total, nil
	}
	prices := []string{answer.Get("postage")}
	for _, n := range append(answer.All("extraServices"), answer.All("fees")...) {
		if price := n.Get("price"); price != "" {
			prices = append(prices, price)
		}
	}
	for _, text := range prices {
		price, err := shipping.ParseMoney(text, "USD")
		if err == nil {
			err = carrier.CheckPrice(price)
		}
		if err == nil {
			total, err = total.Plus(price)
		}
		if err != nil {
			return shipping.Money{}, carrier.CannotUse("its price cannot be read: " + text)
		}
	}
	return total, nil
}

// undone reads what came of a cancellation: a label whose data went to the postal systems is not cancelled, and its price is asked back (a dispute).
func undone(a *wire.Answer) error {
	switch status := a.Tree.Get("status"); status {
	case "CANCELED", "DISPUTED":
		return nil
	case "":
		return carrier.CannotUse("it does not say whether the label is cancelled")
	default:
		return carrier.Refuse("not_cancelled", "USPS does not cancel the label: "+status)
	}
}

// Words of USPS about a label that is to be cancelled (examples of Labels 3.9).
const (
	noSuchLabel  = "order not found"
	refundIsDone = "has already been submitted"
)

// undo undoes what was made under the key of a booking and a day, and reports whether there was anything; that there is nothing, or nothing any more, is no error.
func (c *Connector) undo(ctx context.Context, w *wanted, booking, day string) (bool, error) {
	key := keyOf(booking, day)
	a, err := c.paid(ctx, http.MethodDelete, w.path, key, nil, carrier.ShortAnswer)
	if err == nil {
		err = undone(a)
	}
	switch code := shipping.CodeOf(err); {
	case code == shipping.NotFound, says(err, noSuchLabel):
		return false, nil
	case err == nil, says(err, refundIsDone):
		return true, nil
	case code != shipping.Refused:
		return false, err
	}
	number := c.made(ctx, w, key, day)
	if number != "" {
		if voided, failed := c.voided(ctx, number); voided || failed != nil {
			return voided, failed
		}
	}
	return false, carrier.Unsure("USPS made a label "+number+" under the key "+key+", its answer was lost, and USPS does not cancel it: "+err.Error(),
		"look for it in the Business Customer Gateway, and ask USPS for a refund; no other label is bought until it is undone there")
}

// made is the number of the label that was made under a key, as far as USPS tells it: the same request has the same answer.
func (c *Connector) made(ctx context.Context, w *wanted, key, day string) string {
	if w.ask == nil {
		return ""
	}
	same := *w.ask
	same.Package.Day = day
	a, err := c.paid(ctx, http.MethodPost, w.path, key, same, carrier.BookingAnswer)
	if err != nil {
		return ""
	}
	return numberOf(a.Tree)
}

// numberOf is the number of a label, within the United States or abroad.
func numberOf(answer *payload.Node) string {
	return answer.First("trackingNumber", "internationalTrackingNumber")
}

// voided reports whether a label stands as cancelled in what is told of its parcel.
func (c *Connector) voided(ctx context.Context, waybill string) (bool, error) {
	list, err := c.told(ctx, []string{waybill})
	return slices.ContainsFunc(list, func(m carrier.Message) bool { return m.Scan.Milestone == shipping.VoidedMilestone }), err
}

// Cancel cancels a label, or asks its price back. What USPS does not undo is a no, unless the label stands there as cancelled.
func (c *Connector) Cancel(ctx context.Context, x *carrier.Cancellation) error {
	path := labels
	if x.Waybill != "" && (x.Waybill[0] < '0' || x.Waybill[0] > '9') { // as the Universal Postal Union has it (S10)
		path = abroadLabels
	}
	a, err := c.paid(ctx, http.MethodDelete, path+"/"+url.PathEscape(x.Waybill), "", nil, carrier.ShortAnswer)
	if err == nil {
		err = undone(a)
	}
	switch code := shipping.CodeOf(err); {
	case says(err, refundIsDone):
		return nil
	case says(err, noSuchLabel):
		return &shipping.Error{Code: shipping.NotFound, Message: "USPS knows no such label"}
	case code != shipping.Refused:
		return err
	}
	if voided, failed := c.voided(ctx, x.Waybill); voided || failed != nil {
		return failed
	}
	return err
}

// told asks where parcels are, one by one. What USPS does not know, or not yet, is left out, and asked for again in the next round.
func (c *Connector) told(ctx context.Context, waybills []string) (all []carrier.Message, err error) {
	for _, waybill := range waybills {
		a, err := c.wire.Call(ctx, http.MethodGet, traces+url.PathEscape(waybill)+"?expand=DETAIL", nil, carrier.ListAnswer)
		if err == nil && !a.Good() {
			err = fault(a)
		}
		switch code := shipping.CodeOf(err); {
		case code == shipping.NotFound || code == shipping.Refused:
			continue
		case err != nil:
			return nil, err
		case a.Tree.Find("trackingEvents") == nil && a.Tree.Find("trackingNumber") == nil:
			return nil, carrier.CannotUse("it tells of no parcel")
		}
		for _, h := range Tracking(a.Tree).Histories {
			if strings.ReplaceAll(h.Number, " ", "") == waybill {
				all = append(all, rounds.Messages(waybill, h, history.Route{})...)
			}
		}
	}
	return all, nil
}

// scanAsk is what a SCAN form is made of.
type scanAsk struct {
	Image     image  `json:"imageInfo"`
	Day       string `json:"mailingDate"`
	Overwrite bool   `json:"overwriteMailingDate"`
	EntryZIP  string `json:"entryFacilityZIPCode"`
	EntryType string `json:"destinationEntryFacilityType"`
	Shipment  struct {
		Numbers []string `json:"trackingNumbers"`
	} `json:"shipment"`
	From address `json:"fromAddress"`
}

// Manifest makes a SCAN form of labels, which has their data sent. A label is on one form alone, so that the answer is kept for who asks again under the key.
func (c *Connector) Manifest(ctx context.Context, l *carrier.Handover) (*carrier.Closing, error) {
	if closing, ok := c.closed.Of(l.Key); ok {
		return &closing, nil
	}
	from, err := sender(&l.From)
	if err != nil {
		return nil, err
	}
	ask := &scanAsk{Image: image{Type: "NONE"}, Day: calendar.Local(l.From.Place, c.now()).Format(time.DateOnly), Overwrite: true, EntryZIP: from.ZIP, EntryType: "NONE", From: from}
	ask.Shipment.Numbers = l.Waybills
	a, err := c.wire.Call(context.WithValue(ctx, asked{}, proof{}), http.MethodPost, scanForms, ask, carrier.ListAnswer)
	if err == nil && !a.Good() {
		err = fault(a)
	}
	if err != nil {
		return nil, err
	}
	on := map[string]bool{}
	for _, n := range a.Tree.All("trackingNumbers") {
		on[strings.TrimSpace(n.Text)] = true
	}
	closing := carrier.Closing{Reference: a.Tree.Get("manifestNumber")}
	for _, n := range l.Waybills {
		if on[n] {
			closing.Waybills = append(closing.Waybills, n)
		} else {
			closing.Unknown = append(closing.Unknown, n)
		}
	}
	if closing.Reference == "" || len(closing.Waybills) == 0 {
		return nil, carrier.CannotUse("it made no SCAN form of these labels")
	}
	c.closed.Keep(l.Key, closing)
	return &closing, nil
}
