package webhook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"crosslane/shipping"
	"crosslane/system"
	"crosslane/webhook/signature"
)

const (
	patience     = 15 * time.Second // with an answer
	mostRead     = 64 << 10         // bytes of one
	mostKept     = 1 << 10          // of it in the log
	longestPause = 24 * time.Hour   // that an endpoint may ask for
)

// caller sends events. It follows no redirects, and knows no proxy.
type caller struct{ client *http.Client }

func newCaller(private bool) *caller {
	dialer := &net.Dialer{Timeout: patience, Control: guard(private)}
	return &caller{&http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableCompression: true, TLSHandshakeTimeout: patience,
			MaxIdleConnsPerHost: 4, MaxIdleConns: 100, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: mostRead},
	}}
}

// answer is what came of sending an event.
type answer struct {
	status int // of HTTP; 0: there was none
	took   time.Duration
	text   string        // the beginning of the answer
	why    string        // there was none
	pause  time.Duration // that was asked for
}

func (a *answer) taken() bool { return a.status/100 == 2 }

// send sends an event once.
func (c *caller) send(ctx context.Context, to, id string, at time.Time, body []byte, by []signature.Secret) answer {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(body))
	if err != nil {
		return answer{why: "the address cannot be called"}
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Crosslane-Webhooks/1")
	signature.Sign(r.Header, id, at, body, by...)
	began := time.Now()
	got, err := c.client.Do(r)
	if err != nil {
		return answer{took: time.Since(began), why: why(err)}
	}
	defer got.Body.Close()
	text, err := io.ReadAll(io.LimitReader(got.Body, mostRead))
	a := answer{status: got.StatusCode, took: time.Since(began), text: beginning(text)}
	if err != nil {
		a.why = "the answer broke off: " + why(err)
	}
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		a.pause = min(asked(got.Header.Get("Retry-After"), at), longestPause)
	}
	return a
}

// beginning is the beginning of an answer, as a text.
func beginning(text []byte) string {
	return shipping.Text(string(text[:min(len(text), mostKept)]))
}

// why says why no answer came. The address, in which a token may stand, is not repeated.
func why(err error) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		if e.Timeout() {
			return "no answer within " + patience.String()
		}
		err = e.Err
	}
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		return e.Error()
	}
	if known, ok := system.Why(err); ok {
		return known.Why
	}
	return shipping.Text(err.Error())
}

// asked is the pause that an endpoint asks for: in seconds, or until a date; none where it cannot be read.
func asked(text string, now time.Time) time.Duration {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 32); err == nil {
		return max(time.Duration(n)*time.Second, 0)
	}
	if until, err := http.ParseTime(text); err == nil {
		return max(until.Sub(now), 0)
	}
	return 0
}
