package storefront

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"crosslane/outside"
	"crosslane/shipping"
)

const (
	patience     = 30 * time.Second // with an answer
	mostRead     = 10 << 20         // bytes of one
	longestPause = time.Hour        // that a storefront may ask for
)

// fault is why a storefront did not do what it was asked.
type fault struct {
	why   string
	pause time.Duration // that it asks for
	keys  bool          // it does not take the credentials
	no    bool          // it understood, and does not do it
	large bool          // the answer is larger than is read
	dear  bool          // it costs more than is left of an allowance, and was not done
}

func (f *fault) Error() string { return f.why }

// caller calls one storefront.
type caller struct {
	client  *http.Client
	now     func() time.Time
	proving func(r *http.Request) // who calls
	date    string                // of the newest answer, by the shop's clock
}

// call calls once, and reads the answer into out, which is JSON.
func (c *caller) call(ctx context.Context, method, to string, body, out any) (http.Header, error) {
	var text io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		text = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, to, text)
	if err != nil {
		return nil, &fault{why: "the address cannot be called"}
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "Crosslane-Storefronts/1")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	c.proving(r)
	got, err := c.client.Do(r)
	if err != nil {
		return nil, &fault{why: outside.Why(err, patience)}
	}
	defer got.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(got.Body, mostRead+1))
	if err != nil {
		return nil, &fault{why: "the answer broke off: " + outside.Why(err, patience)}
	}
	if len(raw) > mostRead {
		return nil, &fault{why: "the answer is larger than 10 MB", large: true}
	}
	c.date = got.Header.Get("Date")
	if got.StatusCode != http.StatusOK && got.StatusCode != http.StatusCreated {
		return nil, c.refusal(got, raw)
	}
	if err := json.Unmarshal(raw, out); err != nil {
		return nil, &fault{why: "the answer is not what the interface of the shop answers: " + beginning(raw)}
	}
	return got.Header, nil
}

// refusal is what an answer other than a yes says.
func (c *caller) refusal(got *http.Response, raw []byte) *fault {
	f := &fault{why: "it answered " + strconv.Itoa(got.StatusCode)}
	var said struct { // of WordPress
		Message string `json:"message"`
	}
	if json.Unmarshal(raw, &said) == nil && said.Message != "" {
		f.why += ": " + beginning([]byte(said.Message))
	}
	switch n := got.StatusCode; {
	case n == http.StatusUnauthorized || n == http.StatusForbidden || n == http.StatusPaymentRequired:
		f.keys = true
	case n == http.StatusTooManyRequests || n == http.StatusServiceUnavailable:
		f.pause = min(max(outside.Pause(got.Header.Get("Retry-After"), c.now()), time.Second), longestPause)
	case n/100 == 3:
		f.why += ": the shop is at another address (" + beginning([]byte(got.Header.Get("Location"))) + ")"
	case n/100 == 4 && n != http.StatusRequestTimeout:
		f.no = true
	}
	return f
}

// beginning is the beginning of an answer, as a text.
func beginning(text []byte) string { return shipping.Text(string(text[:min(len(text), 200)])) }
