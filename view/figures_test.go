package view_test

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

// summed are the figures that a look at every row would tell.
func summed(t *testing.T, s *view.Store) view.Figures {
	t.Helper()
	ctx, all := context.Background(), view.Page{Limit: 1000}
	parcels, err := s.Parcels(ctx, "main", all)
	cases, failed := s.Cases(ctx, "main", all)
	latest, broken := s.Latest(ctx, "main")
	if err != nil || failed != nil || broken != nil || len(parcels) == 1000 {
		t.Fatal(err, failed, broken)
	}
	f := view.Figures{Cost: map[shipping.Currency]int64{}, Parcels: int64(len(parcels)), CasesOpened: int64(len(cases))}
	for _, c := range cases {
		if c.Closed == 0 {
			f.CasesOpen++
		}
	}
	for _, p := range parcels {
		f.Refusals += p.Request.Refusals
		if p.Booked > 0 && p.Request.Attempt > 1 {
			f.BackupsUsed++
		}
		if p.Booked > 0 && p.Cost.Currency == "" {
			f.CostUnknown++
		} else if p.Booked > 0 {
			f.Cost[p.Cost.Currency] += p.Cost.Amount
		}
		end := p.Ended
		if end == 0 {
			end = view.Millis(latest.UnixMilli())
		}
		late := p.Promised > 0 && end > p.Promised
		switch {
		case p.Status == shipping.Delivered && late:
			f.Delivered, f.DeliveredLate = f.Delivered+1, f.DeliveredLate+1
		case p.Status == shipping.Delivered:
			f.Delivered, f.DeliveredOnTime = f.Delivered+1, f.DeliveredOnTime+1
		case p.Status == shipping.Lost:
			f.Lost++
		}
		if late && (p.Ended == 0 || p.Status != shipping.Cancelled) {
			f.Late++
			f.DaysLate += int64(math.Ceil(end.Time().Sub(p.Promised.Time()).Hours() / 24))
			if p.Trouble.Warned > 0 && p.Trouble.Warned <= p.Promised {
				f.Warned++
			}
		}
	}
	return f
}

// TestFiguresAreWhatTheRowsAddUpTo: the figures that are carried forward are those of a look at every row, after any facts in
// any order, and nothing of them is lost when they are taken in one by one.
func TestFiguresAreWhatTheRowsAddUpTo(t *testing.T) {
	ctx := t.Context()
	engines(t, func(t *testing.T, s *view.Store) {
		rng := rand.New(rand.NewPCG(4, 4))
		facts := append(random(rng, 1500), append(life(1, 3, 2), append(life(2, 2, 9), life(3, 1, 0)...)...)...)
		for i := 0; i < len(facts); {
			n := min(1+rng.IntN(150), len(facts)-i)
			if err := s.Apply(ctx, "main", facts[i:i+n], "x"); err != nil {
				t.Fatal(err)
			}
			got, err := s.Figures(ctx, "main")
			if err != nil {
				t.Fatal(err)
			}
			want := summed(t, s)
			want.Orders, want.Switches, want.Rebooked, want.Deviations, want.Stuck, want.LateShare = got.Orders, got.Switches, got.Rebooked, got.Deviations, got.Stuck, got.LateShare
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("after %d facts:\ngot  %+v\nwant %+v", i+n, got, want)
			}
			i += n
		}
		f, err := s.Figures(ctx, "main")
		if err != nil || f.Orders != 3 || f.Deviations == 0 || f.Stuck == 0 || f.Switches == 0 || f.Lost == 0 || f.Warned == 0 || f.BackupsUsed != 2 || f.CostUnknown == 0 {
			t.Errorf("the facts do not tell enough: %+v, %v", f, err)
		}
	})
}

// TestOfNothingTheShareIsUnknown: a merchant who delivered nothing has no share of late parcels.
func TestOfNothingTheShareIsUnknown(t *testing.T) {
	engines(t, func(t *testing.T, s *view.Store) {
		f, err := s.Figures(t.Context(), "main")
		text, failed := json.Marshal(f)
		if err != nil || failed != nil || !strings.Contains(string(text), `"late_share":null`) || !strings.Contains(string(text), `"cost":{}`) {
			t.Errorf("%s, %v, %v", text, err, failed)
		}
	})
}

// TestNoCostBreaksASum: what no parcel can cost counts as unknown; what is believed adds up.
func TestNoCostBreaksASum(t *testing.T) {
	ctx := t.Context()
	engines(t, func(t *testing.T, s *view.Store) {
		costs := []shipping.Money{{Amount: math.MinInt64, Currency: "EUR"}, {Amount: math.MaxInt64, Currency: "EUR"}, {Amount: math.MaxInt64, Currency: "EUR"}, {Amount: -1, Currency: "EUR"},
			{Amount: 10_000_000_001, Currency: "EUR"}, {}, {Amount: 10_000_000_000, Currency: "EUR"}, {Amount: 0, Currency: "EUR"}, {Amount: 450, Currency: "EUR"}, {Amount: 99, Currency: "USD"}}
		for i, cost := range costs {
			w := newWay(i).asked(0).at(0, &fact.Booked{Channel: "air", Waybill: "W", Cost: cost})
			if err := s.Apply(ctx, "main", w.facts, "x"); err != nil {
				t.Fatal(err)
			}
		}
		check := func(unknown int64, cost map[shipping.Currency]int64) {
			t.Helper()
			f, err := s.Figures(ctx, "main")
			for c, n := range f.Cost {
				if n == 0 {
					delete(f.Cost, c)
				}
			}
			if err != nil || f.CostUnknown != unknown || !reflect.DeepEqual(f.Cost, cost) {
				t.Errorf("%d of unknown cost, %v, %v", f.CostUnknown, f.Cost, err)
			}
		}
		check(6, map[shipping.Currency]int64{"EUR": 10_000_000_450, "USD": 99})
		rows, err := s.Parcels(ctx, "main", view.Page{Limit: 10})
		if err != nil || rows[9].Cost.Amount != 0 || rows[9].Cost.Currency != "" || rows[3].Cost.Amount != 10_000_000_000 || rows[3].Cost.Currency != "EUR" {
			t.Errorf("rows %+v, %v", rows, err)
		}
		for i := range costs { // every booking is undone again
			if err := s.Apply(ctx, "main", newWay(i).at(1, &fact.BookingCancelled{}).facts[1:], "x"); err != nil {
				t.Fatal(err)
			}
		}
		check(0, map[shipping.Currency]int64{})
	})
}

// TestLateAtTheEdge: what comes in the last moment of its promise is in time, and who is told in it is warned.
func TestLateAtTheEdge(t *testing.T) {
	ctx := t.Context()
	promise := shipping.Window{From: day, To: hour(10)}
	told := func(at time.Time) *fact.Fact {
		return factOf(newWay(1).id.Stream(), at, &fact.MessageSent{Message: shipping.MessageAtRisk})
	}
	end := func(at time.Time, s shipping.Status) *fact.Fact {
		return factOf(newWay(1).id.Stream(), at, &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: s})
	}
	ms := time.Millisecond
	engines(t, func(t *testing.T, s *view.Store) {
		for i, c := range []struct {
			promise shipping.Window
			more    []*fact.Fact
			want    view.Figures
		}{
			{promise, []*fact.Fact{end(hour(10), shipping.Delivered)}, view.Figures{Delivered: 1, DeliveredOnTime: 1, LateShare: "0.0000"}},
			{promise, []*fact.Fact{end(hour(10).Add(ms), shipping.Delivered)}, view.Figures{Delivered: 1, DeliveredLate: 1, Late: 1, DaysLate: 1, LateShare: "1.0000"}},
			{promise, []*fact.Fact{told(hour(10)), end(hour(34), shipping.Delivered)}, view.Figures{Delivered: 1, DeliveredLate: 1, Late: 1, DaysLate: 1, Warned: 1, LateShare: "1.0000"}},
			{promise, []*fact.Fact{told(hour(10).Add(ms)), end(hour(34).Add(ms), shipping.Delivered)}, view.Figures{Delivered: 1, DeliveredLate: 1, Late: 1, DaysLate: 2, LateShare: "1.0000"}},
			{promise, []*fact.Fact{told(hour(9)), told(hour(11)), end(hour(12), shipping.Lost)}, view.Figures{Lost: 1, Late: 1, DaysLate: 1, Warned: 1}},
			{promise, []*fact.Fact{end(hour(12), shipping.Returned)}, view.Figures{Late: 1, DaysLate: 1}},
			{promise, []*fact.Fact{end(hour(12), shipping.Cancelled)}, view.Figures{}},
			{promise, []*fact.Fact{factOf(newWay(1).id.Stream(), hour(12), &fact.ParcelCalledOff{})}, view.Figures{}},
			{promise, []*fact.Fact{told(hour(10))}, view.Figures{}},
			{promise, []*fact.Fact{told(hour(9)), told(hour(10).Add(ms))}, view.Figures{Late: 1, DaysLate: 1, Warned: 1}},
			{promise, []*fact.Fact{told(hour(34)), told(hour(34))}, view.Figures{Late: 1, DaysLate: 1}},
			{promise, []*fact.Fact{told(hour(10).Add(-ms)), told(hour(34).Add(ms))}, view.Figures{Late: 1, DaysLate: 2, Warned: 1}},
			{shipping.Window{}, []*fact.Fact{told(hour(5)), end(hour(900), shipping.Delivered)}, view.Figures{Delivered: 1, DeliveredOnTime: 1, LateShare: "0.0000"}},
			{shipping.Window{}, []*fact.Fact{told(hour(500))}, view.Figures{}},
		} {
			if err := s.Clear(ctx, "main"); err != nil {
				t.Fatal(err)
			}
			w := newWay(1).asked(0).at(0, &fact.Booked{Channel: "air", Waybill: "W", Cost: shipping.Money{Amount: 1, Currency: "EUR"}}, &fact.Awaited{Promise: c.promise})
			if err := s.Apply(ctx, "main", append(w.facts, c.more...), "1"); err != nil {
				t.Fatal(err)
			}
			c.want.Parcels, c.want.Cost = 1, map[shipping.Currency]int64{"EUR": 1}
			if got, err := s.Figures(ctx, "main"); err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%d:\ngot  %+v, %v\nwant %+v", i, got, err, c.want)
			}
		}
	})
}

// TestRebookedOnce: a parcel that leaves its channel counts when it is booked anew, one that stays or that nobody asked does not.
func TestRebookedOnce(t *testing.T) {
	ctx := t.Context()
	ask, undone, stays := &fact.DiversionAsked{Channel: "air"}, &fact.BookingCancelled{}, &fact.CancelRejected{}
	booked := &fact.Booked{Channel: "air", Waybill: "W"}
	engines(t, func(t *testing.T, s *view.Store) {
		for i, c := range []struct {
			bodies []fact.Body
			want   int64
			leaves view.Leaving
		}{
			{[]fact.Body{ask, undone, booked}, 1, ""},
			{[]fact.Body{ask, undone, undone, booked}, 1, ""},
			{[]fact.Body{undone, booked}, 0, ""},
			{[]fact.Body{ask, stays, undone, booked}, 0, ""},
			{[]fact.Body{&fact.DiversionAsked{Channel: "sea"}, undone, booked}, 0, ""},
			{[]fact.Body{ask, undone, booked, undone, booked}, 1, ""},
			{[]fact.Body{ask, booked}, 0, ""},
			{[]fact.Body{ask}, 0, view.LeavingAsked},
			{[]fact.Body{ask, undone}, 0, view.LeavingUnbooked},
		} {
			if err := s.Clear(ctx, "main"); err != nil {
				t.Fatal(err)
			}
			if err := s.Apply(ctx, "main", newWay(1).booked(0).at(1, c.bodies...).facts, "1"); err != nil {
				t.Fatal(err)
			}
			f, err := s.Figures(ctx, "main")
			rows, failed := s.Parcels(ctx, "main", view.Page{})
			if err != nil || failed != nil || f.Rebooked != c.want || rows[0].Request.Leaving != c.leaves {
				t.Errorf("%d: %d rebooked, %q, %v, %v", i, f.Rebooked, rows[0].Request.Leaving, err, failed)
			}
		}
	})
}
