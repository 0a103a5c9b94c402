package dhlexpress

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"crosslane/carrier"
	"crosslane/shipping"
)

// What customs are told, in DHL's words.
type (
	export struct {
		Lines   []exportLine `json:"lineItems"`
		Invoice invoice      `json:"invoice"`
		Reason  string       `json:"exportReasonType"`
	}
	invoice struct {
		Number string `json:"number"`
		Date   string `json:"date"`
	}
	exportLine struct {
		Number      int              `json:"number"`
		Description string           `json:"description"`
		Price       json.Number      `json:"price"` // of one
		Quantity    quantity         `json:"quantity"`
		Codes       []commodity      `json:"commodityCodes,omitempty"`
		Reason      string           `json:"exportReasonType"`
		Origin      shipping.Country `json:"manufacturerCountry"`
		Weight      struct {
			Gross json.Number `json:"grossValue"`
		} `json:"weight"`
	}
	quantity struct {
		Value int64  `json:"value"`
		Unit  string `json:"unitOfMeasurement"`
	}
	commodity struct {
		Type  string `json:"typeCode"`
		Value string `json:"value"`
	}
)

// sale is why goods leave the country.
const sale = "commercial_purpose_or_sale"

// mostDeclared is how many lines a declaration has at most.
const mostDeclared = 999

// goods tell what is in a parcel, and declare it where it crosses the border of a customs area.
func goods(r *carrier.Request, on time.Time) (content, error) {
	c := content{Packages: []packed{{thousandths(int64(r.Plan.Weight)), sized(r.Plan.Size)}}, Units: "metric"}
	var err error
	if c.Description, err = contents(r.Lines); err != nil {
		return c, err
	}
	if c.Declarable = shipping.CustomsBetween(r.From.Place, r.To.Place(), r.At); !c.Declarable {
		return c, nil
	}
	if len(r.Lines) == 0 || len(r.Lines) > mostDeclared {
		return c, carrier.Refuse("no_goods", "customs ask what is in the parcel, in 1 to "+strconv.Itoa(mostDeclared)+" lines, and it has "+strconv.Itoa(len(r.Lines)))
	}
	if err := short("the number of the order", r.Order, 35, "in the shop"); err != nil {
		return c, err
	}
	c.Export = &export{Invoice: invoice{r.Order, on.Format(time.DateOnly)}, Reason: sale}
	var total shipping.Money
	for i := range r.Lines {
		line, worth, err := declared(i+1, &r.Lines[i])
		if err != nil {
			return c, err
		}
		if i > 0 && worth.Currency != total.Currency {
			return c, carrier.Refuse("two_currencies", "customs are told one currency, and the lines are priced in "+string(total.Currency)+" and "+string(worth.Currency))
		}
		if i == 0 {
			total = worth
		} else if total, err = total.Plus(worth); err != nil {
			return c, carrier.Refuse("too_dear", "what the goods are worth is beyond what can be counted")
		}
		c.Export.Lines = append(c.Export.Lines, line)
	}
	c.Value, c.Currency = amount(total), total.Currency
	return c, nil
}

// declared is a line of a declaration, and what it is worth.
func declared(n int, l *shipping.Line) (line exportLine, worth shipping.Money, err error) {
	price, sku := l.Price, string(l.SKU)
	if price.Currency == "" {
		price = l.Value
	}
	switch {
	case price.Currency == "" || price.Amount < 0:
		err = carrier.Refuse("no_value", "customs ask what "+sku+" is worth, and its price is not known")
	case l.Origin == "":
		err = carrier.Refuse("no_origin", "customs ask where "+sku+" was made (give its origin in the list of products)")
	case l.Weight <= 0:
		err = carrier.Refuse("no_weight", "customs ask what "+sku+" weighs (give its weight in the list of products)")
	case l.Name == "":
		err = carrier.Refuse("no_name", "customs ask what "+sku+" is (give its name in the list of products)")
	default:
		err = short("the name of "+sku, l.Name, 512, "in the list of products")
	}
	if err != nil {
		return line, worth, err
	}
	if worth, err = price.Times(l.Quantity); err != nil {
		return line, worth, carrier.Refuse("too_dear", "what "+sku+" is worth is beyond what can be counted")
	}
	line = exportLine{Number: n, Description: l.Name, Price: amount(price), Quantity: quantity{l.Quantity, "PCS"}, Reason: sale, Origin: l.Origin}
	line.Weight.Gross = thousandths(int64(l.Weight) * l.Quantity)
	if l.HS != "" {
		line.Codes = []commodity{{"outbound", l.HS}}
	}
	return line, worth, nil
}

func amount(m shipping.Money) json.Number {
	text, _, _ := strings.Cut(m.String(), " ")
	return json.Number(text)
}

// mostDescribed is how many signs the contents of a shipment are told in.
const mostDescribed = 70

// contents says in few words what is in a parcel: all names where there is room, else the first and how many others.
func contents(lines []shipping.Line) (string, error) {
	if len(lines) == 0 {
		return "Goods", nil
	}
	names := make([]string, len(lines))
	for i := range lines {
		if names[i] = strings.TrimSpace(lines[i].Name); names[i] == "" {
			names[i] = string(lines[i].SKU)
		}
	}
	all, words := strings.Join(names, ", "), names[0]
	if len([]rune(all)) <= mostDescribed {
		return all, nil
	}
	if n := len(names) - 1; n > 0 {
		words += " and " + strconv.Itoa(n) + " more"
	}
	return words, short("the name of "+string(lines[0].SKU), words, mostDescribed, "in the list of products")
}
