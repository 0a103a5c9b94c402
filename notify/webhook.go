package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/system"
	"crosslane/webhook/signature"
)

// WebhookOptions say which system is told, and the secret that it knows us by.
type WebhookOptions struct {
	URL string
	// Secret is "whsec_" and 24 to 64 bytes in base64, as Standard Webhooks writes it.
	Secret string
	// AllowPlain lets messages go over http to other machines than this one.
	AllowPlain bool
	// Now is the clock of signatures; time.Now when nil.
	Now func() time.Time
}

// Webhook tells the seller's own system: a POST of JSON, signed as the Standard Webhooks
// specification (1.0.0, standardwebhooks.com) has it. It names no person.
type Webhook struct {
	url    string
	secret signature.Secret
	now    func() time.Time
	client *http.Client
}

// NewWebhook prepares the way to a system; nothing is sent yet.
func NewWebhook(o WebhookOptions) (*Webhook, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, shipping.BadField("url", "is not an address of the web", "write https://shop.example/hooks")
	}
	if u.Scheme == "http" && !o.AllowPlain && !loopback(u.Hostname()) {
		return nil, shipping.BadField("url", "messages would cross the network in the clear", "use https, or allow plain http")
	}
	secret, err := signature.Parse(o.Secret)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Webhook{url: o.URL, secret: secret, now: o.Now, client: &http.Client{
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// event is what the system reads.
type event struct {
	Type      string    `json:"type"` // "parcel.delivered"
	Timestamp time.Time `json:"timestamp"`
	Data      eventData `json:"data"`
}

type eventData struct {
	Order      shipping.OrderID   `json:"order"`
	Number     string             `json:"number"`
	Storefront string             `json:"storefront"`
	Seller     string             `json:"seller,omitempty"`
	Parcel     shipping.ParcelID  `json:"parcel"`
	Milestone  shipping.Milestone `json:"milestone"`
	Carrier    string             `json:"carrier"`
	Waybill    string             `json:"waybill"`
	Promise    *shipping.Window   `json:"promise,omitempty"`
	Link       string             `json:"link,omitempty"`
	Language   string             `json:"language"` // in which the buyer is to be told
}

func (h *Webhook) needs() bool { return false }

func (h *Webhook) send(ctx context.Context, n *notice, _ *Worker) (string, error) {
	id := "msg_" + n.id()
	body, err := json.Marshal(newEvent(n))
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	signature.Sign(r.Header, id, h.now(), body, h.secret)
	answer, err := h.client.Do(r)
	if err != nil {
		return "", &shipping.Error{Code: shipping.Unavailable, Message: "the webhook's system cannot be reached", Cause: system.Told(withoutURL(err))}
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 64<<10) // what it says does not matter
	switch {
	case answer.StatusCode/100 == 2:
		return id, nil
	case answer.StatusCode == http.StatusGone:
		return "", &refusal{why: fact.NotAccepted, code: "410"}
	}
	return "", shipping.Fault(shipping.Unavailable, "the webhook's system answered "+strconv.Itoa(answer.StatusCode), "")
}

func newEvent(n *notice) event {
	a := n.asked
	e := event{Type: "parcel." + string(a.Message), Timestamp: n.job.At.UTC(), Data: eventData{
		Order: n.parcel.Plan.Order, Number: n.order.Number, Storefront: n.order.Storefront, Seller: n.order.Seller, Parcel: n.parcelID(),
		Milestone: a.Milestone, Carrier: a.Carrier, Waybill: a.Waybill, Link: n.link, Language: a.Language,
	}}
	if !a.Promise.To.IsZero() {
		e.Data.Promise = &a.Promise
	}
	return e
}

// withoutURL drops the address from an error: it may carry a token.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
