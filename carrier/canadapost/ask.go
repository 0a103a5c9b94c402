package canadapost

import (
	"encoding/xml"
	"fmt"
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

// What is asked, in Canada Post's words (shipment-v8 and what belongs to it).
type (
	shipment struct {
		XMLName  xml.Name `xml:"http://www.canadapost.ca/ws/shipment-v8 shipment"`
		Ours     string   `xml:"customer-request-id"`
		Group    string   `xml:"group-id,omitempty"`
		Transmit bool     `xml:"transmit-shipment,omitempty"`
		Point    string   `xml:"requested-shipping-point"`
		Priced   bool     `xml:"provide-pricing-info"`
		Spec     spec     `xml:"delivery-spec"`
	}
	spec struct {
		Service     string    `xml:"service-code"`
		Sender      sender    `xml:"sender"`
		Destination recipient `xml:"destination"`
		Options     *options  `xml:"options"`
		Parcel      parcelled `xml:"parcel-characteristics"`
		Print       struct {
			Format   string `xml:"output-format"`
			Encoding string `xml:"encoding"`
		} `xml:"print-preferences"`
		Preferences struct {
			Packing bool `xml:"show-packing-instructions"`
			Rate    bool `xml:"show-postage-rate"`
			Insured bool `xml:"show-insured-value"`
		} `xml:"preferences"`
		Order   *string  `xml:"references>customer-ref-1"`
		Customs *customs `xml:"customs"`
		Payment payment  `xml:"settlement-info"`
	}
	sender struct {
		Company string  `xml:"company"`
		Phone   string  `xml:"contact-phone"`
		Address address `xml:"address-details"`
	}
	recipient struct {
		Name    string  `xml:"name,omitempty"`
		Company string  `xml:"company,omitempty"`
		More    string  `xml:"additional-address-info,omitempty"`
		Phone   string  `xml:"client-voice-number,omitempty"`
		Address address `xml:"address-details"`
	}
	address struct {
		Line1    string           `xml:"address-line-1"`
		Line2    string           `xml:"address-line-2,omitempty"`
		City     string           `xml:"city"`
		Province string           `xml:"prov-state,omitempty"`
		Country  shipping.Country `xml:"country-code"`
		Postcode string           `xml:"postal-zip-code,omitempty"`
	}
	options struct {
		List []option `xml:"option"`
	}
	option struct {
		Code string `xml:"option-code"`
	}
	parcelled struct {
		Weight string      `xml:"weight"` // kg
		Size   *dimensions `xml:"dimensions"`
	}
	dimensions struct {
		Length string `xml:"length"` // cm
		Width  string `xml:"width"`
		Height string `xml:"height"`
	}
	payment struct {
		By       string `xml:"paid-by-customer"`
		Contract string `xml:"contract-id"`
		Method   string `xml:"intended-method-of-payment"`
	}
	scenario struct {
		XMLName  xml.Name  `xml:"http://www.canadapost.ca/ws/ship/rate-v4 mailing-scenario"`
		Customer string    `xml:"customer-number"`
		Contract string    `xml:"contract-id"`
		Options  *options  `xml:"options"`
		Parcel   parcelled `xml:"parcel-characteristics"`
		Services []string  `xml:"services>service-code"`
		From     string    `xml:"origin-postal-code"`
		Domestic *string   `xml:"destination>domestic>postal-code"`
		States   *string   `xml:"destination>united-states>zip-code"`
		Country  *string   `xml:"destination>international>country-code"`
		Postcode *string   `xml:"destination>international>postal-code"`
	}
	refund struct {
		XMLName xml.Name `xml:"http://www.canadapost.ca/ws/shipment-v8 shipment-refund-request"`
		Email   string   `xml:"email"`
	}
)

// onAccount is how parcels are paid.
const onAccount = "Account"

// account is what the Book's account says: the customer's number, that of the contract, and the mail address for refunds.
type account struct{ customer, contract, email string }

// known reads the account of a carrier in the Book.
func known(who book.Carrier) (a account, err error) {
	words := strings.Fields(who.Account)
	number := func(s string) bool { return len(s) <= 10 && s != "" && strings.Trim(s, "0123456789") == "" }
	if len(words) < 2 || len(words) > 3 || !number(words[0]) || !number(words[1]) || len(words) == 3 && !strings.Contains(words[2], "@") {
		return a, shipping.BadField("account", "the account of carrier "+string(who.ID)+" is none of Canada Post", "write the customer's number, that of the contract and, where refunds shall be asked for, your mail address into the Book, with blanks between")
	}
	if a.customer, a.contract = words[0], words[1]; len(words) == 3 {
		a.email = words[2]
	}
	return a, nil
}

// transmit stands behind the code of a service: parcels are transmitted with the booking, and are on no manifest.
const transmit = "TRANSMIT"

// What may stand there besides: options that need nothing more, and those that say what becomes of a parcel abroad that nobody takes.
var (
	plain       = strings.Fields("SO PA18 PA19 HFP DNS LAD RASE RTS ABAN")
	undelivered = strings.Fields("RASE RTS ABAN")
)

// service reads a channel's service: its code, its options, and whether parcels are transmitted at once. What nobody takes abroad comes back at the sender's expense, unless the channel
// says otherwise.
func service(r *carrier.Request) (code string, chosen []option, atOnce bool, err error) {
	words := strings.Fields(r.Channel.Service)
	if len(words) == 0 || len(words[0]) > 32 {
		return "", nil, false, shipping.BadField("service", "channel "+string(r.Channel.ID)+" names no service", "write Canada Post's code of the service into the Book, such as DOM.EP")
	}
	abroad := r.To.Country != "CA"
	for _, word := range words[1:] {
		switch {
		case word == transmit:
			atOnce = true
		case !slices.Contains(plain, word):
			return "", nil, false, shipping.BadField("service", "channel "+string(r.Channel.ID)+" names the option "+word+", which is not sent here", "write some of "+strings.Join(append(plain, transmit), ", ")+" behind the code of the service")
		case abroad || !slices.Contains(undelivered, word):
			chosen = append(chosen, option{word})
		}
	}
	if abroad && !slices.ContainsFunc(chosen, func(o option) bool { return slices.Contains(undelivered, o.Code) }) {
		chosen = append(chosen, option{undelivered[0]})
	}
	return words[0], chosen, atOnce, nil
}

// shipment asks for a label of one parcel.
func (c *Connector) shipment(r *carrier.Request) (s *shipment, err error) {
	who, err := known(c.who)
	if err != nil {
		return nil, err
	}
	s = &shipment{Ours: again.Reference(r.Key), Group: string(r.From.ID), Priced: true}
	var chosen []option
	if s.Spec.Service, chosen, s.Transmit, err = service(r); err != nil {
		return nil, err
	}
	if len(chosen) > 0 {
		s.Spec.Options = &options{chosen}
	}
	if s.Transmit {
		s.Group = ""
	}
	if len(s.Group) > mostGroup {
		return nil, shipping.BadField("warehouse", "the word "+s.Group+" for the warehouse is longer than the name of a group at Canada Post, which has up to 32 signs", "write "+transmit+" behind the channel's service")
	}
	if s.Spec.Sender, err = from(r); err != nil {
		return nil, err
	}
	if s.Spec.Destination, err = to(r); err != nil {
		return nil, err
	}
	if err := short("the number of the order", r.Order, 35, "in the shop"); err != nil {
		return nil, err
	}
	if s.Point, s.Spec.Parcel = s.Spec.Sender.Address.Postcode, measured(r); r.Order != "" {
		s.Spec.Order = &r.Order
	}
	s.Spec.Payment = payment{who.customer, who.contract, onAccount}
	s.Spec.Print.Format, s.Spec.Print.Encoding = "4x6", encoding(r.From.Labels)
	s.Spec.Customs, err = declare(r)
	return s, err
}

// mostGroup is how many signs the name of a group has at most.
const mostGroup = 32

// encoding is the form of the label that the warehouse's printer takes. Canada Post tells no resolution of its ZPL: it is taken to be that of most printers.
func encoding(labels string) string {
	if document.Form(labels) == document.ZPL203 {
		return "ZPL"
	}
	return "PDF"
}

// price asks what a parcel costs.
func (c *Connector) price(r *carrier.Request) (*scenario, error) {
	s, err := c.shipment(r)
	if err != nil {
		return nil, err
	}
	ask := &scenario{Customer: s.Spec.Payment.By, Contract: s.Spec.Payment.Contract, Options: s.Spec.Options, Parcel: s.Spec.Parcel, Services: []string{s.Spec.Service}, From: s.Point}
	there := &s.Spec.Destination.Address
	switch country := string(there.Country); country {
	case "CA":
		ask.Domestic = &there.Postcode
	case "US":
		ask.States = &there.Postcode
	default:
		if ask.Country = &country; there.Postcode != "" {
			ask.Postcode = &there.Postcode
		}
	}
	return ask, nil
}

func from(r *carrier.Request) (s sender, err error) {
	from := r.From.Address()
	switch {
	case from.Country != "CA":
		return s, shipping.BadField("place", "warehouse "+string(r.From.ID)+" does not lie in Canada", "give its parcels to another carrier")
	case from.Phone == "":
		return s, shipping.BadField("phone", "warehouse "+string(r.From.ID)+" has no telephone number, and Canada Post asks the sender's", "write phone: under warehouses in the Book")
	case len(from.Lines) == 0 || from.City == "" || len(from.Region) != 2 || !canadian(from.Postcode):
		return s, shipping.BadField("street", "warehouse "+string(r.From.ID)+" has no street, no city, no province of two letters or no postcode", "write street:, city: and place: under warehouses in the Book")
	}
	where, err := addressed(from, "of the warehouse", "in the Book")
	if err == nil {
		err = short("the name of the warehouse", from.Name, 44, "in the Book")
	}
	if err == nil {
		err = short("the telephone number of the warehouse", from.Phone, 25, "in the Book")
	}
	return sender{from.Name, from.Phone, where}, err
}

func to(r *carrier.Request) (d recipient, err error) {
	a := r.To
	switch {
	case len(a.Lines) == 0:
		return d, carrier.Refuse("no_street", "the address has no street (look at the address of the order)")
	case a.City == "":
		return d, carrier.Refuse("no_city", "the address has no city (look at the address of the order)")
	case a.Name == "" && a.Company == "":
		return d, carrier.Refuse("no_name", "the address has no name (look at the address of the order)")
	case (a.Country == "CA" || a.Country == "US") && len(a.Region) != 2:
		return d, carrier.Refuse("no_state", "Canada Post asks for the province or state as its code of two letters (look at the address of the order)")
	case a.Country == "CA" && !canadian(a.Postcode), a.Country == "US" && !american(a.Postcode):
		return d, carrier.Refuse("postcode", "the postcode is none of the country (look at the address of the order)")
	case a.Phone == "" && a.Country != "CA" && a.Country != "US":
		return d, carrier.Refuse("no_phone", "overseas Canada Post asks the buyer's telephone number, and the order has none (let the shop ask for it)")
	case len(a.Lines) > 3:
		return d, carrier.Refuse("too_many_lines", fmt.Sprintf("the street has %d lines, and Canada Post takes 3 (shorten it in the order)", len(a.Lines)))
	}
	d = recipient{Name: a.Name, Company: a.Company, Phone: a.Phone}
	if d.Address, err = addressed(a, "of the address", "in the order"); err != nil {
		return d, err
	}
	if len(a.Lines) > 2 {
		d.More = a.Lines[2]
	}
	for _, l := range []struct {
		field, text string
		most        int
	}{{"the name", a.Name, 44}, {"the company", a.Company, 44}, {"the telephone number", a.Phone, 25}, {"line 3", d.More, 44}} {
		if err := short(l.field+" of the address", l.text, l.most, "in the order"); err != nil {
			return d, err
		}
	}
	return d, nil
}

// addressed writes an address, without its third line. What has more signs than Canada Post takes is refused and not cut.
func addressed(a shipping.Address, whose, where string) (address, error) {
	t := address{Line1: a.Lines[0], City: a.City, Province: a.Region, Country: a.Country, Postcode: a.Postcode}
	if len(a.Lines) > 1 {
		t.Line2 = a.Lines[1]
	}
	if a.Country == "CA" {
		t.Postcode = bare(a.Postcode)
	}
	for _, l := range []struct {
		field, text string
		most        int
	}{{"line 1", t.Line1, 44}, {"line 2", t.Line2, 44}, {"the city", t.City, 40}, {"the region", t.Province, 20}, {"the postcode", t.Postcode, 14}} {
		if err := short(l.field+" "+whose, l.text, l.most, where); err != nil {
			return t, err
		}
	}
	return t, nil
}

// bare is a postcode of Canada as Canada Post takes it: without blank or hyphen.
func bare(code string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
}

// shaped reports whether a code has a form: A stands for a letter, 9 for a digit.
func shaped(code, form string) bool {
	if len(code) != len(form) {
		return false
	}
	for i, c := range []byte(code) {
		switch digit := c >= '0' && c <= '9'; {
		case form[i] == '9' && !digit, form[i] == 'A' && (c < 'A' || c > 'Z'), form[i] == '-' && c != '-':
			return false
		}
	}
	return true
}

func canadian(code string) bool { return shaped(bare(code), "A9A9A9") }

func american(code string) bool { return shaped(code, "99999") || shaped(code, "99999-9999") }

// short refuses a text with more signs than Canada Post takes. The text itself is not told: it may be a name.
func short(field, text string, most int, where string) error {
	if n := utf8.RuneCountInString(text); n > most {
		return carrier.Refuse("too_long", field+" has "+strconv.Itoa(n)+" signs, and Canada Post takes "+strconv.Itoa(most)+" (shorten it "+where+")")
	}
	return nil
}

// measured are weight and sides of a parcel; no sides where one is not known.
func measured(r *carrier.Request) parcelled {
	p, d := parcelled{Weight: kilograms(int64(r.Plan.Weight))}, r.Plan.Size
	if d.Length > 0 && d.Width > 0 && d.Height > 0 {
		sides := []shipping.Millimetres{d.Length, d.Width, d.Height}
		slices.Sort(sides)
		p.Size = &dimensions{centimetres(sides[2]), centimetres(sides[1]), centimetres(sides[0])}
	}
	return p
}

func kilograms(grams int64) string { return fmt.Sprintf("%d.%03d", grams/1000, grams%1000) }

func centimetres(mm shipping.Millimetres) string { return fmt.Sprintf("%d.%d", mm/10, mm%10) }
