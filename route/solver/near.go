package solver

import (
	"crosslane/route"
	"crosslane/route/day"
)

// none stands for no stop.
const none = day.None

// model is a day, and what guides the search through it. It is never changed
// afterwards, so that several searches may read it at once.
type model struct {
	*day.Day
	// wide lists each stop's neighbours for ruin, ahead and behind those that it is
	// put in after and before.
	wide, ahead, behind [][]int32
	orders              []order
	ruler               ruler
}

func newModel(p *route.Problem) *model {
	m := &model{Day: day.New(p)}
	m.wide = m.neighbours(around, m.apart)
	m.ahead, m.behind = m.neighbours(closest, m.precede), m.neighbours(closest, m.follow)
	m.orders = m.arrangements()
	m.ruler = m.measure()
	return m
}

// closest is how many neighbours an insertion looks at, around how many a ruin may reach.
const (
	closest = 40
	around  = 100
)

// neighbours ranks for each stop the stops by how dear it is for one to follow the other.
func (m *model) neighbours(keep int, dear func(c *day.Class, u, v int32) float64) [][]int32 {
	all := make([][]int32, len(m.Nodes))
	if len(m.Classes) == 0 {
		return all
	}
	c := &m.Classes[0]
	price := make([]float64, len(m.Nodes))
	for u := range m.Nodes {
		for v := range m.Nodes {
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
func (m *model) apart(c *day.Class, u, v int32) float64 {
	return float64(min(c.Price(m.Nodes[u].Place, m.Nodes[v].Place), c.Price(m.Nodes[v].Place, m.Nodes[u].Place)))
}

// follow is how dear it is to go to v right after u: by price, plus part of the
// waiting and all of the lateness that this forces
// (Vidal, Crainic, Gendreau, Prins, Computers & Operations Research 40, 2013).
func (m *model) follow(c *day.Class, u, v int32) float64 {
	a, b := &m.Nodes[u], &m.Nodes[v]
	d := float64(c.Price(a.Place, b.Place))
	if !m.Timed {
		return d
	}
	spent := c.Service[u] + c.Time(a.Place, b.Place)
	wait := max(0, b.Open-spent-a.LastClose())
	warp := max(0, a.Open+spent-b.LastClose())
	perSecond := float64(c.Hour)
	if c.Prices != nil || perSecond == 0 {
		perSecond = d / float64(c.Time(a.Place, b.Place)+1)
	}
	return d + perSecond*(0.2*float64(wait)+float64(warp))
}

func (m *model) precede(c *day.Class, u, v int32) float64 { return m.follow(c, v, u) }

// ruler is the temperature at the start and at the end of the annealing.
type ruler struct{ hot, cold float64 }

// measure takes ten times the mean price to the five nearest neighbours as the
// starting temperature, and a hundredth of that as the last.
func (m *model) measure() ruler {
	sum, count := 0.0, 0
	for u, list := range m.wide {
		for _, v := range list[:min(5, len(list))] {
			sum += float64(m.Classes[0].Price(m.Nodes[u].Place, m.Nodes[v].Place))
			count++
		}
	}
	hot := max(1, 10*sum/float64(max(1, count)))
	return ruler{hot: hot, cold: hot / 100}
}
