package day

import "crosslane/route"

// Schedule answers with the timetable of a tour that keeps every rule: back as
// early as possible, and within that every step as late as possible, so that the
// driver waits at home rather than on the road. With traffic by the hour nothing
// is put off, for driving later may take longer.
func (j *Judge) Schedule(c *Class, vehicle int, tour []int32) route.Route {
	score, _ := j.Walk(c, tour)
	t := timetable{j: j, c: c, at: c.Open}
	t.add(route.Visit{Act: route.Depart, Arrival: c.Open, Load: t.boarded(tour)}, c.Close)
	rests := j.restsBefore(c, len(tour))
	from, next := c.Start, 0
	for i, u := range tour {
		n := &j.m.Nodes[u]
		t.drive(from, n.Place, &next, rests[i])
		t.serve(u, c.Action(from, n.Place, u)-c.Service[u])
		from = n.Place
	}
	t.drive(from, c.End, &next, len(c.breaks))
	t.add(route.Visit{Act: route.Return}, c.Close)
	if c.Vehicle.Traffic == nil {
		t.putOff()
	}
	scale := j.m.Scale
	return route.Route{Vehicle: vehicle, Visits: t.visits, Cost: (score + scale/2) / scale}
}

// restsBefore reads off, after a walk, how many breaks are over at each stop.
func (j *Judge) restsBefore(c *Class, stops int) []int {
	rests := make([]int, stops+1)
	k := len(c.breaks)
	for i := stops; i >= 0 && k > 0; i-- {
		rests[i] = k
		k = int(j.taken[i*len(j.now)+k])
	}
	return rests
}

// timetable is a route being written down.
type timetable struct {
	j      *Judge
	c      *Class
	visits []route.Visit
	// closes is the end of the window used at each visit.
	closes []int64
	at     int64
	// way is what is left of the leg under way.
	way              journey
	travel, distance int64
	load             []int64
}

func (t *timetable) boarded(tour []int32) []int64 {
	t.load = make([]int64, t.j.m.Dims)
	for _, u := range tour {
		for d, a := range t.j.m.Nodes[u].Out {
			t.load[d] += a
		}
	}
	return t.load
}

// add writes a visit at the end of the way, to begin as soon as its windows allow.
func (t *timetable) add(v route.Visit, closes int64) {
	end := t.way.arrive(t.c.Vehicle.Traffic)
	if v.Act != route.Depart {
		v.Arrival = end.at
	}
	v.Travel, v.Distance = end.travel, t.distance
	v.Load = append([]int64(nil), t.load...)
	t.visits, t.closes = append(t.visits, v), append(t.closes, closes)
	t.at, t.travel = v.Leave(), end.travel
	t.way = journey{at: t.at, travel: t.travel}
}

// drive sets out on a leg and takes rests on it until as many as given are over.
func (t *timetable) drive(from, to int32, next *int, until int) {
	t.way = journey{at: t.at, travel: t.travel, need: t.c.Time(from, to) * 100}
	for ; *next < until; *next++ {
		b := &t.c.breaks[*next]
		before := t.way.arrive(t.c.Vehicle.Traffic)
		t.way.rest(b, t.c.Vehicle.Traffic)
		begin := t.way.at - b.Service
		stopped := min(before.at, begin)
		v := route.Visit{Act: route.Rest, Index: t.c.breakAt[*next], Arrival: stopped, Wait: begin - stopped, Service: b.Service,
			Travel: t.way.travel, Distance: t.distance, Load: append([]int64(nil), t.load...)}
		t.visits, t.closes = append(t.visits, v), append(t.closes, closeOf(b.Windows, begin))
	}
	t.distance += t.c.length(from, to)
}

func (t *timetable) serve(u int32, setup int64) {
	n := &t.j.m.Nodes[u]
	for d, a := range n.Step {
		t.load[d] += a
	}
	arrival := t.way.arrive(t.c.Vehicle.Traffic).at
	begin := n.Begin(arrival)
	closes := closeOf(n.more, begin)
	if begin <= n.close {
		closes = n.close
	}
	t.add(route.Visit{Act: route.Serve, Index: t.j.m.Stops[u], Arrival: arrival, Wait: begin - arrival, Setup: setup, Service: t.c.Service[u]}, closes)
}

// closeOf is the end of the window in which an instant lies.
func closeOf(windows []route.Window, at int64) int64 {
	for _, w := range windows {
		if w.Open <= at && at <= w.Close {
			return w.Close
		}
	}
	return route.Never
}

// putOff moves every visit as late as the next one and its own window allow.
func (t *timetable) putOff() {
	for i := len(t.visits) - 2; i >= 0; i-- {
		v, w := &t.visits[i], &t.visits[i+1]
		driven := w.Travel - v.Travel
		begin := min(t.closes[i], w.Begin()-driven-v.Setup-v.Service)
		v.Arrival, v.Wait = begin, 0
	}
	for i := 1; i < len(t.visits); i++ {
		v, w := &t.visits[i-1], &t.visits[i]
		begin := w.Begin()
		w.Arrival = v.Leave() + w.Travel - v.Travel
		w.Wait = begin - w.Arrival
	}
}
