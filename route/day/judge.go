package day

import "crosslane/route"

// Judge drives whole tours and tells whether they keep every rule.
type Judge struct {
	m    *Day
	load []int64
	// met marks the pickups of the tour at hand with the number of the tour.
	met   []int32
	tours int32
	// now and next are the states of the tour by breaks taken so far.
	now, next []state
	// taken is, leg by leg and by breaks taken after the leg, those taken before it.
	taken []int8
}

// state is the earliest way to have come this far with some number of breaks.
type state struct{ at, travel int64 }

// NewJudge makes a judge for one goroutine.
func NewJudge(m *Day) *Judge {
	return &Judge{m: m, load: make([]int64, m.Dims), met: make([]int32, len(m.Nodes))}
}

// Walk answers with the score of the tour, or with the rule that stands in its way.
// A tour without stops costs nothing.
func (j *Judge) Walk(c *Class, tour []int32) (int64, route.Reason) {
	if r := j.Keeps(c, tour); r != "" || len(tour) == 0 {
		return 0, r
	}
	score, from := c.Fixed, c.Start
	for _, u := range tour {
		place := j.m.Nodes[u].Place
		score += c.Leg(from, place, u)
		from = place
	}
	score += c.Price(from, c.End)
	if !c.Exact {
		score += c.Hour * (j.now[len(c.breaks)].travel - j.evenTravel(c, tour))
	}
	return score, ""
}

// Keeps answers with the rule that stands in a tour's way, or with nothing.
func (j *Judge) Keeps(c *Class, tour []int32) route.Reason {
	if len(tour) == 0 {
		return ""
	}
	if r := j.board(c, tour); r != "" {
		return r
	}
	j.depart(c)
	from := c.Start
	for i, u := range tour {
		place := j.m.Nodes[u].Place
		if r := j.ride(c, i, from, place); r != "" {
			return r
		}
		if r := j.serve(c, u, c.Action(from, place, u)); r != "" {
			return r
		}
		from = place
	}
	if r := j.ride(c, len(tour), from, c.End); r != "" {
		return r
	}
	return j.refuse(c, tour)
}

// refuse tells what a finished tour breaks.
func (j *Judge) refuse(c *Class, tour []int32) route.Reason {
	end, l := j.now[len(c.breaks)], c.Vehicle.Limits
	switch {
	case end.at > c.Close:
		return route.OutOfHours
	case l.Travel > 0 && end.travel > l.Travel || l.Distance > 0 && j.metres(c, tour) > l.Distance:
		return route.BeyondLimits
	}
	return ""
}

func (j *Judge) metres(c *Class, tour []int32) int64 {
	sum, from := int64(0), c.Start
	for _, u := range tour {
		sum += c.length(from, j.m.Nodes[u].Place)
		from = j.m.Nodes[u].Place
	}
	return sum + c.length(from, c.End)
}

// board checks what does not depend on time, and loads what is delivered.
func (j *Judge) board(c *Class, tour []int32) route.Reason {
	if k := c.Vehicle.Limits.Stops; k > 0 && len(tour) > k {
		return route.BeyondLimits
	}
	j.tours++
	clear(j.load)
	for _, u := range tour {
		n := &j.m.Nodes[u]
		if !c.Able[u] {
			return route.NoSkill
		}
		if n.Mate != None {
			if !n.First && j.met[n.Mate] != j.tours {
				return route.NoRoom // the goods are not on board yet
			}
			j.met[u] = j.tours
		}
		for d, a := range n.Out {
			j.load[d] += a
		}
	}
	if j.over(c.Capacity) {
		return route.TooLarge
	}
	for _, u := range tour {
		if n := &j.m.Nodes[u]; n.Mate != None && j.met[n.Mate] != j.tours {
			return route.NoRoom // half a pair
		}
	}
	return ""
}

func (j *Judge) over(bound []int64) bool {
	for d, a := range j.load {
		if d < len(bound) && a > bound[d] {
			return true
		}
	}
	return false
}

func (j *Judge) depart(c *Class) {
	j.now, j.next = j.now[:0], j.next[:0]
	for range len(c.breaks) + 1 {
		j.now = append(j.now, state{at: route.Never + 1})
		j.next = append(j.next, state{})
	}
	j.now[0] = state{at: c.Open}
	j.taken = j.taken[:0]
}

// ride drives the i-th leg, resting on the way where that is possible.
func (j *Judge) ride(c *Class, i int, from, to int32) route.Reason {
	need := c.Time(from, to)
	if need >= route.Never {
		return route.NoRoad
	}
	k := len(c.breaks)
	if k == 0 && c.Vehicle.Traffic == nil {
		j.now[0].at += need
		j.now[0].travel += need
		return ""
	}
	for b := range j.next {
		j.next[b] = state{at: route.Never + 1}
		j.taken = append(j.taken, 0)
	}
	for b := 0; b <= k; b++ {
		if j.now[b].at <= route.Never {
			j.rests(c, i, b, need*100)
		}
	}
	j.now, j.next = j.next, j.now
	for b := range j.now {
		if j.now[b].at <= route.Never {
			return ""
		}
	}
	return route.OutOfHours
}

// rests drives a leg from the state of b breaks taken, with as many rests on it as fit.
func (j *Judge) rests(c *Class, i, b int, need int64) {
	way := journey{at: j.now[b].at, travel: j.now[b].travel, need: need}
	for after := b; ; after++ {
		end := way.arrive(c.Vehicle.Traffic)
		if end.at < j.next[after].at {
			j.next[after] = end
			j.taken[i*len(j.next)+after] = int8(b)
		}
		if after == len(c.breaks) || j.over(c.breaks[after].MaxLoad) || !way.rest(&c.breaks[after], c.Vehicle.Traffic) {
			return
		}
	}
}

// serve begins at stop u as early as its windows allow, in every state.
func (j *Judge) serve(c *Class, u int32, action int64) route.Reason {
	n := &j.m.Nodes[u]
	late := true
	for b := range j.now {
		if s := &j.now[b]; s.at <= route.Never {
			s.at = n.Begin(s.at)
			if s.at <= route.Never {
				s.at += action
				late = late && s.at > c.Close
			}
		}
	}
	if late {
		return route.OutOfHours
	}
	for d, a := range n.Step {
		j.load[d] += a
	}
	if j.over(c.Capacity) {
		return route.TooLarge
	}
	return ""
}

func (j *Judge) evenTravel(c *Class, tour []int32) int64 {
	sum, from := int64(0), c.Start
	for _, u := range tour {
		to := j.m.Nodes[u].Place
		sum += c.Time(from, to)
		from = to
	}
	return sum + c.Time(from, c.End)
}

// journey is a leg under way: the instant, the seconds driven since the start of
// the tour, and the hundredths still to drive.
type journey struct{ at, travel, need int64 }

func (w journey) arrive(t *route.Traffic) state {
	at := drive(t, w.at, w.need)
	return state{at, w.travel + at - w.at}
}

// rest takes a break as early as its windows allow, driving until then.
// It answers with false if no window is left.
func (w *journey) rest(b *route.Break, t *route.Traffic) bool {
	begin := breakBegin(b, w.at)
	if begin > route.Never {
		return false
	}
	if done := w.arrive(t); done.at <= begin {
		w.need, w.travel = 0, done.travel
	} else {
		w.need -= covered(t, w.at, begin)
		w.travel += begin - w.at
	}
	w.at = begin + b.Service
	return true
}

func breakBegin(b *route.Break, t int64) int64 {
	if len(b.Windows) == 0 {
		return t
	}
	for _, w := range b.Windows {
		if t <= w.Close {
			return max(t, w.Open)
		}
	}
	return route.Never + 1
}
