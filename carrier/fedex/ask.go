package fedex

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"crosslane/calendar"
	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/document"
	"crosslane/shipping"
)

// What is asked, in FedEx's words (Ship API v1: Full_Schema_Ship and what belongs to it).
type (
	bookingAsk struct {
		Labels   string   `json:"labelResponseOptions"`
		Account  value    `json:"accountNumber"`
		Shipment shipment `json:"requestedShipment"`
	}
	value struct {
		Value string `json:"value"`
	}
	shipment struct {
		Day        string    `json:"shipDatestamp"`
		Shipper    party     `json:"shipper"`
		Recipients []party   `json:"recipients"`
		Pickup     string    `json:"pickupType"`
		Service    string    `json:"serviceType"`
		Packaging  string    `json:"packagingType"`
		Charges    payment   `json:"shippingChargesPayment"`
		Special    *special  `json:"shipmentSpecialServices,omitempty"`
		Customs    *customs  `json:"customsClearanceDetail,omitempty"`
		Label      labelForm `json:"labelSpecification"`
		Papers     *papers   `json:"shippingDocumentSpecification,omitempty"`
		Rates      []string  `json:"rateRequestType"`
		Packages   []packed  `json:"requestedPackageLineItems"`
	}
	party struct {
		Contact contact `json:"contact"`
		Address address `json:"address"`
	}
	contact struct {
		Person  string `json:"personName,omitempty"`
		Company string `json:"companyName,omitempty"`
		Phone   string `json:"phoneNumber"`
		Email   string `json:"emailAddress,omitempty"`
	}
	address struct {
		Lines       []string         `json:"streetLines,omitempty"`
		City        string           `json:"city"`
		State       string           `json:"stateOrProvinceCode,omitempty"`
		Postcode    string           `json:"postalCode,omitempty"`
		Country     shipping.Country `json:"countryCode"`
		Residential bool             `json:"residential"`
	}
	payment struct {
		Type  string `json:"paymentType"`
		Payor *payor `json:"payor,omitempty"`
	}
	payor struct {
		Party struct {
			Account value `json:"accountNumber"`
		} `json:"responsibleParty"`
	}
	labelForm struct {
		Image      string `json:"imageType"`
		Stock      string `json:"labelStockType"`
		Resolution int    `json:"resolution,omitempty"`
	}
	packed struct {
		References []reference `json:"customerReferences,omitempty"`
		Weight     weight      `json:"weight"`
		Size       *size       `json:"dimensions,omitempty"`
	}
	reference struct {
		Type  string `json:"customerReferenceType"`
		Value string `json:"value"`
	}
	weight struct {
		Units string      `json:"units"`
		Value json.Number `json:"value"`
	}
	size struct {
		Length int64  `json:"length"`
		Width  int64  `json:"width"`
		Height int64  `json:"height"`
		Units  string `json:"units"`
	}
)

// Words behind the type of service: the account pays duties and taxes; FedEx draws the invoice and hands it to customs; the parcel is brought to FedEx.
const (
	dutiesPaid = "DDP"
	paperless  = "ETD"
	dropOff    = "DROPOFF"
)

// ours is the reference under which FedEx finds a shipment: for FedEx Ground it has 30 signs at most.
func ours(key string) string { return again.Reference(key)[:30] }

// mostOrder is how many signs the number of an order has there.
const mostOrder = 30

// service reads what a channel books, and the words behind it.
func service(r *carrier.Request) (name string, words []string, err error) {
	all := strings.Fields(r.Channel.Service)
	if len(all) == 0 {
		return "", nil, shipping.BadField("service", "channel "+string(r.Channel.ID)+" names no service", "write a type of service of FedEx into the Book, such as FEDEX_INTERNATIONAL_PRIORITY")
	}
	for _, w := range all[1:] {
		if w != dutiesPaid && w != paperless && w != dropOff {
			return "", nil, shipping.BadField("service", "channel "+string(r.Channel.ID)+" has the word \""+w+"\" behind its service", "the words are DDP, ETD and DROPOFF")
		}
	}
	return all[0], all[1:], nil
}

// booking asks for a label, and for what it costs.
func (c *Connector) booking(r *carrier.Request) (*bookingAsk, error) {
	name, words, err := service(r)
	if err != nil {
		return nil, err
	}
	s := shipment{Day: c.day(r), Pickup: tendered(words), Service: name, Packaging: "YOUR_PACKAGING", Charges: payment{Type: "SENDER"}, Label: drawn(r.From.Labels), Rates: []string{"ACCOUNT"}}
	if s.Shipper, err = sender(r); err != nil {
		return nil, err
	}
	to, err := receiver(r)
	if err != nil {
		return nil, err
	}
	s.Recipients = []party{to}
	p := packed{References: []reference{{"CUSTOMER_REFERENCE", ours(r.Key)}}, Weight: kilograms(int64(r.Plan.Weight)), Size: sized(r.Plan.Size)}
	if r.Order != "" {
		if err := short("the number of the order", r.Order, mostOrder, "in the shop"); err != nil {
			return nil, err
		}
		p.References = append(p.References, reference{"INVOICE_NUMBER", r.Order})
	}
	s.Packages = []packed{p}
	if s.Customs, err = c.declaration(r, words); err != nil {
		return nil, err
	}
	if s.Customs != nil && slices.Contains(words, paperless) {
		s.Special, s.Papers = invoiced()
	}
	return &bookingAsk{Labels: "LABEL", Account: value{c.who.Account}, Shipment: s}, nil
}

// day is that of the warehouse on which the parcel goes.
func (c *Connector) day(r *carrier.Request) string {
	return calendar.Local(r.From.Place, c.now()).Format(time.DateOnly)
}

func tendered(words []string) string {
	if slices.Contains(words, dropOff) {
		return "DROPOFF_AT_FEDEX_LOCATION"
	}
	return "USE_SCHEDULED_PICKUP"
}

// drawn asks for the label that the warehouse's printer takes.
func drawn(labels string) labelForm {
	switch document.Form(labels) {
	case document.ZPL203:
		return labelForm{"ZPLII", "STOCK_4X6", 203}
	case document.ZPL300:
		return labelForm{"ZPLII", "STOCK_4X6", 300}
	}
	return labelForm{Image: "PDF", Stock: "PAPER_4X6"}
}

func sender(r *carrier.Request) (party, error) {
	from := r.From.Address()
	switch {
	case from.Phone == "":
		return party{}, shipping.BadField("phone", "warehouse "+string(r.From.ID)+" has no telephone number, and FedEx asks the sender's", "write phone: under warehouses in the Book")
	case len(from.Lines) == 0 || from.City == "":
		return party{}, shipping.BadField("street", "warehouse "+string(r.From.ID)+" has no street or no city", "write street: and city: under warehouses in the Book")
	}
	from.Name, from.Company = "", from.Name
	return place(from, "of the warehouse", "in the Book")
}

func receiver(r *carrier.Request) (party, error) {
	switch {
	case r.To.Phone == "":
		return party{}, carrier.Refuse("no_phone", "FedEx asks the buyer's telephone number, and the order has none (let the shop ask for it)")
	case len(r.To.Lines) == 0:
		return party{}, carrier.Refuse("no_street", "the address has no street (look at the address of the order)")
	case r.To.City == "":
		return party{}, carrier.Refuse("no_city", "the address has no city (look at the address of the order)")
	case r.To.Name == "" && r.To.Company == "":
		return party{}, carrier.Refuse("no_name", "the address has no name (look at the address of the order)")
	}
	return place(r.To, "of the address", "in the order")
}

// mostLines is how many lines an address has there: further ones would be passed over.
const mostLines = 3

// place writes an address. What has more signs than FedEx takes is refused and not cut.
func place(a shipping.Address, whose, where string) (p party, err error) {
	if len(a.Lines) > mostLines {
		return p, carrier.Refuse("too_many_lines", fmt.Sprintf("the street %s has %d lines, and FedEx takes %d (shorten it %s)", whose, len(a.Lines), mostLines, where))
	}
	state, err := state(a, whose, where)
	if err != nil {
		return p, err
	}
	phone, err := digits(a, whose, where)
	if err != nil {
		return p, err
	}
	p = party{contact{a.Name, a.Company, phone, a.Email}, address{a.Lines, a.City, state, a.Postcode, a.Country, a.Company == ""}}
	for _, l := range []struct {
		field, text string
		most        int
	}{
		{"the city", a.City, 35}, {"the postcode", a.Postcode, 10}, {"the company", a.Company, 35}, {"the name", a.Name, 70}, {"the mail address", a.Email, 80},
	} {
		if err := short(l.field+" "+whose, l.text, l.most, where); err != nil {
			return p, err
		}
	}
	for i, line := range a.Lines {
		if err := short("line "+strconv.Itoa(i+1)+" "+whose, line, 35, where); err != nil {
			return p, err
		}
	}
	return p, nil
}

// state is the code of a state or province: FedEx asks it in three countries, and takes two letters wherever it is. What is longer stands in no
// address there, as FedEx refuses it.
func state(a shipping.Address, whose, where string) (string, error) {
	switch {
	case len(a.Region) == 2:
		return strings.ToUpper(a.Region), nil
	case a.Country == "PR":
		return "PR", nil
	case a.Country == "US" || a.Country == "CA":
		return "", carrier.Refuse("no_state", "FedEx asks the state or province "+whose+" by its code of two letters (write it "+where+")")
	}
	return "", nil
}

// digits are those of a telephone number: FedEx takes ten to fifteen, and in the United States and Canada ten, or eleven behind a 1.
func digits(a shipping.Address, whose, where string) (string, error) {
	number := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, a.Phone)
	good := len(number) >= 10 && len(number) <= 15
	if a.Country == "US" || a.Country == "CA" {
		good = len(number) == 10 || len(number) == 11 && number[0] == '1'
	}
	if !good {
		return "", carrier.Refuse("bad_phone", fmt.Sprintf("the telephone number %s has %d digits, and FedEx takes 10 to 15, in the United States and Canada 10 (write it with the code of its country %s)", whose, len(number), where))
	}
	return number, nil
}

// short refuses a text with more signs than FedEx takes. The text itself is not told: it may be a name.
func short(field, text string, most int, where string) error {
	if n := utf8.RuneCountInString(text); n > most {
		return carrier.Refuse("too_long", field+" has "+strconv.Itoa(n)+" signs, and FedEx takes "+strconv.Itoa(most)+" (shorten it "+where+")")
	}
	return nil
}

func kilograms(grams int64) weight {
	return weight{"KG", json.Number(fmt.Sprintf("%d.%03d", grams/1000, grams%1000))}
}

// sized are the sides of a parcel in whole centimetres, each that is begun; nil where one is not known.
func sized(d shipping.Dimensions) *size {
	if d.Length <= 0 || d.Width <= 0 || d.Height <= 0 {
		return nil
	}
	begun := func(mm shipping.Millimetres) int64 { return (int64(mm) + 9) / 10 }
	return &size{begun(d.Length), begun(d.Width), begun(d.Height), "CM"}
}
