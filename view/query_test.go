package view_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

// TestListsAtTheEdge: a page ends before the row it begins behind, names that fit several orders mean none of them, and a
// waybill is one carrier's.
func TestListsAtTheEdge(t *testing.T) {
	ctx := t.Context()
	engines(t, func(t *testing.T, s *view.Store) {
		var facts []*fact.Fact
		for n := range 4 {
			facts = append(facts, life(n, 1, 0)...)
		}
		facts[1].Body = &fact.OrderHeld{Problems: []fact.Problem{{Field: "ship.street", Message: "is missing"}}}
		twice := factOf("order:ord_900", day, &fact.OrderReceived{Order: shipping.Order{ID: "ord_900", Number: "3", Currency: "EUR", Placed: day}})
		held := newWay(77).booked(0)
		facts = append(append(facts, twice), held.facts...)
		facts = append(facts, factOf("case:cas_1", hour(2), &fact.CaseOpened{What: "stuck", Parcel: held.id}))
		if err := s.Apply(ctx, "main", facts, "1"); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			page view.Page
			want string
		}{
			{view.Page{}, "[ord_900 ord_003 ord_002 ord_001 ord_000]"},
			{view.Page{Before: "ord_002"}, "[ord_001 ord_000]"},
			{view.Page{Limit: 1}, "[ord_900]"},
			{view.Page{Only: "received"}, "[ord_900]"},
			{view.Page{Only: "shipping", Before: "ord_003", Limit: 2}, "[ord_002 ord_001]"},
			{view.Page{Before: "ord_000"}, "[]"},
		} {
			list, err := s.Orders(ctx, "main", c.page)
			var ids []shipping.OrderID
			for _, r := range list {
				ids = append(ids, r.ID)
			}
			if got := fmt.Sprint(ids); err != nil || got != c.want {
				t.Errorf("%+v: %s, %v, want %s", c.page, got, err, c.want)
			}
		}
		for name, want := range map[string]shipping.OrderID{"ord_003": "ord_003", "2": "ord_002", "#2": "ord_002"} {
			if row, err := s.Find(ctx, "main", name, ""); err != nil || row.ID != want {
				t.Errorf("%s is %s, %v", name, row.ID, err)
			}
		}
		_, err := s.Find(ctx, "main", "3", "")
		if shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "2 orders go by 3") || !strings.Contains(err.Error(), "ord_900 (3 of none, 2026-03-02, received), ord_003 (3 of none, ") {
			t.Errorf("a number of several: %v", err)
		}
		if err := s.Apply(ctx, "main", []*fact.Fact{factOf("order:ord_900", hour(3), &fact.OrderCancelled{Why: "came in again"})}, "2"); err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]shipping.OrderID{"3": "ord_003", "#3": "ord_003", "ord_900": "ord_900"} { // the other took its place
			if row, err := s.Find(ctx, "main", name, ""); err != nil || row.ID != want {
				t.Errorf("%s, of which one was called off, is %s, %v", name, row.ID, err)
			}
		}
		if row, err := s.Find(ctx, "main", "2", shipping.NoStorefront); err != nil || row.ID != "ord_002" {
			t.Errorf("of no storefront: %v, %v", row.ID, err)
		}
		for by, want := range map[shipping.CarrierID][]shipping.ParcelID{"y": {"par_001-1", "", "par_001-1"}, "x": {"", "", ""}} {
			bearers, err := s.Bearers(ctx, "main", by, []string{"W1", "W9", "W1"})
			var list []shipping.ParcelID
			for _, b := range bearers {
				if list = append(list, b.Parcel); b.Parcel != "" && b.Booked.IsZero() {
					t.Errorf("when %s was booked is not told", b.Parcel)
				}
			}
			if err != nil || !reflect.DeepEqual(list, want) {
				t.Errorf("parcels of %s: %v, %v", by, list, err)
			}
		}
		for h, want := range map[int]int64{1: 5, 2: 5, 3: 4} { // four lives, and one that is somebody's case since hour 2
			if n, err := s.OnTheWay(ctx, "main", hour(h)); err != nil || n != want {
				t.Errorf("%d are on the way and nobody's case since hour %d, %v, want %d", n, h, err, want)
			}
		}
		if err := s.Apply(ctx, "main", []*fact.Fact{factOf("case:cas_1", hour(4), &fact.CaseClosed{Why: "done"})}, "2"); err != nil {
			t.Fatal(err)
		}
		if n, err := s.OnTheWay(ctx, "main", hour(3)); err != nil || n != 5 {
			t.Errorf("%d are on the way once the case is closed, %v", n, err)
		}
	})
}

// TestOrderRow: what each fact makes of an order in a list.
func TestOrderRow(t *testing.T) {
	ctx := t.Context()
	problem := []fact.Problem{{Field: "ship.street", Message: "is missing"}}
	engines(t, func(t *testing.T, s *view.Store) {
		tell := func(body fact.Body) { // in one batch each, so that what was kept is read again
			t.Helper()
			if err := s.Apply(ctx, "main", []*fact.Fact{factOf("order:ord_1", hour(1), body)}, "1"); err != nil {
				t.Fatal(err)
			}
		}
		tell(&fact.OrderReceived{Order: shipping.Order{ID: "ord_1", Number: "7", Storefront: "shop", Seller: "s", Currency: "EUR", Placed: day, Ship: shipping.Place{Country: "DE"},
			Lines: []shipping.Line{{Quantity: 2, Price: shipping.Money{Amount: 1250, Currency: "EUR"}}}}})
		row := view.OrderRow{ID: "ord_1", Number: "7", Storefront: "shop", Seller: "s", Placed: view.Millis(day.UnixMilli()), Country: "DE", Stage: fact.StageReceived, Value: 2500, Currency: "EUR", Updated: view.Millis(hour(1).UnixMilli())}
		for i, c := range []struct {
			body    fact.Body
			stage   fact.Stage
			problem string
			parcels int64
		}{
			{&fact.OrderHeld{Problems: problem}, fact.StageHeld, "ship.street: is missing", 0},
			{&fact.OrderAccepted{}, fact.StageAccepted, "", 0},
			{&fact.Backordered{}, fact.StageWaiting, "", 0},
			{&fact.Allocated{Parcels: []shipping.ParcelID{"par_1-1", "par_1-2"}}, fact.StageShipping, "", 2},
			{&fact.Allocated{Parcels: []shipping.ParcelID{"par_1-3"}}, fact.StageShipping, "", 3},
			{&fact.OrderCompleted{}, fact.StageCompleted, "", 3},
			{&fact.OrderRejected{Problems: problem}, fact.StageRejected, "ship.street: is missing", 3},
			{&fact.OrderCancelled{Why: "changed my mind"}, fact.StageCancelled, "changed my mind", 3},
		} {
			tell(c.body)
			row.Stage, row.Problem, row.Parcels = c.stage, c.problem, c.parcels
			if list, err := s.Orders(ctx, "main", view.Page{}); err != nil || len(list) != 1 || list[0] != row {
				t.Errorf("%d: %+v, %v, want %+v", i, list, err, row)
			}
		}
		if f, err := s.Figures(ctx, "main"); err != nil || f.Orders != 1 {
			t.Errorf("%d orders, %v", f.Orders, err)
		}
	})
}

// TestWorthOfOrders: what nobody told is not known, and no 0.00; what was given away is worth nothing.
func TestWorthOfOrders(t *testing.T) {
	line := func(quantity, amount int64, c shipping.Currency) shipping.Line {
		return shipping.Line{Quantity: quantity, Price: shipping.Money{Amount: amount, Currency: c}}
	}
	want := map[string]string{}
	var facts []*fact.Fact
	for name, c := range map[string]struct {
		currency shipping.Currency
		lines    []shipping.Line
		want     string
	}{
		"told":                     {"EUR", []shipping.Line{line(2, 1250, "EUR"), line(1, 300, "EUR")}, "28.00 EUR"},
		"given away":               {"EUR", []shipping.Line{line(2, 0, "EUR")}, "0.00 EUR"},
		"no price":                 {"EUR", []shipping.Line{{Quantity: 2}}, ""},
		"no price of one":          {"EUR", []shipping.Line{line(2, 1250, "EUR"), {Quantity: 1}}, ""},
		"a price nobody can read":  {"EUR", []shipping.Line{line(1, -1, "EUR")}, ""},
		"no currency":              {"", []shipping.Line{line(2, 1250, "")}, ""},
		"no lines":                 {"EUR", nil, ""},
		"a currency without cents": {"JPY", []shipping.Line{line(3, 549, "JPY")}, "1647 JPY"},
	} {
		id := shipping.OrderID("ord_" + strings.ReplaceAll(name, " ", "_"))
		want[name] = c.want
		facts = append(facts, factOf(id.Stream(), hour(1), &fact.OrderReceived{Order: shipping.Order{ID: id, Number: name, Currency: c.currency, Lines: c.lines}}))
	}
	engines(t, func(t *testing.T, s *view.Store) {
		if err := s.Apply(t.Context(), "main", facts, "1"); err != nil {
			t.Fatal(err)
		}
		list, err := s.Orders(t.Context(), "main", view.Page{})
		if err != nil || len(list) != len(want) {
			t.Fatal(list, err)
		}
		for i := range list {
			got := ""
			if m := list[i].Worth(); m != nil {
				got = m.String()
			}
			if got != want[list[i].Number] {
				t.Errorf("%s: worth %q, want %q", list[i].Number, got, want[list[i].Number])
			}
			told, err := json.Marshal(list[i])
			if err != nil || strings.Contains(string(told), `"value"`) != (got != "") {
				t.Errorf("%s: %s, %v", list[i].Number, told, err)
			}
		}
	})
}
