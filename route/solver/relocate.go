package solver

// longestSegment is how many stops are moved together (Or-opt).
const longestSegment = 3

// relocate moves u, or a segment that begins with u, to follow v.
func relocate(s *search, u, v int32) bool {
	a, b := s.spots[u].tour, s.spots[v].tour
	from, to := &s.tours[a], &s.tours[b]
	i, k := int(s.spots[u].pos), int(s.spots[v].pos)
	next := s.spots[v].next
	open := s.legScore(to.class, v, next)
	for size := 1; size <= longestSegment && i+size <= len(from.stops); size++ {
		if a == b && k >= i && k < i+size {
			return false // v is part of the segment
		}
		segment := from.stops[i : i+size]
		last := segment[size-1]
		saved := s.segmentScore(from, i, size) - s.legScore(from.class, from.at(i-1), from.at(i+size))
		if len(from.stops) == size {
			saved = s.segmentScore(from, i, size) + from.class.Fixed
		}
		added := s.legScore(to.class, v, u) + s.within(to, segment) + s.legScore(to.class, last, next) - open
		if added >= saved {
			continue
		}
		if a == b {
			if s.settle(a, s.shifted(from.stops, i, size, k), a, nil) {
				return true
			}
			continue
		}
		s.local.rowA = without(s.local.rowA, from.stops, i, i+size)
		s.local.rowB = with(s.local.rowB, to.stops, k+1, segment)
		if s.settle(a, s.local.rowA, b, s.local.rowB) {
			return true
		}
	}
	return false
}

// shifted moves a segment of a tour to follow position k.
func (s *search) shifted(stops []int32, i, size, k int) []int32 {
	s.local.rowB = without(s.local.rowB, stops, i, i+size)
	if k > i {
		k -= size
	}
	s.local.rowA = with(s.local.rowA, s.local.rowB, k+1, stops[i:i+size])
	return s.local.rowA
}

// segmentScore is the score of the legs into, within and out of a segment.
func (s *search) segmentScore(t *tour, i, size int) int64 {
	sum := int64(0)
	for _, u := range t.stops[i : i+size] {
		sum += s.spots[u].legScore
	}
	return sum + s.spots[t.stops[i+size-1]].onScore
}

// within is the score of the legs inside a segment on another tour.
func (s *search) within(t *tour, segment []int32) int64 {
	sum := int64(0)
	for i := 1; i < len(segment); i++ {
		sum += s.legScore(t.class, segment[i-1], segment[i])
	}
	return sum
}
