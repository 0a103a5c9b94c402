package vroom

import (
	"fmt"

	"crosslane/route"
	"crosslane/shipping"
)

// plan chooses times for the routes that the steps describe, so that the sum of all
// earliness and lateness is least, and reports every rule that they break.
func (r *request) plan(geometry bool) (*answer, error) {
	if err := r.checkSteps(); err != nil {
		return nil, err
	}
	a := &answer{Unassigned: []left{}, Routes: []tour{}}
	served := make([]bool, len(r.tasks))
	for i := range r.in.Vehicles {
		if len(r.in.Vehicles[i].Steps) == 0 {
			continue
		}
		if r.in.Vehicles[i].Traffic != nil {
			return nil, &shipping.Error{Code: shipping.Unsupported, Field: fmt.Sprintf("vehicles[%d].traffic", i), Message: "is not used in plan mode"}
		}
		p := r.planned(i)
		for _, v := range p.visits {
			if v.Act == route.Serve {
				served[v.Index] = true
			}
		}
		if p.broken {
			return nil, shipping.BadField(fmt.Sprintf("vehicles[%d].steps", i), "go where no road leads", "")
		}
		a.Routes = append(a.Routes, p.write(geometry))
	}
	for i, ok := range served {
		if !ok {
			t := &r.tasks[i]
			a.Unassigned = append(a.Unassigned, left{*t.task.ID, t.kind, t.task.Description, t.task.Location, r.index(t.task.LocationIndex), "not_planned"})
		}
	}
	r.sumUp(a)
	a.Summary.Violations = merged(a.Summary.Violations)
	return a, nil
}

// planned is one route being timed.
type planned struct {
	r       *request
	index   int
	v       *route.Vehicle
	m       *route.Matrix
	visits  []route.Visit
	slots   []slot
	lengths []int64 // seconds of driving from each visit to the next
	faults  [][]violation
	broken  bool
	price   int64
	tasks   int64
}

func (r *request) planned(index int) *planned {
	p := &planned{r: r, index: index, v: &r.problem.Vehicles[index]}
	p.m = &r.problem.Matrices[p.v.Profile]
	p.list()
	p.drive()
	p.time()
	p.faults = make([][]violation, len(p.visits))
	p.judgeTimes()
	p.judgeLoads()
	return p
}

// list turns the wanted steps into visits, with departure and return.
func (p *planned) list() {
	shift := p.v.WorkHours()
	var first, last wantStep
	p.visits = []route.Visit{{Act: route.Depart}}
	p.slots = []slot{{}}
	for _, s := range p.r.in.Vehicles[p.index].Steps {
		switch s.Type {
		case "start":
			first = s
		case "end":
			last = s
		case "break":
			k := p.r.in.Vehicles[p.index].breakOf(*s.ID)
			p.visits = append(p.visits, route.Visit{Act: route.Rest, Index: k, Service: p.v.Breaks[k].Service})
			p.slots = append(p.slots, newSlot(p.v.Breaks[k].Windows, s))
		default:
			task, _ := p.r.taskOf(s.Type, *s.ID)
			stop := &p.r.problem.Stops[task]
			p.visits = append(p.visits, route.Visit{Act: route.Serve, Index: task, Service: stop.Service.For(p.v.Type)})
			p.slots = append(p.slots, newSlot(stop.Windows, s))
		}
	}
	p.visits = append(p.visits, route.Visit{Act: route.Return})
	p.slots[0] = newSlot([]route.Window{shift}, first)
	p.slots = append(p.slots, newSlot([]route.Window{shift}, last))
}

// drive fills in travel, distance and setup; a rest comes before its leg's driving.
func (p *planned) drive() {
	place := p.v.Start
	var seconds, metres int64
	for i := range p.visits {
		v := &p.visits[i]
		before := seconds
		if to := p.place(v); v.Act != route.Rest {
			if place != route.Nowhere && to != route.Nowhere {
				at := place*p.m.Size + to
				seconds += p.seconds(p.m.Durations[at])
				if p.m.Distances != nil {
					metres += int64(p.m.Distances[at])
				}
				if p.m.Costs != nil {
					p.price += int64(p.m.Costs[at])
				}
			}
			if v.Act == route.Serve && to != place {
				v.Setup = p.r.problem.Stops[v.Index].Setup.For(p.v.Type)
			}
			place = to
		}
		if v.Act == route.Serve {
			p.tasks += v.Setup + v.Service
		}
		v.Travel, v.Distance = seconds, metres
		if i > 0 {
			p.lengths = append(p.lengths, seconds-before)
		}
	}
}

func (p *planned) place(v *route.Visit) int {
	switch v.Act {
	case route.Depart:
		return p.v.Start
	case route.Serve:
		return p.r.problem.Stops[v.Index].Place
	}
	return p.v.End
}

func (p *planned) seconds(d int32) int64 {
	if d == route.Unreachable {
		p.broken = true
	}
	if p.v.Speed == 0 {
		return int64(d)
	}
	speed := int64(p.v.Speed)
	return (int64(d)*100 + speed/2) / speed
}

// time sets arrivals and waits.
func (p *planned) time() {
	gaps := make([]int64, len(p.lengths))
	for i := range gaps {
		gaps[i] = p.visits[i].Setup + p.visits[i].Service + p.lengths[i]
	}
	begin := leastEarlyLate(p.slots, gaps)
	for i := range p.visits {
		v := &p.visits[i]
		v.Arrival = begin[i]
		if i > 0 {
			v.Arrival = p.visits[i-1].Leave() + p.lengths[i-1]
			v.Wait = begin[i] - v.Arrival
		}
	}
}

func (p *planned) cost() int64 {
	c, last := p.v.Costs, p.visits[len(p.visits)-1]
	const unit = 3_600_000
	sum := (c.Fixed+p.price)*unit + c.PerHour*last.Travel*1000 + c.PerTaskHour*p.tasks*1000 + c.PerKm*last.Distance*3600
	return (sum + unit/2) / unit
}

// write puts the route into the caller's terms.
func (p *planned) write(geometry bool) tour {
	in := route.Route{Vehicle: p.index, Visits: p.visits, Cost: p.cost()}
	out := p.r.tour(&in, geometry)
	k := 0
	for i, v := range p.visits {
		out.Violations = append(out.Violations, p.faults[i]...)
		if !p.r.absent(p.index, v.Act) {
			out.Steps[k].Violations = append(out.Steps[k].Violations, p.faults[i]...)
			k++
		}
	}
	out.Violations = merged(append(out.Violations, p.routeFaults()...))
	return out
}
