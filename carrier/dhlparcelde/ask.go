package dhlparcelde

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/document"
	"crosslane/shipping"
)

// What is asked, in DHL's words (Parcel DE Shipping 2.1: ShipmentOrderRequest and what belongs to it).
type (
	orderAsk struct {
		Profile   string     `json:"profile"`
		Shipments []shipment `json:"shipments"`
	}
	shipment struct {
		Product   string         `json:"product"`
		Billing   string         `json:"billingNumber"`
		Reference string         `json:"refNo"`
		Order     string         `json:"costCenter,omitempty"` // stands on the label
		Shipper   address        `json:"shipper"`
		Consignee any            `json:"consignee"` // an address, a locker or a post office
		Details   details        `json:"details"`
		Services  map[string]any `json:"services,omitempty"`
		Customs   *customs       `json:"customs,omitempty"`
	}
	details struct {
		Size   *dimensions `json:"dim,omitempty"`
		Weight weight      `json:"weight"`
	}
	dimensions struct {
		Unit   string `json:"uom"`
		Height int64  `json:"height"`
		Length int64  `json:"length"`
		Width  int64  `json:"width"`
	}
	weight struct {
		Unit  string `json:"uom"`
		Value int64  `json:"value"`
	}
	value struct {
		Currency shipping.Currency `json:"currency"`
		Value    json.Number       `json:"value"`
	}
	manifestAsk struct {
		Profile string   `json:"profile"`
		Numbers []string `json:"shipmentNumbers"`
	}
)

// profile is the group of users that every business customer has.
const profile = "STANDARD_GRUPPENPROFIL"

// products are those of Parcel DE Shipping. The number in each is that of its contract: it stands in the billing number, too.
var products = strings.Fields("V01PAK V53WPAK V54EPAK V62KP V62WP V66WPI")

// Value added services: those that need no more than their name, and those that are one of few words.
var (
	flags   = strings.Fields("premium closestDropPoint postalDeliveryDutyPaid goGreenPlus namedPersonOnly noNeighbourDelivery signedForByRecipient bulkyGoods")
	choices = map[string][]string{"endorsement": {"RETURN", "ABANDON"}, "visualCheckOfAge": {"A16", "A18"}}
)

// billing is the form of a billing number: ten signs of the customer, two digits of the product, two of the contract's place.
var billing = regexp.MustCompile(`^[0-9A-Za-z]{10}[0-9]{2}[0-9A-Za-z]{2}$`)

// service is what the Book says of a channel.
type service struct {
	product, billing string
	extras           map[string]any
	charges          string // what buyers are charged for the carriage, as customs are told
}

// agreed reads the service of a channel.
func (c *Connector) agreed(ch *book.Channel) (s service, err error) {
	words := strings.Fields(ch.Service)
	if len(words) == 0 || !slices.Contains(products, words[0]) {
		return s, shipping.BadField("service", "channel "+string(ch.ID)+" names no product of DHL Paket", "write one of "+strings.Join(products, ", ")+" into the Book, and value added services behind it")
	}
	s = service{product: words[0], billing: c.who.Account, extras: map[string]any{}, charges: "0"}
	for _, word := range words[1:] {
		name, choice, _ := strings.Cut(word, "=")
		switch {
		case slices.Contains(flags, word):
			s.extras[word] = true
		case slices.Contains(choices[name], choice):
			s.extras[name] = choice
		case name == "postalCharges":
			s.charges = choice
		case billing.MatchString(word):
			s.billing = word
		default:
			return s, shipping.BadField("service", "\""+word+"\" of channel "+string(ch.ID)+" is no value added service that can be asked for by its name, and no billing number",
				"write "+strings.Join(flags, ", ")+", endorsement=ABANDON, visualCheckOfAge=A18, postalCharges=4.90 or a billing number of 14 signs")
		}
	}
	if !billing.MatchString(s.billing) || s.billing[10:12] != s.product[1:3] {
		return s, shipping.BadField("account", "\""+s.billing+"\" is no billing number for "+s.product, "it has 14 signs, of which the 11th and 12th are "+s.product[1:3]+
			": write it as the carrier's account into the Book, or into the channel's service where products have different ones")
	}
	return s, nil
}

// order asks for one parcel.
func (c *Connector) order(r *carrier.Request) (*orderAsk, error) {
	agreed, err := c.agreed(&r.Channel)
	if err != nil {
		return nil, err
	}
	s := shipment{Product: agreed.product, Billing: agreed.billing, Reference: again.Reference(r.Key), Order: r.Order, Services: agreed.extras,
		Details: details{sized(r.Plan.Size), weight{"g", int64(r.Plan.Weight)}}}
	if err := short("the number of the order", r.Order, 50, "in the shop"); err != nil {
		return nil, err
	}
	if s.Shipper, err = sender(r); err != nil {
		return nil, err
	}
	if s.Consignee, err = receiver(r); err != nil {
		return nil, err
	}
	if shipping.CustomsBetween(r.From.Place, r.To.Place(), r.At) {
		if s.Customs, err = declared(r, agreed.charges); err != nil {
			return nil, err
		}
	}
	return &orderAsk{profile, []shipment{s}}, nil
}

// printed asks for the label that the warehouse's printer takes, and for none where DHL cannot code the address.
func printed(labels string) string {
	form, size := "PDF", "910-300-400"
	switch document.Form(labels) {
	case document.PDFA6:
		size = "910-300-300"
	case document.ZPL203, document.ZPL300:
		form = "ZPL2"
	}
	return url.Values{"includeDocs": {"include"}, "docFormat": {form}, "printFormat": {size}, "mustEncode": {"true"}}.Encode()
}

// sized are the sides of a parcel; nil where one is not known.
func sized(d shipping.Dimensions) *dimensions {
	if d.Length <= 0 || d.Width <= 0 || d.Height <= 0 {
		return nil
	}
	return &dimensions{"mm", int64(d.Height), int64(d.Length), int64(d.Width)}
}

// short refuses a text with more signs than DHL takes. The text itself is not told: it may be a name.
func short(field, text string, most int, where string) error {
	if n := utf8.RuneCountInString(text); n > most {
		return carrier.Refuse("too_long", field+" has "+strconv.Itoa(n)+" signs, and DHL takes "+strconv.Itoa(most)+" (shorten it "+where+")")
	}
	return nil
}
