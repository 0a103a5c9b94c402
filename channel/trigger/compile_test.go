package trigger

import (
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/fact"
	"crosslane/shipping"
)

// late is a trigger as planners write it.
func late() book.Trigger {
	return book.Trigger{
		Name: "late", When: "health.open >= 5 && health.late_hours > 48", Clear: "health.late_hours <= 24",
		Then:      book.Effect{Away: 100, Rebook: true, Case: true, Tell: true},
		HoldHours: 6, CoolDownHours: 24, Back: []int64{75, 50, 25}, StepHours: 12,
	}
}

// bookWith is the default Book with other triggers.
func bookWith(triggers ...book.Trigger) *book.Book {
	b := *defaultBook()
	b.Triggers, b.Peaks, b.Warehouses = triggers, nil, slices.Clone(b.Warehouses)
	b.Classes = []book.Class{{Name: "electronics", HS: []string{"8517", "8518"}}, {Name: "shoes", HS: []string{"64"}}}
	return &b
}

var defaultBook = sync.OnceValue(book.Default)

func compiled(t testing.TB, b *book.Book) *Set {
	t.Helper()
	s, err := Compile(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		change         func(*book.Trigger)
		field, message string
		hint           string
	}{
		{func(r *book.Trigger) { r.When = "health.late_hour > 48" }, "when", `column 7: "health.late_hour" is not known`, "did you mean health.late_hours?"},
		{func(r *book.Trigger) { r.When = `health.late_hours > "48"` }, "when", `column 19: ">" does not go with (int, string)`, "without quotes"},
		{func(r *book.Trigger) { r.When = "health.late_hours > 48.0" }, "when", `column 19: ">" does not go with (int, double)`, "whole numbers"},
		{func(r *book.Trigger) { r.When = "health.late_hours" }, "when", "the condition is int, and not true or false", "compare"},
		{func(r *book.Trigger) { r.When = "health.late_hours >" }, "when", "the end of the condition", ""},
		{func(r *book.Trigger) { r.When = "health.open > 5 &&\n  helth.late_hours > 48" }, "when", `line 2 of the condition, column 8: "helth.late_hours" is not known`, "docs/triggers.md"},
		{func(r *book.Trigger) { r.When = "parcel.weight > 5" }, "when", `"parcel.weight" is not known`, "under \"parcels\" alone"},
		{func(r *book.Trigger) { r.When = "" }, "when", "missing", "condition"},
		{func(r *book.Trigger) { r.When = `channel.kind == "dedicated"` }, "when", `column 17: no channel.kind is "dedicated"`, `did you mean "dedicated_line"?`},
		{func(r *book.Trigger) { r.When = `lane.market in ["Europe", "Asia"]` }, "when", `column 27: no lane.market is "Asia"`, "there are North America, Europe"},
		{func(r *book.Trigger) { r.When = `day.weekday != "Monday"` }, "when", `no day.weekday is "Monday"`, `"mon"`},
		{func(r *book.Trigger) { r.When = `"DEFRB" in channel.ports` }, "when", `column 1: no channel.ports is "DEFRB"`, `"DEFRA"`},
		{func(r *book.Trigger) { r.Clear = "health.sample < lane.name" }, "clear", `column 15: "<" does not go with (int, string)`, ""},
		{func(r *book.Trigger) { r.Parcels = "health.sample > 5" }, "parcels", `"health.sample" is not known`, "under \"when\""},
		{func(r *book.Trigger) { r.Parcels = `"toys" in parcel.classes` }, "parcels", `no parcel.classes is "toys"`, ""},
		{func(r *book.Trigger) { r.Parcels = `parcel.region.matches("(")` }, "parcels", "column", ""},
		{func(r *book.Trigger) {
			r.Parcels = "parcel.hs.all(a, parcel.hs.all(b, parcel.hs.all(c, a + b != c)))"
		}, "parcels", "more than 10000 steps", "lists within lists"},
		{func(r *book.Trigger) { r.Name = "" }, "name", "missing", ""},
		{func(r *book.Trigger) { r.Name = "first" }, "name", `"first" is used twice`, "entry 0"},
		{func(r *book.Trigger) { r.Name = "a:b" }, "name", "colon", "letters"},
		{func(r *book.Trigger) { r.Then = book.Effect{}; r.Back = nil }, "then", "no effect", "switch"},
		{func(r *book.Trigger) { r.Then = book.Effect{Rebook: true, Case: true} }, "then.rebook", "no share", "switch"},
		{func(r *book.Trigger) { r.Then = book.Effect{Tell: true} }, "then.tell", "no share", "switch"},
		{func(r *book.Trigger) { r.Then.Away = 101 }, "then.switch", "101 is out of bounds", "0 to 100"},
		{func(r *book.Trigger) { r.Then.Away = -1 }, "then.switch", "-1 is out of bounds", ""},
		{func(r *book.Trigger) { r.Then = book.Effect{Away: 50, Stop: true} }, "then.switch", "stop bars every parcel", ""},
		{func(r *book.Trigger) { r.Back = []int64{75, 75} }, "back[1]", "75 does not lie below the 75", "fall"},
		{func(r *book.Trigger) { r.Then.Away = 50 }, "back[0]", "75 does not lie below the 50", "fall"},
		{func(r *book.Trigger) { r.Back = []int64{75, 0} }, "back[1]", "0 is out of bounds", "1 to 99"},
		{func(r *book.Trigger) { r.StepHours = 0 }, "step_hours", "missing", "back"},
		{func(r *book.Trigger) { r.HoldHours = -1 }, "hold_hours", "-1 is out of bounds", ""},
		{func(r *book.Trigger) { r.CoolDownHours = -3 }, "cool_down_hours", "-3 is out of bounds", ""},
	} {
		first, second := late(), late()
		first.Name = "first"
		c.change(&second)
		_, err := Compile(bookWith(first, second))
		checkMistake(t, err, "triggers[1]."+c.field, c.message, c.hint)
	}
}

func TestMistakesInPeaksAndClasses(t *testing.T) {
	for _, c := range []struct {
		change               func(*book.Book)
		field, message, hint string
	}{
		{func(b *book.Book) { b.Peaks = []calendar.Peak{{Name: "x", Days: []string{"11-11", "11-thx-4"}}} }, "peaks[0].days[1]", `"thx" is not a day of the week`, "thu"},
		{func(b *book.Book) { b.Peaks = []calendar.Peak{{Name: "x", Days: []string{"13-11"}}} }, "peaks[0].days[0]", `"13-11" is not a day`, "12-25"},
		{func(b *book.Book) { b.Peaks = []calendar.Peak{{Name: "x"}} }, "peaks[0].days", "empty", ""},
		{func(b *book.Book) { b.Peaks = []calendar.Peak{{Days: []string{"11-11"}}} }, "peaks[0].name", "missing", ""},
		{func(b *book.Book) {
			b.Classes = []book.Class{{Name: "x", HS: []string{"85"}}, {Name: "x", HS: []string{"90"}}}
		}, "classes[1].name", "twice", ""},
		{func(b *book.Book) { b.Classes = []book.Class{{Name: "x", HS: []string{"85", "85.17"}}} }, "classes[0].hs[1]", "not the beginning", "points"},
		{func(b *book.Book) { b.Classes = []book.Class{{Name: "x"}} }, "classes[0].hs", "empty", ""},
		{func(b *book.Book) { b.Warehouses[1].Zone = "Europe/Berln" }, "warehouses[1].zone", "Berln", "Europe/Berlin"},
	} {
		b := bookWith()
		c.change(b)
		_, err := Compile(b)
		checkMistake(t, err, c.field, c.message, c.hint)
	}
}

func checkMistake(t *testing.T, err error, field, message, hint string) {
	t.Helper()
	var e *shipping.Error
	if !errors.As(err, &e) {
		t.Errorf("%s %s: %v", field, message, err)
		return
	}
	if e.Code != shipping.Invalid || e.Field != field || !strings.Contains(e.Message, message) || !strings.Contains(e.Hint, hint) {
		t.Errorf("want %s, %s (%s), have %v", field, message, hint, err)
	}
}

// TestWords: every word can be used, and has a value.
func TestWords(t *testing.T) {
	s := compiled(t, bookWith())
	health := fact.Health{}
	for i := range reflect.TypeFor[fact.Health]().NumField() {
		reflect.ValueOf(&health).Elem().Field(i).SetInt(int64(100 + i))
	}
	plan := &fact.ParcelPlan{
		Ship: shipping.Place{Country: "DE", Region: "NW", Postcode: "47119"}, Weight: 700, Value: shipping.Money{Amount: 1000, Currency: "USD"},
		Batteries: []shipping.Battery{"inside"}, Dangerous: true, HS: []string{"851830"},
	}
	now := &scene{
		set: s, lane: "szx-DE", channel: s.channels["szx-eu-air"], health: &health, plan: plan,
		at: instant(t, "2026-11-27T01:00:00+08:00"),
	}
	for text, about := range map[string]*vocabulary{
		`health.sample == 100 && health.open == 101 && health.late_hours == 102 && health.late_share == 103 && health.lost == 114`: &aboutLane,
		`health.backlog == 104 && health.backlog_hours == 105 && health.waiting == 106 && health.clearance_hours == 107`:           &aboutLane,
		`channel.id == "szx-eu-air" && channel.kind == "dedicated_line" && channel.carrier == "amber"`:                             &aboutLane,
		`channel.capacity == "belly" && "DEFRA" in channel.ports && channel.ports.size() == 2 && channel.reliability == 930`:       &aboutLane,
		`lane.name == "szx-DE" && lane.from == "szx" && lane.to == "DE" && lane.market == "Europe"`:                                &aboutLane,
		`day.date == "2026-11-27" && day.weekday == "fri" && day.month == 11 && day.date >= "2026-11-01"`:                          &aboutLane,
		`parcel.weight == 700 && parcel.value == 920 && parcel.country == "DE" && parcel.region == "NW"`:                           &aboutParcel,
		`parcel.postcode.startsWith("47") && "inside" in parcel.batteries && parcel.dangerous && "851830" in parcel.hs`:            &aboutParcel,
		`"electronics" in parcel.classes && parcel.classes.size() == 1`:                                                            &aboutParcel,
	} {
		c, err := s.compileCondition(about, text, "test")
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if !c.holds(now) {
			t.Errorf("%s does not hold", text)
		}
	}
	plan.Value.Currency = "XXX"
	for text, want := range map[string]bool{`parcel.value < 100000`: false, `parcel.value >= 0`: false, `parcel.weight > 0 || parcel.value > 0`: true} {
		c, err := s.compileCondition(&aboutParcel, text, "test")
		if err != nil || c.holds(now) != want {
			t.Errorf("%s without an exchange rate: want %v, %v", text, want, err)
		}
	}
}

// TestWordsAreDocumented: the page lists every word.
func TestWordsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/triggers.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, about := range []*vocabulary{&aboutLane, &aboutParcel} {
		for name := range about.words() {
			if !strings.Contains(string(page), "`"+name+"`") {
				t.Errorf("docs/triggers.md does not list %s", name)
			}
		}
	}
}

func TestNote(t *testing.T) {
	s := compiled(t, bookWith())
	c, err := s.compileCondition(&aboutLane, `health.late_hours > 48 && health.sample >= 5 && day.peak == "" && channel.kind != "postal" && health.late_hours < 999`, "test")
	if err != nil {
		t.Fatal(err)
	}
	now := &scene{set: s, lane: "szx-DE", channel: s.channels["szx-eu-air"], health: &fact.Health{LateHours: 61, Sample: 24}, at: instant(t, "2026-07-01T00:00:00Z")}
	if note := c.note(now); note != "late_hours 61, sample 24, peak none" {
		t.Error(note)
	}
}

// FuzzCondition: whatever somebody writes is refused with a place and a reason, or can be worked out.
func FuzzCondition(f *testing.F) {
	for _, s := range []string{late().When, `channel.kind in ["express", "postal"]`, `health.late_hours / health.sample > 1`, "1", "(", `day.peak.matches("^x")`, "\"", "a.b.c(d)", `channel.ports.exists(p, p == "x")`} {
		f.Add(s)
	}
	s := compiled(f, bookWith())
	now := &scene{set: s, lane: "szx-DE", channel: s.channels["szx-eu-air"], health: &fact.Health{}}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := s.compileCondition(&aboutLane, text, "when")
		var e *shipping.Error
		switch {
		case err != nil:
			if !errors.As(err, &e) || e.Field != "when" || e.Message == "" {
				t.Fatalf("%q: %v", text, err)
			}
		case c != nil:
			c.holds(now)
			c.note(now)
		}
	})
}

// TestDayOfALane is that of its origin: by the zone that the Book names, else by that of the place.
func TestDayOfALane(t *testing.T) {
	b := bookWith()
	b.Warehouses = []book.Warehouse{{ID: "ont", Place: shipping.Place{Country: "US", Region: "CA"}}, {ID: "szx", Zone: "Asia/Shanghai"}}
	s := compiled(t, b)
	at := time.Date(2026, 11, 28, 4, 0, 0, 0, time.UTC)
	for id, want := range map[shipping.WarehouseID]string{"ont": "2026-11-27T20:00:00-08:00", "szx": "2026-11-28T12:00:00+08:00", "?": "2026-11-28T04:00:00Z"} {
		if got := s.local(id, at).Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}
