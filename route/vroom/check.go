package vroom

import (
	"context"
	"encoding/json"
	"fmt"

	"crosslane/route"
	"crosslane/route/check"
	"crosslane/shipping"
)

// Check verifies a solution in VROOM's JSON against its problem: every time, load
// and cost is counted anew by route/check. The error names the first step at fault.
// Where the problem brings no matrix the Table of the options is asked, which must
// be the one that the solution was made with.
func Check(ctx context.Context, problem, solution []byte, o Options) (check.Report, error) {
	r, err := prepare(ctx, problem, &o)
	if err != nil {
		return check.Report{}, err
	}
	var a answer
	if err := json.Unmarshal(solution, &a); err != nil {
		return check.Report{}, &shipping.Error{Code: shipping.Invalid, Field: "solution", Message: "is no solution in VROOM's form", Cause: err}
	}
	s, err := r.solution(&a)
	if err != nil {
		return check.Report{}, err
	}
	return check.Solution(r.problem, s)
}

// solution reads an answer back. Open routes get the departure or return that
// VROOM's form leaves out.
func (r *request) solution(a *answer) (route.Solution, error) {
	s := route.Solution{Cost: a.Summary.Cost}
	used := make([]bool, len(r.in.Vehicles))
	for i := range a.Routes {
		t := &a.Routes[i]
		one := route.Route{Vehicle: r.vehicleOf(t.Vehicle, used), Cost: t.Cost}
		if one.Vehicle < 0 {
			return s, shipping.BadField(fmt.Sprintf("routes[%d].vehicle", i), "is no vehicle's id, or has more routes than vehicles", "")
		}
		for k := range t.Steps {
			v, err := r.visit(one.Vehicle, &t.Steps[k], fmt.Sprintf("routes[%d].steps[%d]", i, k))
			if err != nil {
				return s, err
			}
			one.Visits = append(one.Visits, v)
		}
		s.Routes = append(s.Routes, r.closed(one))
	}
	for i, u := range a.Unassigned {
		stop, ok := r.taskOf(u.Type, u.ID)
		if !ok {
			return s, shipping.BadField(fmt.Sprintf("unassigned[%d].id", i), "is no task's id", "")
		}
		reason := u.Reason
		if reason == "" {
			reason = "not_told"
		}
		s.Unassigned = append(s.Unassigned, route.Unassigned{Stop: stop, Reason: reason})
	}
	return s, nil
}

// vehicleOf finds the next vehicle of an id, for VROOM lets several have the same; -1 if there is none.
func (r *request) vehicleOf(id int64, used []bool) int {
	for i := range r.in.Vehicles {
		if *r.in.Vehicles[i].ID == id && !used[i] {
			used[i] = true
			return i
		}
	}
	return -1
}

func (r *request) visit(vehicle int, s *step, path string) (route.Visit, error) {
	v := route.Visit{Arrival: s.Arrival, Wait: s.WaitingTime, Setup: s.Setup, Service: s.Service, Travel: s.Duration, Load: s.Load}
	if s.Distance != nil {
		v.Distance = *s.Distance
	}
	switch s.Type {
	case "start":
		v.Act = route.Depart
		return v, nil
	case "end":
		v.Act = route.Return
		return v, nil
	}
	if s.ID == nil {
		return v, missing(path + ".id")
	}
	var known bool
	if s.Type == "break" {
		v.Act, v.Index = route.Rest, r.in.Vehicles[vehicle].breakOf(*s.ID)
		known = v.Index >= 0
	} else {
		v.Act = route.Serve
		v.Index, known = r.taskOf(s.Type, *s.ID)
	}
	if !known {
		return v, shipping.BadField(path+".id", fmt.Sprintf("%d is no %s", *s.ID, s.Type), "")
	}
	return v, nil
}

// closed adds the departure and the return that an open route has no steps for.
func (r *request) closed(one route.Route) route.Route {
	if len(one.Visits) == 0 {
		return one
	}
	first, last := one.Visits[0], one.Visits[len(one.Visits)-1]
	if r.absent(one.Vehicle, route.Depart) {
		depart := route.Visit{Act: route.Depart, Arrival: first.Arrival, Load: r.boarded(one.Visits)}
		one.Visits = append([]route.Visit{depart}, one.Visits...)
	}
	if r.absent(one.Vehicle, route.Return) {
		one.Visits = append(one.Visits, route.Visit{Act: route.Return, Arrival: last.Leave(), Travel: last.Travel, Distance: last.Distance, Load: last.Load})
	}
	return one
}

// boarded is what a route has on board at its start.
func (r *request) boarded(visits []route.Visit) []int64 {
	load := make([]int64, len(r.in.Vehicles[0].Capacity))
	for _, v := range visits {
		if v.Act == route.Serve {
			addUp(load, r.problem.Stops[v.Index].Delivery)
		}
	}
	return load
}
