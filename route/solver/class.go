package solver

import (
	"cmp"
	"slices"

	"crosslane/route"
)

// class is a group of vehicles that are alike in everything.
type class struct {
	vehicle     *route.Vehicle
	start, end  int32 // places, or none
	size        int32 // places in the matrix
	open, close int64
	*roads
	// fixed, hour, metre, task turn a tour into score units.
	fixed, hour, metre, task int64
	capacity                 []int64
	setup, service           []int64
	able                     []bool
	// breaks in the order in which they are taken; breakAt is their index in the vehicle.
	breaks  []route.Break
	breakAt []int
	// plain: an insertion can be judged by its neighbours alone.
	plain bool
	// even: the score of a leg is its time.
	even bool
	// exact: the cost of a tour is the sum of the costs of its legs.
	exact bool
}

func costsOf(v *route.Vehicle) route.Costs {
	if v.Costs == (route.Costs{}) {
		return route.Costs{PerHour: 3600}
	}
	return v.Costs
}

// scoreUnits are the units of score in one unit of cost before all is divided by
// what the rates have in common: an hour is 3600 seconds, a km 1000 metres.
const scoreUnits = 3_600_000

func rates(v *route.Vehicle, m *route.Matrix) [4]int64 {
	c := costsOf(v)
	if m.Costs != nil {
		return [4]int64{c.Fixed * scoreUnits, scoreUnits, 0, c.PerTaskHour * 1000}
	}
	return [4]int64{c.Fixed * scoreUnits, c.PerHour * 1000, c.PerKm * 3600, c.PerTaskHour * 1000}
}

// scale is the number of score units in one unit of cost.
func scaleOf(p *route.Problem) int64 {
	all := int64(scoreUnits)
	for i := range p.Vehicles {
		v := &p.Vehicles[i]
		for _, r := range rates(v, &p.Matrices[v.Profile]) {
			all = divisor(all, r)
		}
	}
	return scoreUnits / all
}

func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (m *model) newClass(i int) class {
	p := m.problem
	v := &p.Vehicles[i]
	x := &p.Matrices[v.Profile]
	shift := v.WorkHours()
	common := scoreUnits / m.scale
	rate := rates(v, x)
	c := class{
		vehicle: v, start: m.place(v.Start), end: m.place(v.End), size: int32(len(m.places)),
		open: shift.Open, close: shift.Close, roads: m.roads(p, v),
		fixed: rate[0] / common, hour: rate[1] / common, metre: rate[2] / common, task: rate[3] / common,
		capacity: padded(v.Capacity, m.dims, route.Never*int64(len(p.Stops)+1)),
	}
	c.sortBreaks(v.Breaks)
	for _, k := range m.stops {
		s := &p.Stops[k]
		c.setup = append(c.setup, s.Setup.For(v.Type))
		c.service = append(c.service, s.Service.For(v.Type))
		c.able = append(c.able, hasAll(v.Skills, s.Skills))
	}
	bounded := v.Limits.Travel > 0 || v.Limits.Distance > 0
	c.exact = v.Traffic == nil || c.hour == 0 || c.prices != nil
	c.even = x.Costs == nil && c.hour == 1 && c.metre == 0 && c.task == 0
	c.plain = v.Traffic == nil && len(v.Breaks) == 0 && !bounded
	m.timed = m.timed || v.Shift != nil || !c.plain
	for _, d := range c.times {
		m.timed = m.timed || d == route.Unreachable
	}
	return c
}

func (c *class) sortBreaks(breaks []route.Break) {
	for i := range breaks {
		c.breakAt = append(c.breakAt, i)
	}
	slices.SortStableFunc(c.breakAt, func(a, b int) int {
		return cmp.Compare(breakClose(&breaks[a]), breakClose(&breaks[b]))
	})
	for _, i := range c.breakAt {
		c.breaks = append(c.breaks, breaks[i])
	}
}

func breakClose(b *route.Break) int64 {
	if k := len(b.Windows); k > 0 {
		return b.Windows[k-1].Close
	}
	return route.Never
}

func hasAll(held, wanted []int) bool {
	for _, s := range wanted {
		if !slices.Contains(held, s) {
			return false
		}
	}
	return true
}

// time is the travel time between two places in even flow; none costs nothing.
// Where no road leads it takes for ever.
func (c *class) time(from, to int32) int64 {
	if from < 0 || to < 0 {
		return 0
	}
	if t := c.times[from*c.size+to]; t != route.Unreachable {
		return int64(t)
	}
	return route.Never
}

// price is the score of driving between two places in even flow.
func (c *class) price(from, to int32) int64 {
	if from < 0 || to < 0 {
		return 0
	}
	at := from*c.size + to
	if c.prices != nil {
		return c.hour * int64(c.prices[at])
	}
	s := c.hour * int64(c.times[at])
	if c.metre > 0 {
		s += c.metre * int64(c.lengths[at])
	}
	return s
}

func (c *class) length(from, to int32) int64 {
	if from < 0 || to < 0 || c.lengths == nil {
		return 0
	}
	return int64(c.lengths[from*c.size+to])
}

// action is setup and service at stop u for a vehicle coming from place from.
func (c *class) action(from, place, u int32) int64 {
	if from == place {
		return c.service[u]
	}
	return c.setup[u] + c.service[u]
}

// leg is the score of driving to stop u and serving it.
func (c *class) leg(from, place, u int32) int64 {
	s := c.price(from, place)
	if c.task > 0 {
		s += c.task * c.action(from, place, u)
	}
	return s
}
