// Package day makes a route.Problem ready for a search, and drives whole tours:
// does this one keep every rule, what does it cost, what is its timetable?
// It is the one place that knows all the rules; what is quick but rough is the
// search's own affair.
package day

import (
	"cmp"
	"reflect"
	"slices"

	"crosslane/route"
)

// None stands for no stop: the start or end of a tour, or no partner.
const None = int32(-1)

// Day is a problem made ready for a search. It is never changed afterwards, so that
// several searches may read it at once.
type Day struct {
	problem *route.Problem
	*layout
	// Nodes are the stops, Classes the kinds of vehicles, Lockers the lockers.
	Nodes   []Node
	Classes []Class
	Lockers []Locker
	// ClassOf is the class of each vehicle of the problem.
	ClassOf []int32
	// Dims is the number of dimensions of loads.
	Dims int
	// Timed and Loaded: times or loads matter at all. Mixed: loads rise and fall on the way.
	Timed, Loaded, Mixed bool
	// Alike are the roads of all vehicles, if they are the same and the score of a leg is its time.
	Alike *Roads
	// EvenBothWays: alike, and every road takes the same time back.
	EvenBothWays bool
	// Ranked: priorities differ.
	Ranked bool
	// Scale is how many of the score's units make one unit of cost.
	Scale int64
}

// Node is a stop made ready.
type Node struct {
	// Place is the row and column of the roads.
	Place int32
	// Mate is the other stop of a pair, or None; First if this one picks up for it.
	Mate  int32
	First bool
	// Open and close are of the first window, more are the others.
	Open, close int64
	more        []route.Window
	// Out is loaded at the start, Step is the change of load here.
	Out, Step []int64
	// Weight is the sum of the loads over all dimensions, to sort by.
	Weight   int64
	Priority int64
	// Locker is the index of the locker, or None; Size that of the compartment.
	Locker int32
	Size   int
}

// Locker counts the compartments of at least each size.
type Locker struct {
	// AtLeast has one entry per size: those of this size and of all larger ones.
	AtLeast []int32
}

// later answers with the earliest start at or after t once t is past the first window.
func (n *Node) later(t int64) int64 {
	for _, w := range n.more {
		if t <= w.Close {
			return max(t, w.Open)
		}
	}
	return route.Never + 1
}

// Begin is the earliest start at or after t; beyond route.Never if there is None.
func (n *Node) Begin(t int64) int64 {
	if t <= n.close {
		return max(t, n.Open)
	}
	return n.later(t)
}

// Latest is the Latest start at or before t; negative if there is None.
func (n *Node) Latest(t int64) int64 {
	for _, v := range slices.Backward(n.more) {
		if t >= v.Open {
			return min(t, v.Close)
		}
	}
	if t >= n.Open {
		return min(t, n.close)
	}
	return -1
}

// LastClose is when the last window closes.
func (n *Node) LastClose() int64 {
	if k := len(n.more); k > 0 {
		return n.more[k-1].Close
	}
	return n.close
}

// New makes a problem ready; the problem must be valid.
func New(p *route.Problem) *Day {
	m := &Day{problem: p, layout: newLayout(p), Dims: dimsOf(p)}
	for _, i := range m.Stops {
		m.Nodes = append(m.Nodes, m.stopNode(i))
	}
	for _, pair := range p.Pairs {
		m.pairUp(pair)
	}
	for i := range p.Lockers {
		m.addLocker(i)
	}
	m.Loaded = m.Dims > 0
	m.addClasses()
	return m
}

// dimsOf is the number of dimensions in which anything is bounded or carried.
func dimsOf(p *route.Problem) int {
	d := 0
	for i := range p.Vehicles {
		d = max(d, len(p.Vehicles[i].Capacity))
		for k := range p.Vehicles[i].Breaks {
			d = max(d, len(p.Vehicles[i].Breaks[k].MaxLoad))
		}
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

func (m *Day) stopNode(i int) Node {
	s := &m.problem.Stops[i]
	n := Node{Place: m.place(s.Place), Mate: None, close: route.Never, Priority: int64(s.Priority), Locker: None}
	n.setWindows(s.Windows)
	n.Out, n.Step = padded(s.Delivery, m.Dims, 0), padded(s.Pickup, m.Dims, 0)
	for d := range n.Step {
		m.Mixed = m.Mixed || n.Step[d] > 0
		n.Weight += n.Out[d] + n.Step[d]
		n.Step[d] -= n.Out[d]
	}
	m.Timed = m.Timed || len(s.Windows) > 0
	m.Ranked = m.Ranked || s.Priority != m.problem.Stops[0].Priority
	return n
}

func (n *Node) setWindows(windows []route.Window) {
	if len(windows) > 0 {
		n.Open, n.close, n.more = windows[0].Open, windows[0].Close, windows[1:]
	}
}

func (m *Day) pairUp(pair route.Pair) {
	pickup, delivery := m.NodeOf[pair.Pickup], m.NodeOf[pair.Delivery]
	from, to := &m.Nodes[pickup], &m.Nodes[delivery]
	from.Mate, to.Mate, from.First = delivery, pickup, true
	from.Step = padded(pair.Amount, m.Dims, 0)
	to.Step = padded(nil, m.Dims, 0)
	for d, a := range from.Step {
		to.Step[d] = -a
		from.Weight += a
	}
	to.Weight = from.Weight
	m.Mixed = true
}

func (m *Day) addLocker(i int) {
	l := &m.problem.Lockers[i]
	free := make([]int32, len(l.Compartments))
	for size := len(free) - 1; size >= 0; size-- {
		free[size] = int32(min(l.Compartments[size], len(m.Nodes)))
		if size+1 < len(free) {
			free[size] += free[size+1]
		}
	}
	m.Lockers = append(m.Lockers, Locker{free})
	for _, d := range l.Deposits {
		n := &m.Nodes[m.NodeOf[d.Stop]]
		n.Locker, n.Size = int32(i), d.Size
		if len(l.Hours) > 0 {
			m.Timed = true
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
func (m *Day) addClasses() {
	p := m.problem
	m.Scale = scaleOf(p)
	var models []int
	for i := range p.Vehicles {
		c := slices.IndexFunc(models, func(k int) bool { return reflect.DeepEqual(p.Vehicles[k], p.Vehicles[i]) })
		if c < 0 {
			c = len(models)
			models = append(models, i)
			m.Classes = append(m.Classes, m.newClass(i))
		}
		m.ClassOf = append(m.ClassOf, int32(c))
	}
	for i := range m.Classes {
		c := &m.Classes[i]
		c.Plain = c.Plain && !m.Mixed
		if i == 0 {
			m.Alike = c.Roads
		}
		if !c.Even || c.Roads != m.Alike {
			m.Alike = nil
		}
	}
	m.EvenBothWays = m.Alike != nil && (m.Places() == 0 || &m.Alike.Times[0] == &m.Alike.Turned[0])
}
