// Package wire is how carriers are called over HTTP: to the address that the Book names and nowhere else, with what proves the account, within
// bounds, and with every answer that is not the carrier's own told from one that is.
package wire

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/shipping"
)

// Caller calls one carrier for one account. It is safe for concurrent use.
type Caller struct {
	Base string // the address that the Book names, without a slash at its end
	// Proof adds to a call what proves the account. Nil: nothing does.
	Proof   func(*http.Request)
	client  *http.Client
	answers carrier.Answers
}

// To makes a caller of the carrier at a base address. A call that takes longer than the timeout counts as not answered; zero: thirty seconds.
func To(base string, timeout time.Duration) *Caller {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 32, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 64 << 10}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Caller{Base: strings.TrimSuffix(base, "/"), client: &http.Client{Transport: transport, Timeout: cmp.Or(timeout, 30*time.Second), CheckRedirect: stay}}
}

// Close lets go of idle connections.
func (c *Caller) Close() { c.client.CloseIdleConnections() }

// Answer is what came back, in the carrier's own form: Tree is never nil.
type Answer struct {
	Status int
	Header http.Header
	Tree   *payload.Node
}

// Good reports whether the carrier did what was asked.
func (a *Answer) Good() bool { return a.Status >= 200 && a.Status < 300 }

// Busy is the error of an answer by which the carrier asks to be left in peace, or says that it is out of order; nil for another.
func (a *Answer) Busy() error {
	words := "the carrier answered with status " + strconv.Itoa(a.Status)
	switch {
	case a.Status == http.StatusTooManyRequests:
		return carrier.TooManyCalls(words, a.Header.Get("Retry-After"), time.Now())
	case a.Status >= 500:
		return carrier.RetryAfter(words, a.Header.Get("Retry-After"), time.Now())
	}
	return nil
}

// Call asks the carrier, with JSON where there is something to send, and reads its answer. An error means that nothing is known: it is
// Unavailable, or CannotUse for an answer that is too long or too deep. What is not in JSON or XML is no answer of the carrier's.
func (c *Caller) Call(ctx context.Context, method, path string, ask any, most carrier.Bounds) (*Answer, error) {
	var sent io.Reader
	if ask != nil {
		text, err := json.Marshal(ask)
		if err != nil {
			return nil, err
		}
		sent = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.Base+path, sent)
	if err != nil {
		return nil, shipping.BadField("address", "\""+c.Base+"\" is not the address of a carrier", "write it as https://host")
	}
	r.Header.Set("Accept", "application/json")
	if ask != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.Proof != nil {
		c.Proof(r)
	}
	answer, err := c.client.Do(r)
	if err != nil {
		return nil, carrier.Unavailable("the carrier does not answer", bare(err))
	}
	defer answer.Body.Close()
	a := &Answer{Status: answer.StatusCode, Header: answer.Header}
	return a, c.read(ctx, answer.Body, most, a)
}

// bare is an error without the address that was called: it may bear a number or a name.
func bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// read reads an answer to its end, within bounds, into a tree.
func (c *Caller) read(ctx context.Context, body io.Reader, most carrier.Bounds, a *Answer) error {
	var broken error
	err := c.answers.Read(ctx, body, most, func(text []byte) error {
		a.Tree, broken = payload.Read(text)
		return nil
	})
	if a.Tree == nil {
		a.Tree = &payload.Node{}
	}
	switch {
	case errors.As(err, new(*carrier.UnusableError)):
		return err
	case err != nil:
		return carrier.Unavailable("the carrier's answer broke off", err)
	case broken == nil || a.Status == http.StatusNoContent:
		return nil
	case a.Busy() != nil:
		return a.Busy()
	case a.Good():
		return carrier.CannotRead(broken)
	}
	return carrier.Unavailable("something answered with status "+strconv.Itoa(a.Status)+" that is not the carrier's own answer", broken)
}
