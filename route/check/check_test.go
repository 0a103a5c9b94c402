package check_test

import (
	"strings"
	"testing"

	"crosslane/route"
	"crosslane/route/check"
	"crosslane/shipping"
)

// tour is a problem and a plan for it that keeps every rule: out to 1, a rest on the
// way, a pair from 2 to 3, and back.
func tour() (route.Problem, route.Solution) {
	p := route.Problem{
		Matrices: []route.Matrix{{Size: 4,
			Durations: []int32{0, 100, 100, 100, 100, 0, 50, 60, 100, 50, 0, 70, 100, 60, 70, 0},
			Distances: []int32{0, 1000, 1000, 1000, 1000, 0, 500, 600, 1000, 500, 0, 700, 1000, 600, 700, 0}}},
		Stops: []route.Stop{
			{Place: 1, Delivery: []int64{2}, Setup: route.Duration{Base: 5}, Service: route.Duration{Base: 10}, Windows: []route.Window{{Open: 100, Close: 300}}, Skills: []int{1}},
			{Place: 2}, {Place: 3}, {Place: 3, Pickup: []int64{9}},
		},
		Pairs:   []route.Pair{{Pickup: 1, Delivery: 2, Amount: []int64{3}}},
		Lockers: []route.Locker{{Compartments: []int{1, 1}, Deposits: []route.Deposit{{Stop: 0, Size: 1}}}},
		Vehicles: []route.Vehicle{{Start: 0, End: 0, Capacity: []int64{4}, Skills: []int{1}, Shift: &route.Window{Open: 0, Close: 900},
			Breaks: []route.Break{{Service: 30, Windows: []route.Window{{Open: 40, Close: 60}}, MaxLoad: []int64{2}}},
			Costs:  route.Costs{Fixed: 7, PerHour: 3600, PerKm: 10, PerTaskHour: 360}}},
	}
	s := route.Solution{Cost: 362, Routes: []route.Route{{Cost: 362, Visits: []route.Visit{
		{Act: route.Depart, Load: []int64{2}},
		{Act: route.Rest, Arrival: 45, Service: 30, Travel: 45, Load: []int64{2}},
		{Act: route.Serve, Arrival: 130, Setup: 5, Service: 10, Travel: 100, Distance: 1000, Load: []int64{0}},
		{Act: route.Serve, Index: 1, Arrival: 195, Travel: 150, Distance: 1500, Load: []int64{3}},
		{Act: route.Serve, Index: 2, Arrival: 265, Travel: 220, Distance: 2200, Load: []int64{0}},
		{Act: route.Return, Arrival: 365, Travel: 320, Distance: 3200, Load: []int64{0}},
	}}}, Unassigned: []route.Unassigned{{Stop: 3, Reason: route.TooLarge}}}
	// 7 fixed, 320 s at 3600 an hour, 3.2 km at 10, 15 s at 360 an hour: 360.5, rounded up.
	s.Cost, s.Routes[0].Cost = 361, 361
	return p, s
}

func TestGoodPlan(t *testing.T) {
	p, s := tour()
	r, err := check.Solution(p, s)
	if err != nil {
		t.Fatal(err)
	}
	if want := (check.Report{Cost: 361, Travel: 320, Distance: 3200, Served: 3}); r != want {
		t.Errorf("got %+v, want %+v", r, want)
	}
}

// faults are changes of a good plan or its problem, and what is found.
var faults = []struct {
	name   string
	change func(p *route.Problem, s *route.Solution, v []route.Visit)
	want   string
}{
	{"cost of all", func(_ *route.Problem, s *route.Solution, _ []route.Visit) { s.Cost++ }, "cost"},
	{"cost of a route", func(_ *route.Problem, s *route.Solution, _ []route.Visit) { s.Routes[0].Cost++ }, "routes[0].cost"},
	{"vehicle", func(_ *route.Problem, s *route.Solution, _ []route.Visit) { s.Routes[0].Vehicle = 1 }, "routes[0].vehicle"},
	{"same vehicle twice", func(_ *route.Problem, s *route.Solution, _ []route.Visit) { s.Routes = append(s.Routes, s.Routes[0]) }, "routes[1].vehicle"},
	{"too early", func(_ *route.Problem, _ *route.Solution, v []route.Visit) { v[2].Arrival-- }, "visits[2].arrival"},
	{"driven before departure", func(_ *route.Problem, _ *route.Solution, v []route.Visit) { v[0].Travel = 1 }, "visits[0]"},
	{"far before departure", func(_ *route.Problem, _ *route.Solution, v []route.Visit) { v[0].Distance = 1 }, "visits[0]"},
	{"busy at departure", func(_ *route.Problem, _ *route.Solution, v []route.Visit) { v[0].Service = 1 }, "visits[0]"},
	{"waiting backwards", func(_ *route.Problem, _ *route.Solution, v []route.Visit) { v[3].Wait = -1 }, "visits[3].wait"},
	{"no setup", func(_ *route.Problem, _ *route.Solution, v []route.Visit) { v[2].Setup = 0 }, "visits[2]"},
	{"short service", func(_ *route.Problem, _ *route.Solution, v []route.Visit) { v[2].Service-- }, "visits[2]"},
	{"travel", func(_ *route.Problem, _ *route.Solution, v []route.Visit) { v[4].Travel++ }, "visits[4]"},
	{"distance", func(_ *route.Problem, _ *route.Solution, v []route.Visit) { v[5].Distance++ }, "visits[5]"},
	{"load", func(_ *route.Problem, _ *route.Solution, v []route.Visit) { v[3].Load[0]++ }, "visits[3].load"},
	{"window", func(p *route.Problem, _ *route.Solution, _ []route.Visit) { p.Stops[0].Windows[0].Close = 120 }, "visits[2]: begins"},
	{"capacity", func(p *route.Problem, _ *route.Solution, _ []route.Visit) { p.Vehicles[0].Capacity[0] = 2 }, "visits[3].load"},
	{"skill", func(p *route.Problem, _ *route.Solution, _ []route.Visit) { p.Vehicles[0].Skills = nil }, "lacks skill"},
	{"shift", func(p *route.Problem, _ *route.Solution, _ []route.Visit) { p.Vehicles[0].Shift.Close = 364 }, "shift"},
	{"break's window", func(p *route.Problem, _ *route.Solution, _ []route.Visit) {
		p.Vehicles[0].Breaks[0].Windows[0].Close = 44
	}, "visits[1]"},
	{"break's load", func(p *route.Problem, _ *route.Solution, _ []route.Visit) { p.Vehicles[0].Breaks[0].MaxLoad[0] = 1 }, "rests with"},
	{"break left out", func(p *route.Problem, _ *route.Solution, _ []route.Visit) {
		p.Vehicles[0].Breaks = append(p.Vehicles[0].Breaks, route.Break{})
	}, "leaves out break"},
	{"stops", func(p *route.Problem, _ *route.Solution, _ []route.Visit) { p.Vehicles[0].Limits.Stops = 2 }, "allowed are 2"},
	{"travel limit", func(p *route.Problem, _ *route.Solution, _ []route.Visit) { p.Vehicles[0].Limits.Travel = 319 }, "allowed are 319"},
	{"distance limit", func(p *route.Problem, _ *route.Solution, _ []route.Visit) { p.Vehicles[0].Limits.Distance = 3199 }, "allowed are 3199"},
	{"locker", func(p *route.Problem, _ *route.Solution, _ []route.Visit) {
		p.Lockers[0].Compartments[1] = 0
	}, "lockers[0]"},
	{"locker's hours", func(p *route.Problem, _ *route.Solution, _ []route.Visit) {
		p.Lockers[0].Hours = []route.Window{{Open: 200, Close: 300}}
	}, "outside its windows"},
	{"delivery before pickup", func(p *route.Problem, _ *route.Solution, _ []route.Visit) {
		p.Pairs[0].Pickup, p.Pairs[0].Delivery = 2, 1
	}, "before it is picked up"},
	{"stop twice", func(_ *route.Problem, _ *route.Solution, v []route.Visit) { v[3].Index = 0 }, "visited twice"},
	{"stop nowhere", func(_ *route.Problem, s *route.Solution, _ []route.Visit) { s.Unassigned = nil }, "unassigned"},
	{"stop on a route and left out", func(_ *route.Problem, s *route.Solution, _ []route.Visit) { s.Unassigned[0].Stop = 0 }, "unassigned[0]"},
	{"no reason", func(_ *route.Problem, s *route.Solution, _ []route.Visit) { s.Unassigned[0].Reason = "" }, "has no reason"},
	{"no road", func(p *route.Problem, _ *route.Solution, _ []route.Visit) {
		p.Matrices[0].Durations[6] = route.Unreachable
	}, "no road"},
	{"traffic", func(p *route.Problem, _ *route.Solution, _ []route.Visit) {
		p.Vehicles[0].Traffic = &route.Traffic{}
		for h := range p.Vehicles[0].Traffic.SpeedByHour {
			p.Vehicles[0].Traffic.SpeedByHour[h] = 50
		}
	}, "visits[2].arrival"},
	{"speed", func(p *route.Problem, _ *route.Solution, _ []route.Visit) { p.Vehicles[0].Speed = 99 }, "visits[2].arrival"},
}

// Whatever is changed in a good plan or its problem is found.
func TestFaults(t *testing.T) {
	for _, c := range faults {
		t.Run(c.name, func(t *testing.T) {
			p, s := tour()
			c.change(&p, &s, s.Routes[0].Visits)
			_, err := check.Solution(p, s)
			if shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
