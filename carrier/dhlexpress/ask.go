package dhlexpress

import (
	"encoding/json"
	"fmt"
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

// What is asked, in DHL's words (MyDHL API 3.1.1: CreateShipmentRequest and what belongs to it).
type (
	shipmentAsk struct {
		Planned string `json:"plannedShippingDateAndTime"`
		Pickup  struct {
			Requested bool `json:"isRequested"`
		} `json:"pickup"`
		Product    string      `json:"productCode"`
		Rates      bool        `json:"getRateEstimates"`
		Accounts   []typed     `json:"accounts"`
		Services   []service   `json:"valueAddedServices,omitempty"`
		Images     images      `json:"outputImageProperties"`
		References []reference `json:"customerReferences"`
		Parties    struct {
			Shipper  party `json:"shipperDetails"`
			Receiver party `json:"receiverDetails"`
		} `json:"customerDetails"`
		Content content `json:"content"`
	}
	typed struct {
		Type   string `json:"typeCode"`
		Number string `json:"number"`
	}
	service struct {
		Code string `json:"serviceCode"`
	}
	images struct {
		DPI     int     `json:"printerDPI,omitempty"`
		Form    string  `json:"encodingFormat"`
		Options []image `json:"imageOptions"`
	}
	image struct {
		Type     string `json:"typeCode"`
		Template string `json:"templateName,omitempty"`
		Wanted   *bool  `json:"isRequested,omitempty"`
	}
	reference struct {
		Value string `json:"value"`
		Type  string `json:"typeCode"`
	}
	party struct {
		Address postal  `json:"postalAddress"`
		Contact contact `json:"contactInformation"`
	}
	postal struct {
		Postcode string           `json:"postalCode"`
		City     string           `json:"cityName"`
		Country  shipping.Country `json:"countryCode"`
		Province string           `json:"provinceCode,omitempty"`
		Line1    string           `json:"addressLine1"`
		Line2    string           `json:"addressLine2,omitempty"`
		Line3    string           `json:"addressLine3,omitempty"`
	}
	contact struct {
		Phone   string `json:"phone"`
		Email   string `json:"email,omitempty"`
		Company string `json:"companyName"`
		Name    string `json:"fullName"`
	}
	content struct {
		Packages    []packed          `json:"packages"`
		Declarable  bool              `json:"isCustomsDeclarable"`
		Value       json.Number       `json:"declaredValue,omitempty"`
		Currency    shipping.Currency `json:"declaredValueCurrency,omitempty"`
		Export      *export           `json:"exportDeclaration,omitempty"`
		Description string            `json:"description"`
		Incoterm    string            `json:"incoterm"`
		Units       string            `json:"unitOfMeasurement"`
	}
	packed struct {
		Weight json.Number `json:"weight"`
		Size   *dimensions `json:"dimensions,omitempty"`
	}
	dimensions struct {
		Length json.Number `json:"length"`
		Width  json.Number `json:"width"`
		Height json.Number `json:"height"`
	}
)

// ahead is how long before the hand-over a booking is taken to be made: a time in the past is refused.
const ahead = 15 * time.Minute

// shipment asks for a label, and for what it costs.
func (c *Connector) shipment(r *carrier.Request) (*shipmentAsk, error) {
	codes := strings.Fields(r.Channel.Service)
	if len(codes) == 0 {
		return nil, shipping.BadField("service", "channel "+string(r.Channel.ID)+" names no service", "write the product's code at DHL Express into the Book, such as P")
	}
	planned := calendar.Local(r.From.Place, c.now().Add(ahead))
	s := &shipmentAsk{Planned: planned.Format("2006-01-02T15:04:05 GMT-07:00"), Product: codes[0], Rates: true, Accounts: []typed{{"shipper", c.who.Account}},
		References: []reference{{again.Reference(r.Key), "CU"}}}
	incoterm := "DAP"
	for _, code := range codes[1:] {
		s.Services = append(s.Services, service{code})
		if code == dutiesPaid {
			incoterm, s.Accounts = "DDP", append(s.Accounts, typed{"duties-taxes", c.who.Account})
		}
	}
	s.Images = drawn(r.From.Labels, codes[1:])
	var err error
	if s.Parties.Shipper, err = sender(r); err != nil {
		return nil, err
	}
	if s.Parties.Receiver, err = receiver(r); err != nil {
		return nil, err
	}
	if s.Content, err = goods(r, planned); err != nil {
		return nil, err
	}
	s.Content.Incoterm = incoterm
	return s, nil
}

// Value added services that change what else is asked: the shipper pays duties, and papers are handed in with the booking.
const dutiesPaid, paperless = "DD", "WY"

// small is the template of DHL's label as large as the printers of warehouses take it: A6, not 8 by 4 inches.
const small = "ECOM26_A6_002"

// drawn asks for the label that the warehouse's printer takes; the waybill that couriers keep is not drawn, and an invoice only where papers
// go with the booking.
func drawn(labels string, services []string) images {
	yes, no := true, false
	m := images{Form: "pdf", Options: []image{{Type: "label", Template: small}, {Type: "waybillDoc", Wanted: &no}}}
	switch document.Form(labels) {
	case document.ZPL203:
		m.Form, m.DPI = "zpl", 200
	case document.ZPL300:
		m.Form, m.DPI = "zpl", 300
	}
	for _, code := range services {
		if code == paperless {
			m.Options = append(m.Options, image{Type: "invoice", Wanted: &yes})
		}
	}
	return m
}

func sender(r *carrier.Request) (party, error) {
	from := r.From.Address()
	switch {
	case from.Phone == "":
		return party{}, shipping.BadField("phone", "warehouse "+string(r.From.ID)+" has no telephone number, and DHL Express asks the sender's", "write phone: under warehouses in the Book")
	case len(from.Lines) == 0 || from.City == "":
		return party{}, shipping.BadField("street", "warehouse "+string(r.From.ID)+" has no street or no city", "write street: and city: under warehouses in the Book")
	}
	return place(from, "of the warehouse", "in the Book")
}

func receiver(r *carrier.Request) (party, error) {
	switch {
	case r.To.Phone == "":
		return party{}, carrier.Refuse("no_phone", "DHL Express asks the buyer's telephone number, and the order has none (let the shop ask for it)")
	case len(r.To.Lines) == 0:
		return party{}, carrier.Refuse("no_street", "the address has no street (look at the address of the order)")
	case r.To.City == "":
		return party{}, carrier.Refuse("no_city", "the address has no city (look at the address of the order)")
	}
	return place(r.To, "of the address", "in the order")
}

// mostLines is how many lines an address has there.
const mostLines = 3

// place writes an address. What has more signs than DHL takes is refused and not cut.
func place(a shipping.Address, whose, where string) (party, error) {
	if len(a.Lines) > mostLines {
		return party{}, carrier.Refuse("too_many_lines", fmt.Sprintf("the street %s has %d lines, and DHL Express takes %d (shorten it %s)", whose, len(a.Lines), mostLines, where))
	}
	name, company := a.Name, a.Company
	if name == "" {
		name = company
	}
	if company == "" {
		company = name
	}
	var lines [mostLines]string
	copy(lines[:], a.Lines)
	p := party{postal{a.Postcode, a.City, a.Country, a.Region, lines[0], lines[1], lines[2]}, contact{a.Phone, a.Email, company, name}}
	for _, l := range []struct {
		field, text string
		most        int
	}{
		{"line 1", lines[0], 45}, {"line 2", lines[1], 45}, {"line 3", lines[2], 45}, {"the city", a.City, 45}, {"the postcode", a.Postcode, 12}, {"the region", a.Region, 35},
		{"the company", company, 100}, {"the name", name, 255}, {"the telephone number", a.Phone, 70}, {"the mail address", a.Email, 70},
	} {
		if err := short(l.field+" "+whose, l.text, l.most, where); err != nil {
			return p, err
		}
	}
	if utf8.RuneCountInString(p.Address.Province) < 2 {
		p.Address.Province = ""
	}
	return p, nil
}

// short refuses a text with more signs than DHL takes. The text itself is not told: it may be a name.
func short(field, text string, most int, where string) error {
	if n := utf8.RuneCountInString(text); n > most {
		return carrier.Refuse("too_long", field+" has "+strconv.Itoa(n)+" signs, and DHL Express takes "+strconv.Itoa(most)+" (shorten it "+where+")")
	}
	return nil
}

// thousandths writes a number with three decimals: grams as kilograms.
func thousandths(n int64) json.Number { return json.Number(fmt.Sprintf("%d.%03d", n/1000, n%1000)) }

// centimetres writes a length with one decimal.
func centimetres(mm shipping.Millimetres) json.Number {
	return json.Number(strconv.FormatInt(int64(mm)/10, 10) + "." + strconv.FormatInt(int64(mm)%10, 10))
}

// sized are the sides of a parcel; nil where one is not known.
func sized(d shipping.Dimensions) *dimensions {
	if d.Length <= 0 || d.Width <= 0 || d.Height <= 0 {
		return nil
	}
	return &dimensions{centimetres(d.Length), centimetres(d.Width), centimetres(d.Height)}
}
