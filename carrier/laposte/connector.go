package laposte

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/carrier/rounds"
	"crosslane/carrier/wire"
	"crosslane/tracking/history"
)

// Live is the address where parcels are booked, and LiveTraces where they are asked for. A Book that names an address means both.
const (
	Live       = "https://ws.colissimo.fr"
	LiveTraces = "https://api.laposte.fr"
)

// Where the interfaces lie below an address.
const (
	labels = "/sls-ws/SlsServiceWSRest/2.0/generateLabel"
	traces = "/suivi/v2/idships/"
)

// Connector is the way to La Poste for one contract. It is safe for concurrent use.
type Connector struct {
	*rounds.Rounds

	who      book.Carrier
	password string
	wire     *wire.Caller
	traces   *wire.Caller
	now      func() time.Time
	asked    *again.Asked
	kept     again.Kept[carrier.Confirmation]
	useless  again.Kept[string] // numbers of what was booked whose labels cannot be used
}

var (
	_ carrier.Connector = (*Connector)(nil)
	_ carrier.Tracker   = (*Connector)(nil)
)

// Open makes a connector: secret is the key of Suivi and, behind a colon, the password of the Book's account, open lists the merchant's parcels that are not at
// their end. Timeout zero: as usual.
func Open(who book.Carrier, secret string, open rounds.Numbers, timeout time.Duration) *Connector {
	key, password, _ := strings.Cut(secret, ":")
	c := &Connector{who: who, password: password, now: time.Now, asked: again.Since(again.Ever, nil)}
	c.wire, c.traces = wire.To(cmp.Or(who.Address, Live), timeout), wire.To(cmp.Or(who.Address, LiveTraces), timeout)
	c.wire.Proof = func(r *http.Request, _ []byte) {
		r.Header.Set("Accept", "multipart/mixed, application/json")
		if who.Account == "" {
			r.Header.Set("Apikey", password)
		}
	}
	c.traces.Proof = func(r *http.Request, _ []byte) { r.Header.Set("X-Okapi-Key", key) }
	c.Rounds = &rounds.Rounds{Who: who, Ask: c.told, Open: open, Each: 10}
	return c
}

// Close lets go of idle connections.
func (c *Connector) Close() {
	c.wire.Close()
	c.traces.Close()
}

// Simulated is false: somebody carries the parcel.
func (c *Connector) Simulated() bool { return false }

// Book books a parcel. La Poste takes no key for it and finds nothing by a reference: what may have been booked before is waited for until a person has looked.
func (c *Connector) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	if yes, kept := c.kept.Of(r.Key); kept && ctx.Err() == nil {
		return &yes, nil
	}
	if c.asked.Before(r) {
		first, _ := c.useless.Of(r.Key)
		if err := c.asked.Wait(r, "look for "+cmp.Or(first, ours(r.Key))+" among the numbers and the references of customers in Colissimo's portal: La Poste does not find it for a program"); err != nil {
			return nil, err
		}
	}
	ask, err := c.label(r) // after the wait: what cannot be asked for now may have been booked when it could
	if err != nil {
		return nil, err
	}
	c.asked.Ask(r)
	a, err := c.wire.Call(ctx, http.MethodPost, labels, ask, carrier.BookingAnswer)
	if err == nil {
		err = fault(a)
	}
	c.asked.Heard(r, err)
	if err != nil {
		return nil, err
	}
	yes, err := booked(a, again.Reference(r.Key))
	if err != nil {
		c.useless.Keep(r.Key, a.Tree.Get("labelV2Response", "parcelNumber"))
		return nil, err
	}
	c.kept.Keep(r.Key, *yes)
	return yes, nil
}

// booked reads what was booked. La Poste says no price: that of the rate sheet stands in. The label stands beside the answer, as it is.
func booked(a *wire.Answer, reference string) (*carrier.Confirmation, error) {
	yes := &carrier.Confirmation{Waybill: a.Tree.Get("labelV2Response", "parcelNumber"), Reference: reference, BySheet: true}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	if yes.Label = bytes.TrimSpace(a.Parts["label"]); len(yes.Label) == 0 {
		return nil, carrier.CannotUse("its label does not stand in the answer")
	}
	if yes.Media = "application/pdf"; bytes.HasPrefix(yes.Label, []byte("^XA")) {
		yes.Media = "application/zpl"
	}
	if len(a.Parts["cn23"]) > 0 {
		yes.Reference += ", put a CN23 to it"
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	return yes, nil
}

// Cancel is refused: La Poste has no call that takes a parcel back.
func (c *Connector) Cancel(ctx context.Context, _ *carrier.Cancellation) error {
	if err := ctx.Err(); err != nil {
		return carrier.Unavailable("the cancellation was broken off", err)
	}
	return carrier.Refuse("not_offered", "La Poste takes no parcel back by its interface (throw the label away, and do not hand the parcel over)")
}

// told asks where parcels are. Numbers that La Poste does not know, or not yet, are left out.
func (c *Connector) told(ctx context.Context, waybills []string) (all []carrier.Message, err error) {
	parts := make([]string, len(waybills))
	for i, n := range waybills {
		parts[i] = url.PathEscape(n)
	}
	a, err := c.traces.Call(ctx, http.MethodGet, traces+strings.Join(parts, ",")+"?lang=fr_FR", nil, carrier.ListAnswer)
	switch {
	case alone(a):
		return nil, nil
	case err != nil:
		return nil, err
	case a.Busy() != nil || !tells(a.Tree):
		return nil, untold(a)
	}
	for _, h := range Tracking(a.Tree).Histories {
		if slices.Contains(waybills, h.Number) {
			all = append(all, rounds.Messages(h.Number, h, history.Route{})...)
		}
	}
	return all, nil
}
