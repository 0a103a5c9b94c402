package route_test

import (
	"errors"
	"testing"

	"crosslane/route"
	"crosslane/shipping"
)

// roomy is a day on which every figure may be at its utmost.
func roomy() route.Problem {
	return route.Problem{
		Matrices: []route.Matrix{{Size: 2, Durations: []int32{0, 5, 5, 0}, Distances: []int32{0, 5, 5, 0}}},
		Stops:    []route.Stop{{Place: 1, Delivery: []int64{1}, Pickup: []int64{1}}, {Place: 1}, {Place: 1}},
		Pairs:    []route.Pair{{Pickup: 1, Delivery: 2, Amount: []int64{1}}},
		Vehicles: []route.Vehicle{{Capacity: []int64{9}, Breaks: []route.Break{{MaxLoad: []int64{9}}}}},
		Lockers:  []route.Locker{{Compartments: []int{1, 1}, Deposits: []route.Deposit{{Stop: 0}}}},
	}
}

func field(err error) string {
	if bad, ok := errors.AsType[*shipping.Error](err); ok {
		return bad.Field
	}
	return ""
}

// Each figure may be as small and as large as said, and no further.
func TestLimits(t *testing.T) {
	even := func(p *route.Problem, hour int, n int64) {
		p.Vehicles[0].Traffic = &route.Traffic{}
		for h := range p.Vehicles[0].Traffic.SpeedByHour {
			p.Vehicles[0].Traffic.SpeedByHour[h] = 100
		}
		p.Vehicles[0].Traffic.SpeedByHour[hour] = int(n)
	}
	for name, c := range map[string]struct {
		low, high int64
		set       func(p *route.Problem, n int64)
	}{
		"stops[0].location_index":               {0, 1, func(p *route.Problem, n int64) { p.Stops[0].Place = int(n) }},
		"stops[0].priority":                     {0, 100, func(p *route.Problem, n int64) { p.Stops[0].Priority = int(n) }},
		"stops[0].delivery[0]":                  {0, route.Never, func(p *route.Problem, n int64) { p.Stops[0].Delivery[0] = n }},
		"stops[0].pickup[0]":                    {0, route.Never, func(p *route.Problem, n int64) { p.Stops[0].Pickup[0] = n }},
		"stops[0].setup":                        {0, route.Unreachable, func(p *route.Problem, n int64) { p.Stops[0].Setup.Base = n }},
		"stops[0].service":                      {0, route.Unreachable, func(p *route.Problem, n int64) { p.Stops[0].Service.Base = n }},
		"stops[0].service_per_type.van":         {0, route.Unreachable, func(p *route.Problem, n int64) { p.Stops[0].Service.ByType = map[string]int64{"van": n} }},
		"stops[0].time_windows[0]":              {0, 500, func(p *route.Problem, n int64) { p.Stops[0].Windows = []route.Window{{Open: n, Close: 500}} }},
		"pairs[0].amount[0]":                    {0, route.Never, func(p *route.Problem, n int64) { p.Pairs[0].Amount[0] = n }},
		"vehicles[0].profile":                   {0, 0, func(p *route.Problem, n int64) { p.Vehicles[0].Profile = int(n) }},
		"vehicles[0].start_index":               {route.Nowhere, 1, func(p *route.Problem, n int64) { p.Vehicles[0].Start = int(n) }},
		"vehicles[0].end_index":                 {route.Nowhere, 1, func(p *route.Problem, n int64) { p.Vehicles[0].End = int(n) }},
		"vehicles[0].capacity[0]":               {0, route.Never, func(p *route.Problem, n int64) { p.Vehicles[0].Capacity[0] = n }},
		"vehicles[0].speed_factor":              {0, 500, func(p *route.Problem, n int64) { p.Vehicles[0].Speed = int(n) }},
		"vehicles[0].traffic.speed_by_hour[0]":  {1, 1000, func(p *route.Problem, n int64) { even(p, 0, n) }},
		"vehicles[0].traffic.speed_by_hour[23]": {1, 1000, func(p *route.Problem, n int64) { even(p, 23, n) }},
		"vehicles[0].time_window":               {0, route.Never, func(p *route.Problem, n int64) { p.Vehicles[0].Shift = &route.Window{Open: min(n, 0), Close: n} }},
		"vehicles[0].breaks[0].service":         {0, route.Unreachable, func(p *route.Problem, n int64) { p.Vehicles[0].Breaks[0].Service = n }},
		"vehicles[0].breaks[0].max_load[0]":     {0, route.Never, func(p *route.Problem, n int64) { p.Vehicles[0].Breaks[0].MaxLoad[0] = n }},
		"vehicles[0].breaks[0].time_windows[0]": {0, 9, func(p *route.Problem, n int64) { p.Vehicles[0].Breaks[0].Windows = []route.Window{{Open: n, Close: 9}} }},
		"lockers[0].time_windows[0]":            {0, 9, func(p *route.Problem, n int64) { p.Lockers[0].Hours = []route.Window{{Open: n, Close: 9}} }},
		"lockers[0].deposits[0].size":           {0, 1, func(p *route.Problem, n int64) { p.Lockers[0].Deposits[0].Size = int(n) }},
		"lockers[0].deposits[0].stop":           {0, 0, func(p *route.Problem, n int64) { p.Lockers[0].Deposits[0].Stop = int(n) }},
		"fixed: vehicles[0].costs":              {0, 1e9, func(p *route.Problem, n int64) { p.Vehicles[0].Costs.Fixed = n }},
		"per hour: vehicles[0].costs":           {0, 1e8, func(p *route.Problem, n int64) { p.Vehicles[0].Costs.PerHour = n }},
		"per hour of tasks: vehicles[0].costs":  {0, 1e8, func(p *route.Problem, n int64) { p.Vehicles[0].Costs.PerTaskHour = n }},
		"per kilometre: vehicles[0].costs":      {0, 1e6, func(p *route.Problem, n int64) { p.Vehicles[0].Costs.PerKm = n }},
	} {
		t.Run(name, func(t *testing.T) {
			want := name
			for i := range name {
				if name[i] == ':' {
					want = name[i+2:]
				}
			}
			at := func(n int64) string {
				p := roomy()
				c.set(&p, n)
				return field(p.Validate())
			}
			if low, high := at(c.low), at(c.high); low != "" || high != "" {
				t.Errorf("%d and %d are refused: %q, %q", c.low, c.high, low, high)
			}
			if low, high := at(c.low-1), at(c.high+1); low != want || high != want {
				t.Errorf("%d and %d are taken, or refused for something else: %q, %q", c.low-1, c.high+1, low, high)
			}
		})
	}
}

// What goes together, and what does not.
func TestWhatGoesTogether(t *testing.T) {
	const far = route.Unreachable
	priced := func(p *route.Problem) { p.Matrices[0].Costs = []int32{0, 1, 1, 0} }
	for name, c := range map[string]struct {
		change func(p *route.Problem)
		field  string
	}{
		"nothing to do":                      {func(p *route.Problem) { *p = route.Problem{} }, ""},
		"a matrix of costs":                  {priced, ""},
		"a matrix of costs, and by the hour": {func(p *route.Problem) { priced(p); p.Vehicles[0].Costs.PerHour = 1 }, "vehicles[0].costs"},
		"a matrix of costs, and by the way":  {func(p *route.Problem) { priced(p); p.Vehicles[0].Costs.PerKm = 1 }, "vehicles[0].costs"},
		"a matrix of costs, and for tasks":   {func(p *route.Problem) { priced(p); p.Vehicles[0].Costs.PerTaskHour, p.Vehicles[0].Costs.Fixed = 1, 1 }, ""},
		"a price by a way of no length":      {func(p *route.Problem) { p.Matrices[0].Distances = nil; p.Vehicles[0].Costs.PerKm = 1 }, "vehicles[0].profile"},
		"a limit to a way of no length":      {func(p *route.Problem) { p.Matrices[0].Distances = nil; p.Vehicles[0].Limits.Distance = 1 }, "vehicles[0].profile"},
		"other limits need no length": {func(p *route.Problem) {
			p.Matrices[0].Distances = nil
			p.Vehicles[0].Limits = route.Limits{Stops: 1, Travel: 1}
		}, ""},
		"less than no stop":   {func(p *route.Problem) { p.Vehicles[0].Limits.Stops = -1 }, "vehicles[0].limits"},
		"less than no way":    {func(p *route.Problem) { p.Vehicles[0].Limits.Distance = -1 }, "vehicles[0].limits"},
		"less than no travel": {func(p *route.Problem) { p.Vehicles[0].Limits.Travel = -1 }, "vehicles[0].limits"},
		"nowhere at all":      {func(p *route.Problem) { p.Vehicles[0].Start, p.Vehicles[0].End = route.Nowhere, route.Nowhere }, "vehicles[0]"},
		"fifty breaks":        {func(p *route.Problem) { p.Vehicles[0].Breaks = make([]route.Break, 50) }, ""},
		"one break more":      {func(p *route.Problem) { p.Vehicles[0].Breaks = make([]route.Break, 51) }, "vehicles[0].breaks"},
		"a slot of one instant": {func(p *route.Problem) {
			p.Stops[0].Windows = []route.Window{{Open: 5, Close: 5}, {Open: 6, Close: route.Never}}
		}, ""},
		"slots that touch":       {func(p *route.Problem) { p.Stops[0].Windows = []route.Window{{Open: 5, Close: 6}, {Open: 6, Close: 7}} }, "stops[0].time_windows[1]"},
		"a slot beyond all time": {func(p *route.Problem) { p.Stops[0].Windows = []route.Window{{Open: 5, Close: route.Never + 1}} }, "stops[0].time_windows[0]"},
		"a slot at the shift's first moment": {func(p *route.Problem) {
			p.Vehicles[0].Shift = &route.Window{Open: 7, Close: 9}
			p.Stops[0].Windows = []route.Window{{Close: 7}}
		}, ""},
		"a slot before the shift": {func(p *route.Problem) {
			p.Vehicles[0].Shift = &route.Window{Open: 7, Close: 9}
			p.Stops[0].Windows = []route.Window{{Close: 2}, {Open: 3, Close: 6}}
		}, "stops[0].time_windows[1]"},
		"a slot before any shift": {func(p *route.Problem) {
			p.Vehicles = append(p.Vehicles, route.Vehicle{Shift: &route.Window{Open: 7, Close: 9}})
			p.Stops[0].Windows = []route.Window{{Close: 6}}
		}, ""},
		"nobody to be late":            {func(p *route.Problem) { p.Vehicles = nil; p.Stops[0].Windows = []route.Window{{Close: 6}} }, ""},
		"no road there":                {func(p *route.Problem) { p.Matrices[0].Durations[1] = far }, "stops[0].location"},
		"no road back":                 {func(p *route.Problem) { p.Matrices[0].Durations[2] = far }, "stops[0].location"},
		"no road back, none is needed": {func(p *route.Problem) { p.Matrices[0].Durations[2] = far; p.Vehicles[0].End = route.Nowhere }, ""},
		"no road there, begun there":   {func(p *route.Problem) { p.Matrices[0].Durations[1] = far; p.Vehicles[0].Start = route.Nowhere }, ""},
		"no road there, it lives there": {func(p *route.Problem) {
			p.Matrices[0].Durations = []int32{0, far, far, 0}
			p.Vehicles[0].Start, p.Vehicles[0].End = 1, 1
		}, ""},
		"one road by way of another stop": {func(p *route.Problem) {
			p.Matrices[0] = route.Matrix{Size: 3, Durations: []int32{0, far, 5, far, 0, 5, 5, 5, 0}}
			p.Stops[2].Place = 2
		}, ""},
		"a road with another profile": {func(p *route.Problem) {
			p.Matrices[0].Durations[1] = far
			p.Matrices = append(p.Matrices, route.Matrix{Size: 2, Durations: []int32{0, 5, 5, 0}})
			p.Vehicles = append(p.Vehicles, route.Vehicle{Profile: 1})
		}, ""},
		"two pairs with one stop": {func(p *route.Problem) {
			p.Pairs = append(p.Pairs, route.Pair{Pickup: 0, Delivery: 2})
			p.Stops[0] = route.Stop{Place: 1}
		}, "pairs[1].delivery"},
		"a pair of no stop":            {func(p *route.Problem) { p.Pairs[0].Pickup = -1 }, "pairs[0].pickup"},
		"a pair beyond the last stop":  {func(p *route.Problem) { p.Pairs[0].Delivery = 3 }, "pairs[0].delivery"},
		"a pair with a load beside":    {func(p *route.Problem) { p.Stops[2].Delivery = []int64{1} }, "pairs[0].delivery"},
		"a deposit of what is fetched": {func(p *route.Problem) { p.Lockers[0].Deposits[0].Stop = 1 }, "lockers[0].deposits[0].stop"},
		"a deposit of what was paired": {func(p *route.Problem) { p.Lockers[0].Deposits[0].Stop = 2 }, ""},
		"a deposit twice":              {func(p *route.Problem) { p.Lockers[0].Deposits = append(p.Lockers[0].Deposits, route.Deposit{}) }, "lockers[0].deposits[1].stop"},
		"less than no compartment":     {func(p *route.Problem) { p.Lockers[0].Compartments[1] = -1 }, "lockers[0].compartments[1]"},
		"a locker with none free":      {func(p *route.Problem) { p.Lockers[0].Compartments = []int{0, 0} }, ""},
		"a matrix too large":           {func(p *route.Problem) { p.Matrices[0].Size = 40_001 }, "matrices[0]"},
		"one as large as can be":       {func(p *route.Problem) { p.Matrices[0].Size = 40_000 }, "matrices[0].durations"}, // which are too few
		"costs of another size":        {func(p *route.Problem) { p.Matrices[0].Costs = []int32{1} }, "matrices[0].costs"},
		"a cost below nothing":         {func(p *route.Problem) { p.Matrices[0].Costs = []int32{0, 0, -1, 0} }, "matrices[0].costs[1][0]"},
		"a time below nothing":         {func(p *route.Problem) { p.Matrices[0].Durations[3] = -1 }, "matrices[0].durations[1][1]"},
	} {
		t.Run(name, func(t *testing.T) {
			p := roomy()
			c.change(&p)
			if got := field(p.Validate()); got != c.field {
				t.Errorf("refused for %q, want %q: %v", got, c.field, p.Validate())
			}
		})
	}
}

// A visit's instants follow from one another.
func TestVisitTimes(t *testing.T) {
	v := route.Visit{Arrival: 100, Wait: 20, Setup: 3, Service: 5}
	if v.Begin() != 120 || v.Leave() != 128 {
		t.Errorf("begins at %d, leaves at %d", v.Begin(), v.Leave())
	}
	d := route.Duration{Base: 9, ByType: map[string]int64{"van": 0}}
	if d.For("van") != 0 || d.For("bike") != 9 {
		t.Errorf("takes a van %d s, a bike %d s", d.For("van"), d.For("bike"))
	}
}
