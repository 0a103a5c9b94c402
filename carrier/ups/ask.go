package ups

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/document"
	"crosslane/shipping"
)

// What is asked, in UPS's words (Shipping and Rating v2409: ShipmentRequest, RateRequest and what belongs to them).
type (
	bookingAsk struct {
		Request struct {
			Request  option     `json:"Request"`
			Shipment shipment   `json:"Shipment"`
			Label    appearance `json:"LabelSpecification"`
		} `json:"ShipmentRequest"`
	}
	option struct {
		Option string `json:"RequestOption,omitempty"`
	}
	shipment struct {
		way
		Description   string      `json:"Description,omitempty"`
		Payment       payment     `json:"PaymentInformation"`
		Packages      []packed    `json:"Package"`
		References    []reference `json:"ReferenceNumber,omitempty"`
		Total         *sum        `json:"InvoiceLineTotal,omitempty"`
		ShipperType   string      `json:"ShipperType,omitempty"`
		ConsigneeType string      `json:"ConsigneeType,omitempty"`
		Options       *options    `json:"ShipmentServiceOptions,omitempty"`
	}
	// way is what a booking and a price have alike.
	way struct {
		Shipper party `json:"Shipper"`
		To      party `json:"ShipTo"`
		Service coded `json:"Service"`
		Rates   struct {
			Negotiated string `json:"NegotiatedRatesIndicator"`
		} `json:"ShipmentRatingOptions"`
	}
	party struct {
		Name      string  `json:"Name"`
		Attention string  `json:"AttentionName,omitempty"`
		Phone     *phone  `json:"Phone,omitempty"`
		Account   string  `json:"ShipperNumber,omitempty"`
		Email     string  `json:"EMailAddress,omitempty"`
		Address   address `json:"Address"`
	}
	phone struct {
		Number string `json:"Number"`
	}
	address struct {
		Lines    []string         `json:"AddressLine"`
		City     string           `json:"City"`
		State    string           `json:"StateProvinceCode,omitempty"`
		Postcode string           `json:"PostalCode,omitempty"`
		Country  shipping.Country `json:"CountryCode"`
		Home     string           `json:"ResidentialAddressIndicator,omitempty"`
	}
	coded struct {
		Code string `json:"Code"`
	}
	payment struct {
		Charges []charge `json:"ShipmentCharge"`
	}
	charge struct {
		Type string `json:"Type"`
		By   struct {
			Account string `json:"AccountNumber"`
		} `json:"BillShipper"`
	}
	packed struct {
		Packaging  *coded      `json:"Packaging,omitempty"`
		Kind       *coded      `json:"PackagingType,omitempty"` // as a price calls it
		Size       *dimensions `json:"Dimensions,omitempty"`
		Weight     measured    `json:"PackageWeight"`
		References []reference `json:"ReferenceNumber,omitempty"`
	}
	dimensions struct {
		Unit   coded  `json:"UnitOfMeasurement"`
		Length string `json:"Length"`
		Width  string `json:"Width"`
		Height string `json:"Height"`
	}
	measured struct {
		Unit   coded  `json:"UnitOfMeasurement"`
		Weight string `json:"Weight"`
	}
	reference struct {
		Value string `json:"Value"`
	}
	appearance struct {
		Format coded `json:"LabelImageFormat"`
		Stock  stock `json:"LabelStockSize"`
	}
	stock struct {
		Height string `json:"Height"`
		Width  string `json:"Width"`
	}
	rateAsk struct {
		Request struct {
			Request  option `json:"Request"`
			Shipment struct {
				way
				Payment  payment  `json:"PaymentDetails"`
				Packages []packed `json:"Package"`
			} `json:"Shipment"`
		} `json:"RateRequest"`
	}
)

// dutiesPaid stands behind the code of a service: the account pays duties and taxes.
const dutiesPaid = "DDP"

// own is a package of the seller's own.
const own = "02"

// service reads the code of a channel's service, and whether the account pays duties.
func service(r *carrier.Request) (code string, paid bool, err error) {
	words := strings.Fields(r.Channel.Service)
	if len(words) == 0 || len(words[0]) != 2 || len(words) > 2 || len(words) == 2 && words[1] != dutiesPaid {
		return "", false, shipping.BadField("service", "channel "+string(r.Channel.ID)+" names no service of UPS",
			"write the code of two signs into the Book, such as 11 or 65, and "+dutiesPaid+" behind it where the account pays duties")
	}
	return words[0], len(words) == 2, nil
}

// shipment asks for a label of one parcel.
func (c *Connector) shipment(r *carrier.Request) (*bookingAsk, error) {
	w, paid, err := c.way(r)
	if err != nil {
		return nil, err
	}
	if err := short("the number of the order", r.Order, 35, "in the shop"); err != nil {
		return nil, err
	}
	ask := &bookingAsk{}
	ask.Request.Request.Option = "validate"
	ask.Request.Label = drawn(r.From.Labels)
	s := &ask.Request.Shipment
	s.way, s.Payment, s.Packages = w, c.pays(false), []packed{{Packaging: &coded{own}, Size: sized(r), Weight: weighed(r)}}
	references := []reference{{again.Reference(r.Key)}}
	if r.Order != "" {
		references = append(references, reference{r.Order})
	}
	if from, to := w.Shipper.Address.Country, w.To.Address.Country; from == to && (from == "US" || from == "PR") {
		s.Packages[0].References = references // there UPS takes them of a package alone
	} else {
		s.References = references
	}
	if abroad(r) {
		if s.Description, err = contents(r.Lines); err != nil {
			return nil, err
		}
	}
	return ask, c.declare(s, r, paid)
}

// price asks what a parcel costs.
func (c *Connector) price(r *carrier.Request) (*rateAsk, error) {
	w, _, err := c.way(r)
	if err != nil {
		return nil, err
	}
	ask := &rateAsk{}
	ask.Request.Request.Option = "Rate"
	s := &ask.Request.Shipment
	s.way, s.Payment, s.Packages = w, c.pays(false), []packed{{Kind: &coded{own}, Size: sized(r), Weight: weighed(r)}}
	return ask, nil
}

// way says from where a parcel goes to whom, by which service, and that the price of the account is asked for.
func (c *Connector) way(r *carrier.Request) (w way, paid bool, err error) {
	if w.Service.Code, paid, err = service(r); err != nil {
		return w, paid, err
	}
	w.Rates.Negotiated = "X"
	if w.Shipper, err = sender(r); err != nil {
		return w, paid, err
	}
	w.Shipper.Account = c.who.Account
	w.To, err = receiver(r)
	return w, paid, err
}

// pays bills the account for the way, and for duties and taxes where it pays them.
func (c *Connector) pays(duties bool) (p payment) {
	p.Charges = []charge{{Type: "01"}}
	if duties {
		p.Charges = append(p.Charges, charge{Type: "02"})
	}
	for i := range p.Charges {
		p.Charges[i].By.Account = c.who.Account
	}
	return p
}

// drawn asks for the label that the warehouse's printer takes. UPS draws pictures and ZPL, of which it tells no resolution: it is taken to be that of most printers. A picture is asked for
// where a PDF is wanted, which UPS draws once the label is there.
func drawn(labels string) appearance {
	if document.Form(labels) == document.ZPL203 {
		return appearance{coded{"ZPL"}, stock{"6", "4"}}
	}
	return appearance{coded{"GIF"}, stock{"6", "4"}}
}

// abroad reports whether a parcel goes to another country, or to a part of its own that lies outside of the customs or tax area.
func abroad(r *carrier.Request) bool {
	return r.From.Place.Country != country(r) || shipping.CustomsBetween(r.From.Place, r.To.Place(), r.At)
}

// country is the one to which a parcel goes: the territories of the United States are countries of their own there, however they are written.
func country(r *carrier.Request) shipping.Country {
	if c := r.To.Place().Destination(r.At); r.To.Country == "US" && len(c) == 2 {
		return c
	}
	return r.To.Country
}

func sender(r *carrier.Request) (p party, err error) {
	from := r.From.Address()
	switch {
	case len(from.Lines) == 0 || from.City == "":
		return p, shipping.BadField("street", "warehouse "+string(r.From.ID)+" has no street or no city", "write street: and city: under warehouses in the Book")
	case written(from.Country, from.Phone) == "" && abroad(r):
		return p, shipping.BadField("phone", "warehouse "+string(r.From.ID)+" has no telephone number that UPS takes, and abroad UPS asks the sender's", "write phone: under warehouses in the Book")
	}
	return addressed(from, "of the warehouse", "in the Book")
}

func receiver(r *carrier.Request) (p party, err error) {
	to := r.To
	switch {
	case len(to.Lines) == 0:
		return p, carrier.Refuse("no_street", "the address has no street (look at the address of the order)")
	case to.City == "":
		return p, carrier.Refuse("no_city", "the address has no city (look at the address of the order)")
	case to.Name == "" && to.Company == "":
		return p, carrier.Refuse("no_name", "the address has no name (look at the address of the order)")
	case abroad(r) && written(country(r), to.Phone) == "":
		return p, carrier.Refuse("no_phone", "abroad UPS asks the buyer's telephone number, and the order has none that UPS takes (let the shop ask for it)")
	}
	if to.Country = country(r); to.Country != r.To.Country {
		to.Region = ""
	}
	if p, err = addressed(to, "of the address", "in the order"); to.Company == "" {
		p.Address.Home = "Y"
	}
	return p, err
}

// mostLines is how many lines an address has there.
const mostLines = 3

// addressed writes an address. What has more signs than UPS takes is refused and not cut.
func addressed(a shipping.Address, whose, where string) (p party, err error) {
	if len(a.Lines) > mostLines {
		return p, carrier.Refuse("too_many_lines", fmt.Sprintf("the street %s has %d lines, and UPS takes %d (shorten it %s)", whose, len(a.Lines), mostLines, where))
	}
	p = party{Name: a.Company, Attention: a.Name, Email: a.Email, Address: address{Lines: a.Lines, City: a.City, Postcode: bare(a.Postcode), Country: a.Country}}
	if p.Name == "" {
		p.Name = a.Name
	}
	if p.Attention == "" {
		p.Attention = a.Company
	}
	if number := written(a.Country, a.Phone); number != "" {
		p.Phone = &phone{number}
	}
	if p.Address.State, err = state(a, whose, where); err != nil {
		return p, err
	}
	for _, l := range []struct {
		field, text string
		most        int
	}{{"the name", p.Name, 35}, {"the name", p.Attention, 35}, {"the city", a.City, 30}, {"the postcode", p.Address.Postcode, 9}, {"the mail address", a.Email, 50}} {
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

// state is the code of a state or province. In the United States and Canada UPS asks for it; a region that is no code is not told elsewhere.
func state(a shipping.Address, whose, where string) (string, error) {
	n := utf8.RuneCountInString(a.Region)
	if (a.Country == "US" || a.Country == "CA") && n != 2 {
		return "", carrier.Refuse("no_state", "UPS asks for the state or province "+whose+" as its code of two letters (write it "+where+")")
	}
	if n > 5 {
		return "", nil
	}
	return strings.ToUpper(a.Region), nil
}

// bare is a postcode as UPS takes it: letters and digits alone.
func bare(code string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' {
			return c
		}
		return -1
	}, strings.ToUpper(code))
}

// written is a telephone number in digits alone, as UPS takes it: ten of them in North America. Empty: it is none.
func written(country shipping.Country, number string) string {
	digits := strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, strings.TrimPrefix(strings.TrimSpace(number), "00"))
	switch country {
	case "US", "CA", "PR", "VI", "GU", "AS", "MP":
		if digits = strings.TrimPrefix(digits, "1"); len(digits) != 10 {
			return ""
		}
	default:
		if len(digits) > 15 {
			return ""
		}
	}
	return digits
}

// short refuses a text with more signs than UPS takes. The text itself is not told: it may be a name.
func short(field, text string, most int, where string) error {
	if n := utf8.RuneCountInString(text); n > most {
		return carrier.Refuse("too_long", field+" has "+strconv.Itoa(n)+" signs, and UPS takes "+strconv.Itoa(most)+" (shorten it "+where+")")
	}
	return nil
}

// pounds tells whether a parcel is measured in pounds and inches: UPS asks for the units of the sender's country.
func pounds(r *carrier.Request) bool {
	return r.From.Place.Country == "US" || r.From.Place.Country == "PR"
}

// weighed is a weight in tenths of the unit, never less than it is.
func weighed(r *carrier.Request) measured {
	unit, tenths := "KGS", (int64(r.Plan.Weight)+99)/100
	if pounds(r) {
		unit, tenths = "LBS", (int64(r.Plan.Weight)*1_000_000+45_359_236)/45_359_237 // a pound is 453.59237 g
	}
	return measured{coded{unit}, fmt.Sprintf("%d.%d", tenths/10, tenths%10)}
}

// sized are the sides of a parcel in whole units, the longest first, never less than they are; nil where one is not known.
func sized(r *carrier.Request) *dimensions {
	d := r.Plan.Size
	if d.Length <= 0 || d.Width <= 0 || d.Height <= 0 {
		return nil
	}
	unit, sides := "CM", []int64{int64(d.Length), int64(d.Width), int64(d.Height)}
	slices.Sort(sides)
	for i, mm := range sides {
		sides[i] = (mm + 9) / 10
		if pounds(r) {
			unit, sides[i] = "IN", (mm*10+253)/254 // an inch is 25.4 mm
		}
	}
	side := func(i int) string { return strconv.FormatInt(sides[i], 10) }
	return &dimensions{coded{unit}, side(2), side(1), side(0)}
}
