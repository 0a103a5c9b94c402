package load

import "slices"

// How a block is valued, see value; the figures are those of the documents that the package names.
const (
	contactSlack = 0.04 // of the hold's edge: nearer than this counts as touching
	crowdPower   = 0.2
)

// rect is a rectangle on a face of a space, measured from the space's corner.
type rect struct{ lo, hi [2]int32 }

// shared is the area of the part of r that lies within u by v from the corner.
func (r *rect) shared(u, v int32) int64 {
	du, dv := min(r.hi[0], u)-r.lo[0], min(r.hi[1], v)-r.lo[1]
	if du <= 0 || dv <= 0 {
		return 0
	}
	return int64(du) * int64(dv)
}

// face is what lies behind one side of a space.
type face struct {
	wall  bool
	rects []rect
}

func (f *face) touched(u, v int32) (area int64) {
	if f.wall {
		return int64(u) * int64(v)
	}
	for i := range f.rects {
		area += f.rects[i].shared(u, v)
	}
	return area
}

// view is a space as seen from one of its corners.
type view struct {
	box
	corner uint8
	size   [3]int32
	near   [3]face
	far    [3]face
	floor  face // what bears: the floor, or flat tops of blocks
}

// across names the two axes of a face that stands on an axis.
var across = [3][2]int{{1, 2}, {0, 2}, {0, 1}}

// look finds what surrounds a space.
func (l *Loader) look(s *state, b *box, corner uint8) {
	v := &l.view
	v.box, v.corner = *b, corner
	for axis := range 3 {
		v.size[axis] = b.size(axis)
		low := face{b.lo[axis] <= l.slack[axis], v.near[axis].rects[:0]}
		high := face{l.hold.Size[axis]-b.hi[axis] <= l.slack[axis], v.far[axis].rects[:0]}
		for i := range s.placed {
			p := &s.placed[i]
			if !low.wall && p.hi[axis] <= b.lo[axis] && b.lo[axis]-p.hi[axis] <= l.slack[axis] {
				low.rects = v.project(low.rects, &p.box, axis)
			}
			if !high.wall && p.lo[axis] >= b.hi[axis] && p.lo[axis]-b.hi[axis] <= l.slack[axis] {
				high.rects = v.project(high.rects, &p.box, axis)
			}
		}
		v.near[axis], v.far[axis] = low, high
		if corner>>axis&1 == 1 {
			v.near[axis], v.far[axis] = high, low
		}
	}
	if l.rules.SupportPercent > 0 {
		l.lookDown(s, b)
	}
}

// lookDown finds what bears goods that are put on the bottom of a space.
func (l *Loader) lookDown(s *state, b *box) {
	v := &l.view
	v.floor.wall, v.floor.rects = b.lo[Depth] == 0, v.floor.rects[:0]
	if v.floor.wall {
		return
	}
	for i := range s.placed {
		p := &s.placed[i]
		if p.hi[Depth] == b.lo[Depth] {
			top := l.blocks[p.block].top
			flat := p.box
			flat.hi[0], flat.hi[1] = p.lo[0]+top[0], p.lo[1]+top[1]
			v.floor.rects = v.project(v.floor.rects, &flat, Depth)
		}
	}
}

// project adds the shadow of a box on a face of the space, if there is one.
func (v *view) project(out []rect, b *box, axis int) []rect {
	var r rect
	for i, a := range across[axis] {
		lo, hi := max(b.lo[a], v.lo[a]), min(b.hi[a], v.hi[a])
		if lo >= hi {
			return out
		}
		if v.corner>>a&1 == 1 {
			r.lo[i], r.hi[i] = v.hi[a]-hi, v.hi[a]-lo
		} else {
			r.lo[i], r.hi[i] = lo-v.lo[a], hi-v.lo[a]
		}
	}
	return append(out, r)
}

// value says how good it is to put a block into the space in view: its volume,
// lessened by the number of goods in it (in worth), by the surface that touches
// nothing, and by the room beside it that no row of goods could use.
func (l *Loader) value(b *block, worth float64) float64 {
	v := &l.view
	var touched, surface, usable int64 = 0, 0, 1
	for axis := range 3 {
		u, w := b.size[across[axis][0]], b.size[across[axis][1]]
		surface += 2 * int64(u) * int64(w)
		touched += v.near[axis].touched(u, w)
		rest := v.size[axis] - b.size[axis]
		if rest <= l.slack[axis] {
			touched += v.far[axis].touched(u, w)
		}
		usable *= int64(b.size[axis] + l.reach[axis][rest])
	}
	contact := min(1, float64(touched)/float64(surface))
	contact *= contact
	return worth * contact * contact * float64(usable) / (float64(v.size[0]) * float64(v.size[1]) * float64(v.size[2]))
}

// findReach tells for each axis and each length up to the hold's how much of it
// rows of goods can fill.
func (l *Loader) findReach() {
	var steps []int32
	room := make([]int32, l.hold.Size[0]+l.hold.Size[1]+l.hold.Size[2]+3)
	for axis := range 3 {
		n := l.hold.Size[axis] + 1
		filled := room[:n:n]
		room = room[n:]
		steps = steps[:0]
		for _, p := range l.poses {
			if !slices.Contains(steps, p.size[axis]) {
				steps = append(steps, p.size[axis])
			}
		}
		longest := int32(0)
		for n := range int32(len(filled)) {
			if filled[n] < n {
				filled[n] = longest
				continue
			}
			longest = n
			for _, step := range steps {
				if n+step < int32(len(filled)) {
					filled[n+step] = n + step
				}
			}
		}
		l.reach[axis] = filled
	}
}
