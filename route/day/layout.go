package day

import "crosslane/route"

// layout renumbers stops and places so that what lies close together on the map
// lies close together in memory: the search is bound by fetching rows of matrices.
type layout struct {
	// Stops lists the problem's Stops in their new order; NodeOf is the way back.
	Stops  []int
	NodeOf []int32
	// places lists the problem's places in their new order; placeOf is the way back.
	places  []int
	placeOf []int32
	tables  map[travel]*Roads
}

// travel is what travel times depend on.
type travel struct{ profile, speed int }

// Roads is a matrix in the new order. Turned is Times with from and to exchanged, so
// that one row tells both ways; Prices is nil unless driving has prices of its own.
type Roads struct{ Times, Turned, lengths, Prices []int32 }

func newLayout(p *route.Problem) *layout {
	l := &layout{Stops: chain(p), NodeOf: make([]int32, len(p.Stops)), tables: map[travel]*Roads{}}
	if len(p.Matrices) > 0 {
		l.placeOf = make([]int32, p.Matrices[0].Size)
	}
	for i := range l.placeOf {
		l.placeOf[i] = None
	}
	for node, s := range l.Stops {
		l.NodeOf[s] = int32(node)
		l.settle(p.Stops[s].Place)
	}
	for i := range p.Vehicles {
		l.settle(p.Vehicles[i].Start)
		l.settle(p.Vehicles[i].End)
	}
	return l
}

// settle gives a place its new number, if it has none yet.
func (l *layout) settle(place int) {
	if place != route.Nowhere && l.placeOf[place] == None {
		l.placeOf[place] = int32(len(l.places))
		l.places = append(l.places, place)
	}
}

// Places is the number of places in use.
func (l *layout) Places() int { return len(l.places) }

func (l *layout) place(place int) int32 {
	if place == route.Nowhere {
		return None
	}
	return l.placeOf[place]
}

// chain orders the stops by going from each to the nearest one not yet visited.
func chain(p *route.Problem) []int {
	n := len(p.Stops)
	order := make([]int, 0, n)
	if n == 0 || len(p.Matrices) == 0 {
		return order
	}
	m := &p.Matrices[0]
	left := make([]int, n)
	for i := range left {
		left[i] = i
	}
	at := 0
	for len(left) > 0 {
		order = append(order, left[at])
		from := p.Stops[left[at]].Place * m.Size
		left[at] = left[len(left)-1]
		left = left[:len(left)-1]
		at = 0
		for k, s := range left {
			if m.Durations[from+p.Stops[s].Place] < m.Durations[from+p.Stops[left[at]].Place] {
				at = k
			}
		}
	}
	return order
}

// roads answers with a profile's matrix at a speed, in the new order.
func (l *layout) roads(p *route.Problem, v *route.Vehicle) *Roads {
	key := travel{v.Profile, v.Speed}
	if t, ok := l.tables[key]; ok {
		return t
	}
	m := &p.Matrices[v.Profile]
	t := &Roads{Times: l.arranged(m.Durations, m.Size), lengths: l.arranged(m.Distances, m.Size), Prices: l.arranged(m.Costs, m.Size)}
	slow(t.Times, v.Speed)
	t.Turned = transposed(t.Times, len(l.places))
	l.tables[key] = t
	return t
}

func (l *layout) arranged(table []int32, size int) []int32 {
	if table == nil {
		return nil
	}
	out := make([]int32, 0, len(l.places)*len(l.places))
	for _, from := range l.places {
		for _, to := range l.places {
			out = append(out, table[from*size+to])
		}
	}
	return out
}

// slow divides times by a speed in percent, rounding half up.
func slow(times []int32, speed int) {
	if speed == 0 || speed == 100 {
		return
	}
	for i, t := range times {
		if t != route.Unreachable {
			times[i] = int32(min((int64(t)*100+int64(speed)/2)/int64(speed), route.Unreachable-1))
		}
	}
}

// transposed exchanges from and to; a table that is the same both ways is its own answer.
func transposed(times []int32, size int) []int32 {
	if symmetric(times, size) {
		return times
	}
	out := make([]int32, len(times))
	for i := range size {
		for k := range size {
			out[k*size+i] = times[i*size+k]
		}
	}
	return out
}

func symmetric(times []int32, size int) bool {
	for i := range size {
		for k := range i {
			if times[i*size+k] != times[k*size+i] {
				return false
			}
		}
	}
	return true
}
