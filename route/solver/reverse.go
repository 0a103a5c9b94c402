package solver

// reverse turns round what lies between v and u on one tour, so that u follows v
// (2-opt). It is tried where roads are alike both ways.
func reverse(s *search, u, v int32) bool {
	a := s.spots[u].tour
	if s.spots[v].tour != a || !s.m.day.EvenBothWays {
		return false
	}
	t := &s.tours[a]
	i, k := s.spots[v].pos+1, s.spots[u].pos
	if k <= i {
		return false
	}
	added := s.legScore(t.class, v, u) + s.legScore(t.class, t.stops[i], s.spots[u].next) - s.spots[v].onScore - s.spots[u].onScore
	if added >= 0 {
		return false
	}
	s.local.rowA = append(s.local.rowA[:0], t.stops...)
	for ; i < k; i, k = i+1, k-1 {
		s.local.rowA[i], s.local.rowA[k] = s.local.rowA[k], s.local.rowA[i]
	}
	return s.settle(a, s.local.rowA, a, nil)
}
