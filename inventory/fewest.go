package inventory

import "slices"

// searched is up to how many warehouses the smallest set is searched for exactly. An order that
// needs more is split over all that it needs in rank order.
const searched = 3

// fewest finds the smallest set of warehouses that together have everything that is not
// missing, the best ranked one where several are equally small; ranks ascending. Nil when an order that
// asks to be complete finds no single warehouse, and when nothing is left to ship.
func (a *allocation) fewest() []int {
	if a.covered(nil) {
		return nil
	}
	for size := 1; size <= min(searched, len(a.ranked)); size++ {
		if set := a.search(nil, 0, size); set != nil {
			return set
		}
		if a.order.Complete {
			return nil
		}
	}
	return a.prune()
}

// search tries the sets of a size in rank order that begin with the given warehouses.
func (a *allocation) search(set []int, from, size int) []int {
	if size == 0 {
		if a.covered(set) {
			return set
		}
		return nil
	}
	for i := from; i <= len(a.ranked)-size; i++ {
		if found := a.search(append(slices.Clip(set), i), i+1, size-1); found != nil {
			return found
		}
	}
	return nil
}

// prune starts with all warehouses and lets go of those that the others can do without,
// the worst ranked first.
func (a *allocation) prune() []int {
	set := make([]int, len(a.ranked))
	for i := range set {
		set[i] = i
	}
	for n := range slices.Backward(set) {
		without := slices.Delete(slices.Clone(set), n, n+1)
		if a.covered(without) {
			set = without
		}
	}
	return set
}

// covered reports whether these warehouses together have all that is not missing.
func (a *allocation) covered(set []int) bool {
	for _, w := range a.wants {
		rest := w.quantity - w.missing
		for _, i := range set {
			rest -= w.free[i]
		}
		if rest > 0 {
			return false
		}
	}
	return true
}
