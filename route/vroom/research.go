package vroom

import (
	"crosslane/route"
)

// Answer writes the solution of a problem that did not come as JSON, in VROOM's
// form: stops are known by their place, vehicles by their number from 1.
func Answer(p route.Problem, s route.Solution) []byte {
	r := &request{problem: p, custom: true, measured: len(p.Matrices) > 0 && p.Matrices[0].Distances != nil}
	for i := range p.Vehicles {
		v := &p.Vehicles[i]
		id := int64(i + 1)
		r.in.Vehicles = append(r.in.Vehicles, vehicle{ID: &id, StartIndex: index(v.Start), EndIndex: index(v.End), Capacity: v.Capacity})
		for k := range v.Breaks {
			number := int64(k + 1)
			r.in.Vehicles[i].Breaks = append(r.in.Vehicles[i].Breaks, rest{ID: &number})
		}
	}
	for i := range p.Stops {
		r.tasks = append(r.tasks, label{kind: "job", task: task{ID: index(p.Stops[i].Place), LocationIndex: index(p.Stops[i].Place)}})
	}
	for _, pair := range p.Pairs {
		r.tasks[pair.Pickup].kind, r.tasks[pair.Delivery].kind = "pickup", "delivery"
	}
	if len(r.in.Vehicles) == 0 {
		r.in.Vehicles = make([]vehicle, 1)
	}
	return encode(r.write(s, false))
}

func index(place int) *int64 {
	if place == route.Nowhere {
		return nil
	}
	i := int64(place)
	return &i
}
