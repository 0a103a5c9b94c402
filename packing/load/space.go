package load

// box is a room or a thing, from its low corner to its high one.
type box struct{ lo, hi [3]int32 }

func (b box) size(axis int) int32 { return b.hi[axis] - b.lo[axis] }

func (b box) volume() int64 {
	return int64(b.size(0)) * int64(b.size(1)) * int64(b.size(2))
}

func (b *box) meets(o *box) bool {
	return b.lo[0] < o.hi[0] && o.lo[0] < b.hi[0] &&
		b.lo[1] < o.hi[1] && o.lo[1] < b.hi[1] &&
		b.lo[2] < o.hi[2] && o.lo[2] < b.hi[2]
}

func (b *box) within(o *box) bool {
	return b.lo[0] >= o.lo[0] && b.hi[0] <= o.hi[0] &&
		b.lo[1] >= o.lo[1] && b.hi[1] <= o.hi[1] &&
		b.lo[2] >= o.lo[2] && b.hi[2] <= o.hi[2]
}

// space is a maximal empty box. corner is the corner of it that lies nearest to
// the hold's corner of the same name (a bit per axis, set for the high side), dist
// the distance between the two along the axes. An asleep space could not take
// anything when it was last looked at.
type space struct {
	box
	vol    int64
	dist   int32
	corner uint8
	asleep bool
}

// newSpace finds the corner by which a space will be filled.
func (l *Loader) newSpace(b box) space {
	s := space{box: b, vol: b.volume()}
	for axis := range 3 {
		near, far := b.lo[axis], l.hold.Size[axis]-b.hi[axis]
		if far < near && l.mirrors(axis) {
			s.corner |= 1 << axis
			near = far
		}
		s.dist += near
	}
	return s
}

// mirrors says whether spaces may be filled from the far side of an axis: never
// from the door, and from the ceiling only where nothing needs support.
func (l *Loader) mirrors(axis int) bool {
	switch axis {
	case Length:
		return !l.rules.LIFO
	case Depth:
		return l.rules.SupportPercent == 0 && !l.stacking && !l.rules.LIFO
	}
	return true
}

// carve takes a block out of the free spaces of a state.
func (l *Loader) carve(s *state, b *box) {
	kept := s.spaces[:0]
	l.scratch.fresh = l.scratch.fresh[:0]
	for i := range s.spaces {
		sp := &s.spaces[i]
		if !sp.meets(b) {
			if sp.asleep && sp.lo[Depth] == b.hi[Depth] {
				sp.asleep = false
			}
			kept = append(kept, *sp)
			continue
		}
		l.cut(s, &sp.box, b)
	}
	s.spaces = kept
	for i := range l.scratch.fresh {
		if !covered(&l.scratch.fresh[i].box, i, kept, l.scratch.fresh) {
			s.spaces = append(s.spaces, l.scratch.fresh[i])
		}
	}
}

// cut adds the maximal boxes that remain of a space around a block.
func (l *Loader) cut(s *state, sp, b *box) {
	for axis := range 3 {
		if sp.lo[axis] < b.lo[axis] {
			rest := *sp
			rest.hi[axis] = b.lo[axis]
			l.keep(s, rest)
		}
		if b.hi[axis] < sp.hi[axis] {
			rest := *sp
			rest.lo[axis] = b.hi[axis]
			l.keep(s, rest)
		}
	}
}

// keep adds a space to the fresh ones if any of the goods left would fit in.
func (l *Loader) keep(s *state, b box) {
	room := [3]int32{b.size(0), b.size(1), b.size(2)}
	if !fits(l.least, room) {
		return
	}
	for i := range l.poses {
		p := &l.poses[i]
		if fits(p.size, room) && s.left[p.kind] > 0 {
			l.scratch.fresh = append(l.scratch.fresh, l.newSpace(b))
			return
		}
	}
}

// covered says whether fresh space i lies in a kept space or in another fresh one.
func covered(b *box, i int, kept, fresh []space) bool {
	for j := range fresh {
		if j != i && b.within(&fresh[j].box) && (fresh[j].box != *b || j < i) {
			return true
		}
	}
	for j := range kept {
		if b.within(&kept[j].box) {
			return true
		}
	}
	return false
}
