package dhlparcelde

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
	"crosslane/carrier/dhl"
	"crosslane/carrier/payload"
	"crosslane/carrier/rounds"
	"crosslane/carrier/wire"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Live is the address of the service. The sandbox is https://api-sandbox.dhl.com, which has no tracking.
const Live = "https://api-eu.dhl.com"

// Where the interfaces lie below an address.
const (
	orders    = "/parcel/de/shipping/v2/orders"
	manifests = "/parcel/de/shipping/v2/manifests"
	traces    = "/track/shipments"
)

// Connector is the way to DHL Paket for one account. It is safe for concurrent use.
type Connector struct {
	*rounds.Rounds

	who     book.Carrier
	wire    *wire.Caller
	now     func() time.Time
	asked   *again.Asked
	deleted *again.Asked // the same for numbers that are to be deleted
	kept    again.Kept[carrier.Confirmation]
	useless again.Kept[string] // numbers of what was booked whose labels cannot be used
}

var (
	_ carrier.Connector  = (*Connector)(nil)
	_ carrier.Manifester = (*Connector)(nil)
	_ carrier.Tracker    = (*Connector)(nil)
)

// Open makes a connector: secret is the application's key and, behind a colon, the password of the Book's login, open lists the merchant's parcels that are
// not at their end. Timeout zero: as usual.
func Open(who book.Carrier, secret string, open rounds.Numbers, timeout time.Duration) *Connector {
	c := &Connector{who: who, wire: wire.To(cmp.Or(who.Address, Live), timeout), now: time.Now, asked: again.Since(again.Ever, nil), deleted: again.Since(again.Ever, nil)}
	key, password, _ := strings.Cut(secret, ":")
	c.wire.Proof = func(r *http.Request, _ []byte) {
		r.Header.Set("Dhl-Api-Key", key)
		r.Header.Set("Accept", "application/json, application/problem+json")
		if !strings.HasSuffix(r.URL.Path, traces) {
			r.SetBasicAuth(who.Login, password)
		}
	}
	c.Rounds = &rounds.Rounds{Who: who, Ask: c.told, Open: open, Each: 1, Calls: 1}
	return c
}

// Close lets go of idle connections.
func (c *Connector) Close() { c.wire.Close() }

// Simulated is false: somebody carries the parcel.
func (c *Connector) Simulated() bool { return false }

// single asks for something about one shipment, and reads what is said of it: the answer as a whole may be a yes, and that of the shipment a no.
func (c *Connector) single(ctx context.Context, method, path string, ask any, most carrier.Bounds) (*payload.Node, error) {
	a, err := c.wire.Call(ctx, method, path, ask, most)
	if err != nil {
		return nil, err
	}
	if !a.Good() {
		return nil, fault(a)
	}
	items := a.Tree.All("items")
	switch {
	case len(items) != 1:
		return nil, carrier.CannotUse("it does not tell of the one shipment that was asked for")
	case state(items[0]) != "200" && items[0].At("label") != nil:
		return nil, carrier.CannotUse("it says no, and gives a label")
	case state(items[0]) != "200":
		return nil, refused(items[0], "")
	}
	return items[0], nil
}

// Book books a parcel. DHL takes no key for it and finds nothing by a reference: what may have been booked before is waited for until a person has looked.
func (c *Connector) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	if yes, kept := c.kept.Of(r.Key); kept && ctx.Err() == nil {
		return &yes, nil
	}
	if c.asked.Before(r) {
		if err := c.settled(ctx, r); err != nil {
			return nil, err
		}
	}
	ask, err := c.order(r) // after the wait: what cannot be asked for now may have been booked when it could
	if err != nil {
		return nil, err
	}
	c.asked.Ask(r)
	item, err := c.single(ctx, http.MethodPost, orders+"?"+printed(r.From.Labels), ask, carrier.BookingAnswer)
	c.asked.Heard(r, err)
	if err != nil {
		return nil, err
	}
	yes, err := booked(item, again.Reference(r.Key))
	if err != nil {
		c.useless.Keep(r.Key, item.Get("shipmentNo"))
		return nil, err
	}
	c.kept.Keep(r.Key, *yes)
	return yes, nil
}

// settled settles what was asked for before. What has a number, and a label that cannot be used, is deleted, as nobody has it; of what has no answer nobody knows, and
// a person has to look.
func (c *Connector) settled(ctx context.Context, r *carrier.Request) error {
	number, known := c.useless.Of(r.Key)
	if !known || number == "" {
		return c.asked.Wait(r, "look for it in DHL's portal for business customers, and delete it there: DHL does not find it for a program")
	}
	err := c.Cancel(ctx, &carrier.Cancellation{Waybill: number})
	switch code := shipping.CodeOf(err); {
	case code == shipping.Refused:
		return carrier.Unsure("DHL booked the shipment "+number+", whose label cannot be used, and does not delete it: "+err.Error(), "delete it in DHL's portal for business customers; nothing is booked anew before somebody says that it is not there: crosslane parcels not-booked "+string(r.Parcel))
	case err != nil && code != shipping.NotFound: // nobody has the label of one that it does not know any more
		return err
	}
	c.useless.Drop(func(n string) bool { return n == number })
	c.asked.Undone(r)
	return nil
}

// booked reads what was booked. DHL says no price: that of the rate sheet stands in.
func booked(item *payload.Node, reference string) (*carrier.Confirmation, error) {
	yes := &carrier.Confirmation{Waybill: item.Get("shipmentNo"), Reference: reference, BySheet: true}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	label := item.At("label")
	var err error
	switch text := label.Get("zpl2"); {
	case text != "":
		yes.Label, yes.Media = []byte(text), "application/zpl"
	case label.Get("b64") == "":
		return nil, carrier.CannotUse("its label does not stand in the answer")
	default:
		if yes.Label, err = base64.StdEncoding.DecodeString(label.Get("b64")); err != nil {
			return nil, carrier.CannotUse("its label cannot be read")
		}
		yes.Media = forms[label.Get("fileFormat")]
	}
	if item.At("customsDoc") != nil {
		yes.Reference += ", print its CN23 in DHL's portal"
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	return yes, nil
}

// forms are the labels that it draws.
var forms = map[string]string{"PDF": "application/pdf", "ZPL2": "application/zpl"}

// Cancel deletes a shipment, which can be done until it is closed. DHL says the same of one that was deleted and of one that it does not have any more:
// it is a yes only where it was to be deleted before.
func (c *Connector) Cancel(ctx context.Context, x *carrier.Cancellation) error {
	number := &carrier.Request{Key: x.Waybill}
	before := c.deleted.Before(number)
	c.deleted.Ask(number)
	query := url.Values{"profile": {profile}, "shipment": {x.Waybill}}
	_, err := c.single(ctx, http.MethodDelete, orders+"?"+query.Encode(), nil, carrier.ShortAnswer)
	switch {
	case before && shipping.CodeOf(err) == shipping.NotFound:
		err = nil
	case !before:
		c.deleted.Heard(number, err)
	}
	if err == nil {
		for _, key := range c.kept.Drop(func(yes carrier.Confirmation) bool { return yes.Waybill == x.Waybill }) {
			c.asked.Undone(&carrier.Request{Key: key})
		}
	}
	return err
}

// atOnce is how many shipments one call closes.
const atOnce = 30

// Manifest closes shipments before the end of the day. DHL gives the list no number, so that it has one of ours, made of the key.
func (c *Connector) Manifest(ctx context.Context, l *carrier.Handover) (*carrier.Closing, error) {
	closed := map[string]bool{}
	for numbers := range slices.Chunk(l.Waybills, atOnce) {
		a, err := c.wire.Call(ctx, http.MethodPost, manifests, manifestAsk{profile, numbers}, carrier.ListAnswer)
		if err != nil {
			return nil, err
		}
		items := a.Tree.All("items")
		switch {
		case !a.Good() && (a.Status != http.StatusBadRequest || !slices.ContainsFunc(items, func(n *payload.Node) bool { return state(n) != "" })):
			return nil, fault(a)
		case len(items) == 0:
			return nil, carrier.CannotUse("it does not say which shipments are closed")
		}
		for _, n := range items {
			closed[n.Get("shipmentNo")] = state(n) == "200"
		}
	}
	if slices.ContainsFunc(l.Waybills, func(n string) bool { return !closed[n] }) {
		if err := c.closedToday(ctx, closed); err != nil {
			return nil, err
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
		return nil, carrier.Refuse("nothing_to_close", "DHL closes none of these shipments, and none stands in the day's list")
	}
	return closing, nil
}

// closedToday adds what stands in the day's list: what was closed before is not closed again.
func (c *Connector) closedToday(ctx context.Context, closed map[string]bool) error {
	query := url.Values{"date": {calendar.Local(shipping.Place{Country: "DE"}, c.now()).Format(time.DateOnly)}, "includeDocs": {"URL"}}
	a, err := c.wire.Call(ctx, http.MethodGet, manifests+"?"+query.Encode(), nil, carrier.ListAnswer)
	if err != nil {
		return err
	}
	if !a.Good() {
		if err = fault(a); shipping.CodeOf(err) == shipping.NotFound {
			return nil
		}
		return err
	}
	for _, n := range a.Tree.All("items") {
		closed[n.Get("shipmentNo")] = true
	}
	return nil
}

// told asks where parcels are, one by one. Numbers that DHL does not know, or not yet, are left out.
func (c *Connector) told(ctx context.Context, waybills []string) (all []carrier.Message, err error) {
	for _, waybill := range waybills {
		query := url.Values{"trackingNumber": {waybill}, "language": {"en"}}
		a, err := c.wire.Call(ctx, http.MethodGet, traces+"?"+query.Encode(), nil, carrier.ListAnswer)
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
		if a.Tree.At("shipments") == nil {
			return nil, carrier.CannotUse("it answers with no list of shipments")
		}
		for _, h := range dhl.Tracking(a.Tree).Histories {
			if bare(h.Number) == bare(waybill) {
				all = append(all, rounds.Messages(waybill, h, history.Route{})...)
			}
		}
	}
	return all, nil
}

// bare is a number without the zeros before it, which DHL writes now and then.
func bare(number string) string { return strings.TrimLeft(number, "0") }
