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
	// Proof adds to a call what proves the account, once its body is known. Nil: nothing does, or Bearer.
	Proof func(r *http.Request, body []byte)
	// Bearer proves it by a token. Nil: it does not.
	Bearer *Bearer

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
	// Parts are the documents that came beside the tree, by their names, where the answer is made of several parts.
	Parts map[string][]byte
	// Empty tells that it says nothing at all, as a yes may to what is taken back.
	Empty bool
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

// Call asks the carrier, with JSON where there is something to send (a *Text is sent as it stands), and reads its answer. An error means that nothing
// is known: it is Unavailable, or CannotUse for an answer that is too long or too deep. What is not in JSON or XML is no answer of the carrier's; its
// status and header come with the error all the same, for carriers that say there what is wrong.
func (c *Caller) Call(ctx context.Context, method, path string, ask any, most carrier.Bounds) (*Answer, error) {
	body, media, err := written(ask)
	if err != nil {
		return nil, err
	}
	stale := ""
	for again := true; ; again = false {
		r, err := c.request(ctx, method, path, body, media)
		if err != nil {
			return nil, err
		}
		if c.Bearer != nil {
			if stale, err = c.Bearer.prove(ctx, c, r, stale); err != nil {
				return nil, err
			}
		}
		a, err := c.do(ctx, r, most)
		if a == nil || a.Status != http.StatusUnauthorized || c.Bearer == nil || !again {
			return a, err
		}
	}
}

// written is what is sent, and in which form.
func written(ask any) (body []byte, media string, err error) {
	switch a := ask.(type) {
	case nil:
		return nil, "", nil
	case *Text:
		return a.Body, a.Media, nil
	}
	body, err = json.Marshal(ask)
	return body, "application/json", err
}

func (c *Caller) request(ctx context.Context, method, path string, body []byte, media string) (*http.Request, error) {
	var sent io.Reader
	if media != "" {
		sent = bytes.NewReader(body)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.Base+path, sent)
	if err != nil {
		return nil, shipping.BadField("address", "\""+c.Base+"\" is not the address of a carrier", "write it as https://host")
	}
	r.Header.Set("Accept", "application/json")
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	if c.Proof != nil {
		c.Proof(r, body)
	}
	return r, nil
}

// do makes a call, and reads what comes back.
func (c *Caller) do(ctx context.Context, r *http.Request, most carrier.Bounds) (*Answer, error) {
	answer, err := c.client.Do(r)
	if err != nil {
		return nil, carrier.Unavailable("the carrier does not answer", bare(err))
	}
	defer answer.Body.Close()
	a := &Answer{Status: answer.StatusCode, Header: answer.Header}
	read := c.read
	if boundary(a.Header) != "" {
		read = c.readParts
	}
	broken, err := read(ctx, answer.Body, most, a)
	if a.Tree == nil {
		a.Tree = &payload.Node{}
	}
	return a, a.trouble(broken, err)
}

// Document fetches a document as it is, a label for instance, in its own media type; nil where the carrier has it not ready. What is no yes is read as any
// answer is. Proof alone proves the account.
func (c *Caller) Document(ctx context.Context, path, media string, most int64) (*Answer, []byte, error) {
	r, err := c.request(ctx, http.MethodGet, path, nil, "")
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Accept", media)
	answer, err := c.client.Do(r)
	if err != nil {
		return nil, nil, carrier.Unavailable("the carrier does not answer", bare(err))
	}
	defer answer.Body.Close()
	a := &Answer{Status: answer.StatusCode, Header: answer.Header, Tree: &payload.Node{}}
	if !a.Good() {
		broken, err := c.read(ctx, answer.Body, carrier.ShortAnswer, a)
		if a.Tree == nil {
			a.Tree = &payload.Node{}
		}
		return a, nil, a.trouble(broken, err)
	}
	if a.Status != http.StatusOK {
		return a, nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	switch {
	case err != nil:
		return a, nil, carrier.Unavailable("the carrier's answer broke off", err)
	case int64(len(body)) > most:
		return a, nil, carrier.CannotUse("its document is longer than " + strconv.FormatInt(most>>10, 10) + " KB")
	}
	return a, body, nil
}

// bare is an error without the address that was called: it may bear a number or a name.
func bare(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// read reads an answer to its end, within bounds, into a tree. Broken is why that is none.
func (c *Caller) read(ctx context.Context, body io.Reader, most carrier.Bounds, a *Answer) (broken, err error) {
	err = c.answers.Read(ctx, body, most, func(text []byte) error {
		a.Tree, broken = payload.Read(text)
		a.Empty = len(text) == 0
		return nil
	})
	return broken, err
}

// Unsaid is the error of a call whose yes may say nothing: nil for such a yes, and what it was for anything else.
func Unsaid(a *Answer, err error) error {
	if a != nil && a.Good() && a.Empty {
		return nil
	}
	return err
}

// trouble is the error of an answer that could not be read.
func (a *Answer) trouble(broken, err error) error {
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
