package shipengine

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"crosslane/carrier"
	"crosslane/shipping"
)

// What is asked, in ShipEngine's words (OpenAPI of v1: create_label_request_body and what belongs to it).
type (
	labelAsk struct {
		Shipment     shipment `json:"shipment"`
		DownloadType string   `json:"label_download_type"`
		Format       string   `json:"label_format"`
		Layout       string   `json:"label_layout"`
		Validate     string   `json:"validate_address"`
	}
	rateAsk struct {
		Shipment shipment `json:"shipment"`
		Options  struct {
			Carriers []string `json:"carrier_ids"`
			Services []string `json:"service_codes"`
		} `json:"rate_options"`
	}
	manifestAsk struct {
		Labels []string `json:"label_ids"`
	}
	shipment struct {
		External string   `json:"external_shipment_id,omitempty"`
		Order    string   `json:"external_order_id,omitempty"`
		Carrier  string   `json:"carrier_id"`
		Service  string   `json:"service_code"`
		From     address  `json:"ship_from"`
		To       address  `json:"ship_to"`
		Customs  *customs `json:"customs,omitempty"`
		Packages []packed `json:"packages"`
	}
	address struct {
		Name     string           `json:"name"`
		Company  string           `json:"company_name,omitempty"`
		Phone    string           `json:"phone,omitempty"`
		Email    string           `json:"email,omitempty"`
		Line1    string           `json:"address_line1"`
		Line2    string           `json:"address_line2,omitempty"`
		Line3    string           `json:"address_line3,omitempty"`
		City     string           `json:"city_locality"`
		State    string           `json:"state_province,omitempty"`
		Postcode string           `json:"postal_code,omitempty"`
		Country  shipping.Country `json:"country_code"`
	}
	customs struct {
		Contents    string        `json:"contents"`
		NonDelivery string        `json:"non_delivery"`
		Items       []customsItem `json:"customs_items"`
	}
	customsItem struct {
		Description string           `json:"description"`
		Quantity    int64            `json:"quantity"`
		Value       json.Number      `json:"value"` // of one
		Currency    string           `json:"value_currency"`
		HS          string           `json:"harmonized_tariff_code,omitempty"`
		Origin      shipping.Country `json:"country_of_origin,omitempty"`
		SKU         string           `json:"sku,omitempty"`
	}
	packed struct {
		Weight   measure     `json:"weight"`
		Size     *dimensions `json:"dimensions,omitempty"`
		Messages *messages   `json:"label_messages,omitempty"`
	}
	measure struct {
		Value int64  `json:"value"`
		Unit  string `json:"unit"`
	}
	dimensions struct {
		Unit   string      `json:"unit"`
		Length json.Number `json:"length"`
		Width  json.Number `json:"width"`
		Height json.Number `json:"height"`
	}
	messages struct {
		Reference1 string `json:"reference1,omitempty"`
	}
)

// labelAsk asks for the label in the answer itself, so that nothing has to be fetched from another address. The address is not changed there: it was
// checked when the order came in.
func (c *Connector) labelAsk(r *carrier.Request) (*labelAsk, error) {
	s, err := c.shipment(r)
	if err != nil {
		return nil, err
	}
	ask := &labelAsk{Shipment: *s, DownloadType: "inline", Validate: "no_validation"}
	ask.Format, ask.Layout = form(r.From.Labels)
	return ask, nil
}

func (c *Connector) shipment(r *carrier.Request) (*shipment, error) {
	if r.Channel.Service == "" {
		return nil, shipping.BadField("service", "channel "+string(r.Channel.ID)+" names no service", "write the service's code at ShipEngine into the Book, such as usps_ground_advantage")
	}
	s := &shipment{External: ours(r.Key), Order: r.Order, Carrier: c.who.Account, Service: r.Channel.Service, From: place(r.From.Address()), To: place(r.To)}
	p := packed{Weight: measure{int64(r.Plan.Weight), "gram"}, Messages: &messages{Reference1: r.Order}}
	if d := r.Plan.Size; d.Length > 0 && d.Width > 0 && d.Height > 0 {
		p.Size = &dimensions{"centimeter", centimetres(d.Length), centimetres(d.Width), centimetres(d.Height)}
	}
	s.Packages = []packed{p}
	if r.From.Place.Country == r.To.Country && !shipping.CustomsBetween(r.From.Place, r.To.Place(), r.At) {
		return s, nil
	}
	var err error
	s.Customs, err = declared(r.Lines)
	return s, err
}

// mostDescribed is how many signs the description of goods has.
const mostDescribed = 100

// declared tells customs what is in a parcel.
func declared(lines []shipping.Line) (*customs, error) {
	if len(lines) == 0 {
		return nil, carrier.Refuse("no_goods", "customs ask what is in the parcel, and it is not known")
	}
	c := &customs{Contents: "merchandise", NonDelivery: "return_to_sender"}
	for i := range lines {
		l := &lines[i]
		price, sku := l.Price, string(l.SKU)
		if price.Currency == "" {
			price = l.Value
		}
		if price.Currency == "" || price.Amount < 0 {
			return nil, carrier.Refuse("no_value", "customs ask what "+sku+" is worth, and its price is not known")
		}
		if n := utf8.RuneCountInString(l.Name); n > mostDescribed {
			return nil, carrier.Refuse("too_long", fmt.Sprintf("the name of %s has %d signs, and ShipEngine takes %d (shorten it in the list of products)", sku, n, mostDescribed))
		}
		amount, currency, _ := strings.Cut(price.String(), " ")
		c.Items = append(c.Items, customsItem{l.Name, l.Quantity, json.Number(amount), strings.ToLower(currency), l.HS, l.Origin, sku})
	}
	return c, nil
}

// place writes an address. Lines behind the third stand in the third.
func place(a shipping.Address) address {
	to := address{Name: a.Name, Company: a.Company, Phone: a.Phone, Email: a.Email, City: a.City, State: a.Region, Postcode: a.Postcode, Country: a.Country}
	if to.Name == "" {
		to.Name = a.Company
	}
	for i, line := range a.Lines {
		switch i {
		case 0:
			to.Line1 = line
		case 1:
			to.Line2 = line
		case 2:
			to.Line3 = line
		default:
			to.Line3 += ", " + line
		}
	}
	return to
}

// centimetres writes a length with one decimal.
func centimetres(mm shipping.Millimetres) json.Number {
	return json.Number(strconv.FormatInt(int64(mm)/10, 10) + "." + strconv.FormatInt(int64(mm)%10, 10))
}
