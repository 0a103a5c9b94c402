package vroom

import (
	"fmt"
	"math"
	"slices"

	"crosslane/route"
	"crosslane/shipping"
)

func (r *request) readVehicles() error {
	if len(r.in.Vehicles) == 0 {
		return shipping.BadField("vehicles", "is missing or empty", "")
	}
	for i := range r.in.Vehicles {
		v, err := r.vehicle(&r.in.Vehicles[i], fmt.Sprintf("vehicles[%d]", i))
		if err != nil {
			return err
		}
		r.problem.Vehicles = append(r.problem.Vehicles, v)
	}
	return nil
}

func (r *request) vehicle(v *vehicle, path string) (route.Vehicle, error) {
	if v.ID == nil {
		return route.Vehicle{}, missing(path + ".id")
	}
	out := route.Vehicle{Type: v.Type, Capacity: v.Capacity, Skills: v.Skills}
	for _, step := range []func(*vehicle, string, *route.Vehicle) error{r.ends, r.spending, r.limits, r.hours} {
		if err := step(v, path, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (r *request) ends(v *vehicle, path string, out *route.Vehicle) error {
	name := "car"
	if v.Profile != nil {
		name = *v.Profile
	}
	out.Profile = slices.Index(r.profiles, name)
	if out.Profile < 0 && r.custom {
		return shipping.BadField(path+".profile", fmt.Sprintf("there is no matrix for %q", name), "")
	}
	if out.Profile < 0 {
		r.profiles = append(r.profiles, name)
		out.Profile = len(r.profiles) - 1
	}
	for _, e := range []struct {
		name  string
		at    *[2]float64
		index *int64
		to    *int
	}{{"start", v.Start, v.StartIndex, &out.Start}, {"end", v.End, v.EndIndex, &out.End}} {
		*e.to = route.Nowhere
		if e.at == nil && e.index == nil {
			continue
		}
		place, err := r.place(e.at, e.index, path+"."+e.name, path+"."+e.name+"_index")
		if err != nil {
			return err
		}
		*e.to = place
	}
	return nil
}

func (r *request) spending(v *vehicle, path string, out *route.Vehicle) error {
	c := v.Costs
	perHour := int64(3600)
	if c.PerHour != nil {
		perHour = *c.PerHour
	}
	if r.priced(out.Profile) {
		if perHour != 3600 || c.PerKm != 0 {
			return shipping.BadField(path+".costs", "stands beside a custom matrix of costs", "give one of the two")
		}
		perHour = 0
	} else if perHour == 0 && c.PerKm == 0 && c.Fixed == 0 && c.PerTaskHour == 0 {
		return shipping.BadField(path+".costs", "is nothing at all", "leave it out for one per second of travel")
	}
	out.Costs = route.Costs{Fixed: c.Fixed, PerHour: perHour, PerTaskHour: c.PerTaskHour, PerKm: c.PerKm}
	return nil
}

// priced tells whether driving has a custom matrix of costs in a profile.
func (r *request) priced(profile int) bool {
	return r.custom && r.problem.Matrices[profile].Costs != nil
}

func (r *request) limits(v *vehicle, path string, out *route.Vehicle) error {
	for _, l := range []struct {
		name string
		ok   bool
	}{
		{"max_tasks", v.MaxTasks == nil || *v.MaxTasks > 0},
		{"max_travel_time", v.MaxTravelTime == nil || *v.MaxTravelTime > 0},
		{"max_distance", v.MaxDistance == nil || *v.MaxDistance > 0},
	} {
		if !l.ok {
			return shipping.BadField(path+"."+l.name, "is not above 0", "leave the vehicle out instead")
		}
	}
	if v.MaxTasks != nil {
		out.Limits.Stops = *v.MaxTasks
	}
	if v.MaxTravelTime != nil {
		out.Limits.Travel = *v.MaxTravelTime
	}
	if v.MaxDistance != nil {
		out.Limits.Distance = *v.MaxDistance
	}
	if f := v.SpeedFactor; f != nil {
		if *f <= 0 || *f > 5 || math.Round(*f*100) < 1 {
			return shipping.BadField(path+".speed_factor", "is not above 0 and up to 5", "")
		}
		out.Speed = int(math.Round(*f * 100))
	}
	return nil
}

func (r *request) hours(v *vehicle, path string, out *route.Vehicle) error {
	if v.TimeWindow != nil {
		out.Shift = &route.Window{Open: v.TimeWindow[0], Close: v.TimeWindow[1]}
	}
	if v.Traffic != nil {
		out.Traffic = &route.Traffic{SpeedByHour: v.Traffic.SpeedByHour, Midnight: v.Traffic.Midnight}
	}
	seen := map[int64]bool{}
	for i, b := range v.Breaks {
		field := fmt.Sprintf("%s.breaks[%d].id", path, i)
		if b.ID == nil {
			return missing(field)
		}
		if seen[*b.ID] {
			return shipping.BadField(field, fmt.Sprintf("%d is the id of another break", *b.ID), "")
		}
		seen[*b.ID] = true
		out.Breaks = append(out.Breaks, route.Break{Windows: windowsOf(b.TimeWindows), Service: b.Service, MaxLoad: b.MaxLoad})
	}
	return nil
}

// readMatrices reads the custom matrices, by name of profile.
func (r *request) readMatrices() error {
	all := r.in.Matrices
	if r.in.Matrix != nil {
		if all != nil {
			return shipping.BadField("matrix", "stands beside matrices, which replaces it", "")
		}
		all = map[string]matrices{"car": {Durations: r.in.Matrix}}
	}
	for name := range all {
		r.profiles = append(r.profiles, name)
	}
	slices.Sort(r.profiles)
	for _, name := range r.profiles {
		m, err := squareMatrix(all[name], "matrices."+name)
		if err != nil {
			return err
		}
		r.measured = r.measured || m.Distances != nil
		r.problem.Matrices = append(r.problem.Matrices, m)
	}
	if r.custom && len(r.profiles) == 0 {
		return shipping.BadField("matrices", "is empty", "")
	}
	for i, m := range r.problem.Matrices {
		if m.Size != r.problem.Matrices[0].Size {
			return shipping.BadField("matrices."+r.profiles[i], "is not of the same size as the others", "")
		}
		r.points, r.known = make([]route.Point, m.Size), make([]bool, m.Size)
	}
	return nil
}

func squareMatrix(in matrices, field string) (route.Matrix, error) {
	m := route.Matrix{Size: len(in.Durations)}
	for _, t := range []struct {
		name string
		rows [][]int64
		to   *[]int32
	}{{"durations", in.Durations, &m.Durations}, {"distances", in.Distances, &m.Distances}, {"costs", in.Costs, &m.Costs}} {
		if t.rows == nil && t.name != "durations" {
			continue
		}
		if len(t.rows) == 0 || len(t.rows) != m.Size {
			return m, shipping.BadField(field+"."+t.name, fmt.Sprintf("has %d rows, durations %d", len(t.rows), m.Size), "durations are needed, and every matrix is of the same size")
		}
		for i, row := range t.rows {
			if len(row) != m.Size {
				return m, shipping.BadField(fmt.Sprintf("%s.%s[%d]", field, t.name, i), fmt.Sprintf("has %d entries, not %d", len(row), m.Size), "")
			}
			for k, v := range row {
				if v < 0 || v > route.Unreachable {
					return m, shipping.BadField(fmt.Sprintf("%s.%s[%d][%d]", field, t.name, i, k), "is negative or beyond all measure", "")
				}
				*t.to = append(*t.to, int32(v))
			}
		}
	}
	return m, nil
}
