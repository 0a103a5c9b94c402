package notify_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crosslane/notify"
	"crosslane/shipping"
)

const hookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// call is what the seller's system got.
type call struct {
	id, at, signature string
	body              []byte
}

// seller is a system on loopback that answers with a status.
func seller(t *testing.T, status int) (url string, calls *[]call) {
	t.Helper()
	calls = new([]call)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*calls = append(*calls, call{r.Header.Get("Webhook-Id"), r.Header.Get("Webhook-Timestamp"), r.Header.Get("Webhook-Signature"), body})
		if status/100 == 3 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	return s.URL, calls
}

func hookWorker(t *testing.T, url string) *notify.Worker {
	t.Helper()
	h, err := notify.NewWebhook(notify.WebhookOptions{URL: url + "/hooks?token=abc", Secret: hookSecret, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	return &notify.Worker{Webhook: h, Link: "https://shop.example/track/{waybill}"}
}

func TestWebhook(t *testing.T) {
	url, calls := seller(t, 204)
	w, e := hookWorker(t, url), newErrand("de", shipping.MessageDelivered, shipping.ByWebhook)
	for range 2 { // a repetition is known by its id
		if got := came(t, w, e); got != "sent" {
			t.Fatal(got)
		}
	}
	first, second := (*calls)[0], (*calls)[1]
	if first.id == "" || first.id != second.id || string(first.body) != string(second.body) || first.at != "1773316800" {
		t.Errorf("calls %+v", *calls)
	}
	key, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(hookSecret, "whsec_"))
	mac := hmac.New(sha256.New, key)
	io.WriteString(mac, first.id+"."+first.at+"."+string(first.body))
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); first.signature != want {
		t.Errorf("signature %s, want %s", first.signature, want)
	}
	var told struct {
		Type      string
		Timestamp time.Time
		Data      map[string]any
	}
	if err := json.Unmarshal(first.body, &told); err != nil || told.Type != "parcel.delivered" || !told.Timestamp.Equal(noon) {
		t.Errorf("body %s: %v", first.body, err)
	}
	if told.Data["waybill"] != "LX123456785CN" || told.Data["number"] != "WEB-1001" || told.Data["link"] != "https://shop.example/track/LX123456785CN" {
		t.Errorf("data %v", told.Data)
	}
	if strings.Contains(string(first.body), "buyer.example") || strings.Contains(string(first.body), "Jörg") {
		t.Errorf("the webhook names the buyer: %s", first.body)
	}
	e.address = nil // erased: a system is told all the same, it is told nothing about a person
	if got := came(t, w, e); got != "sent" {
		t.Error(got)
	}
}

// TestWebhookAnswers: only 2xx is taken, only 410 is for good; nobody is followed elsewhere.
func TestWebhookAnswers(t *testing.T) {
	for status, want := range map[int]string{200: "sent", 202: "sent", 410: "dropped not_accepted 410", 302: "error unavailable", 400: "error unavailable", 429: "error unavailable", 500: "error unavailable"} {
		url, calls := seller(t, status)
		w, e := hookWorker(t, url), newErrand("de", shipping.MessageDelivered, shipping.ByWebhook)
		if got := came(t, w, e); got != want {
			t.Errorf("%d: %q, want %q", status, got, want)
		}
		if len(*calls) != 1 {
			t.Errorf("%d: called %d times", status, len(*calls))
		}
	}
}

func TestWebhookOptions(t *testing.T) {
	good := notify.WebhookOptions{URL: "https://shop.example/hooks", Secret: hookSecret}
	for name, c := range map[string]struct {
		change func(o *notify.WebhookOptions)
		field  string
	}{
		"good":                {func(*notify.WebhookOptions) {}, ""},
		"in the clear":        {func(o *notify.WebhookOptions) { o.URL = "http://shop.example/hooks" }, "url"},
		"allowed":             {func(o *notify.WebhookOptions) { o.URL, o.AllowPlain = "http://shop.example/hooks", true }, ""},
		"on this machine":     {func(o *notify.WebhookOptions) { o.URL = "http://127.0.0.1:9/hooks" }, ""},
		"looks like it":       {func(o *notify.WebhookOptions) { o.URL = "http://localhost.evil.example/" }, "url"},
		"another scheme":      {func(o *notify.WebhookOptions) { o.URL = "file:///etc/passwd" }, "url"},
		"no address":          {func(o *notify.WebhookOptions) { o.URL = "hooks" }, "url"},
		"a short secret":      {func(o *notify.WebhookOptions) { o.Secret = "whsec_c2hvcnQ=" }, "secret"},
		"a secret of no kind": {func(o *notify.WebhookOptions) { o.Secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }, "secret"},
	} {
		o := good
		c.change(&o)
		_, err := notify.NewWebhook(o)
		var e *shipping.Error
		if errors.As(err, &e) && e.Field != c.field || err == nil && c.field != "" {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), o.Secret) {
			t.Errorf("%s: the error shows the secret: %v", name, err)
		}
	}
}

// TestWebhookOutOfReach: the error is one to try again, and does not show the address, which may hold a token.
func TestWebhookOutOfReach(t *testing.T) {
	w := hookWorker(t, "http://127.0.0.1:1")
	_, err := w.Perform(context.Background(), newErrand("de", shipping.MessageDelivered, shipping.ByWebhook).task())
	if shipping.CodeOf(err) != shipping.Unavailable || strings.Contains(err.Error(), "token") {
		t.Errorf("got %v", err)
	}
}
