package load

import (
	"cmp"
	"math"
	"slices"
)

// pose is one way in which goods of a kind may stand.
type pose struct {
	kind int32
	size [3]int32
	flat bool // as low as the kind can stand in the hold
}

// findPoses lists the ways in which each kind may stand in the hold.
func (l *Loader) findPoses() {
	turns := [6][3]int{{0, 1, 2}, {1, 0, 2}, {0, 2, 1}, {2, 0, 1}, {1, 2, 0}, {2, 1, 0}}
	for k := range l.kinds {
		first := len(l.poses)
		for _, t := range turns {
			kind := &l.kinds[k]
			p := pose{kind: int32(k), size: [3]int32{kind.Edge[t[0]], kind.Edge[t[1]], kind.Edge[t[2]]}}
			if kind.Upright[t[2]] && fits(p.size, l.hold.Size) && !slices.Contains(l.poses[first:], p) {
				l.poses = append(l.poses, p)
			}
		}
		lowest := int32(math.MaxInt32)
		for _, p := range l.poses[first:] {
			lowest = min(lowest, p.size[Depth])
		}
		for i := first; i < len(l.poses); i++ {
			l.poses[i].flat = l.poses[i].size[Depth] == lowest
		}
	}
	l.least = l.hold.Size
	for _, p := range l.poses {
		for axis := range l.least {
			l.least[axis] = min(l.least[axis], p.size[axis])
		}
	}
}

func fits(a, b [3]int32) bool { return a[0] <= b[0] && a[1] <= b[1] && a[2] <= b[2] }

// use says how many goods of a kind a block takes.
type use struct{ kind, n int32 }

// block is a solid or nearly solid pile of goods that is placed as one. A plain
// block is a grid of one pose; a composed one is two blocks joined along an axis.
type block struct {
	size     [3]int32
	top      [2]int32 // the flat part of its top, from its low corner
	stop     int32
	uses     [2]int32 // from and to in Loader.uses
	volume   int64
	weight   int64
	pose     int32 // of a plain block
	grid     [3]int32
	below    int32 // of a composed block: the two parts, and the axis they are joined along
	above    int32
	joint    int8
	composed bool
	flat     bool    // all goods in it lie as low as they can
	unwieldy float64 // the fourth power of its longest goods' length, 1 for the longest of all
}

// shape is the part of a block that decides first whether it comes into question.
type shape struct {
	size  [3]int32
	block int32
	first use // of its goods
	worth float64
}

func (b *block) count(uses []use) (n int32) {
	for _, u := range uses[b.uses[0]:b.uses[1]] {
		n += u.n
	}
	return n
}

// buildBlocks makes the plain blocks, then the composed ones, and sorts them by worth.
func (l *Loader) buildBlocks(composed int) {
	for p := range l.poses {
		l.plainBlocks(int32(p))
	}
	if composed > 0 && !l.stacking {
		l.compose(composed)
	}
	longest := 1.0
	for _, k := range l.kinds {
		longest = max(longest, k.longest())
	}
	for i := range l.blocks {
		b := &l.blocks[i]
		for _, u := range l.uses[b.uses[0]:b.uses[1]] {
			b.unwieldy = max(b.unwieldy, l.kinds[u.kind].longest()/longest)
		}
		b.unwieldy *= b.unwieldy
		b.unwieldy *= b.unwieldy
	}
	l.sortBlocks()
}

func (k *Kind) longest() float64 { return float64(max(k.Edge[0], k.Edge[1], k.Edge[2])) }

// sortBlocks lists the blocks for ranking, those of most worth first.
func (l *Loader) sortBlocks() {
	l.shapes = make([]shape, len(l.blocks))
	for i := range l.blocks {
		b := &l.blocks[i]
		l.shapes[i] = shape{b.size, int32(i), l.uses[b.uses[0]], l.worth(b)}
	}
	slices.SortFunc(l.shapes, func(a, b shape) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.block, b.block))
	})
}

// worth is the volume of a block, less for one of many goods.
func (l *Loader) worth(b *block) float64 {
	if n := b.count(l.uses); n < int32(len(crowding)) {
		return float64(b.volume) * crowding[n]
	}
	return float64(b.volume) * math.Pow(float64(b.count(l.uses)), -crowdPower)
}

// crowding holds the powers of small counts.
var crowding = func() (powers [64]float64) {
	for n := range powers {
		powers[n] = math.Pow(float64(n), -crowdPower)
	}
	return powers
}()

// maxPlain is about how many plain blocks there are at most, over all poses.
const maxPlain = 40_000

// plainBlocks makes grids of a pose: all that hold and count allow or, where those
// would be too many, with ever larger steps between the longer rows.
func (l *Loader) plainBlocks(p int32) {
	allowance := max(64, maxPlain/len(l.poses))
	for steps := int32(32); ; steps /= 2 {
		grids := l.grids(p, steps, allowance)
		if len(grids) <= allowance || steps == 1 {
			for _, g := range grids {
				l.addPlain(p, g)
			}
			return
		}
	}
}

// grids lists the numbers of goods in the rows of grids of a pose. Rows longer than
// steps grow by more than one. It gives up soon after the limit.
func (l *Loader) grids(p, steps int32, limit int) [][3]int32 {
	pose := &l.poses[p]
	kind := &l.kinds[pose.kind]
	grids := l.scratch.rows[:0]
	x := row{most: min(kind.Count, l.hold.Size[0]/pose.size[0]), steps: steps}
	for x.next() {
		y := row{most: min(kind.Count/x.n, l.hold.Size[1]/pose.size[1]), steps: steps}
		for y.next() {
			z := row{most: min(kind.Count/(x.n*y.n), l.hold.Size[2]/pose.size[2], l.stackable(kind)), steps: steps}
			for z.next() {
				grids = append(grids, [3]int32{x.n, y.n, z.n})
			}
		}
		if len(grids) > limit && steps > 1 {
			break
		}
	}
	l.scratch.rows = grids
	return grids
}

// row counts from 1 to most, in steps that grow from one on.
type row struct{ n, most, steps int32 }

func (r *row) next() bool {
	if r.n >= r.most {
		return false
	}
	r.n = min(r.n+1+r.n/r.steps, r.most)
	return true
}

// stackable is how many of a kind may stand on each other.
func (l *Loader) stackable(k *Kind) int32 {
	if k.MaxLoadG == NoLimit || k.WeightG == 0 && k.MaxLoadG > 0 {
		return math.MaxInt32
	}
	if k.WeightG == 0 {
		return 1
	}
	return int32(min(k.MaxLoadG/k.WeightG+1, math.MaxInt32))
}

func (l *Loader) addPlain(p int32, grid [3]int32) {
	pose := l.poses[p]
	n := grid[0] * grid[1] * grid[2]
	k := &l.kinds[pose.kind]
	b := block{pose: p, grid: grid, stop: k.Stop, weight: int64(n) * k.WeightG}
	b.volume = int64(n)
	for axis := range 3 {
		b.size[axis] = grid[axis] * pose.size[axis]
		b.volume *= int64(pose.size[axis])
	}
	b.flat = pose.flat
	b.top = [2]int32{b.size[0], b.size[1]}
	b.uses = l.addUses(use{pose.kind, n})
	l.blocks = append(l.blocks, b)
}

func (l *Loader) addUses(u ...use) [2]int32 {
	from := int32(len(l.uses))
	l.uses = append(l.uses, u...)
	return [2]int32{from, int32(len(l.uses))}
}

// unfold appends the pieces of a block that stands at a place.
func (l *Loader) unfold(out []Piece, i int32, at [3]int32) []Piece {
	b := &l.blocks[i]
	if b.composed {
		out = l.unfold(out, b.below, at)
		at[b.joint] += l.blocks[b.below].size[b.joint]
		return l.unfold(out, b.above, at)
	}
	p := &l.poses[b.pose]
	for z := range b.grid[2] {
		for y := range b.grid[1] {
			for x := range b.grid[0] {
				lo := [3]int32{at[0] + x*p.size[0], at[1] + y*p.size[1], at[2] + z*p.size[2]}
				out = append(out, Piece{p.kind, lo, p.size})
			}
		}
	}
	return out
}
