package gls

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/document"
	"crosslane/shipping"
)

// What is asked, in GLS's words (ShipIT v1: ShipmentRequestData and what belongs to it).
type (
	bookingAsk struct {
		Shipment shipment `json:"Shipment"`
		Printing printing `json:"PrintingOptions"`
	}
	checkAsk struct {
		Shipment shipment `json:"Shipment"`
	}
	shipment struct {
		References []string      `json:"ShipmentReference"`
		Product    string        `json:"Product"`
		Consignee  consignee     `json:"Consignee"`
		Shipper    shipper       `json:"Shipper"`
		Units      []unit        `json:"ShipmentUnit"`
		Services   []serviceLine `json:"Service,omitempty"`
	}
	consignee struct {
		Category string  `json:"Category"`
		Address  address `json:"Address"`
	}
	shipper struct {
		Contact string `json:"ContactID"`
	}
	unit struct {
		References []string    `json:"ShipmentUnitReference,omitempty"`
		Weight     json.Number `json:"Weight"` // kg
	}
	serviceLine struct {
		Service service `json:"Service"`
	}
	service struct {
		Name string `json:"ServiceName"`
	}
	address struct {
		Name1    string           `json:"Name1"`
		Name2    string           `json:"Name2,omitempty"`
		Name3    string           `json:"Name3,omitempty"`
		Country  shipping.Country `json:"CountryCode"`
		Province string           `json:"Province,omitempty"`
		City     string           `json:"City"`
		Street   string           `json:"Street"`
		Phone    string           `json:"FixedLinePhonenumber,omitempty"`
		Email    string           `json:"Email,omitempty"`
		Postcode string           `json:"Zipcode,omitempty"`
	}
	printing struct {
		Labels struct {
			Template string `json:"TemplateSet"`
			Format   string `json:"LabelFormat"`
		} `json:"ReturnLabels"`
	}
	reprintAsk struct {
		Track    string   `json:"TrackID"`
		Printing printing `json:"PrintingOptions"`
	}
	findAsk struct {
		Reference string `json:"ShipmentReference"`
		From      string `json:"DateFrom"`
		To        string `json:"DateTo"`
	}
)

// products are those of ShipIT.
var products = strings.Fields("PARCEL EXPRESS FREIGHT PHARMA PHARMAPLUS")

// shipment asks for one parcel. Nothing can be declared to customs here, so that it is asked for within a customs area alone.
func (c *Connector) shipment(r *carrier.Request) (s shipment, err error) {
	words := strings.Fields(r.Channel.Service)
	if len(words) == 0 || !slices.Contains(products, words[0]) {
		return s, shipping.BadField("service", "channel "+string(r.Channel.ID)+" names no product of GLS", "write one of "+strings.Join(products, ", ")+" into the Book, and names of services behind it")
	}
	if shipping.CustomsBetween(r.From.Place, r.To.Place(), r.At) {
		return s, carrier.Refuse("customs", "by this interface GLS is told nothing for customs, and the parcel leaves a customs area (take another channel for it)")
	}
	to, err := place(r.To)
	if err != nil {
		return s, err
	}
	category := "PRIVATE"
	if r.To.Company != "" {
		category = "BUSINESS"
	}
	s = shipment{References: []string{again.Reference(r.Key)}, Product: words[0], Consignee: consignee{category, to}, Shipper: shipper{c.who.Account},
		Units: []unit{{Weight: json.Number(fmt.Sprintf("%d.%03d", r.Plan.Weight/1000, r.Plan.Weight%1000))}}}
	if r.Order != "" {
		s.Units[0].References = []string{r.Order}
	}
	for _, name := range words[1:] {
		s.Services = append(s.Services, serviceLine{service{name}})
	}
	return s, nil
}

// place writes an address. It has three lines for names; what of a street is more than one line stands in those that are left.
func place(a shipping.Address) (address, error) {
	to := address{Country: a.Country, Province: a.Region, City: a.City, Phone: a.Phone, Email: a.Email, Postcode: a.Postcode}
	switch {
	case len(a.Lines) == 0:
		return to, carrier.Refuse("no_street", "the address has no street (look at the address of the order)")
	case a.City == "":
		return to, carrier.Refuse("no_city", "the address has no city (look at the address of the order)")
	case a.Name == "" && a.Company == "":
		return to, carrier.Refuse("no_name", "the address has no name (look at the address of the order)")
	}
	to.Street = a.Lines[0]
	var names []string
	for _, line := range append([]string{a.Company, a.Name}, a.Lines[1:]...) {
		if line != "" {
			names = append(names, line)
		}
	}
	if len(names) > 3 {
		return to, carrier.Refuse("too_many_lines", fmt.Sprintf("company, name and further lines of the address are %d, and GLS takes 3 (shorten it in the order)", len(names)))
	}
	names = append(names, "", "")
	to.Name1, to.Name2, to.Name3 = names[0], names[1], names[2]
	return to, nil
}

// drawn asks for the label that the warehouse's printer takes.
func drawn(labels string) (p printing) {
	p.Labels.Template, p.Labels.Format = "NONE", "PDF"
	switch document.Form(labels) {
	case document.ZPL203:
		p.Labels.Template, p.Labels.Format = "ZPL_200", "ZEBRA"
	case document.ZPL300:
		p.Labels.Template, p.Labels.Format = "ZPL_300", "ZEBRA"
	}
	return p
}
