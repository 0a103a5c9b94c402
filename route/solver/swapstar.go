package solver

// gaps3 are the three cheapest gaps for a stop in a tour, cheapest first.
type gaps3 [3]gap

// exchangeAnywhere lets a stop of a tour change tours with a stop of a neighbouring
// tour, each going wherever it fits best there, not only into the place of the other
// (SWAP*, Vidal 2022). It makes the best such change for the first pair of tours that has one.
func (s *search) exchangeAnywhere(a int32) bool {
	if len(s.tours[a].stops) == 0 || s.m.day.Mixed {
		return false
	}
	s.local.met++
	s.local.metAt[a] = s.local.met
	for _, u := range s.tours[a].stops {
		for _, v := range s.m.wide[u][:min(granular/2, len(s.m.wide[u]))] {
			if b := s.spots[v].tour; b != none && s.local.metAt[b] != s.local.met && s.tours[b].class.Exact {
				s.local.metAt[b] = s.local.met
				if s.exchangeBetween(a, b) {
					return true
				}
			}
		}
	}
	return false
}

// trade is a pair of stops that change tours.
type trade struct {
	u, w     int32
	i, k     int // where they go
	added    int64
	possible bool
}

func (s *search) exchangeBetween(a, b int32) bool {
	from, to := &s.tours[a], &s.tours[b]
	s.local.gapsA = s.cheapest(s.local.gapsA[:0], from.stops, to)
	s.local.gapsB = s.cheapest(s.local.gapsB[:0], to.stops, from)
	best := trade{}
	for x, u := range from.stops {
		leaves := s.leaving(from, u)
		for y, w := range to.stops {
			if !s.loadsFit(from, u, w) || !s.loadsFit(to, w, u) {
				continue
			}
			i, one := s.bestGap(&s.local.gapsA[x], to, u, w)
			k, two := s.bestGap(&s.local.gapsB[y], from, w, u)
			if added := leaves + s.leaving(to, w) + one + two; added < best.added {
				best = trade{u, w, i, k, added, true}
			}
		}
	}
	if !best.possible {
		return false
	}
	s.local.rowA = s.traded(s.local.rowA, from, best.u, best.w, best.k)
	s.local.rowB = s.traded(s.local.rowB, to, best.w, best.u, best.i)
	return s.settle(a, s.local.rowA, b, s.local.rowB)
}

// leaving is what it adds to a tour's score, mostly below zero, when a stop leaves it.
func (s *search) leaving(t *tour, u int32) int64 {
	x := &s.spots[u]
	if len(t.stops) == 1 {
		return -x.legScore - x.onScore
	}
	return s.legScore(t.class, x.prev, x.next) - x.legScore - x.onScore
}

// loadsFit tells whether a tour has room for w once u is gone.
func (s *search) loadsFit(t *tour, u, w int32) bool {
	for d, bound := range t.class.Capacity {
		if t.load[d]-s.m.day.Nodes[u].Out[d]+s.m.day.Nodes[w].Out[d] > bound {
			return false
		}
	}
	return t.class.Able[w]
}

// cheapest lists for each of some stops the three cheapest gaps in a tour.
func (s *search) cheapest(all []gaps3, stops []int32, t *tour) []gaps3 {
	for _, u := range stops {
		three := gaps3{{add: noGap}, {add: noGap}, {add: noGap}}
		for i := 0; i <= len(t.stops); i++ {
			prev, next := t.at(i-1), t.at(i)
			add := s.legScore(t.class, prev, u) + s.legScore(t.class, u, next)
			if next != none {
				add -= s.spots[next].legScore
			} else {
				add -= t.endScore
			}
			three.take(gap{pos: i, add: add})
		}
		all = append(all, three)
	}
	return all
}

func (g *gaps3) take(x gap) {
	for i := range g {
		if x.add < g[i].add {
			x, g[i] = g[i], x
		}
	}
}

// bestGap is where u goes in a tour that w leaves, and what that adds: into w's
// place, or the cheapest gap that does not touch it.
func (s *search) bestGap(three *gaps3, t *tour, u, w int32) (int, int64) {
	x := &s.spots[w]
	pos, best := int(x.pos), s.legScore(t.class, x.prev, u)+s.legScore(t.class, u, x.next)
	if len(t.stops) > 1 {
		best -= s.legScore(t.class, x.prev, x.next)
	}
	for _, g := range three {
		if g.pos != int(x.pos) && g.pos != int(x.pos)+1 {
			if g.add < best {
				return g.pos, g.add
			}
			break
		}
	}
	return pos, best
}

// traded writes a tour with u gone and w at a position counted with u still in it.
func (s *search) traded(row []int32, t *tour, u, w int32, pos int) []int32 {
	row = row[:0]
	for i, v := range t.stops {
		if i == pos {
			row = append(row, w)
		}
		if v != u {
			row = append(row, v)
		}
	}
	if pos == len(t.stops) {
		row = append(row, w)
	}
	return row
}
