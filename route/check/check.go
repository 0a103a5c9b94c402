// Package check verifies and prices plans of the last mile by its own reading of
// the problem: it shares no code with the solver, and believes nothing a plan says.
package check

import (
	"fmt"
	"slices"

	"crosslane/route"
	"crosslane/shipping"
)

// Report is what a checked plan is worth.
type Report struct {
	// Cost is the sum of the routes' costs, each rounded half up.
	Cost int64
	// Travel and Distance are seconds and metres driven, Served the stops on routes.
	Travel, Distance int64
	Served           int
}

// Solution verifies every claim of a plan: each stop once, every rule kept, every
// time, load and cost as stated. The error is a *shipping.Error (Refused) whose
// field names the first visit at fault, like "routes[1].visits[3].arrival".
func Solution(p route.Problem, s route.Solution) (Report, error) {
	if err := p.Validate(); err != nil {
		return Report{}, err
	}
	c := &checker{p: &p, visited: make([]bool, len(p.Stops)), used: make([]bool, len(p.Vehicles))}
	var sum Report
	for i := range s.Routes {
		r, err := c.route(&s.Routes[i], fmt.Sprintf("routes[%d]", i))
		if err != nil {
			return Report{}, err
		}
		sum.Cost += r.Cost
		sum.Travel += r.Travel
		sum.Distance += r.Distance
		sum.Served += r.Served
	}
	if sum.Cost != s.Cost {
		return Report{}, wrong("cost", "is %d, the routes come to %d", s.Cost, sum.Cost)
	}
	if err := c.rest(s.Unassigned); err != nil {
		return Report{}, err
	}
	return sum, c.lockers()
}

func wrong(field, message string, values ...any) error {
	return &shipping.Error{Code: shipping.Refused, Field: field, Message: fmt.Sprintf(message, values...)}
}

type checker struct {
	p       *route.Problem
	visited []bool
	used    []bool
}

// rest verifies that exactly the stops on no route are listed as unassigned, with a reason.
func (c *checker) rest(left []route.Unassigned) error {
	for i, u := range left {
		field := fmt.Sprintf("unassigned[%d]", i)
		if u.Stop < 0 || u.Stop >= len(c.visited) || c.visited[u.Stop] {
			return wrong(field, "stop %d is on a route, or listed twice, or does not exist", u.Stop)
		}
		if u.Reason == "" {
			return wrong(field, "has no reason")
		}
		c.visited[u.Stop] = true
	}
	for stop, seen := range c.visited {
		if !seen {
			return wrong("unassigned", "stop %d is neither on a route nor here", stop)
		}
	}
	for _, u := range left {
		c.visited[u.Stop] = false
	}
	return nil
}

// lockers verifies that the parcels of each locker fit its compartments, a parcel
// going into its own size or a larger one.
func (c *checker) lockers() error {
	for i, l := range c.p.Lockers {
		free := append([]int(nil), l.Compartments...)
		for size := range slices.Backward(free) {
			for _, d := range l.Deposits {
				if d.Size == size && c.visited[d.Stop] && !takeSmallest(free, size) {
					return wrong(fmt.Sprintf("lockers[%d]", i), "has no compartment for stop %d", d.Stop)
				}
			}
		}
	}
	return nil
}

// takeSmallest fills the smallest free compartment of at least a size.
func takeSmallest(free []int, size int) bool {
	for s := size; s < len(free); s++ {
		if free[s] > 0 {
			free[s]--
			return true
		}
	}
	return false
}
