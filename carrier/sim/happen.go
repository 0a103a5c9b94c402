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
	if len(s.queue) > 0 {
		at = s.queue[0].at
	}
	if s.tick > 0 {
		at = min(at, s.tick)
	}
	return at
}

// advance lets everything happen that is due until now. Of one instant, first the parcels have their turn and
// then the linehauls go.
func (s *Server) advance(now time.Time) {
	for at := s.due(); at <= now.Unix(); at = s.due() {
		if len(s.queue) > 0 && s.queue[0].at == at {
			s.turn(s.queue[0].booking, at)
		} else {
			s.haul(at)
		}
	}
}

// turn lets one thing happen to a parcel, and reports what is to be reported of it.
func (s *Server) turn(b *booking, at int64) {
	if !b.waits && b.next < len(b.plan) && b.plan[b.next].at <= at && s.mayGo(b, at) {
		s.happen(b)
	}
	n := 0
	for n < len(b.pending) && b.pending[n].reported <= at {
		s.log = append(s.log, said{b, int32(len(b.told))})
		b.told = append(b.told, b.pending[n])
		n++
	}
	b.pending = slices.Delete(b.pending, 0, n)
	s.queue.schedule(b)
}

// said is one report in the order of the feed.
type said struct {
	booking *booking
	step    int32
}

// mayGo asks whether the next step of a parcel may happen. If not, the parcel waits, in a queue or for its time.
func (s *Server) mayGo(b *booking, at int64) bool {
	if b.passed > b.next {
		return true
	}
	n, until := b.network, at
	switch m := codes[b.plan[b.next].code].milestone; m {
	case shipping.PickedUp:
		if n.capacity.PerDay == 0 {
			until = permit(b.touched, at, (*Condition).embargoes)
		} else if n.full() || len(n.door) > 0 || forbidden(b.touched, at, (*Condition).embargoes) {
			s.wait(b, &n.door, at)
			return false
		} else {
			n.admit(b)
		}
	case departure(n.channel):
		if n.capacity.PerDay > 0 {
			s.wait(b, &n.hub, at)
			return false
		}
		until = permit(b.touched, at, (*Condition).stopsDeparture)
	case shipping.DepartedOrigin: // those that stand loaded when the way is closed
		if forbidden(b.touched, at, (*Condition).stopsDeparture) {
			until = permit(b.touched, at, (*Condition).stopsDeparture)
		}
	case shipping.ArrivedDestination:
		until = permit(b.touched, at, (*Condition).stopsArrival)
	case shipping.ImportReleased:
		until = permit(b.touched, at, (*Condition).stopsClearance)
	}
	b.putOff(until)
	return until == at
}

// putOff moves the rest of a life so that its next step happens at an instant, with leave.
func (b *booking) putOff(at int64) {
	b.shift(b.next, at-b.plan[b.next].at)
	b.passed = b.next + 1
}

func (b *booking) shift(first int, by int64) {
	for i := first; i < len(b.plan); i++ {
		b.plan[i].at += by
	}
}

// happen takes the next step of a life, decides what depends on the moment, and enters the next leg.
func (s *Server) happen(b *booking) {
	st := b.plan[b.next]
	b.next++
	s.report(b, st)
	switch m := codes[st.code].milestone; m {
	case shipping.PickedUp:
		b.collected = true
	case departure(b.network.channel):
		b.network.count.Departed++
	}
	s.turnOfFate(b, &st)
	if b.next == len(b.plan) {
		b.end()
		return
	}
	if b.plan[b.next].code == indexes[shipping.DeclaredLost] {
		b.network.dismiss(b)
	}
	if next := b.plan[b.next].leg; next != st.leg {
		b.stretch = percent(b.touched, st.at, func(c *Condition) int64 { return c.Slow })
		b.slow(next, st.at)
	}
}

// slow makes what remains of a leg take longer, from an instant on.
func (b *booking) slow(leg uint8, since int64) {
	more := int64(0)
	for i := b.next; i < len(b.plan); i++ {
		if st := &b.plan[i]; st.leg == leg {
			more = (st.at - since) * (b.stretch - 100) / 100
		}
		b.plan[i].at += more
	}
}

// end counts a parcel whose life is over.
func (b *booking) end() {
	n := b.network
	switch {
	case b.fate.lost:
		n.count.Lost++
	case codes[b.plan[len(b.plan)-1].code].milestone == shipping.BackWithSender:
		n.count.Returned++
	default:
		n.count.Delivered++
	}
	n.dismiss(b)
	b.plan, b.next = nil, 0
}

// turnOfFate decides once more what may go wrong, where a condition has a say at this step of a life.
func (s *Server) turnOfFate(b *booking, st *step) {
	f, m := b.fate, codes[st.code].milestone
	again := func(word string, of func(*Condition) int64, is *bool) {
		if r := rate(b.touched, st.at, 0, of); r > 0 {
			*is = newDraw(s.seed, word, b.Key).chance(r)
		}
	}
	switch m {
	case departure(b.network.channel):
		again("lose", func(c *Condition) int64 { return c.Lose }, &f.lost)
		again("damage", func(c *Condition) int64 { return c.Damage }, &f.damaged)
	case shipping.ArrivedDestination:
		again("hold", func(c *Condition) int64 { return c.Hold }, &f.held)
	case shipping.WithCourier:
		again("return", func(c *Condition) int64 { return c.Return }, &f.back)
	}
	if f != b.fate {
		s.rewrite(b, st, f)
	}
}

// rewrite makes up the rest of a life anew, with another fate.
func (s *Server) rewrite(b *booking, st *step, f fate) {
	b.fate = f
	l, _ := begin(s.seed, b.Key, b.network.channel, b.How, b.At)
	here := slices.IndexFunc(l.steps, func(one step) bool { return one.code == st.code })
	was := func(m shipping.Milestone) bool {
		return slices.ContainsFunc(b.plan[:b.next], func(one step) bool { return one.code == indexes[m] })
	}
	f.damaged = f.damaged && !was(shipping.Damaged)
	f.held = f.held && !was(shipping.ImportReleased)
	since := l.steps[here].at
	l.bend(f, here+1, b.How.Miss)
	b.plan = append(b.plan[:b.next:b.next], l.steps[here+1:]...)
	b.shift(b.next, st.at-since)
	b.slow(st.leg, st.at)
}

// report decides how a step comes through: counted, and as the faults have it torn, twice or late.
func (s *Server) report(b *booking, st step) {
	f := s.faultsOf(b.touched, st.at)
	st.seq, st.reported = uint8(b.next), st.at
	st.at += skew(b.touched, st.at)
	if f == (Faults{}) {
		b.pending = append(b.pending, st)
	} else {
		s.spoil(b, st, f)
	}
	slices.SortStableFunc(b.pending, func(a, b step) int { return cmp.Compare(a.reported, b.reported) })
}

// spoil draws the faults of a report.
func (s *Server) spoil(b *booking, st step, f Faults) {
	if b.faults == nil {
		b.faults = newDraw(s.seed, "faults", b.Key)
	}
	d := b.faults
	twice, late, unknown := d.chance(f.Duplicate), d.chance(f.Late), d.chance(f.Unknown)
	st.torn = d.chance(f.Malformed)
	delay := int64(d.between(2, 40) / time.Second)
	if late {
		st.reported += delay
	}
	b.pending = append(b.pending, st)
	if twice {
		st.torn, st.reported = false, st.reported+delay
		b.pending = append(b.pending, st)
	}
	if unknown {
		st.code, st.seq, st.torn = uint8(len(codes)-1), 0, false
		b.pending = append(b.pending, st)
	}
}
