package fedex

import (
	"context"
	"net/http"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/shipping"
)

// What is asked, in FedEx's words (Rate API v1: Full_Schema_Quote_Rate).
type (
	rateAsk struct {
		Account  value         `json:"accountNumber"`
		Shipment ratedShipment `json:"requestedShipment"`
	}
	ratedShipment struct {
		Day       string    `json:"shipDateStamp"`
		Shipper   addressed `json:"shipper"`
		Recipient addressed `json:"recipient"`
		Pickup    string    `json:"pickupType"`
		Service   string    `json:"serviceType"`
		Packaging string    `json:"packagingType"`
		Rates     []string  `json:"rateRequestType"`
		Customs   *customs  `json:"customsClearanceDetail,omitempty"`
		Packages  []packed  `json:"requestedPackageLineItems"`
	}
	addressed struct {
		Address address `json:"address"`
	}
)

// Rate asks what a parcel would cost, without booking: what a booking would ask, as far as it has a price.
func (c *Connector) Rate(ctx context.Context, r *carrier.Request) (m shipping.Money, err error) {
	b, err := c.booking(r)
	if err != nil {
		return m, err
	}
	s := &b.Shipment
	s.Packages[0].References = nil
	ask := &rateAsk{b.Account, ratedShipment{s.Day, addressed{s.Shipper.Address}, addressed{s.Recipients[0].Address}, s.Pickup, s.Service, s.Packaging, s.Rates, s.Customs, s.Packages}}
	ask.Shipment.Shipper.Address.Lines, ask.Shipment.Recipient.Address.Lines = nil, nil
	if d := s.Customs; d != nil { // a price needs less, and is asked as if the sender paid duties, which are none of it
		d.Duties, d.Invoice, d.Total = payment{Type: "SENDER"}, invoice{Purpose: d.Invoice.Purpose}, nil
	}
	output, err := call(ctx, c.ship, http.MethodPost, quotes, ask, carrier.ListAnswer)
	if shipping.CodeOf(err) == shipping.NotFound {
		return m, carrier.Refuse("no_rate", err.Error())
	}
	if err != nil {
		return m, err
	}
	if output.At("rateReplyDetails") == nil {
		return m, carrier.CannotUse("it answers with no list of rates")
	}
	for _, n := range output.All("rateReplyDetails") {
		if n.Get("serviceType") != s.Service {
			continue
		}
		for _, d := range n.All("ratedShipmentDetails") {
			if d.Get("rateType") == "ACCOUNT" && d.Get("totalNetCharge") != "" {
				return price(d.Get("totalNetCharge"), d.At("shipmentRateDetail").Get("currency"), d.Get("currency"))
			}
		}
	}
	return m, carrier.Refuse("no_rate", "FedEx has no price for this parcel by "+s.Service)
}

// charged finds what was charged: of the kinds of rates in an answer, the one that FedEx names as the actual one. It is told where there is one.
func charged(rating *payload.Node) (m shipping.Money, told bool, err error) {
	for _, n := range rating.All("shipmentRateDetails") {
		if n.Get("rateType") == rating.Get("actualRateType") && n.Get("totalNetCharge") != "" {
			m, err = price(n.Get("totalNetCharge"), n.Get("currency"))
			return m, err == nil, err
		}
	}
	return m, false, nil
}

// isoOf has the currencies for which FedEx has a code of its own.
var isoOf = map[string]string{"UKL": "GBP", "SID": "SGD"}

// price reads an amount in the first currency that is told.
func price(amount string, currencies ...string) (shipping.Money, error) {
	currency := ""
	for _, c := range currencies {
		if currency == "" {
			currency = strings.ToUpper(c)
		}
	}
	if iso := isoOf[currency]; iso != "" {
		currency = iso
	}
	m, err := shipping.ParseMoney(amount, shipping.Currency(currency))
	if err != nil {
		return m, carrier.CannotUse("its price cannot be read: " + amount + " " + currency)
	}
	return m, carrier.CheckPrice(m)
}
