package canadapost

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
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

// Live is the address of the service. The one for developers, where every parcel has the same number, is https://ct.soa-gw.canadapost.ca.
const Live = "https://soa-gw.canadapost.ca"

// Where prices and histories lie below an address, and in which forms all is told.
const (
	prices    = "/rs/ship/price"
	histories = "/vis/track/pin/"

	shipmentForm = "application/vnd.cpc.shipment-v8+xml"
	manifestForm = "application/vnd.cpc.manifest-v8+xml"
	rateForm     = "application/vnd.cpc.ship.rate-v4+xml"
	trackForm    = "application/vnd.cpc.track-v2+xml"
)

// look is what a person can do where it is not known whether something was booked.
const look = "look for it at Canada Post, and ask there"

// settles is how long Canada Post is taken to need until what was booked is found by its reference.
const settles = time.Hour

// drawing is for how long a label is waited for.
const drawing = 10 * time.Minute

// mostLabel is how long a label may be.
const mostLabel = 3 << 20

// Connector is the way to Canada Post for one contract. It is safe for concurrent use.
type Connector struct {
	*rounds.Rounds

	who   book.Carrier
	wire  *wire.Caller
	asked *again.Asked

	voided *again.Asked // the same for numbers that are to be voided
}

var (
	_ carrier.Connector  = (*Connector)(nil)
	_ carrier.Manifester = (*Connector)(nil)
	_ carrier.Rater      = (*Connector)(nil)
	_ carrier.Tracker    = (*Connector)(nil)
)

// Open makes a connector: secret belongs to the Book's login, open lists the merchant's parcels that are not at their end. Timeout zero: as usual.
func Open(who book.Carrier, secret string, open rounds.Numbers, timeout time.Duration) *Connector {
	c := &Connector{who: who, wire: wire.To(cmp.Or(who.Address, Live), timeout), asked: again.Since(settles, nil), voided: again.Since(settles, nil)}
	c.wire.Proof = func(r *http.Request, _ []byte) {
		r.SetBasicAuth(who.Login, secret)
		r.Header.Set("Accept", form(r.URL.Path))
		r.Header.Set("Accept-Language", "en-CA")
	}
	c.Rounds = &rounds.Rounds{Who: who, Ask: c.told, Open: open, Each: 10, Calls: 1}
	return c
}

// form is the form in which is answered at a place.
func form(path string) string {
	switch {
	case strings.Contains(path, histories), strings.Contains(path, certificates):
		return trackForm
	case strings.HasSuffix(path, prices):
		return rateForm
	case strings.Contains(path, "/manifest"):
		return manifestForm
	case strings.Contains(path, availability):
		return availabilityForm
	case strings.Contains(path, "/pickuprequest"):
		return pickupForm
	}
	return shipmentForm
}

// Close lets go of idle connections.
func (c *Connector) Close() { c.wire.Close() }

// Simulated is false: somebody carries the parcel.
func (c *Connector) Simulated() bool { return false }

// rs is where what belongs to the customer lies.
func (c *Connector) rs() string {
	customer, _, _ := strings.Cut(strings.TrimSpace(c.who.Account), " ")
	return "/rs/" + url.PathEscape(customer) + "/" + url.PathEscape(customer)
}

// call asks Canada Post, for an answer of a name. What is no yes, and what bears another name, is an error.
func (c *Connector) call(ctx context.Context, method, path string, ask any, name string) (*payload.Node, error) {
	var sent any
	if ask != nil {
		text, err := xml.Marshal(ask)
		if err != nil {
			return nil, err
		}
		sent = &wire.Text{Media: form(path), Body: append([]byte(xml.Header), text...)}
	}
	a, err := c.wire.Call(ctx, method, path, sent, carrier.ListAnswer)
	switch {
	case err != nil:
		return nil, err
	case !a.Good():
		return nil, fault(a)
	case name != "" && a.Tree.Name != name:
		return nil, carrier.CannotUse("it answers with no " + name)
	}
	return a.Tree, nil
}

// linked is where a link leads, below the address that the Book names: whatever host it names, nothing else is called.
func linked(n *payload.Node, rel string) (path, media string) {
	for _, l := range append(n.All("link"), n.All("links", "link")...) {
		if l.Get("rel") == rel {
			return below(l.Get("href")), l.Get("media-type")
		}
	}
	return "", ""
}

// below is the path of an address, with its query; empty where it is none.
func below(href string) string {
	u, err := url.Parse(href)
	if err != nil || !strings.HasPrefix(u.Path, "/") {
		return ""
	}
	return u.RequestURI()
}

// Book buys a label. Canada Post is not known to take a reference but once: what may have been bought before is looked for by it.
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
	made, err := c.call(ctx, http.MethodPost, c.rs()+"/shipment", ask, "shipment-info")
	if err != nil {
		c.asked.Heard(r, err)
		return nil, err
	}
	return c.complete(ctx, r, made)
}

// number is that by which a parcel is tracked; of one that is not tracked, that of the shipment.
func number(made *payload.Node) string { return made.First("tracking-pin", "shipment-id") }

// complete adds price and label to what was booked, or found again.
func (c *Connector) complete(ctx context.Context, r *carrier.Request, made *payload.Node) (*carrier.Confirmation, error) {
	yes := &carrier.Confirmation{Waybill: number(made), Reference: made.Get("shipment-id"), ToClose: !slices.Contains(strings.Fields(r.Channel.Service), transmit)}
	priced := made.At("shipment-price")
	if path, _ := linked(made, "price"); priced == nil && path != "" {
		var err error
		if priced, err = c.call(ctx, http.MethodGet, path, nil, "shipment-price"); err != nil && shipping.CodeOf(err) != shipping.Refused && shipping.CodeOf(err) != shipping.NotFound {
			return nil, err
		}
	}
	var err error
	if yes.Cost, yes.BySheet, err = dollars(priced.Get("due-amount")); err != nil {
		return nil, err
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	path, media := linked(made, "label")
	if path == "" {
		return nil, carrier.CannotUse("it does not say where the label is")
	}
	a, label, err := c.wire.Document(ctx, path, media, mostLabel)
	if err == nil && !a.Good() {
		err = fault(a)
	}
	// The parcel is booked: a no to the label is none to the parcel.
	no := shipping.CodeOf(err)
	late := no == shipping.NotFound || no == shipping.Refused || err == nil && len(label) == 0
	switch {
	case late && c.asked.Ago(r) < drawing:
		return nil, carrier.RetryAfter("the parcel is there, and its label not yet", "2", time.Now())
	case late:
		return yes, nil
	case err != nil:
		return nil, err
	}
	if yes.Label, yes.Media = label, "application/pdf"; bytes.HasPrefix(label, []byte("^XA")) {
		yes.Media = "application/zpl"
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	return yes, nil
}

// dollars reads an amount: Canada Post is paid in Canadian dollars, and names no currency. Where it tells none, that of the rate sheet stands in.
func dollars(text string) (m shipping.Money, bySheet bool, err error) {
	if text == "" {
		return m, true, nil
	}
	if m, err = shipping.ParseMoney(text, "CAD"); err != nil {
		return m, false, carrier.CannotUse("its price cannot be read: " + text)
	}
	return m, false, nil
}

// infos are the shipments that a question finds, in the order of their numbers: told at once, or by links to each.
func (c *Connector) infos(ctx context.Context, question string) (list []*payload.Node, err error) {
	sign := "?"
	if strings.Contains(question, "?") {
		sign = "&"
	}
	answer, err := c.call(ctx, http.MethodGet, question+sign+"provideShipmentInfo=true", nil, "shipments")
	if shipping.CodeOf(err) == shipping.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list = answer.All("shipment-info")
	for _, l := range answer.All("link") {
		path := below(l.Get("href"))
		if l.Get("rel") != "shipment" || path == "" {
			continue
		}
		info, err := c.call(ctx, http.MethodGet, path, nil, "shipment-info")
		if shipping.CodeOf(err) == shipping.NotFound {
			continue // voided meanwhile
		}
		if shipping.CodeOf(err) == shipping.Refused {
			return nil, carrier.CannotUse("it lists a shipment, and tells nothing of it")
		}
		if err != nil {
			return nil, err
		}
		list = append(list, info)
	}
	slices.SortFunc(list, func(a, b *payload.Node) int { return cmp.Compare(a.Get("shipment-id"), b.Get("shipment-id")) })
	return list, nil
}

// found finds what was booked by its reference; nil where Canada Post has nothing of that reference. Should there be two, the second goes back, or is named.
func (c *Connector) found(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	ours := again.Reference(r.Key)
	list, err := c.infos(ctx, c.rs()+"/shipment?requestId="+url.QueryEscape(ours))
	list = slices.DeleteFunc(list, func(n *payload.Node) bool { return cmp.Or(n.Get("customer-request-id"), ours) != ours })
	if err != nil || len(list) == 0 {
		return nil, err
	}
	yes, err := c.complete(ctx, r, list[0])
	if err != nil {
		return nil, err
	}
	for _, second := range list[1:] {
		if err := c.undo(ctx, second); err != nil {
			yes.Reference += ", besides " + number(second)
		}
	}
	return yes, nil
}

// Cancel voids a parcel that was not transmitted, and asks for a refund of one that was. Canada Post says the same of one that was voided, of one that it does not
// find yet, and of one that it never had: it is a yes only where it was to be voided before.
func (c *Connector) Cancel(ctx context.Context, x *carrier.Cancellation) error {
	one := &carrier.Request{Key: x.Waybill}
	before := c.voided.Before(one)
	c.voided.Ask(one)
	err := c.void(ctx, x.Waybill)
	c.voided.Heard(one, err)
	if before && shipping.CodeOf(err) == shipping.NotFound {
		return nil
	}
	return err
}

// void undoes what bears a number.
func (c *Connector) void(ctx context.Context, waybill string) error {
	list, err := c.infos(ctx, c.rs()+"/shipment?trackingPIN="+url.QueryEscape(waybill))
	if err != nil {
		return err
	}
	for _, each := range list {
		if number(each) != waybill {
			return carrier.CannotUse("it answers with another parcel")
		}
		if err := c.undo(ctx, each); shipping.CodeOf(err) != shipping.NotFound {
			return err
		}
	}
	return c.missing(ctx, waybill)
}

// missing says what is to be done about a parcel that Canada Post does not find. What tracking knows was transmitted, and its links are older than they are kept.
func (c *Connector) missing(ctx context.Context, waybill string) error {
	answer, err := c.traced(ctx, waybill)
	if err != nil {
		return err
	}
	if answer.Name != "" {
		return carrier.Refuse("too_old", "Canada Post has the parcel no longer where it could be cancelled (ask Canada Post)")
	}
	return &shipping.Error{Code: shipping.NotFound, Message: "Canada Post finds no such parcel: it was voided, or is not found yet (look for it at Canada Post)"}
}

// undo voids a shipment, or asks for a refund where it was transmitted.
func (c *Connector) undo(ctx context.Context, info *payload.Node) error {
	path, _ := linked(info, "self")
	if path == "" {
		return carrier.CannotUse("it does not say where the shipment is")
	}
	answer, err := c.call(ctx, http.MethodDelete, path, nil, "")
	if err == nil && answer.Name == "messages" {
		return carrier.CannotUse("it does not say whether the shipment is voided")
	}
	if carrier.RefusalCode(err) != transmitted || shipping.CodeOf(err) != shipping.Refused {
		return err
	}
	who, wrong := known(c.who)
	path, _ = linked(info, "refund")
	switch {
	case wrong != nil:
		return wrong
	case who.email == "" || path == "":
		return carrier.Refuse("transmitted", "the parcel was transmitted, and is not voided any more (ask Canada Post for a refund, or write your mail address behind the account in the Book)")
	}
	_, err = c.call(ctx, http.MethodPost, path, refund{Email: who.email}, "shipment-refund-request-info")
	if shipping.CodeOf(err) == shipping.Refused && carrier.RefusalCode(err) == refunded {
		return nil
	}
	return err
}

// traced asks where a parcel is; one that Canada Post does not know, or not yet, is no error. A no about one number holds up no other.
func (c *Connector) traced(ctx context.Context, waybill string) (*payload.Node, error) {
	answer, err := c.call(ctx, http.MethodGet, histories+url.PathEscape(waybill)+"/detail", nil, "")
	code := shipping.CodeOf(err)
	switch {
	case code == shipping.NotFound, code == shipping.Refused, err == nil && answer.Name == "messages":
		return &payload.Node{}, nil
	case err != nil:
		return nil, err
	case answer.Name != "tracking-detail":
		return nil, carrier.CannotUse("it does not say where the parcel is")
	}
	return answer, nil
}

// told asks where parcels are, one by one, as Canada Post answers for one.
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
