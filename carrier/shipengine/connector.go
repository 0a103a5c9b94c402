package shipengine

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/carrier/rounds"
	"crosslane/carrier/wire"
	"crosslane/document"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Live is the address of the service. Keys that begin with TEST_ are of its sandbox, at the same address.
const Live = "https://api.shipengine.com"

// Connector is the way to one carrier of an account. It is safe for concurrent use.
type Connector struct {
	*rounds.Rounds

	who  book.Carrier
	call *wire.Caller

	mu     sync.Mutex
	labels map[string]string // label identifiers by waybill, of those that were seen
}

var (
	_ carrier.Connector  = (*Connector)(nil)
	_ carrier.Rater      = (*Connector)(nil)
	_ carrier.Manifester = (*Connector)(nil)
	_ carrier.Tracker    = (*Connector)(nil)
)

// Open makes a connector: key is the API key, open lists the merchant's parcels that are not at their end. Timeout zero: as usual.
func Open(who book.Carrier, key string, open rounds.Numbers, timeout time.Duration) *Connector {
	c := &Connector{who: who, call: wire.To(cmp.Or(who.Address, Live), timeout), labels: map[string]string{}}
	c.call.Proof = func(r *http.Request, _ []byte) { r.Header.Set("Api-Key", key) }
	c.Rounds = &rounds.Rounds{Who: who, Ask: c.told, Open: open, Each: 10, Calls: 2}
	return c
}

// Close lets go of idle connections.
func (c *Connector) Close() { c.call.Close() }

// Simulated is false: somebody carries the parcel.
func (c *Connector) Simulated() bool { return false }

// Book buys a label. The key is the shipment's identifier of ours, of which the account takes each once: what was bought under it, and the
// answer lost, is found again.
func (c *Connector) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	ask, no := c.labelAsk(r)
	if no != nil && r.Tried { // what cannot be asked for now may have been bought when it could
		yes, err := c.found(ctx, r)
		if code := shipping.CodeOf(err); code != shipping.NotFound && code != shipping.Refused {
			return yes, err
		}
	}
	if no != nil {
		return nil, no
	}
	a, err := c.call.Call(ctx, http.MethodPost, "/v1/labels", ask, carrier.BookingAnswer)
	if err != nil {
		return nil, err
	}
	if a.Good() {
		return c.bought(a.Tree)
	}
	if !taken(a) {
		return nil, fault(a)
	}
	yes, err := c.found(ctx, r)
	if shipping.CodeOf(err) == shipping.NotFound {
		return nil, carrier.Unavailable("the carrier has a shipment of this key, and no label of it", nil)
	}
	return yes, err
}

// found finds what was bought under a key; NotFound where there is nothing, Refused where it is not alive.
func (c *Connector) found(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	a, err := c.call.Call(ctx, http.MethodGet, "/v1/labels/external_shipment_id/"+url.PathEscape(ours(r.Key))+"?label_download_type=inline", nil, carrier.BookingAnswer)
	if err != nil {
		return nil, err
	}
	if !a.Good() {
		if err := fault(a); shipping.CodeOf(err) != shipping.Refused {
			return nil, err
		}
		return nil, carrier.Unavailable("the carrier does not say whether it has a label of this key", nil)
	}
	return c.bought(a.Tree)
}

// ours is the identifier under which a booking is known there: the key, or what it hashes to where it is longer than 50 signs.
func ours(key string) string {
	if len(key) <= 50 {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:24])
}

// bought reads a label.
func (c *Connector) bought(label *payload.Node) (*carrier.Confirmation, error) {
	switch status := label.Get("status"); {
	case label.Get("voided") == "true" || status == "voided":
		return nil, carrier.Refuse("voided", "what was booked under this key was voided")
	case status == "processing":
		return nil, carrier.RetryAfter("the label is still being made", "2", time.Now())
	case status == "error":
		return nil, carrier.Refuse("label_error", "no label could be made")
	}
	cost, err := sum(label.At("shipment_cost"), label.At("insurance_cost"))
	if err != nil {
		return nil, err
	}
	yes := &carrier.Confirmation{Waybill: label.Get("tracking_number"), Reference: label.Get("label_id"), Cost: cost, ToClose: true}
	if yes.Label, yes.Media, err = drawn(label.At("label_download")); err != nil {
		return nil, err
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	c.remember(yes.Waybill, yes.Reference)
	return yes, nil
}

// sum adds amounts of one currency; those that are not there count for nothing, and none at all is no price.
func sum(parts ...*payload.Node) (total shipping.Money, err error) {
	for _, p := range parts {
		if p == nil || p.Get("amount") == "" {
			continue
		}
		m, err := shipping.ParseMoney(p.Get("amount"), shipping.Currency(strings.ToUpper(p.Get("currency"))))
		if err != nil {
			return total, carrier.CannotUse("its price cannot be read: " + p.Get("amount") + " " + p.Get("currency"))
		}
		if total.Currency == "" {
			total.Currency = m.Currency
		}
		if m.Currency != total.Currency && m.Amount != 0 {
			return total, carrier.CannotUse("its price is in two currencies")
		}
		if m.Amount == 0 {
			continue
		}
		if total, err = total.Plus(m); err != nil {
			return total, carrier.CannotUse("its price is absurd")
		}
	}
	if total.Currency == "" {
		return total, carrier.CannotUse("it says no price")
	}
	return total, nil
}

// drawn takes the label out of an answer, where it stands in it (a "data:" address).
func drawn(n *payload.Node) (label []byte, media string, err error) {
	for _, form := range []string{"href", "pdf", "zpl", "png"} {
		head, text, ok := strings.Cut(n.Get(form), ";base64,")
		media, ours := strings.CutPrefix(head, "data:")
		if !ok || !ours {
			continue
		}
		if label, err = base64.StdEncoding.DecodeString(text); err != nil {
			return nil, "", carrier.CannotUse("its label cannot be read")
		}
		if strings.Contains(media, "zpl") || form == "zpl" {
			media = "application/zpl"
		}
		return label, media, nil
	}
	return nil, "", carrier.CannotUse("its label does not stand in the answer")
}

func (c *Connector) remember(waybill, label string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.labels) > 100_000 {
		clear(c.labels)
	}
	c.labels[waybill] = label
}

// Cancel voids a label. One that is void already is undone.
func (c *Connector) Cancel(ctx context.Context, x *carrier.Cancellation) error {
	label, voided, err := c.find(ctx, x.Waybill)
	if err != nil || voided {
		return err
	}
	a, err := c.call.Call(ctx, http.MethodPut, "/v1/labels/"+url.PathEscape(label)+"/void", struct{}{}, carrier.ShortAnswer)
	switch {
	case err != nil:
		return err
	case !a.Good():
		return fault(a)
	case a.Tree.Get("approved") == "true":
		return nil
	case a.Tree.Get("approved") == "false":
		return carrier.Refuse(cmp.Or(a.Tree.Get("reason_code"), "not_voided"), cmp.Or(a.Tree.Get("message"), "the label is not voided"))
	}
	return carrier.CannotUse("it does not say whether the label is void")
}

// find finds the newest label of a number, one that is alive before others.
func (c *Connector) find(ctx context.Context, waybill string) (label string, voided bool, err error) {
	query := url.Values{"tracking_number": {waybill}, "carrier_id": {c.who.Account}, "page_size": {"25"}}
	a, err := c.call.Call(ctx, http.MethodGet, "/v1/labels?"+query.Encode(), nil, carrier.ListAnswer)
	if err != nil {
		return "", false, err
	}
	if !a.Good() {
		return "", false, fault(a)
	}
	if a.Tree.At("total") == nil && a.Tree.At("labels") == nil {
		return "", false, carrier.CannotUse("it answers with no list of labels")
	}
	for _, n := range a.Tree.All("labels") {
		if id := n.Get("label_id"); n.Get("tracking_number") == waybill && id != "" && (label == "" || voided) {
			label, voided = id, n.Get("voided") == "true"
		}
	}
	if label == "" {
		return "", false, &shipping.Error{Code: shipping.NotFound, Field: "waybill", Message: "the carrier has no label with this number"}
	}
	c.remember(waybill, label)
	return label, voided, nil
}

// labelOf is the label of a number, as it was seen or as it is found.
func (c *Connector) labelOf(ctx context.Context, waybill string) (string, error) {
	c.mu.Lock()
	label := c.labels[waybill]
	c.mu.Unlock()
	if label != "" {
		return label, nil
	}
	label, _, err := c.find(ctx, waybill)
	return label, err
}

// told asks where parcels are. Numbers without a label there are left out.
func (c *Connector) told(ctx context.Context, waybills []string) (all []carrier.Message, err error) {
	for _, waybill := range waybills {
		label, err := c.labelOf(ctx, waybill)
		if no(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		a, err := c.call.Call(ctx, http.MethodGet, "/v1/labels/"+url.PathEscape(label)+"/track", nil, carrier.ListAnswer)
		if err != nil {
			return nil, err
		}
		if !a.Good() {
			if err := fault(a); !no(err) {
				return nil, err
			}
			continue
		}
		for _, h := range Tracking(a.Tree).Histories {
			all = append(all, rounds.Messages(waybill, h, history.Route{})...)
		}
	}
	return all, nil
}

// no reports whether ShipEngine says no about one number, which is none to the others.
func no(err error) bool {
	return shipping.CodeOf(err) == shipping.NotFound || shipping.CodeOf(err) == shipping.Refused
}

// Rate asks what a parcel would cost, without booking.
func (c *Connector) Rate(ctx context.Context, r *carrier.Request) (shipping.Money, error) {
	shipment, err := c.shipment(r)
	if err != nil {
		return shipping.Money{}, err
	}
	shipment.External = ""
	ask := rateAsk{Shipment: *shipment}
	ask.Options.Carriers, ask.Options.Services = []string{c.who.Account}, []string{r.Channel.Service}
	a, err := c.call.Call(ctx, http.MethodPost, "/v1/rates", ask, carrier.ListAnswer)
	if err != nil {
		return shipping.Money{}, err
	}
	if !a.Good() {
		return shipping.Money{}, fault(a)
	}
	for _, n := range a.Tree.All("rate_response", "rates") {
		if n.Get("service_code") == r.Channel.Service {
			return sum(n.At("shipping_amount"), n.At("insurance_amount"), n.At("confirmation_amount"), n.At("other_amount"))
		}
	}
	for _, n := range a.Tree.All("rate_response", "invalid_rates") {
		return shipping.Money{}, carrier.Refuse("no_rate", strings.Join(texts(n.All("error_messages")), "; "))
	}
	for _, n := range a.Tree.All("rate_response", "errors") {
		return shipping.Money{}, carrier.Refuse(n.Get("error_code"), n.Get("message"))
	}
	return shipping.Money{}, carrier.Refuse("no_rate", "the carrier has no price for this parcel by "+r.Channel.Service)
}

func texts(list []*payload.Node) []string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strings.TrimSpace(n.Text)
	}
	return words
}

// Manifest closes a list. Labels that are on a manifest already are on that.
func (c *Connector) Manifest(ctx context.Context, l *carrier.Handover) (*carrier.Closing, error) {
	closing := &carrier.Closing{}
	var labels []string
	for _, waybill := range l.Waybills {
		label, voided, err := c.find(ctx, waybill)
		if shipping.CodeOf(err) == shipping.NotFound || err == nil && voided {
			closing.Unknown = append(closing.Unknown, waybill)
			continue
		}
		if err != nil {
			return nil, err
		}
		labels, closing.Waybills = append(labels, label), append(closing.Waybills, waybill)
	}
	if len(labels) == 0 {
		return nil, carrier.Refuse("nothing_to_close", "the carrier has none of these numbers")
	}
	before, err := c.call.Call(ctx, http.MethodGet, "/v1/manifests?label_ids="+url.QueryEscape(labels[0]), nil, carrier.ListAnswer)
	if err != nil {
		return nil, err
	}
	if id := before.Tree.Get("manifests", "manifest_id"); before.Good() && id != "" {
		closing.Reference = id
		return closing, nil
	}
	a, err := c.call.Call(ctx, http.MethodPost, "/v1/manifests", manifestAsk{labels}, carrier.ListAnswer)
	if err != nil {
		return nil, err
	}
	if !a.Good() {
		return nil, fault(a)
	}
	if closing.Reference = cmp.Or(a.Tree.Get("manifest_id"), a.Tree.Get("manifests", "manifest_id")); closing.Reference == "" {
		return nil, carrier.CannotUse("it closed a manifest without a reference")
	}
	return closing, nil
}

// form is the label that a warehouse's printer takes, as format and layout.
func form(labels string) (format, layout string) {
	switch document.Form(labels) {
	case document.PDFA6:
		return "pdf", "A6"
	case document.ZPL203, document.ZPL300:
		return "zpl", "4x6"
	}
	return "pdf", "4x6"
}
