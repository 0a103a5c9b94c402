package metrics_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"crosslane/account"
	"crosslane/carrier/gls/mock"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/web/metrics"
)

const anOrder = `{"number":"B-1","placed":"2026-03-19T08:00:00Z","currency":"EUR","address":{"name":"Eva Beispiel","lines":["Testgasse 3"],"city":"Wien","postcode":"1010","country":"AT"},
 "lines":[{"sku":"SPK-1","name":"Speaker","quantity":2,"price":"49.90","weight":640,"hs":"851822","origin":"CN"}]}`

// figures are those of a server with one merchant.
func figures(t *testing.T) (*metrics.Metrics, *merchant.Merchant) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC) }
	place, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(place.Close)
	m, err := place.Merchant(t.Context(), merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	return metrics.New(func() []metrics.Served { return []metrics.Served{{Merchant: m}} }, now), m
}

// read asks for the figures as somebody.
func read(t *testing.T, f *metrics.Metrics, who account.Actor) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	f.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil).WithContext(account.As(t.Context(), who)))
	return w.Code, w.Body.String()
}

var watcher = account.Actor{Name: "token:tok_1", Grants: account.Grants{account.Everyone: account.ReadOnly}}

// TestFigures: what is recorded is counted from when the server began, the rest is as it stands; Prometheus's own checker finds no fault.
func TestFigures(t *testing.T) {
	f, m := figures(t)
	f.Look(t.Context())
	if _, err := m.TakeOrders(t.Context(), []byte(anOrder), nil); err != nil {
		t.Fatal(err)
	}
	f.Look(t.Context())
	status, text := read(t, f, watcher)
	for _, want := range []string{`crosslane_facts_total{fact="OrderReceived",merchant="main"} 1`, `crosslane_job_late_seconds{merchant="main"} 0`, `crosslane_jobs_given_up{merchant="main"} 0`,
		`crosslane_read_tables_behind{merchant="main"} 1`, `crosslane_cases_open{merchant="main"} 0`, "go_goroutines ", "process_resident_memory_bytes "} {
		if status != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("%d: no %s in %s", status, want, text)
		}
	}
	if found, err := promlint.New(strings.NewReader(text)).Lint(); err != nil || len(found) > 0 {
		t.Errorf("%v %v", found, err)
	}
	if err := m.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, text = read(t, f, watcher); !strings.Contains(text, `crosslane_read_tables_behind{merchant="main"} 0`) {
		t.Error("filled, and still behind")
	}
}

const glsBook = `
name: Leipzig
from: 2024-01-01T00:00:00Z
base: EUR
warehouses: [{id: leipzig, name: Leipzig, place: {country: DE, postcode: "04109"}}]
carriers: [{id: gls, name: GLS, connector: gls, account: %s, login: %s, secret: "env:CROSSLANE_CARRIER_MAIN__GLS", address: %q, calls_per_day: 1}]
policy: {day_cost: 25, spread_cost: 15, late_cost: 1500}
alerts: {depart: 48, arrive: 168, silence: 120, pickup: 168}
channels: [{id: gls, name: GLS, carrier: gls, service: PARCEL, kind: postal, from: [leipzig], to: [DE], legs: [{name: carriage, from: DE, to: "", ends: delivered, usual_hours: 48, most_hours: 96}],
  rates: all, days: {least: 1, most: 4}, limits: {weight: 30000}, reliability: 950}]
rates: [{name: all, currency: EUR, from: 2024-01-01, zones: [{name: all, countries: [DE], breaks: [{up_to: 30000, flat: 500}]}]}]
`

// TestTheOldestQuestion: how long it waits of a carrier whose calls do not suffice is told once the carrier has answered.
func TestTheOldestQuestion(t *testing.T) {
	t.Setenv("CROSSLANE_CARRIER_MAIN__GLS", mock.Secret)
	_, m := figures(t)
	now := time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC)
	web := httptest.NewServer(&mock.Server{Now: func() time.Time { return now }})
	defer web.Close()
	if err := m.Publish(t.Context(), fmt.Appendf(nil, glsBook, mock.Contact, mock.Login, web.URL), now); err != nil {
		t.Fatal(err)
	}
	c := m.Carriers(merchant.CarrierOptions{})
	defer c.Close()
	var facts []*fact.Fact
	for n := range 11 { // a call asks for ten
		booked := now.Add(-13 * time.Hour)
		for _, body := range []fact.Body{&fact.ParcelPlanned{}, &fact.BookingRequested{Channel: "gls", Carrier: "gls", Attempt: 1}, &fact.Booked{Channel: "gls", Carrier: "gls", Waybill: fmt.Sprint("W", n)}} {
			facts = append(facts, &fact.Fact{Stream: shipping.ParcelID(fmt.Sprint("par_", n)).Stream(), At: booked, Recorded: booked, Body: body})
		}
	}
	if err := m.Views.Apply(t.Context(), m.ID, facts, "1"); err != nil {
		t.Fatal(err)
	}
	f := metrics.New(func() []metrics.Served { return []metrics.Served{{Merchant: m, Carriers: c}} }, func() time.Time { return now })
	if _, text := read(t, f, watcher); strings.Contains(text, "crosslane_carrier_question_age_seconds{") {
		t.Error("it never answered, and what waits is told")
	}
	if err := c.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, text := read(t, f, watcher); !strings.Contains(text, `crosslane_carrier_question_age_seconds{carrier="gls",merchant="main"} 3610`) {
		t.Errorf("no word of what waits, twelve hours behind its booking and ten seconds: %s", text)
	}
}

// TestFiguresAreForThoseOfAll: who is nothing to every merchant learns nothing of any.
func TestFiguresAreForThoseOfAll(t *testing.T) {
	f, _ := figures(t)
	for _, who := range []account.Actor{{}, {Grants: account.Grants{"main": account.Owner}}, {Grants: account.Grants{account.Everyone: account.Partner}}} {
		if status, text := read(t, f, who); status != http.StatusForbidden && status != http.StatusNotFound || strings.Contains(text, "crosslane_") {
			t.Errorf("%+v: %d %s", who, status, text)
		}
	}
}

// TestRoutesAreFew: addresses are counted without what in them is somebody's, and nobody makes more of them by asking for what is not there.
func TestRoutesAreFew(t *testing.T) {
	f, _ := figures(t)
	h := f.Watch(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "nothing"):
			w.WriteHeader(http.StatusNotFound)
		case strings.Contains(r.URL.Path, "elsewhere"):
			status, _ := strconv.Atoi(r.URL.Query().Get("status"))
			w.WriteHeader(status)
		case r.URL.Path == "/v1/events":
			_ = http.NewResponseController(w).Flush()
		}
		_, _ = io.WriteString(w, "x")
	}))
	for _, path := range []string{"/", "/orders", "/orders/B-1", "/orders/B-2", "/v1/orders/B-1/cancel", "/v1/orders/B-2/cancel", "/v1/orders", "/v1/events", "/nothing/1", "/nothing/2", "/a/b/c/d/e/f", "/style.css"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("ODD", "/", nil))
	for i, status := range []string{"301", "303", "307", "401", "403", "404", "405"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, fmt.Sprintf("/elsewhere%d?status=%s", i, status), nil))
	}
	for i := range 2000 {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, fmt.Sprintf("/made-up%d", i), nil))
	}
	_, text := read(t, f, watcher)
	if n := strings.Count(text, `route="/made-up`); n == 0 || n > 300*16 {
		t.Errorf("%d lines of made-up routes", n)
	}
	for want, n := range map[string]string{`method="GET",route="/",status="2xx"`: "1", `method="GET",route="/orders",status="2xx"`: "1", `method="GET",route="/orders/{}",status="2xx"`: "2",
		`method="GET",route="/v1/orders/{}/cancel",status="2xx"`: "2", `method="GET",route="none",status="4xx"`: "6", `method="other",route="/",status="2xx"`: "1"} {
		if !strings.Contains(text, "crosslane_http_answer_seconds_count{"+want+"} "+n) {
			t.Errorf("not %s times %s", n, want)
		}
	}
	for _, not := range []string{"B-1", "nothing", "events", "elsewhere"} {
		if strings.Contains(text, not) {
			t.Errorf("%s is told", not)
		}
	}
}
