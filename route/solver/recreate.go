package solver

// recreate puts back what was removed, and tries some of those left out before,
// one after another in an order drawn by lot.
func (s *search) recreate() {
	const mostAbsent = 10
	s.pending = append(s.pending[:0], s.removed...)
	rest := len(s.absent) - min(mostAbsent, len(s.absent))
	for i := len(s.absent) - 1; i >= rest; i-- {
		k := s.random.below(i + 1)
		s.absent[i], s.absent[k] = s.absent[k], s.absent[i]
	}
	s.pending = append(s.pending, s.absent[rest:]...)
	s.absent = s.absent[:rest]
	s.arrange()
	for _, u := range s.pending {
		if s.spots[u].tour == none && !s.put(u) {
			s.absent = append(s.absent, u)
		}
	}
}

// arrange sorts the pending stops by one of the orders, chosen by weight.
func (s *search) arrange() {
	draw := s.random.below(s.m.orders[len(s.m.orders)-1].upTo)
	for _, o := range s.m.orders {
		if draw < o.upTo {
			s.sortBy(o.key)
			return
		}
	}
}

func (s *search) sortBy(key []int64) {
	list := s.pending
	for i := range list {
		k := i
		if key == nil {
			k = s.random.below(i + 1)
			list[i], list[k] = list[k], list[i]
			continue
		}
		for u := list[i]; k > 0 && key[list[k-1]] > key[u]; k-- {
			list[k], list[k-1] = list[k-1], list[k]
		}
	}
}

// order is a way to sort stops for insertion, drawn with a weight; a nil key is by lot.
type order struct {
	key  []int64
	upTo int
}

// arrangements lists the published orders and weights: by lot, greatest load first,
// farthest first, nearest first; with windows also the narrowest, the earliest and
// the last to close first; with priorities the dearest first.
func (m *model) arrangements() []order {
	var orders []order
	add := func(weight int, key func(u int) int64) {
		o := order{upTo: weight}
		if len(orders) > 0 {
			o.upTo += orders[len(orders)-1].upTo
		}
		if key != nil {
			for u := range m.day.Nodes {
				o.key = append(o.key, key(u))
			}
		}
		orders = append(orders, o)
	}
	add(4, nil)
	if m.day.Loaded {
		add(4, func(u int) int64 { return -m.day.Nodes[u].Weight })
	}
	add(2, func(u int) int64 { return -m.fromDepot(u) })
	add(1, m.fromDepot)
	if m.day.Timed {
		add(2, func(u int) int64 { return m.day.Nodes[u].LastClose() - m.day.Nodes[u].Open })
		add(2, func(u int) int64 { return m.day.Nodes[u].Open })
		add(2, func(u int) int64 { return -m.day.Nodes[u].LastClose() })
	}
	if m.day.Ranked {
		add(4, func(u int) int64 { return -m.day.Nodes[u].Priority })
	}
	return orders
}

// fromDepot is the price between a stop and the nearest start or end of any vehicle.
func (m *model) fromDepot(u int) int64 {
	best := noGap
	for i := range m.day.Classes {
		c := &m.day.Classes[i]
		if c.Start != none {
			best = min(best, c.Price(c.Start, m.day.Nodes[u].Place))
		} else {
			best = min(best, c.Price(m.day.Nodes[u].Place, c.End))
		}
	}
	return best
}
