package solver

// tails joins v and u, and what came before u with what came after v (2-opt*).
func tails(s *search, u, v int32) bool {
	a, b := s.spots[u].tour, s.spots[v].tour
	if a == b || s.tours[a].class != s.tours[b].class {
		return false
	}
	from, to := &s.tours[a], &s.tours[b]
	c := from.class
	before, after := s.spots[u].prev, s.spots[v].next
	added := s.legScore(c, v, u) - s.spots[u].legScore - s.spots[v].onScore
	if before == none && after == none {
		added -= c.Fixed // one tour is left
	} else {
		added += s.legScore(c, before, after)
	}
	if added >= 0 {
		return false
	}
	i, k := s.spots[u].pos, s.spots[v].pos+1
	s.local.rowA = append(append(s.local.rowA[:0], from.stops[:i]...), to.stops[k:]...)
	s.local.rowB = append(append(s.local.rowB[:0], to.stops[:k]...), from.stops[i:]...)
	return s.settle(a, s.local.rowA, b, s.local.rowB)
}
