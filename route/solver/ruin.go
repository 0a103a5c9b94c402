package solver

// The parameters of the ruin, as published: stops removed on average, longest
// string, how often a string is split, how often the split grows.
const (
	meanRemoved   = 10
	longestString = 10
	splitShare    = 0.5
	splitGrowth   = 0.01
)

// ruin takes strings of stops out of tours that lie near one another.
func (s *search) ruin() {
	s.removed = s.removed[:0]
	used := 0
	for r := range s.tours {
		if len(s.tours[r].stops) > 0 {
			used++
		}
	}
	if used == 0 {
		return
	}
	mean := float64(len(s.spots)-len(s.absent)) / float64(used)
	longest := min(longestString, mean)
	strings := int(1 + s.random.share()*(4*meanRemoved/(1+longest)-1))
	seed := int32(s.random.below(len(s.spots)))
	s.ruined++
	strings -= s.ruinTour(seed, longest)
	for _, v := range s.m.wide[seed] {
		if strings <= 0 {
			return
		}
		strings -= s.ruinTour(v, longest)
	}
}

// ruinTour takes a string around a stop out of its tour, once per ruin and tour;
// it answers with how many strings were taken.
func (s *search) ruinTour(v int32, longest float64) int {
	r := s.spots[v].tour
	if r == none || s.ruinedAt[r] == s.ruined {
		return 0
	}
	s.ruinedAt[r] = s.ruined
	stops := s.tours[r].stops
	length := int(1 + s.random.share()*min(float64(len(stops)), longest))
	kept := 0
	if length > 1 && length < len(stops) && s.random.share() < splitShare {
		for kept = 1; length+kept < len(stops) && s.random.share() < splitGrowth; kept++ {
		}
	}
	pos, span := int(s.spots[v].pos), length+kept
	low, high := max(0, pos-span+1), min(pos, len(stops)-span)
	from := low + s.random.below(high-low+1)
	gap := from + span // where the part that is kept begins
	if kept > 0 {
		gap = from + 1 + s.random.below(length-1)
	}
	s.takeOut(r, from, from+span, gap, gap+kept)
	return 1
}

// takeOut removes the stops from one position up to another, but for those of an
// inner stretch; a mate goes with its stop.
func (s *search) takeOut(r int32, from, to, keepFrom, keepTo int) {
	stops := s.tours[r].stops
	first := len(s.removed)
	for i := from; i < to; i++ {
		if i < keepFrom || i >= keepTo {
			s.mark(stops[i])
			if mate := s.m.day.Nodes[stops[i]].Mate; mate != none {
				s.mark(mate)
			}
		}
	}
	s.row = s.row[:0]
	for _, u := range stops {
		if s.goes[u] != s.ruined {
			s.row = append(s.row, u)
		}
	}
	s.replace(r, s.row)
	if !s.holds(r) {
		s.removed = append(s.removed, s.row...)
		s.replace(r, nil)
	}
	for _, u := range s.removed[first:] {
		s.goes[u] = 0
	}
}

func (s *search) mark(u int32) {
	if s.goes[u] != s.ruined {
		s.goes[u] = s.ruined
		s.removed = append(s.removed, u)
	}
}
