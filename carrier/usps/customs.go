package usps

import (
	"encoding/json"
	"fmt"
	"strings"

	"crosslane/carrier"
	"crosslane/shipping"
)

// What customs are told, in USPS's words.
type (
	customs struct {
		AES      string    `json:"AESITN"`
		Type     string    `json:"customsContentType"`
		Contents []content `json:"contents"`
	}
	content struct {
		Description string           `json:"itemDescription"`
		Quantity    int64            `json:"itemQuantity"`
		Value       json.Number      `json:"itemTotalValue"`
		WeightIn    string           `json:"weightUOM"`
		Weight      json.Number      `json:"itemTotalWeight"`
		Code        string           `json:"HSTariffNumber,omitempty"`
		Origin      shipping.Country `json:"countryofOrigin"`
	}
)

// What a customs form holds: its lines, and the signs of a description.
const mostDeclared, mostDescribed = 30, 30

// exempt is how an export of up to so many cents needs no number of the Automated Export System (Foreign Trade Regulations, 30.37(a)).
const exempt, mostExempt = "NO EEI 30.37(a)", 2_500_00

// vague are descriptions that USPS does not take.
var vague = map[string]bool{"none": true, "not applicable": true, "n/a": true, "null": true, "gift": true, "merchandise": true}

// declaration tells customs what is in a parcel.
func declaration(r *carrier.Request) (*customs, error) {
	if len(r.Lines) == 0 || len(r.Lines) > mostDeclared {
		return nil, carrier.Refuse("no_goods", fmt.Sprintf("customs ask what is in the parcel, in 1 to %d lines, and it has %d", mostDeclared, len(r.Lines)))
	}
	c := &customs{AES: exempt, Type: "MERCHANDISE"}
	var total shipping.Money
	for i := range r.Lines {
		line, worth, err := declared(&r.Lines[i])
		if err == nil {
			total, err = total.Plus(worth)
		}
		if err != nil {
			return nil, err
		}
		c.Contents = append(c.Contents, line)
	}
	if total.Amount > mostExempt {
		return nil, carrier.Refuse("no_itn", "an export of more than 2,500.00 USD wants a number of the Automated Export System, which is not told here (take another channel for it)")
	}
	return c, nil
}

// declared is a line of a customs form, and what it is worth.
func declared(l *shipping.Line) (line content, worth shipping.Money, err error) {
	price, sku := l.Price, string(l.SKU)
	if price.Currency == "" {
		price = l.Value
	}
	switch {
	case price.Currency == "" || price.Amount < 0:
		err = carrier.Refuse("no_value", "customs ask what "+sku+" is worth, and its price is not known")
	case price.Currency != "USD":
		err = carrier.Refuse("not_usd", "USPS takes values in USD, and "+sku+" is priced in "+string(price.Currency)+" (take another channel for it)")
	case l.Origin == "":
		err = carrier.Refuse("no_origin", "customs ask where "+sku+" was made (give its origin in the list of products)")
	case l.Weight <= 0:
		err = carrier.Refuse("no_weight", "customs ask what "+sku+" weighs (give its weight in the list of products)")
	case l.Name == "" || vague[strings.ToLower(strings.TrimSpace(l.Name))]:
		err = carrier.Refuse("no_name", "customs ask what "+sku+" is, in words that say it (give its name in the list of products)")
	default:
		err = short("the name of "+sku, l.Name, mostDescribed, "in the list of products")
	}
	if err != nil {
		return line, worth, err
	}
	if worth, err = price.Times(l.Quantity); err != nil {
		return line, worth, carrier.Refuse("too_dear", "what "+sku+" is worth is beyond what can be counted")
	}
	value, _, _ := strings.Cut(worth.String(), " ")
	return content{l.Name, l.Quantity, json.Number(value), "lb", pounds(int64(l.Weight) * l.Quantity), l.HS, l.Origin}, worth, nil
}
