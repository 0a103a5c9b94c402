package day

import (
	"slices"
	"testing"

	"crosslane/route"
)

func TestBeginAndLatest(t *testing.T) {
	n := Node{close: route.Never}
	n.setWindows([]route.Window{{Open: 10, Close: 20}, {Open: 30, Close: 40}, {Open: 50, Close: 60}})
	for _, c := range []struct{ at, begin, latest int64 }{
		{9, 10, -1}, {10, 10, 10}, {20, 20, 20}, {21, 30, 20}, {29, 30, 20}, {30, 30, 30}, {40, 40, 40},
		{41, 50, 40}, {50, 50, 50}, {60, 60, 60}, {61, route.Never + 1, 60},
	} {
		if got := n.Begin(c.at); got != c.begin {
			t.Errorf("the earliest start after %d is %d, want %d", c.at, got, c.begin)
		}
		if got := n.Latest(c.at); got != c.latest {
			t.Errorf("the latest start before %d is %d, want %d", c.at, got, c.latest)
		}
	}
	if n.LastClose() != 60 {
		t.Errorf("the last window closes at %d", n.LastClose())
	}
	n.setWindows([]route.Window{{Open: 10, Close: 20}})
	if n.LastClose() != 20 || n.Begin(21) <= route.Never {
		t.Errorf("one window: closes at %d, start after it %d", n.LastClose(), n.Begin(21))
	}
	if free := (&Node{close: route.Never}); free.Begin(5) != 5 || free.Latest(5) != 5 || free.LastClose() != route.Never {
		t.Error("without windows any time is right")
	}
}

func TestLockers(t *testing.T) {
	p := village()
	p.Stops[1].Windows = []route.Window{{Open: 150, Close: 300}, {Open: 400, Close: 500}}
	p.Lockers = []route.Locker{{
		Compartments: []int{1, 9, 2}, Hours: []route.Window{{Open: 100, Close: 200}, {Open: 300, Close: 420}},
		Deposits: []route.Deposit{{Stop: 0, Size: 2}, {Stop: 1, Size: 1}},
	}}
	m := New(p)
	// More compartments of a size than there are stops are as good as one for each.
	if want := []int32{6, 5, 2}; !slices.Equal(m.Lockers[0].AtLeast, want) {
		t.Errorf("free from each size up: %v, want %v", m.Lockers[0].AtLeast, want)
	}
	first, second, none := &m.Nodes[m.NodeOf[0]], &m.Nodes[m.NodeOf[1]], &m.Nodes[m.NodeOf[2]]
	if first.Locker != 0 || first.Size != 2 || second.Size != 1 || none.Locker != None {
		t.Errorf("deposits: %d size %d, size %d, %d", first.Locker, first.Size, second.Size, none.Locker)
	}
	// Open for both: 150-200, 300, 400-420.
	for at, want := range map[int64]int64{0: 150, 200: 200, 201: 300, 300: 300, 301: 400, 420: 420, 421: route.Never + 1} {
		if got := second.Begin(at); got != want {
			t.Errorf("a deposit after %d begins at %d, want %d", at, got, want)
		}
	}
	if first.Begin(0) != 100 || !m.Timed {
		t.Errorf("the locker's own hours: from %d, times matter %v", first.Begin(0), m.Timed)
	}
	p.Stops[1].Windows = []route.Window{{Open: 201, Close: 299}}
	m = New(p)
	if got := m.Nodes[m.NodeOf[1]].Begin(0); got <= route.Never {
		t.Errorf("without a common hour a deposit begins at %d", got)
	}
}

func TestClasses(t *testing.T) {
	p := village()
	p.Vehicles = append(p.Vehicles, p.Vehicles[0], p.Vehicles[0], p.Vehicles[0])
	p.Vehicles[1].Capacity = []int64{10, 20}
	p.Vehicles[3].Type = "van"
	m := New(p)
	if want := []int32{0, 1, 0, 2}; !slices.Equal(m.ClassOf, want) || len(m.Classes) != 3 {
		t.Errorf("%d classes, vehicles %v, want %v", len(m.Classes), m.ClassOf, want)
	}
	if m.Dims != 2 || !m.Loaded || !m.Mixed || m.Timed || m.Ranked || m.Alike != nil {
		t.Errorf("dims %d, loaded %v, mixed %v, timed %v, ranked %v, alike %v", m.Dims, m.Loaded, m.Mixed, m.Timed, m.Ranked, m.Alike)
	}
	if a, b := m.Classes[0].Capacity, m.Classes[1].Capacity; a[0] != 100 || a[1] <= route.Never || b[1] != 20 {
		t.Errorf("capacities %d and %d: one not given is without bound", a, b)
	}
}

func TestServiceByType(t *testing.T) {
	p := village()
	p.Stops[0].Service.ByType = map[string]int64{"bike": 3}
	p.Vehicles[0].Type = "bike"
	m := New(p)
	c, u := &m.Classes[0], m.NodeOf[0]
	place := m.Nodes[u].Place
	if from, here := c.Action(c.Start, place, u), c.Action(place, place, u); from != 23 || here != 3 {
		t.Errorf("setup and service: %d from elsewhere, %d from the same place, want 23 and 3", from, here)
	}
}

// TestOrder: what lies close together stands close together, each place once.
func TestOrder(t *testing.T) {
	m := New(village())
	if want := []int{0, 2, 1}; !slices.Equal(m.Stops, want) || m.Places() != 3 {
		t.Errorf("%d places, stops in the order %v, want 3 and %v", m.Places(), m.Stops, want)
	}
	for stop, node := range m.NodeOf {
		if m.Stops[node] != stop {
			t.Errorf("stop %d is node %d, which is stop %d", stop, node, m.Stops[node])
		}
	}
}

// TestRoads: the new order of places changes no road, and none leads from or to nowhere.
func TestRoads(t *testing.T) {
	for _, even := range []bool{false, true} {
		p := village()
		if even {
			p.Matrices[0].Distances, p.Vehicles[0].Costs = nil, route.Costs{}
		}
		m := New(p)
		c := &m.Classes[0]
		if c.Even != even || (m.Alike != nil) != even || m.EvenBothWays {
			t.Errorf("even %v: %v, alike %v, both ways %v", even, c.Even, m.Alike != nil, m.EvenBothWays)
		}
		for from := range 3 {
			for to := range 3 {
				if got, want := c.Time(m.place(from), m.place(to)), int64(p.Matrices[0].Durations[from*3+to]); got != want {
					t.Errorf("from %d to %d in %d s, want %d", from, to, got, want)
				}
			}
		}
		if c.Time(None, c.Start) != 0 || c.Time(c.Start, None) != 0 || c.Price(None, c.Start) != 0 || c.Price(c.Start, None) != 0 {
			t.Error("nowhere is far away")
		}
		for _, pair := range [][2]int{{0, 1}, {1, 0}} {
			a, b := m.NodeOf[pair[0]], m.NodeOf[pair[1]]
			at, to := m.Nodes[a].Place, m.Nodes[b].Place
			if got, want := c.Detour(c.Start, at, to, a, b), c.Leg(c.Start, at, a)+c.Leg(at, to, b); got != want {
				t.Errorf("even %v: on to the next for %d, want %d", even, got, want)
			}
			if got, want := c.Detour(c.Start, at, c.End, a, None), c.Leg(c.Start, at, a)+c.Price(at, c.End); got != want {
				t.Errorf("even %v: on to the end for %d, want %d", even, got, want)
			}
		}
	}
}

// TestWhatMatters: a search leaves out what no rule of the day asks for.
func TestWhatMatters(t *testing.T) {
	first := func(change func(v *route.Vehicle)) func(p *route.Problem) {
		return func(p *route.Problem) { change(&p.Vehicles[0]) }
	}
	type flags struct{ timed, mixed, ranked, plain, exact bool }
	for name, c := range map[string]struct {
		change func(p *route.Problem)
		want   flags
	}{
		"nothing":         {func(*route.Problem) {}, flags{plain: true, exact: true}},
		"a window":        {func(p *route.Problem) { p.Stops[1].Windows = []route.Window{{Close: 9}} }, flags{timed: true, plain: true, exact: true}},
		"a shift":         {first(func(v *route.Vehicle) { v.Shift = &route.Window{Close: 9} }), flags{timed: true, plain: true, exact: true}},
		"a break":         {first(func(v *route.Vehicle) { v.Breaks = []route.Break{{}} }), flags{timed: true, exact: true}},
		"a limit of time": {first(func(v *route.Vehicle) { v.Limits.Travel = 1 }), flags{timed: true, exact: true}},
		"a limit of way":  {first(func(v *route.Vehicle) { v.Limits.Distance = 1 }), flags{timed: true, exact: true}},
		"traffic":         {first(func(v *route.Vehicle) { v.Traffic = slowFirst() }), flags{timed: true}},
		"no road":         {func(p *route.Problem) { p.Matrices[0].Durations[5] = route.Unreachable }, flags{timed: true, plain: true, exact: true}},
		"a return":        {func(p *route.Problem) { p.Stops[1].Pickup = []int64{1} }, flags{mixed: true, exact: true}},
		"a pair":          {func(p *route.Problem) { p.Pairs = []route.Pair{{Pickup: 0, Delivery: 1, Amount: []int64{1}}} }, flags{mixed: true, exact: true}},
		"priorities":      {func(p *route.Problem) { p.Stops[1].Priority = 1 }, flags{ranked: true, plain: true, exact: true}},
	} {
		p := village()
		p.Stops[2].Pickup = nil
		c.change(p)
		m := New(p)
		if got := (flags{m.Timed, m.Mixed, m.Ranked, m.Classes[0].Plain, m.Classes[0].Exact}); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// TestWeights: a stop weighs what it takes from and gives to the load, both ends of a pair the same.
func TestWeights(t *testing.T) {
	p := village()
	p.Stops[0].Pickup = []int64{2}
	p.Stops = append(p.Stops, route.Stop{Place: 2}, route.Stop{Place: 1})
	p.Vehicles[0].Capacity = []int64{100, 100}
	p.Pairs = []route.Pair{{Pickup: 3, Delivery: 4, Amount: []int64{6, 3}}}
	m := New(p)
	for stop, want := range map[int]int64{0: 7, 1: 3, 2: 4, 3: 9, 4: 9} {
		if got := m.Nodes[m.NodeOf[stop]].Weight; got != want {
			t.Errorf("stop %d weighs %d, want %d", stop, got, want)
		}
	}
	from, to := &m.Nodes[m.NodeOf[3]], &m.Nodes[m.NodeOf[4]]
	if !from.First || to.First || from.Mate != m.NodeOf[4] || to.Mate != m.NodeOf[3] || !slices.Equal(from.Step, []int64{6, 3}) || !slices.Equal(to.Step, []int64{-6, -3}) {
		t.Errorf("a pair: %+v and %+v", from, to)
	}
	if step := m.Nodes[m.NodeOf[0]].Step; !slices.Equal(step, []int64{-3, 0}) {
		t.Errorf("a delivery of 5 with a return of 2 changes the load by %v", step)
	}
}

func TestSymmetric(t *testing.T) {
	for at := range 16 {
		if at%5 == 0 { // from a place to itself
			continue
		}
		times := []int32{0, 1, 2, 3, 1, 0, 4, 5, 2, 4, 0, 6, 3, 5, 6, 0}
		if !symmetric(times, 4) {
			t.Fatal("the same both ways is not seen")
		}
		if times[at] = 9; symmetric(times, 4) {
			t.Errorf("entry %d differs from the way back, and is not seen", at)
		}
		if turned := transposed(times, 4); turned[at%4*4+at/4] != 9 {
			t.Errorf("entry %d is not turned: %v", at, turned)
		}
	}
}

func TestCloseOf(t *testing.T) {
	windows := []route.Window{{Open: 10, Close: 20}, {Open: 30, Close: 40}}
	for at, want := range map[int64]int64{9: route.Never, 10: 20, 20: 20, 25: route.Never, 30: 40, 40: 40, 41: route.Never} {
		if got := closeOf(windows, at); got != want {
			t.Errorf("at %d the window closes at %d, want %d", at, got, want)
		}
	}
}

func TestEvenBothWays(t *testing.T) {
	p := village()
	p.Matrices[0] = route.Matrix{Size: 3, Durations: []int32{0, 1, 2, 1, 0, 3, 2, 3, 0}}
	p.Vehicles[0].Costs = route.Costs{}
	if m := New(p); !m.EvenBothWays {
		t.Error("the same both ways is not seen")
	}
}

func TestSlow(t *testing.T) {
	for _, c := range []struct {
		speed      int
		time, want int32
	}{{0, 3, 3}, {100, 3, 3}, {50, 3, 6}, {200, 3, 2}, {200, 4, 2}, {300, 4, 1}, {300, 5, 2}, {50, route.Unreachable, route.Unreachable}, {1, route.Unreachable - 1, route.Unreachable - 1}} {
		times := []int32{c.time}
		slow(times, c.speed)
		if times[0] != c.want {
			t.Errorf("%d s at %d %% are %d s, want %d", c.time, c.speed, times[0], c.want)
		}
	}
}

func TestTraffic(t *testing.T) {
	even := (*route.Traffic)(nil)
	first, shifted := slowFirst(), slowFirst()
	shifted.Midnight = 3600
	for _, c := range []struct {
		name           string
		traffic        *route.Traffic
		now, need, end int64
	}{
		{"even flow", even, 10, 10_000, 110},
		{"a part of a second", even, 10, 10_001, 111},
		{"nothing to drive", first, 10, 0, 10},
		{"half speed", first, 0, 10_000, 200},
		{"half speed, rounded up", first, 0, 10_001, 201},
		{"until the hour ends", first, 3500, 5_000, 3600},
		{"over the end of the hour", first, 3500, 10_000, 3650},
		{"into the slow hour of the next day", first, 86_300, 20_000, 86_600},
		{"midnight elsewhere", shifted, 0, 10_000, 100},
		{"an hour later it is slow", shifted, 3600, 10_000, 3800},
	} {
		if got := drive(c.traffic, c.now, c.need); got != c.end {
			t.Errorf("%s: there at %d, want %d", c.name, got, c.end)
		}
	}
	for _, c := range []struct {
		traffic        *route.Traffic
		from, to, want int64
	}{{even, 10, 30, 2000}, {first, 0, 100, 5000}, {first, 3500, 3700, 15_000}, {first, 20, 20, 0}} {
		if got := covered(c.traffic, c.from, c.to); got != c.want {
			t.Errorf("from %d to %d %d hundredths are driven, want %d", c.from, c.to, got, c.want)
		}
	}
}
