package yunexpress

import (
	"cmp"
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
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

// Live is the address of the service. The sandbox is https://openapi-sbx.yunexpress.cn.
const Live = "https://openapi.yunexpress.cn"

// look is what a person can do where it is not known whether something was booked.
const look = "look for it in YunExpress's portal, and ask YunExpress"

// settles is how long YunExpress is taken to need until what was booked is found by its reference.
const settles = 15 * time.Minute

// drawing is how long a label is waited for that is not there yet.
const drawing = 10 * time.Minute

// Connector is the way to YunExpress for one application. It is safe for concurrent use.
type Connector struct {
	*rounds.Rounds

	wire   *wire.Caller
	tokens *tokens
	now    func() time.Time
	asked  *again.Asked
	booked again.Kept[*payload.Node]
}

var (
	_ carrier.Connector = (*Connector)(nil)
	_ carrier.Tracker   = (*Connector)(nil)
)

// Open makes a connector: secret belongs to the Book's login, open lists the merchant's parcels that are not at their end. Timeout zero: as usual.
func Open(who book.Carrier, secret string, open rounds.Numbers, timeout time.Duration) *Connector {
	c := &Connector{wire: wire.To(cmp.Or(who.Address, Live), timeout), now: time.Now, asked: again.Since(settles, nil)}
	c.tokens = &tokens{ask: tokenAsk{"client_credentials", who.Login, secret, who.Account}, wire: wire.To(cmp.Or(who.Address, Live), timeout)}
	c.wire.Proof = func(r *http.Request, body []byte) {
		date := strconv.FormatInt(time.Now().UnixMilli(), 10)
		r.Header.Set("Token", c.tokens.newest())
		r.Header.Set("Date", date)
		r.Header.Set("Sign", signature(secret, r.Method, r.URL.Path, date, body))
	}
	c.Rounds = &rounds.Rounds{Who: who, Ask: c.told, Open: open, Each: 1, Calls: 1}
	return c
}

// Close lets go of idle connections.
func (c *Connector) Close() {
	c.wire.Close()
	c.tokens.wire.Close()
}

// Simulated is false: somebody carries the parcel.
func (c *Connector) Simulated() bool { return false }

// call asks YunExpress, once more where a token has ended. What is no yes is an error.
func (c *Connector) call(ctx context.Context, method, path string, ask any, most carrier.Bounds) (*payload.Node, error) {
	stale := ""
	for again := true; ; again = false {
		token, err := c.tokens.renew(ctx, stale)
		if err != nil {
			return nil, err
		}
		a, err := c.wire.Call(ctx, method, path, ask, most)
		if a != nil && a.Status == http.StatusUnauthorized && again {
			stale = token
			continue
		}
		if err == nil {
			err = fault(a)
		}
		if err != nil {
			return nil, err
		}
		return a.Tree.At("result"), nil
	}
}

// about is a call about one number: a waybill, or our reference.
func about(path, number string) string {
	return path + "?" + url.Values{"order_number": {number}}.Encode()
}

// Book books a parcel. YunExpress takes no key for it: what may have been booked before is looked for by its reference.
func (c *Connector) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	if c.asked.Before(r) {
		made, err := c.made(ctx, r)
		if err != nil {
			return nil, err
		}
		if made != nil {
			return c.complete(ctx, r, made)
		}
		if err := c.asked.Wait(r, look); err != nil {
			return nil, err
		}
	}
	ask, err := c.order(r) // after the look: what cannot be asked for now may have been booked when it could
	if err != nil {
		return nil, err
	}
	c.asked.Ask(r)
	made, err := c.call(ctx, http.MethodPost, "/v1/order/package/create", ask, carrier.ShortAnswer)
	if taken(err, r) {
		return nil, carrier.Unsure("YunExpress says that it has the reference "+again.Reference(r.Key)+" already: "+err.Error(), look)
	}
	c.asked.Heard(r, err)
	if err != nil {
		return nil, err
	}
	c.booked.Keep(r.Key, made)
	return c.complete(ctx, r, made)
}

// made finds what was booked under a reference, or knows it from the answer; nil where there is nothing alive of it.
func (c *Connector) made(ctx context.Context, r *carrier.Request) (made *payload.Node, err error) {
	reference := again.Reference(r.Key)
	told, err := c.call(ctx, http.MethodGet, about("/v1/order/info/get", reference), nil, carrier.ListAnswer)
	switch {
	case shipping.CodeOf(err) == shipping.NotFound:
		made, _ = c.booked.Of(r.Key)
		err = nil
	case shipping.CodeOf(err) == shipping.Refused: // no answer to the question whether it is there
		err = carrier.Unavailable("YunExpress does not say whether it was booked: "+err.Error(), nil)
	case err != nil:
	case told.Get("customer_order_number") != reference:
		err = carrier.CannotUse("it tells of another order than was asked for")
	case told.Get("status") != cancelled:
		made = told
	}
	return made, err
}

// cancelled is the status of a parcel that is.
const cancelled = "E"

// complete adds the label to what was booked, which is a call of its own. YunExpress says no price: that of the rate sheet stands in. The number of who brings the
// parcel to the door may be told later.
func (c *Connector) complete(ctx context.Context, r *carrier.Request, made *payload.Node) (*carrier.Confirmation, error) {
	yes := &carrier.Confirmation{Waybill: made.Get("waybill_number"), Reference: again.Reference(r.Key), BySheet: true}
	if onward := made.Get("tracking_number"); onward != "" && onward != yes.Waybill {
		yes.Reference += ", onward " + onward
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	drawn, err := c.call(ctx, http.MethodGet, about("/v1/order/label/get", yes.Waybill), nil, carrier.BookingAnswer)
	code, text := shipping.CodeOf(err), drawn.Get("label_string")
	switch late := code == shipping.NotFound || code == shipping.Refused || err == nil && text == ""; {
	case err != nil && !late:
		return nil, err
	case late && c.asked.Ago(r) < drawing:
		return nil, carrier.RetryAfter("the parcel is there, and its label not yet", "2", time.Now())
	case late:
		yes.Reference += ", print its label in YunExpress's portal"
		return yes, yes.Check()
	}
	if yes.Label, err = base64.StdEncoding.DecodeString(text); err != nil {
		return nil, carrier.CannotUse("its label cannot be read")
	}
	yes.Media = "application/" + strings.ToLower(cmp.Or(drawn.Get("label_type"), "pdf"))
	if err := yes.Check(); err != nil {
		return nil, err
	}
	return yes, nil
}

// Cancel cancels a parcel, which can be done until it is in the warehouse. After a no it is looked whether the parcel is cancelled already.
func (c *Connector) Cancel(ctx context.Context, x *carrier.Cancellation) error {
	c.booked.Drop(func(n *payload.Node) bool { return n.Get("waybill_number") == x.Waybill })
	_, err := c.call(ctx, http.MethodPost, "/v1/order/cancel", numberAsk{x.Waybill}, carrier.ShortAnswer)
	if code := shipping.CodeOf(err); code != shipping.Refused && code != shipping.NotFound {
		return err
	}
	made, failed := c.call(ctx, http.MethodGet, about("/v1/order/info/get", x.Waybill), nil, carrier.ListAnswer)
	switch code := shipping.CodeOf(failed); {
	case code == shipping.NotFound:
		return failed
	case failed != nil && code != shipping.Refused:
		return failed
	case made.Get("status") == cancelled && made.Get("waybill_number") == x.Waybill:
		return nil
	}
	return err
}

// told asks where parcels are, one by one. Numbers that YunExpress does not know, or not yet, are left out.
func (c *Connector) told(ctx context.Context, waybills []string) (all []carrier.Message, err error) {
	for _, waybill := range waybills {
		tree, err := c.call(ctx, http.MethodGet, about("/v1/track-service/info/get", waybill), nil, carrier.ListAnswer)
		if code := shipping.CodeOf(err); code == shipping.NotFound || code == shipping.Refused { // a no to one number is none to the others
			continue
		}
		if err != nil {
			return nil, err
		}
		if tree == nil {
			return nil, carrier.CannotUse("it tells of no parcel")
		}
		for _, h := range Tracking(&payload.Node{Kids: []*payload.Node{tree}}).Histories {
			if h.Number == waybill {
				all = append(all, rounds.Messages(waybill, h, history.Route{})...)
			}
		}
	}
	return all, nil
}
