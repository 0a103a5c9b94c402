package day

import (
	"slices"
	"testing"

	"crosslane/route"
)

// village is a depot (place 0), two houses at place 1 (stops 0 and 2) and one at place 2
// (stop 1). There and back differ on every road, so that no two are mistaken for each other.
func village() *route.Problem {
	return &route.Problem{
		Matrices: []route.Matrix{{
			Size:      3,
			Durations: []int32{0, 100, 250, 110, 0, 200, 260, 210, 0},
			Distances: []int32{0, 1000, 2500, 1100, 0, 2000, 2600, 2100, 0},
		}},
		Stops: []route.Stop{
			{Place: 1, Setup: seconds(20), Service: seconds(30), Delivery: []int64{5}},
			{Place: 2, Service: seconds(40), Delivery: []int64{3}},
			{Place: 1, Setup: seconds(20), Service: seconds(5), Pickup: []int64{4}},
		},
		Vehicles: []route.Vehicle{{Capacity: []int64{100}, Costs: route.Costs{Fixed: 500, PerHour: 3600, PerKm: 10, PerTaskHour: 7200}}},
	}
}

func seconds(n int64) route.Duration { return route.Duration{Base: n} }

// tourOf turns stops of the problem into a tour of the day.
func tourOf(m *Day, stops ...int) (tour []int32) {
	for _, s := range stops {
		tour = append(tour, m.NodeOf[s])
	}
	return tour
}

func TestWalkCosts(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(p *route.Problem)
		tour   []int
		cost   int64
	}{
		{"nothing", nil, nil, 0},
		// 100+200+260 s, 5600 m, setup and service 50+40 s.
		{"two places", nil, []int{0, 1}, 500 + 560 + 56 + 180},
		// 250+210+110 s, 5700 m: the way round.
		{"the other way round", nil, []int{1, 0}, 500 + 570 + 57 + 180},
		// 100+110 s, 2100 m; no setup at the second stop of a place.
		{"one place", nil, []int{0, 2}, 500 + 210 + 21 + 110},
		{"no way home", func(p *route.Problem) { p.Vehicles[0].End = route.Nowhere }, []int{0}, 500 + 100 + 10 + 100},
		{"from anywhere", func(p *route.Problem) { p.Vehicles[0].Start = route.Nowhere }, []int{0}, 500 + 110 + 11 + 100},
		{"without costs", func(p *route.Problem) { p.Vehicles[0].Costs = route.Costs{} }, []int{0, 1}, 560},
		{"half speed", func(p *route.Problem) { p.Vehicles[0].Costs, p.Vehicles[0].Speed = route.Costs{}, 50 }, []int{0, 1}, 1120},
		{"roads with prices", func(p *route.Problem) { p.Matrices[0].Costs = []int32{0, 7, 0, 9, 0, 0, 0, 0, 0} }, []int{0}, 500 + 16 + 100},
		{"slow first hour", func(p *route.Problem) { p.Vehicles[0].Traffic = slowFirst() }, []int{0}, 500 + 420 + 21 + 100},
		{"slow first hour, by the second", func(p *route.Problem) { p.Vehicles[0].Costs, p.Vehicles[0].Traffic = route.Costs{}, slowFirst() }, []int{0}, 420},
		// 3.5 minor units are paid as 4.
		{"half of a unit", func(p *route.Problem) { p.Vehicles[0].Costs = route.Costs{PerHour: 60} }, []int{0}, 4},
	} {
		p := village()
		if c.change != nil {
			c.change(p)
		}
		m := New(p)
		j, tour := NewJudge(m), tourOf(m, c.tour...)
		if _, why := j.Walk(&m.Classes[0], tour); why != "" {
			t.Errorf("%s: %s", c.name, why)
			continue
		}
		if len(tour) == 0 {
			continue
		}
		if got := j.Schedule(&m.Classes[0], 0, tour).Cost; got != c.cost {
			t.Errorf("%s costs %d, want %d", c.name, got, c.cost)
		}
	}
}

// slowFirst halves the speed between midnight and one o'clock.
func slowFirst() *route.Traffic {
	var traffic route.Traffic
	for h := range traffic.SpeedByHour {
		traffic.SpeedByHour[h] = 100
	}
	traffic.SpeedByHour[0] = 50
	return &traffic
}

// TestKeeps tries every rule at its limit and one step beyond.
func TestKeeps(t *testing.T) {
	first := func(change func(v *route.Vehicle)) func(p *route.Problem) {
		return func(p *route.Problem) { change(&p.Vehicles[0]) }
	}
	window := func(stop int, open, closes int64) func(p *route.Problem) {
		return func(p *route.Problem) { p.Stops[stop].Windows = []route.Window{{Open: open, Close: closes}} }
	}
	rest := func(b route.Break) func(p *route.Problem) {
		return first(func(v *route.Vehicle) { v.Breaks = []route.Break{b} })
	}
	pair := func(p *route.Problem) {
		p.Stops[0].Delivery, p.Stops[1].Delivery = nil, nil
		p.Pairs = []route.Pair{{Pickup: 0, Delivery: 1, Amount: []int64{9}}}
		p.Vehicles[0].Capacity = []int64{9}
	}
	for _, c := range []struct {
		name   string
		change func(p *route.Problem)
		tour   []int
		want   route.Reason
	}{
		{"arrives as the window closes", window(0, 0, 100), []int{0}, ""},
		{"a second late", window(0, 0, 99), []int{0}, route.OutOfHours},
		// After 200+20+30 the next is reached at 450.
		{"waiting makes the next just in time", func(p *route.Problem) { window(0, 200, 300)(p); window(1, 0, 450)(p) }, []int{0, 1}, ""},
		{"waiting makes the next late", func(p *route.Problem) { window(0, 200, 300)(p); window(1, 0, 449)(p) }, []int{0, 1}, route.OutOfHours},
		{"the second window", func(p *route.Problem) {
			p.Stops[0].Windows = []route.Window{{Open: 0, Close: 99}, {Open: 150, Close: 160}}
		}, []int{0}, ""},
		// 100 + 50 + 110.
		{"home as the shift ends", first(func(v *route.Vehicle) { v.Shift = &route.Window{Close: 260} }), []int{0}, ""},
		{"home too late", first(func(v *route.Vehicle) { v.Shift = &route.Window{Close: 259} }), []int{0}, route.OutOfHours},
		{"starts with the shift", func(p *route.Problem) {
			first(func(v *route.Vehicle) { v.Shift = &route.Window{Open: 50, Close: 1000} })(p)
			window(0, 0, 149)(p)
		}, []int{0}, route.OutOfHours},
		{"full", first(func(v *route.Vehicle) { v.Capacity = []int64{8} }), []int{0, 1}, ""},
		{"too full", first(func(v *route.Vehicle) { v.Capacity = []int64{7} }), []int{0, 1}, route.TooLarge},
		// 5 out, 5-5+4 back: never more than 5.
		{"a return takes the place of what was delivered", first(func(v *route.Vehicle) { v.Capacity = []int64{5} }), []int{0, 2}, ""},
		{"a return before there is place", first(func(v *route.Vehicle) { v.Capacity = []int64{8} }), []int{2, 0}, route.TooLarge},
		{"picked up, then delivered", pair, []int{0, 1}, ""},
		{"delivered before it is picked up", pair, []int{1, 0}, route.NoRoom},
		{"picked up and kept", pair, []int{0}, route.NoRoom},
		{"the pair is too large", func(p *route.Problem) { pair(p); p.Vehicles[0].Capacity = []int64{8} }, []int{0, 1}, route.TooLarge},
		{"skilled", func(p *route.Problem) { p.Stops[0].Skills, p.Vehicles[0].Skills = []int{1, 2}, []int{2, 3, 1} }, []int{0}, ""},
		{"half skilled", func(p *route.Problem) { p.Stops[0].Skills, p.Vehicles[0].Skills = []int{1, 2}, []int{2, 3} }, []int{0}, route.NoSkill},
		{"as many stops as may be", first(func(v *route.Vehicle) { v.Limits.Stops = 2 }), []int{0, 1}, ""},
		{"a stop too many", first(func(v *route.Vehicle) { v.Limits.Stops = 1 }), []int{0, 1}, route.BeyondLimits},
		{"as long as may be", first(func(v *route.Vehicle) { v.Limits.Travel = 560 }), []int{0, 1}, ""},
		{"a second too long", first(func(v *route.Vehicle) { v.Limits.Travel = 559 }), []int{0, 1}, route.BeyondLimits},
		{"as far as may be", first(func(v *route.Vehicle) { v.Limits.Distance = 5600 }), []int{0, 1}, ""},
		{"a metre too far", first(func(v *route.Vehicle) { v.Limits.Distance = 5599 }), []int{0, 1}, route.BeyondLimits},
		{"no road there", func(p *route.Problem) { p.Matrices[0].Durations[1] = route.Unreachable }, []int{0}, route.NoRoad},
		{"no road back", func(p *route.Problem) { p.Matrices[0].Durations[3] = route.Unreachable }, []int{0}, route.NoRoad},
		// The break fits exactly when the stop is done, at 150.
		{"a break after the stop", rest(route.Break{Windows: []route.Window{{Open: 150, Close: 150}}, MaxLoad: []int64{0}}), []int{0}, ""},
		{"no break before it is too late", rest(route.Break{Windows: []route.Window{{Close: 149}}, MaxLoad: []int64{0}}), []int{0}, route.OutOfHours},
		{"loaded as much as a break bears", rest(route.Break{Windows: []route.Window{{Close: 10}}, MaxLoad: []int64{5}}), []int{0}, ""},
		{"loaded more than a break bears", rest(route.Break{Windows: []route.Window{{Close: 10}}, MaxLoad: []int64{4}}), []int{0}, route.OutOfHours},
		{"a break's bound without one of the vehicle", func(p *route.Problem) {
			rest(route.Break{Windows: []route.Window{{Close: 10}}, MaxLoad: []int64{4}})(p)
			p.Vehicles[0].Capacity = nil
		}, []int{0}, route.OutOfHours},
		{"twice as long in traffic", func(p *route.Problem) { p.Vehicles[0].Traffic = slowFirst(); window(0, 0, 200)(p) }, []int{0}, ""},
		{"late in traffic", func(p *route.Problem) { p.Vehicles[0].Traffic = slowFirst(); window(0, 0, 199)(p) }, []int{0}, route.OutOfHours},
	} {
		p := village()
		c.change(p)
		m := New(p)
		if got := NewJudge(m).Keeps(&m.Classes[0], tourOf(m, c.tour...)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestJudgeForgets: what one tour did says nothing about the next.
func TestJudgeForgets(t *testing.T) {
	p := village()
	p.Stops[0].Delivery, p.Stops[1].Delivery = nil, nil
	p.Pairs = []route.Pair{{Pickup: 0, Delivery: 1, Amount: []int64{9}}}
	p.Vehicles[0].Capacity = []int64{9}
	m := New(p)
	j, c := NewJudge(m), &m.Classes[0]
	for range 2 {
		if why := j.Keeps(c, tourOf(m, 0, 1)); why != "" {
			t.Errorf("the pair: %s", why)
		}
		if why := j.Keeps(c, tourOf(m, 1)); why != route.NoRoom {
			t.Errorf("a delivery of what another tour picked up: %q", why)
		}
	}
}

func TestScheduleWaitsAtHome(t *testing.T) {
	p := village()
	p.Stops[0].Windows = []route.Window{{Open: 200, Close: 300}}
	p.Stops[1].Windows = []route.Window{{Open: 460, Close: 900}}
	m := New(p)
	got := NewJudge(m).Schedule(&m.Classes[0], 0, tourOf(m, 0, 1))
	// Home at the earliest: 460+40+260 = 760. So the first stop may begin at 460-200-50 = 210, and the vehicle leaves at 110.
	want := []route.Visit{
		{Act: route.Depart, Arrival: 110, Load: []int64{8}},
		{Act: route.Serve, Index: 0, Arrival: 210, Setup: 20, Service: 30, Travel: 100, Distance: 1000, Load: []int64{3}},
		{Act: route.Serve, Index: 1, Arrival: 460, Service: 40, Travel: 300, Distance: 3000, Load: []int64{0}},
		{Act: route.Return, Arrival: 760, Travel: 560, Distance: 5600, Load: []int64{0}},
	}
	sameVisits(t, got.Visits, want)
}

func TestScheduleOfABreak(t *testing.T) {
	p := village()
	// The second break of the list opens first, and is taken first: on the way, at 40.
	p.Vehicles[0].Breaks = []route.Break{
		{Windows: []route.Window{{Open: 300, Close: 310}}, Service: 7},
		{Windows: []route.Window{{Open: 40, Close: 40}}, Service: 60},
	}
	m := New(p)
	got := NewJudge(m).Schedule(&m.Classes[0], 0, tourOf(m, 0))
	want := []route.Visit{
		{Act: route.Depart, Load: []int64{5}},
		{Act: route.Rest, Index: 1, Arrival: 40, Service: 60, Travel: 40, Load: []int64{5}},
		{Act: route.Serve, Index: 0, Arrival: 160, Setup: 20, Service: 30, Travel: 100, Distance: 1000, Load: []int64{0}},
		{Act: route.Rest, Index: 0, Arrival: 300, Service: 7, Travel: 190, Distance: 1000, Load: []int64{0}},
		{Act: route.Return, Arrival: 327, Travel: 210, Distance: 2100, Load: []int64{0}},
	}
	sameVisits(t, got.Visits, want)
}

func sameVisits(t *testing.T, got, want []route.Visit) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d visits, want %d: %+v", len(got), len(want), got)
	}
	for i := range want {
		g, w := got[i], want[i]
		load := slices.Equal(g.Load, w.Load)
		g.Load, w.Load = nil, nil
		if g.Act != w.Act || g.Index != w.Index || g.Arrival != w.Arrival || g.Wait != w.Wait || g.Setup != w.Setup ||
			g.Service != w.Service || g.Travel != w.Travel || g.Distance != w.Distance || !load {
			t.Errorf("visit %d is %+v with %v, want %+v with %v", i, g, got[i].Load, w, want[i].Load)
		}
	}
}
