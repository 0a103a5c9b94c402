// Package metrics tells how a server fares, in the text form of Prometheus: how long its answers take, how late its jobs and timers
// are, how far the read tables are behind, what carriers answer, and what is recorded.
package metrics

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/web"
)

// Served is a merchant whose business is run, with the carriers that are asked for it.
type Served struct {
	*merchant.Merchant
	Carriers *merchant.Carriers
}

// Metrics are the figures of a server.
type Metrics struct {
	served   func() []Served
	now      func() time.Time
	registry *prometheus.Registry
	answers  *prometheus.HistogramVec
	facts    *prometheus.CounterVec
	bookings *prometheus.CounterVec

	mu     sync.Mutex
	after  map[shipping.MerchantID]string // up to where the record was counted
	routes map[string]bool                // that are told apart
}

// New makes the figures of the merchants that are served; now is the clock.
func New(served func() []Served, now func() time.Time) *Metrics {
	m := &Metrics{served: served, now: now, registry: prometheus.NewRegistry(), after: map[shipping.MerchantID]string{}, routes: map[string]bool{},
		answers: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "crosslane_http_answer_seconds", Help: "How long answers took.",
			Buckets: []float64{.001, .0025, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 10, 60}}, []string{"route", "method", "status"}),
		facts:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "crosslane_facts_total", Help: "What was recorded since the server began, by kind."}, []string{"merchant", "fact"}),
		bookings: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "crosslane_bookings_total", Help: "What was asked of the carrier of each channel since the server began, and what it answered: asked, booked, refused."}, []string{"merchant", "channel", "answer"}),
	}
	m.registry.MustRegister(m.answers, m.facts, m.bookings, &state{m}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler tells the figures to whoever may look at the business of every merchant.
func (m *Metrics) Handler() http.Handler {
	figures := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := account.Allowed(r.Context(), account.Everyone, account.Read); err != nil {
			web.Refuse(w, err)
			return
		}
		figures.ServeHTTP(w, r)
	})
}

// Watch measures how long answers take.
func (m *Metrics) Watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now() // how long it takes is the machine's time, whatever the business's clock says
		a := &answer{ResponseWriter: w}
		next.ServeHTTP(a, r)
		if route, told := m.routeOf(r.URL.Path, cmp.Or(a.status, http.StatusOK)); told {
			m.answers.WithLabelValues(route, method(r.Method), statusOf(a.status)).Observe(time.Since(began).Seconds())
		}
	})
}

// answer hears the status of an answer.
type answer struct {
	http.ResponseWriter
	status int
}

// WriteHeader hears the status.
func (a *answer) WriteHeader(status int) {
	a.status = cmp.Or(a.status, status)
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap is the writer beneath.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Flush sends what was written so far.
func (a *answer) Flush() { _ = http.NewResponseController(a.ResponseWriter).Flush() } // who listens may have gone

// mostRoutes bounds how many routes are told apart, whatever is asked for.
const mostRoutes = 300

// routeOf names an address without what in it is somebody's: there are few routes, and many orders. Only what was answered as asked, or
// refused for what it says, has a route of its own: who is led elsewhere, turned away or finds nothing makes none by asking. How long
// somebody followed events is no time of an answer.
func (m *Metrics) routeOf(path string, status int) (route string, told bool) {
	switch {
	case status >= http.StatusMultipleChoices && status < http.StatusBadRequest && status != http.StatusNotModified,
		status >= http.StatusUnauthorized && status <= http.StatusMethodNotAllowed:
		return "none", true
	}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	at := 1
	if parts[0] == "v1" || parts[0] == "api" {
		at = 2
	}
	for i := at; i < len(parts); i += 2 {
		parts[i] = "{}"
	}
	route = "/" + strings.Join(parts[:min(len(parts), at+3)], "/")
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.routes[route] {
		if len(m.routes) >= mostRoutes {
			return "none", true
		}
		m.routes[route] = true
	}
	return route, route != "/v1/events"
}

func method(name string) string {
	switch name {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return name
	}
	return "other"
}

// statusOf is the class of a status.
func statusOf(status int) string { return string(rune('0'+cmp.Or(status, http.StatusOK)/100)) + "xx" }

// counted is how often the record is looked at, and how much of it at a time.
const (
	counted = time.Second
	most    = 1000
)

// Count counts what is recorded from now on, until the context ends.
func (m *Metrics) Count(ctx context.Context) {
	for {
		m.Look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(counted):
		}
	}
}

// Look counts what was recorded since the last look; the first one only sees where the record stands.
func (m *Metrics) Look(ctx context.Context) {
	for _, s := range m.served() {
		m.count(ctx, s.Merchant)
	}
}

// count counts what was recorded of a merchant since the last look. What cannot be read now is counted later.
func (m *Metrics) count(ctx context.Context, of *merchant.Merchant) {
	m.mu.Lock()
	defer m.mu.Unlock()
	after, known := m.after[of.ID]
	if !known {
		if newest, err := of.Views.Cursor(ctx, of.ID); err == nil {
			m.after[of.ID] = newest
		}
		return
	}
	for {
		list, next, err := of.Feed(ctx, after, most)
		if err != nil || len(list) == 0 {
			return
		}
		for _, f := range list {
			m.told(of.ID, f)
		}
		after = next
		m.after[of.ID] = after
	}
}

// told counts a fact.
func (m *Metrics) told(of shipping.MerchantID, f *fact.Fact) {
	m.facts.WithLabelValues(string(of), string(f.Kind())).Inc()
	switch b := f.Body.(type) {
	case *fact.BookingRequested:
		m.bookings.WithLabelValues(string(of), string(b.Channel), "asked").Inc()
	case *fact.Booked:
		m.bookings.WithLabelValues(string(of), string(b.Channel), "booked").Inc()
	case *fact.BookingRejected:
		m.bookings.WithLabelValues(string(of), string(b.Channel), "refused").Inc()
	}
}
