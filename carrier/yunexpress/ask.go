package yunexpress

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/shipping"
)

// What is asked, in YunExpress's words (open platform v1: CreatePackageRequest and what belongs to it).
type (
	packageAsk struct {
		Product    string   `json:"product_code"`
		Reference  string   `json:"customer_order_number"`
		WeightUnit string   `json:"weight_unit"`
		SizeUnit   string   `json:"size_unit"`
		Packages   []packed `json:"packages"`
		Receiver   party    `json:"receiver"`
		Sender     *party   `json:"sender,omitempty"`
		Goods      []good   `json:"declaration_info"`
		Customs    string   `json:"customs_number,omitempty"`
	}
	packed struct {
		Weight json.Number `json:"weight"`
		Length json.Number `json:"length,omitempty"`
		Width  json.Number `json:"width,omitempty"`
		Height json.Number `json:"height,omitempty"`
		Order  string      `json:"reference_id,omitempty"`
	}
	party struct {
		Name     string           `json:"first_name"`
		Company  string           `json:"company,omitempty"`
		Country  shipping.Country `json:"country_code"`
		Province string           `json:"province,omitempty"`
		City     string           `json:"city"`
		Lines    []string         `json:"address_lines"`
		Postcode string           `json:"postal_code,omitempty"`
		Phone    string           `json:"phone_number,omitempty"`
		Email    string           `json:"email,omitempty"`
	}
	good struct {
		SKU      shipping.SKU      `json:"sku_code"`
		Local    string            `json:"name_local"`
		Name     string            `json:"name_en"`
		Quantity int64             `json:"quantity"`
		Price    json.Number       `json:"unit_price"`
		Weight   json.Number       `json:"unit_weight"`
		HS       string            `json:"hs_code,omitempty"`
		Currency shipping.Currency `json:"currency"`
	}
	numberAsk struct {
		Waybill string `json:"waybill_number"`
	}
)

// mostProduct is how many signs a product's code has, and mostLines how many lines an address.
const mostProduct, mostLines = 50, 3

// order asks for one parcel. Its goods are always declared.
func (c *Connector) order(r *carrier.Request) (*packageAsk, error) {
	words := strings.Fields(r.Channel.Service)
	if len(words) == 0 || utf8.RuneCountInString(words[0]) > mostProduct {
		return nil, shipping.BadField("service", "channel "+string(r.Channel.ID)+" names no product of YunExpress", "write the product's code into the Book, such as BKZXR")
	}
	ask := &packageAsk{Product: words[0], Reference: again.Reference(r.Key), WeightUnit: "KG", SizeUnit: "CM", Packages: []packed{sized(r)}}
	for _, word := range words[1:] {
		number, ok := strings.CutPrefix(word, "customs_number=")
		if !ok || number == "" {
			return nil, shipping.BadField("service", "\""+word+"\" of channel "+string(r.Channel.ID)+" is nothing that can be asked for", "write customs_number=IM2760000000 behind the product's code")
		}
		ask.Customs = number
	}
	var err error
	if ask.Receiver, err = receiver(r.To); err != nil {
		return nil, err
	}
	if from := r.From.Address(); len(from.Lines) > 0 && from.City != "" {
		sender := place(from)
		ask.Sender = &sender
	}
	ask.Goods, err = declared(r.Lines)
	return ask, err
}

func sized(r *carrier.Request) packed {
	p := packed{Weight: thousandths(int64(r.Plan.Weight)), Order: r.Order}
	if d := r.Plan.Size; d.Length > 0 && d.Width > 0 && d.Height > 0 {
		p.Length, p.Width, p.Height = centimetres(d.Length), centimetres(d.Width), centimetres(d.Height)
	}
	return p
}

func receiver(a shipping.Address) (party, error) {
	switch {
	case len(a.Lines) == 0:
		return party{}, carrier.Refuse("no_street", "the address has no street (look at the address of the order)")
	case a.City == "":
		return party{}, carrier.Refuse("no_city", "the address has no city (look at the address of the order)")
	case a.Name == "" && a.Company == "":
		return party{}, carrier.Refuse("no_name", "the address has no name (look at the address of the order)")
	case len(a.Lines) > mostLines:
		return party{}, carrier.Refuse("too_many_lines", fmt.Sprintf("the street of the address has %d lines, and YunExpress takes %d (shorten it in the order)", len(a.Lines), mostLines))
	}
	return place(a), nil
}

// place writes an address. The whole name stands in the first of two fields, as in YunExpress's own example.
func place(a shipping.Address) party {
	name := a.Name
	if name == "" {
		name = a.Company
	}
	return party{name, a.Company, a.Country, a.Region, a.City, a.Lines, a.Postcode, a.Phone, a.Email}
}

// declared tells what is in a parcel, in one currency.
func declared(lines []shipping.Line) (list []good, err error) {
	if len(lines) == 0 {
		return nil, carrier.Refuse("no_goods", "YunExpress asks what is in the parcel, and it is not known")
	}
	for i := range lines {
		l := &lines[i]
		price, sku := l.Price, string(l.SKU)
		if price.Currency == "" {
			price = l.Value
		}
		switch {
		case price.Currency == "" || price.Amount < 0:
			return nil, carrier.Refuse("no_value", "customs ask what "+sku+" is worth, and its price is not known")
		case l.Weight <= 0:
			return nil, carrier.Refuse("no_weight", "customs ask what "+sku+" weighs (give its weight in the list of products)")
		case l.Name == "":
			return nil, carrier.Refuse("no_name", "customs ask what "+sku+" is (give its name in the list of products)")
		case i > 0 && price.Currency != list[0].Currency:
			return nil, carrier.Refuse("two_currencies", "customs are told one currency, and the lines are priced in "+string(list[0].Currency)+" and "+string(price.Currency))
		}
		amount, _, _ := strings.Cut(price.String(), " ")
		list = append(list, good{l.SKU, l.Name, l.Name, l.Quantity, json.Number(amount), thousandths(int64(l.Weight)), l.HS, price.Currency})
	}
	return list, nil
}

// thousandths writes grams as kilograms.
func thousandths(n int64) json.Number { return json.Number(fmt.Sprintf("%d.%03d", n/1000, n%1000)) }

// centimetres writes a length with one decimal.
func centimetres(mm shipping.Millimetres) json.Number {
	return json.Number(strconv.FormatInt(int64(mm)/10, 10) + "." + strconv.FormatInt(int64(mm)%10, 10))
}
