// Package solver finds routes for a route.Problem: ruin and recreate under
// simulated annealing (slack induction by string removals, Christiaens and Vanden
// Berghe, Transportation Science 54, 2020), with a granular local search
// (Vidal, Computers & Operations Research 140, 2022) on what it finds.
package solver

import (
	"context"
	"fmt"
	"sync"

	"crosslane/route"
	"crosslane/shipping"
)

// Options say how long to search, and from where.
type Options struct {
	// Stop ends the search; it is required.
	Stop Stop
	// Threads search side by side and hand each other the best; zero counts as 1.
	Threads int
	Seed    uint64
	// Warm, if given, is the plan to start from: the stops of each vehicle in their
	// order, one list per vehicle. A route that breaks a rule is an error, unless
	// Repair is set: then the stops that no longer fit are placed anew.
	Warm   [][]int
	Repair bool
	// Progress, if given, is told now and then how far the search has come.
	Progress func(Progress)
}

// rounds is how often threads compare their plans.
const rounds = 50

// Solve plans a day. Every route of the answer keeps every rule; stops without a
// place are listed with the reason. A context that ends ends the search, and the
// best plan so far is the answer. An error is *shipping.Error about the input.
func Solve(ctx context.Context, p route.Problem, o Options) (route.Solution, error) {
	if err := p.Validate(); err != nil {
		return route.Solution{}, err
	}
	if err := o.validate(&p); err != nil {
		return route.Solution{}, err
	}
	m := newModel(&p)
	if err := m.refuseWarm(o); err != nil {
		return route.Solution{}, err
	}
	if len(m.day.Nodes) == 0 || len(m.day.Classes) == 0 {
		return newPlan(m).solution(nil), nil
	}
	return m.solve(ctx, o), nil
}

func (o *Options) validate(p *route.Problem) error {
	if o.Stop == nil {
		return shipping.Fault(shipping.Internal, "the search was given no end", "")
	}
	if len(o.Warm) > len(p.Vehicles) {
		return shipping.BadField("warm", "has more routes than there are vehicles", "")
	}
	seen := make([]bool, len(p.Stops))
	for v, row := range o.Warm {
		for i, u := range row {
			if u < 0 || u >= len(seen) || seen[u] {
				return shipping.BadField(fmt.Sprintf("warm[%d][%d]", v, i), "is no stop, or visited twice", "")
			}
			seen[u] = true
		}
	}
	return nil
}

// refuseWarm finds the first given route that breaks a rule.
func (m *model) refuseWarm(o Options) error {
	if o.Repair {
		return nil
	}
	s := newPlan(m)
	for v, row := range o.Warm {
		stops := m.nodesOf(row)
		r := s.judge.Keeps(&m.day.Classes[m.day.ClassOf[v]], stops)
		for _, u := range stops {
			if r == "" && !s.lockerHas(u) {
				r = route.LockerFull
			}
			s.deposit(u, 1)
		}
		if r != "" {
			return &shipping.Error{Code: shipping.Refused, Field: fmt.Sprintf("warm[%d]", v), Message: fmt.Sprintf("the given route breaks a rule: %s", r)}
		}
	}
	return nil
}

func (m *model) nodesOf(stops []int) []int32 {
	row := make([]int32, 0, len(stops))
	for _, s := range stops {
		row = append(row, m.day.NodeOf[s])
	}
	return row
}

func (m *model) solve(ctx context.Context, o Options) route.Solution {
	ended := func() bool { return ctx.Err() != nil }
	searches := make([]*search, max(1, o.Threads))
	m.each(searches, func(i int) { searches[i] = newSearch(m, o.Seed+uint64(i)*0x5851f42d4c957f2d, o.Stop, o.Warm) })
	best := searches[0]
	for round := 1; round <= rounds; round++ {
		m.each(searches, func(i int) { searches[i].advance(float64(round)/rounds, ended) })
		iterations := 0
		for _, s := range searches {
			iterations += s.iterations
			if s.top.better(best.top) {
				best = s
			}
		}
		for _, s := range searches {
			if best.top.better(s.top) {
				s.adopt(best)
			}
		}
		if o.Progress != nil {
			o.Progress(Progress{iterations, best.cost(best.top), best.top.count, best.share})
		}
	}
	return best.finish(searches)
}

// each does something for every search, side by side.
func (m *model) each(searches []*search, do func(i int)) {
	var all sync.WaitGroup
	for i := 1; i < len(searches); i++ {
		all.Go(func() { do(i) })
	}
	do(0)
	all.Wait()
}

func (s *search) finish(searches []*search) route.Solution {
	answer := s.solution(s.best)
	for _, o := range searches {
		answer.Iterations += o.iterations
	}
	return answer
}

// solution writes tours down, and why the other stops are in none.
func (p *plan) solution(tours [][]int32) route.Solution {
	var answer route.Solution
	served := make([]bool, len(p.spots))
	deposits := make([]int32, 0, len(p.spots))
	for r, stops := range tours {
		for _, u := range stops {
			served[u] = true
			deposits = append(deposits, u)
		}
		if len(stops) > 0 {
			one := p.judge.Schedule(p.tours[r].class, r, stops)
			answer.Routes = append(answer.Routes, one)
			answer.Cost += one.Cost
		}
	}
	p.recount(deposits)
	for stop, u := range p.m.day.NodeOf {
		if !served[u] {
			answer.Unassigned = append(answer.Unassigned, route.Unassigned{Stop: stop, Reason: p.reason(u)})
		}
	}
	return answer
}

// recount counts the lockers anew for the stops that are served in the end.
func (p *plan) recount(served []int32) {
	for _, used := range p.inUse {
		clear(used)
	}
	for _, u := range served {
		p.deposit(u, 1)
	}
}
