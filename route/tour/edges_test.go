package tour

import (
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// What was left in vain comes first on the next tour: a morning without room presses more than a closed door.
func TestWhatPresses(t *testing.T) {
	hours := desk(t).Hours(morning)
	for _, c := range []struct {
		missed, tries int64
		urgency       int
	}{{0, 0, 0}, {0, 1, 10}, {1, 0, 20}, {1, 3, 50}, {4, 2, 100}, {5, 1, 100}} {
		if s, _ := today(&fact.Stop{Missed: c.missed, Tries: c.tries}, hours, false); s.urgency != c.urgency {
			t.Errorf("left out %d times, tried %d times: %d, want %d", c.missed, c.tries, s.urgency, c.urgency)
		}
	}
}

// A window binds for what of it lies in the shift; one that is past binds nobody, one that is still to come waits.
func TestWhichWindowBindsToday(t *testing.T) {
	hours := desk(t).Hours(morning)
	span := func(from, to time.Duration) shipping.Window {
		return shipping.Window{From: hours.From.Add(from), To: hours.From.Add(to)}
	}
	long := hours.To.Sub(hours.From)
	for name, c := range map[string]struct {
		slot, binds shipping.Window
		today       bool
	}{
		"none":                    {shipping.Window{}, shipping.Window{}, true},
		"within the shift":        {span(time.Hour, 2*time.Hour), span(time.Hour, 2*time.Hour), true},
		"begun before":            {span(-time.Hour, time.Hour), span(0, time.Hour), true},
		"ends after":              {span(time.Hour, 2*long), span(time.Hour, long), true},
		"past":                    {span(-2*time.Hour, -time.Hour), shipping.Window{}, true},
		"past as the shift opens": {span(-time.Hour, 0), shipping.Window{}, true},
		"begins with its end":     {span(long, 2*long), shipping.Window{}, false},
		"begins just before":      {span(long-time.Second, 2*long), span(long-time.Second, long), true},
	} {
		if s, ok := today(&fact.Stop{Slot: c.slot}, hours, false); ok != c.today || s.slot != c.binds {
			t.Errorf("%s: %v, %t; want %v, %t", name, s.slot, ok, c.binds, c.today)
		}
	}
}

func TestWindowsToldAndKept(t *testing.T) {
	at := morning
	in := func(from, to time.Duration) shipping.Window {
		return shipping.Window{From: at.Add(from), To: at.Add(to)}
	}
	const half, hour = 30 * time.Minute, time.Hour
	for name, c := range map[string]struct{ slot, told shipping.Window }{
		"no wish":               {shipping.Window{}, in(-half, hour)},
		"a wide one":            {in(-3*hour, 3*hour), in(-half, hour)},
		"it begins at arrival":  {in(0, 3*hour), in(0, hour)},
		"it ends at arrival":    {in(-hour, 0), in(-half, 0)},
		"missed":                {in(-3*hour, -1), in(-half, hour)},
		"not begun":             {in(1, 3*hour), in(-half, hour)},
		"narrower than is told": {in(-10*time.Minute, 20*time.Minute), in(-10*time.Minute, 20*time.Minute)},
	} {
		if told := Told(at, c.slot); told != c.told {
			t.Errorf("%s: told %v, want %v", name, told, c.told)
		}
	}
	if Within(shipping.Window{}, time.Time{}) {
		t.Error("the window of nobody holds an instant")
	}
}

// A buyer's window takes a parcel off today's tours when none of it lies in today's shift.
func TestAWishForAnotherDay(t *testing.T) {
	d := desk(t)
	end := d.Hours(morning).To
	for name, c := range map[string]struct {
		from  time.Time
		stage fact.StopStage
		off   bool
	}{
		"today":           {end.Add(-time.Second), fact.StopOut, false},
		"after the shift": {end, fact.StopOut, true},
		"in a locker":     {end, fact.StopPickup, false},
	} {
		k := d.Wished(fact.Stop{Stage: c.stage, Vehicle: "van"}, shipping.Window{From: c.from, To: c.from.Add(time.Hour)}, morning)
		if off := k.Vehicle == ""; off != c.off || k.Slot.From != c.from {
			t.Errorf("%s: %+v", name, k)
		}
	}
}

// A door is tried twice; then the parcel goes to a locker, and from one that did not take it to the door again.
func TestAfterFailedTries(t *testing.T) {
	d := desk(t)
	d.Lockers = []book.Locker{{ID: "L", Position: d.Depot.Position, Closes: 24, Compartments: []book.Compartment{{Inner: shipping.Dimensions{Length: 300, Width: 200, Height: 100}, Count: 1}}}}
	plan := &fact.ParcelPlan{Size: shipping.Dimensions{Length: 300, Width: 200, Height: 100}, Ship: shipping.Place{Country: "DE", Postcode: "47051"}}
	k := fact.Stop{Parcel: "p", Vehicle: "van", Stage: fact.StopOut, Slot: shipping.Window{From: morning, To: morning.Add(time.Hour)}}
	s := &fact.DepotState{}
	for n, want := range []struct {
		locker string
		at     shipping.Position
		slot   bool
	}{{"", k.At, true}, {"L", d.Depot.Position, false}, {"", d.Position(plan.Ship), false}, {"L", d.Depot.Position, false}} {
		k = d.Failed(s, k, plan, morning)
		if k.Tries != int64(n+1) || k.Vehicle != "" || k.Stage != fact.StopWaiting || k.Locker != want.locker || k.At != want.at || (k.Slot != shipping.Window{}) != want.slot {
			t.Errorf("after %d tries: %+v", n+1, k)
		}
	}
}

// The smallest compartment that takes a parcel however it is turned, and none for one that was not measured.
func TestWhichCompartment(t *testing.T) {
	size := func(l, w, h shipping.Millimetres) shipping.Dimensions {
		return shipping.Dimensions{Length: l, Width: w, Height: h}
	}
	l := &book.Locker{Compartments: []book.Compartment{{Inner: size(100, 400, 300)}, {Inner: size(400, 300, 200)}}}
	for parcel, want := range map[shipping.Dimensions]int64{
		size(400, 300, 100): 0, size(100, 400, 300): 0, size(300, 100, 400): 0, size(1, 1, 1): 0,
		size(400, 300, 101): 1, size(400, 300, 200): 1, size(401, 300, 100): -1, size(400, 301, 100): -1, size(400, 300, 201): -1, {}: -1,
	} {
		if got := smallest(l, parcel); got != want {
			t.Errorf("%s goes into compartment %d, want %d", parcel, got, want)
		}
	}
}

// The nearest locker is chosen, by the way over ground, and the first of two that are as near.
func TestWhichLocker(t *testing.T) {
	d := desk(t)
	locker := func(id string, east, north, count int64) book.Locker {
		return book.Locker{ID: id, Position: shipping.Position{Lon: east, Lat: north}, Closes: 24, Compartments: []book.Compartment{{Inner: shipping.Dimensions{Length: 9, Width: 9, Height: 9}, Count: count}}}
	}
	for name, c := range map[string]struct {
		lockers []book.Locker
		want    string
	}{
		"a degree east is shorter": {[]book.Locker{locker("north", 0, 10_000, 1), locker("east", 15_000, 0, 1)}, "east"},
		"but not by so much":       {[]book.Locker{locker("north", 0, 10_000, 1), locker("east", 17_000, 0, 1)}, "north"},
		"west and south as well":   {[]book.Locker{locker("west", -16_000, -8000, 1), locker("south", 0, -12_000, 1)}, "south"},
		"the first of two":         {[]book.Locker{locker("one", 0, 10_000, 1), locker("two", 0, -10_000, 1)}, "one"},
		"a full one takes nothing": {[]book.Locker{locker("near", 0, 1, 0), locker("far", 0, 10_000, 1)}, "far"},
		"all of them are full":     {[]book.Locker{locker("near", 0, 1, 0)}, ""},
	} {
		d.Lockers = c.lockers
		door := shipping.Position{Lon: 6_700_000, Lat: 51_400_000}
		for i := range d.Lockers {
			d.Lockers[i].Position.Lon += door.Lon
			d.Lockers[i].Position.Lat += door.Lat
		}
		l, _, ok := d.chooseLocker(&fact.DepotState{}, fact.Stop{At: door}, shipping.Dimensions{Length: 1, Width: 1, Height: 1})
		if got := ""; ok != (c.want != "") || ok && l.ID != c.want {
			if ok {
				got = l.ID
			}
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	over := &fact.DepotState{Stops: []fact.Stop{{Locker: "L"}, {Locker: "L"}, {Locker: "L"}}}
	if left := free(&book.Locker{ID: "L", Compartments: []book.Compartment{{Count: 1}, {Count: 1}}}, over, true); !slices.Equal(left, []int64{0, 0}) {
		t.Errorf("more is promised than there is: %v", left)
	}
}

// The answer is about what was asked for: what came since waits for the next plan. A depot that is gone leaves all.
func TestTheAnswerIsAboutWhatWasAsked(t *testing.T) {
	b := book.Default()
	d := desk(t)
	s := &fact.DepotState{Stops: []fact.Stop{{Parcel: "asked", At: d.Depot.Position}, {Parcel: "came", At: d.Depot.Position}}}
	r := &fact.TourRequested{Depot: d.ID, Date: d.Date(morning), Revision: 1, Parcels: []shipping.ParcelID{"asked"}}
	p := Answer(ctx, b, r, s, morning)
	if len(p.Tours) != 1 || len(p.Tours[0].Visits) != 1 || p.Tours[0].Visits[0].Parcel != "asked" || len(p.Left) > 0 {
		t.Errorf("%+v", p)
	}
	for name, c := range map[string]struct {
		change func()
		at     time.Time
		words  string
	}{
		"the shift is over": {func() {}, d.Hours(morning).To, "the shift is over"},
		"no such depot":     {func() { r.Depot = "moon" }, morning, "the Book has no depot moon"},
		"a bad Book":        {func() { b.Depots[0].Radius = -1 }, morning, "beyond all measure"},
	} {
		b, r.Depot = book.Default(), d.ID
		c.change()
		p := Answer(ctx, b, r, s, c.at)
		if len(p.Tours) > 0 || len(p.Left) != 1 || p.Left[0].About != "asked" || !strings.Contains(Explain(p.Left[0]), c.words) || p.Cost.Currency != b.Base {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// A tour leaves the depot, calls where it says, and is back after its last door.
func TestATourLeavesAndReturns(t *testing.T) {
	d := desk(t)
	door := d.Position(shipping.Place{Country: "DE", Postcode: "47051"})
	s := &fact.DepotState{Stops: []fact.Stop{{Parcel: "p", At: door, Weight: 100}}}
	p := d.workload(s, morning, 1).plan(ctx)
	if len(p.Tours) != 1 {
		t.Fatalf("%+v", p)
	}
	tour := p.Tours[0]
	visit := tour.Visits[0]
	back := visit.Arrives.Add(time.Duration(d.Service) * time.Second)
	if tour.Starts != d.Depot.Position || visit.At != door || !tour.Leaves.Before(visit.Arrives) || !tour.Returns.After(back) || tour.Metres <= 0 ||
		tour.Leaves.Before(d.Hours(morning).From) || tour.Returns.After(d.Hours(morning).To) || p.Cost.Amount <= 0 {
		t.Errorf("%+v", tour)
	}
	if zone := visit.Arrives.Location(); zone != d.zone {
		t.Errorf("told by the clock of %s", zone)
	}
}

func TestReasonsInWords(t *testing.T) {
	for want, r := range map[string]fact.Reason{
		"":                   {Desk: "packing", Rule: "no_room"},
		"the tours are full": {Rule: "no_room"},
		"on 2 mornings in a row no tour had room for it":               {Desk: fact.TourDesk, Rule: RuleMissed, Actual: 2},
		"4 attempts to deliver it failed":                              {Desk: fact.TourDesk, Rule: RuleTried, Actual: 4},
		"it lay at the depot d, which the Book does not have any more": {Desk: fact.TourDesk, Rule: RuleGone, About: "d"},
		"no vehicle can be there in its window and back in time":       {Desk: fact.TourDesk, Rule: "time_window"},
	} {
		if got := Explain(r); got != want {
			t.Errorf("%+v: %q, want %q", r, got, want)
		}
	}
}

// A postcode lies where it always lay: its position is in the record.
func TestWherePostcodesLie(t *testing.T) {
	d := desk(t)
	for postcode, want := range map[string]shipping.Position{
		"47051": {Lon: 6_965_000, Lat: 51_642_000}, "45127": {Lon: 6_502_000, Lat: 51_602_000}, "40213": {Lon: 6_741_000, Lat: 51_303_000},
		"": {Lon: 6_459_000, Lat: 51_464_000}, "sw1a 1aa": {Lon: 6_667_000, Lat: 51_459_000},
	} {
		if got := d.Position(shipping.Place{Country: "DE", Postcode: postcode}); got != want {
			t.Errorf("%q lies at %+v, it lay at %+v", postcode, got, want)
		}
	}
}

// Once it is on board, a parcel stays with its vehicle; of a vehicle that is no more it waits, and is told so.
func TestWhatIsOnBoardStaysOnBoard(t *testing.T) {
	d := desk(t)
	d.Vehicles = []book.Vehicle{{ID: "one", Parcels: 9, PerHour: 100}, {ID: "two", Parcels: 9, PerHour: 100}}
	out := d.Hours(morning).From.Add(time.Hour)
	s := &fact.DepotState{Date: d.Date(out), Revision: 1}
	for _, id := range []string{"one", "two", "gone"} {
		s.Stops = append(s.Stops, fact.Stop{Parcel: shipping.ParcelID("of " + id), Vehicle: id, Stage: fact.StopOut, At: d.Position(shipping.Place{Country: "DE", Postcode: "47051"})})
	}
	p := d.workload(s, out, 2).plan(ctx)
	if len(p.Tours) != 2 || p.Tours[0].Visits[0].Parcel != "of one" || p.Tours[1].Visits[0].Parcel != "of two" || len(p.Left) != 1 || p.Left[0].Rule != "skills" {
		t.Errorf("%+v", p)
	}
}

// A compartment that the locker does not have any more binds nobody: the parcel is tried all the same.
func TestACompartmentThatIsNoMore(t *testing.T) {
	d := desk(t)
	d.Lockers = []book.Locker{{ID: "L", Opens: d.Opens, Closes: d.Closes, Position: d.Depot.Position, Compartments: []book.Compartment{{Count: 1}}}}
	s := &fact.DepotState{Stops: []fact.Stop{{Parcel: "a", Locker: "L", Size: 1, At: d.Depot.Position}, {Parcel: "b", Locker: "L", Size: 0, At: d.Depot.Position}}}
	if p := d.workload(s, morning, 1).plan(ctx); len(p.Tours) != 1 || len(p.Tours[0].Visits) != 2 {
		t.Errorf("%+v", p)
	}
}
