package dhlparcelde

import (
	"encoding/json"
	"strconv"
	"strings"

	"crosslane/carrier"
	"crosslane/shipping"
)

// What customs are told, in DHL's words.
type (
	customs struct {
		Invoice string      `json:"invoiceNo,omitempty"`
		Type    string      `json:"exportType"`
		Charges value       `json:"postalCharges"`
		Items   []commodity `json:"items"`
	}
	commodity struct {
		Description string `json:"itemDescription"`
		Origin      string `json:"countryOfOrigin,omitempty"`
		HS          string `json:"hsCode,omitempty"`
		Quantity    int64  `json:"packagedQuantity"`
		Value       value  `json:"itemValue"`  // of one
		Weight      weight `json:"itemWeight"` // of one
	}
)

// mostDeclared is how many lines a declaration has at most.
const mostDeclared = 99

// declared declares the goods of a parcel. One currency holds for all of it, the carriage included.
func declared(r *carrier.Request, charges string) (*customs, error) {
	if len(r.Lines) == 0 || len(r.Lines) > mostDeclared {
		return nil, carrier.Refuse("no_goods", "customs ask what is in the parcel, in 1 to "+strconv.Itoa(mostDeclared)+" lines, and it has "+strconv.Itoa(len(r.Lines)))
	}
	if err := short("the number of the order", r.Order, 35, "in the shop"); err != nil {
		return nil, err
	}
	c := &customs{Invoice: r.Order, Type: "COMMERCIAL_GOODS"}
	for i := range r.Lines {
		item, err := good(&r.Lines[i])
		if err != nil {
			return nil, err
		}
		if first := c.Charges.Currency; i > 0 && item.Value.Currency != first {
			return nil, carrier.Refuse("two_currencies", "customs are told one currency, and the lines are priced in "+string(first)+" and "+string(item.Value.Currency))
		}
		c.Charges.Currency = item.Value.Currency
		c.Items = append(c.Items, item)
	}
	paid, err := shipping.ParseMoney(charges, c.Charges.Currency)
	if err != nil || paid.Amount < 0 {
		return nil, shipping.BadField("service", "\"postalCharges="+charges+"\" of channel "+string(r.Channel.ID)+" is no amount in "+string(c.Charges.Currency), "write postalCharges=4.90: what buyers are charged for the carriage")
	}
	c.Charges = worth(paid)
	return c, nil
}

// good is a line of a declaration.
func good(l *shipping.Line) (item commodity, err error) {
	price, sku := l.Price, string(l.SKU)
	if price.Currency == "" {
		price = l.Value
	}
	switch {
	case price.Currency == "" || price.Amount < 0:
		err = carrier.Refuse("no_value", "customs ask what "+sku+" is worth, and its price is not known")
	case l.Weight <= 0:
		err = carrier.Refuse("no_weight", "customs ask what "+sku+" weighs (give its weight in the list of products)")
	case l.Name == "":
		err = carrier.Refuse("no_name", "customs ask what "+sku+" is (give its name in the list of products)")
	default:
		err = short("the name of "+sku, l.Name, 256, "in the list of products")
	}
	if err != nil {
		return item, err
	}
	item = commodity{Description: l.Name, HS: l.HS, Quantity: l.Quantity, Value: worth(price), Weight: weight{"g", int64(l.Weight)}}
	if l.Origin != "" {
		item.Origin, err = threeLetters(l.Origin)
	}
	return item, err
}

// worth writes an amount.
func worth(m shipping.Money) value {
	text, _, _ := strings.Cut(m.String(), " ")
	return value{m.Currency, json.Number(text)}
}
