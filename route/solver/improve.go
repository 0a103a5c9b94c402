package solver

import "crosslane/route"

// granular is how many neighbours a local search looks at.
const granular = 20

// operator tries one change by which stop u comes to follow stop v; it makes the
// change and answers with true if that lowers the score and keeps every rule.
type operator func(s *search, u, v int32) bool

// operators of the local search, in the order in which they are tried.
var operators = []operator{relocate, exchange, tails, reverse}

// improve searches the neighbourhood of the tours that have changed, and of those
// that change by it, until nothing there lowers the score.
func (s *search) improve(changed []int32) {
	for _, r := range changed {
		s.markDirty(r)
	}
	for len(s.local.dirty) > 0 {
		r := s.local.dirty[len(s.local.dirty)-1]
		s.local.dirty = s.local.dirty[:len(s.local.dirty)-1]
		s.local.isDirty[r] = false
		for s.improveTour(r) {
		}
	}
}

// over tells whether the budget is used up.
func (s *search) over() bool {
	return s.stop(Progress{s.iterations, s.cost(s.top), s.top.count, s.share}) >= 1
}

func (s *search) markDirty(r int32) {
	if !s.local.isDirty[r] && s.tours[r].class.Exact {
		s.local.isDirty[r] = true
		s.local.dirty = append(s.local.dirty, r)
	}
}

// improveTour makes the first improvement found for a stop of a tour.
func (s *search) improveTour(r int32) bool {
	for _, u := range s.tours[r].stops {
		if s.over() {
			return false
		}
		for _, v := range s.m.ahead[u][:min(granular, len(s.m.ahead[u]))] {
			if s.spots[v].tour == none || s.spots[v].next == u || !s.tours[s.spots[v].tour].class.Exact || !s.follows(u, v) {
				continue
			}
			for _, try := range operators {
				if try(s, u, v) {
					return true
				}
			}
		}
	}
	return !s.over() && s.exchangeAnywhere(r)
}

// follows tells whether u can be reached in time straight after v.
func (s *search) follows(u, v int32) bool {
	if !s.m.day.Timed {
		return true
	}
	n, c := &s.m.day.Nodes[u], s.tours[s.spots[v].tour].class
	return n.Begin(s.spots[v].dep+c.Time(s.at[v], n.Place)) <= min(route.Never, c.Close)
}

// settle replaces one or two tours if the rules allow the new ones.
func (s *search) settle(a int32, rowA []int32, b int32, rowB []int32) bool {
	if s.judge.Keeps(s.tours[a].class, rowA) != "" {
		return false
	}
	if a == b {
		s.replace(a, rowA)
		s.markDirty(a)
		return true
	}
	if s.judge.Keeps(s.tours[b].class, rowB) != "" {
		return false
	}
	s.touch(a)
	s.touch(b)
	s.clear(a)
	s.clear(b)
	s.fill(a, rowA)
	s.fill(b, rowB)
	s.markDirty(a)
	s.markDirty(b)
	return true
}

// without writes a tour's stops but for those from one position up to another.
func without(row, stops []int32, from, to int) []int32 {
	return append(append(row[:0], stops[:from]...), stops[to:]...)
}

// with writes a tour's stops with others put in at a position.
func with(row, stops []int32, pos int, more []int32) []int32 {
	return append(append(append(row[:0], stops[:pos]...), more...), stops[pos:]...)
}
