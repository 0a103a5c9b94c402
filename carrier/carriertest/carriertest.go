// Package carriertest is the suite that every connector passes.
package carriertest

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/shipping"
)

// Subject is a connector and what the suite needs to know of its carrier.
type Subject struct {
	Connector carrier.Connector
	// Request makes the n-th request that the carrier takes, each with a key and a parcel of its own.
	Request func(n int) *carrier.Request
	// Refused is a request that the carrier does not take.
	Refused *carrier.Request
	// Pass lets time pass until there is news about every booked parcel. Nil for carriers without a Tracker.
	Pass func()
	// Kept tells that the carrier undoes no booking: each cancellation is refused.
	Kept bool
	// Simulated tells that nobody carries the carrier's parcels.
	Simulated bool
	// Behind makes a connector to whatever answers at a base URL. Nil for carriers that are not called.
	Behind func(base string, timeout time.Duration) carrier.Connector
}

// Run tries a connector. open makes a new one for each part.
func Run(t *testing.T, open func(t *testing.T) *Subject) {
	for _, part := range []struct {
		name string
		try  func(*testing.T, *Subject)
	}{
		{"the same key is the same booking", sameKey},
		{"different keys are different bookings", differentKeys},
		{"a refusal is a no of the carrier", refusal},
		{"a booking can be cancelled, twice as well", cancelling},
		{"an unknown number is not cancelled", unknownNumber},
		{"a request that is broken off is no refusal", brokenOff},
		{"a price is what the booking costs", rating},
		{"a manifest holds what was booked", manifesting},
		{"news can be asked for again", tracking},
		{"a simulated carrier says so, on its labels too", simulated},
		{"what a broken carrier says is no refusal", brokenCarrier},
	} {
		t.Run(part.name, func(t *testing.T) { part.try(t, open(t)) })
	}
}

func bookOf(t *testing.T, s *Subject, n int) *carrier.Confirmation {
	t.Helper()
	yes, err := s.Connector.Book(t.Context(), s.Request(n))
	if err != nil {
		t.Fatalf("request %d: %v", n, err)
	}
	return yes
}

func wantCode(t *testing.T, what string, err error, codes ...shipping.Code) {
	t.Helper()
	for _, c := range codes {
		if shipping.CodeOf(err) == c {
			return
		}
	}
	t.Errorf("%s: want %v, got %v (%s)", what, codes, err, shipping.CodeOf(err))
}

func sameKey(t *testing.T, s *Subject) {
	first := bookOf(t, s, 1)
	bookOf(t, s, 2)
	if again := bookOf(t, s, 1); !reflect.DeepEqual(first, again) {
		t.Errorf("%s %s %v, then %s %s %v", first.Waybill, first.Reference, first.Cost, again.Waybill, again.Reference, again.Cost)
	}
	if err := first.Check(); err != nil {
		t.Errorf("got %+v: %v", first, err)
	}
}

func differentKeys(t *testing.T, s *Subject) {
	seen := map[string]int{}
	for n := range 50 {
		w := bookOf(t, s, n).Waybill
		if before, ok := seen[w]; ok {
			t.Errorf("requests %d and %d both got %s", before, n, w)
		}
		seen[w] = n
	}
}

func refusal(t *testing.T, s *Subject) {
	for range 2 {
		_, err := s.Connector.Book(t.Context(), s.Refused)
		wantCode(t, "refused request", err, shipping.Refused)
		if carrier.RefusalCode(err) == "" || err.Error() == "" {
			t.Error("a refusal says why")
		}
	}
}

func cancelling(t *testing.T, s *Subject) {
	r := s.Request(1)
	yes := bookOf(t, s, 1)
	for _, key := range []string{"cancel-1", "cancel-1", "cancel-2"} {
		err := s.Connector.Cancel(t.Context(), &carrier.Cancellation{Key: key, Channel: r.Channel, Waybill: yes.Waybill, Why: "test"})
		if s.Kept {
			wantCode(t, key, err, shipping.Refused)
		} else if err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func unknownNumber(t *testing.T, s *Subject) {
	err := s.Connector.Cancel(t.Context(), &carrier.Cancellation{Key: "k", Channel: s.Request(1).Channel, Waybill: "NO SUCH/NUMBER"})
	wantCode(t, "unknown number", err, shipping.NotFound, shipping.Refused)
}

func brokenOff(t *testing.T, s *Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Connector.Book(ctx, s.Request(1))
	wantCode(t, "booking", err, shipping.Unavailable)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the cause is lost: %v", err)
	}
	err = s.Connector.Cancel(ctx, &carrier.Cancellation{Key: "k", Channel: s.Request(1).Channel, Waybill: "1"})
	wantCode(t, "cancellation", err, shipping.Unavailable)
}

func rating(t *testing.T, s *Subject) {
	rater, ok := s.Connector.(carrier.Rater)
	if !ok {
		t.Skip("the carrier tells no prices")
	}
	price, err := rater.Rate(t.Context(), s.Request(1))
	if err != nil || price != bookOf(t, s, 1).Cost {
		t.Errorf("rated at %v: %v", price, err)
	}
}

func manifesting(t *testing.T, s *Subject) {
	m, ok := s.Connector.(carrier.Manifester)
	if !ok {
		if bookOf(t, s, 1).ToClose {
			t.Error("what is booked is to be closed, and nothing closes it")
		}
		t.Skip("the carrier closes no manifests")
	}
	l := &carrier.Handover{Key: "m", Warehouse: "w", From: s.Request(1).From, Waybills: []string{bookOf(t, s, 1).Waybill, bookOf(t, s, 2).Waybill}}
	a, err := m.Manifest(t.Context(), l)
	if err != nil || a.Reference == "" || len(a.Waybills) != 2 {
		t.Fatalf("got %+v, %v", a, err)
	}
	if b, err := m.Manifest(t.Context(), l); err != nil || b.Reference != a.Reference {
		t.Errorf("the same key made %s and then %s, %v", a.Reference, b.Reference, err)
	}
}

func tracking(t *testing.T, s *Subject) {
	tracker, ok := s.Connector.(carrier.Tracker)
	if !ok {
		t.Skip("the carrier does not track")
	}
	one, two := bookOf(t, s, 1).Waybill, bookOf(t, s, 2).Waybill
	s.Pass()
	var cursor string
	news := map[string]int{}
	for more := true; more; {
		batch, again := changes(t, tracker, cursor), changes(t, tracker, cursor)
		if !reflect.DeepEqual(batch, again) {
			t.Fatalf("cursor %q gave %d messages, then %d", cursor, len(batch.Messages), len(again.Messages))
		}
		for i := range batch.Messages {
			news[batch.Messages[i].Waybill]++
		}
		cursor, more = batch.Next, batch.More
	}
	if news[one] == 0 || news[two] == 0 {
		t.Errorf("news of %v, but not of both %s and %s", news, one, two)
	}
	list, err := tracker.Track(t.Context(), []string{one, "no such number"})
	if err != nil || len(list) != news[one] {
		t.Errorf("the feed has %d messages about %s, asking for it gives %d, %v", news[one], one, len(list), err)
	}
	if list, err := tracker.Track(t.Context(), []string{"no such number"}); err != nil || len(list) != 0 {
		t.Errorf("unknown number: %v, %v", list, err)
	}
}

func changes(t *testing.T, tracker carrier.Tracker, cursor string) *carrier.Batch {
	t.Helper()
	b, err := tracker.Changes(t.Context(), cursor)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// mark is what stands on a simulated carrier's labels.
const mark = "SIMULATED"

func simulated(t *testing.T, s *Subject) {
	if s.Connector.Simulated() != s.Simulated {
		t.Fatalf("the connector says %t", s.Connector.Simulated())
	}
	yes := bookOf(t, s, 1)
	if len(yes.Label) == 0 {
		return
	}
	if yes.Media != "application/pdf" {
		t.Fatalf("whether %s says so cannot be read here", yes.Media)
	}
	if says := bytes.Contains(drawn(t, yes.Label), []byte(mark)); says != s.Simulated {
		t.Errorf("the label says %s: %t", mark, says)
	}
}

// drawn is what a PDF draws, its streams inflated.
func drawn(t *testing.T, pdf []byte) []byte {
	t.Helper()
	all := bytes.Clone(pdf)
	for rest := pdf; ; {
		_, after, found := bytes.Cut(rest, []byte("stream\n"))
		if !found {
			return all
		}
		rest = after
		if r, err := zlib.NewReader(bytes.NewReader(after)); err == nil {
			text, _ := io.ReadAll(r) // what follows a stream is none of it
			all = append(all, text...)
		}
	}
}

func brokenCarrier(t *testing.T, s *Subject) {
	if s.Behind == nil {
		t.Skip("the carrier is not called")
	}
	for name, answer := range map[string]http.HandlerFunc{
		"garbage":             say(http.StatusOK, "<html>welcome</html>"),
		"nothing":             say(http.StatusOK, ""),
		"half an answer":      say(http.StatusOK, `{"waybill":"SX1`),
		"another answer":      say(http.StatusOK, `{"temperature":21}`),
		"wrong types":         say(http.StatusOK, `{"waybill":["SX1"],"status":7}`),
		"a list":              say(http.StatusOK, `[]`),
		"null":                say(http.StatusOK, `null`),
		"a price below zero":  say(http.StatusOK, `{"waybill":"SX1","reference":"r","cost":{"amount":-1,"currency":"EUR"}}`),
		"an absurd price":     say(http.StatusOK, `{"waybill":"SX1","reference":"r","cost":{"amount":9223372036854775807,"currency":"EUR"}}`),
		"no known currency":   say(http.StatusOK, `{"waybill":"SX1","reference":"r","cost":{"amount":1,"currency":"XXX"}}`),
		"a path for a number": say(http.StatusOK, `{"waybill":"../../etc/passwd\n<script>","reference":"r","cost":{"amount":1,"currency":"EUR"}}`),
		"an endless answer":   endless(t, `"`, "x"),
		"a deep answer":       endless(t, "", "["),
		"an endless refusal":  refuse(endless(t, `"`, "x")),
		"a page of the web":   page(say(http.StatusOK, "<!doctype html><p>{\"waybill\":\"SX1\"}")),
		"a packed answer":     packed(t),
		"too many, later":     later("2"),
		"a gateway's page":    say(http.StatusBadGateway, "<h1>Bad Gateway</h1>"),
		"a page with 422":     say(http.StatusUnprocessableEntity, "<h1>no</h1>"),
		"a page with 404":     say(http.StatusNotFound, "404 page not found"),
		"too many requests":   say(http.StatusTooManyRequests, `{"code":"SLOW","message":"slow down"}`),
		"internal error":      say(http.StatusInternalServerError, `{"code":"X","message":"oops"}`),
		"a closed connection": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"a redirect":          redirect(t, http.StatusTemporaryRedirect),
		"a moved page":        redirect(t, http.StatusFound),
		"no answer":           wait,
		"a byte at a time":    drip,
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(answer)
			defer server.Close()
			timeout := time.Minute
			if name == "no answer" || name == "a byte at a time" {
				timeout = 30 * time.Millisecond
			}
			tryBroken(t, s, s.Behind(server.URL, timeout))
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		server := httptest.NewServer(say(http.StatusOK, ""))
		server.Close()
		tryBroken(t, s, s.Behind(server.URL, time.Minute))
	})
}

// tryBroken expects that nothing is known after each verb.
func tryBroken(t *testing.T, s *Subject, c carrier.Connector) {
	_, err := c.Book(t.Context(), s.Request(1))
	wantCode(t, "booking", err, shipping.Unavailable)
	if err = c.Cancel(t.Context(), &carrier.Cancellation{Key: "k", Channel: s.Request(1).Channel, Waybill: "1"}); s.Kept {
		wantCode(t, "cancellation", err, shipping.Refused)
	} else {
		wantCode(t, "cancellation", err, shipping.Unavailable)
	}
	if tracker, ok := c.(carrier.Tracker); ok {
		_, err = tracker.Changes(t.Context(), "")
		wantCode(t, "news", err, shipping.Unavailable)
	}
}
