package solver

import "math"

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
	if x.blink--; x.blink >= 0 {
		return false
	}
	x.blink = x.random.wait(x.blinks)
	return true
}

// place puts a stop, with its mate if it has one, at the cheapest gap found.
// It answers with false if there is none.
func (x *inserter) place(u int32) bool {
	if x.m.nodes[u].mate != none {
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

// nearGaps looks before and after each neighbour of a stop.
func (x *inserter) nearGaps(u int32) {
	n := &x.m.nodes[u]
	for _, v := range x.m.near[u] {
		s := &x.spots[v]
		if s.tour == none {
			continue
		}
		t := &x.tours[s.tour]
		if x.m.loaded && !t.hasRoom(n) || !t.class.able[u] {
			continue
		}
		if !x.overlook() {
			x.try(u, n, s.tour, v, s.next)
		}
		if !x.overlook() {
			x.try(u, n, s.tour, s.prev, v)
		}
	}
}

// allGaps looks everywhere.
func (x *inserter) allGaps(u int32) {
	n := &x.m.nodes[u]
	for r := range x.tours {
		t := &x.tours[r]
		if len(t.stops) == 0 || x.m.loaded && !t.hasRoom(n) || !t.class.able[u] {
			continue
		}
		prev := none
		for _, v := range t.stops {
			x.try(u, n, int32(r), prev, v)
			prev = v
		}
		x.try(u, n, int32(r), prev, none)
	}
}

// emptyTours looks at one empty tour of each class.
func (x *inserter) emptyTours(u int32) {
	n := &x.m.nodes[u]
	for _, r := range x.firstEmpty() {
		if t := &x.tours[r]; t.class.able[u] && t.hasRoom(n) {
			x.try(u, n, r, none, none)
		}
	}
}

// hasRoom tells whether a tour's start and end leave room for a stop's load.
func (t *tour) hasRoom(n *node) bool {
	for d, bound := range t.class.capacity {
		if t.load[d]+n.out[d] > bound || t.back[d]+n.out[d]+n.step[d] > bound {
			return false
		}
	}
	return true
}

// try prices a gap and, if it is the cheapest so far, asks whether all rules allow it.
func (x *inserter) try(u int32, n *node, r, prev, next int32) {
	t := &x.tours[r]
	c := t.class
	at, from := c.open, c.start
	if prev != none {
		at, from = x.spots[prev].dep, x.m.nodes[prev].place
	}
	to, old, pos := c.end, t.endScore, len(t.stops)
	if next != none {
		to, old, pos = x.m.nodes[next].place, x.spots[next].legScore, int(x.spots[next].pos)
	} else if prev == none {
		old = -c.fixed
	}
	var add int64
	if c.even {
		in, out := c.time(from, n.place), c.time(n.place, to)
		add = in + out - old
		if add >= x.best.add || x.m.timed && c.vehicle.Traffic == nil && !x.inTime(c, u, n, at+in, out, from, next) {
			return
		}
	} else {
		add = c.leg(from, n.place, u) - old
		if next != none {
			add += c.leg(n.place, to, next)
		} else {
			add += c.price(n.place, to)
		}
		if add >= x.best.add || x.m.timed && c.vehicle.Traffic == nil &&
			!x.inTime(c, u, n, at+c.time(from, n.place), c.time(n.place, to), from, next) {
			return
		}
	}
	if c.plain && (c.vehicle.Limits.Stops == 0 || len(t.stops) < c.vehicle.Limits.Stops) || !c.plain && x.allows(c, t, u, pos) {
		x.best = gap{r, pos, add}
	}
}

// inTime tells whether a stop reached at some time leaves all that follows in time.
func (x *inserter) inTime(c *class, u int32, n *node, at, out int64, from, next int32) bool {
	at = n.begin(at) + c.action(from, n.place, u) + out
	if next == none {
		return at <= c.close
	}
	m := &x.m.nodes[next]
	return m.begin(at)+c.action(n.place, m.place, next) <= x.spots[next].late
}

// allows asks the judge about a tour with a stop put in.
func (x *inserter) allows(c *class, t *tour, u int32, pos int) bool {
	x.row = append(append(append(x.row[:0], t.stops[:pos]...), u), t.stops[pos:]...)
	_, r := x.judge.walk(c, x.row)
	return r == ""
}

// firstEmpty lists the first empty tour of each class.
func (p *plan) firstEmpty() []int32 {
	p.empty = p.empty[:0]
	clear(p.seenClass)
	for r := range p.tours {
		if c := p.m.classOf[r]; len(p.tours[r].stops) == 0 && !p.seenClass[c] {
			p.seenClass[c] = true
			p.empty = append(p.empty, int32(r))
		}
	}
	return p.empty
}
