package sim

import (
	"cmp"
	"slices"
	"time"

	"crosslane/shipping"
)

// due is when something happens next.
func (s *Server) due() int64 {
	at := int64(never)
	if len(s.traffic.queue) > 0 {
		at = s.traffic.queue[0].at
	}
	if s.traffic.tick > 0 {
		at = min(at, s.traffic.tick)
	}
	return at
}

// advance lets everything happen that is due until now. Of one instant, first the parcels have their turn and
// then the linehauls go.
func (s *Server) advance(now time.Time) {
	for at := s.due(); at <= now.Unix(); at = s.due() {
		if len(s.traffic.queue) > 0 && s.traffic.queue[0].at == at {
			s.turn(s.traffic.queue[0].booking, at)
		} else {
			s.haul(at)
		}
	}
}

// turn lets one thing happen to a parcel, and reports what is to be reported of it.
func (s *Server) turn(b *booking, at int64) {
	if !b.journey.waits && b.journey.next < len(b.journey.plan) && b.journey.plan[b.journey.next].at <= at && s.mayGo(b, at) {
		s.happen(b)
	}
	n := 0
	for n < len(b.journey.pending) && b.journey.pending[n].reported <= at {
		one := said{b, int32(len(b.journey.told))}
		if to := b.journey.network.partner; b.journey.pending[n].partner {
			s.traffic.handed[to] = append(s.traffic.handed[to], one)
		} else {
			s.traffic.log = append(s.traffic.log, one)
		}
		b.journey.told = append(b.journey.told, b.journey.pending[n])
		n++
	}
	b.journey.pending = slices.Delete(b.journey.pending, 0, n)
	s.traffic.queue.schedule(b)
}

// said is one report in the order of the feed.
type said struct {
	booking *booking
	step    int32
}

// mayGo asks whether the next step of a parcel may happen. If not, the parcel waits, in a queue or for its time.
func (s *Server) mayGo(b *booking, at int64) bool {
	if b.journey.passed > b.journey.next {
		return true
	}
	n, until := b.journey.network, at
	switch m := codes[b.journey.plan[b.journey.next].code].milestone; m {
	case shipping.PickedUp:
		switch {
		case n.capacity.PerDay == 0:
			until = permit(b.journey.touched, at, (*Condition).embargoes)
		case n.full() || len(n.door) > 0 || forbidden(b.journey.touched, at, (*Condition).embargoes):
			s.wait(b, &n.door, at)
			return false
		default:
			n.admit(b)
		}
	case departure(n.channel):
		if n.capacity.PerDay > 0 {
			s.wait(b, &n.hub, at)
			return false
		}
		until = permit(b.journey.touched, at, (*Condition).stopsDeparture)
	case shipping.DepartedOrigin: // those that stand loaded when the way is closed
		if forbidden(b.journey.touched, at, (*Condition).stopsDeparture) {
			until = permit(b.journey.touched, at, (*Condition).stopsDeparture)
		}
	case shipping.ArrivedDestination:
		until = permit(b.journey.touched, at, (*Condition).stopsArrival)
	case shipping.ImportReleased:
		until = permit(b.journey.touched, at, (*Condition).stopsClearance)
	}
	b.putOff(until)
	return until == at
}

// putOff moves the rest of a life so that its next step happens at an instant, with leave.
func (b *booking) putOff(at int64) {
	b.shift(b.journey.next, at-b.journey.plan[b.journey.next].at)
	b.journey.passed = b.journey.next + 1
}

func (b *booking) shift(first int, by int64) {
	for i := first; i < len(b.journey.plan); i++ {
		b.journey.plan[i].at += by
	}
}

// happen takes the next step of a life, decides what depends on the moment, and enters the next leg.
func (s *Server) happen(b *booking) {
	st := b.journey.plan[b.journey.next]
	b.journey.next++
	s.report(b, st)
	switch m := codes[st.code].milestone; m {
	case shipping.PickedUp:
		b.journey.collected = true
	case departure(b.journey.network.channel):
		b.journey.network.count.Departed++
	}
	s.turnOfFate(b, &st)
	if b.journey.next == len(b.journey.plan) {
		b.end()
		return
	}
	if b.journey.plan[b.journey.next].code == indexes[shipping.DeclaredLost] {
		b.journey.network.dismiss(b)
	}
	if next := b.journey.plan[b.journey.next].leg; next != st.leg {
		b.journey.stretch = percent(b.journey.touched, st.at, func(c *Condition) int64 { return c.Slow })
		b.slow(next, st.at)
	}
}

// slow makes what remains of a leg take longer, from an instant on.
func (b *booking) slow(leg uint8, since int64) {
	more := int64(0)
	for i := b.journey.next; i < len(b.journey.plan); i++ {
		if st := &b.journey.plan[i]; st.leg == leg {
			more = (st.at - since) * (b.journey.stretch - 100) / 100
		}
		b.journey.plan[i].at += more
	}
}

// end counts a parcel whose life is over.
func (b *booking) end() {
	n := b.journey.network
	switch {
	case b.journey.fate.lost:
		n.count.Lost++
	case codes[b.journey.plan[len(b.journey.plan)-1].code].milestone == shipping.BackWithSender:
		n.count.Returned++
	default:
		n.count.Delivered++
	}
	n.dismiss(b)
	b.journey.plan, b.journey.next = nil, 0
}

// turnOfFate decides once more what may go wrong, where a condition has a say at this step of a life.
func (s *Server) turnOfFate(b *booking, st *step) {
	f, m := b.journey.fate, codes[st.code].milestone
	again := func(word string, of func(*Condition) int64, is *bool) {
		if r := rate(b.journey.touched, st.at, 0, of); r > 0 {
			*is = newDraw(s.seed, word, b.Key).chance(r)
		}
	}
	switch m {
	case departure(b.journey.network.channel):
		again("lose", func(c *Condition) int64 { return c.Lose }, &f.lost)
		again("damage", func(c *Condition) int64 { return c.Damage }, &f.damaged)
	case shipping.ArrivedDestination:
		again("hold", func(c *Condition) int64 { return c.Hold }, &f.held)
	case shipping.WithCourier:
		again("return", func(c *Condition) int64 { return c.Return }, &f.back)
	}
	if f != b.journey.fate {
		s.rewrite(b, st, f)
	}
}

// rewrite makes up the rest of a life anew, with another fate.
func (s *Server) rewrite(b *booking, st *step, f fate) {
	b.journey.fate = f
	l, _ := begin(s.seed, b.Key, b.journey.network.channel, b.How, b.At)
	here := slices.IndexFunc(l.steps, func(one step) bool { return one.code == st.code })
	was := func(m shipping.Milestone) bool {
		return slices.ContainsFunc(b.journey.plan[:b.journey.next], func(one step) bool { return one.code == indexes[m] })
	}
	f.damaged = f.damaged && !was(shipping.Damaged)
	f.held = f.held && !was(shipping.ImportReleased)
	since := l.steps[here].at
	l.bend(f, here+1, b.How.Miss)
	b.journey.plan = append(b.journey.plan[:b.journey.next:b.journey.next], l.steps[here+1:]...)
	b.shift(b.journey.next, st.at-since)
	b.slow(st.leg, st.at)
}

// report decides how a step comes through: counted, and as the faults have it torn, twice or late.
func (s *Server) report(b *booking, st step) {
	if s.passOn(b, st) {
		return
	}
	f := s.faultsOf(b.journey.touched, st.at)
	st.seq, st.reported = uint8(b.journey.next), st.at
	st.at += skew(b.journey.touched, st.at)
	if f == (Faults{}) {
		b.journey.pending = append(b.journey.pending, st)
	} else {
		s.spoil(b, st, f)
	}
	slices.SortStableFunc(b.journey.pending, func(a, b step) int { return cmp.Compare(a.reported, b.reported) })
}

// spoil draws the faults of a report.
func (s *Server) spoil(b *booking, st step, f Faults) {
	if b.journey.faults == nil {
		b.journey.faults = newDraw(s.seed, "faults", b.Key)
	}
	d := b.journey.faults
	twice, late, unknown := d.chance(f.Duplicate), d.chance(f.Late), d.chance(f.Unknown)
	st.torn = d.chance(f.Malformed)
	delay := int64(d.between(2, 40) / time.Second)
	if late {
		st.reported += delay
	}
	b.journey.pending = append(b.journey.pending, st)
	if twice {
		st.torn, st.reported = false, st.reported+delay
		b.journey.pending = append(b.journey.pending, st)
	}
	if unknown {
		st.code, st.seq, st.torn = uint8(len(codes)-1), 0, false
		b.journey.pending = append(b.journey.pending, st)
	}
}
