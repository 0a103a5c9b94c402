package solver

import "slices"

import "math"

// worth is what a plan is judged by, in this order: the least priority left out,
// the fewest stops left out, the lowest score.
type worth struct {
	lost  int64
	count int
	score int64
}

func (p *plan) worth() worth {
	w := worth{count: len(p.absent), score: p.total}
	for _, u := range p.absent {
		w.lost += p.m.day.Nodes[u].Priority
	}
	return w
}

func (w worth) better(o worth) bool {
	if w.lost != o.lost {
		return w.lost < o.lost
	}
	if w.count != o.count {
		return w.count < o.count
	}
	return w.score < o.score
}

// search is one annealing run.
type search struct {
	inserter
	random     random
	stop       Stop
	iterations int
	share      float64
	// heat scales the starting temperature; annealings is how often it is cooled down.
	heat       float64
	annealings float64
	now, top   worth
	best       [][]int32

	removed, pending []int32
	// ruined numbers the ruins; ruinedAt and goes are its marks on tours and stops.
	ruined         int32
	ruinedAt, goes []int32
	local          local
}

// local is the scratch of the local search.
type local struct {
	dirty, changed []int32
	isDirty        []bool
	rowA, rowB     []int32
	met            int32
	metAt          []int32
	gapsA, gapsB   []gaps3
}

func newSearch(m *model, seed uint64, stop Stop, warm [][]int) *search {
	p := newPlan(m)
	s := &search{random: random(seed), stop: stop, ruinedAt: make([]int32, len(p.tours)), goes: make([]int32, len(m.day.Nodes)), heat: 1}
	s.inserter = inserter{plan: p, random: &s.random, blinks: 0.01}
	s.best = make([][]int32, len(p.tours))
	s.local.isDirty, s.local.metAt = make([]bool, len(p.tours)), make([]int32, len(p.tours))
	if warm != nil {
		s.heat = 0.02
		s.seat(warm)
	}
	s.fillUp()
	s.now = s.worth()
	s.keep()
	return s
}

// fillUp gives every stop its first place, if it has one.
func (s *search) fillUp() {
	s.begin()
	s.pending = append(s.pending[:0], s.absent...)
	s.absent = s.absent[:0]
	s.arrange()
	for _, u := range s.pending {
		if s.spots[u].tour == none && !s.put(u) {
			s.absent = append(s.absent, u)
		}
	}
}

// advance searches until the given share of the budget is used.
func (s *search) advance(to float64, ended func() bool) {
	for s.share < to {
		s.share = s.stop(Progress{s.iterations, s.cost(s.top), s.top.count, s.share})
		if s.iterations&63 == 0 && ended() {
			s.share = 1
		}
		if s.share >= to {
			return
		}
		s.iterate()
	}
}

func (s *search) cost(w worth) int64 { return (w.score + s.m.day.Scale/2) / s.m.day.Scale }

// iterate tries one change and keeps it, or goes back.
func (s *search) iterate() {
	s.iterations++
	s.begin()
	s.ruin()
	s.recreate()
	w := s.worth()
	if !s.accepts(w) {
		s.rollback()
		return
	}
	s.now = w
	if w.better(s.top) {
		s.local.changed = append(s.local.changed[:0], s.undo.tours...)
		s.improve(s.local.changed)
		s.now = s.worth()
		s.keep()
	}
}

func (s *search) accepts(w worth) bool {
	if w.lost != s.now.lost || w.count != s.now.count {
		return w.better(s.now)
	}
	return float64(w.score-s.now.score) < -s.temperature()*s.random.logShare()
}

// temperature falls from hot to cold, once or several times.
func (s *search) temperature() float64 {
	_, part := math.Modf(s.share * s.rounds())
	hot := s.m.ruler.hot * s.heat
	return hot * math.Pow(s.m.ruler.cold/hot, part)
}

// enoughTries is how many tries per stop one annealing is worth; with more it is
// better to begin again, for where a long one ends is a matter of luck too.
const enoughTries, mostAnnealings = 15_000, 5

// rounds is how many annealings the budget is for, judged by the first hundredth.
func (s *search) rounds() float64 {
	if s.annealings == 0 && s.share >= 0.01 {
		tries := float64(s.iterations) / s.share / float64(len(s.spots))
		s.annealings = max(1, min(mostAnnealings, math.Floor(tries/enoughTries)))
		if s.heat < 1 {
			s.annealings = 1 // a given plan is to be kept, not found again
		}
	}
	return max(1, s.annealings)
}

// keep remembers the plan at hand as the best.
func (s *search) keep() {
	s.top = s.now
	for r := range s.tours {
		s.best[r] = append(s.best[r][:0], s.tours[r].stops...)
	}
}

// adopt goes on from the best plan of another search.
func (s *search) adopt(o *search) {
	for r := range s.tours {
		s.clear(int32(r))
	}
	for r := range s.tours {
		s.fill(int32(r), o.best[r])
	}
	s.absent = s.absent[:0]
	for u := range s.spots {
		if s.spots[u].tour == none {
			s.absent = append(s.absent, int32(u))
		}
	}
	s.now = s.worth()
	s.keep()
}

// seat puts stops where a given plan has them, as far as the rules allow.
func (s *search) seat(warm [][]int) {
	for r := range warm {
		s.fill(int32(r), s.seatable(&s.tours[r], s.m.nodesOf(warm[r])))
	}
	s.absent = s.absent[:0]
	for u := range s.spots {
		if s.spots[u].tour == none {
			s.absent = append(s.absent, int32(u))
		}
	}
}

// seatable is a tour without the stops that break a rule; of a pair either both
// stay or neither.
func (s *search) seatable(t *tour, row []int32) []int32 {
	if s.judge.Keeps(t.class, row) == "" && s.lockersHold(row) {
		return row
	}
	var kept []int32
	for i, u := range row {
		n := &s.m.day.Nodes[u]
		if n.Mate != none && !n.First {
			continue
		}
		next := append(append([]int32(nil), kept...), u)
		if n.Mate != none {
			next = append(next, n.Mate)
		}
		if s.judge.Keeps(t.class, next) == "" && s.lockersHold(next) && contains(row[i:], n.Mate) {
			kept = next
		}
	}
	return kept
}

func contains(row []int32, u int32) bool {
	if u == none {
		return true
	}
	return slices.Contains(row, u)
}

// lockersHold tells whether the lockers have room for all of a row at once.
func (s *search) lockersHold(row []int32) bool {
	held := true
	for i, u := range row {
		held = held && s.lockerHas(u)
		s.deposit(row[i], 1)
	}
	for _, u := range row {
		s.deposit(u, -1)
	}
	return held
}
