package solver_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"crosslane/route"
	"crosslane/route/check"
	"crosslane/route/solver"
)

// Equal seeds give equal bytes, with one thread and with two.
func TestSameSeedSamePlan(t *testing.T) {
	for _, threads := range []int{1, 2} {
		for seed := range uint64(40) {
			p := day(seed + 500)
			if p.Validate() != nil {
				continue
			}
			o := solver.Options{Stop: solver.Iterations(200), Threads: threads, Seed: seed}
			a, _ := json.Marshal(solve(t, p, o))
			b, _ := json.Marshal(solve(t, p, o))
			if string(a) != string(b) {
				t.Fatalf("threads %d, day %d: %s\n%s", threads, seed, a, b)
			}
		}
	}
}

// town is a day of n stops on a grid around a depot at place 0.
func town(n, vehicles, capacity int) route.Problem {
	p := route.Problem{Matrices: []route.Matrix{{Size: n + 1}}}
	m := &p.Matrices[0]
	for i := range n + 1 {
		for k := range n + 1 {
			dx, dy := i%7-k%7, i*i%11-k*k%11
			m.Durations = append(m.Durations, int32(60*(max(dx, -dx)+max(dy, -dy))))
		}
	}
	for i := range n {
		p.Stops = append(p.Stops, route.Stop{Place: i + 1, Delivery: []int64{1}})
	}
	for range vehicles {
		p.Vehicles = append(p.Vehicles, route.Vehicle{Capacity: []int64{int64(capacity)}})
	}
	return p
}

// More tries are not worse, and a target ends the search.
func TestStops(t *testing.T) {
	p := town(40, 5, 9)
	short := solve(t, p, solver.Options{Stop: solver.Iterations(1)})
	long := solve(t, p, solver.Options{Stop: solver.Iterations(3000)})
	if long.Cost >= short.Cost {
		t.Errorf("3000 tries cost %d, one %d", long.Cost, short.Cost)
	}
	aimed := solve(t, p, solver.Options{Stop: solver.Target(short.Cost, solver.Iterations(100_000))})
	if aimed.Cost > short.Cost || aimed.Iterations > 50_000 {
		t.Errorf("target %d: cost %d after %d tries", short.Cost, aimed.Cost, aimed.Iterations)
	}
	ticks := time.Duration(0)
	clock := func() time.Duration { ticks += time.Millisecond; return ticks }
	if s := solve(t, p, solver.Options{Stop: solver.Within(clock, time.Second)}); s.Iterations < 300 || s.Iterations > 1000 {
		t.Errorf("a second of a clock that ticks when it is looked at: %d tries", s.Iterations)
	}
}

func TestContextEndsTheSearch(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	told := 0
	s, err := solver.Solve(ctx, town(40, 5, 9), solver.Options{Stop: solver.Iterations(1_000_000), Progress: func(p solver.Progress) {
		if told++; p.Unassigned > 0 || p.Cost <= 0 {
			t.Errorf("told %+v", p)
		}
		cancel()
	}})
	if err != nil || s.Iterations > 100_000 || len(s.Unassigned) > 0 || told == 0 {
		t.Errorf("%v, %d tries, %d left out, told %d times", err, s.Iterations, len(s.Unassigned), told)
	}
}

// A plan whose stop is cancelled, and another's slot changed, is repaired: the
// other routes stay as they are.
func TestRepair(t *testing.T) {
	p := town(30, 4, 10)
	before := solve(t, p, solver.Options{Stop: solver.Iterations(5000)})
	warm := make([][]int, len(p.Vehicles))
	for _, r := range before.Routes {
		for _, v := range r.Visits {
			if v.Act == route.Serve {
				warm[r.Vehicle] = append(warm[r.Vehicle], v.Index)
			}
		}
	}
	first := warm[before.Routes[0].Vehicle]
	p.Stops[first[len(first)-1]].Windows = []route.Window{{Open: 0, Close: 30}} // cannot be met by anybody
	moved := first[len(first)-1]
	if _, err := solver.Solve(context.Background(), p, solver.Options{Stop: solver.Iterations(1), Warm: warm}); err == nil || !strings.Contains(err.Error(), "time_window") {
		t.Errorf("a route that breaks a rule: %v", err)
	}
	after := solve(t, p, solver.Options{Stop: solver.Iterations(200), Warm: warm, Repair: true})
	if _, err := check.Solution(p, after); err != nil {
		t.Fatal(err)
	}
	if len(after.Unassigned) != 1 || after.Unassigned[0] != (route.Unassigned{Stop: moved, Reason: route.OutOfHours}) {
		t.Errorf("left out %v", after.Unassigned)
	}
	if after.Cost > before.Cost {
		t.Errorf("costs %d, before %d", after.Cost, before.Cost)
	}
}

func TestBadOptions(t *testing.T) {
	p := town(3, 1, 9)
	for want, o := range map[string]solver.Options{
		"the search was given no end":                   {},
		"warm: has more routes than there are vehicles": {Stop: solver.Iterations(1), Warm: [][]int{{0}, {1}}},
		"warm[0][1]: is no stop, or visited twice":      {Stop: solver.Iterations(1), Warm: [][]int{{0, 0}}},
		"warm[0][0]: is no stop, or visited twice":      {Stop: solver.Iterations(1), Warm: [][]int{{3}}},
		"warm[0][2]: is no stop, or visited twice":      {Stop: solver.Iterations(1), Warm: [][]int{{0, 1, -1}}},
	} {
		if _, err := solver.Solve(context.Background(), p, o); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// With nobody to drive or nothing to do there is a plan all the same.
func TestEmptyDays(t *testing.T) {
	p := town(3, 0, 9)
	s := solve(t, p, solver.Options{Stop: solver.Iterations(5)})
	if len(s.Unassigned) != 3 || s.Unassigned[0].Reason != route.NoVehicle {
		t.Errorf("nobody to drive: %+v", s)
	}
	if s = solve(t, route.Problem{}, solver.Options{Stop: solver.Iterations(5)}); s.Cost != 0 || s.Routes != nil {
		t.Errorf("nothing to do: %+v", s)
	}
}

// A higher priority is served at any cost, and the sum over the served is highest.
func TestPriority(t *testing.T) {
	p := town(10, 1, 3)
	for i := range p.Stops {
		p.Stops[i].Priority = i * 10
	}
	s := solve(t, p, solver.Options{Stop: solver.Iterations(500)})
	served := 0
	for _, v := range s.Routes[0].Visits {
		if v.Act == route.Serve {
			served += p.Stops[v.Index].Priority
		}
	}
	if served != 90+80+70 {
		t.Errorf("the served have priority %d", served)
	}
}
