package dhlexpress

import (
	"cmp"
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/carrier/payload"
	"crosslane/carrier/rounds"
	"crosslane/carrier/wire"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Live is the address of the service. Its sandbox is at the same address with /test behind it.
const Live = "https://express.api.dhl.com/mydhlapi"

// look is what a person can do where it is not known whether something was booked.
const look = "look for it in MyDHL+, and ask DHL"

// settles is how long DHL is taken to need until what was booked is found by its reference.
const settles = 6 * time.Hour

// drawing is how long the image of a waybill is waited for that is found again.
const drawing = 10 * time.Minute

// Connector is the way to DHL Express for one account. It is safe for concurrent use.
type Connector struct {
	*rounds.Rounds

	who   book.Carrier
	call  *wire.Caller
	now   func() time.Time
	asked *again.Asked
}

var (
	_ carrier.Connector = (*Connector)(nil)
	_ carrier.Rater     = (*Connector)(nil)
	_ carrier.Tracker   = (*Connector)(nil)
)

// Open makes a connector: secret belongs to the Book's login, open lists the merchant's parcels that are not at their end. Timeout zero: as usual.
func Open(who book.Carrier, secret string, open rounds.Numbers, timeout time.Duration) *Connector {
	c := &Connector{who: who, call: wire.To(cmp.Or(who.Address, Live), timeout), now: time.Now, asked: again.Since(settles, nil)}
	c.call.Proof = func(r *http.Request, _ []byte) { r.SetBasicAuth(who.Login, secret) }
	c.Rounds = &rounds.Rounds{Who: who, Ask: c.told, Open: open, Each: 10, Calls: 1}
	return c
}

// Close lets go of idle connections.
func (c *Connector) Close() { c.call.Close() }

// Simulated is false: somebody carries the parcel.
func (c *Connector) Simulated() bool { return false }

// Book buys a label. DHL takes no key for it: what may have been bought before is looked for by its reference.
func (c *Connector) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	if c.asked.Before(r) {
		if yes, err := c.found(ctx, r); yes != nil || err != nil {
			return yes, again.Untold(r, err, look)
		}
		if err := c.asked.Wait(r, look); err != nil {
			return nil, err
		}
	}
	ask, err := c.shipment(r) // after the look: what cannot be asked for now may have been bought when it could
	if err != nil {
		return nil, err
	}
	c.asked.Ask(r)
	yes, err := c.buy(ctx, r, ask)
	c.asked.Heard(r, err)
	return yes, err
}

func (c *Connector) buy(ctx context.Context, r *carrier.Request, ask *shipmentAsk) (*carrier.Confirmation, error) {
	a, err := c.call.Call(ctx, http.MethodPost, "/shipments", ask, carrier.BookingAnswer)
	if err != nil {
		return nil, err
	}
	if !a.Good() {
		return nil, fault(a)
	}
	yes := &carrier.Confirmation{Waybill: a.Tree.Get("shipmentTrackingNumber"), Reference: again.Reference(r.Key)}
	cost, told, err := price(a.Tree.All("shipmentCharges"))
	if err != nil {
		return nil, err
	}
	yes.Cost, yes.BySheet = cost, !told
	for _, d := range a.Tree.All("documents") {
		if d.Get("typeCode") == "label" && len(yes.Label) == 0 {
			if yes.Label, yes.Media, err = picture(d.Get("imageFormat"), d.Get("content")); err != nil {
				return nil, err
			}
		}
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	if len(yes.Label) == 0 {
		return nil, carrier.CannotUse("its label does not stand in the answer")
	}
	return yes, nil
}

// found finds what was booked by its reference; nil where DHL has nothing of that reference. The label is not given again: the image of the waybill
// is all there is.
func (c *Connector) found(ctx context.Context, r *carrier.Request) (yes *carrier.Confirmation, err error) {
	ours := again.Reference(r.Key)
	query := url.Values{"shipmentReference": {ours}, "shipmentReferenceType": {"CU"}, "shipperAccountNumber": {c.who.Account}, "trackingView": {"shipment-details-only"},
		"dateRangeFrom": {r.At.AddDate(0, 0, -1).Format(time.DateOnly)}, "dateRangeTo": {c.now().AddDate(0, 0, 1).Format(time.DateOnly)}}
	a, err := c.call.Call(ctx, http.MethodGet, "/tracking?"+query.Encode(), nil, carrier.ListAnswer)
	if err != nil {
		return nil, err
	}
	if !a.Good() {
		if err = fault(a); shipping.CodeOf(err) == shipping.NotFound {
			err = nil
		}
		return yes, err
	}
	if len(a.Tree.All("shipments")) == 0 {
		return nil, carrier.CannotUse("it answers with no list of shipments")
	}
	list := a.Tree.All("shipments")
	slices.SortFunc(list, func(a, b *payload.Node) int {
		return cmp.Compare(a.Get("shipmentTrackingNumber"), b.Get("shipmentTrackingNumber"))
	})
	var at string
	for _, n := range list {
		number := n.Get("shipmentTrackingNumber")
		switch {
		case !refers(n, ours) || yes != nil && number == yes.Waybill:
		case yes != nil:
			yes.Reference += ", besides " + number
		default:
			yes, at = &carrier.Confirmation{Waybill: number, Reference: ours}, n.Get("shipmentTimestamp")
		}
	}
	if yes == nil {
		return yes, nil
	}
	return c.complete(ctx, r, yes, at)
}

// refers reports whether a shipment bears a reference; one of which no references are told does.
func refers(n *payload.Node, ours string) bool {
	list := n.All("shipperReferences")
	return len(list) == 0 || slices.ContainsFunc(list, func(n *payload.Node) bool { return n.Get("value") == ours })
}

// complete adds price and image to what was found again.
func (c *Connector) complete(ctx context.Context, r *carrier.Request, yes *carrier.Confirmation, at string) (*carrier.Confirmation, error) {
	var err error
	if yes.Cost, err = c.Rate(ctx, r); shipping.CodeOf(err) == shipping.Refused {
		yes.BySheet = true
	} else if err != nil {
		return nil, err
	}
	if err = yes.Check(); err != nil {
		return nil, err
	}
	month, err := time.Parse(time.DateOnly, at[:min(len(at), 10)])
	if err != nil {
		month = c.now()
	}
	query := url.Values{"shipperAccountNumber": {c.who.Account}, "typeCode": {"waybill"}, "encodingFormat": {"pdf"}, "pickupYearAndMonth": {month.Format("2006-01")}}
	a, err := c.call.Call(ctx, http.MethodGet, "/shipments/"+url.PathEscape(yes.Waybill)+"/get-image?"+query.Encode(), nil, carrier.BookingAnswer)
	if err != nil {
		return nil, err
	}
	if !a.Good() {
		switch err = fault(a); {
		case shipping.CodeOf(err) != shipping.NotFound:
			return nil, err
		case c.asked.Ago(r) < drawing:
			return nil, carrier.RetryAfter("the image of the waybill is not there yet", "2", time.Now())
		}
		return yes, nil
	}
	for _, d := range a.Tree.All("documents") {
		if d.Get("typeCode") == "waybill" && len(yes.Label) == 0 {
			if yes.Label, yes.Media, err = picture(d.Get("encodingFormat"), d.Get("content")); err != nil {
				return nil, err
			}
		}
	}
	return yes, yes.Check()
}

// picture reads a document that stands in an answer.
func picture(form, text string) (label []byte, media string, err error) {
	if label, err = base64.StdEncoding.DecodeString(text); err != nil || len(label) == 0 {
		return nil, "", carrier.CannotUse("its label cannot be read")
	}
	switch strings.ToUpper(form) {
	case "PDF":
		return label, "application/pdf", nil
	case "ZPL":
		return label, "application/zpl", nil
	}
	return nil, "", carrier.CannotUse("its label is in the form " + form)
}

// price finds the price in the currency in which the account is billed. It is told where there is one.
func price(list []*payload.Node) (m shipping.Money, told bool, err error) {
	for _, n := range list {
		if n.Get("currencyType") != "BILLC" || n.Get("price") == "" {
			continue
		}
		m, err = shipping.ParseMoney(n.Get("price"), shipping.Currency(strings.ToUpper(n.Get("priceCurrency"))))
		if err != nil {
			return m, false, carrier.CannotUse("its price cannot be read: " + n.Get("price") + " " + n.Get("priceCurrency"))
		}
		return m, true, nil
	}
	return m, false, nil
}

// Cancel is refused: DHL Express has no call that takes a shipment back.
func (c *Connector) Cancel(ctx context.Context, _ *carrier.Cancellation) error {
	if err := ctx.Err(); err != nil {
		return carrier.Unavailable("the cancellation was broken off", err)
	}
	return carrier.Refuse("not_offered", "DHL Express takes no shipment back by its interface (throw the label away, do not hand the parcel over, and tell DHL's customer service)")
}

// Rate asks what a parcel would cost, without booking.
func (c *Connector) Rate(ctx context.Context, r *carrier.Request) (m shipping.Money, err error) {
	size := sized(r.Plan.Size)
	product, _, _ := strings.Cut(strings.TrimSpace(r.Channel.Service), " ")
	if size == nil {
		return m, carrier.Refuse("no_size", "DHL Express asks how large the parcel is, and it is not known")
	}
	query := url.Values{"accountNumber": {c.who.Account}, "weight": {string(thousandths(int64(r.Plan.Weight)))}, "length": {string(size.Length)}, "width": {string(size.Width)}, "height": {string(size.Height)},
		"plannedShippingDate": {calendar.Local(r.From.Place, c.now().Add(ahead)).Format(time.DateOnly)}, "unitOfMeasurement": {"metric"},
		"isCustomsDeclarable": {map[bool]string{true: "true", false: "false"}[shipping.CustomsBetween(r.From.Place, r.To.Place(), r.At)]},
		"originCountryCode":   {string(r.From.Place.Country)}, "originPostalCode": {r.From.Place.Postcode}, "originCityName": {r.From.City},
		"destinationCountryCode": {string(r.To.Country)}, "destinationPostalCode": {r.To.Postcode}, "destinationCityName": {r.To.City}}
	a, err := c.call.Call(ctx, http.MethodGet, "/rates?"+query.Encode(), nil, carrier.ListAnswer)
	if err != nil {
		return m, err
	}
	if !a.Good() {
		if err = fault(a); shipping.CodeOf(err) == shipping.NotFound {
			err = carrier.Refuse("no_rate", err.Error())
		}
		return m, err
	}
	if a.Tree.At("products") == nil {
		return m, carrier.CannotUse("it answers with no list of products")
	}
	for _, n := range a.Tree.All("products") {
		if n.Get("productCode") != product {
			continue
		}
		if m, told, err := price(n.All("totalPrice")); told || err != nil {
			return m, err
		}
	}
	return m, carrier.Refuse("no_rate", "DHL Express has no price for this parcel by "+product)
}

// told asks where parcels are, one by one, as only so the offset of each time is told. Numbers that DHL does not know, or not yet, are left out.
func (c *Connector) told(ctx context.Context, waybills []string) (all []carrier.Message, err error) {
	for _, waybill := range waybills {
		query := url.Values{"trackingView": {"all-checkpoints"}, "levelOfDetail": {"shipment"}, "requestGMTOffsetPerEvent": {"true"}}
		a, err := c.call.Call(ctx, http.MethodGet, "/shipments/"+url.PathEscape(waybill)+"/tracking?"+query.Encode(), nil, carrier.ListAnswer)
		if err != nil {
			return nil, err
		}
		if !a.Good() {
			err = fault(a)
			if code := shipping.CodeOf(err); code == shipping.NotFound || code == shipping.Refused { // a no to one number is none to the others
				continue
			}
			return nil, err
		}
		if len(a.Tree.All("shipments")) == 0 {
			return nil, carrier.CannotUse("it answers with no list of shipments")
		}
		for _, h := range Tracking(a.Tree).Histories {
			if h.Number == waybill {
				all = append(all, rounds.Messages(waybill, h, history.Route{})...)
			}
		}
	}
	return all, nil
}
