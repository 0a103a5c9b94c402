package tour

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/fact"
	"crosslane/shipping"
)

var (
	ctx     = context.Background()
	morning = time.Date(2026, 3, 3, 5, 0, 0, 0, time.UTC) // 6 o'clock in Duisburg
)

func desk(t testing.TB) *Depot {
	t.Helper()
	desks, err := Open(book.Default())
	if err != nil {
		t.Fatal(err)
	}
	return desks[0]
}

// depot makes a balance with n parcels waiting in postcodes around the depot.
func depot(d *Depot, n int, rng *rand.Rand) *fact.DepotState {
	s := &fact.DepotState{}
	for i := range n {
		p := &fact.ParcelState{Plan: fact.ParcelPlan{Weight: shipping.Grams(200 + rng.IntN(9000)),
			Ship: shipping.Place{Country: "DE", Postcode: fmt.Sprintf("4%04d", rng.IntN(10_000))}}}
		if rng.IntN(5) == 0 {
			from := d.hour(morning, rng.IntN(2), int64(8+rng.IntN(8)))
			p.Wanted = shipping.Window{From: from, To: from.Add(time.Duration(1+rng.IntN(3)) * time.Hour)}
		}
		s.Stops = append(s.Stops, d.Arrived(shipping.ParcelID(fmt.Sprintf("par_%03d", i)), p, morning.Add(-time.Hour)))
	}
	return s
}

// planned asks and answers, as the decisions and the worker do.
func planned(t *testing.T, d *Depot, s *fact.DepotState, job *fact.TourRequested, at time.Time) *fact.TourPlanned {
	t.Helper()
	f := &fact.Fact{Stream: d.ID.Stream(), At: at, Recorded: at, Body: job}
	s.Apply(f)
	p := Answer(ctx, book.Default(), job, s, at)
	everyParcelOnce(t, job, p)
	s.Apply(&fact.Fact{Stream: d.ID.Stream(), At: at, Recorded: at, Cause: f.ID(), Body: p})
	return p
}

// everyParcelOnce: what was asked for is on one tour, or left with a reason.
func everyParcelOnce(t *testing.T, job *fact.TourRequested, p *fact.TourPlanned) {
	t.Helper()
	seen := map[shipping.ParcelID]int{}
	for _, one := range p.Tours {
		for _, v := range one.Visits {
			seen[v.Parcel]++
		}
	}
	for _, why := range p.Left {
		if seen[shipping.ParcelID(why.About)]++; Explain(why) == "" {
			t.Errorf("%+v says nothing to people", why)
		}
	}
	for _, id := range job.Parcels {
		if seen[id] != 1 {
			t.Errorf("%s stands %d times in the plan", id, seen[id])
		}
	}
	if len(seen) != len(job.Parcels) {
		t.Errorf("%d parcels planned, %d asked for", len(seen), len(job.Parcels))
	}
}

// TestDays plays whole days at random: plan, load, deliver in part, change slots, repair, and plan the
// next morning. Every plan is checked by the planner itself with route/check; here it is held against
// the depot's balance.
func TestDays(t *testing.T) {
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 5))
		d := desk(t)
		s := depot(d, 5+rng.IntN(40), rng)
		first := planned(t, d, s, d.Morning(s, morning), morning)
		again := depot(d, 0, rng)
		again.Stops = append(again.Stops, s.Stops...)
		for i := range again.Stops {
			again.Stops[i].Stage, again.Stops[i].Vehicle, again.Stops[i].Missed = fact.StopWaiting, "", 0
		}
		if p := planned(t, d, again, d.Morning(again, morning), morning); !reflect.DeepEqual(p, first) {
			t.Fatalf("seed %d: the same morning gives another plan", seed)
		}
		now := d.hour(morning, 0, 8)
		for range 3 {
			now = now.Add(time.Duration(30+rng.IntN(90)) * time.Minute)
			drive(d, s, now, rng)
			if job := upset(d, s, now, rng); job != nil {
				keepsAboard(t, s, planned(t, d, s, job, now), now)
			}
		}
		if next := d.Morning(s, d.NextPlan(now)); next != nil {
			planned(t, d, s, next, d.NextPlan(now))
		}
	}
}

// drive loads the vans and does the visits up to now; some fail.
func drive(d *Depot, s *fact.DepotState, now time.Time, rng *rand.Rand) {
	for _, t := range s.Tours {
		for _, v := range t.Visits {
			k, ok := s.Stop(v.Parcel)
			switch {
			case !ok || k.Vehicle != t.Vehicle:
			case v.Arrives.After(now):
				s.Apply(&fact.Fact{At: now, Body: &fact.StopChanged{Stop: Loaded(k, now)}})
			case rng.IntN(4) == 0:
				s.Apply(&fact.Fact{At: now, Body: &fact.StopChanged{Stop: d.Failed(s, k, &fact.ParcelPlan{}, now)}})
			default:
				s.Apply(&fact.Fact{At: now, Body: &fact.StopEnded{Parcel: k.Parcel}})
			}
		}
	}
}

// upset lets a buyer ask for another window.
func upset(d *Depot, s *fact.DepotState, now time.Time, rng *rand.Rand) *fact.TourRequested {
	if len(s.Stops) == 0 {
		return nil
	}
	k := s.Stops[rng.IntN(len(s.Stops))]
	from := now.Add(time.Duration(rng.IntN(30)) * time.Hour)
	s.Apply(&fact.Fact{At: now, Body: &fact.StopChanged{Stop: d.Wished(k, shipping.Window{From: from, To: from.Add(2 * time.Hour)}, now)}})
	return d.Repair(s, now, "test")
}

// keepsAboard: once the vans are out, each delivers what it has on board, and not in the past.
func keepsAboard(t *testing.T, s *fact.DepotState, p *fact.TourPlanned, now time.Time) {
	t.Helper()
	for _, one := range p.Tours {
		for _, v := range one.Visits {
			k, ok := s.Stop(v.Parcel)
			if !ok || k.Vehicle != one.Vehicle || k.Stage != fact.StopOut || v.Arrives.Before(now.Truncate(time.Second)) {
				t.Errorf("%s at %s in the tour of %s: %+v", v.Parcel, v.Arrives, one.Vehicle, k)
			}
			if k.Slot.To.After(now) && !Within(k.Slot, v.Arrives) {
				t.Errorf("%s comes at %s, asked for %v", v.Parcel, v.Arrives, k.Slot)
			}
		}
	}
}

// On a day with some room a repair leaves the others' vans and most of their order alone.
func TestRepairedNotRemade(t *testing.T) {
	d, rng := desk(t), rand.New(rand.NewPCG(1, 1))
	s := depot(d, 30, rng)
	before := planned(t, d, s, d.Morning(s, morning), morning)
	k, _ := s.Stop(before.Tours[0].Visits[0].Parcel)
	slot := shipping.Window{From: d.hour(morning, 0, 15), To: d.hour(morning, 0, 17)}
	s.Apply(&fact.Fact{At: morning, Body: &fact.StopChanged{Stop: d.Wished(k, slot, morning)}})
	after := planned(t, d, s, d.Repair(s, morning, "slot"), morning)
	kept, all := neighbours(before, after)
	t.Logf("%d of %d neighbours kept", kept, all)
	if kept*10 < all*8 {
		t.Errorf("only %d of %d stops still follow the same stop", kept, all)
	}
}

// neighbours counts the stops that follow the same stop in two plans.
func neighbours(a, b *fact.TourPlanned) (kept, all int) {
	follows := map[shipping.ParcelID]shipping.ParcelID{}
	for _, t := range a.Tours {
		for i := 1; i < len(t.Visits); i++ {
			follows[t.Visits[i].Parcel] = t.Visits[i-1].Parcel
			all++
		}
	}
	for _, t := range b.Tours {
		for i := 1; i < len(t.Visits); i++ {
			if follows[t.Visits[i].Parcel] == t.Visits[i-1].Parcel {
				kept++
			}
		}
	}
	return kept, all
}

func TestFullAndFailing(t *testing.T) {
	d, rng := desk(t), rand.New(rand.NewPCG(2, 2))
	d.Vehicles = []book.Vehicle{{ID: "van", Parcels: 3, Weight: 1e6, PerHour: 100}}
	s := depot(d, 5, rng)
	for i := range s.Stops {
		s.Stops[i].Slot = shipping.Window{}
	}
	w := d.workload(s, morning, 1)
	p := w.plan(ctx)
	if len(p.Left) != 2 || len(p.Tours) != 1 || len(p.Tours[0].Visits) != 3 {
		t.Errorf("three fit: %+v", p)
	}
	d.Vehicles = nil
	if p := d.workload(s, morning, 1).plan(ctx); len(p.Left) != 5 || p.Left[0].Rule != "no_vehicle" {
		t.Errorf("without a van all are left: %+v", p.Left)
	}
	w.vehicles[0].PerHour = 1 << 40 // beyond what the planner takes
	if p := w.plan(ctx); len(p.Left) != 5 || !strings.HasPrefix(Explain(p.Left[0]), "the planner failed") {
		t.Errorf("a planner that fails leaves all, and says so: %+v", p.Left)
	}
	if d.Morning(s, d.hour(morning, 0, 19)) != nil {
		t.Error("after the shift nothing is planned")
	}
}

func TestLockers(t *testing.T) {
	d := desk(t)
	d.Lockers = []book.Locker{{ID: "near", Position: d.Depot.Position, Closes: 24, Compartments: []book.Compartment{
		{Inner: shipping.Dimensions{Length: 600, Width: 300, Height: 80}, Count: 1}, {Inner: shipping.Dimensions{Length: 600, Width: 400, Height: 300}, Count: 1}}}}
	small, large := shipping.Dimensions{Length: 60, Width: 200, Height: 290}, shipping.Dimensions{Length: 390, Width: 290, Height: 590}
	s := &fact.DepotState{}
	for i, c := range []struct {
		size   shipping.Dimensions
		locker string
	}{{small, "near"}, {small, "near"}, {large, ""}, {shipping.Dimensions{}, ""}} {
		k := fact.Stop{Parcel: shipping.ParcelID(fmt.Sprint("par_", i)), Stage: fact.StopOut, Tries: 1}
		k = d.Failed(s, k, &fact.ParcelPlan{Size: c.size}, morning)
		if k.Locker != c.locker {
			t.Errorf("parcel %d goes to %q, want %q", i, k.Locker, c.locker)
		}
		s.Apply(&fact.Fact{Body: &fact.StopChanged{Stop: k}})
	}
	back := d.Failed(s, s.Stops[0], &fact.ParcelPlan{Size: small}, morning)
	if back.Locker != "" || back.Stage != fact.StopWaiting {
		t.Errorf("what the locker did not take goes to the door again: %+v", back)
	}
}

// Positions are near, coarse, always the same, and spread over the disc.
func TestPosition(t *testing.T) {
	d := desk(t)
	inner := 0
	for i := range 2000 {
		to := shipping.Place{Country: "DE", Postcode: fmt.Sprintf("4%04d", i)}
		p := d.Position(to)
		if p != d.Position(shipping.Place{Country: "DE", Postcode: " " + to.Postcode}) || p.Lon%1000 != 0 || p.Lat%1000 != 0 {
			t.Fatalf("%s lies at %v", to, p)
		}
		x, y := float64(p.Lon-d.Depot.Position.Lon)*0.623, float64(p.Lat-d.Depot.Position.Lat)
		away := (x*x + y*y) / 1e12 * metresPerDegree * metresPerDegree
		if r := float64(d.Radius + 200); away > r*r {
			t.Errorf("%s lies outside", to)
		} else if away < r*r/4 {
			inner++
		}
	}
	if inner < 400 || inner > 600 { // a quarter of the disc
		t.Errorf("%d of 2000 lie in the inner quarter", inner)
	}
}

func TestNextPlan(t *testing.T) {
	d := desk(t)
	for _, c := range []struct{ at, want string }{
		{"2026-03-03T04:59:00Z", "2026-03-03T06:00:00+01:00"}, {"2026-03-03T05:00:00Z", "2026-03-04T06:00:00+01:00"},
		{"2026-03-28T12:00:00Z", "2026-03-29T06:00:00+02:00"}, // summer time begins in that night
	} {
		at, _ := time.Parse(time.RFC3339, c.at)
		if got := d.NextPlan(at).Format(time.RFC3339); got != c.want {
			t.Errorf("after %s: %s, want %s", c.at, got, c.want)
		}
	}
}

func TestBadDepotsNameTheirField(t *testing.T) {
	for field, spoil := range map[string]func(*book.Depot){
		"depots[0].warehouse": func(d *book.Depot) { d.Warehouse = "moon" },
		"depots[0].opens":     func(d *book.Depot) { d.Closes = d.Opens },
		"depots[0].radius":    func(d *book.Depot) { d.Radius = -1 },
		"depots[0].vehicles":  func(d *book.Depot) { d.Vehicles = append(d.Vehicles, d.Vehicles[0]) },
		"depots[0].lockers":   func(d *book.Depot) { d.Lockers[0].Closes = 0 },
		"depots[0].id":        func(d *book.Depot) { d.ID = "" },
	} {
		b := book.Default()
		spoil(&b.Depots[0])
		_, err := Open(b)
		if e, ok := errors.AsType[*shipping.Error](err); !ok || e.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func BenchmarkMorning(b *testing.B) {
	d := desk(b)
	w := d.workload(depot(d, 100, rand.New(rand.NewPCG(3, 3))), morning, 1)
	for b.Loop() {
		w.plan(ctx)
	}
}

// TestHoursWhenClocksChange: the depot opens when its clocks say so, also on the days on which they are changed.
func TestHoursWhenClocksChange(t *testing.T) {
	d := desk(t)
	berlin, err := calendar.Zone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	d.zone, d.Plans, d.Opens, d.Closes = berlin, 2, 3, 24
	for night, want := range map[time.Time][3]string{
		time.Date(2026, 3, 28, 22, 0, 0, 0, time.UTC):  {"2026-03-29T03:00:00+02:00", "2026-03-28T03:00:00+01:00", "2026-03-29T00:00:00+01:00"}, // 2:00 is skipped
		time.Date(2026, 10, 24, 21, 0, 0, 0, time.UTC): {"2026-10-25T02:00:00+02:00", "2026-10-24T03:00:00+02:00", "2026-10-25T00:00:00+02:00"}, // 2:00 comes twice
	} {
		hours := d.Hours(night)
		got := [3]string{d.NextPlan(night).Format(time.RFC3339), hours.From.Format(time.RFC3339), hours.To.Format(time.RFC3339)}
		if got != want {
			t.Errorf("%s: %v, want %v", night, got, want)
		}
	}
}
