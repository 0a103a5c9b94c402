package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/web"
)

var day = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// tenant gathers what was told of one tenant.
type tenant struct{ facts []view.Told }

func (s *tenant) tell(stream shipping.Stream, at time.Time, bodies ...fact.Body) {
	for _, body := range bodies {
		s.facts = append(s.facts, view.Told{Tenant: "main", Fact: &fact.Fact{Stream: stream, At: at, Recorded: at, Body: body}})
	}
}

// delivered tells the lives of n parcels that were delivered.
func (s *tenant) delivered(n int) {
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
	var s tenant
	s.delivered(n)
	return s.serve(t, day)
}

// serve starts the pages over read tables with what was told.
func (s *tenant) serve(t testing.TB, now time.Time) *httptest.Server {
	t.Helper()
	views, err := view.Open(context.Background(), dbtest.Open(t, dbtest.SQLite(t)))
	if err != nil {
		t.Fatal(err)
	}
	if err := views.Apply(context.Background(), s.facts, "1"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(web.Handler(web.Source{Views: views, Tenant: "main", Title: "Crosslane", Now: func() time.Time { return now },
		Explain: func(_ context.Context, order string) ([]web.Remark, error) {
			if order != "ord_00001" {
				return nil, shipping.Fault(shipping.NotFound, "no order "+order, "")
			}
			return []web.Remark{{At: day, Text: "Accepted <at once>", Why: []string{"because"}}}, nil
		},
		Case: func(_ context.Context, id shipping.CaseID) (*web.CaseFile, error) {
			file := &web.CaseFile{}
			for _, f := range s.facts {
				if f.Fact.Stream == id.Stream() {
					file.State.Apply(f.Fact)
				}
			}
			return file, nil
		}}))
	t.Cleanup(server.Close)
	return server
}

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
	server := served(t, 250)
	for _, c := range []struct {
		path   string
		status int
		says   []string
	}{
		{"/", 200, []string{"250", "delivered", "&lt;W249&gt;", "older parcels", "1\u202f234.56 EUR"}},
		{"/?before=par_00010-1", 200, []string{"&lt;W9&gt;", "&lt;W0&gt;"}},
		{"/?only=lost", 200, []string{"No parcels that are lost"}},
		{"/live", 200, []string{"&lt;W249&gt;"}},
		{"/orders/ord_00001", 200, []string{"Accepted &lt;at once&gt;", "because"}},
		{"/orders/ord_nobody", 404, []string{"no order ord_nobody"}},
		{"/cases", 200, []string{"No open cases", "Everything is where it should be"}},
		{"/orders", 200, []string{"older orders", "/orders/ord_00249", "before=ord_00150"}},
		{"/orders?only=held", 200, []string{"No orders that are held"}},
		{"/orders?before=ord_00003", 200, []string{">2</a>", ">0</a>"}},
		{"/channels", 200, []string{"home", "-DE", "100.0 %", "No parcel with an estimate"}},
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
		if strings.Contains(body, "<W") || strings.Contains(body, "<no value>") || strings.Contains(body, "ZgotmplZ") {
			t.Errorf("%s is not escaped or not filled", c.path)
		}
	}
}

func TestEmptyShop(t *testing.T) {
	if status, body := get(t, served(t, 0).URL); status != 200 || !strings.Contains(body, "No parcels yet") {
		t.Errorf("an empty shop: %d %s", status, body)
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
