package solver

import "time"

// Progress is how far a search has come.
type Progress struct {
	// Iterations are the changes tried.
	Iterations int
	// Cost and Unassigned belong to the best plan so far; Cost is in the problem's unit.
	Cost       int64
	Unassigned int
	// Share of the budget that is used, 0 to 1.
	Share float64
}

// Stop tells what share of its budget a search has used; it ends at 1.
// With several threads each asks on its own, at the same time as the others.
type Stop func(Progress) float64

// Iterations stops each thread after n changes. Equal seeds give equal plans.
func Iterations(n int) Stop {
	return func(p Progress) float64 { return float64(p.Iterations) / float64(max(n, 1)) }
}

// Within stops when the caller's clock has gone on by limit. The clock starts now.
func Within(clock func() time.Duration, limit time.Duration) Stop {
	begun := clock()
	return func(Progress) float64 { return float64(clock()-begun) / float64(max(limit, 1)) }
}

// Target stops once everything is assigned at no more than the given cost, or when
// the other criterion says so.
func Target(cost int64, otherwise Stop) Stop {
	return func(p Progress) float64 {
		if p.Unassigned == 0 && p.Iterations > 0 && p.Cost <= cost {
			return 1
		}
		return otherwise(p)
	}
}
