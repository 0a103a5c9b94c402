package day

import (
	"cmp"
	"slices"

	"crosslane/route"
)

// Class is a group of vehicles that are alike in everything.
type Class struct {
	// Vehicle is one of them.
	Vehicle *route.Vehicle
	// Start and End are places, or None; Size is the number of places.
	Start, End, Size int32
	// Open and Close are the shift.
	Open, Close int64
	Roads       *Roads
	// Fixed, Hour, metre and task turn a tour into score: for the vehicle, a second
	// or a unit of Prices, a metre, and a second of setup and service.
	Fixed, Hour, metre, task int64
	// Capacity has an entry per dimension.
	Capacity []int64
	// Service is by stop, as is Able: whether the skills suffice.
	Service, setup []int64
	Able           []bool
	// breaks in the order in which they are taken; breakAt is their index in the vehicle.
	breaks  []route.Break
	breakAt []int
	// Plain: an insertion can be judged by its neighbours alone.
	Plain bool
	// Even: the score of a leg is its time.
	Even bool
	// Exact: the score of a tour is the sum of the scores of its legs.
	Exact bool
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

func (m *Day) newClass(i int) Class {
	p := m.problem
	v := &p.Vehicles[i]
	x := &p.Matrices[v.Profile]
	shift := v.WorkHours()
	common := scoreUnits / m.Scale
	rate := rates(v, x)
	c := Class{
		Vehicle: v, Start: m.place(v.Start), End: m.place(v.End), Size: int32(len(m.places)),
		Open: shift.Open, Close: shift.Close, Roads: m.roads(p, v),
		Fixed: rate[0] / common, Hour: rate[1] / common, metre: rate[2] / common, task: rate[3] / common,
		Capacity: padded(v.Capacity, m.Dims, route.Never*int64(len(p.Stops)+1)),
	}
	c.sortBreaks(v.Breaks)
	for _, k := range m.Stops {
		s := &p.Stops[k]
		c.setup = append(c.setup, s.Setup.For(v.Type))
		c.Service = append(c.Service, s.Service.For(v.Type))
		c.Able = append(c.Able, hasAll(v.Skills, s.Skills))
	}
	bounded := v.Limits.Travel > 0 || v.Limits.Distance > 0
	c.Exact = v.Traffic == nil || c.Hour == 0 || c.Roads.Prices != nil
	c.Even = x.Costs == nil && c.Hour == 1 && c.metre == 0 && c.task == 0
	c.Plain = v.Traffic == nil && len(v.Breaks) == 0 && !bounded
	m.Timed = m.Timed || v.Shift != nil || !c.Plain
	for _, d := range c.Roads.Times {
		m.Timed = m.Timed || d == route.Unreachable
	}
	return c
}

func (c *Class) sortBreaks(breaks []route.Break) {
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

// Time is the travel Time between two places in even flow; none costs nothing.
// Where no road leads it takes for ever.
func (c *Class) Time(from, to int32) int64 {
	if from < 0 || to < 0 {
		return 0
	}
	if t := c.Roads.Times[from*c.Size+to]; t != route.Unreachable {
		return int64(t)
	}
	return route.Never
}

// Price is the score of driving between two places in even flow.
func (c *Class) Price(from, to int32) int64 {
	if from < 0 || to < 0 {
		return 0
	}
	at := from*c.Size + to
	if c.Roads.Prices != nil {
		return c.Hour * int64(c.Roads.Prices[at])
	}
	s := c.Hour * int64(c.Roads.Times[at])
	if c.metre > 0 {
		s += c.metre * int64(c.Roads.lengths[at])
	}
	return s
}

func (c *Class) length(from, to int32) int64 {
	if from < 0 || to < 0 || c.Roads.lengths == nil {
		return 0
	}
	return int64(c.Roads.lengths[from*c.Size+to])
}

// Action is setup and service at stop u for a vehicle coming from place from.
func (c *Class) Action(from, place, u int32) int64 {
	if from == place {
		return c.Service[u]
	}
	return c.setup[u] + c.Service[u]
}

// Leg is the score of driving to stop u and serving it.
func (c *Class) Leg(from, place, u int32) int64 {
	s := c.Price(from, place)
	if c.task > 0 {
		s += c.task * c.Action(from, place, u)
	}
	return s
}

// Detour is the score of going to stop u and on to the next, or to the end.
func (c *Class) Detour(from, place, to, u, next int32) int64 {
	if !c.Even {
		return c.dearDetour(from, place, to, u, next)
	}
	row, sum := place*c.Size, int64(0)
	if from >= 0 {
		sum = int64(c.Roads.Turned[row+from])
	}
	if to >= 0 {
		sum += int64(c.Roads.Times[row+to])
	}
	return sum
}

// dearDetour is Detour where more than time has a price.
func (c *Class) dearDetour(from, place, to, u, next int32) int64 {
	if next == None {
		return c.Leg(from, place, u) + c.Price(place, to)
	}
	return c.Leg(from, place, u) + c.Leg(place, to, next)
}
