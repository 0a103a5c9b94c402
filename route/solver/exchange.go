package solver

// exchange lets u change places with the stop that follows v.
func exchange(s *search, u, v int32) bool {
	w := s.spots[v].next
	if w == none || w == u || s.spots[u].next == v || s.spots[u].next == w || s.spots[w].next == u {
		return false
	}
	a, b := s.spots[u].tour, s.spots[w].tour
	from, to := &s.tours[a], &s.tours[b]
	if s.swapped(from, u, w)+s.swapped(to, w, u) >= 0 {
		return false
	}
	i, k := s.spots[u].pos, s.spots[w].pos
	s.local.rowA = append(s.local.rowA[:0], from.stops...)
	s.local.rowA[i] = w
	if a == b {
		s.local.rowA[k] = u
		return s.settle(a, s.local.rowA, a, nil)
	}
	s.local.rowB = append(s.local.rowB[:0], to.stops...)
	s.local.rowB[k] = u
	return s.settle(a, s.local.rowA, b, s.local.rowB)
}

// swapped is what it adds to a tour's score when w stands in u's place.
func (s *search) swapped(t *tour, u, w int32) int64 {
	x := &s.spots[u]
	return s.legScore(t.class, x.prev, w) + s.legScore(t.class, w, x.next) - x.legScore - x.onScore
}
