package load

// bearable says whether everything still carries no more than it may once a block
// is put down, and leaves in l.pressed what the pieces below come to carry in
// addition. A piece's weight, and what it carries, goes to the pieces on which it
// rests in proportion to the area of contact, rounded up to whole grams.
func (l *Loader) bearable(s *state, p *placed) bool {
	l.scratch.pressed = append(l.scratch.pressed[:0], make([]int64, len(s.pieces))...)
	l.scratch.pieces = l.unfold(l.scratch.pieces[:0], p.block, p.lo)
	l.scratch.pending = l.scratch.pending[:0]
	high := l.blocks[p.block].grid[Depth]
	for i := range l.scratch.pieces {
		piece := &l.scratch.pieces[i]
		for j := range s.pieces {
			if contact(&s.pieces[j], piece) > 0 {
				return false // what hangs over would come to rest on it
			}
		}
		weight := int64(high) * l.kinds[piece.Kind].WeightG
		if piece.At[Depth] == p.lo[Depth] && !l.press(s, piece, weight) {
			return false
		}
	}
	return l.passDown(s)
}

// passDown hands on what the pieces already there have come to carry, from the top.
func (l *Loader) passDown(s *state) bool {
	for len(l.scratch.pending) > 0 {
		top := 0
		for i, j := range l.scratch.pending {
			if s.pieces[j].At[Depth] > s.pieces[l.scratch.pending[top]].At[Depth] {
				top = i
			}
		}
		j := l.scratch.pending[top]
		l.scratch.pending[top] = l.scratch.pending[len(l.scratch.pending)-1]
		l.scratch.pending = l.scratch.pending[:len(l.scratch.pending)-1]
		if !l.press(s, &s.pieces[j], l.scratch.pressed[j]) {
			return false
		}
	}
	return true
}

// press puts a weight, by way of a piece, on the pieces below it; false if one of
// them may not bear that.
func (l *Loader) press(s *state, above *Piece, weight int64) bool {
	var total int64
	for j := range s.pieces {
		total += contact(above, &s.pieces[j])
	}
	for j := range s.pieces {
		area := contact(above, &s.pieces[j])
		if area == 0 {
			continue
		}
		below := &l.kinds[s.pieces[j].Kind]
		if below.MaxLoadG == 0 || below.TopOnly && !l.kinds[above.Kind].TopOnly {
			return false
		}
		if l.scratch.pressed[j] == 0 {
			l.scratch.pending = append(l.scratch.pending, j)
		}
		l.scratch.pressed[j] += (weight*area + total - 1) / total
		if s.carried[j]+l.scratch.pressed[j] > below.MaxLoadG {
			return false
		}
	}
	return true
}

// settle adds a block to the pieces that stacking has to look at.
func (l *Loader) settle(s *state, p *placed) {
	l.bearable(s, p)
	for j, weight := range l.scratch.pressed {
		s.carried[j] += weight
	}
	s.pieces = l.unfold(s.pieces, p.block, p.lo)
	b := &l.blocks[p.block]
	for len(s.carried) < len(s.pieces) {
		above := p.hi[Depth] - s.pieces[len(s.carried)].At[Depth]
		n := int64(above/l.poses[b.pose].size[Depth]) - 1
		s.carried = append(s.carried, n*l.kinds[s.pieces[len(s.carried)].Kind].WeightG)
	}
}

// contact is the area over which a rests on b.
func contact(a, b *Piece) int64 {
	if b.At[Depth]+b.Size[Depth] != a.At[Depth] {
		return 0
	}
	du := min(a.At[0]+a.Size[0], b.At[0]+b.Size[0]) - max(a.At[0], b.At[0])
	dv := min(a.At[1]+a.Size[1], b.At[1]+b.Size[1]) - max(a.At[1], b.At[1])
	if du <= 0 || dv <= 0 {
		return 0
	}
	return int64(du) * int64(dv)
}
