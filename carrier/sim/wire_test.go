package sim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/shipping"
)

// say sends a request as anybody might, and answers with status and body.
func (r *rig) say(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, r.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// TestWhatIsAskedOverTheWire: what a request must say, and what the carrier answers to one that does not.
func TestWhatIsAskedOverTheWire(t *testing.T) {
	r := open(t, Config{Name: "Simpost", Behave: always(plain)})
	r.take(t, 1)
	ask := func(key, parcel, country, channel string) string {
		return fmt.Sprintf(`{"key":%q,"parcel":%q,"channel":%q,"from":{"country":"CN"},"to":{"country":%q,"name":"Ann"},"weight":500}`, key, parcel, channel, country)
	}
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		words                    string
	}{
		{"health", "GET", "/v1/health", "", 200, `"ok"`},
		{"what was asked of it", "GET", "/v1/stats", "", 200, `"booked":1`},
		{"nowhere", "GET", "/v1/nowhere", "", 404, ""},
		{"a booking", "POST", "/v1/bookings", ask("k", "par_9", "DE", "cn-de-truck"), 201, `"waybill":"SX`},
		{"without a key", "POST", "/v1/bookings", ask("", "par_9", "DE", "cn-de-truck"), 400, "key, parcel and the country"},
		{"without a parcel", "POST", "/v1/bookings", ask("k2", "", "DE", "cn-de-truck"), 400, "key, parcel and the country"},
		{"to no country", "POST", "/v1/bookings", ask("k2", "par_9", "", "cn-de-truck"), 400, "key, parcel and the country"},
		{"on no channel of it", "POST", "/v1/bookings", ask("k2", "par_9", "DE", "moon"), 422, "NO_SERVICE"},
		{"no JSON", "POST", "/v1/bookings", "{", 400, "BAD_REQUEST"},
		{"far too much", "POST", "/v1/bookings", `{"key":"` + strings.Repeat("x", mostBody) + `"}`, 400, "BAD_REQUEST"},
		{"undoing what is not booked", "POST", "/v1/bookings/SX1/cancel", "{}", 404, "UNKNOWN"},
		{"undoing, and no JSON", "POST", "/v1/bookings/SX1/cancel", "", 400, "BAD_REQUEST"},
		{"tracking nothing", "POST", "/v1/track", "[]", 200, `{"next":"","more":false}`},
		{"tracking, and no list", "POST", "/v1/track", "{}", 400, "BAD_REQUEST"},
		{"news from the beginning", "GET", "/v1/events", "", 200, `"more":false`},
		{"one piece of news", "GET", "/v1/events?limit=1", "", 200, `"next":"1"`},
		{"no news", "GET", "/v1/events?limit=0", "", 400, "must be numbers"},
		{"news from before the beginning", "GET", "/v1/events?after=-1", "", 400, "must be numbers"},
		{"news from a word on", "GET", "/v1/events?after=x", "", 400, "must be numbers"},
		{"as many as a word", "GET", "/v1/events?limit=x", "", 400, "must be numbers"},
		{"news from far ahead", "GET", "/v1/events?after=1000", "", 200, `"more":false`},
	} {
		if c.name == "news from the beginning" {
			r.pass(48 * time.Hour)
		}
		if status, text := r.say(t, c.method, c.path, c.body); status != c.status || !strings.Contains(text, c.words) {
			t.Errorf("%s: %d %.200s, want %d and %q", c.name, status, text, c.status, c.words)
		}
	}
	var stats Stats
	_, text := r.say(t, "GET", "/v1/stats", "")
	if err := json.Unmarshal([]byte(text), &stats); err != nil || stats.Booked != 2 || stats.Refused != 1 || stats.Asked != 3 || stats.Keys != 3 || stats.Events == 0 || stats.Channels["cn-de-truck"].Booked != 2 {
		t.Errorf("%s, %v", text, err)
	}
}

// TestSilence: nothing is new behind the newest, and something behind every other place.
func TestSilence(t *testing.T) {
	r := open(t, Config{Behave: always(plain)})
	if !r.Silent("") || !r.Silent("0") || r.Silent("1") || r.Silent("x") {
		t.Error("before anything was booked")
	}
	r.take(t, 1)
	r.pass(48 * time.Hour)
	b, err := r.Changes(t.Context(), "")
	if err != nil || len(b.Messages) < 2 || r.Silent("") || r.Silent("1") || !r.Silent(b.Next) {
		t.Errorf("%d messages up to %q, %v", len(b.Messages), b.Next, err)
	}
}

// TestAnAnswerOfACarrierByItsStatus: what the connector makes of it.
func TestAnAnswerOfACarrierByItsStatus(t *testing.T) {
	r := open(t, Config{Behave: always(plain)})
	unknown := request(2)
	unknown.Channel.ID = "moon"
	_, err := r.Book(t.Context(), unknown)
	if shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "NO_SERVICE" {
		t.Errorf("no such channel: %v", err)
	}
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Channel: truck, Waybill: "SX1"}); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("no such booking: %v", err)
	}
	nobody := request(3)
	nobody.To.Country = ""
	if _, err := r.Book(t.Context(), nobody); err == nil || shipping.CodeOf(err) == shipping.Internal {
		t.Errorf("to no country: %v", err)
	}
}
