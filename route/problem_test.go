package route_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"crosslane/route"
)

func small() route.Problem {
	return route.Problem{
		Matrices: []route.Matrix{{Size: 2, Durations: []int32{0, 5, 5, 0}}},
		Stops:    []route.Stop{{Place: 1}, {Place: 1}},
		Vehicles: []route.Vehicle{{}},
	}
}

// What Validate finds names the field; what the JSON cannot express is tried here.
func TestValidate(t *testing.T) {
	tests := []struct {
		want   string
		change func(p *route.Problem)
	}{
		{"", func(*route.Problem) {}},
		{"", func(p *route.Problem) {
			p.Stops[0].Service = route.Duration{Base: route.Unreachable, ByType: map[string]int64{"van": route.Unreachable, "bike": 0}}
		}},
		{"stops[0].service: is negative", func(p *route.Problem) { p.Stops[0].Service.Base = route.Unreachable + 1 }},
		{"stops[0].service_per_type.van: is negative", func(p *route.Problem) {
			p.Stops[0].Service.ByType = map[string]int64{"van": route.Unreachable + 1}
		}},
		{"stops[0].setup_per_type.van: is negative", func(p *route.Problem) { p.Stops[0].Setup.ByType = map[string]int64{"van": -1} }},
		{"matrices[0].durations: has 3 entries", func(p *route.Problem) { p.Matrices[0].Durations = p.Matrices[0].Durations[1:] }},
		{"matrices[1]: has 1 places", func(p *route.Problem) {
			p.Matrices = append(p.Matrices, route.Matrix{Size: 1, Durations: []int32{0}})
		}},
		{"matrices[0].distances[0][1]: is negative", func(p *route.Problem) { p.Matrices[0].Distances = []int32{0, -1, 0, 0} }},
		{"stops[1].location_index: place 2", func(p *route.Problem) { p.Stops[1].Place = 2 }},
		{"pairs[0].delivery: is no stop", func(p *route.Problem) { p.Pairs = []route.Pair{{Pickup: 0, Delivery: 2}} }},
		{"pairs[0].delivery: is no stop, or", func(p *route.Problem) { p.Pairs = []route.Pair{{Pickup: 1, Delivery: 1}} }},
		{"pairs[0].pickup: has an amount", func(p *route.Problem) {
			p.Pairs, p.Stops[0].Pickup = []route.Pair{{Pickup: 0, Delivery: 1}}, []int64{1}
		}},
		{"lockers[0].deposits[0].size", func(p *route.Problem) {
			p.Lockers = []route.Locker{{Compartments: []int{1}, Deposits: []route.Deposit{{Stop: 0, Size: 1}}}}
		}},
		{"lockers[1].deposits[0].stop", func(p *route.Problem) {
			l := route.Locker{Compartments: []int{1}, Deposits: []route.Deposit{{}}}
			p.Lockers = []route.Locker{l, l}
		}},
		{"vehicles[0].profile: has no matrix", func(p *route.Problem) { p.Vehicles[0].Profile = 1 }},
		{"vehicles[0].start_index", func(p *route.Problem) { p.Vehicles[0].Start = 2 }},
		{"vehicles[0].end_index", func(p *route.Problem) { p.Vehicles[0].End = -2 }},
		{"vehicles[0].profile: needs distances", func(p *route.Problem) { p.Vehicles[0].Costs.PerKm = 1 }},
		{"vehicles[0].costs: is negative", func(p *route.Problem) { p.Vehicles[0].Costs.Fixed = -1 }},
		{"vehicles[0].costs: is beyond", func(p *route.Problem) { p.Vehicles[0].Costs.Fixed = 1 << 60 }},
		{"vehicles[0].limits: has a negative", func(p *route.Problem) { p.Vehicles[0].Limits.Travel = -1 }},
		{"vehicles[0].time_window: closes", func(p *route.Problem) { p.Vehicles[0].Shift = &route.Window{Open: 2, Close: 1} }},
		{"vehicles[0].traffic.speed_by_hour[0]", func(p *route.Problem) { p.Vehicles[0].Traffic = &route.Traffic{} }},
		{"vehicles[0].breaks[0].service", func(p *route.Problem) { p.Vehicles[0].Breaks = []route.Break{{Service: -1}} }},
		{"stops[0].setup_per_type.van", func(p *route.Problem) { p.Stops[0].Setup.ByType = map[string]int64{"van": -1} }},
	}
	for _, c := range tests {
		p := small()
		c.change(&p)
		err := p.Validate()
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}

// The checker stands on its own: of this room it knows the words only.
func TestCheckerSharesNoCodeWithTheSolver(t *testing.T) {
	files, err := filepath.Glob("check/*.go")
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	other := regexp.MustCompile(`"crosslane/route/`)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "_test.go") && other.Match(text) {
			t.Errorf("%s imports more of this room than its words", name)
		}
	}
}
