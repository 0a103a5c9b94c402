package vroom

import (
	"fmt"
	"math"
	"slices"

	"crosslane/route"
	"crosslane/shipping"
)

// request is a problem read, and how to speak of it in the caller's terms.
type request struct {
	in      input
	problem route.Problem
	tasks   []label // by stop
	// points are the places' coordinates; known tells which have any.
	points []route.Point
	known  []bool
	// profiles are the names of the matrices, estimated whether they were guessed.
	profiles  []string
	custom    bool
	estimated bool
	measured  bool // distances belong into the answer
	byName    map[string]int
}

// label is how the caller knows a stop.
type label struct {
	kind string
	task task
	path string
}

// read turns the JSON into a problem, all but the matrices.
func read(text []byte) (*request, error) {
	r := &request{}
	if err := decode(text, &r.in); err != nil {
		return nil, err
	}
	r.custom = r.in.Matrices != nil || r.in.Matrix != nil
	for _, step := range []func() error{r.readMatrices, r.readJobs, r.readShipments, r.readVehicles, r.readLockers, r.checkAmounts} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func missing(field string) error { return shipping.BadField(field, "is missing", "") }

func (r *request) readJobs() error {
	seen := map[int64]bool{}
	for i := range r.in.Jobs {
		j := &r.in.Jobs[i]
		path := fmt.Sprintf("jobs[%d]", i)
		if j.ID == nil {
			return missing(path + ".id")
		}
		if seen[*j.ID] {
			return shipping.BadField(path+".id", fmt.Sprintf("%d is the id of another job", *j.ID), "")
		}
		seen[*j.ID] = true
		if j.Amount != nil && j.Delivery != nil {
			return shipping.BadField(path+".amount", "stands beside delivery, which replaces it", "")
		}
		if j.Amount != nil {
			j.Delivery = j.Amount
		}
		s, err := r.stop("job", j.task, path)
		if err != nil {
			return err
		}
		s.Delivery, s.Pickup, s.Skills, s.Priority = j.Delivery, j.Pickup, j.Skills, j.Priority
	}
	return nil
}

func (r *request) readShipments() error {
	seen := map[string]bool{}
	for i := range r.in.Shipments {
		p := &r.in.Shipments[i]
		pair := route.Pair{Pickup: len(r.problem.Stops), Delivery: len(r.problem.Stops) + 1, Amount: p.Amount}
		for _, e := range []struct {
			kind string
			end  *task
		}{{"pickup", p.Pickup}, {"delivery", p.Delivery}} {
			path := fmt.Sprintf("shipments[%d].%s", i, e.kind)
			if e.end == nil {
				return missing(path)
			}
			if e.end.ID == nil {
				return missing(path + ".id")
			}
			key := fmt.Sprint(e.kind, *e.end.ID)
			if seen[key] {
				return shipping.BadField(path+".id", fmt.Sprintf("%d is the id of another %s", *e.end.ID, e.kind), "")
			}
			seen[key] = true
			s, err := r.stop(e.kind, *e.end, path)
			if err != nil {
				return err
			}
			s.Skills, s.Priority = p.Skills, p.Priority
		}
		r.problem.Pairs = append(r.problem.Pairs, pair)
	}
	return nil
}

// stop adds the stop of a task.
func (r *request) stop(kind string, t task, path string) (*route.Stop, error) {
	place, err := r.place(t.Location, t.LocationIndex, path+".location", path+".location_index")
	if err != nil {
		return nil, err
	}
	r.tasks = append(r.tasks, label{kind, t, path})
	r.problem.Stops = append(r.problem.Stops, route.Stop{
		Place: place, Windows: windowsOf(t.TimeWindows),
		Setup:   route.Duration{Base: t.Setup, ByType: t.SetupPerType},
		Service: route.Duration{Base: t.Service, ByType: t.ServicePerType},
	})
	return &r.problem.Stops[len(r.problem.Stops)-1], nil
}

func windowsOf(in []window) []route.Window {
	var out []route.Window
	for _, w := range in {
		out = append(out, route.Window{Open: w[0], Close: w[1]})
	}
	slices.SortFunc(out, func(a, b route.Window) int { return int(max(-1, min(1, a.Open-b.Open))) })
	return out
}

// place finds the place of a location: the index into custom matrices, or the
// number of the coordinates among those seen.
func (r *request) place(at *[2]float64, index *int64, field, indexField string) (int, error) {
	var point route.Point
	if at != nil {
		point = route.Point{Lon: at[0], Lat: at[1]}
		if math.Abs(point.Lon) > 180 || math.Abs(point.Lat) > 90 {
			return 0, shipping.BadField(field, "is not [longitude, latitude] in degrees", "")
		}
	}
	if r.custom {
		if index == nil {
			return 0, shipping.BadField(indexField, "is missing beside custom matrices", "")
		}
		if *index < 0 || *index >= int64(len(r.known)) {
			return 0, shipping.BadField(indexField, fmt.Sprintf("%d is outside the matrix of %d places", *index, len(r.known)), "")
		}
		if at != nil {
			r.points[*index], r.known[*index] = point, true
		}
		return int(*index), nil
	}
	if at == nil {
		return 0, shipping.BadField(field, "is missing", "or give matrices and location_index")
	}
	if k := slices.Index(r.points, point); k >= 0 {
		return k, nil
	}
	r.points, r.known = append(r.points, point), append(r.known, true)
	return len(r.points) - 1, nil
}

func (r *request) readLockers() error {
	byID := map[int64]int{}
	for i, l := range r.in.Lockers {
		if l.ID == nil {
			return missing(fmt.Sprintf("lockers[%d].id", i))
		}
		if _, twice := byID[*l.ID]; twice {
			return shipping.BadField(fmt.Sprintf("lockers[%d].id", i), fmt.Sprintf("%d is the id of another locker", *l.ID), "")
		}
		byID[*l.ID] = i
		r.problem.Lockers = append(r.problem.Lockers, route.Locker{Compartments: l.Compartments, Hours: windowsOf(l.TimeWindows)})
	}
	for i := range r.in.Jobs {
		j := &r.in.Jobs[i]
		path := fmt.Sprintf("jobs[%d]", i)
		switch {
		case j.Locker == nil && j.Compartment == nil:
			continue
		case j.Locker == nil:
			return missing(path + ".locker")
		case j.Compartment == nil:
			return missing(path + ".compartment")
		}
		l, ok := byID[*j.Locker]
		if !ok {
			return shipping.BadField(path+".locker", "is no locker's id", "")
		}
		if *j.Compartment < 0 || *j.Compartment >= len(r.in.Lockers[l].Compartments) {
			return shipping.BadField(path+".compartment", "is no size of this locker", "")
		}
		into := &r.problem.Lockers[l]
		into.Deposits = append(into.Deposits, route.Deposit{Stop: i, Size: *j.Compartment})
	}
	return nil
}

// checkAmounts makes sure that all amounts have as many dimensions as the first
// vehicle's capacity; a vehicle without one carries nothing.
func (r *request) checkAmounts() error {
	if len(r.problem.Vehicles) == 0 {
		return nil
	}
	dims := len(r.in.Vehicles[0].Capacity)
	check := func(amount []int64, field string) error {
		if amount != nil && len(amount) != dims {
			return shipping.BadField(field, fmt.Sprintf("has %d dimensions, the first vehicle's capacity %d", len(amount), dims), "")
		}
		return nil
	}
	for i := range r.in.Jobs {
		j := &r.in.Jobs[i]
		for _, err := range []error{check(j.Delivery, fmt.Sprintf("jobs[%d].delivery", i)), check(j.Pickup, fmt.Sprintf("jobs[%d].pickup", i))} {
			if err != nil {
				return err
			}
		}
	}
	for i, p := range r.in.Shipments {
		if err := check(p.Amount, fmt.Sprintf("shipments[%d].amount", i)); err != nil {
			return err
		}
	}
	for i := range r.in.Vehicles {
		v := &r.in.Vehicles[i]
		if err := check(v.Capacity, fmt.Sprintf("vehicles[%d].capacity", i)); err != nil {
			return err
		}
		if v.Capacity == nil {
			r.problem.Vehicles[i].Capacity = make([]int64, dims)
		}
		for k, b := range v.Breaks {
			if err := check(b.MaxLoad, fmt.Sprintf("vehicles[%d].breaks[%d].max_load", i, k)); err != nil {
				return err
			}
		}
	}
	return nil
}
