package vroom

import (
	"fmt"

	"crosslane/shipping"
)

// taskKinds are the steps that stand for a stop.
var taskKinds = map[string]bool{"job": true, "pickup": true, "delivery": true}

// taskOf finds the stop that a step speaks of.
func (r *request) taskOf(kind string, id int64) (int, bool) {
	if r.byName == nil {
		r.byName = map[string]int{}
		for i, t := range r.tasks {
			r.byName[fmt.Sprint(t.kind, *t.task.ID)] = i
		}
	}
	i, ok := r.byName[fmt.Sprint(kind, id)]
	return i, ok
}

// checkSteps verifies the form of the routes that the caller describes.
func (r *request) checkSteps() error {
	seen := map[int]bool{}
	for i := range r.in.Vehicles {
		v := &r.in.Vehicles[i]
		for k, s := range v.Steps {
			path := fmt.Sprintf("vehicles[%d].steps[%d]", i, k)
			switch {
			case s.Type == "start" && k == 0 || s.Type == "end" && k == len(v.Steps)-1:
				continue
			case !taskKinds[s.Type] && s.Type != "break":
				return shipping.BadField(path+".type", fmt.Sprintf("%q is no kind of step, or stands in the wrong place", s.Type), "start, job, pickup, delivery, break or end")
			case s.ID == nil:
				return missing(path + ".id")
			case s.Type == "break" && v.breakOf(*s.ID) < 0:
				return shipping.BadField(path+".id", "is no break of this vehicle", "")
			case s.Type == "break":
				continue
			}
			task, ok := r.taskOf(s.Type, *s.ID)
			if !ok || seen[task] {
				return shipping.BadField(path+".id", fmt.Sprintf("%d is no %s, or stands in two steps", *s.ID, s.Type), "")
			}
			seen[task] = true
		}
	}
	return nil
}

// breakOf is the index of a break, or -1.
func (v *vehicle) breakOf(id int64) int {
	for i, b := range v.Breaks {
		if *b.ID == id {
			return i
		}
	}
	return -1
}

// warm reads the routes to start from; nil if the caller describes none.
func (r *request) warm() ([][]int, error) {
	if err := r.checkSteps(); err != nil {
		return nil, err
	}
	routes := make([][]int, len(r.in.Vehicles))
	given := false
	for i := range r.in.Vehicles {
		for _, s := range r.in.Vehicles[i].Steps {
			given = true
			if taskKinds[s.Type] {
				task, _ := r.taskOf(s.Type, *s.ID)
				routes[i] = append(routes[i], task)
			}
		}
	}
	if !given {
		return nil, nil
	}
	return routes, nil
}
