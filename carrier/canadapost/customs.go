package canadapost

import (
	"strconv"
	"strings"

	"crosslane/carrier"
	"crosslane/shipping"
)

// What customs are told, in Canada Post's words.
type (
	customs struct {
		Currency shipping.Currency `xml:"currency"`
		Reason   string            `xml:"reason-for-export"`
		Items    []item            `xml:"sku-list>item"`
	}
	item struct {
		Units       int64            `xml:"customs-number-of-units"`
		Description string           `xml:"customs-description"`
		SKU         string           `xml:"sku,omitempty"`
		HS          string           `xml:"hs-tariff-code,omitempty"`
		Weight      string           `xml:"unit-weight"`
		Value       string           `xml:"customs-value-per-unit"`
		Origin      shipping.Country `xml:"country-of-origin"`
		Province    string           `xml:"province-of-origin,omitempty"`
	}
)

// sale is why goods leave the country: sale of goods.
const sale = "SOG"

// mostDeclared is how many lines a declaration has at most.
const mostDeclared = 500

// declare tells customs what is in a parcel that leaves the country; nil where it does not. Canada Post is told Canadian dollars: of another currency it asks the rate.
func declare(r *carrier.Request) (c *customs, err error) {
	if !shipping.CustomsBetween(r.From.Place, r.To.Place(), r.At) {
		return c, nil
	}
	if len(r.Lines) == 0 || len(r.Lines) > mostDeclared {
		return nil, carrier.Refuse("no_goods", "customs ask what is in the parcel, in 1 to "+strconv.Itoa(mostDeclared)+" lines, and it has "+strconv.Itoa(len(r.Lines)))
	}
	c = &customs{Currency: "CAD", Reason: sale}
	for i := range r.Lines {
		declared, err := declared(&r.Lines[i], r.From.Place.Region)
		if err != nil {
			return nil, err
		}
		c.Items = append(c.Items, declared)
	}
	return c, nil
}

// declared is a line of a declaration. Of what was made in Canada the province is told: that of the warehouse, as no other is known.
func declared(l *shipping.Line, province string) (n item, err error) {
	price, sku := l.Price, string(l.SKU)
	if price.Currency == "" {
		price = l.Value
	}
	hs, fits := dotted(l.HS)
	switch {
	case price.Currency == "" || price.Amount <= 0:
		err = carrier.Refuse("no_value", "customs ask what "+sku+" is worth, and it has no price above zero")
	case price.Currency != "CAD":
		err = carrier.Refuse("not_in_cad", "Canada Post is told the worth of goods in Canadian dollars, and "+sku+" is priced in "+string(price.Currency)+" (take another channel for it)")
	case price.Amount > 9_999_999:
		err = carrier.Refuse("too_dear", "what "+sku+" is worth is beyond what Canada Post takes")
	case l.Origin == "":
		err = carrier.Refuse("no_origin", "customs ask where "+sku+" was made (give its origin in the list of products)")
	case l.Weight <= 0 || l.Weight > 99_999:
		err = carrier.Refuse("no_weight", "customs ask what "+sku+" weighs, up to 99.999 kg (give its weight in the list of products)")
	case l.Name == "":
		err = carrier.Refuse("no_name", "customs ask what "+sku+" is (give its name in the list of products)")
	case !fits:
		err = carrier.Refuse("hs_code", "the HS code of "+sku+" has "+strconv.Itoa(len(l.HS))+" figures, and Canada Post takes 4, 6, 8 or 10 (mend it in the list of products)")
	case l.Quantity > 9_999:
		err = carrier.Refuse("too_many", "Canada Post takes up to 9999 pieces of "+sku)
	default:
		err = short("the name of "+sku, l.Name, 45, "in the list of products")
	}
	if err != nil {
		return n, err
	}
	value, _, _ := strings.Cut(price.String(), " ")
	n = item{Units: l.Quantity, Description: l.Name, HS: hs, Weight: kilograms(int64(l.Weight)), Value: value, Origin: l.Origin}
	if len(sku) <= 15 { // told beside the name, where it fits
		n.SKU = sku
	}
	if l.Origin == "CA" {
		n.Province = province
	}
	return n, nil
}

// dotted writes an HS code as Canada Post takes it: 6912.00.10. It fits where it has four figures, or two, four or six more; a code that is not known does.
func dotted(hs string) (text string, fits bool) {
	if hs == "" {
		return "", true
	}
	if len(hs) < 4 || len(hs) > 10 || len(hs)%2 != 0 || strings.Trim(hs, "0123456789") != "" {
		return "", false
	}
	text = hs[:4]
	for rest := hs[4:]; rest != ""; rest = rest[2:] {
		text += "." + rest[:2]
	}
	return text, true
}
