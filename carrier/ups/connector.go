package ups

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/carrier/payload"
	"crosslane/carrier/rounds"
	"crosslane/carrier/wire"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Live is the address of the service. For trials UPS has https://wwwcie.ups.com.
const Live = "https://onlinetools.ups.com"

// Where the interfaces lie below an address.
const (
	signIn     = "/security/v1/oauth/token"
	bookings   = "/api/shipments/v2409/ship"
	voids      = "/api/shipments/v2409/void/cancel/"
	recovery   = "/api/labels/v1/recovery"
	rates      = "/api/rating/v2409/Rate"
	details    = "/api/track/v1/details/"
	references = "/api/track/v1/reference/details/"
)

// look is what a person can do where it is not known whether something was booked.
const look = "look for it in the history of shipments at ups.com, and ask UPS"

// settles is how long UPS is taken to need until what was booked is found by its reference.
const settles = 2 * time.Hour

// drawing is for how long a label is waited for that is found again.
const drawing = 10 * time.Minute

// Connector is the way to UPS for one account. It is safe for concurrent use.
type Connector struct {
	*rounds.Rounds

	who   book.Carrier
	wire  *wire.Caller
	asked *again.Asked
}

var (
	_ carrier.Connector = (*Connector)(nil)
	_ carrier.Rater     = (*Connector)(nil)
	_ carrier.Tracker   = (*Connector)(nil)
)

// Open makes a connector: secret belongs to the Book's login, open lists the merchant's parcels that are not at their end. Timeout zero: as usual.
func Open(who book.Carrier, secret string, open rounds.Numbers, timeout time.Duration) *Connector {
	c := &Connector{who: who, wire: wire.To(cmp.Or(who.Address, Live), timeout), asked: again.Since(settles, nil)}
	c.wire.Bearer = &wire.Bearer{Path: signIn, ID: who.Login, Secret: secret, Header: http.Header{"X-Merchant-Id": {who.Account}}}
	c.wire.Proof = func(r *http.Request, _ []byte) {
		var id [16]byte
		_, _ = rand.Read(id[:]) // never fails
		r.Header.Set("Transid", hex.EncodeToString(id[:]))
		r.Header.Set("Transactionsrc", "crosslane")
		bear(r)
	}
	c.Rounds = &rounds.Rounds{Who: who, Ask: c.told, Open: open, Each: 10, Calls: 1}
	return c
}

// Close lets go of idle connections.
func (c *Connector) Close() { c.wire.Close() }

// Simulated is false: somebody carries the parcel.
func (c *Connector) Simulated() bool { return false }

// call asks UPS. What is no yes is an error.
func (c *Connector) call(ctx context.Context, method, path string, ask any, most carrier.Bounds) (*payload.Node, error) {
	a, err := c.wire.Call(ctx, method, path, ask, most)
	if err != nil {
		return nil, err
	}
	if !a.Good() {
		return nil, fault(a)
	}
	return a.Tree, nil
}

// Book buys a label. UPS takes no key for it: what may have been bought before is looked for by its reference.
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
	answer, err := c.call(ctx, http.MethodPost, bookings, ask, carrier.BookingAnswer)
	if err != nil {
		c.asked.Heard(r, err)
		return nil, err
	}
	return c.booked(ctx, r, answer.At("ShipmentResponse", "ShipmentResults"))
}

// booked reads what was booked, and has the label drawn as the printer takes it.
func (c *Connector) booked(ctx context.Context, r *carrier.Request, made *payload.Node) (*carrier.Confirmation, error) {
	parcels := made.All("PackageResults")
	if len(parcels) > 1 {
		return nil, carrier.CannotUse("it made more than one parcel of one")
	}
	yes := &carrier.Confirmation{Waybill: made.Get("PackageResults", "TrackingNumber"), Reference: again.Reference(r.Key)}
	cost, told, err := charged(made.At("NegotiatedRateCharges", "TotalCharge"), made.At("ShipmentCharges", "TotalCharges"))
	if err != nil {
		return nil, err
	}
	yes.Cost, yes.BySheet = cost, !told
	if err := yes.Check(); err != nil {
		return nil, err
	}
	label := made.At("PackageResults", "ShippingLabel")
	if yes.Label, yes.Media, err = picture(label.Get("ImageFormat", "Code"), label.Get("GraphicImage")); err != nil {
		return nil, err
	}
	if yes.Media == png {
		c.improve(ctx, r, yes)
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	return yes, nil
}

// improve has the label drawn as a PDF. Where UPS does not do that at once the picture stays: the parcel is booked.
func (c *Connector) improve(ctx context.Context, r *carrier.Request, yes *carrier.Confirmation) {
	labels, err := c.labels(ctx, r, recoveryAsk{Number: yes.Waybill})
	if err == nil && len(labels) == 1 && labels[0].number == yes.Waybill {
		yes.Label, yes.Media = labels[0].body, labels[0].media
	}
}

// charged reads the first of some amounts that is told.
func charged(list ...*payload.Node) (m shipping.Money, told bool, err error) {
	for _, n := range list {
		text := n.Get("MonetaryValue")
		if text == "" {
			continue
		}
		m, err = shipping.ParseMoney(text, shipping.Currency(strings.ToUpper(n.Get("CurrencyCode"))))
		if err != nil {
			return m, false, carrier.CannotUse("its price cannot be read: " + text + " " + n.Get("CurrencyCode"))
		}
		return m, true, nil
	}
	return m, false, nil
}

// found finds what was booked by its reference; nil where UPS has nothing alive of that reference. Should there be two, the second is voided, or named.
func (c *Connector) found(ctx context.Context, r *carrier.Request) (yes *carrier.Confirmation, err error) {
	alive, voided, no := c.numbers(ctx, again.Reference(r.Key))
	if no != nil && !refused(no) {
		return nil, no
	}
	ask := recoveryAsk{Reference: &referenceAsk{reference{again.Reference(r.Key)}, c.who.Account}} // tracking may not know it yet
	if len(alive) > 0 {
		ask = recoveryAsk{Number: alive[0]}
	}
	labels, err := c.labels(ctx, r, ask)
	if err != nil && !refused(err) {
		return nil, err
	}
	labels = slices.DeleteFunc(labels, func(l label) bool { return slices.Contains(voided, l.number) })
	switch {
	case len(alive) == 0 && len(labels) == 0:
		return nil, no // of a search that is refused it is not known what it would have found
	case len(labels) == 0 && c.asked.Ago(r) < drawing:
		return nil, carrier.RetryAfter("the parcel is there, and its label not yet", "2", time.Now())
	case len(alive) == 0:
		for _, l := range labels {
			alive = append(alive, l.number)
		}
		slices.Sort(alive)
	}
	yes = &carrier.Confirmation{Waybill: alive[0], Reference: again.Reference(r.Key)}
	for _, l := range labels {
		if l.number == yes.Waybill {
			yes.Label, yes.Media = l.body, l.media
		}
	}
	if yes.Cost, err = c.Rate(ctx, r); refused(err) || shipping.CodeOf(err) == shipping.Invalid { // the price, and not the parcel
		yes.BySheet = true
	} else if err != nil {
		return nil, err
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	for _, second := range slices.Compact(alive)[1:] {
		if err := c.Cancel(ctx, &carrier.Cancellation{Waybill: second}); err != nil {
			yes.Reference += ", besides " + second
		}
	}
	return yes, nil
}

// numbers are those that tracking knows under a reference: of parcels that are alive, and of parcels that were voided.
func (c *Connector) numbers(ctx context.Context, ours string) (alive, voided []string, err error) {
	query := url.Values{"locale": {"en_US"}, "shipperNum": {c.who.Account}, "refNumType": {"SmallPackage"}}
	answer, err := c.call(ctx, http.MethodGet, references+url.PathEscape(ours)+"?"+query.Encode(), nil, carrier.ListAnswer)
	if shipping.CodeOf(err) == shipping.NotFound {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if answer.At("trackResponse") == nil {
		return nil, nil, carrier.CannotUse("it does not say which parcels there are")
	}
	for _, s := range answer.All("trackResponse", "shipment") {
		for _, p := range s.All("package") {
			number := cmp.Or(p.Get("trackingNumber"), s.Get("inquiryNumber"))
			switch {
			case number == "" || !refers(p, ours):
			case gone(p):
				voided = append(voided, number)
			default:
				alive = append(alive, number)
			}
		}
	}
	slices.Sort(alive)
	return alive, voided, nil
}

// refers reports whether a parcel bears a reference; one of which no references are told does.
func refers(p *payload.Node, ours string) bool {
	list := p.All("referenceNumber")
	return len(list) == 0 || slices.ContainsFunc(list, func(n *payload.Node) bool { return n.Get("number") == ours })
}

// gone reports whether a parcel was voided.
func gone(p *payload.Node) bool {
	void := func(n *payload.Node) bool {
		return strings.EqualFold(n.Get("type"), "MV") || threeFigures(n.Get("statusCode")) == "007"
	}
	return void(p.At("currentStatus")) || slices.ContainsFunc(p.All("activity"), func(n *payload.Node) bool { return void(n.At("status")) })
}

// Cancel voids a parcel. That UPS says no to one that was voided before is a yes; its codes for that are not published, so that tracking is asked.
func (c *Connector) Cancel(ctx context.Context, x *carrier.Cancellation) error {
	answer, err := c.call(ctx, http.MethodDelete, voids+url.PathEscape(x.Waybill), nil, carrier.ShortAnswer)
	if err != nil && !refused(err) {
		return err
	}
	if err == nil {
		if err = undone(answer.At("VoidShipmentResponse"), x.Waybill); err == nil || shipping.CodeOf(err) != shipping.Refused {
			return err
		}
	}
	answer, failed := c.traced(ctx, x.Waybill)
	if failed != nil {
		return failed
	}
	for _, s := range answer.All("trackResponse", "shipment") {
		for _, p := range s.All("package") {
			if cmp.Or(p.Get("trackingNumber"), s.Get("inquiryNumber")) == x.Waybill && gone(p) {
				return nil
			}
		}
	}
	return err
}

// undone reads whether a parcel is voided, now or before.
func undone(answer *payload.Node, waybill string) error {
	status := answer.At("SummaryResult", "Status")
	for _, p := range answer.All("PackageLevelResults") {
		if p.Get("TrackingNumber") == waybill {
			status = p.At("Status")
		}
	}
	switch status.Get("Code") {
	case "1":
		return nil
	case "":
		return carrier.CannotUse("it does not say whether the parcel is voided")
	}
	return carrier.Refuse("not_voided", "UPS does not void the parcel: "+status.Get("Description")+" (throw the label away, do not hand the parcel over, and ask UPS)")
}

// Rate asks what a parcel would cost, without booking.
func (c *Connector) Rate(ctx context.Context, r *carrier.Request) (m shipping.Money, err error) {
	ask, err := c.price(r)
	if err != nil {
		return m, err
	}
	answer, err := c.call(ctx, http.MethodPost, rates, ask, carrier.ListAnswer)
	if err != nil {
		return m, err
	}
	if answer.At("RateResponse") == nil {
		return m, carrier.CannotUse("it answers with no price")
	}
	n := answer.At("RateResponse", "RatedShipment")
	m, told, err := charged(n.At("NegotiatedRateCharges", "TotalCharge"), n.At("TotalCharges"))
	if err == nil && !told {
		err = carrier.Refuse("no_rate", "UPS has no price for this parcel")
	}
	return m, err
}

// traced asks where a parcel is; one that UPS does not know, or not yet, is no error.
func (c *Connector) traced(ctx context.Context, waybill string) (*payload.Node, error) {
	answer, err := c.call(ctx, http.MethodGet, details+url.PathEscape(waybill)+"?locale=en_US", nil, carrier.ListAnswer)
	switch {
	case refused(err):
		return &payload.Node{}, nil
	case err != nil:
		return nil, err
	case answer.At("trackResponse") == nil:
		return nil, carrier.CannotUse("it does not say where the parcel is")
	}
	return answer, nil
}

// told asks where parcels are, one by one, as UPS answers for one. Numbers that UPS does not know, or not yet, are left out.
func (c *Connector) told(ctx context.Context, waybills []string) (all []carrier.Message, err error) {
	for _, waybill := range waybills {
		answer, err := c.traced(ctx, waybill)
		if err != nil {
			return nil, err
		}
		for _, h := range Tracking(answer).Histories {
			if h.Number == waybill {
				all = append(all, rounds.Messages(waybill, h, history.Route{})...)
			}
		}
	}
	return all, nil
}
