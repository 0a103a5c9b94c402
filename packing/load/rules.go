package load

// allowed says whether a block may stand where it is put: supported, on goods that
// bear it, and not in the way of goods unloaded before it.
func (l *Loader) allowed(s *state, p *placed) bool {
	return (l.rules.SupportPercent == 0 || l.supported(p)) &&
		(!l.rules.LIFO || l.reachable(s, p)) &&
		(!l.stacking || l.bearable(s, p))
}

// supported says whether every piece at the bottom of a block rests on enough.
func (l *Loader) supported(p *placed) bool {
	if l.view.floor.wall {
		return true
	}
	b := &l.blocks[p.block]
	area := int64(b.size[0]) * int64(b.size[1])
	share := l.view.floor.touched(b.size[0], b.size[1])
	if share == area {
		return true
	}
	if l.rules.SupportPercent == 100 {
		return false
	}
	if !b.composed && b.grid[0]*b.grid[1] == 1 {
		return 100*share >= int64(l.rules.SupportPercent)*area
	}
	return l.eachSupported(p)
}

func (l *Loader) eachSupported(p *placed) bool {
	l.scratch.pieces = l.unfold(l.scratch.pieces[:0], p.block, p.lo)
	for i := range l.scratch.pieces {
		piece := &l.scratch.pieces[i]
		if piece.At[Depth] != p.lo[Depth] {
			continue
		}
		area := int64(piece.Size[0]) * int64(piece.Size[1])
		if 100*l.borne(piece) < int64(l.rules.SupportPercent)*area {
			return false
		}
	}
	return true
}

// borne is the area of a piece's base that rests on what is below the space in view.
func (l *Loader) borne(p *Piece) (area int64) {
	var r rect
	for axis := range 2 {
		r.lo[axis] = p.At[axis] - l.view.lo[axis]
		if l.view.corner>>axis&1 == 1 {
			r.lo[axis] = l.view.hi[axis] - p.At[axis] - p.Size[axis]
		}
		r.hi[axis] = r.lo[axis] + p.Size[axis]
	}
	for i := range l.view.floor.rects {
		f := &l.view.floor.rects[i]
		du := min(r.hi[0], f.hi[0]) - max(r.lo[0], f.lo[0])
		dv := min(r.hi[1], f.hi[1]) - max(r.lo[1], f.lo[1])
		if du > 0 && dv > 0 {
			area += int64(du) * int64(dv)
		}
	}
	return area
}

// reachable says whether the goods of a block can be taken out past those that
// are unloaded later, and those unloaded earlier past it.
func (l *Loader) reachable(s *state, p *placed) bool {
	stop := l.blocks[p.block].stop
	for i := range s.placed {
		o := &s.placed[i]
		other := l.blocks[o.block].stop
		if other > stop && blocks(&o.box, &p.box) || other < stop && blocks(&p.box, &o.box) {
			return false
		}
	}
	return true
}

// blocks says whether a lies above b, or between b and the door.
func blocks(a, b *box) bool {
	across := a.lo[Width] < b.hi[Width] && b.lo[Width] < a.hi[Width]
	along := a.lo[Length] < b.hi[Length] && b.lo[Length] < a.hi[Length]
	level := a.lo[Depth] < b.hi[Depth] && b.lo[Depth] < a.hi[Depth]
	return across && (along && a.lo[Depth] >= b.hi[Depth] || level && a.lo[Length] >= b.hi[Length])
}
