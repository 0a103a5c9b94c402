package laposte

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/document"
	"crosslane/shipping"
)

// What is asked, in La Poste's words (SLS 2.0: GenerateLabelRequest and what belongs to it). What is empty is left out, as it asks.
type (
	labelAsk struct {
		Contract string  `json:"contractNumber,omitempty"`
		Password string  `json:"password,omitempty"`
		Output   output  `json:"outputFormat"`
		Letter   letter  `json:"letter"`
		Fields   *fields `json:"fields,omitempty"`
	}
	output struct {
		X    int    `json:"x"`
		Y    int    `json:"y"`
		Form string `json:"outputPrintingType"`
	}
	fields struct {
		List []field `json:"field"`
	}
	field struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	}
	letter struct {
		Service   service       `json:"service"`
		Parcel    parcelAsk     `json:"parcel"`
		Customs   *declarations `json:"customsDeclarations,omitempty"`
		Sender    sender        `json:"sender"`
		Addressee addressee     `json:"addressee"`
	}
	service struct {
		Product string `json:"productCode"`
		Deposit string `json:"depositDate"`
		Total   int64  `json:"totalAmount,omitempty"` // what the carriage costs, in hundredths of a euro
		Order   string `json:"orderNumber"`
		Name    string `json:"commercialName,omitempty"`
		Return  int    `json:"returnTypeChoice,omitempty"`
		Network string `json:"reseauPostal,omitempty"`
	}
	parcelAsk struct {
		Weight  json.Number `json:"weight"` // kg
		Large   bool        `json:"nonMachinable,omitempty"`
		Receipt bool        `json:"returnReceipt,omitempty"`
		Free    bool        `json:"ftd,omitempty"`
		Paid    bool        `json:"ddp,omitempty"`
	}
	sender struct {
		Reference string  `json:"senderParcelRef,omitempty"`
		Address   address `json:"address"`
	}
	addressee struct {
		Address address `json:"address"`
	}
	address struct {
		Company string `json:"companyName,omitempty"`
		Name    string `json:"lastName,omitempty"`
		Line0   string `json:"line0,omitempty"`
		Line1   string `json:"line1,omitempty"`
		Street  string `json:"line2"`
		Line3   string `json:"line3,omitempty"`
		Country string `json:"countryCode"`
		City    string `json:"city"`
		Zip     string `json:"zipCode"`
		Phone   string `json:"phoneNumber,omitempty"`
		Mobile  string `json:"mobileNumber,omitempty"`
		Email   string `json:"email,omitempty"`
		State   string `json:"stateOrProvinceCode,omitempty"`
	}
)

// products are those that go to a door. Those to points of delivery, and returns, ask for more than a channel can say.
var products = strings.Fields("DOM DOS CECO COM CDS ECO ECOS COLR J+1 ACCI")

// agreed is what the Book says of a channel.
type agreed struct {
	service
	parcelAsk
}

// channel reads the service of a channel.
func channel(ch *book.Channel) (s agreed, err error) {
	words := strings.Fields(ch.Service)
	if len(words) == 0 || !slices.Contains(products, words[0]) {
		return s, shipping.BadField("service", "channel "+string(ch.ID)+" names no product of Colissimo that goes to a door", "write one of "+strings.Join(products, ", ")+" into the Book, and options behind it")
	}
	s.Product = words[0]
	for _, word := range words[1:] {
		name, choice, _ := strings.Cut(word, "=")
		n, numeric := strconv.Atoi(choice)
		postage, money := shipping.ParseMoney(choice, "EUR")
		switch {
		case word == "nonMachinable":
			s.Large = true
		case word == "returnReceipt":
			s.Receipt = true
		case word == "ftd":
			s.Free = true
		case word == "ddp":
			s.Paid = true
		case name == "postage" && money == nil && postage.Amount > 0:
			s.Total = postage.Amount
		case name == "returnTypeChoice" && numeric == nil && n > 0 && n < 10:
			s.Return = n
		case name == "reseauPostal" && (choice == "0" || choice == "1"):
			s.Network = choice
		default:
			return s, shipping.BadField("service", "\""+word+"\" of channel "+string(ch.ID)+" is no option that can be asked for", "write nonMachinable, returnReceipt, ftd, ddp, postage=12.90, returnTypeChoice=3 or reseauPostal=1")
		}
	}
	return s, nil
}

// ours is the reference under which a person finds a parcel at Colissimo's: it takes 30 signs of it.
func ours(key string) string { return again.Reference(key)[:30] }

// mostOnLabel is how many signs of the order's number stand on a label.
const mostOnLabel = 17

// label asks for one parcel.
func (c *Connector) label(r *carrier.Request) (*labelAsk, error) {
	s, err := channel(&r.Channel)
	if err != nil {
		return nil, err
	}
	s.Deposit, s.Order = calendar.Local(r.From.Place, c.now()).Format(time.DateOnly), ours(r.Key)
	s.Weight = kilograms(r.Plan.Weight)
	ask := &labelAsk{Output: output{Form: drawn(r.From.Labels)}, Letter: letter{Parcel: s.parcelAsk}}
	if c.who.Account != "" {
		ask.Contract, ask.Password = c.who.Account, c.password
	}
	if utf8.RuneCountInString(r.Order) <= mostOnLabel {
		ask.Letter.Sender.Reference = r.Order
	}
	if ask.Letter.Sender.Address, err = from(r); err != nil {
		return nil, err
	}
	s.Name = ask.Letter.Sender.Address.Company
	if ask.Letter.Addressee.Address, err = to(r, s.Paid); err != nil {
		return nil, err
	}
	list := sized(r.Plan.Size)
	if shipping.CustomsBetween(r.From.Place, r.To.Place(), r.At) {
		if ask.Letter.Customs, err = declared(r, s.Total); err != nil {
			return nil, err
		}
		list = append(list, field{"OUTPUT_PRINT_TYPE_CN23", ask.Output.Form + "_UL"}) // the declaration on the label itself
	}
	if len(list) > 0 {
		ask.Fields = &fields{list}
	}
	ask.Letter.Service = s.service
	return ask, nil
}

// kilograms writes a weight as La Poste takes it, with two decimals: what is between them counts as the next.
func kilograms(g shipping.Grams) json.Number {
	n := (int64(g) + 9) / 10
	return json.Number(fmt.Sprintf("%d.%02d", n/100, n%100))
}

// drawn is the label that the warehouse's printer takes.
func drawn(labels string) string {
	switch document.Form(labels) {
	case document.ZPL203:
		return "ZPL_10x15_203dpi"
	case document.ZPL300:
		return "ZPL_10x15_300dpi"
	}
	return "PDF_10x15_300dpi"
}

// sized tells the sides of a parcel in centimetres, those begun among them; nothing where one is not known.
func sized(d shipping.Dimensions) (list []field) {
	if d.Length <= 0 || d.Width <= 0 || d.Height <= 0 {
		return nil
	}
	for _, side := range []struct {
		name   string
		length shipping.Millimetres
	}{{"LENGTH", d.Length}, {"WIDTH", d.Width}, {"HEIGHT", d.Height}} {
		list = append(list, field{side.name, strconv.FormatInt((int64(side.length)+9)/10, 10)})
	}
	return list
}

func from(r *carrier.Request) (address, error) {
	w := r.From.Address()
	if len(w.Lines) == 0 || w.City == "" || w.Postcode == "" {
		return address{}, shipping.BadField("street", "warehouse "+string(r.From.ID)+" has no street, city or postcode, and La Poste asks the sender's", "write street:, city: and postcode: under warehouses in the Book")
	}
	a := address{Company: w.Name, Street: w.Lines[0], Country: string(w.Country), City: w.City, Zip: w.Postcode}
	return a, a.fits("of the warehouse", "in the Book")
}

// mobiles are the numbers that La Poste takes as those of mobile telephones in Belgium.
var mobiles = regexp.MustCompile(`^\+324[0-9]{8}$`)

// to writes where a parcel goes. Its lines are the street and three more, of which Switzerland's labels show none.
func to(r *carrier.Request, paid bool) (a address, err error) {
	b := r.To
	phone := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -./()", r) {
			return -1
		}
		return r
	}, b.Phone)
	more := 3
	if b.Country == "CH" {
		more = 0
	}
	switch {
	case len(b.Lines) == 0:
		return a, carrier.Refuse("no_street", "the address has no street (look at the address of the order)")
	case b.City == "":
		return a, carrier.Refuse("no_city", "the address has no city (look at the address of the order)")
	case b.Postcode == "":
		return a, carrier.Refuse("no_postcode", "the address has no postcode, and La Poste asks one everywhere (look at the address of the order)")
	case b.Name == "" && b.Company == "":
		return a, carrier.Refuse("no_name", "the address has no name (look at the address of the order)")
	case len(b.Lines) > more+1:
		return a, carrier.Refuse("too_many_lines", fmt.Sprintf("the street of the address has %d lines, and labels to %s show %d (shorten it in the order)", len(b.Lines), b.Country, more+1))
	case phone == "" && (b.Country == "US" || paid):
		return a, carrier.Refuse("no_phone", "La Poste asks the buyer's telephone number for parcels to the United States and for those whose duties are paid, and the order has none (let the shop ask for it)")
	case b.Country == "US" && utf8.RuneCountInString(b.Region) != 2:
		return a, carrier.Refuse("no_state", "La Poste asks the state by its two letters, such as ID (look at the address of the order)")
	}
	lines := append(slices.Clone(b.Lines), "", "", "")
	a = address{Company: b.Company, Name: b.Name, Street: lines[0], Line1: lines[1], Line0: lines[2], Line3: lines[3], Country: string(country(b.Place(), r.At)), City: b.City, Zip: b.Postcode, Mobile: phone, Email: b.Email}
	if a.Name == "" {
		a.Name = b.Company // it asks one
	}
	if utf8.RuneCountInString(b.Region) == 2 {
		a.State = strings.ToUpper(b.Region)
	}
	if b.Country == "BE" && !mobiles.MatchString(phone) {
		a.Mobile, a.Phone = "", phone
	}
	return a, a.fits("of the address", "in the order")
}

// country is the one of a place in which La Poste delivers: what lies overseas has a code of its own.
func country(p shipping.Place, at time.Time) shipping.Country {
	if code := p.Destination(at); p.Country == "FR" && len(code) == 2 {
		return code
	}
	return p.Country
}

// fits refuses what has more signs than La Poste takes, and does not cut it.
func (a *address) fits(whose, where string) error {
	for _, l := range []struct {
		field, text string
		most        int
	}{
		{"the company", a.Company, 35}, {"the name", a.Name, 35}, {"the street", a.Street, 35}, {"a further line", a.Line0, 35}, {"a further line", a.Line1, 35}, {"a further line", a.Line3, 35},
		{"the city", a.City, 35}, {"the telephone number", a.Phone, 12}, {"the telephone number", a.Mobile, 15}, {"the mail address", a.Email, 80},
	} {
		if err := short(l.field+" "+whose, l.text, l.most, where); err != nil {
			return err
		}
	}
	return nil
}

// short refuses a text with more signs than La Poste takes. The text itself is not told: it may be a name.
func short(field, text string, most int, where string) error {
	if n := utf8.RuneCountInString(text); n > most {
		return carrier.Refuse("too_long", field+" has "+strconv.Itoa(n)+" signs, and La Poste takes "+strconv.Itoa(most)+" (shorten it "+where+")")
	}
	return nil
}
