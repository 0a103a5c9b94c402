package asked_test

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"sync"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/fact/onward"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/view/asked"
	"crosslane/view/instant"
)

var (
	begun = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	of    = asked.Of{Merchant: "main", Carrier: "x"}
)

func hour(h int) time.Time    { return begun.Add(time.Duration(h) * time.Hour) }
func ms(h int) instant.Millis { return instant.Of(hour(h)) }

func told(n, h int, body fact.Body) *fact.Fact {
	return &fact.Fact{Stream: shipping.ParcelID(fmt.Sprintf("par_%d-1", n)).Stream(), At: hour(h), Recorded: hour(h), Body: body}
}

// booked are the facts of a parcel that is booked with a carrier at an hour, under a number.
func booked(n, h int, by shipping.CarrierID, number string) []*fact.Fact {
	return []*fact.Fact{told(n, h, &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: "ord_1", Warehouse: "szx", Ship: shipping.Place{Country: "DE"}}}),
		told(n, h, &fact.BookingRequested{Channel: "air", Carrier: by, Attempt: 1}), told(n, h, &fact.Booked{Channel: "air", Carrier: by, Waybill: number})}
}

// tables are read tables, and what fills them.
type tables struct {
	*view.Store
	t *testing.T
}

func engines(t *testing.T, test func(s tables)) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, err := view.Open(context.Background(), dbtest.Open(t, dsn))
		if err != nil {
			t.Fatal(err)
		}
		test(tables{s, t})
	})
}

func (s tables) apply(merchant shipping.MerchantID, facts ...*fact.Fact) {
	s.t.Helper()
	if err := s.Apply(s.t.Context(), merchant, facts, "1"); err != nil {
		s.t.Fatal(err)
	}
}

func (s tables) changed(since instant.Millis, most int) []asked.Row {
	s.t.Helper()
	list, err := s.Asked.Changed(s.t.Context(), of, since, most)
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

func (s tables) wanted(pace int64, by instant.Millis, most int, want ...string) {
	s.t.Helper()
	list, err := s.Asked.Wanted(s.t.Context(), of, pace, by, most)
	if err != nil {
		s.t.Fatal(err)
	}
	if fmt.Sprint(names(list)) != fmt.Sprint(want) {
		s.t.Errorf("wanted at pace %d by %s: %v, not %v", pace, by.Time(), names(list), want)
	}
}

func names(list []asked.Row) (all []string) {
	for i := range list {
		all = append(all, list[i].Number)
	}
	return all
}

func (s tables) keep(of asked.Of, list ...asked.Row) {
	s.t.Helper()
	if err := s.Asked.Keep(s.t.Context(), of, list); err != nil {
		s.t.Fatal(err)
	}
}

// TestChanged: numbers that are open and new are listed by when they were booked, until they are kept, and again when something was recorded of their parcels;
// none of another carrier or merchant, or of a parcel at its end.
func TestChanged(t *testing.T) {
	engines(t, func(s tables) {
		s.apply("main", booked(1, 5, "x", "W1")...)
		s.apply("main", booked(2, 3, "x", "W2")...)
		s.apply("main", booked(3, 4, "y", "W3")...)
		s.apply("main", append(booked(4, 4, "x", "W4"), told(4, 9, &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered}))...)
		s.apply("other", booked(5, 4, "x", "W5")...)
		s.apply("main", booked(6, 6, "x", "W6")...)
		s.apply("main", told(6, 7, &fact.HandedOver{}), told(6, 8, &fact.Awaited{Await: []fact.Timer{{Name: fact.TimerLeg + "departed_origin", Due: hour(30)}}, Promise: shipping.Window{To: hour(90)}}))
		list := s.changed(0, 9)
		if got := fmt.Sprint(names(list)); got != "[W2 W1 W6]" {
			t.Fatalf("changed: %s", got)
		}
		want := asked.Row{Number: "W6", Parcel: "par_6-1", Status: shipping.InfoReceived, Milestone: shipping.LabelCreated, Booked: ms(6), Handed: ms(7), Due: ms(30), Promised: ms(90), Recorded: ms(8)}
		if list[2] != want {
			t.Errorf("%+v\nwant %+v", list[2], want)
		}
		if got := fmt.Sprint(names(s.changed(ms(5), 9)), names(s.changed(0, 1))); got != "[W1 W6] [W2]" {
			t.Errorf("since an instant, and one alone: %s", got)
		}
		list[1].Question = asked.Question{Asked: ms(10), Told: 4, Silent: 2, Pace: 3, Wanted: ms(11)}
		s.keep(of, list...)
		s.keep(asked.Of{Merchant: "other", Carrier: "x"}, asked.Row{Number: "W1", Parcel: "par_5-1"})
		if list := s.changed(0, 9); len(list) != 0 {
			t.Errorf("kept, and still new: %v", names(list))
		}
		s.apply("main", told(1, 12, &fact.HandedOver{}))
		again := s.changed(0, 9)
		if len(again) != 1 || again[0].Question != list[1].Question || again[0].Handed != ms(12) {
			t.Fatalf("%+v", again)
		}
		older := again[0]
		older.Recorded = ms(5)
		s.keep(of, again[0], older) // what was seen stays seen, and the last of two counts
		if list := s.changed(0, 9); len(list) != 1 {
			t.Errorf("%v", names(list))
		}
		s.keep(of, again[0])
		s.keep(of, older)
		if list := s.changed(0, 9); len(list) != 0 {
			t.Errorf("seen, and unseen: %v", names(list))
		}
	})
}

// TestWanted: of a pace those that have waited longest, with how their parcels stand now; those at their end are forgotten, and stand in nobody's way.
func TestWanted(t *testing.T) {
	engines(t, func(s tables) {
		for n := range 9 {
			s.apply("main", booked(n, n, "x", fmt.Sprintf("W%d", n))...)
		}
		list := s.changed(0, 99)
		for i := range list {
			list[i].Wanted, list[i].Pace = ms(20-i), int64(i%2)
		}
		s.keep(of, list...)
		s.keep(asked.Of{Merchant: "main", Carrier: "y"}, asked.Row{Number: "W1"})
		s.wanted(0, ms(20), 9, "W8", "W6", "W4", "W2", "W0")
		s.wanted(1, ms(20), 2, "W7", "W5")
		s.wanted(0, ms(14), 9, "W8", "W6")
		s.wanted(2, ms(20), 9)
		delivered := &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered}
		s.apply("main", told(8, 21, delivered), told(6, 21, &fact.BookingCancelled{Waybill: "W6"}), told(2, 21, delivered), told(4, 22, &fact.HandedOver{}))
		s.wanted(0, ms(20), 1, "W4")
		s.wanted(0, ms(20), 9, "W4", "W0")
		if list, err := s.Asked.Wanted(t.Context(), of, 0, ms(20), 1); err != nil || list[0].Handed != ms(22) || list[0].Wanted != ms(16) {
			t.Errorf("%+v, %v", list, err)
		}
		s.apply("main", told(6, 30, &fact.Booked{Channel: "air", Carrier: "x", Waybill: "W66"})) // under another number
		s.apply("main", told(5, 30, &fact.BookingCancelled{Waybill: "W5"}), told(5, 31, &fact.Booked{Channel: "air", Carrier: "x", Waybill: "W55"}))
		s.wanted(1, ms(20), 9, "W7", "W3", "W1")
		if got := fmt.Sprint(names(s.changed(0, 9))); got != "[W4 W66 W55]" {
			t.Errorf("changed: %s", got)
		}
	})
}

// TestNumbersOfParcelsOfOthers: a number under which a carrier has a parcel that another booked is listed until it is kept, wanted while the parcel travels under
// it, and forgotten then; and no other parcel's that has the same.
func TestNumbersOfParcelsOfOthers(t *testing.T) {
	engines(t, func(s tables) {
		for n := range 3 {
			s.apply("main", booked(n, n, "line", fmt.Sprintf("L%d", n))...)
		}
		legs := &fact.ParcelNumbered{Onward: []onward.Number{{Carrier: "X", Number: "W1", Since: hour(5)}}}
		s.apply("main", told(1, 5, legs), told(2, 6, legs))
		under := func(want ...string) []asked.Row {
			t.Helper()
			list, err := s.Asked.Under(t.Context(), of, map[string]shipping.ParcelID{"W1": "par_1-1", "W9": "par_0-1"})
			if err != nil || fmt.Sprint(names(list)) != fmt.Sprint(want) {
				t.Errorf("%v, not %v, %v", names(list), want, err)
			}
			return list
		}
		list := under("W1")
		if list[0].Parcel != "par_1-1" || list[0].Booked != ms(1) || list[0].Recorded != ms(5) {
			t.Errorf("%+v", list)
		}
		list[0].Wanted = ms(10)
		s.keep(of, list...)
		under()
		s.wanted(0, ms(9), 9)
		s.wanted(0, ms(10), 9, "W1")
		s.apply("main", told(1, 12, &fact.HandedOver{}))
		if list := under("W1"); list[0].Wanted != ms(10) || list[0].Handed != ms(12) {
			t.Errorf("%+v", list)
		}
		s.apply("main", told(1, 13, &fact.ParcelNumbered{}))
		s.wanted(0, ms(10), 9)
		s.apply("main", told(1, 14, legs))
		if list := under("W1"); list[0].Wanted != 0 {
			t.Errorf("it was forgotten, and is %+v", list)
		}
		s.apply("main", told(1, 15, &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered}))
		under()
	})
}

// whole is a step of a plan that reads a whole table, or all parcels of a merchant, or of a carrier all that was asked.
var whole = regexp.MustCompile(`^(SCAN [pan]\b|SEARCH [pn]\b.* \(merchant=\?\)$|SEARCH a\b.* \(merchant=\?( AND carrier=\?)?\)$)`)

// TestWhatIsWantedIsFound: among a million numbers none is read that is not wanted, and none that another carrier has.
func TestWhatIsWantedIsFound(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]bool{}
	d := dbtest.Open(t, dbtest.SQLite(t))
	s, err := view.Open(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	stop := db.Hear(func(text string, _ []any) {
		mu.Lock()
		defer mu.Unlock()
		seen[text] = true
	})
	defer stop()
	in := tables{s, t}
	in.keep(of, asked.Row{Number: "W1"})
	in.changed(0, 9)
	in.wanted(0, ms(1), 9) // it is forgotten
	if _, err := s.Asked.Under(t.Context(), of, map[string]shipping.ParcelID{"W1": "par_1-1"}); err != nil {
		t.Fatal(err)
	}
	stop()
	if len(seen) < 4 {
		t.Errorf("only %d statements were heard", len(seen))
	}
	for text := range seen {
		for _, step := range dbtest.Plan(t, d, text) {
			if whole.MatchString(step) {
				t.Errorf("reads too much: %s\n%s", text, step)
			}
		}
	}
}

// TestARowSaysAll: nothing of a row is lost on its way, but what the read tables say.
func TestARowSaysAll(t *testing.T) {
	engines(t, func(s tables) {
		s.apply("main", booked(1, 5, "x", "W1")...)
		want := s.changed(0, 9)[0]
		q := reflect.ValueOf(&want.Question).Elem()
		for i := range q.NumField() {
			q.Field(i).SetInt(int64(i + 1))
		}
		s.keep(of, want)
		if list, err := s.Asked.Wanted(t.Context(), of, want.Pace, ms(99), 9); err != nil || len(list) != 1 || list[0] != want {
			t.Errorf("%+v, %v", list, err)
		}
	})
}
