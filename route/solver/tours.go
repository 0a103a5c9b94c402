package solver

import "crosslane/route/day"

// tour is the round of one vehicle during the search.
type tour struct {
	class *day.Class
	stops []int32
	// load is on board at the start, back at the end, as far as jobs go.
	load, back []int64
	// score is what the tour costs; endTime and endScore are its last leg.
	score, endTime, endScore int64
}

// spot is where a stop stands during the search.
type spot struct {
	tour, pos  int32 // tour is none for a stop left out
	prev, next int32
	// dep is the earliest departure; late the latest departure that still keeps
	// all that follows in time. Both leave breaks and traffic out.
	dep, late int64
	// legTime and legScore belong to the leg that leads here; the score has the service in it.
	legTime, legScore int64
	// onScore is the legScore of the leg that leads on.
	onScore int64
	// before and after are the places where those legs come from and go to.
	before, after int32
}

// plan is the state of one search: all tours, and how to go back.
type plan struct {
	m      *model
	judge  *day.Judge
	tours  []tour
	spots  []spot
	absent []int32
	// inUse counts deposits by locker and least size.
	inUse [][]int32
	total int64
	undo  undo
	// at is the place of each stop.
	at []int32
	// empty lists the first empty tour of each class, unless emptyStale.
	empty      []int32
	emptyStale bool
	seenClass  []bool
}

// undo remembers the tours as they were before the change at hand.
type undo struct {
	saved  []bool
	tours  []int32
	stops  [][]int32
	absent []int32
	total  int64
}

func newPlan(m *model) *plan {
	p := &plan{m: m, judge: day.NewJudge(m.day), spots: make([]spot, len(m.day.Nodes))}
	for _, c := range m.day.ClassOf {
		p.tours = append(p.tours, tour{class: &m.day.Classes[c], load: make([]int64, m.day.Dims), back: make([]int64, m.day.Dims)})
	}
	for u := range p.spots {
		p.spots[u].tour = none
		p.absent = append(p.absent, int32(u))
	}
	for _, l := range m.day.Lockers {
		p.inUse = append(p.inUse, make([]int32, len(l.AtLeast)))
	}
	for u := range m.day.Nodes {
		p.at = append(p.at, m.day.Nodes[u].Place)
	}
	p.emptyStale = true
	p.seenClass = make([]bool, len(m.day.Classes))
	p.undo.saved = make([]bool, len(p.tours))
	p.undo.stops = make([][]int32, len(p.tours))
	return p
}

// begin starts a change that rollback can take back.
func (p *plan) begin() {
	for _, r := range p.undo.tours {
		p.undo.saved[r] = false
	}
	p.undo.tours = p.undo.tours[:0]
	p.undo.absent = append(p.undo.absent[:0], p.absent...)
	p.undo.total = p.total
}

// touch saves a tour before its first change.
func (p *plan) touch(r int32) {
	if !p.undo.saved[r] {
		p.undo.saved[r] = true
		p.undo.tours = append(p.undo.tours, r)
		p.undo.stops[r] = append(p.undo.stops[r][:0], p.tours[r].stops...)
	}
}

func (p *plan) rollback() {
	for _, r := range p.undo.tours {
		p.clear(r)
	}
	for _, r := range p.undo.tours {
		p.fill(r, p.undo.stops[r])
	}
	p.absent = append(p.absent[:0], p.undo.absent...)
	p.total = p.undo.total
}

// clear takes all stops off a tour, without touching anything else.
func (p *plan) clear(r int32) {
	for _, u := range p.tours[r].stops {
		p.leave(u)
	}
	p.tours[r].stops = p.tours[r].stops[:0]
	p.emptyStale = true
}

// fill puts stops on an empty tour.
func (p *plan) fill(r int32, stops []int32) {
	t := &p.tours[r]
	p.emptyStale = true
	t.stops = append(t.stops[:0], stops...)
	for _, u := range stops {
		p.enter(u, r)
	}
	p.reckon(r)
}

// replace gives a tour other stops; those must be on no other tour.
func (p *plan) replace(r int32, stops []int32) {
	p.touch(r)
	p.clear(r)
	p.fill(r, stops)
}

func (p *plan) leave(u int32) {
	p.spots[u].tour = none
	p.deposit(u, -1)
}

func (p *plan) enter(u, r int32) {
	p.spots[u].tour = r
	p.deposit(u, 1)
}

func (p *plan) deposit(u, n int32) {
	if x := &p.m.day.Nodes[u]; x.Locker != none {
		for size := 0; size <= x.Size; size++ {
			p.inUse[x.Locker][size] += n
		}
	}
}

// lockerHas tells whether a stop's locker has a compartment left for it.
func (p *plan) lockerHas(u int32) bool {
	x := &p.m.day.Nodes[u]
	if x.Locker == none {
		return true
	}
	for size := 0; size <= x.Size; size++ {
		if p.inUse[x.Locker][size] >= p.m.day.Lockers[x.Locker].AtLeast[size] {
			return false
		}
	}
	return true
}

// insert puts a stop into a tour at a position.
func (p *plan) insert(u, r int32, pos int) {
	p.touch(r)
	t := &p.tours[r]
	p.emptyStale = p.emptyStale || len(t.stops) == 0
	t.stops = append(t.stops, 0)
	copy(t.stops[pos+1:], t.stops[pos:])
	t.stops[pos] = u
	p.enter(u, r)
	for d := range t.load {
		n := &p.m.day.Nodes[u]
		t.load[d] += n.Out[d]
		t.back[d] += n.Out[d] + n.Step[d]
	}
	p.link(r, pos, pos+2)
	p.retime(r, pos, pos+1)
	p.rescore(r)
}

// reckon computes all of a tour afresh.
func (p *plan) reckon(r int32) {
	t := &p.tours[r]
	clear(t.load)
	clear(t.back)
	for _, u := range t.stops {
		n := &p.m.day.Nodes[u]
		for d := range t.load {
			t.load[d] += n.Out[d]
			t.back[d] += n.Out[d] + n.Step[d]
		}
	}
	p.link(r, 0, len(t.stops)+1)
	p.retime(r, 0, len(t.stops))
	p.rescore(r)
}

// link renews positions, neighbours and legs after the stops from one position
// on changed; legs only up to another position, the rest has merely moved.
func (p *plan) link(r int32, from, to int) {
	t := &p.tours[r]
	prev := t.at(from - 1)
	for i := from; i < len(t.stops); i++ {
		u := t.stops[i]
		s := &p.spots[u]
		s.pos = int32(i)
		if i < to {
			p.join(t, prev, u)
		}
		prev = u
	}
	if to > len(t.stops) {
		p.join(t, prev, none)
	}
}

// join renews the leg between two stops, or from the start or to the end.
func (p *plan) join(t *tour, prev, next int32) {
	c := t.class
	from := p.placeOf(prev, c.Start)
	to, score := c.End, int64(0) //nolint:wastedassign // a place and its score go together
	if next == none {
		score = c.Price(from, c.End)
		t.endTime, t.endScore = c.Time(from, c.End), score
	} else {
		to = p.at[next]
		score = c.Leg(from, to, next)
		s := &p.spots[next]
		s.prev, s.before = prev, from
		s.legTime, s.legScore = c.Time(from, to), score
	}
	if prev != none {
		s := &p.spots[prev]
		s.next, s.after, s.onScore = next, to, score
	}
}

// retime renews earliest departures from one position on and latest departures
// up to another, each until nothing changes any more.
func (p *plan) retime(r int32, from, to int) {
	if !p.m.day.Timed {
		return
	}
	t := &p.tours[r]
	c := t.class
	at, place := c.Open, c.Start
	if from > 0 {
		prev := t.stops[from-1]
		at, place = p.spots[prev].dep, p.m.day.Nodes[prev].Place
	}
	for i := from; i < len(t.stops); i++ {
		u := t.stops[i]
		s, n := &p.spots[u], &p.m.day.Nodes[u]
		dep := n.Begin(at+s.legTime) + c.Action(place, n.Place, u)
		if i >= to && dep == s.dep {
			break
		}
		s.dep, at, place = dep, dep, n.Place
	}
	p.retimeBack(t, from, to)
}

func (p *plan) retimeBack(t *tour, from, to int) {
	c := t.class
	for i := min(to, len(t.stops)) - 1; i >= 0; i-- {
		u := t.stops[i]
		late := c.Close - t.endTime
		if i+1 < len(t.stops) {
			v := t.stops[i+1]
			next, n := &p.spots[v], &p.m.day.Nodes[v]
			late = n.Latest(next.late-c.Action(p.m.day.Nodes[u].Place, n.Place, v)) - next.legTime
		}
		if s := &p.spots[u]; i >= from || late != s.late {
			s.late = late
		} else {
			break
		}
	}
}

// rescore renews the score of a tour, and the total.
func (p *plan) rescore(r int32) {
	t := &p.tours[r]
	p.total -= t.score
	t.score = 0
	switch c := t.class; {
	case len(t.stops) == 0:
	case c.Exact:
		t.score = c.Fixed + t.endScore
		for _, u := range t.stops {
			t.score += p.spots[u].legScore
		}
	default:
		t.score, _ = p.judge.Walk(c, t.stops)
	}
	p.total += t.score
}

// holds tells whether a tour still keeps every rule after stops were taken out:
// where a detour is quicker than the direct road it may not.
func (p *plan) holds(r int32) bool {
	t := &p.tours[r]
	if len(t.stops) == 0 || t.class.Plain && !p.m.day.Timed {
		return true
	}
	if !t.class.Plain {
		return p.judge.Keeps(t.class, t.stops) == ""
	}
	first := t.stops[0]
	s, n := &p.spots[first], &p.m.day.Nodes[first]
	return n.Begin(t.class.Open+s.legTime)+t.class.Action(t.class.Start, n.Place, first) <= s.late
}
