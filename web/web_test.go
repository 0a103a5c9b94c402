package web_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/web"
)

var day = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// merchant gathers what was told of one merchant.
type record struct{ facts []*fact.Fact }

func (s *record) tell(stream shipping.Stream, at time.Time, bodies ...fact.Body) {
	for _, body := range bodies {
		s.facts = append(s.facts, &fact.Fact{Stream: stream, At: at, Recorded: at, Body: body})
	}
}

// delivered tells the lives of n parcels that were delivered.
func (s *record) delivered(n int) {
	for i := range n {
		id := shipping.OrderID(fmt.Sprintf("ord_%05d", i))
		s.tell(id.Stream(), day, &fact.OrderReceived{Order: shipping.Order{ID: id, Number: fmt.Sprint(i), Currency: "EUR", Placed: day}})
		s.tell(id.Parcel(1).Stream(), day, &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: id, Ship: shipping.Place{Country: "DE"}}},
			&fact.BookingRequested{Channel: "home", Carrier: "x", Attempt: 1},
			&fact.Booked{Channel: "home", Carrier: "x", Waybill: fmt.Sprintf("<W%d>", i), Cost: shipping.Money{Amount: 123456, Currency: "EUR"}},
			&fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered})
	}
}

// served starts the pages over read tables with n delivered parcels.
func served(t *testing.T, n int) *httptest.Server {
	t.Helper()
	var s record
	s.delivered(n)
	return s.serve(t, day)
}

// serve starts the pages over what was told.
func (s *record) serve(t testing.TB, now time.Time) *httptest.Server {
	t.Helper()
	return shown(t, s.merchant(t, now), web.Options{Title: "Crosslane"})
}

// shown starts the pages of a merchant.
func shown(t testing.TB, m *merchant.Merchant, o web.Options) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(web.Handler(m, o))
	t.Cleanup(server.Close)
	return server
}

// merchant is one of whom the facts were told, in the ledger and in the read tables.
func (s *record) merchant(t testing.TB, now time.Time) *merchant.Merchant {
	t.Helper()
	at := merchant.At{Data: t.TempDir()}
	s.write(t, filepath.Join(at.Data, "ledger.db"))
	m := opened(t, at, func() time.Time { return now })
	_, behind, err := m.Feed(t.Context(), "", 1_000_000)
	if err == nil {
		err = m.Views.Apply(t.Context(), m.ID, s.facts, behind)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// opened is the business of the first merchant of a place.
func opened(t testing.TB, at merchant.At, now func() time.Time) *merchant.Merchant {
	t.Helper()
	place, err := merchant.Open(t.Context(), at, merchant.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(place.Close)
	m, err := place.Merchant(t.Context(), merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// write writes the facts down as they were told.
func (s *record) write(t testing.TB, file string) {
	t.Helper()
	if len(s.facts) == 0 {
		return
	}
	d := dbtest.Open(t, file)
	l, err := ledger.Open(t.Context(), d, scribe{}, ledger.Options{Now: func() time.Time { return day }})
	if err != nil {
		t.Fatal(err)
	}
	entries := make([]ledger.Entry, len(s.facts))
	for i, f := range s.facts {
		entries[i] = ledger.Entry{Facts: []*fact.Fact{{Stream: f.Stream, At: f.At, By: f.By, Body: f.Body}}}
	}
	for i, p := range l.SubmitAll(merchant.First, entries) {
		if _, err := p.Wait(t.Context()); err != nil {
			t.Fatalf("%s of %s: %v", s.facts[i].Kind(), s.facts[i].Stream, err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// scribe admits whatever is told, and decides nothing.
type scribe struct{}

func (scribe) Needs(*fact.Balance, *fact.Fact) []shipping.Stream { return nil }

func (scribe) Admit(fact.State, *fact.Fact) error { return nil }

func (scribe) Decide(fact.State, *fact.Fact) []*fact.Fact { return nil }

func get(t testing.TB, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestPages(t *testing.T) {
	var s record
	s.delivered(250)
	s.tell("order:ord_00001", day, &fact.OrderCancelled{Why: "<at once>"}, &fact.OrderRejected{Problems: []fact.Problem{{Field: "lines", Message: "<because>"}}})
	s.tell("parcel:par_00001-1", day, &fact.ScanReceived{Scan: fact.Scan{Carrier: "post", Code: "<W77>", Milestone: shipping.Unmapped}})
	server := s.serve(t, day)
	for _, c := range []struct {
		path   string
		status int
		says   []string
	}{
		{"/", 200, []string{"250", "delivered", "&lt;W249&gt;", "older parcels", "1\u202f234.56 EUR"}},
		{"/?before=par_00010-1", 200, []string{"&lt;W9&gt;", "&lt;W0&gt;"}},
		{"/?only=lost", 200, []string{"No parcels that are lost"}},
		{"/live", 200, []string{"&lt;W249&gt;"}},
		{"/orders/ord_00001", 200, []string{"Cancelled: &lt;at once&gt;", "&lt;because&gt;"}},
		{"/orders/ord_nobody", 404, []string{"no order ord_nobody"}},
		{"/cases", 200, []string{"No open cases", "Everything is where it should be"}},
		{"/cases?state=closed", 200, []string{"No closed cases"}},
		{"/orders", 200, []string{"older orders", "/orders/ord_00249", "before=ord_00150"}},
		{"/orders?only=held", 200, []string{"No orders that are held"}},
		{"/orders?before=ord_00003", 200, []string{">2</a>", ">0</a>"}},
		{"/channels", 200, []string{"home", "-DE", "100.0 %", "No parcel with an estimate", "&lt;W77&gt;", "/orders/ord_00001\">par_00001-1"}},
		{"/style.css", 200, []string{"color-scheme"}},
		{"/nowhere", 404, nil},
	} {
		status, body := get(t, server.URL+c.path)
		if status != c.status {
			t.Errorf("%s: status %d, want %d", c.path, status, c.status)
		}
		for _, want := range c.says {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not say %q", c.path, want)
			}
		}
		if strings.Contains(body, "<W") || strings.Contains(body, "<at") || strings.Contains(body, "<because") || strings.Contains(body, "<no value>") || strings.Contains(body, "ZgotmplZ") {
			t.Errorf("%s is not escaped or not filled", c.path)
		}
	}
}

func TestNothingYet(t *testing.T) {
	if status, body := get(t, served(t, 0).URL); status != 200 || !strings.Contains(body, "No parcels yet") {
		t.Errorf("a merchant without orders: %d %s", status, body)
	}
}

func TestJSON(t *testing.T) {
	server := served(t, 3)
	_, body := get(t, server.URL+"/api/figures")
	var f view.Figures
	if err := json.Unmarshal([]byte(body), &f); err != nil || f.Delivered != 3 || f.Cost["EUR"] != 3*123456 {
		t.Errorf("figures: %s, %v", body, err)
	}
	_, body = get(t, server.URL+"/api/parcels?limit=2")
	var rows []view.ParcelRow
	if err := json.Unmarshal([]byte(body), &rows); err != nil || len(rows) != 2 || rows[0].Waybill != "<W2>" {
		t.Errorf("parcels: %s, %v", body, err)
	}
}

// TestStray: what is not there below /api, or not by that method, is a problem as any other, with what would do.
func TestStray(t *testing.T) {
	server := served(t, 0)
	for _, c := range []struct {
		method, path  string
		status        int
		field, allows string
	}{
		{"GET", "/api/figurs", 404, "address", ""},
		{"DELETE", "/api/", 404, "address", ""},
		{"POST", "/api/figures", 405, "method", "GET, HEAD"},
		{"PUT", "/api/parcels", 405, "method", "GET, HEAD"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), c.method, server.URL+c.path, strings.NewReader("{"))
		if err != nil {
			t.Fatal(err)
		}
		response, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var p web.Problem
		err = json.NewDecoder(response.Body).Decode(&p)
		_ = response.Body.Close()
		if err != nil || response.StatusCode != c.status || p.Status != c.status || p.Field != c.field || p.Hint == "" ||
			response.Header.Get("Allow") != c.allows || response.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: %v, %d, %v, %+v", c.method, c.path, err, response.StatusCode, response.Header, p)
		}
	}
}
