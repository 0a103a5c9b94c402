package solver

import (
	"crosslane/route"
	"crosslane/route/day"
)

// placePair puts a pickup and its delivery into the tour and gaps that cost least together.
func (x *inserter) placePair(u int32) bool {
	if !x.m.day.Nodes[u].First {
		u = x.m.day.Nodes[u].Mate
	}
	w := x.m.day.Nodes[u].Mate
	best, second := gap{add: noGap}, 0
	if !x.lockerHas(w) {
		return false
	}
	for r := range x.tours {
		t := &x.tours[r]
		if len(t.stops) == 0 || !t.class.Able[u] || !t.class.Able[w] {
			continue
		}
		if g, p := x.pairGaps(u, w, int32(r), best.add); g.add < best.add {
			best, second = g, p
		}
	}
	for _, r := range x.firstEmpty() {
		if g, p := x.pairGaps(u, w, r, best.add); g.add < best.add {
			best, second = g, p
		}
	}
	if best.add == noGap {
		return false
	}
	x.insert(u, best.tour, best.pos)
	x.insert(w, best.tour, second)
	return true
}

// pairGaps looks for the cheapest two gaps in one tour that add less than a bound;
// the second position counts with the pickup already put in.
func (x *inserter) pairGaps(u, w, r int32, bound int64) (gap, int) {
	t := &x.tours[r]
	best, second := gap{tour: r, add: bound}, 0
	for i := 0; i <= len(t.stops); i++ {
		if x.overlook() {
			continue
		}
		first := x.addition(t, u, t.at(i-1), t.at(i))
		if first >= best.add || !x.reaches(t, u, i) {
			continue
		}
		for k := i; k <= len(t.stops); k++ {
			add := first
			if k == i {
				add = x.pairTogether(t, u, w, i)
			} else {
				add += x.addition(t, w, t.at(k-1), t.at(k))
			}
			if add < best.add && x.reaches(t, w, k) && x.allowsPair(t, u, w, i, k) {
				best, second = gap{r, i, add}, k+1
			}
		}
	}
	return best, second
}

// at is the i-th stop, or none beyond the ends.
func (t *tour) at(i int) int32 {
	if i < 0 || i >= len(t.stops) {
		return none
	}
	return t.stops[i]
}

// reaches tells whether a stop can be begun in time at a position, as things stand now.
func (p *plan) reaches(t *tour, u int32, pos int) bool {
	if !p.m.day.Timed || t.class.Vehicle.Traffic != nil {
		return true
	}
	at, from := t.class.Open, t.class.Start
	if prev := t.at(pos - 1); prev != none {
		at, from = p.spots[prev].dep, p.m.day.Nodes[prev].Place
	}
	n := &p.m.day.Nodes[u]
	return n.Begin(at+t.class.Time(from, n.Place)) <= route.Never
}

func (p *plan) placeOf(u, otherwise int32) int32 {
	if u == none {
		return otherwise
	}
	return p.m.day.Nodes[u].Place
}

// legScore is the score of the leg from one stop to the next; none is the start or the end.
func (p *plan) legScore(c *day.Class, from, to int32) int64 {
	at := p.placeOf(from, c.Start)
	if to == none {
		return c.Price(at, c.End)
	}
	return c.Leg(at, p.m.day.Nodes[to].Place, to)
}

// addition is the score that a stop adds between two others.
func (p *plan) addition(t *tour, u, prev, next int32) int64 {
	c := t.class
	add := p.legScore(c, prev, u) + p.legScore(c, u, next)
	if prev == none && next == none {
		return add + c.Fixed
	}
	return add - p.legScore(c, prev, next)
}

func (p *plan) pairTogether(t *tour, u, w int32, i int) int64 {
	c, prev, next := t.class, t.at(i-1), t.at(i)
	add := p.legScore(c, prev, u) + p.legScore(c, u, w) + p.legScore(c, w, next)
	if prev == none && next == none {
		return add + c.Fixed
	}
	return add - p.legScore(c, prev, next)
}

func (x *inserter) allowsPair(t *tour, u, w int32, i, k int) bool {
	x.row = append(append(x.row[:0], t.stops[:i]...), u)
	x.row = append(append(x.row, t.stops[i:k]...), w)
	x.row = append(x.row, t.stops[k:]...)
	return x.judge.Keeps(t.class, x.row) == ""
}
