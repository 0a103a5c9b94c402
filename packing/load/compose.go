package load

// minFill is the share of a composed block that goods must take up.
const minFill = 0.98

// blockKey tells composed blocks apart: size and a sum over the goods in it.
type blockKey struct {
	size [3]int32
	mix  uint64
}

// compose joins blocks pairwise, generation by generation, until there are limit
// composed blocks or no new ones come.
func (l *Loader) compose(limit int) {
	seen := make(map[blockKey]struct{}, limit)
	for i := range l.blocks {
		seen[l.key(&l.blocks[i])] = struct{}{}
	}
	limit += len(l.blocks)
	for from, to := 0, len(l.blocks); from < to; from, to = to, len(l.blocks) {
		for i := from; i < to; i++ {
			for j := range i + 1 {
				l.joinPair(seen, int32(i), int32(j))
				if len(l.blocks) >= limit {
					return
				}
			}
		}
	}
}

func (l *Loader) key(b *block) blockKey {
	k := blockKey{size: b.size}
	for _, u := range l.uses[b.uses[0]:b.uses[1]] {
		h := uint64(u.kind)*0x9E3779B97F4A7C15 + uint64(u.n)
		h ^= h >> 29
		h *= 0xBF58476D1CE4E5B9
		k.mix += h ^ h>>32
	}
	return k
}

// joinPair joins two blocks along each axis along which they make a solid one.
// Which is first matters only to what stands on what.
func (l *Loader) joinPair(seen map[blockKey]struct{}, i, j int32) {
	a, b := &l.blocks[i].size, &l.blocks[j].size
	wide := [3]int32{max(a[0], b[0]), max(a[1], b[1]), max(a[2], b[2])}
	solid := float64(l.blocks[i].volume+l.blocks[j].volume) / minFill
	x, y, z := float64(wide[0]), float64(wide[1]), float64(wide[2])
	if sum := a[0] + b[0]; float64(sum)*y*z <= solid && sum <= l.hold.Size[0] {
		l.join(seen, i, j, [3]int32{sum, wide[1], wide[2]}, Width)
	}
	if sum := a[1] + b[1]; float64(sum)*x*z <= solid && sum <= l.hold.Size[1] {
		l.join(seen, i, j, [3]int32{wide[0], sum, wide[2]}, Length)
	}
	if sum := a[2] + b[2]; float64(sum)*x*y <= solid && sum <= l.hold.Size[2] {
		if size := [3]int32{wide[0], wide[1], sum}; !l.join(seen, i, j, size, Depth) {
			l.join(seen, j, i, size, Depth)
		}
	}
}

// join adds the block of two others side by side, or the second upon the first,
// unless it is unstable, known, or more than there is.
func (l *Loader) join(seen map[blockKey]struct{}, i, j int32, size [3]int32, axis int8) bool {
	a, b := &l.blocks[i], &l.blocks[j]
	if axis == Depth && l.rules.SupportPercent > 0 && (b.size[0] > a.top[0] || b.size[1] > a.top[1]) ||
		l.rules.LIFO && a.stop != b.stop {
		return false
	}
	c := block{
		size: size, stop: a.stop, volume: a.volume + b.volume, weight: a.weight + b.weight,
		composed: true, below: i, above: j, joint: axis, flat: a.flat && b.flat,
	}
	c.top = joinedTop(a, b, axis)
	from := len(l.uses)
	if !l.addJointUses(a, b) {
		l.uses = l.uses[:from]
		return false
	}
	c.uses = [2]int32{int32(from), int32(len(l.uses))}
	key := l.key(&c)
	if _, known := seen[key]; known || c.weight > l.hold.MaxG {
		l.uses = l.uses[:from]
		return known
	}
	seen[key] = struct{}{}
	l.blocks = append(l.blocks, c)
	return true
}

// addJointUses appends what two blocks take together; false if there is not as much.
func (l *Loader) addJointUses(a, b *block) bool {
	from := len(l.uses)
	l.uses = append(l.uses, l.uses[a.uses[0]:a.uses[1]]...)
next:
	for _, u := range l.uses[b.uses[0]:b.uses[1]] {
		for i := from; i < len(l.uses); i++ {
			if l.uses[i].kind == u.kind {
				l.uses[i].n += u.n
				continue next
			}
		}
		l.uses = append(l.uses, u)
	}
	for _, u := range l.uses[from:] {
		if u.n > l.kinds[u.kind].Count {
			return false
		}
	}
	return true
}

// joinedTop is the flat part, from the low corner, of the top of two joined blocks.
func joinedTop(a, b *block, axis int8) [2]int32 {
	switch {
	case axis == Depth:
		return b.top
	case a.size[Depth] < b.size[Depth]:
		return [2]int32{}
	case a.size[Depth] > b.size[Depth] || a.top[axis] < a.size[axis]:
		return a.top
	}
	top := [2]int32{min(a.top[0], b.top[0]), min(a.top[1], b.top[1])}
	top[axis] = a.top[axis] + b.top[axis]
	return top
}
