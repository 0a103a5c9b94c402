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
	day *day.Day
	// wide lists each stop's neighbours for ruin, ahead and behind those that it is
	// put in after and before.
	wide, ahead, behind [][]int32
	orders              []order
	ruler               ruler
}

func newModel(p *route.Problem) *model {
	m := &model{day: day.New(p)}
	m.rank()
	m.orders = m.arrangements()
	m.ruler = m.measure()
	return m
}

// closest is how many neighbours an insertion looks at, around how many a ruin may reach.
const (
	closest = 40
	around  = 100
)

// rank finds the neighbours of every stop: wide by price alone, ahead and behind by
// how dear it is for one to follow the other.
func (m *model) rank() {
	n := len(m.day.Nodes)
	m.wide, m.ahead, m.behind = make([][]int32, n), make([][]int32, n), make([][]int32, n)
	if len(m.day.Classes) == 0 {
		return
	}
	g := newGauge(m)
	for u := range m.day.Nodes {
		g.measure(int32(u))
		m.wide[u] = nearest(g.apart, int32(u), around)
		m.ahead[u] = nearest(g.before, int32(u), closest)
		m.behind[u] = nearest(g.after, int32(u), closest)
	}
}

// gauge measures what separates one stop from all others, for one row of the
// matrix at a time, with the eyes of the first class of vehicles.
type gauge struct {
	m                    *model
	c                    *day.Class
	open, last           []int64
	perSecond            float64
	apart, before, after []float64
}

func newGauge(m *model) *gauge {
	n := len(m.day.Nodes)
	g := &gauge{m: m, c: &m.day.Classes[0], apart: make([]float64, n), before: make([]float64, n), after: make([]float64, n)}
	for u := range m.day.Nodes {
		g.open, g.last = append(g.open, m.day.Nodes[u].Open), append(g.last, m.day.Nodes[u].LastClose())
	}
	g.perSecond = float64(g.c.Hour)
	if g.c.Roads.Prices != nil || g.perSecond == 0 {
		g.perSecond = 1
	}
	return g
}

func (g *gauge) measure(u int32) {
	c, here := g.c, g.m.day.Nodes[u].Place
	size := c.Size
	out, in := c.Roads.Times[here*size:][:size], c.Roads.Turned[here*size:][:size]
	for v := range g.apart {
		there := g.m.day.Nodes[v].Place
		price := float64(c.Price(here, there))
		even := float64(int64(in[there]) - int64(out[there]))
		back := price + g.perSecond*even // near enough: the way back differs by its time
		g.apart[v] = min(price, back)
		if !g.m.day.Timed {
			g.after[v], g.before[v] = price, back
			continue
		}
		g.after[v] = price + g.forced(u, int32(v), int64(out[there]))
		g.before[v] = back + g.forced(int32(v), u, int64(in[there]))
	}
}

// forced is the price of part of the waiting and all of the lateness that going
// to v right after u forces (Vidal, Crainic, Gendreau, Prins, Computers &
// Operations Research 40, 2013).
func (g *gauge) forced(u, v int32, time int64) float64 {
	spent := g.c.Service[u] + time
	wait := max(0, g.open[v]-spent-g.last[u])
	warp := max(0, g.open[u]+spent-g.last[v])
	return g.perSecond * (0.2*float64(wait) + float64(warp))
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

// ruler is the temperature at the start and at the end of the annealing.
type ruler struct{ hot, cold float64 }

// measure takes ten times the mean price to the five nearest neighbours as the
// starting temperature, and a hundredth of that as the last.
func (m *model) measure() ruler {
	sum, count := 0.0, 0
	for u, list := range m.wide {
		for _, v := range list[:min(5, len(list))] {
			sum += float64(m.day.Classes[0].Price(m.day.Nodes[u].Place, m.day.Nodes[v].Place))
			count++
		}
	}
	hot := max(1, 10*sum/float64(max(1, count)))
	return ruler{hot: hot, cold: hot / 100}
}
