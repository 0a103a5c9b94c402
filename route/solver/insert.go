package solver

import (
	"math"

	"crosslane/route/day"
)

// gap is a place for a stop in a tour, and the score it adds.
type gap struct {
	tour int32
	pos  int
	add  int64
}

const noGap = int64(math.MaxInt64)

// inserter looks for the cheapest gap of one stop after another. Now and then it
// overlooks a gap (a blink), so that not every search ends at the same place.
type inserter struct {
	*plan
	random *random
	blinks float64
	blink  int
	row    []int32
	best   gap
}

// overlook tells whether to pass by the next gap.
func (x *inserter) overlook() bool {
	x.blink--
	return x.blink < 0 && x.again()
}

func (x *inserter) again() bool {
	x.blink = x.random.wait(x.blinks)
	return true
}

// put puts a stop, with its mate if it has one, at the cheapest gap found.
// It answers with false if there is none.
func (x *inserter) put(u int32) bool {
	if x.m.day.Nodes[u].Mate != none {
		return x.placePair(u)
	}
	if !x.lockerHas(u) {
		return false
	}
	x.best = gap{add: noGap}
	x.nearGaps(u)
	x.emptyTours(u)
	if x.best.add == noGap {
		x.allGaps(u)
	}
	if x.best.add == noGap {
		return false
	}
	x.insert(u, x.best.tour, x.best.pos)
	return true
}

// evenGaps is nearGaps where all vehicles drive the same roads and pay for time alone.
func (x *inserter) evenGaps(u int32, roads *day.Roads) {
	n := &x.m.day.Nodes[u]
	size := int32(x.m.day.Places())
	in, out := roads.Turned[n.Place*size:][:size], roads.Times[n.Place*size:][:size]
	for _, v := range x.m.ahead[u] {
		s := &x.spots[v]
		if s.tour == none || x.overlook() {
			continue
		}
		add := int64(in[x.at[v]]) - s.onScore
		if s.after >= 0 {
			add += int64(out[s.after])
		}
		if add < x.best.add {
			x.offer(u, n, gap{s.tour, int(s.pos) + 1, add}, v, s.next)
		}
	}
	for _, v := range x.m.behind[u] {
		s := &x.spots[v]
		if s.tour == none || x.overlook() {
			continue
		}
		add := int64(out[x.at[v]]) - s.legScore
		if s.before >= 0 {
			add += int64(in[s.before])
		}
		if add < x.best.add {
			x.offer(u, n, gap{s.tour, int(s.pos), add}, s.prev, v)
		}
	}
}

// nearGaps looks behind and before the neighbours of a stop.
func (x *inserter) nearGaps(u int32) {
	if x.m.day.Alike != nil {
		x.evenGaps(u, x.m.day.Alike)
		return
	}
	n := &x.m.day.Nodes[u]
	for _, v := range x.m.ahead[u] {
		s := &x.spots[v]
		if s.tour == none || x.overlook() {
			continue
		}
		c := x.tours[s.tour].class
		if add := c.Detour(x.at[v], n.Place, s.after, u, s.next) - s.onScore; add < x.best.add {
			x.offer(u, n, gap{s.tour, int(s.pos) + 1, add}, v, s.next)
		}
	}
	for _, v := range x.m.behind[u] {
		s := &x.spots[v]
		if s.tour == none || x.overlook() {
			continue
		}
		c := x.tours[s.tour].class
		if add := c.Detour(s.before, n.Place, x.at[v], u, v) - s.legScore; add < x.best.add {
			x.offer(u, n, gap{s.tour, int(s.pos), add}, s.prev, v)
		}
	}
}

// allGaps looks everywhere.
func (x *inserter) allGaps(u int32) {
	n := &x.m.day.Nodes[u]
	for r := range x.tours {
		t := &x.tours[r]
		if len(t.stops) == 0 || !t.hasRoom(n) || !t.class.Able[u] {
			continue
		}
		for i := 0; i <= len(t.stops); i++ {
			prev, next := t.at(i-1), t.at(i)
			if add := x.addition(t, u, prev, next); add < x.best.add {
				x.offer(u, n, gap{int32(r), i, add}, prev, next)
			}
		}
	}
}

// emptyTours looks at one empty tour of each class.
func (x *inserter) emptyTours(u int32) {
	n := &x.m.day.Nodes[u]
	for _, r := range x.firstEmpty() {
		c := x.tours[r].class
		if add := c.Fixed + c.Detour(c.Start, n.Place, c.End, u, none); add < x.best.add {
			x.offer(u, n, gap{r, 0, add}, none, none)
		}
	}
}

// hasRoom tells whether a tour's start and end leave room for a stop's load.
func (t *tour) hasRoom(n *day.Node) bool {
	for d, bound := range t.class.Capacity {
		if t.load[d]+n.Out[d] > bound || t.back[d]+n.Out[d]+n.Step[d] > bound {
			return false
		}
	}
	return true
}

// offer takes a gap cheaper than the best so far, if all rules allow it.
func (x *inserter) offer(u int32, n *day.Node, g gap, prev, next int32) {
	t := &x.tours[g.tour]
	c := t.class
	if x.m.day.Loaded && !t.hasRoom(n) || !c.Able[u] {
		return
	}
	if k := c.Vehicle.Limits.Stops; k > 0 && len(t.stops) >= k {
		return
	}
	if x.m.day.Timed && c.Vehicle.Traffic == nil && !x.inTime(t, u, n, prev, next) {
		return
	}
	if c.Plain || x.allows(c, t, u, g.pos) {
		x.best = g
	}
}

// inTime tells whether a stop between two others leaves all that follows in time.
func (x *inserter) inTime(t *tour, u int32, n *day.Node, prev, next int32) bool {
	c, at, from := t.class, t.class.Open, t.class.Start
	if prev != none {
		at, from = x.spots[prev].dep, x.at[prev]
	}
	at = n.Begin(at+c.Time(from, n.Place)) + c.Action(from, n.Place, u)
	if next == none {
		return at+c.Time(n.Place, c.End) <= c.Close
	}
	m := &x.m.day.Nodes[next]
	at += c.Time(n.Place, m.Place)
	return m.Begin(at)+c.Action(n.Place, m.Place, next) <= x.spots[next].late
}

// allows asks the judge about a tour with a stop put in.
func (x *inserter) allows(c *day.Class, t *tour, u int32, pos int) bool {
	x.row = append(append(append(x.row[:0], t.stops[:pos]...), u), t.stops[pos:]...)
	return x.judge.Keeps(c, x.row) == ""
}

// firstEmpty lists the first empty tour of each class.
func (p *plan) firstEmpty() []int32 {
	if !p.emptyStale {
		return p.empty
	}
	p.emptyStale = false
	p.empty = p.empty[:0]
	clear(p.seenClass)
	for r := range p.tours {
		if c := p.m.day.ClassOf[r]; len(p.tours[r].stops) == 0 && !p.seenClass[c] {
			p.seenClass[c] = true
			p.empty = append(p.empty, int32(r))
			if len(p.empty) == len(p.seenClass) {
				break
			}
		}
	}
	return p.empty
}
