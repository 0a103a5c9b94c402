package tour

import (
	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// chooseLocker finds the nearest locker with a free compartment that takes a parcel, and the
// smallest size that does. A parcel that was not measured fits into none.
func (d *Depot) chooseLocker(s *fact.DepotState, k fact.Stop, size shipping.Dimensions) (best *book.Locker, fits int64, ok bool) {
	for i := range d.Lockers {
		l := &d.Lockers[i]
		n := smallest(l, size)
		if n < 0 || !room(free(l, s, true), n) || best != nil && squared(l.Position, k.At) >= squared(best.Position, k.At) {
			continue
		}
		best, fits = l, n
	}
	return best, fits, best != nil
}

// smallest is the smallest compartment that takes a parcel, -1 when none does.
func smallest(l *book.Locker, size shipping.Dimensions) int64 {
	p := size.Sorted()
	for i, c := range l.Compartments {
		in := c.Inner.Sorted()
		if !size.IsZero() && p.Length <= in.Length && p.Width <= in.Width && p.Height <= in.Height {
			return int64(i)
		}
	}
	return -1
}

// free counts the compartments that are not in use; those promised to parcels on their way there
// count as used when asked for.
func free(l *book.Locker, s *fact.DepotState, promised bool) []int64 {
	left := make([]int64, len(l.Compartments))
	for i, c := range l.Compartments {
		left[i] = c.Count
	}
	for size := int64(len(left)) - 1; size >= 0; size-- { // the largest first, as they fit nowhere else
		for i := range s.Stops {
			if k := &s.Stops[i]; k.Locker == l.ID && k.Size == size && (promised || k.Stage == fact.StopPickup) {
				take(left, size)
			}
		}
	}
	return left
}

func take(left []int64, size int64) {
	for ; size < int64(len(left)); size++ {
		if left[size] > 0 {
			left[size]--
			return
		}
	}
}

func room(left []int64, size int64) bool {
	for ; size < int64(len(left)); size++ {
		if left[size] > 0 {
			return true
		}
	}
	return false
}

// squared compares distances of places near each other; east and west are stretched alike.
func squared(a, b shipping.Position) int64 {
	x, y := (a.Lon-b.Lon)*5/8, a.Lat-b.Lat // cos 51°, near enough to choose by
	return x*x + y*y
}
