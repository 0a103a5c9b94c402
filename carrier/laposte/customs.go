package laposte

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"crosslane/carrier"
	"crosslane/shipping"
)

// What customs are told, in La Poste's words.
type (
	declarations struct {
		Include     bool     `json:"includeCustomsDeclarations"`
		Description string   `json:"description,omitempty"`
		Invoice     string   `json:"invoiceNumber,omitempty"`
		Contents    contents `json:"contents"`
	}
	contents struct {
		Articles []article `json:"article"`
		Category category  `json:"category"`
	}
	category struct {
		Value int `json:"value"`
	}
	article struct {
		Description string            `json:"description"`
		Quantity    int64             `json:"quantity"`
		Weight      json.Number       `json:"weight"` // kg, of one
		Value       json.Number       `json:"value"`  // of one
		HS          string            `json:"hsCode"`
		Origin      shipping.Country  `json:"originCountry"`
		Currency    shipping.Currency `json:"currency"`
	}
)

const (
	commercial   = 3   // the category of what is sold
	mostDeclared = 100 // lines
)

// currencies are those that La Poste tells customs.
var currencies = strings.Fields("USD EUR CHF GBP CNY JPY CAD AUD")

// declared declares the goods of a parcel. Customs are told what the carriage costs, too, which the channel says.
func declared(r *carrier.Request, postage int64) (*declarations, error) {
	switch {
	case postage == 0:
		return nil, shipping.BadField("service", "customs are told what the carriage costs, and channel "+string(r.Channel.ID)+" does not say it", "write postage=12.90 into its service: euros")
	case len(r.Lines) == 0 || len(r.Lines) > mostDeclared:
		return nil, carrier.Refuse("no_goods", "customs ask what is in the parcel, in 1 to "+strconv.Itoa(mostDeclared)+" lines, and it has "+strconv.Itoa(len(r.Lines)))
	}
	if err := short("the number of the order", r.Order, 35, "in the shop"); err != nil {
		return nil, err
	}
	d := &declarations{Include: true, Description: r.Lines[0].Name, Invoice: r.Order, Contents: contents{Category: category{commercial}}}
	for i := range r.Lines {
		a, err := good(&r.Lines[i])
		if err != nil {
			return nil, err
		}
		if i > 0 && a.Currency != d.Contents.Articles[0].Currency {
			return nil, carrier.Refuse("two_currencies", "customs are told one currency, and the lines are priced in "+string(d.Contents.Articles[0].Currency)+" and "+string(a.Currency))
		}
		d.Contents.Articles = append(d.Contents.Articles, a)
	}
	return d, nil
}

// good is a line of a declaration.
func good(l *shipping.Line) (a article, err error) {
	price, sku := l.Price, string(l.SKU)
	if price.Currency == "" {
		price = l.Value
	}
	switch {
	case price.Currency == "" || price.Amount < 0:
		err = carrier.Refuse("no_value", "customs ask what "+sku+" is worth, and its price is not known")
	case !slices.Contains(currencies, string(price.Currency)):
		err = carrier.Refuse("currency", "La Poste tells customs no "+string(price.Currency)+" (price "+sku+" in one of "+strings.Join(currencies, ", ")+")")
	case l.Origin == "":
		err = carrier.Refuse("no_origin", "customs ask where "+sku+" was made (give its origin in the list of products)")
	case l.HS == "":
		err = carrier.Refuse("no_hs", "customs ask the HS code of "+sku+" (give it in the list of products)")
	case len(l.HS) != 6 && len(l.HS) != 8 && len(l.HS) != 10:
		err = carrier.Refuse("no_hs", "La Poste takes HS codes of 6, 8 or 10 digits, and that of "+sku+" has "+strconv.Itoa(len(l.HS))+" (give it so in the list of products)")
	case l.Weight <= 0:
		err = carrier.Refuse("no_weight", "customs ask what "+sku+" weighs (give its weight in the list of products)")
	case l.Name == "":
		err = carrier.Refuse("no_name", "customs ask what "+sku+" is (give its name in the list of products)")
	default:
		err = short("the name of "+sku, l.Name, 64, "in the list of products")
	}
	if err != nil {
		return a, err
	}
	text, _, _ := strings.Cut(price.String(), " ")
	return article{Description: l.Name, Quantity: l.Quantity, Weight: json.Number(fmt.Sprintf("%d.%03d", l.Weight/1000, l.Weight%1000)), Value: json.Number(text), HS: l.HS, Origin: l.Origin, Currency: price.Currency}, nil
}
