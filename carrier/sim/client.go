package sim

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"crosslane/carrier"
	"crosslane/document"
	"crosslane/shipping"
)

// Client is the connector to a simulated carrier, over HTTP as to any other.
type Client struct {
	base    string
	http    *http.Client
	answers carrier.Answers
	// Account is whose parcels these are at the carrier, Secret proves it. Empty: the carrier asks nobody.
	Account, Secret string
	// Labels asks for a label with each booking.
	Labels bool
	// Part is how many events are asked for at once. Zero: as many as the carrier likes to give.
	Part int
}

var (
	_ carrier.Connector  = (*Client)(nil)
	_ carrier.Tracker    = (*Client)(nil)
	_ carrier.Rater      = (*Client)(nil)
	_ carrier.Manifester = (*Client)(nil)
)

// Connect makes the connector to the carrier at a base URL. A request that takes longer than the
// timeout counts as not answered; zero: ten seconds.
func Connect(base string, timeout time.Duration) *Client {
	if timeout == 0 {
		timeout = 10 * time.Second
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 32, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 64 << 10}
	return &Client{base: base, http: &http.Client{Transport: transport, Timeout: timeout, CheckRedirect: stay}}
}

// stay follows no redirect: what a buyer's parcel is goes to the address that the Book names, and nowhere else.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Simulated is true: nobody carries the parcel.
func (c *Client) Simulated() bool { return true }

// Book asks the carrier to take a parcel.
func (c *Client) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	var a answer
	if err := c.post(ctx, "/v1/bookings", c.ask(r), &a, carrier.BookingAnswer); err != nil {
		return nil, err
	}
	yes := &carrier.Confirmation{Waybill: a.Waybill, Reference: a.Reference, Cost: a.Cost, Label: a.Label, Media: cmp.Or(a.Media, "application/pdf")}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	return yes, nil
}

// Rate asks for a price without booking.
func (c *Client) Rate(ctx context.Context, r *carrier.Request) (shipping.Money, error) {
	var a priceAnswer
	if err := c.post(ctx, "/v1/rates", c.ask(r), &a, carrier.ShortAnswer); err != nil {
		return shipping.Money{}, err
	}
	if err := carrier.CheckPrice(a.Price); err != nil {
		return shipping.Money{}, err
	}
	return a.Price, nil
}

// Cancel asks the carrier to undo a booking.
func (c *Client) Cancel(ctx context.Context, x *carrier.Cancellation) error {
	var a struct {
		Status string `json:"status"`
	}
	if err := c.post(ctx, "/v1/bookings/"+url.PathEscape(x.Waybill)+"/cancel", cancelAsk{x.Key, x.Why}, &a, carrier.ShortAnswer); err != nil {
		return err
	}
	if a.Status != "cancelled" {
		return carrier.CannotUse("it does not say that the booking is cancelled")
	}
	return nil
}

// Manifest closes a list of parcels.
func (c *Client) Manifest(ctx context.Context, l *carrier.Handover) (*carrier.Closing, error) {
	var a manifestAnswer
	if err := c.post(ctx, "/v1/manifests", manifestAsk{l.Key, l.Warehouse, l.Waybills}, &a, carrier.ListAnswer); err != nil {
		return nil, err
	}
	if a.Reference == "" {
		return nil, carrier.CannotUse("it closed a manifest without a reference")
	}
	return &carrier.Closing{Reference: a.Reference, Waybills: a.Waybills, Unknown: a.Unknown}, nil
}

// Health tells whether the carrier answers.
func (c *Client) Health(ctx context.Context) error {
	answer, err := c.send(ctx, http.MethodGet, "/v1/health", nil)
	if err != nil {
		return err
	}
	return c.read(ctx, answer, carrier.ShortAnswer, func([]byte) error { return nil })
}

// Changes asks for a part of what was reported since a cursor.
func (c *Client) Changes(ctx context.Context, cursor string) (*carrier.Batch, error) {
	query := url.Values{}
	if cursor != "" {
		query.Set("after", cursor)
	}
	if c.Part > 0 {
		query.Set("limit", strconv.Itoa(c.Part))
	}
	return c.events(ctx, http.MethodGet, "/v1/events?"+query.Encode(), nil)
}

// Track asks for all that was reported about some numbers.
func (c *Client) Track(ctx context.Context, waybills []string) ([]carrier.Message, error) {
	ask, err := json.Marshal(waybills)
	if err != nil {
		return nil, err
	}
	b, err := c.events(ctx, http.MethodPost, "/v1/track", ask)
	if err != nil {
		return nil, err
	}
	return b.Messages, nil
}

// events reads a part of the feed, line by line.
func (c *Client) events(ctx context.Context, method, path string, sent []byte) (*carrier.Batch, error) {
	answer, err := c.send(ctx, method, path, sent)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return readEvents(answer.Body)
}

// ask writes a request in the carrier's words.
func (c *Client) ask(r *carrier.Request) *ask {
	a := &ask{Key: r.Key, Parcel: r.Parcel, Channel: r.Channel.ID, Warehouse: r.From.ID, From: r.From.Address(), To: r.To,
		Weight: r.Plan.Weight, Size: r.Plan.Size, Value: r.Plan.Value, Order: r.Order, Piece: r.Piece, Pieces: r.Pieces,
		Phone: r.Channel.Phone, Label: c.Labels, Form: document.Form(r.From.Labels)}
	for i := range r.Lines {
		l := &r.Lines[i]
		a.Contents = append(a.Contents, content{l.Name, l.HS, l.Origin, l.Quantity})
	}
	return a
}

// post sends and reads JSON.
func (c *Client) post(ctx context.Context, path string, ask, answer any, most carrier.Bounds) error {
	sent, err := json.Marshal(ask)
	if err != nil {
		return err
	}
	r, err := c.send(ctx, http.MethodPost, path, sent)
	if err != nil {
		return err
	}
	return c.read(ctx, r, most, func(body []byte) error {
		if err := json.Unmarshal(body, answer); err != nil {
			return carrier.CannotRead(err)
		}
		return nil
	})
}

// send sends a request, and answers with a yes whose body is still to be read. The key stands in the body, not in the
// header Idempotency-Key: net/http repeats requests with that header by itself, and whoever waits is to know that
// a request failed.
func (c *Client) send(ctx context.Context, method, path string, sent []byte) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(sent))
	if err != nil {
		return nil, shipping.BadField("address", "\""+c.base+"\" is not the address of a carrier", "write it as http://host:port")
	}
	r.Header.Set("Content-Type", "application/json")
	if c.Account != "" {
		r.SetBasicAuth(c.Account, c.Secret)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, carrier.Unavailable("the carrier does not answer", err)
	}
	if answer.StatusCode >= 300 {
		return nil, c.read(ctx, answer, carrier.Bounds{Bytes: carrier.BookingAnswer.Bytes}, func(body []byte) error {
			return fault(answer.StatusCode, answer.Header.Get("Retry-After"), body)
		})
	}
	return answer, nil
}

// read reads an answer to its end, within bounds, and has it decoded.
func (c *Client) read(ctx context.Context, answer *http.Response, most carrier.Bounds, decode func([]byte) error) error {
	defer answer.Body.Close()
	var decoded error
	err := c.answers.Read(ctx, answer.Body, most, func(body []byte) error {
		decoded = decode(body)
		return nil
	})
	var unusable *carrier.UnusableError
	if err != nil && !errors.As(err, &unusable) {
		return carrier.Unavailable("the carrier's answer broke off", err)
	}
	return cmp.Or(err, decoded)
}

// fault tells a refusal from a failure. Only an answer in the carrier's own form, with a code, is its no.
func fault(status int, retryAfter string, body []byte) error {
	var said no
	if err := json.Unmarshal(body, &said); err != nil || said.Code == "" {
		return carrier.RetryAfter("the carrier answered with status "+strconv.Itoa(status), retryAfter, time.Now())
	}
	switch status {
	case http.StatusConflict, http.StatusUnprocessableEntity:
		return carrier.Refuse(said.Code, said.Message)
	case http.StatusNotFound:
		return &shipping.Error{Code: shipping.NotFound, Message: said.Message}
	case http.StatusUnauthorized: // no answer to what was asked: the account is the program's own affair
		return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "the carrier does not accept the account: " + said.Message,
			Hint: "look at account and secret of the carrier in the Book"}
	case http.StatusBadRequest:
		return &shipping.Error{Code: shipping.Invalid, Message: said.Message}
	}
	return carrier.RetryAfter("the carrier answered: "+said.Message, retryAfter, time.Now())
}
