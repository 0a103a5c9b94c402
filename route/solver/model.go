// Package solver finds routes for a route.Problem: ruin and recreate under
// simulated annealing (slack induction by string removals, Christiaens and Vanden
// Berghe, Transportation Science 54, 2020), with a granular local search
// (Vidal, Computers & Operations Research 140, 2022) on what it finds.
package solver

import (
	"cmp"
	"reflect"
	"slices"

	"crosslane/route"
)

// none stands for no stop: the start or end of a tour, or no partner.
const none = int32(-1)

// model is a Problem made ready for the search. It is never changed afterwards,
// so that several searches may read it at once.
type model struct {
	problem *route.Problem
	*layout
	nodes   []node
	classes []class
	// classOf is the class of each vehicle; a class is a group of vehicles alike.
	classOf []int32
	dims    int
	// timed, loaded: times or loads matter at all. mixed: loads rise and fall on the way.
	timed, loaded, mixed bool
	lockers              []locker
	// wide lists each stop's neighbours for ruin, ahead and behind those that it is
	// put in after and before.
	wide, ahead, behind [][]int32
	orders              []order
	// alike are the roads of all vehicles, if they are the same and the score of a leg is its time.
	alike *roads
	// evenBothWays: alike, and every road takes the same time back.
	evenBothWays bool
	// ranked: priorities differ.
	ranked bool
	// scale is how many of the score's units make one unit of cost.
	scale int64
	ruler ruler
}

// node is a stop made ready.
type node struct {
	place       int32
	mate        int32 // partner of a pair, or none
	first       bool  // picks up for its mate
	open, close int64 // of the first window
	more        []route.Window
	// out is loaded at the start, step is the change of load here.
	out, step []int64
	weight    int64 // what ruin and recreate sort by
	priority  int64
	locker    int32
	size      int
}

// locker counts compartments of at least each size.
type locker struct{ atLeast []int32 }

// later answers with the earliest start at or after t once t is past the first window.
func (n *node) later(t int64) int64 {
	for _, w := range n.more {
		if t <= w.Close {
			return max(t, w.Open)
		}
	}
	return route.Never + 1
}

// begin is the earliest start at or after t; beyond route.Never if there is none.
func (n *node) begin(t int64) int64 {
	if t <= n.close {
		return max(t, n.open)
	}
	return n.later(t)
}

// latest is the latest start at or before t; negative if there is none.
func (n *node) latest(t int64) int64 {
	for i := len(n.more) - 1; i >= 0; i-- {
		if t >= n.more[i].Open {
			return min(t, n.more[i].Close)
		}
	}
	if t >= n.open {
		return min(t, n.close)
	}
	return -1
}

func compile(p *route.Problem) *model {
	m := &model{problem: p, layout: newLayout(p), dims: dimsOf(p)}
	for _, i := range m.stops {
		m.nodes = append(m.nodes, m.stopNode(i))
	}
	for _, pair := range p.Pairs {
		m.pairUp(pair)
	}
	for i := range p.Lockers {
		m.addLocker(i)
	}
	m.loaded = m.dims > 0
	m.addClasses()
	m.wide = m.neighbours(around, m.apart)
	m.ahead, m.behind = m.neighbours(closest, m.precede), m.neighbours(closest, m.follow)
	m.orders = m.arrangements()
	m.ruler = m.measure()
	return m
}

// dims is the number of dimensions in which anything is bounded or carried.
func dimsOf(p *route.Problem) int {
	d := 0
	for i := range p.Vehicles {
		d = max(d, len(p.Vehicles[i].Capacity))
	}
	return d
}

// padded makes an amount as long as there are dimensions, filling up with rest.
func padded(amount []int64, dims int, rest int64) []int64 {
	all := make([]int64, dims)
	for d := range all {
		all[d] = rest
		if d < len(amount) {
			all[d] = amount[d]
		}
	}
	return all
}

func (m *model) stopNode(i int) node {
	s := &m.problem.Stops[i]
	n := node{place: m.place(s.Place), mate: none, close: route.Never, priority: int64(s.Priority), locker: none}
	n.setWindows(s.Windows)
	n.out, n.step = padded(s.Delivery, m.dims, 0), padded(s.Pickup, m.dims, 0)
	for d := range n.step {
		m.mixed = m.mixed || n.step[d] > 0
		n.weight += n.out[d] + n.step[d]
		n.step[d] -= n.out[d]
	}
	m.timed = m.timed || len(s.Windows) > 0
	m.ranked = m.ranked || s.Priority != m.problem.Stops[0].Priority
	return n
}

func (n *node) setWindows(windows []route.Window) {
	if len(windows) > 0 {
		n.open, n.close, n.more = windows[0].Open, windows[0].Close, windows[1:]
	}
}

func (m *model) pairUp(pair route.Pair) {
	pickup, delivery := m.nodeOf[pair.Pickup], m.nodeOf[pair.Delivery]
	from, to := &m.nodes[pickup], &m.nodes[delivery]
	from.mate, to.mate, from.first = delivery, pickup, true
	from.step = padded(pair.Amount, m.dims, 0)
	to.step = padded(nil, m.dims, 0)
	for d, a := range from.step {
		to.step[d] = -a
		from.weight += a
	}
	to.weight = from.weight
	m.mixed = true
}

func (m *model) addLocker(i int) {
	l := &m.problem.Lockers[i]
	free := make([]int32, len(l.Compartments))
	for size := len(free) - 1; size >= 0; size-- {
		free[size] = int32(min(l.Compartments[size], len(m.nodes)))
		if size+1 < len(free) {
			free[size] += free[size+1]
		}
	}
	m.lockers = append(m.lockers, locker{free})
	for _, d := range l.Deposits {
		n := &m.nodes[m.nodeOf[d.Stop]]
		n.locker, n.size = int32(i), d.Size
		if len(l.Hours) > 0 {
			m.timed = true
			open := common(l.Hours, m.problem.Stops[d.Stop].Windows)
			if len(open) == 0 {
				open = []route.Window{{Open: route.Never, Close: -1}} // no common hour: no instant is in it
			}
			n.setWindows(open)
		}
	}
}

// common is the time that lies in windows of both lists; an empty b is any time.
func common(a, b []route.Window) []route.Window {
	if len(b) == 0 {
		return a
	}
	var both []route.Window
	for _, x := range a {
		for _, y := range b {
			if w := (route.Window{Open: max(x.Open, y.Open), Close: min(x.Close, y.Close)}); w.Open <= w.Close {
				both = append(both, w)
			}
		}
	}
	slices.SortFunc(both, func(x, y route.Window) int { return cmp.Compare(x.Open, y.Open) })
	return both
}

// addClasses groups the vehicles that are alike, so that of several empty ones
// only the first is tried.
func (m *model) addClasses() {
	p := m.problem
	m.scale = scaleOf(p)
	var models []int
	for i := range p.Vehicles {
		c := slices.IndexFunc(models, func(k int) bool { return reflect.DeepEqual(p.Vehicles[k], p.Vehicles[i]) })
		if c < 0 {
			c = len(models)
			models = append(models, i)
			m.classes = append(m.classes, m.newClass(i))
		}
		m.classOf = append(m.classOf, int32(c))
	}
	for i := range m.classes {
		c := &m.classes[i]
		c.plain = c.plain && !m.mixed
		if i == 0 {
			m.alike = c.roads
		}
		if !c.even || c.roads != m.alike {
			m.alike = nil
		}
	}
	m.evenBothWays = m.alike != nil && (m.size() == 0 || &m.alike.times[0] == &m.alike.turned[0])
}
