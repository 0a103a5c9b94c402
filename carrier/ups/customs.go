package ups

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"crosslane/calendar"
	"crosslane/carrier"
	"crosslane/shipping"
)

// What customs are told, in UPS's words.
type (
	options struct {
		Forms forms `json:"InternationalForms"`
	}
	forms struct {
		Types    []string `json:"FormType"`
		Contacts struct {
			SoldTo party `json:"SoldTo"`
		} `json:"Contacts"`
		Products []product         `json:"Product"`
		Invoice  string            `json:"InvoiceNumber"`
		Date     string            `json:"InvoiceDate"`
		Terms    string            `json:"TermsOfShipment"`
		Reason   string            `json:"ReasonForExport"`
		Currency shipping.Currency `json:"CurrencyCode"`
	}
	product struct {
		Description []string         `json:"Description"`
		Unit        unit             `json:"Unit"`
		HS          string           `json:"CommodityCode,omitempty"`
		Part        string           `json:"PartNumber"`
		Origin      shipping.Country `json:"OriginCountryCode"`
		ID          *identifier      `json:"ProductIdentifier,omitempty"`
		Special     string           `json:"CommodityFieldSpecialConditionCode,omitempty"`
	}
	unit struct {
		Number string `json:"Number"`
		Unit   coded  `json:"UnitOfMeasurement"`
		Value  string `json:"Value"` // of one
	}
	identifier struct {
		ID   string `json:"ProductID"`
		Type string `json:"ProductIDTypeCode"`
	}
	sum struct {
		Currency shipping.Currency `json:"CurrencyCode"`
		Value    string            `json:"MonetaryValue"`
	}
)

// mostDeclared is how many products an invoice has at most.
const mostDeclared = 100

// declare tells what is in a parcel that leaves a customs area, and what it is worth. Puerto Rico is none apart there: of what goes to it from the United States UPS asks the worth alone.
func (c *Connector) declare(s *shipment, r *carrier.Request, paid bool) error {
	from, to := s.Shipper.Address.Country, s.To.Address.Country
	inland := from == "US" && to == "PR" || from == "PR" && to == "US"
	if !inland && !shipping.CustomsBetween(r.From.Place, r.To.Place(), r.At) {
		return nil
	}
	f, total, err := invoice(r)
	if err != nil {
		return err
	}
	if from == "US" && (to == "CA" || to == "PR") {
		s.Total = &sum{total.Currency, amount(total)}
	}
	if inland {
		return nil
	}
	if f.Terms = "DAP"; paid {
		f.Terms, s.Payment = "DDP", c.pays(true)
	}
	f.Contacts.SoldTo = s.To
	f.Contacts.SoldTo.Address.Home = ""
	s.Options = &options{*f}
	if shipping.CustomsBetween(r.To.Place(), shipping.Place{Country: "DE"}, r.At) {
		return nil
	}
	// What goes into the European Union is told from whom to whom, and by which number of the seller's.
	if s.ShipperType, s.ConsigneeType = "01", "02"; r.To.Company != "" {
		s.ConsigneeType = "01"
	}
	for i := range s.Options.Forms.Products {
		p := &s.Options.Forms.Products[i]
		p.ID, p.Special = &identifier{p.Part, "0100"}, "01"
	}
	return nil
}

// invoice lists what is in a parcel, and what all of it is worth.
func invoice(r *carrier.Request) (*forms, shipping.Money, error) {
	var total shipping.Money
	if len(r.Lines) == 0 || len(r.Lines) > mostDeclared {
		return nil, total, carrier.Refuse("no_goods", "customs ask what is in the parcel, in 1 to "+strconv.Itoa(mostDeclared)+" lines, and it has "+strconv.Itoa(len(r.Lines)))
	}
	if r.Order == "" {
		return nil, total, carrier.Refuse("no_order_number", "UPS draws an invoice for customs, and the order has no number for it")
	}
	f := &forms{Types: []string{"01"}, Invoice: r.Order, Date: calendar.Local(r.From.Place, r.At).Format("20060102"), Reason: "SALE"}
	for i := range r.Lines {
		p, worth, err := declared(&r.Lines[i])
		if err != nil {
			return nil, total, err
		}
		if i > 0 && worth.Currency != total.Currency {
			return nil, total, carrier.Refuse("two_currencies", "customs are told one currency, and the lines are priced in "+string(total.Currency)+" and "+string(worth.Currency))
		}
		if total, err = total.Plus(worth); err != nil {
			return nil, total, carrier.Refuse("too_dear", "what the goods are worth is beyond what can be counted")
		}
		f.Products = append(f.Products, p)
	}
	f.Currency = total.Currency
	return f, total, nil
}

// declared is a line of the invoice, and what it is worth.
func declared(l *shipping.Line) (p product, worth shipping.Money, err error) {
	price, sku := l.Price, string(l.SKU)
	if price.Currency == "" {
		price = l.Value
	}
	name, fits := lines(l.Name)
	switch {
	case price.Currency == "" || price.Amount <= 0:
		err = carrier.Refuse("no_value", "customs ask what "+sku+" is worth, and it has no price above zero")
	case l.Origin == "":
		err = carrier.Refuse("no_origin", "customs ask where "+sku+" was made (give its origin in the list of products)")
	case len(name) == 0:
		err = carrier.Refuse("no_name", "customs ask what "+sku+" is (give its name in the list of products)")
	case !fits:
		err = carrier.Refuse("too_long", "the name of "+sku+" does not stand in 3 lines of 35 signs, as UPS takes it (shorten it in the list of products)")
	case l.Quantity > 9_999_999:
		err = carrier.Refuse("too_many", "UPS takes up to 9999999 pieces of "+sku)
	default:
		err = short("the number "+sku, sku, 35, "in the list of products")
	}
	if err != nil {
		return p, worth, err
	}
	if worth, err = price.Times(l.Quantity); err != nil {
		return p, worth, carrier.Refuse("too_dear", "what "+sku+" is worth is beyond what can be counted")
	}
	hs := bare(l.HS)
	if hs != "" && (len(hs) < 6 || len(hs) > 15) {
		return p, worth, carrier.Refuse("hs_code", "the HS code of "+sku+" has "+strconv.Itoa(len(hs))+" signs, and UPS takes 6 to 15 (mend it in the list of products)")
	}
	return product{Description: name, Unit: unit{strconv.FormatInt(l.Quantity, 10), coded{"PCS"}, amount(price)}, HS: hs, Part: sku, Origin: l.Origin}, worth, nil
}

// lines wraps a text into lines of 35 signs, of which a product has three; it fits where no word is cut.
func lines(text string) (list []string, fits bool) {
	const width = 35
	fits = true
	for word := range strings.FieldsSeq(text) {
		last := len(list) - 1
		if last >= 0 && utf8.RuneCountInString(list[last])+1+utf8.RuneCountInString(word) <= width {
			list[last] += " " + word
			continue
		}
		list, fits = append(list, word), fits && utf8.RuneCountInString(word) <= width
	}
	return list, fits && len(list) <= 3
}

func amount(m shipping.Money) string {
	text, _, _ := strings.Cut(m.String(), " ")
	return text
}

// mostDescribed is how many signs the contents of a shipment are told in.
const mostDescribed = 50

// contents says in few words what is in a parcel: all names where there is room, else the first and how many others.
func contents(list []shipping.Line) (string, error) {
	if len(list) == 0 {
		return "Goods", nil
	}
	names := make([]string, len(list))
	for i := range list {
		if names[i] = strings.TrimSpace(list[i].Name); names[i] == "" {
			names[i] = string(list[i].SKU)
		}
	}
	all, words := strings.Join(names, ", "), names[0]
	if utf8.RuneCountInString(all) <= mostDescribed {
		return all, nil
	}
	if n := len(names) - 1; n > 0 {
		words += " and " + strconv.Itoa(n) + " more"
	}
	return words, short("the name of "+string(list[0].SKU), words, mostDescribed, "in the list of products")
}
