package vroom

import (
	"container/heap"

	"crosslane/route"
)

// slot is when a step should begin (windows; softly) and when it must
// (after, before, as the caller says).
type slot struct {
	windows       []route.Window
	after, before int64
	window        route.Window // the one that is aimed at
}

func newSlot(windows []route.Window, s wantStep) slot {
	out := slot{windows: windows, before: route.Never}
	if s.ServiceAfter != nil {
		out.after = *s.ServiceAfter
	}
	if s.ServiceBefore != nil {
		out.before = *s.ServiceBefore
	}
	if s.ServiceAt != nil {
		out.after, out.before = *s.ServiceAt, *s.ServiceAt
	}
	return out
}

// aim chooses the window for a step that is reached at some time: the first that
// is still open, else the last.
func (s *slot) aim(at int64) int64 {
	s.window = route.Window{Open: 0, Close: route.Never}
	for _, w := range s.windows {
		s.window = w
		if w.Close >= at {
			break
		}
	}
	return max(at, s.after, min(s.window.Open, s.before))
}

// mustWeight makes a broken demand of the caller dearer than any earliness or lateness.
const mustWeight = 1 << 20

// corner is a point where the sum of earliness and lateness changes its slope.
type corner struct{ at, weight int64 }

type corners []corner

func (c corners) Len() int           { return len(c) }
func (c corners) Less(i, k int) bool { return c[i].at > c[k].at }
func (c corners) Swap(i, k int)      { c[i], c[k] = c[k], c[i] }
func (c *corners) Push(x any)        { *c = append(*c, x.(corner)) }
func (c *corners) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}

// leastEarlyLate chooses when each step begins, at least gaps[i] after one another,
// such that the sum of the time before windows open and after they close is least.
// The sum is convex in the begin of each step, so that its corners left of the
// least point, in a heap, are all that need be kept while the steps are added.
func leastEarlyLate(slots []slot, gaps []int64) []int64 {
	begin, best := make([]int64, len(slots)), make([]int64, len(slots))
	offset, at := int64(0), int64(0)
	var low corners
	for i := range slots {
		if i > 0 {
			offset += gaps[i-1]
			at += gaps[i-1]
		}
		at = slots[i].aim(at)
		heap.Push(&low, corner{-offset, mustWeight * mustWeight}) // not before time 0
		low.rise(slots[i].window.Open-offset, 1)
		low.rise(slots[i].after-offset, mustWeight)
		low.fall(slots[i].window.Close-offset, 1)
		low.fall(slots[i].before-offset, mustWeight)
		best[i] = low[0].at
	}
	next := best[len(best)-1]
	for i := len(slots) - 1; i >= 0; i-- {
		if i < len(slots)-1 {
			offset -= gaps[i]
		}
		next = min(next, best[i])
		begin[i] = next + offset
	}
	putOff(slots, gaps, begin)
	return begin
}

// rise adds what it costs to begin before a point.
func (c *corners) rise(at, weight int64) { heap.Push(c, corner{at, weight}) }

// fall adds what it costs to begin after a point: the least point moves left by as
// much slope as is added.
func (c *corners) fall(at, weight int64) {
	heap.Push(c, corner{at, weight})
	for weight > 0 && c.Len() > 0 {
		top := &(*c)[0]
		cut := min(weight, top.weight)
		weight -= cut
		if top.weight -= cut; top.weight == 0 {
			heap.Pop(c)
		}
	}
}

// putOff moves every step as late as the next one allows without being later for it.
func putOff(slots []slot, gaps, begin []int64) {
	for i := len(begin) - 2; i >= 0; i-- {
		latest := min(begin[i+1]-gaps[i], slots[i].window.Close, slots[i].before)
		begin[i] = max(begin[i], latest)
	}
}
