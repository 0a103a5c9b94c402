package usps

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"crosslane/calendar"
	"crosslane/carrier"
	"crosslane/carrier/collecting"
	"crosslane/carrier/wire"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// pickups is where pick-ups lie below an address.
const pickups = "/pickup/v3/carrier-pickup"

// What is asked, in USPS's words (Carrier Pickup v3).
type (
	pickupAsk struct {
		Day      shipping.Date `json:"pickupDate"`
		At       pickupAddress `json:"pickupAddress"`
		Packages []pickupPart  `json:"packages"`
		Weight   json.Number   `json:"estimatedWeight"`
		Spot     struct {
			Place        string `json:"packageLocation"`
			Instructions string `json:"specialInstructions,omitempty"`
		} `json:"pickupLocation"`
	}
	pickupAddress struct {
		First   string `json:"firstName"`
		Last    string `json:"lastName"`
		Firm    string `json:"firm,omitempty"`
		Address struct {
			Street string `json:"streetAddress"`
			City   string `json:"city"`
			State  string `json:"state"`
			ZIP    string `json:"ZIPCode"`
			Plus4  string `json:"ZIPPlus4,omitempty"`
		} `json:"address"`
		Contact []reachable `json:"contact,omitempty"`
	}
	reachable struct {
		Email string `json:"email"`
	}
	pickupPart struct {
		Type  string `json:"packageType"`
		Count int64  `json:"packageCount"`
	}
	pickupChange struct {
		Number  string        `json:"confirmationNumber"`
		Day     shipping.Date `json:"pickupDate"`
		Request *pickupAsk    `json:"carrierPickupRequest"`
	}
)

// knownTypes are the mail classes that a pick-up tells apart within the United States.
var knownTypes = strings.Fields("USPS_GROUND_ADVANTAGE PRIORITY_MAIL PRIORITY_MAIL_EXPRESS")

// central is where USPS's day of pick-ups begins: until two in the morning there it is asked to come on the same day.
var central = shipping.Place{Country: "US", Region: "IL", Postcode: "60601"}

const cutOffHour = 2

// Collect asks USPS to come with its round. It promises a day and no time of day, and says no price.
func (c *Connector) Collect(ctx context.Context, p *collecting.Pickup) (*pickup.Answer, error) {
	ask, err := c.pickup(p)
	if err != nil {
		return nil, err
	}
	a, err := c.wire.Call(ctx, http.MethodPost, pickups, ask, carrier.ShortAnswer)
	if err == nil && !a.Good() {
		err = fault(a)
	}
	if err != nil {
		return nil, err
	}
	return &pickup.Answer{Number: a.Tree.Get("confirmationNumber"), Promised: onDay(p, a.Tree.Get("pickupDate"))}, nil
}

// onDay is the whole of the day on which USPS says that it comes.
func onDay(p *collecting.Pickup, told string) (w shipping.Window) {
	day, err := time.Parse(time.DateOnly, told)
	if err != nil {
		return w
	}
	zone := p.Plan.Window.From.Location()
	from := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone)
	return shipping.Window{From: from, To: from.Add(24*time.Hour - time.Minute)}
}

// ChangePickup asks USPS for the same otherwise: it takes a change of the version that it tells alone.
func (c *Connector) ChangePickup(ctx context.Context, p *collecting.Pickup) (*pickup.Answer, error) {
	ask, err := c.pickup(p)
	if err != nil {
		return nil, err
	}
	tag, err := c.tag(ctx, p.Number)
	if err != nil {
		return nil, err
	}
	a, err := c.wire.Call(context.WithValue(ctx, tagged{}, tag), http.MethodPut, pickups+"/"+url.PathEscape(p.Number), pickupChange{p.Number, p.Plan.Day, ask}, carrier.ShortAnswer)
	if err == nil && !a.Good() {
		err = fault(a)
	}
	if err != nil {
		return nil, err
	}
	if a.Tree.Get("confirmationNumber") == "" {
		return nil, carrier.CannotUse("it does not say that the pick-up is changed")
	}
	return &pickup.Answer{Number: a.Tree.Get("confirmationNumber"), Promised: onDay(p, a.Tree.Get("pickupDate"))}, nil
}

// CancelPickup asks USPS not to come.
func (c *Connector) CancelPickup(ctx context.Context, p *collecting.Pickup) error {
	tag, err := c.tag(ctx, p.Number)
	if err != nil {
		return err
	}
	a, err := c.wire.Call(context.WithValue(ctx, tagged{}, tag), http.MethodDelete, pickups+"/"+url.PathEscape(p.Number), nil, carrier.ShortAnswer)
	if err = wire.Unsaid(a, err); err == nil && !a.Good() {
		err = fault(a)
	}
	return err
}

// tag is the version of a pick-up that USPS has now.
func (c *Connector) tag(ctx context.Context, number string) (string, error) {
	a, err := c.wire.Call(ctx, http.MethodGet, pickups+"/"+url.PathEscape(number), nil, carrier.ShortAnswer)
	switch {
	case err != nil:
		return "", err
	case !a.Good():
		return "", fault(a)
	case a.Header.Get("ETag") == "":
		return "", carrier.CannotUse("it does not tell the version of the pick-up")
	}
	return a.Header.Get("ETag"), nil
}

// pickup writes what USPS is asked. What has more signs than it takes is refused and not cut.
func (c *Connector) pickup(p *collecting.Pickup) (*pickupAsk, error) {
	from, err := sender(&p.From)
	if err != nil {
		return nil, err
	}
	now := calendar.Local(central, p.At)
	switch today := shipping.DateOf(now); {
	case p.Plan.Service != "":
		return nil, shipping.BadField("service", "USPS collects for all of its mail classes at once", "leave it out")
	case p.Plan.Day < today, p.Plan.Day == today && now.Hour() >= cutOffHour:
		return nil, shipping.BadField("day", "USPS is asked until two in the morning, Central Time, to come on the same day", "name another day")
	}
	ask := &pickupAsk{Day: p.Plan.Day, Packages: parts(p.Loads), Weight: pounds(int64(p.Plan.Weight))}
	if ask.At.First, ask.At.Last, err = named(p.Contact.Name); err != nil {
		return nil, err
	}
	at := &ask.At.Address
	ask.At.Firm, at.Street, at.City, at.State, at.ZIP, at.Plus4 = from.Firm, from.Street, from.City, from.State, from.ZIP, from.Plus4
	if p.Contact.Email != "" {
		ask.At.Contact = []reachable{{p.Contact.Email}}
	}
	ask.Spot.Place = "KNOCK_ON_DOOR"
	if text := p.Contact.Instructions; text != "" {
		ask.Spot.Place, ask.Spot.Instructions = "OTHER", text
	}
	return ask, short("the text for the driver", ask.Spot.Instructions, 255, "and ask again")
}

// named parts a name as USPS wants it, at its last blank; one of a single word is both.
func named(name string) (first, last string, err error) {
	first, last = name, name
	if at := strings.LastIndexByte(strings.TrimSpace(name), ' '); at > 0 {
		first, last = name[:at], name[at+1:]
	}
	if strings.TrimSpace(name) == "" {
		return "", "", shipping.BadField("contact", "USPS asks for a name where it comes to", "name somebody with --contact")
	}
	return first, last, short("the contact", first, 50, "and ask again")
}

// parts are the parcels by mail class.
func parts(loads []collecting.Load) (list []pickupPart) {
	for _, l := range loads {
		kind := "OTHER"
		switch code := l.Code(); {
		case slices.Contains(classesAbroad, code):
			kind = "INTERNATIONAL"
		case slices.Contains(knownTypes, code):
			kind = code
		}
		if at := slices.IndexFunc(list, func(p pickupPart) bool { return p.Type == kind }); at >= 0 {
			list[at].Count += l.Parcels
			continue
		}
		list = append(list, pickupPart{kind, l.Parcels})
	}
	return list
}

var (
	_ collecting.Collector = (*Connector)(nil)
	_ collecting.Changer   = (*Connector)(nil)
)
