package vroom

import "slices"

import "crosslane/route"

// judgeTimes notes the steps that begin outside their windows.
func (p *planned) judgeTimes() {
	for i := range p.visits {
		begin, w := p.visits[i].Begin(), p.slots[i].window
		switch {
		case begin < w.Open:
			p.note(i, "lead_time", w.Open-begin)
		case begin > w.Close:
			p.note(i, "delay", begin-w.Close)
		}
	}
}

// note writes a violation down; one that is not of time has no duration.
func (p *planned) note(i int, cause string, duration int64) {
	v := violation{Cause: cause}
	if duration > 0 {
		v.Duration = &duration
	}
	p.faults[i] = append(p.faults[i], v)
}

// judgeLoads follows the load and notes all that has to do with what is on board,
// with skills and with the order of pickups and deliveries.
func (p *planned) judgeLoads() {
	load := make([]int64, len(p.r.in.Vehicles[0].Capacity))
	for _, v := range p.visits {
		if v.Act == route.Serve {
			addUp(load, p.r.problem.Stops[v.Index].Delivery)
		}
	}
	picked := map[int]bool{}
	for i := range p.visits {
		v := &p.visits[i]
		switch v.Act {
		case route.Serve:
			p.handle(i, v.Index, load, picked)
		case route.Rest:
			if exceeds(load, p.v.Breaks[v.Index].MaxLoad) {
				p.note(i, "max_load", 0)
			}
		}
		v.Load = append([]int64(nil), load...)
		if exceeds(load, p.v.Capacity) {
			p.note(i, "load", 0)
		}
	}
}

// handle serves a stop: the load changes, and skills and pairs are looked at.
func (p *planned) handle(i, stop int, load []int64, picked map[int]bool) {
	s := &p.r.problem.Stops[stop]
	takeOff(load, s.Delivery)
	addUp(load, s.Pickup)
	for _, skill := range s.Skills {
		if !has(p.v.Skills, skill) {
			p.note(i, "skills", 0)
			break
		}
	}
	for k, pair := range p.r.problem.Pairs {
		switch {
		case pair.Pickup == stop:
			picked[k] = true
			addUp(load, pair.Amount)
			if !p.serves(i+1, pair.Delivery) {
				p.note(i, "precedence", 0)
			}
		case pair.Delivery == stop && !picked[k]:
			p.note(i, "precedence", 0)
		case pair.Delivery == stop:
			takeOff(load, pair.Amount)
		}
	}
}

// serves tells whether a stop comes at or after a step.
func (p *planned) serves(from, stop int) bool {
	for _, v := range p.visits[from:] {
		if v.Act == route.Serve && v.Index == stop {
			return true
		}
	}
	return false
}

func takeOff(load, part []int64) {
	for d := range part {
		load[d] -= part[d]
	}
}

func has(skills []int, want int) bool {
	return slices.Contains(skills, want)
}

func exceeds(load, bound []int64) bool {
	for d := range bound {
		if load[d] > bound[d] {
			return true
		}
	}
	return false
}

// routeFaults are the violations of the route as a whole.
func (p *planned) routeFaults() []violation {
	var out []violation
	last := p.visits[len(p.visits)-1]
	served, rested := 0, 0
	for _, v := range p.visits {
		switch v.Act {
		case route.Serve:
			served++
		case route.Rest:
			rested++
		}
	}
	l := p.v.Limits
	for _, f := range []struct {
		broken bool
		cause  string
	}{
		{l.Stops > 0 && served > l.Stops, "max_tasks"},
		{rested < len(p.v.Breaks), "missing_break"},
		{l.Travel > 0 && last.Travel > l.Travel, "max_travel_time"},
		{l.Distance > 0 && last.Distance > l.Distance, "max_distance"},
	} {
		if f.broken {
			out = append(out, violation{Cause: f.cause})
		}
	}
	return out
}

// merged lists each cause once, durations added up.
func merged(all []violation) []violation {
	out := []violation{}
	at := map[string]int{}
	for _, v := range all {
		k, seen := at[v.Cause]
		if !seen {
			at[v.Cause] = len(out)
			if v.Duration != nil {
				d := *v.Duration
				v.Duration = &d
			}
			out = append(out, v)
		} else if v.Duration != nil {
			*out[k].Duration += *v.Duration
		}
	}
	return out
}
