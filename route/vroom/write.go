package vroom

import (
	"math"

	"crosslane/route"
)

// answer is the solution as it stands in the JSON.
type answer struct {
	Code       int     `json:"code"`
	Summary    summary `json:"summary"`
	Unassigned []left  `json:"unassigned"`
	Routes     []tour  `json:"routes"`
}

// totals are the figures of a route, and of all routes together.
type totals struct {
	Cost        int64       `json:"cost"`
	Delivery    []int64     `json:"delivery,omitempty"`
	Pickup      []int64     `json:"pickup,omitempty"`
	Setup       int64       `json:"setup"`
	Service     int64       `json:"service"`
	Duration    int64       `json:"duration"`
	WaitingTime int64       `json:"waiting_time"`
	Priority    int64       `json:"priority"`
	Distance    *int64      `json:"distance,omitempty"`
	Violations  []violation `json:"violations"`
}

type summary struct {
	Routes     int `json:"routes"`
	Unassigned int `json:"unassigned"`
	totals
	// Estimated marks times and distances guessed from great circles.
	Estimated bool `json:"estimated,omitempty"`
}

type left struct {
	ID            int64        `json:"id"`
	Type          string       `json:"type"`
	Description   string       `json:"description,omitempty"`
	Location      *[2]float64  `json:"location,omitempty"`
	LocationIndex *int64       `json:"location_index,omitempty"`
	Reason        route.Reason `json:"reason,omitempty"`
}

type tour struct {
	Vehicle     int64  `json:"vehicle"`
	Description string `json:"description,omitempty"`
	totals
	Steps    []step `json:"steps"`
	Geometry string `json:"geometry,omitempty"`
}

type step struct {
	Type          string      `json:"type"`
	Description   string      `json:"description,omitempty"`
	Location      *[2]float64 `json:"location,omitempty"`
	LocationIndex *int64      `json:"location_index,omitempty"`
	ID            *int64      `json:"id,omitempty"`
	Setup         int64       `json:"setup"`
	Service       int64       `json:"service"`
	WaitingTime   int64       `json:"waiting_time"`
	Job           *int64      `json:"job,omitempty"`
	Load          []int64     `json:"load,omitempty"`
	Arrival       int64       `json:"arrival"`
	Duration      int64       `json:"duration"`
	Violations    []violation `json:"violations"`
	Distance      *int64      `json:"distance,omitempty"`
}

type violation struct {
	Duration *int64 `json:"duration,omitempty"`
	Cause    string `json:"cause"`
}

// write puts a solution into the caller's terms.
func (r *request) write(s route.Solution, geometry bool) *answer {
	a := &answer{Unassigned: []left{}, Routes: []tour{}}
	for i := range s.Routes {
		a.Routes = append(a.Routes, r.tour(&s.Routes[i], geometry))
	}
	for _, u := range s.Unassigned {
		t := &r.tasks[u.Stop]
		a.Unassigned = append(a.Unassigned, left{*t.task.ID, t.kind, t.task.Description, t.task.Location, r.index(t.task.LocationIndex), u.Reason})
	}
	r.sumUp(a)
	return a
}

// index is given back where matrices make it mean something.
func (r *request) index(i *int64) *int64 {
	if !r.custom {
		return nil
	}
	return i
}

func (r *request) sumUp(a *answer) {
	sum := &a.Summary
	sum.Routes, sum.Unassigned, sum.Estimated = len(a.Routes), len(a.Unassigned), r.estimated
	sum.totals = r.noTotals()
	for i := range a.Routes {
		t := &a.Routes[i].totals
		sum.Cost += t.Cost
		sum.Setup += t.Setup
		sum.Service += t.Service
		sum.Duration += t.Duration
		sum.WaitingTime += t.WaitingTime
		sum.Priority += t.Priority
		addUp(sum.Delivery, t.Delivery)
		addUp(sum.Pickup, t.Pickup)
		if sum.Distance != nil {
			*sum.Distance += *t.Distance
		}
		sum.Violations = append(sum.Violations, t.Violations...)
	}
}

// noTotals are totals of nothing, with the parts that this request has.
func (r *request) noTotals() totals {
	t := totals{Violations: []violation{}}
	if dims := len(r.in.Vehicles[0].Capacity); dims > 0 {
		t.Delivery, t.Pickup = make([]int64, dims), make([]int64, dims)
	}
	if r.measured {
		t.Distance = new(int64)
	}
	return t
}

func addUp(sum, part []int64) {
	for d := range part {
		sum[d] += part[d]
	}
}

func (r *request) tour(in *route.Route, geometry bool) tour {
	v := &r.in.Vehicles[in.Vehicle]
	out := tour{Vehicle: *v.ID, Description: v.Description, totals: r.noTotals()}
	out.Cost = in.Cost
	for _, visit := range in.Visits {
		if !r.absent(in.Vehicle, visit.Act) {
			out.Steps = append(out.Steps, r.step(v, visit))
		}
		out.Setup += visit.Setup
		out.WaitingTime += visit.Wait
		out.Service += visit.Service
		if visit.Act == route.Serve {
			r.count(&out.totals, visit.Index)
		}
	}
	last := in.Visits[len(in.Visits)-1]
	out.Duration = last.Travel
	if out.Distance != nil {
		*out.Distance = last.Distance
	}
	if geometry {
		out.Geometry = r.geometry(in)
	}
	return out
}

// absent tells whether a visit has no step: the start or end of an open route.
func (r *request) absent(vehicle int, act route.Act) bool {
	v := &r.problem.Vehicles[vehicle]
	return act == route.Depart && v.Start == route.Nowhere || act == route.Return && v.End == route.Nowhere
}

// count adds what one stop delivers, picks up and weighs.
func (r *request) count(t *totals, stop int) {
	s := &r.problem.Stops[stop]
	addUp(t.Delivery, s.Delivery)
	addUp(t.Pickup, s.Pickup)
	t.Priority += int64(s.Priority)
	for _, pair := range r.problem.Pairs {
		if pair.Pickup == stop {
			addUp(t.Pickup, pair.Amount)
		}
		if pair.Delivery == stop {
			addUp(t.Delivery, pair.Amount)
		}
	}
}

func (r *request) step(v *vehicle, visit route.Visit) step {
	s := step{Setup: visit.Setup, Service: visit.Service, WaitingTime: visit.Wait, Arrival: visit.Arrival,
		Duration: visit.Travel, Load: visit.Load, Violations: []violation{}}
	if r.measured {
		s.Distance = &visit.Distance
	}
	switch visit.Act {
	case route.Depart:
		s.Type, s.Location, s.LocationIndex = "start", v.Start, r.index(v.StartIndex)
	case route.Return:
		s.Type, s.Location, s.LocationIndex = "end", v.End, r.index(v.EndIndex)
	case route.Rest:
		b := &v.Breaks[visit.Index]
		s.Type, s.ID, s.Description = "break", b.ID, b.Description
	case route.Serve:
		t := &r.tasks[visit.Index]
		s.Type, s.ID, s.Description = t.kind, t.task.ID, t.task.Description
		s.Location, s.LocationIndex = t.task.Location, r.index(t.task.LocationIndex)
		if t.kind == "job" {
			s.Job = s.ID
		}
	}
	return s
}

// geometry is the line through a route's stops in the form of Google's encoded
// polylines, five decimals; empty if a stop has no coordinates.
func (r *request) geometry(in *route.Route) string {
	var line []byte
	var lat, lon int64
	v := &r.problem.Vehicles[in.Vehicle]
	for _, visit := range in.Visits {
		place := v.Start
		switch visit.Act {
		case route.Return:
			place = v.End
		case route.Serve:
			place = r.problem.Stops[visit.Index].Place
		case route.Rest:
			continue
		}
		if place == route.Nowhere {
			continue
		}
		if !r.known[place] {
			return ""
		}
		p := r.points[place]
		y, x := int64(math.Round(p.Lat*1e5)), int64(math.Round(p.Lon*1e5))
		line = polyline(polyline(line, y-lat), x-lon)
		lat, lon = y, x
	}
	return string(line)
}

// polyline appends one signed number: sign in the lowest bit, five bits a letter.
func polyline(line []byte, n int64) []byte {
	v := uint64(n) << 1
	if n < 0 {
		v = ^v
	}
	for ; v >= 0x20; v >>= 5 {
		line = append(line, byte(v&0x1f|0x20)+63)
	}
	return append(line, byte(v)+63)
}
