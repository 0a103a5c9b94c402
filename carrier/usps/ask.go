package usps

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
	"crosslane/document"
	"crosslane/shipping"
)

// What is asked, in USPS's words (LabelRequest of Labels 3.9, InternationalLabelRequest of International Labels, and what belongs to them).
type (
	labelAsk struct {
		Image   image    `json:"imageInfo"`
		To      address  `json:"toAddress"`
		From    address  `json:"fromAddress"`
		Package packed   `json:"packageDescription"`
		Customs *customs `json:"customsForm,omitempty"`
	}
	image struct {
		Type    string `json:"imageType"`
		Size    string `json:"labelType,omitempty"`
		Receipt string `json:"receiptOption,omitempty"`
	}
	address struct {
		First     string           `json:"firstName,omitempty"`
		Last      string           `json:"lastName,omitempty"`
		Firm      string           `json:"firm,omitempty"`
		Street    string           `json:"streetAddress"`
		Secondary string           `json:"secondaryAddress,omitempty"`
		City      string           `json:"city"`
		State     string           `json:"state,omitempty"`
		ZIP       string           `json:"ZIPCode,omitempty"`
		Plus4     string           `json:"ZIPPlus4,omitempty"`
		Postcode  string           `json:"postalCode,omitempty"`
		Province  string           `json:"province,omitempty"`
		Country   string           `json:"country,omitempty"`
		Code      shipping.Country `json:"countryISOAlpha2Code,omitempty"`
		Phone     string           `json:"phone,omitempty"`
	}
	packed struct {
		WeightIn   string      `json:"weightUOM"`
		Weight     json.Number `json:"weight"`
		SizeIn     string      `json:"dimensionsUOM,omitempty"`
		Length     json.Number `json:"length,omitempty"`
		Width      json.Number `json:"width,omitempty"`
		Height     json.Number `json:"height,omitempty"`
		Class      string      `json:"mailClass"`
		Rate       string      `json:"rateIndicator"`
		Processing string      `json:"processingCategory"`
		Entry      string      `json:"destinationEntryFacilityType"`
		Day        string      `json:"mailingDate"`
		References []reference `json:"customerReference,omitempty"`
		Extra      []int       `json:"extraServices,omitempty"`
	}
	reference struct {
		Number string `json:"referenceNumber"`
	}
)

// Mail classes, within the United States and abroad.
var (
	classes       = strings.Fields("USPS_GROUND_ADVANTAGE PRIORITY_MAIL PRIORITY_MAIL_EXPRESS PARCEL_SELECT MEDIA_MAIL LIBRARY_MAIL BOUND_PRINTED_MATTER")
	classesAbroad = strings.Fields("FIRST-CLASS_PACKAGE_INTERNATIONAL_SERVICE PRIORITY_MAIL_INTERNATIONAL PRIORITY_MAIL_EXPRESS_INTERNATIONAL")
)

// customary are the places to which USPS carries as within the United States, and with a customs form.
const customary = "AS GU MP VI FM MH PW UM AA AE AP"

// military are the post offices of the armed forces, as they are told by their postcodes.
const military = "US-MIL"

// wanted is a label as it is asked for.
type wanted struct {
	path  string    // where: within the United States, or abroad
	ask   *labelAsk // nil: it cannot be asked for
	media string
}

// label asks for a label of a day on which the parcel is mailed. Where it cannot be asked for, the way to USPS is told all the same.
func label(r *carrier.Request, day string) (*wanted, error) {
	abroad := r.To.Country != "US" && r.To.Country != "PR"
	w := &wanted{path: labels}
	if abroad {
		w.path = abroadLabels
	}
	ask, err := w.write(r, abroad, day)
	if err == nil {
		w.ask = ask
	}
	return w, err
}

// write writes what is asked.
func (w *wanted) write(r *carrier.Request, abroad bool, day string) (*labelAsk, error) {
	p, err := described(r, abroad, day)
	if err != nil {
		return nil, err
	}
	ask := &labelAsk{Package: p}
	ask.Image, w.media = drawn(r.From.Labels)
	if ask.From, err = sender(&r.From); err != nil {
		return nil, err
	}
	if to := r.To.Place().Destination(r.At); strings.Contains(customary, string(to)) || to == military || !abroad && len(r.To.Region) == 2 && strings.Contains(customary, strings.ToUpper(r.To.Region)) {
		return nil, carrier.Refuse("customs", "to this place USPS asks a customs form with a label as within the United States, which is not written here (take another channel for it)")
	}
	if !abroad {
		ask.Image.Receipt = "NONE"
		ask.To, err = receiver(r)
		return ask, err
	}
	if ask.To, err = receiverAbroad(r); err != nil {
		return nil, err
	}
	ask.Customs, err = declaration(r)
	return ask, err
}

// drawn asks for the label that the warehouse's printer takes.
func drawn(printer string) (image, string) {
	i, media := image{Type: "PDF", Size: "4X6LABEL"}, "application/pdf"
	switch document.Form(printer) {
	case document.ZPL203:
		i.Type, media = "ZPL203DPI", "application/zpl"
	case document.ZPL300:
		i.Type, media = "ZPL300DPI", "application/zpl"
	}
	return i, media
}

// described reads what a channel books, and tells of the parcel: in pounds and inches, each thousandth and hundredth that is begun.
func described(r *carrier.Request, abroad bool, day string) (p packed, err error) {
	p = packed{WeightIn: "lb", Weight: pounds(int64(r.Plan.Weight)), Processing: "MACHINABLE", Entry: "NONE", Day: day, Rate: "SP"}
	words := strings.Fields(r.Channel.Service)
	if len(words) == 0 || !slices.Contains(classes, words[0]) && !slices.Contains(classesAbroad, words[0]) {
		return p, shipping.BadField("service", "channel "+string(r.Channel.ID)+" names no mail class of USPS", "write one of "+strings.Join(append(classes, classesAbroad...), ", ")+" into the Book, and words behind it")
	}
	if p.Class = words[0]; slices.Contains(classesAbroad, p.Class) != abroad {
		return p, carrier.Refuse("service", "USPS carries by "+p.Class+" within the United States alone, or abroad alone (look at the channel's service in the Book)")
	}
	if strings.HasPrefix(p.Class, "PRIORITY_MAIL_EXPRESS") {
		p.Rate = "PA"
	}
	for _, w := range words[1:] {
		code, err := strconv.Atoi(w)
		switch {
		case w == "NONSTANDARD":
			p.Processing = w
		case len(w) == 3 && err == nil:
			p.Extra = append(p.Extra, code)
		case len(w) == 2:
			p.Rate = w
		default:
			return p, shipping.BadField("service", "channel "+string(r.Channel.ID)+" has the word \""+w+"\" behind its mail class", "the words are NONSTANDARD, a rate indicator of two signs, and codes of extra services of three digits")
		}
	}
	if d := r.Plan.Size; d.Length > 0 && d.Width > 0 && d.Height > 0 {
		p.SizeIn, p.Length, p.Width, p.Height = "in", inches(d.Length), inches(d.Width), inches(d.Height)
	} else if !abroad {
		return p, carrier.Refuse("no_size", "USPS asks how large the parcel is, and it is not known")
	}
	if r.Order != "" {
		p.References = []reference{{r.Order}}
	}
	return p, short("the number of the order", r.Order, 30, "in the shop")
}

// pounds are those of a weight in grams, to the thousandth that is begun.
func pounds(grams int64) json.Number {
	const gramsOfThousand = 45359237 // hundred-thousandths of a gram in a pound
	n := (grams*100_000_000 + gramsOfThousand - 1) / gramsOfThousand
	return json.Number(fmt.Sprintf("%d.%03d", n/1000, n%1000))
}

// inches are those of a length, to the hundredth that is begun.
func inches(mm shipping.Millimetres) json.Number {
	n := (int64(mm)*1000 + 253) / 254
	return json.Number(fmt.Sprintf("%d.%02d", n/100, n%100))
}

// codes of places within the United States, with four digits more where they are known.
var zipCode = regexp.MustCompile(`^(\d{5})(?:-?(\d{4}))?$`)

// stateOf is the code of a state.
func stateOf(region string) (string, bool) {
	return strings.ToUpper(region), len(region) == 2
}

// sender is a warehouse in the United States.
func sender(w *book.Warehouse) (a address, err error) {
	from := w.Address()
	state, known := stateOf(from.Region)
	zip := zipCode.FindStringSubmatch(from.Postcode)
	if from.Country != "US" || !known || zip == nil || len(from.Lines) == 0 || from.City == "" {
		return a, shipping.BadField("place", "warehouse "+string(w.ID)+" is no place from which USPS carries: it wants a street, a city, a state by its code of two letters, and a ZIP code of the United States", "look at warehouses in the Book")
	}
	a = address{Firm: from.Name, Street: from.Lines[0], City: from.City, State: state, ZIP: zip[1], Plus4: zip[2]}
	return a, a.short("of the warehouse", "in the Book")
}

// addressee writes what stands in each address: two lines and names. USPS wants a first and a last name, or a firm's.
func addressee(r *carrier.Request) (a address, err error) {
	to := r.To
	switch {
	case len(to.Lines) == 0:
		return a, carrier.Refuse("no_street", "the address has no street (look at the address of the order)")
	case len(to.Lines) > 2:
		return a, carrier.Refuse("too_many_lines", fmt.Sprintf("the street of the address has %d lines, and USPS takes 2 (shorten it in the order)", len(to.Lines)))
	case to.City == "":
		return a, carrier.Refuse("no_city", "the address has no city (look at the address of the order)")
	case to.Name == "" && to.Company == "":
		return a, carrier.Refuse("no_name", "the address has no name (look at the address of the order)")
	}
	a = address{Firm: to.Company, Street: to.Lines[0], City: to.City}
	if len(to.Lines) == 2 {
		a.Secondary = to.Lines[1]
	}
	if i := strings.LastIndexByte(strings.TrimSpace(to.Name), ' '); i > 0 {
		a.First, a.Last = strings.TrimSpace(to.Name)[:i], strings.TrimSpace(to.Name)[i+1:]
	} else if a.Firm == "" {
		a.Firm = to.Name
	} else {
		a.Last = to.Name
	}
	return a, a.short("of the address", "in the order")
}

func receiver(r *carrier.Request) (a address, err error) {
	if a, err = addressee(r); err != nil {
		return a, err
	}
	state, known := stateOf(r.To.Region)
	zip := zipCode.FindStringSubmatch(r.To.Postcode)
	switch {
	case r.To.Country == "PR":
		state = "PR"
	case !known:
		return a, carrier.Refuse("no_state", "USPS asks the state of the address by its code of two letters (write it in the order)")
	}
	if zip == nil {
		return a, carrier.Refuse("no_zip", "USPS asks the ZIP code of the address, in five or nine digits (look at the address of the order)")
	}
	a.State, a.ZIP, a.Plus4 = state, zip[1], zip[2]
	return a, nil
}

func receiverAbroad(r *carrier.Request) (a address, err error) {
	if a, err = addressee(r); err != nil {
		return a, err
	}
	info, known := r.To.Country.Info()
	if !known {
		return a, carrier.Refuse("no_country", "the country of the address is not known (look at the address of the order)")
	}
	a.Postcode, a.Province, a.Country, a.Code = r.To.Postcode, r.To.Region, info.Name, r.To.Country
	a.Phone = strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, r.To.Phone)
	if n := len(a.Phone); r.To.Phone != "" && (n < 6 || n > 15) {
		return a, carrier.Refuse("bad_phone", fmt.Sprintf("the telephone number of the address has %d digits, and USPS takes 6 to 15 (look at the address of the order)", n))
	}
	if err = short("the postcode of the address", a.Postcode, 11, "in the order"); err == nil {
		err = short("the province of the address", a.Province, 40, "in the order")
	}
	return a, err
}

// short refuses an address of which something has more signs than USPS takes.
func (a *address) short(whose, where string) error {
	for _, l := range []struct {
		field, text string
		most        int
	}{
		{"the first name", a.First, 50}, {"the last name", a.Last, 50}, {"the company", a.Firm, 50}, {"line 1", a.Street, 50}, {"line 2", a.Secondary, 50}, {"the city", a.City, 28},
	} {
		if err := short(l.field+" "+whose, l.text, l.most, where); err != nil {
			return err
		}
	}
	return nil
}

// short refuses a text with more signs than USPS takes. The text itself is not told: it may be a name.
func short(field, text string, most int, where string) error {
	if n := utf8.RuneCountInString(text); n > most {
		return carrier.Refuse("too_long", field+" has "+strconv.Itoa(n)+" signs, and USPS takes "+strconv.Itoa(most)+" (shorten it "+where+")")
	}
	return nil
}

// dayOf is the day of an instant at a warehouse.
func dayOf(r *carrier.Request, at time.Time) string {
	return calendar.Local(r.From.Place, at).Format(time.DateOnly)
}
