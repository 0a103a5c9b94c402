package canadapost

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"crosslane/calendar"
	"crosslane/carrier"
	"crosslane/carrier/collecting"
	"crosslane/carrier/payload"
	"crosslane/carrier/wire"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// Where pick-ups lie, and in which forms they are told (pickuprequest, pickup/availability).
const (
	availability     = "/ad/pickup/pickupavailability/"
	availabilityForm = "application/vnd.cpc.pickup+xml"
	pickupForm       = "application/vnd.cpc.pickuprequest+xml"
)

// What is asked, in Canada Post's words (pickuprequest).
type (
	pickupAsk struct {
		XMLName  xml.Name  `xml:"http://www.canadapost.ca/ws/pickuprequest pickup-request-details"`
		Ours     string    `xml:"customer-request-id"`
		Type     string    `xml:"pickup-type"`
		Business bool      `xml:"pickup-location>business-address-flag"`
		At       pickupAt  `xml:"pickup-location>alternate-address"`
		Contact  contacted `xml:"contact-info"`
		pickupWhat
		Contract string `xml:"payment-info>contract-id"`
		Method   string `xml:"payment-info>method-of-payment"`
	}
	pickupUpdate struct {
		XMLName xml.Name  `xml:"http://www.canadapost.ca/ws/pickuprequest pickup-request-update"`
		Contact contacted `xml:"contact-info"`
		pickupWhat
	}
	pickupWhat struct {
		Instructions string        `xml:"location-details>pickup-instructions"`
		Heavy        bool          `xml:"items-characteristics>heavy-item-flag"`
		Volume       string        `xml:"pickup-volume"`
		Day          shipping.Date `xml:"pickup-times>on-demand-pickup-time>date"`
		Ready        string        `xml:"pickup-times>on-demand-pickup-time>preferred-time"`
		Close        string        `xml:"pickup-times>on-demand-pickup-time>closing-time"`
	}
	pickupAt struct {
		Company  string `xml:"company"`
		Line     string `xml:"address-line-1"`
		City     string `xml:"city"`
		Province string `xml:"province"`
		Postcode string `xml:"postal-code"`
	}
	contacted struct {
		Name  string `xml:"contact-name"`
		Email string `xml:"email"`
		Phone string `xml:"contact-phone"`
	}
)

// heavy is the weight beyond which Canada Post wants to know that a parcel is heavy.
const heavy shipping.Grams = 23_000

// enab is where the pick-ups of the customer lie.
func (c *Connector) enab(number string) string {
	customer, _, _ := strings.Cut(strings.TrimSpace(c.who.Account), " ")
	path := "/enab/" + url.PathEscape(customer) + "/pickuprequest"
	if number != "" {
		path += "/" + url.PathEscape(number)
	}
	return path
}

// Collect asks Canada Post to come once, where it does at that address.
func (c *Connector) Collect(ctx context.Context, p *collecting.Pickup) (*pickup.Answer, error) {
	who, err := known(c.who)
	if err != nil {
		return nil, err
	}
	what, contact, err := c.wanted(p, who)
	if err != nil {
		return nil, err
	}
	at, err := pickedUpAt(p)
	if err != nil {
		return nil, err
	}
	if err := c.comes(ctx, p, at.Postcode); err != nil {
		return nil, err
	}
	ask := &pickupAsk{Ours: p.Reference(), Type: "OnDemand", At: at, Contact: contact, pickupWhat: what, Contract: who.contract, Method: onAccount}
	made, err := c.call(ctx, http.MethodPost, c.enab(""), ask, "pickup-request-info")
	if err != nil {
		return nil, err
	}
	a := &pickup.Answer{Number: made.Get("pickup-request-header", "request-id")}
	if cost, bySheet, err := dollars(made.Get("pickup-request-price", "due-amount")); err == nil && !bySheet {
		a.Cost = cost // of one that cannot be read, the pick-up is made all the same
	}
	return a, nil
}

// comes refuses where Canada Post does not come on demand, or not any more on that day.
func (c *Connector) comes(ctx context.Context, p *collecting.Pickup, postcode string) error {
	told, err := c.call(ctx, http.MethodGet, availability+postcode, nil, "pickup-availability")
	if err != nil {
		return err
	}
	if told.Get("on-demand-tour") == "false" {
		return carrier.Refuse("no_tour", "Canada Post does not come to "+postcode+" on demand (hand the parcels in)")
	}
	now := calendar.Local(p.From.Place, p.At)
	if until := told.Get("on-demand-cutoff"); until != "" && p.Plan.Day == shipping.DateOf(now) && now.Format("15:04") >= until {
		return carrier.Refuse("cut_off", "Canada Post is asked until "+until+" to come to "+postcode+" on the same day (name another day)")
	}
	return nil
}

// ChangePickup asks Canada Post to come otherwise. All of the request but its place and payment is said anew.
func (c *Connector) ChangePickup(ctx context.Context, p *collecting.Pickup) (*pickup.Answer, error) {
	who, err := known(c.who)
	if err != nil {
		return nil, err
	}
	what, contact, err := c.wanted(p, who)
	if err != nil {
		return nil, err
	}
	return &pickup.Answer{Number: p.Number}, c.unsaid(ctx, http.MethodPut, c.enab(p.Number), pickupUpdate{Contact: contact, pickupWhat: what})
}

// CancelPickup asks Canada Post not to come.
func (c *Connector) CancelPickup(ctx context.Context, p *collecting.Pickup) error {
	return c.unsaid(ctx, http.MethodDelete, c.enab(p.Number), nil)
}

// unsaid makes a call whose yes says nothing.
func (c *Connector) unsaid(ctx context.Context, method, path string, ask any) error {
	var sent any
	if ask != nil {
		text, err := xml.Marshal(ask)
		if err != nil {
			return err
		}
		sent = &wire.Text{Media: form(path), Body: append([]byte(xml.Header), text...)}
	}
	a, err := c.wire.Call(ctx, method, path, sent, carrier.ShortAnswer)
	if err = wire.Unsaid(a, err); err == nil && !a.Good() {
		err = fault(a)
	}
	if err == nil && a.Tree.Name == "messages" {
		err = carrier.CannotUse("it does not say that it is done")
	}
	return err
}

// FindPickup looks for a pick-up of the day at the warehouse: Canada Post tells of all that are open, without the reference that they were asked for with.
func (c *Connector) FindPickup(ctx context.Context, p *collecting.Pickup) (*pickup.Answer, error) {
	at, err := pickedUpAt(p)
	if err != nil {
		return nil, err
	}
	list, err := c.call(ctx, http.MethodGet, c.enab(""), nil, "pickup-requests")
	if err != nil {
		return nil, err
	}
	for _, n := range list.All("pickup-request") {
		head := n.At("pickup-request-header")
		day := cmp.Or(head.Get("next-pickup-date"), string(p.Plan.Day))
		if !slices.Contains(alive, head.Get("request-status")) || head.Get("pickup-type") != "OnDemand" || day != string(p.Plan.Day) {
			continue
		}
		if is, err := c.isOf(ctx, n, at, p.Plan.Day); err != nil || is {
			return &pickup.Answer{Number: head.Get("request-id")}, err
		}
	}
	return nil, nil //nolint:nilnil // it has none
}

// alive are the words for requests that are to be served.
var alive = []string{"New", "Pending", "Active"}

// isOf tells whether a request is for a place and a day, by its details: several warehouses may share a postcode.
func (c *Connector) isOf(ctx context.Context, n *payload.Node, at pickupAt, day shipping.Date) (bool, error) {
	path, _ := linked(n, "details")
	if path == "" {
		return false, carrier.CannotUse("it does not say where the details of the pick-up are")
	}
	told, err := c.call(ctx, http.MethodGet, path, nil, "pickup-request-detailed-info")
	if err != nil {
		return false, err
	}
	details := told.At("pickup-request-details")
	place := details.At("pickup-location", "alternate-address")
	line := place.Get("address-line-1")
	return bare(place.Get("postal-code")) == at.Postcode && (line == "" || strings.EqualFold(line, at.Line)) && details.Get("pickup-times", "on-demand-pickup-time", "date") == string(day), nil
}

// wanted is what is to be picked up, when, and from whom. What has more signs than Canada Post takes is refused and not cut.
func (c *Connector) wanted(p *collecting.Pickup, who account) (w pickupWhat, k contacted, err error) {
	phone, email := northAmerican(p.Contact.Phone), cmp.Or(p.Contact.Email, who.email)
	switch {
	case p.Plan.Service != "":
		return w, k, shipping.BadField("service", "Canada Post collects for all of its services at once", "leave it out")
	case phone == "":
		return w, k, shipping.BadField("phone", "Canada Post asks for a telephone number of ten digits where it comes to", "name it with --phone, or write phone: under warehouses in the Book")
	case !strings.Contains(email, "@"):
		return w, k, shipping.BadField("email", "Canada Post asks for a mail address with a pick-up", "name it with --email, or write your mail address behind the account of the carrier in the Book")
	}
	for _, at := range []struct {
		field string
		time  time.Time
	}{{"from", p.Plan.Window.From}, {"to", p.Plan.Window.To}} {
		if h := at.time.Hour(); h < 12 || h > 17 || at.time.Minute()%15 != 0 {
			return w, k, shipping.BadField(at.field, at.time.Format("15:04")+" is no time at which Canada Post comes", "write one of 12:00 to 17:45, by the quarter of an hour")
		}
	}
	w = pickupWhat{Instructions: cmp.Or(p.Contact.Instructions, "Ask for "+p.Contact.Name), Volume: fmt.Sprintf("%d parcels, %s kg", p.Plan.Parcels, kilograms(int64(p.Plan.Weight))),
		Day: p.Plan.Day, Ready: p.Plan.Window.From.Format("15:04"), Close: p.Plan.Window.To.Format("15:04")}
	w.Heavy = slices.ContainsFunc(p.Loads, func(l collecting.Load) bool { return l.Parcels > 0 && l.Weight/shipping.Grams(l.Parcels) > heavy })
	k = contacted{p.Contact.Name, email, phone}
	return w, k, cmp.Or(short("the contact", k.Name, 45, "and ask again"), short("the mail address", k.Email, 60, "and ask again"), short("the text for the driver", w.Instructions, 132, "and ask again"))
}

// pickedUpAt is where Canada Post comes to.
func pickedUpAt(p *collecting.Pickup) (a pickupAt, err error) {
	from := p.From.Address()
	if from.Country != "CA" || len(from.Lines) == 0 || from.City == "" || len(from.Region) != 2 || !canadian(from.Postcode) {
		return a, shipping.BadField("street", "warehouse "+string(p.From.ID)+" has no street, no city, no province of two letters or no postcode in Canada", "write street:, city: and place: under warehouses in the Book")
	}
	a = pickupAt{from.Name, from.Lines[0], from.City, strings.ToUpper(from.Region), bare(from.Postcode)}
	return a, cmp.Or(short("the name of the warehouse", a.Company, 35, "in the Book"), short("the street of the warehouse", a.Line, 35, "in the Book"), short("the city of the warehouse", a.City, 35, "in the Book"))
}

// northAmerican writes a telephone number as Canada Post takes it with a pick-up: 613-555-0100. Empty: it is none.
func northAmerican(number string) string {
	digits := strings.TrimPrefix(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number), "1")
	if len(digits) != 10 {
		return ""
	}
	return digits[:3] + "-" + digits[3:6] + "-" + digits[6:]
}

var (
	_ collecting.Collector = (*Connector)(nil)
	_ collecting.Changer   = (*Connector)(nil)
	_ collecting.Finder    = (*Connector)(nil)
)
