package solver

// closest is how many neighbours an insertion looks at, around how many a ruin may reach.
const (
	closest = 40
	around  = 100
)

// neighbours ranks for each stop the stops by how dear it is for one to follow the other.
func (m *model) neighbours(keep int, dear func(c *class, u, v int32) float64) [][]int32 {
	all := make([][]int32, len(m.nodes))
	if len(m.classes) == 0 {
		return all
	}
	c := &m.classes[0]
	price := make([]float64, len(m.nodes))
	for u := range m.nodes {
		for v := range m.nodes {
			price[v] = dear(c, int32(u), int32(v))
		}
		all[u] = nearest(price, int32(u), keep)
	}
	return all
}

// nearest lists the stops of the lowest prices in their order, u left out.
func nearest(price []float64, u int32, keep int) []int32 {
	list := make([]int32, 0, keep+1)
	for v, d := range price {
		if int32(v) == u || len(list) == keep && d >= price[list[keep-1]] {
			continue
		}
		list = append(list, int32(v))
		k := len(list) - 1
		for ; k > 0 && price[list[k-1]] > d; k-- {
			list[k] = list[k-1]
		}
		list[k] = int32(v)
		list = list[:min(keep, len(list))]
	}
	return list
}

// apart is how dear it is to stand beside another stop, time left out.
func (m *model) apart(c *class, u, v int32) float64 {
	return float64(min(c.price(m.nodes[u].place, m.nodes[v].place), c.price(m.nodes[v].place, m.nodes[u].place)))
}

// follow is how dear it is to go to v right after u: by price, plus part of the
// waiting and all of the lateness that this forces
// (Vidal, Crainic, Gendreau, Prins, Computers & Operations Research 40, 2013).
func (m *model) follow(c *class, u, v int32) float64 {
	a, b := &m.nodes[u], &m.nodes[v]
	d := float64(c.price(a.place, b.place))
	if !m.timed {
		return d
	}
	spent := c.service[u] + c.time(a.place, b.place)
	wait := max(0, b.open-spent-a.lastClose())
	warp := max(0, a.open+spent-b.lastClose())
	perSecond := float64(c.hour)
	if c.prices != nil || perSecond == 0 {
		perSecond = d / float64(c.time(a.place, b.place)+1)
	}
	return d + perSecond*(0.2*float64(wait)+float64(warp))
}

func (m *model) precede(c *class, u, v int32) float64 { return m.follow(c, v, u) }

func (n *node) lastClose() int64 {
	if k := len(n.more); k > 0 {
		return n.more[k-1].Close
	}
	return n.close
}

// ruler is the temperature at the start and at the end of the annealing.
type ruler struct{ hot, cold float64 }

// measure takes ten times the mean price to the five nearest neighbours as the
// starting temperature, and a hundredth of that as the last.
func (m *model) measure() ruler {
	sum, count := 0.0, 0
	for u, list := range m.wide {
		for _, v := range list[:min(5, len(list))] {
			sum += float64(m.classes[0].price(m.nodes[u].place, m.nodes[v].place))
			count++
		}
	}
	hot := max(1, 10*sum/float64(max(1, count)))
	return ruler{hot: hot, cold: hot / 100}
}
