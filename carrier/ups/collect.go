package ups

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"strconv"

	"crosslane/calendar"
	"crosslane/carrier"
	"crosslane/carrier/collecting"
	"crosslane/carrier/payload"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// Where pick-ups lie below an address (Pickup v2409).
const (
	pickups        = "/api/pickupcreation/v2409/pickup"
	pickupsByTheir = "/api/shipments/v2409/pickup/02" // number, the PRN, which stands in a header
	pickupsPending = "/api/shipments/v2409/pickup/oncall"
)

// What is asked, in UPS's words (Pickup v2409: PickupCreationRequest).
type (
	pickupAsk struct {
		Request struct {
			Rate    string `json:"RatePickupIndicator"`
			Shipper struct {
				Account struct {
					Number  string           `json:"AccountNumber"`
					Country shipping.Country `json:"AccountCountryCode"`
				} `json:"Account"`
			} `json:"Shipper"`
			Date struct {
				Close string `json:"CloseTime"`
				Ready string `json:"ReadyTime"`
				Day   string `json:"PickupDate"`
			} `json:"PickupDateInfo"`
			Address   pickupAddress `json:"PickupAddress"`
			Alternate string        `json:"AlternateAddressIndicator"`
			Pieces    []pickupPiece `json:"PickupPiece"`
			Weight    struct {
				Weight string `json:"Weight"`
				Unit   string `json:"UnitOfMeasurement"`
			} `json:"TotalWeight"`
			Payment     string `json:"PaymentMethod"`
			Instruction string `json:"SpecialInstruction,omitempty"`
			Reference   string `json:"ReferenceNumber"`
		} `json:"PickupCreationRequest"`
	}
	pickupAddress struct {
		Company     string           `json:"CompanyName"`
		Contact     string           `json:"ContactName"`
		Line        []string         `json:"AddressLine"`
		City        string           `json:"City"`
		State       string           `json:"StateProvince,omitempty"`
		Postcode    string           `json:"PostalCode,omitempty"`
		Country     shipping.Country `json:"CountryCode"`
		Residential string           `json:"ResidentialIndicator"`
		Phone       phone            `json:"Phone"`
	}
	pickupPiece struct {
		Service   string           `json:"ServiceCode"`
		Quantity  string           `json:"Quantity"`
		Country   shipping.Country `json:"DestinationCountryCode"`
		Container string           `json:"ContainerCode"`
	}
)

// mostPieces is how many parcels of one service a pick-up is for.
const mostPieces = 999

// Collect asks UPS to come. Where it was asked for the same address before, it answers with the number of then.
func (c *Connector) Collect(ctx context.Context, p *collecting.Pickup) (*pickup.Answer, error) {
	ask, err := c.pickup(p)
	if err != nil {
		return nil, err
	}
	answer, err := c.call(ctx, http.MethodPost, pickups, ask, carrier.ShortAnswer)
	if err != nil {
		return nil, err
	}
	made := answer.At("PickupCreationResponse")
	a := &pickup.Answer{Number: made.Get("PRN")}
	if made.Get("RateStatus", "Code") == "01" {
		rate := made.At("RateResult")
		if cost, err := shipping.ParseMoney(rate.Get("GrandTotalOfAllCharge"), shipping.Currency(rate.Get("CurrencyCode"))); err == nil {
			a.Cost = cost // of one that cannot be read, the pick-up is made all the same
		}
	}
	return a, nil
}

// pickup writes what UPS is asked. What has more signs than it takes is refused and not cut.
func (c *Connector) pickup(p *collecting.Pickup) (*pickupAsk, error) {
	at, err := c.pickupAt(p)
	if err != nil {
		return nil, err
	}
	ask, w := &pickupAsk{}, p.Plan.Window
	r := &ask.Request
	r.Rate, r.Alternate, r.Payment, r.Reference, r.Address = "Y", "Y", "01", p.Reference(), at
	r.Shipper.Account.Number, r.Shipper.Account.Country = c.who.Account, p.From.Place.Country
	r.Date.Day, r.Date.Ready, r.Date.Close = w.From.Format("20060102"), w.From.Format("1504"), w.To.Format("1504")
	r.Weight.Weight, r.Weight.Unit = tenths(int64(p.Plan.Weight), 100), "KGS"
	if at.Country == "US" || at.Country == "PR" {
		r.Weight.Weight, r.Weight.Unit = tenths(int64(p.Plan.Weight)*100_000, 4_535_924), "LBS"
	}
	if r.Pieces, err = pieces(p.Loads); err != nil {
		return nil, err
	}
	r.Instruction = p.Contact.Instructions
	return ask, short("the text for the driver", r.Instruction, 57, "and ask again")
}

// pickupAt is where UPS comes to.
func (c *Connector) pickupAt(p *collecting.Pickup) (a pickupAddress, err error) {
	from := p.From.Address()
	number := written(from.Country, p.Contact.Phone)
	switch {
	case p.Plan.Service != "":
		return a, shipping.BadField("service", "UPS collects for all of its services at once", "leave it out")
	case len(from.Lines) == 0 || from.City == "":
		return a, shipping.BadField("street", "warehouse "+string(p.From.ID)+" has no street or no city", "write street: and city: under warehouses in the Book")
	case number == "":
		return a, shipping.BadField("phone", "UPS asks for a telephone number where it comes to", "name it with --phone, or write phone: under warehouses in the Book")
	}
	state, err := state(from, "of the warehouse", "in the Book")
	if err != nil {
		return a, err
	}
	a = pickupAddress{Company: from.Name, Contact: p.Contact.Name, Line: from.Lines[:1], City: from.City, State: state, Postcode: bare(from.Postcode), Country: from.Country, Residential: "N", Phone: phone{number}}
	for _, l := range []struct {
		field, text string
		most        int
	}{{"the name of the warehouse", a.Company, 27}, {"the contact", a.Contact, 22}, {"the street of the warehouse", a.Line[0], 73}, {"the city of the warehouse", a.City, 50}, {"the postcode of the warehouse", a.Postcode, 8}} {
		if err := short(l.field, l.text, l.most, ""); err != nil {
			return a, err
		}
	}
	return a, nil
}

// tenths writes a number of grams in units of so many, with one decimal that is begun: one at least.
func tenths(grams, each int64) string {
	n := max((grams+each-1)/each, 1)
	return fmt.Sprintf("%d.%d", n/10, n%10)
}

// pieces are the parcels by service and country.
func pieces(loads []collecting.Load) (list []pickupPiece, err error) {
	for _, l := range loads {
		code, err := strconv.ParseUint(l.Code(), 10, 10)
		switch {
		case err != nil:
			return nil, shipping.BadField("service", "\""+l.Code()+"\" is no code of a service of UPS", "look at the channel's service in the Book")
		case l.Parcels > mostPieces:
			return nil, shipping.BadField("parcels", strconv.FormatInt(l.Parcels, 10)+" parcels of one service are more than UPS takes", "ask for up to "+strconv.Itoa(mostPieces))
		}
		list = append(list, pickupPiece{fmt.Sprintf("%03d", code), strconv.FormatInt(l.Parcels, 10), l.To.Country, "01"})
	}
	return list, nil
}

// CancelPickup asks UPS not to come. Its codes for one that is cancelled already, or over, are not published.
func (c *Connector) CancelPickup(ctx context.Context, p *collecting.Pickup) error {
	answer, err := c.call(bearing(ctx, "Prn", p.Number), http.MethodDelete, pickupsByTheir, nil, carrier.ShortAnswer)
	if err == nil && answer.Get("PickupCancelResponse", "Response", "ResponseStatus", "Code") != "1" {
		return carrier.CannotUse("it does not say whether the pick-up is cancelled")
	}
	return err
}

// pickupCancelled is UPS's status of a pick-up that is cancelled.
const pickupCancelled = "007"

// FindPickup looks for a pick-up by its reference: UPS tells of those of today and tomorrow that are open, and of no others.
func (c *Connector) FindPickup(ctx context.Context, p *collecting.Pickup) (*pickup.Answer, error) {
	answer, err := c.call(bearing(ctx, "Accountnumber", c.who.Account), http.MethodGet, pickupsPending, nil, carrier.ListAnswer)
	if err != nil {
		return nil, err
	}
	told := answer.At("PickupPendingStatusResponse")
	if told == nil {
		return nil, carrier.CannotUse("it does not say which pick-ups there are")
	}
	for _, n := range told.All("PendingStatus") {
		if n.Get("ReferenceNumber") == p.Reference() && n.Get("PRN") != "" && !over(n) {
			return &pickup.Answer{Number: n.Get("PRN")}, nil
		}
	}
	tomorrow := shipping.DateOf(calendar.Local(p.From.Place, p.At).AddDate(0, 0, 1))
	if p.Plan.Day > tomorrow {
		return nil, carrier.Unavailable("UPS tells of the pick-ups of today and tomorrow alone", nil)
	}
	return nil, nil //nolint:nilnil // it has none
}

// over reports whether a pick-up that is told is cancelled.
func over(n *payload.Node) bool { return n.Get("OnCallStatusCode") == pickupCancelled }

// heads is the key of headers in the context of a call.
type heads struct{}

// bearing has a call bear a header.
func bearing(ctx context.Context, name, value string) context.Context {
	return context.WithValue(ctx, heads{}, http.Header{name: {value}})
}

// bear adds to a call what its context has.
func bear(r *http.Request) {
	if more, has := r.Context().Value(heads{}).(http.Header); has {
		maps.Copy(r.Header, more)
	}
}

var (
	_ collecting.Collector = (*Connector)(nil)
	_ collecting.Finder    = (*Connector)(nil)
)
