package load

import (
	"cmp"
	"slices"
)

// bearable says whether everything still carries no more than it may once a block
// is added. A piece's weight, and what it carries, goes to the pieces on which it
// rests in proportion to the area of contact, rounded up to whole grams.
func (l *Loader) bearable(s *state, p *placed) bool {
	l.pieces = append(l.pieces[:0], s.pieces...)
	l.pieces = l.unfold(l.pieces, p.block, p.lo)
	slices.SortStableFunc(l.pieces, func(a, b Piece) int { return cmp.Compare(b.At[Depth], a.At[Depth]) })
	carried := make([]int64, len(l.pieces))
	for i := range l.pieces {
		if carried[i] > l.kinds[l.pieces[i].Kind].MaxLoadG || !l.pressDown(carried, i) {
			return false
		}
	}
	return true
}

// pressDown hands the weight of piece i to those below; false if one of them is of
// goods that must lie on top and piece i is not, or may bear nothing.
func (l *Loader) pressDown(carried []int64, i int) bool {
	above := &l.pieces[i]
	kind := &l.kinds[above.Kind]
	var total int64
	for j := range l.pieces {
		total += contact(above, &l.pieces[j])
	}
	for j := range l.pieces {
		area := contact(above, &l.pieces[j])
		if area == 0 {
			continue
		}
		below := &l.kinds[l.pieces[j].Kind]
		if below.MaxLoadG == 0 || below.TopOnly && !kind.TopOnly {
			return false
		}
		weight := kind.WeightG + carried[i]
		carried[j] += (weight*area + total - 1) / total
	}
	return true
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
