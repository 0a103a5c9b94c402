package gls

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
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

// Live is the address of the service. The sandbox is https://api-sandbox.gls-group.net.
const Live = "https://api.gls-group.net"

// Where the interfaces lie below an address.
const (
	shipIT = "/shipit-farm/v1/backend/rs"
	traces = "/track-and-trace-v1/tracking/simple/trackids/"
	signIn = "/oauth2/v2/token"
)

// media is the form in which ShipIT is asked, and answers.
const media = "application/glsVersion1+json"

// look is what a person can do where it is not known whether something was booked.
const look = "look for it in the list of parcels at GLS, and ask GLS"

// settles is how long GLS is taken to need until what was booked is found by its reference.
const settles = 15 * time.Minute

// Connector is the way to GLS for one contact id. It is safe for concurrent use.
type Connector struct {
	*rounds.Rounds

	who   book.Carrier
	wire  *wire.Caller
	now   func() time.Time
	asked *again.Asked
}

var (
	_ carrier.Connector  = (*Connector)(nil)
	_ carrier.Manifester = (*Connector)(nil)
	_ carrier.Tracker    = (*Connector)(nil)
)

// Open makes a connector: secret belongs to the Book's login, open lists the merchant's parcels that are not at their end. Timeout zero: as usual.
func Open(who book.Carrier, secret string, open rounds.Numbers, timeout time.Duration) *Connector {
	c := &Connector{who: who, wire: wire.To(cmp.Or(who.Address, Live), timeout), now: time.Now, asked: again.Since(settles, nil)}
	c.wire.Bearer = &wire.Bearer{Path: signIn, ID: who.Login, Secret: secret}
	c.wire.Proof = func(r *http.Request, _ []byte) { r.Header.Set("Accept", media+", application/json") }
	c.Rounds = &rounds.Rounds{Who: who, Ask: c.told, Open: open, Each: 10}
	return c
}

// Close lets go of idle connections.
func (c *Connector) Close() { c.wire.Close() }

// Simulated is false: somebody carries the parcel.
func (c *Connector) Simulated() bool { return false }

// call asks GLS. What is no yes is an error, with the answer where there is one.
func (c *Connector) call(ctx context.Context, method, path string, ask any, most carrier.Bounds) (*payload.Node, error) {
	var sent any
	if ask != nil {
		text, err := json.Marshal(ask)
		if err != nil {
			return nil, err
		}
		sent = &wire.Text{Media: media, Body: text}
	}
	a, err := c.wire.Call(ctx, method, path, sent, most)
	if err != nil || !a.Good() {
		return nil, fault(a, err)
	}
	return a.Tree, nil
}

// Book books a parcel. GLS takes no key for it: what may have been booked before is looked for by its reference.
func (c *Connector) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	if c.asked.Before(r) {
		if yes, err := c.found(ctx, r); yes != nil || err != nil {
			return yes, again.Untold(r, err, look)
		}
		if err := c.asked.Wait(r, look); err != nil {
			return nil, err
		}
	}
	s, err := c.shipment(r) // after the look: what cannot be asked for now may have been booked when it could
	if err != nil {
		return nil, err
	}
	answer, err := c.call(ctx, http.MethodPost, shipIT+"/shipments/validate", checkAsk{s}, carrier.ListAnswer)
	if err == nil {
		err = checked(answer)
	}
	if err != nil {
		return nil, err
	}
	c.asked.Ask(r)
	answer, err = c.call(ctx, http.MethodPost, shipIT+"/shipments", bookingAsk{s, drawn(r.From.Labels)}, carrier.BookingAnswer)
	if err != nil {
		c.asked.Heard(r, err)
		return nil, err
	}
	return booked(answer)
}

// booked reads what was booked, or printed again. GLS says no price: that of the rate sheet stands in.
func booked(answer *payload.Node) (*carrier.Confirmation, error) {
	made := answer.At("CreatedShipment")
	parcels := made.All("ParcelData")
	if len(parcels) > 1 {
		return nil, carrier.CannotUse("it made more than one parcel of one")
	}
	yes := &carrier.Confirmation{BySheet: true, ToClose: true}
	if len(parcels) == 1 {
		yes.Waybill, yes.Reference = parcels[0].Get("TrackID"), parcels[0].Get("ParcelNumber")
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	for _, n := range made.All("PrintData") {
		text := n.Get("Data")
		if text == "" || len(yes.Label) > 0 {
			continue
		}
		label, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, carrier.CannotUse("its label cannot be read")
		}
		yes.Label, yes.Media = label, forms[n.Get("LabelFormat")]
	}
	if len(yes.Label) == 0 {
		return nil, carrier.CannotUse("its label does not stand in the answer")
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	return yes, nil
}

// forms are the labels that it draws for the printers of warehouses.
var forms = map[string]string{"PDF": "application/pdf", "ZEBRA": "application/zpl", "PNG": "image/png"}

// found finds what was booked by its reference, and prints it again; nil where GLS has nothing alive of that reference. Should there be two, the
// second goes back.
func (c *Connector) found(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	numbers, err := c.numbers(ctx, r)
	if err != nil || len(numbers) == 0 {
		return nil, err
	}
	answer, err := c.call(ctx, http.MethodPost, shipIT+"/shipments/reprintparcel", reprintAsk{numbers[0], drawn(r.From.Labels)}, carrier.BookingAnswer)
	if code := shipping.CodeOf(err); code == shipping.NotFound || code == shipping.Refused {
		return nil, carrier.RetryAfter("the parcel is there, and its label not yet: "+err.Error(), "2", time.Now())
	}
	if err != nil {
		return nil, err
	}
	yes, err := booked(answer)
	if err != nil {
		return nil, err
	}
	for _, second := range numbers[1:] {
		if err := c.Cancel(ctx, &carrier.Cancellation{Waybill: second}); err != nil {
			yes.Reference += ", besides " + second
		}
	}
	return yes, nil
}

// numbers are those that were given under a reference, and are not cancelled.
func (c *Connector) numbers(ctx context.Context, r *carrier.Request) (list []string, err error) {
	ours := again.Reference(r.Key)
	ask := findAsk{ours, r.At.UTC().AddDate(0, 0, -1).Format(time.RFC3339), c.now().UTC().AddDate(0, 0, 1).Format(time.RFC3339)}
	answer, err := c.call(ctx, http.MethodPost, shipIT+"/tracking/parcels", ask, carrier.ListAnswer)
	if shipping.CodeOf(err) == shipping.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, n := range answer.All("UnitItems") {
		if slices.ContainsFunc(n.All("ShipmentReference"), func(n *payload.Node) bool { return strings.TrimSpace(n.Text) == ours }) && !cancelled(n.Get("Status")) && n.Get("TrackID") != "" {
			list = append(list, n.Get("TrackID"))
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// cancelled reports whether a word says that a parcel is cancelled. GLS lists such words for parcels in Track and Trace alone; any other is none.
func cancelled(word string) bool {
	return strings.EqualFold(word, "CANCELED") || strings.EqualFold(word, "CANCELLED")
}

// Cancel cancels a parcel. What GLS answers otherwise than that it is cancelled is a no, unless the parcel stands there as cancelled.
func (c *Connector) Cancel(ctx context.Context, x *carrier.Cancellation) error {
	answer, err := c.call(ctx, http.MethodPost, shipIT+"/shipments/cancel/"+url.PathEscape(x.Waybill), nil, carrier.ShortAnswer)
	switch code := shipping.CodeOf(err); {
	case err != nil && code != shipping.Refused:
		return err
	case err != nil:
	case cancelled(answer.Get("Result")):
		return nil
	case answer.Get("Result") == "":
		return carrier.CannotUse("it does not say whether the parcel is cancelled")
	default:
		err = carrier.Refuse("not_cancelled", "GLS does not cancel the parcel: "+answer.Get("Result"))
	}
	answer, failed := c.traced(ctx, []string{x.Waybill})
	if failed != nil {
		return failed
	}
	for _, n := range answer.All("parcels") {
		if n.Get("requested") == x.Waybill && cancelled(n.Get("status")) {
			return nil
		}
	}
	return err
}

// traced asks Track and Trace for numbers; what it does not know is no error.
func (c *Connector) traced(ctx context.Context, waybills []string) (*payload.Node, error) {
	parts := make([]string, len(waybills))
	for i, n := range waybills {
		parts[i] = url.PathEscape(n)
	}
	answer, err := c.call(ctx, http.MethodGet, traces+strings.Join(parts, ","), nil, carrier.ListAnswer)
	switch {
	case shipping.CodeOf(err) == shipping.NotFound:
		return &payload.Node{}, nil
	case err != nil:
		return nil, err
	case answer.At("parcels") == nil:
		return nil, carrier.CannotUse("it answers with no list of parcels")
	}
	return answer, nil
}

// told asks where parcels are. What GLS does not know, or not at present, is left out, and asked for again in the next round.
func (c *Connector) told(ctx context.Context, waybills []string) (all []carrier.Message, err error) {
	answer, err := c.traced(ctx, waybills)
	if err != nil {
		return nil, err
	}
	for _, h := range Tracking(answer).Histories {
		if slices.Contains(waybills, h.Number) {
			all = append(all, rounds.Messages(h.Number, h, history.Route{})...)
		}
	}
	return all, nil
}

// Manifest asks for the report of the day, which closes it. GLS gives it no number, so that it has one of ours, made of the key.
func (c *Connector) Manifest(ctx context.Context, l *carrier.Handover) (*carrier.Closing, error) {
	answer, err := c.call(ctx, http.MethodPost, shipIT+"/shipments/endofday", nil, carrier.ListAnswer)
	if err != nil {
		return nil, err
	}
	closed := map[string]bool{}
	for _, s := range answer.All("Shipments") {
		for _, n := range s.All("ShipmentUnit") {
			closed[n.Get("TrackID")] = true
		}
	}
	closing := &carrier.Closing{Reference: again.Reference(l.Key)}
	for _, n := range l.Waybills {
		if closed[n] {
			closing.Waybills = append(closing.Waybills, n)
		} else {
			closing.Unknown = append(closing.Unknown, n)
		}
	}
	if len(closing.Waybills) == 0 {
		return nil, carrier.Refuse("nothing_to_close", "none of these numbers stands in GLS's report of the day")
	}
	return closing, nil
}
