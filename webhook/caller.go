package webhook

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"crosslane/outside"
	"crosslane/shipping"
	"crosslane/webhook/signature"
)

const (
	patience     = 15 * time.Second // with an answer
	mostRead     = 64 << 10         // bytes of one
	mostKept     = 1 << 10          // of it in the log
	longestPause = 24 * time.Hour   // that an endpoint may ask for
)

// rule says where webhooks may go.
func rule(private bool) outside.Rule {
	return outside.Rule{Private: private, Never: "webhooks are not sent there", Signed: "webhooks are signed", Clear: "events", Example: "https://shop.example/hooks", Flag: "--private-webhooks"}
}

// caller sends events.
type caller struct{ client *http.Client }

func newCaller(private bool) *caller { return &caller{rule(private).Client(patience)} }

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
		return answer{took: time.Since(began), why: outside.Why(err, patience)}
	}
	defer got.Body.Close()
	text, err := io.ReadAll(io.LimitReader(got.Body, mostRead))
	a := answer{status: got.StatusCode, took: time.Since(began), text: beginning(text)}
	if err != nil {
		a.why = "the answer broke off: " + outside.Why(err, patience)
	}
	if a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable {
		a.pause = min(outside.Pause(got.Header.Get("Retry-After"), at), longestPause)
	}
	return a
}

// beginning is the beginning of an answer, as a text.
func beginning(text []byte) string {
	return shipping.Text(string(text[:min(len(text), mostKept)]))
}
