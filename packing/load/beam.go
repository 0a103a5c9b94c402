package load

import (
	"cmp"
	"math"
	"slices"
)

// node is a partly filled hold in the beam, and how full it gets when it is
// completed greedily.
type node struct {
	state
	promise int64
}

// Fill loads as much volume as it can of the goods counted in left, up to maxG
// grams. Equal arguments give equal plans, unless effort's Stop reads a clock.
func (l *Loader) Fill(left []int32, maxG int64, effort Effort) Plan {
	root := node{state: l.empty(left, maxG)}
	l.best, l.heavy = Plan{}, false
	l.target = l.loadable(left)
	best := manner{}
	for i, m := range manners {
		if i > 0 && l.done(effort) {
			break
		}
		l.manner = m
		if was := l.best.Volume; l.promise(&root, effort) > was {
			best = m
		}
	}
	l.manner = best
	root.promise = l.best.Volume
	width := 1.0
	for !l.done(effort) && int(width) < effort.Width {
		width *= math.Sqrt2
		l.sweep(&root, min(int(math.Ceil(width)), effort.Width), effort)
	}
	return l.plan(left)
}

// empty is the state of a hold with nothing in it.
func (l *Loader) empty(left []int32, maxG int64) state {
	s := state{left: slices.Clone(left), spare: min(maxG, l.hold.MaxG)}
	for k, n := range left {
		if n > 0 {
			s.stop = max(s.stop, l.kinds[k].Stop)
		}
	}
	s.spaces = append(s.spaces, l.newSpace(box{hi: l.hold.Size}))
	return s
}

// loadable is the volume of all goods, or of the hold if that is less.
func (l *Loader) loadable(left []int32) (volume int64) {
	for k, n := range left {
		e := l.kinds[k].Edge
		volume += int64(n) * int64(e[0]) * int64(e[1]) * int64(e[2])
	}
	return min(volume, box{hi: l.hold.Size}.volume())
}

// done says whether a better plan cannot be, or shall not be looked for.
func (l *Loader) done(e Effort) bool {
	return l.best.Volume == l.target || l.heavy && e.Width <= 1 || e.over()
}

// tooHeavy says whether none of the goods left is light enough to go in.
func (l *Loader) tooHeavy(s *state) bool {
	for k, n := range s.left {
		if n > 0 && l.kinds[k].WeightG <= s.spare {
			return false
		}
	}
	return true
}

// promise completes a copy of the node's state and remembers the best hold seen.
func (l *Loader) promise(n *node, e Effort) int64 {
	l.working.copyFrom(&n.state)
	l.complete(&l.working)
	n.promise = l.working.volume
	if e.Budget != nil {
		*e.Budget -= l.steps
	}
	l.steps = 0
	if n.promise > l.best.Volume {
		l.best.Volume = n.promise
		l.best.placed = append(l.best.placed[:0], l.working.placed...)
		l.heavy = l.tooHeavy(&l.working)
	}
	return n.promise
}

// sweep is one beam search: each node's best choices are tried, and of all that
// come of them the most promising go on.
func (l *Loader) sweep(root *node, width int, e Effort) {
	beam := []*node{root}
	for len(beam) > 0 {
		var next []*node
		for _, n := range beam {
			next = l.branch(next, n, width, e)
			if l.done(e) {
				return
			}
		}
		beam = l.survivors(next, width)
	}
}

// branch adds the children of a node. The first one is what completing the node
// greedily does anyway, so that its promise is known.
func (l *Loader) branch(out []*node, n *node, width int, e Effort) []*node {
	var s state
	s.copyFrom(&n.state)
	for i, c := range slices.Clone(l.choices(&s, width)) {
		child := &node{promise: n.promise}
		child.copyFrom(&s)
		l.place(&child.state, c.placed)
		if i > 0 {
			l.promise(child, e)
		}
		out = append(out, child)
		if l.done(e) {
			break
		}
	}
	return out
}

// survivors keeps the most promising nodes, one of each promise.
func (l *Loader) survivors(nodes []*node, width int) []*node {
	slices.SortStableFunc(nodes, func(a, b *node) int {
		return cmp.Or(cmp.Compare(b.promise, a.promise), cmp.Compare(b.volume, a.volume))
	})
	nodes = slices.CompactFunc(nodes, func(a, b *node) bool {
		return a.promise == b.promise && a.volume == b.volume
	})
	return nodes[:min(len(nodes), width)]
}

// plan tells what the best hold uses of the goods that there were.
func (l *Loader) plan(left []int32) Plan {
	p := Plan{Used: make([]int32, len(left)), Volume: l.best.Volume, placed: slices.Clone(l.best.placed), loader: l}
	for _, b := range p.placed {
		block := &l.blocks[b.block]
		for _, u := range l.uses[block.uses[0]:block.uses[1]] {
			p.Used[u.kind] += u.n
		}
	}
	return p
}
