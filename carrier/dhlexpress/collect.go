package dhlexpress

import (
	"context"
	"net/http"
	"net/url"
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

// What is asked, in DHL's words (MyDHL API 3.1.1: pickupRequest and updatePickupRequest).
type (
	pickupAsk struct {
		Number       string       `json:"dispatchConfirmationNumber,omitempty"`
		Account      string       `json:"originalShipperAccountNumber,omitempty"`
		Planned      string       `json:"plannedPickupDateAndTime"`
		Close        string       `json:"closeTime"`
		Kind         string       `json:"locationType"`
		Accounts     []typed      `json:"accounts"`
		Instructions []instructed `json:"specialInstructions,omitempty"`
		Parties      struct {
			Shipper party `json:"shipperDetails"`
		} `json:"customerDetails"`
		Shipments []collected `json:"shipmentDetails"`
	}
	instructed struct {
		Text string `json:"value"`
	}
	collected struct {
		Product    string   `json:"productCode"`
		Declarable bool     `json:"isCustomsDeclarable"`
		Units      string   `json:"unitOfMeasurement"`
		Packages   []packed `json:"packages"`
	}
)

// mostAhead is how many days ahead DHL is asked to come.
const mostAhead = 10

// mostPackages is how many parcels a pick-up is for, of one product to one place.
const mostPackages = 999

// Collect asks DHL to come.
func (c *Connector) Collect(ctx context.Context, p *collecting.Pickup) (*pickup.Answer, error) {
	ask, err := c.pickup(p)
	if err != nil {
		return nil, err
	}
	a, err := c.call.Call(ctx, http.MethodPost, "/pickups", ask, carrier.ShortAnswer)
	if err == nil && !a.Good() {
		err = fault(a)
	}
	if err != nil {
		return nil, err
	}
	list := a.Tree.All("dispatchConfirmationNumbers")
	if len(list) != 1 {
		return nil, carrier.CannotUse("its pick-up has no number, or several")
	}
	return &pickup.Answer{Number: strings.TrimSpace(list[0].Text), Promised: coming(p, a.Tree)}, nil
}

// ChangePickup asks DHL to come otherwise.
func (c *Connector) ChangePickup(ctx context.Context, p *collecting.Pickup) (*pickup.Answer, error) {
	ask, err := c.pickup(p)
	if err != nil {
		return nil, err
	}
	ask.Number, ask.Account = p.Number, c.who.Account
	a, err := c.call.Call(ctx, http.MethodPatch, "/pickups/"+url.PathEscape(p.Number), ask, carrier.ShortAnswer)
	if err == nil && !a.Good() {
		err = fault(a)
	}
	if err != nil {
		return nil, err
	}
	if a.Tree.Get("dispatchConfirmationNumber") == "" {
		return nil, carrier.CannotUse("it does not say that the pick-up is changed")
	}
	return &pickup.Answer{Number: a.Tree.Get("dispatchConfirmationNumber"), Promised: coming(p, a.Tree)}, nil
}

// CancelPickup asks DHL not to come.
func (c *Connector) CancelPickup(ctx context.Context, p *collecting.Pickup) error {
	query := url.Values{"requestorName": {p.Contact.Name}, "reason": {p.Why}}
	a, err := c.call.Call(ctx, http.MethodDelete, "/pickups/"+url.PathEscape(p.Number)+"?"+query.Encode(), nil, carrier.ShortAnswer)
	if err = wire.Unsaid(a, err); err == nil && !a.Good() {
		err = fault(a)
	}
	return err
}

// coming is when DHL says that it comes: the day is told, and of the time of day what was asked for holds.
func coming(p *collecting.Pickup, answer *payload.Node) (w shipping.Window) {
	day, err := time.Parse(time.DateOnly, answer.Get("nextPickupDate"))
	if err != nil {
		return w
	}
	on := func(t time.Time) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, t.Location())
	}
	return shipping.Window{From: on(p.Plan.Window.From), To: on(p.Plan.Window.To)}
}

// pickup writes what DHL is asked. What has more signs than it takes is refused and not cut.
func (c *Connector) pickup(p *collecting.Pickup) (*pickupAsk, error) {
	from := p.From.Address()
	switch {
	case p.Plan.Service != "":
		return nil, shipping.BadField("service", "DHL Express collects for all of its products at once", "leave it out")
	case p.Plan.Day > shipping.DateOf(calendar.Local(p.From.Place, p.At)).Plus(mostAhead):
		return nil, shipping.BadField("day", "DHL Express is asked to come within 10 days", "name an earlier day")
	case p.Contact.Phone == "":
		return nil, shipping.BadField("phone", "DHL Express asks for a telephone number where it comes to", "name it with --phone, or write phone: under warehouses in the Book")
	case len(from.Lines) == 0 || from.City == "":
		return nil, shipping.BadField("street", "warehouse "+string(p.From.ID)+" has no street or no city", "write street: and city: under warehouses in the Book")
	}
	from.Company, from.Name, from.Phone = from.Name, p.Contact.Name, p.Contact.Phone
	at, err := place(from, "of the warehouse", "in the Book")
	if err != nil {
		return nil, err
	}
	ask := &pickupAsk{Planned: p.Plan.Window.From.Format("2006-01-02T15:04:05GMT-07:00"), Close: p.Plan.Window.To.Format("15:04"), Kind: "business", Accounts: []typed{{"shipper", c.who.Account}}}
	ask.Parties.Shipper = at
	if text := p.Contact.Instructions; text != "" {
		if err := short("the text for the driver", text, 80, "and ask again"); err != nil {
			return nil, err
		}
		ask.Instructions = []instructed{{text}}
	}
	ask.Shipments, err = c.collected(p)
	return ask, err
}

// collected are the parcels by product. DHL asks what each weighs: where only their sum is known, each weighs the same.
func (c *Connector) collected(p *collecting.Pickup) (list []collected, err error) {
	for _, l := range p.Loads {
		if l.Code() == "" || l.Parcels < 1 || l.Parcels > mostPackages {
			return nil, shipping.BadField("parcels", "DHL Express takes 1 to 999 parcels of a product", "ask for fewer, and look at the channel's service in the Book")
		}
		each := packed{Weight: thousandths((int64(l.Weight) + l.Parcels - 1) / l.Parcels)}
		s := collected{Product: l.Code(), Declarable: shipping.CustomsBetween(p.From.Place, l.To, p.At), Units: "metric"}
		for range l.Parcels {
			s.Packages = append(s.Packages, each)
		}
		list = append(list, s)
	}
	return list, nil
}

var (
	_ collecting.Collector = (*Connector)(nil)
	_ collecting.Changer   = (*Connector)(nil)
)
