package route

import (
	"fmt"
	"maps"
	"slices"

	"crosslane/shipping"
)

// Validate answers with an error that names the first field at fault, or nil.
// Fields are paths like "stops[2].time_windows[0]" and "vehicles[1].profile".
func (p *Problem) Validate() error {
	for _, check := range []func(*Problem) *shipping.Error{
		badMatrices, badStops, badPairs, badVehicles, badLockers, badReach,
	} {
		if e := check(p); e != nil {
			return e
		}
	}
	return nil
}

func bad(message, hint, field string) *shipping.Error {
	return shipping.BadField(field, message, hint)
}

func badf(message, hint, field string, at ...any) *shipping.Error {
	return bad(message, hint, fmt.Sprintf(field, at...))
}

// places is the size of every matrix.
func (p *Problem) places() int {
	if len(p.Matrices) == 0 {
		return 0
	}
	return p.Matrices[0].Size
}

func badMatrices(p *Problem) *shipping.Error {
	for i, m := range p.Matrices {
		if m.Size > 40_000 {
			return badf("has more than 40000 places", "", "matrices[%d]", i)
		}
		if m.Size != p.places() {
			return badf(fmt.Sprintf("has %d places, the first matrix %d", m.Size, p.places()), "", "matrices[%d]", i)
		}
		for _, t := range []struct {
			name    string
			entries []int32
			needed  bool
		}{{"durations", m.Durations, true}, {"distances", m.Distances, false}, {"costs", m.Costs, false}} {
			if e := badTable(t.entries, m.Size, t.needed, fmt.Sprintf("matrices[%d].%s", i, t.name)); e != nil {
				return e
			}
		}
	}
	return nil
}

func badTable(entries []int32, size int, needed bool, field string) *shipping.Error {
	if entries == nil && !needed {
		return nil
	}
	if len(entries) != size*size {
		return bad(fmt.Sprintf("has %d entries, not %d times %d", len(entries), size, size), "", field)
	}
	for k, v := range entries {
		if v < 0 {
			return badf("is negative", "", field+"[%d][%d]", k/size, k%size)
		}
	}
	return nil
}

func badStops(p *Problem) *shipping.Error {
	for i, s := range p.Stops {
		field := fmt.Sprintf("stops[%d]", i)
		switch {
		case s.Place < 0 || s.Place >= p.places():
			return bad(fmt.Sprintf("place %d is not in the matrix of %d places", s.Place, p.places()), "", field+".location_index")
		case s.Priority < 0 || s.Priority > 100:
			return bad("is not between 0 and 100", "", field+".priority")
		}
		for _, e := range []*shipping.Error{
			badAmount(s.Delivery, field+".delivery"), badAmount(s.Pickup, field+".pickup"),
			badDuration(s.Setup, field+".setup"), badDuration(s.Service, field+".service"),
			badWindows(s.Windows, field+".time_windows"),
		} {
			if e != nil {
				return e
			}
		}
	}
	return nil
}

func badAmount(amount []int64, field string) *shipping.Error {
	for d, a := range amount {
		if a < 0 || a > Never {
			return badf("is negative or beyond all measure", "", field+"[%d]", d)
		}
	}
	return nil
}

func badDuration(d Duration, field string) *shipping.Error {
	if d.Base < 0 || d.Base > Unreachable {
		return bad("is negative or beyond all measure", "give seconds", field)
	}
	for _, name := range slices.Sorted(maps.Keys(d.ByType)) {
		if s := d.ByType[name]; s < 0 || s > Unreachable {
			return badf("is negative or beyond all measure", "give seconds", field+"_per_type.%s", name)
		}
	}
	return nil
}

func badWindows(windows []Window, field string) *shipping.Error {
	for i, w := range windows {
		switch {
		case w.Open < 0 || w.Close > Never:
			return badf("lies before time 0 or beyond all measure", "", field+"[%d]", i)
		case w.Close < w.Open:
			return badf("closes before it opens", "", field+"[%d]", i)
		case i > 0 && w.Open <= windows[i-1].Close:
			return badf("does not come after the window before it", "sort them, and join those that overlap", field+"[%d]", i)
		}
	}
	return nil
}

func badPairs(p *Problem) *shipping.Error {
	taken := make([]bool, len(p.Stops))
	for i, pair := range p.Pairs {
		for k, s := range []int{pair.Pickup, pair.Delivery} {
			switch field := fmt.Sprintf("pairs[%d].%s", i, []string{"pickup", "delivery"}[k]); {
			case s < 0 || s >= len(p.Stops) || taken[s]:
				return bad("is no stop, or one of another pair", "", field)
			case len(p.Stops[s].Delivery)+len(p.Stops[s].Pickup) > 0:
				return bad("has an amount of its own", "give it as the pair's amount", field)
			}
			taken[s] = true
		}
		if e := badAmount(pair.Amount, fmt.Sprintf("pairs[%d].amount", i)); e != nil {
			return e
		}
	}
	return nil
}

func badVehicles(p *Problem) *shipping.Error {
	for i := range p.Vehicles {
		field := fmt.Sprintf("vehicles[%d]", i)
		v := &p.Vehicles[i]
		if v.Profile < 0 || v.Profile >= len(p.Matrices) {
			return bad("has no matrix", "", field+".profile")
		}
		for _, e := range []*shipping.Error{
			badEnds(v, p.places(), field), badAmount(v.Capacity, field+".capacity"),
			badCosts(v, &p.Matrices[v.Profile], field), badHours(v, field),
		} {
			if e != nil {
				return e
			}
		}
	}
	return nil
}

func badEnds(v *Vehicle, places int, field string) *shipping.Error {
	switch {
	case v.Start < Nowhere || v.Start >= places:
		return bad("is not in the matrix", "", field+".start_index")
	case v.End < Nowhere || v.End >= places:
		return bad("is not in the matrix", "", field+".end_index")
	case v.Start == Nowhere && v.End == Nowhere:
		return bad("has neither start nor end", "give at least one", field)
	}
	return nil
}

func badCosts(v *Vehicle, m *Matrix, field string) *shipping.Error {
	c, l := v.Costs, v.Limits
	switch {
	case c.Fixed < 0 || c.PerHour < 0 || c.PerTaskHour < 0 || c.PerKm < 0:
		return bad("is negative", "", field+".costs")
	case c.Fixed > 1e9 || c.PerHour > 1e8 || c.PerTaskHour > 1e8 || c.PerKm > 1e6:
		return bad("is beyond all measure", "at most 1e9 fixed, 1e8 per hour, 1e6 per km", field+".costs")
	case m.Costs != nil && (c.PerHour > 0 || c.PerKm > 0):
		return bad("stands beside a matrix of costs", "give one of the two", field+".costs")
	case m.Distances == nil && (c.PerKm > 0 || l.Distance > 0):
		return bad("needs distances", "give the matrix of distances", field+".profile")
	case l.Stops < 0 || l.Travel < 0 || l.Distance < 0:
		return bad("has a negative limit", "", field+".limits")
	}
	return nil
}

func badHours(v *Vehicle, field string) *shipping.Error {
	if v.Speed < 0 || v.Speed > 500 {
		return bad("is not above 0 and up to 5", "", field+".speed_factor")
	}
	if v.Traffic != nil {
		for h, f := range v.Traffic.SpeedByHour {
			if f < 1 || f > 1000 {
				return badf("is not between 1 and 1000 percent", "", field+".traffic.speed_by_hour[%d]", h)
			}
		}
	}
	if v.Shift != nil {
		if e := badWindows([]Window{*v.Shift}, field+".time_window"); e != nil {
			e.Field = field + ".time_window"
			return e
		}
	}
	if len(v.Breaks) > 50 {
		return bad("has more than 50 breaks", "", field+".breaks")
	}
	for i, b := range v.Breaks {
		at := fmt.Sprintf("%s.breaks[%d]", field, i)
		for _, e := range []*shipping.Error{
			badWindows(b.Windows, at+".time_windows"), badAmount(b.MaxLoad, at+".max_load"),
			badDuration(Duration{Base: b.Service}, at+".service"),
		} {
			if e != nil {
				return e
			}
		}
	}
	return nil
}

func badLockers(p *Problem) *shipping.Error {
	taken := make([]bool, len(p.Stops))
	for _, pair := range p.Pairs {
		taken[pair.Pickup] = true // nothing is deposited there
	}
	for i, l := range p.Lockers {
		for size, n := range l.Compartments {
			if n < 0 {
				return badf("is negative", "", "lockers[%d].compartments[%d]", i, size)
			}
		}
		if e := badWindows(l.Hours, fmt.Sprintf("lockers[%d].time_windows", i)); e != nil {
			return e
		}
		for k, d := range l.Deposits {
			switch field := fmt.Sprintf("lockers[%d].deposits[%d]", i, k); {
			case d.Stop < 0 || d.Stop >= len(p.Stops) || taken[d.Stop]:
				return bad("is no stop, picks up for another, or has its locker already", "", field+".stop")
			case d.Size < 0 || d.Size >= len(l.Compartments):
				return bad("is no size of this locker", "", field+".size")
			}
			taken[d.Stop] = true
		}
	}
	return nil
}

// badReach finds stops that nobody could ever serve because of where or when
// they are: an error of the input rather than a matter of planning.
func badReach(p *Problem) *shipping.Error {
	if len(p.Vehicles) == 0 {
		return nil
	}
	first := Never
	for i := range p.Vehicles {
		first = min(first, p.Vehicles[i].WorkHours().Open)
	}
	for i := range p.Stops {
		s := &p.Stops[i]
		if k := len(s.Windows); k > 0 && s.Windows[k-1].Close < first {
			return badf("is past before the first vehicle's shift begins", "", "stops[%d].time_windows[%d]", i, k-1)
		}
		if p.cutOff(s.Place) {
			return badf("cannot be reached: no road leads there, or none away", "check the coordinates", "stops[%d].location", i)
		}
	}
	return nil
}

// cutOff tells whether no road leads to a place, or none away from it.
func (p *Problem) cutOff(place int) bool {
	to, from := false, false
	join := func(m *Matrix, start, end int) {
		to = to || start == place || start == Nowhere || m.Durations[start*m.Size+place] != Unreachable
		from = from || end == place || end == Nowhere || m.Durations[place*m.Size+end] != Unreachable
	}
	for i := range p.Vehicles {
		v := &p.Vehicles[i]
		join(&p.Matrices[v.Profile], v.Start, v.End)
	}
	for i := range p.Matrices {
		for k := range p.Stops {
			if s := &p.Stops[k]; s.Place != place {
				join(&p.Matrices[i], s.Place, s.Place)
			}
			if to && from {
				return false
			}
		}
	}
	return !to || !from
}

// WorkHours is the shift, or any time from 0 on.
func (v *Vehicle) WorkHours() Window {
	if v.Shift == nil {
		return Window{0, Never}
	}
	return *v.Shift
}
