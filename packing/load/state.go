package load

import (
	"cmp"
	"slices"
)

// placed is a block in its place.
type placed struct {
	box
	block int32
}

// state is a hold that is being filled.
type state struct {
	left   []int32 // goods not yet loaded, per kind
	spare  int64   // grams that may still be loaded
	volume int64   // loaded
	spaces []space
	placed []placed
	stop   int32 // whose goods are loaded now, the last stop's first
	// Kept only where stacking is limited: the pieces, and what each carries.
	pieces  []Piece
	carried []int64
}

func (s *state) copyFrom(o *state) {
	s.left = append(s.left[:0], o.left...)
	s.spaces = append(s.spaces[:0], o.spaces...)
	s.placed = append(s.placed[:0], o.placed...)
	s.pieces = append(s.pieces[:0], o.pieces...)
	s.carried = append(s.carried[:0], o.carried...)
	s.spare, s.volume, s.stop = o.spare, o.volume, o.stop
}

// choice is a block that could be put somewhere, and how good that would be.
type choice struct {
	placed
	value float64
}

// manner is a habit of loading. low fills the lowest space first instead of the
// one nearest to a corner; flat lays goods on their largest side only; long takes
// the longest goods first.
type manner struct{ low, flat, long bool }

// manners are all of them, in the order in which they are tried.
var manners = []manner{
	{}, {low: true}, {flat: true}, {low: true, flat: true},
	{long: true}, {low: true, long: true}, {flat: true, long: true}, {low: true, flat: true, long: true},
}

// pick answers with the index of the space to fill next, or -1: the one nearest
// to a corner of the hold, the larger of two.
func (s *state) pick(m manner) int {
	best := -1
	for i := range s.spaces {
		sp := &s.spaces[i]
		if sp.asleep {
			continue
		}
		if best < 0 || sp.before(&s.spaces[best], m) {
			best = i
		}
	}
	return best
}

func (s *space) before(o *space, m manner) bool {
	if m.low && s.lo[Depth] != o.lo[Depth] {
		return s.lo[Depth] < o.lo[Depth]
	}
	return s.dist < o.dist || s.dist == o.dist && s.vol > o.vol
}

// choices answers with the n best blocks for the next space that takes any, best
// first; none when the hold is full. They are valid until the next call.
func (l *Loader) choices(s *state, n int) []choice {
	for {
		for i := s.pick(l.manner); i >= 0; i = s.pick(l.manner) {
			sp := &s.spaces[i]
			l.rank(s, &sp.box, sp.corner, n)
			if len(l.scratch.ranked) == 0 && l.fitting && (sp.lo[Depth] > 0 && l.rules.SupportPercent > 0 || l.rules.LIFO) {
				l.rankElsewhere(s, sp, n)
			}
			if len(l.scratch.ranked) > 0 {
				return l.scratch.ranked
			}
			l.giveUp(s, i)
		}
		if !l.nextStop(s) {
			return nil
		}
	}
}

// giveUp sets a space aside. Where nothing but room counts, it is of no use again.
func (l *Loader) giveUp(s *state, i int) {
	if l.rules.SupportPercent > 0 || l.rules.LIFO {
		s.spaces[i].asleep = true
		return
	}
	last := len(s.spaces) - 1
	s.spaces[i] = s.spaces[last]
	s.spaces = s.spaces[:last]
}

// nextStop goes on to the goods of the stop before the present one; false if there
// are none.
func (l *Loader) nextStop(s *state) bool {
	if !l.rules.LIFO {
		return false
	}
	next := int32(-1)
	for k, n := range s.left {
		if stop := l.kinds[k].Stop; n > 0 && stop < s.stop {
			next = max(next, stop)
		}
	}
	for i := range s.spaces {
		s.spaces[i].asleep = false
	}
	s.stop = next
	return next >= 0
}

// rankElsewhere tries the other corners of a space: there may be support, or a way out.
func (l *Loader) rankElsewhere(s *state, sp *space, n int) {
	for corner := uint8(0); corner < 4 && len(l.scratch.ranked) == 0; corner++ {
		if corner != sp.corner && (corner&2 == 0 || l.mirrors(Length)) {
			l.rank(s, &sp.box, corner, n)
		}
	}
}

// rank leaves in l.ranked the n best blocks for a corner of a space.
func (l *Loader) rank(s *state, sp *box, corner uint8, n int) {
	l.look(s, sp, corner)
	l.scratch.ranked, l.fitting = l.scratch.ranked[:0], false
	if l.rules.SupportPercent > 0 && !l.view.floor.wall && len(l.view.floor.rects) == 0 {
		l.fitting = true // elsewhere, perhaps
		return
	}
	l.steps += int64(10 * (len(s.placed) + len(s.spaces)))
	room := l.view.size
	volume := float64(sp.volume())
	first, _ := slices.BinarySearchFunc(l.shapes, volume, func(s shape, v float64) int { return cmp.Compare(v, s.worth) })
	for i := first; i < len(l.shapes); i++ { // those before are larger than the space
		l.steps++
		shape := &l.shapes[i]
		full := len(l.scratch.ranked) == n
		if full && shape.worth <= l.scratch.ranked[n-1].value {
			return
		}
		if shape.size[0] > room[0] || shape.size[1] > room[1] || shape.size[2] > room[2] ||
			s.left[shape.first.kind] < shape.first.n {
			continue
		}
		b := &l.blocks[shape.block]
		if b.weight > s.spare || !l.stocked(s, b) || l.manner.flat && !b.flat || l.rules.LIFO && b.stop != s.stop {
			continue
		}
		l.fitting = true
		l.steps += 20
		value := l.value(b, shape.worth)
		if l.manner.long {
			value *= b.unwieldy
		}
		if full && value <= l.scratch.ranked[n-1].value {
			continue
		}
		c := choice{placed{l.stand(b), shape.block}, value}
		if l.allowed(s, &c.placed) {
			l.insert(c, n)
		}
	}
}

// stocked says whether enough goods are left for a block, after the first of them.
func (l *Loader) stocked(s *state, b *block) bool {
	for _, u := range l.uses[b.uses[0]+1 : b.uses[1]] {
		if s.left[u.kind] < u.n {
			return false
		}
	}
	return true
}

// stand puts a block into the corner in view.
func (l *Loader) stand(b *block) (at box) {
	for axis := range 3 {
		at.lo[axis] = l.view.lo[axis]
		if l.view.corner>>axis&1 == 1 {
			at.lo[axis] = l.view.hi[axis] - b.size[axis]
		}
		at.hi[axis] = at.lo[axis] + b.size[axis]
	}
	return at
}

// insert keeps l.ranked sorted and at most n long; the earlier of equals stays first.
func (l *Loader) insert(c choice, n int) {
	if len(l.scratch.ranked) < n {
		l.scratch.ranked = append(l.scratch.ranked, c)
	} else {
		l.scratch.ranked[n-1] = c
	}
	for i := len(l.scratch.ranked) - 1; i > 0 && l.scratch.ranked[i].value > l.scratch.ranked[i-1].value; i-- {
		l.scratch.ranked[i], l.scratch.ranked[i-1] = l.scratch.ranked[i-1], l.scratch.ranked[i]
	}
}

// place loads a block.
func (l *Loader) place(s *state, p placed) {
	b := &l.blocks[p.block]
	for _, u := range l.uses[b.uses[0]:b.uses[1]] {
		s.left[u.kind] -= u.n
	}
	s.spare -= b.weight
	s.volume += b.volume
	s.placed = append(s.placed, p)
	if l.stacking {
		l.settle(s, &p)
	}
	l.carve(s, &p.box)
}

// complete loads greedily until nothing more goes in.
func (l *Loader) complete(s *state) {
	for {
		c := l.choices(s, 1)
		if len(c) == 0 {
			return
		}
		l.place(s, c[0].placed)
	}
}
