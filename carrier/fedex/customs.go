package fedex

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"crosslane/carrier"
	"crosslane/shipping"
)

// What customs are told, in FedEx's words.
type (
	customs struct {
		Duties      payment     `json:"dutiesPayment"`
		Invoice     invoice     `json:"commercialInvoice"`
		Commodities []commodity `json:"commodities"`
		Total       *money      `json:"totalCustomsValue,omitempty"`
	}
	invoice struct {
		Purpose    string      `json:"shipmentPurpose"`
		Terms      string      `json:"termsOfSale,omitempty"`
		References []reference `json:"customerReferences,omitempty"`
	}
	commodity struct {
		Description string           `json:"description"`
		Code        string           `json:"harmonizedCode,omitempty"`
		Origin      shipping.Country `json:"countryOfManufacture"`
		Quantity    int64            `json:"quantity"`
		Units       string           `json:"quantityUnits"`
		Price       money            `json:"unitPrice"`
		Worth       money            `json:"customsValue"`
		Weight      weight           `json:"weight"`
	}
	money struct {
		Amount   json.Number       `json:"amount"`
		Currency shipping.Currency `json:"currency"`
	}
	special struct {
		Types []string `json:"specialServiceTypes"`
		ETD   struct {
			Documents []string `json:"requestedDocumentTypes"`
		} `json:"etdDetail"`
	}
	papers struct {
		Types   []string `json:"shippingDocumentTypes"`
		Invoice struct {
			Format struct {
				Kind  string `json:"docType"`
				Stock string `json:"stockType"`
			} `json:"documentFormat"`
		} `json:"commercialInvoiceDetail"`
	}
)

// mostDeclared is how many lines an invoice has there, and mostDescribed how many signs the description of one.
const mostDeclared, mostDescribed = 99, 450

// declaration tells customs what is in a parcel; nil where it does not leave a customs area.
func (c *Connector) declaration(r *carrier.Request, words []string) (*customs, error) {
	if !shipping.CustomsBetween(r.From.Place, r.To.Place(), r.At) {
		return nil, nil //nolint:nilnil // nothing is declared
	}
	if len(r.Lines) == 0 || len(r.Lines) > mostDeclared {
		return nil, carrier.Refuse("no_goods", fmt.Sprintf("customs ask what is in the parcel, in 1 to %d lines, and it has %d", mostDeclared, len(r.Lines)))
	}
	d := &customs{Duties: payment{Type: "RECIPIENT"}, Invoice: invoice{Purpose: "SOLD", Terms: "DAP"}}
	if slices.Contains(words, dutiesPaid) {
		d.Duties, d.Invoice.Terms = payment{"SENDER", &payor{}}, "DDP"
		d.Duties.Payor.Party.Account = value{c.who.Account}
	}
	if r.Order != "" {
		d.Invoice.References = []reference{{"INVOICE_NUMBER", r.Order}}
	}
	var total shipping.Money
	for i := range r.Lines {
		line, worth, err := declared(&r.Lines[i])
		if err != nil {
			return nil, err
		}
		if i > 0 && worth.Currency != total.Currency {
			return nil, carrier.Refuse("two_currencies", "customs are told one currency, and the lines are priced in "+string(total.Currency)+" and "+string(worth.Currency))
		}
		if total, err = total.Plus(worth); err != nil {
			return nil, carrier.Refuse("too_dear", "what the goods are worth is beyond what can be counted")
		}
		d.Commodities = append(d.Commodities, line)
	}
	sum := told(total)
	d.Total = &sum
	return d, nil
}

// declared is a line of a declaration, and what it is worth.
func declared(l *shipping.Line) (line commodity, worth shipping.Money, err error) {
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
		err = short("the name of "+sku, l.Name, mostDescribed, "in the list of products")
	}
	if err != nil {
		return line, worth, err
	}
	if worth, err = price.Times(l.Quantity); err != nil {
		return line, worth, carrier.Refuse("too_dear", "what "+sku+" is worth is beyond what can be counted")
	}
	return commodity{Description: l.Name, Code: l.HS, Origin: l.Origin, Quantity: l.Quantity, Units: "PCS", Price: told(price), Worth: told(worth), Weight: kilograms(int64(l.Weight) * l.Quantity)}, worth, nil
}

func told(m shipping.Money) money {
	text, _, _ := strings.Cut(m.String(), " ")
	return money{json.Number(text), m.Currency}
}

// invoiced has FedEx draw the invoice and hand it to customs (electronic trade documents).
func invoiced() (*special, *papers) {
	const kind = "COMMERCIAL_INVOICE"
	s, p := &special{Types: []string{"ELECTRONIC_TRADE_DOCUMENTS"}}, &papers{Types: []string{kind}}
	s.ETD.Documents = []string{kind}
	p.Invoice.Format.Kind, p.Invoice.Format.Stock = "PDF", "PAPER_LETTER"
	return s, p
}
