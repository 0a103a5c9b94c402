package solver_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"crosslane/route"
	"crosslane/route/check"
	"crosslane/route/solver"
	"crosslane/shipping"
)

func solve(t testing.TB, p route.Problem, o solver.Options) route.Solution {
	t.Helper()
	s, err := solver.Solve(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every plan for thousands of random days with every feature passes the checker.
func TestEveryPlanKeepsEveryRule(t *testing.T) {
	days := uint64(10_000)
	if testing.Short() {
		days = 1000
	}
	served, left, refused := 0, map[route.Reason]int{}, 0
	for seed := range days {
		p := day(seed)
		s, err := solver.Solve(context.Background(), p, solver.Options{Stop: solver.Iterations(15), Seed: seed})
		if fault := (*shipping.Error)(nil); errors.As(err, &fault) && fault.Field != "" {
			refused++
			continue
		} else if err != nil {
			t.Fatalf("day %d: %v", seed, err)
		}
		r, err := check.Solution(p, s)
		if err != nil {
			text, _ := json.Marshal(s)
			t.Fatalf("day %d: %v\n%s", seed, err, text)
		}
		served += r.Served
		for _, u := range s.Unassigned {
			left[u.Reason]++
		}
	}
	t.Logf("%d stops served, left out %v, %d days refused", served, left, refused)
	if served < int(days)*2 || refused > int(days)/5 {
		t.Error("the random days are not worth much")
	}
	for _, r := range []route.Reason{route.NoSkill, route.NoRoad, route.TooLarge, route.OutOfHours, route.BeyondLimits, route.LockerFull, route.NoRoom} {
		if left[r] == 0 {
			t.Errorf("no stop was left out for %s", r)
		}
	}
}
