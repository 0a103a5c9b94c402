package tour

import (
	"slices"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

func TestEveryFigureOfADepotIsChecked(t *testing.T) {
	vehicle := func(spoil func(*book.Vehicle)) func(*book.Book) {
		return func(b *book.Book) { spoil(&b.Depots[0].Vehicles[0]) }
	}
	for _, c := range []struct {
		name, field string
		change      func(*book.Book)
	}{
		{"as it is", "", func(*book.Book) {}},
		{"a vehicle that carries nothing and costs nothing", "", vehicle(func(v *book.Vehicle) { *v = book.Vehicle{ID: v.ID} })},
		{"open all day, planned at midnight", "", func(b *book.Book) { d := &b.Depots[0]; d.Plans, d.Opens, d.Closes = 0, 0, 24 }},
		{"closes after midnight", "depots[0].opens", func(b *book.Book) { b.Depots[0].Closes = 25 }},
		{"plans after it opens", "depots[0].opens", func(b *book.Book) { b.Depots[0].Plans = b.Depots[0].Opens + 1 }},
		{"as wide as may be", "", func(b *book.Book) { b.Depots[0].Radius = mostRadius }},
		{"wider", "depots[0].radius", func(b *book.Book) { b.Depots[0].Radius = mostRadius + 1 }},
		{"a negative service", "depots[0].radius", func(b *book.Book) { b.Depots[0].Service = -1 }},
		{"no name of a vehicle", "depots[0].vehicles", vehicle(func(v *book.Vehicle) { v.ID = "" })},
		{"no name of a locker", "depots[0].lockers", func(b *book.Book) { b.Depots[0].Lockers[0].ID = "" }},
		{"a locker open after midnight", "depots[0].lockers", func(b *book.Book) { b.Depots[0].Lockers[0].Closes = 25 }},
		{"plans before midnight", "depots[0].opens", func(b *book.Book) { b.Depots[0].Plans = -1 }},
		{"opens as it closes", "depots[0].opens", func(b *book.Book) { b.Depots[0].Opens = b.Depots[0].Closes }},
		{"parcels", "depots[0].vehicles", vehicle(func(v *book.Vehicle) { v.Parcels = -1 })},
		{"weight", "depots[0].vehicles", vehicle(func(v *book.Vehicle) { v.Weight = -1 })},
		{"fixed", "depots[0].vehicles", vehicle(func(v *book.Vehicle) { v.Fixed = -1 })},
		{"per hour", "depots[0].vehicles", vehicle(func(v *book.Vehicle) { v.PerHour = -1 })},
		{"per km", "depots[0].vehicles", vehicle(func(v *book.Vehicle) { v.PerKm = -1 })},
		{"two lockers of a name", "depots[0].lockers", func(b *book.Book) { d := &b.Depots[0]; d.Lockers = append(d.Lockers, d.Lockers[0]) }},
		{"a locker named as a vehicle", "depots[0].lockers", func(b *book.Book) { d := &b.Depots[0]; d.Lockers[0].ID = d.Vehicles[0].ID }},
		{"a locker open all day", "", func(b *book.Book) { l := &b.Depots[0].Lockers[0]; l.Opens, l.Closes = 0, 24 }},
		{"a locker that opens before midnight", "depots[0].lockers", func(b *book.Book) { b.Depots[0].Lockers[0].Opens = -1 }},
		{"two depots of a name", "depots[1].id", func(b *book.Book) { b.Depots[1].ID = b.Depots[0].ID }},
	} {
		b := book.Default()
		c.change(b)
		_, err := Open(b)
		if fault, _ := err.(*shipping.Error); fault == nil && c.field != "" || fault != nil && fault.Field != c.field { //nolint:errorlint // the value itself is promised
			t.Errorf("%s: %v, want %q", c.name, err, c.field)
		}
	}
}

// TestFreeCompartments: what lies in one is in use; what is on its way counts when it was promised.
func TestFreeCompartments(t *testing.T) {
	l := &book.Locker{ID: "L", Compartments: []book.Compartment{{Count: 2}, {Count: 1}}}
	s := &fact.DepotState{Stops: []fact.Stop{
		{Parcel: "lies", Locker: "L", Size: 0, Stage: fact.StopPickup},
		{Parcel: "comes", Locker: "L", Size: 0},
		{Parcel: "large", Locker: "L", Size: 1},
		{Parcel: "elsewhere", Locker: "M", Size: 0, Stage: fact.StopPickup},
	}}
	if got := free(l, s, false); !slices.Equal(got, []int64{1, 1}) {
		t.Errorf("free now: %v", got)
	}
	if got := free(l, s, true); !slices.Equal(got, []int64{0, 0}) {
		t.Errorf("free beside what is promised: %v", got)
	}
	s.Stops = append(s.Stops, fact.Stop{Parcel: "second", Locker: "L", Size: 0, Stage: fact.StopPickup}, fact.Stop{Parcel: "third", Locker: "L", Size: 0, Stage: fact.StopPickup})
	if got := free(l, s, false); !slices.Equal(got, []int64{0, 0}) {
		t.Errorf("a small parcel takes a large compartment when the small ones are in use: %v", got)
	}
}

// TestWhatAMorningAsksFor: one parcel is worth a tour; a parcel in a locker is not delivered again; a shift that is over asks for nothing.
func TestWhatAMorningAsksFor(t *testing.T) {
	d := desk(t)
	s := &fact.DepotState{Stops: []fact.Stop{{Parcel: "a", Stage: fact.StopPickup}}}
	if r := d.Morning(s, morning); r != nil {
		t.Errorf("asked for %v", r.Parcels)
	}
	s.Stops = append(s.Stops, fact.Stop{Parcel: "b"})
	r := d.Morning(s, morning)
	if r == nil || !slices.Equal(r.Parcels, []shipping.ParcelID{"b"}) || r.Revision != 1 || r.Date != "2026-03-03" || r.Why != "morning" {
		t.Errorf("asked for %+v", r)
	}
	hours := d.Hours(morning)
	if d.Morning(s, hours.To.Add(-time.Second)) == nil || d.Morning(s, hours.To) != nil {
		t.Error("the shift does not end when the depot closes")
	}
}

// TestARepairTakesWhatIsOnBoard: once the drivers are out, each goes on with what it has; what came to the depot since waits.
func TestARepairTakesWhatIsOnBoard(t *testing.T) {
	d := desk(t)
	out := d.Hours(morning).From.Add(time.Hour)
	s := &fact.DepotState{Date: d.Date(out), Revision: 1, Stops: []fact.Stop{{Parcel: "aboard", Vehicle: d.Vehicles[0].ID}, {Parcel: "came"}}}
	if r := d.Repair(s, out, "late"); r == nil || !slices.Equal(r.Parcels, []shipping.ParcelID{"aboard"}) || r.Revision != 2 {
		t.Errorf("on the way: %+v", r)
	}
	if r := d.Repair(s, d.Hours(morning).From, "late"); r == nil || len(r.Parcels) != 2 {
		t.Errorf("before they leave: %+v", r)
	}
	if r := d.Repair(s, out.Add(24*time.Hour), "late"); r != nil {
		t.Errorf("yesterday's plan is mended: %+v", r)
	}
}

// TestResume: what a vehicle goes on with, and from where.
func TestResume(t *testing.T) {
	d := desk(t)
	now := d.Hours(morning).From.Add(2 * time.Hour)
	at := func(n int64) shipping.Position { return shipping.Position{Lat: n} }
	id := d.Vehicles[0].ID
	narrow := shipping.Window{From: now.Add(3 * time.Hour), To: now.Add(4 * time.Hour)}
	s := &fact.DepotState{
		Stops: []fact.Stop{{Parcel: "next", Vehicle: id}, {Parcel: "missed", Vehicle: id, Slot: narrow}, {Parcel: "moved", Vehicle: "other"}},
		Tours: []fact.Tour{{Vehicle: id, Starts: at(1), Visits: []fact.TourVisit{
			{Parcel: "done", At: at(2), Arrives: now.Add(-time.Hour)},
			{Parcel: "next", At: at(3), Arrives: now.Add(time.Hour)},
			{Parcel: "missed", At: at(4), Arrives: now.Add(2 * time.Hour)},
			{Parcel: "moved", At: at(5), Arrives: now.Add(2 * time.Hour)},
		}}},
	}
	v := vehicle{Vehicle: &d.Vehicles[0]}
	v.resume(s, now, true)
	if v.at != at(2) || !slices.Equal(v.present, []shipping.ParcelID{"next"}) {
		t.Errorf("goes on from %v with %v", v.at, v.present)
	}
	s.Tours[0].Visits[2].Arrives = narrow.From // within what the buyer chose
	v = vehicle{Vehicle: &d.Vehicles[0]}
	v.resume(s, now, false)
	if v.at != (shipping.Position{}) || !slices.Equal(v.present, []shipping.ParcelID{"next", "missed"}) {
		t.Errorf("before it left: from %v with %v", v.at, v.present)
	}
}

// TestAFullLockerLeavesAParcel: two parcels for one compartment, one of them is left with the reason.
func TestAFullLockerLeavesAParcel(t *testing.T) {
	d := desk(t)
	d.Lockers = []book.Locker{{ID: "L", Opens: d.Opens, Closes: d.Closes, Position: d.Depot.Position, Compartments: []book.Compartment{{Count: 1}}}}
	s := &fact.DepotState{Stops: []fact.Stop{
		{Parcel: "a", Locker: "L", At: d.Depot.Position}, {Parcel: "b", Locker: "L", At: d.Depot.Position},
	}}
	plan := d.workload(s, morning, 1).plan(ctx)
	if len(plan.Left) != 1 || plan.Left[0].Rule != "locker_full" {
		t.Errorf("left: %+v", plan.Left)
	}
}
