package vroom_test

import (
	"strings"
	"testing"
	"time"

	"crosslane/route/vroom"
	"crosslane/shipping"
)

// Whatever is wrong is refused with code 2 and a message that names the field.
func TestRefusals(t *testing.T) {
	tests := []struct{ name, problem, want string }{
		{"no JSON", `{"jobs":`, "this is no JSON: it ends too early"},
		{"unknown key", town(`{"id":11,"location_index":1,"colour":1}`, van, ""), "jobs[0].colour: is an unknown key"},
		{"unknown key at the top", town(jobOne, van, `,"depot":1`), "depot: is an unknown key"},
		{"unknown option", town(jobOne, van, `,"options":{"z":1}`), "options.z: is an unknown key"},
		{"several wrong entries", town(`{"id":11,"location_index":1,"service_per_type":{"d":"x","b":"x","c":"x","a":"x"}}`, van, ""), "jobs[0].service_per_type.a: is not an integer"},
		{"several beyond all measure", town(`{"id":11,"location_index":1,"service_per_type":{"d":-1,"b":-1,"c":-1,"a":-1}}`, van, ""), "jobs[0].service_per_type.a: is negative"},
		{"no id", town(`{"location_index":1}`, van, ""), "jobs[0].id: is missing"},
		{"id twice", town(jobOne+","+jobOne, van, ""), "jobs[1].id: 11 is the id of another job"},
		{"wrong kind", town(`{"id":"a","location_index":1}`, van, ""), "jobs[0].id: is not an integer"},
		{"null in numbers", town(`{"id":1,"location_index":1,"delivery":[null]}`, van, ""), "jobs[0].delivery[0]: is not an integer"},
		{"negative size", town(`{"id":11,"location_index":1,"delivery":[-1]}`, `{"id":1,"start_index":0,"capacity":[4]}`, ""), "jobs[0].delivery[0]: is negative"},
		{"negative service", town(`{"id":11,"location_index":1,"service":-1}`, van, ""), "jobs[0].service: is negative"},
		{"window in the past", town(`{"id":11,"location_index":1,"time_windows":[[5,10]]}`, `{"id":1,"start_index":0,"time_window":[100,900]}`, ""), "jobs[0].time_windows[0]: is past before"},
		{"window the wrong way round", town(`{"id":11,"location_index":1,"time_windows":[[50,10]]}`, van, ""), "jobs[0].time_windows[0]: closes before it opens"},
		{"windows that overlap", town(`{"id":11,"location_index":1,"time_windows":[[0,10],[5,20]]}`, van, ""), "jobs[0].time_windows[1]: does not come after"},
		{"matrix of the wrong shape", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{"car":{"durations":[[0,1],[1]]}}}`, "matrices.car.durations[1]: has 1 entries, not 2"},
		{"matrix not square", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{"car":{"durations":[[0,1,2],[1,0,2]]}}}`, "matrices.car.durations[0]: has 3 entries, not 2"},
		{"negative entry", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{"car":{"durations":[[0,-1],[1,0]]}}}`, "matrices.car.durations[0][1]: is negative"},
		{"matrix without its index", town(`{"id":11,"location":[1,2]}`, van, ""), "jobs[0].location_index: is missing"},
		{"index outside", town(`{"id":11,"location_index":9}`, van, ""), "jobs[0].location_index: 9 is outside"},
		{"no place at all", `{"jobs":[{"id":1}],"vehicles":[{"id":1,"start":[8,47]}]}`, "jobs[0].location: is missing"},
		{"no such degree", `{"jobs":[{"id":1,"location":[8,147]}],"vehicles":[{"id":1,"start":[8,47]}]}`, "jobs[0].location: is not [longitude, latitude]"},
		{"unreachable stop", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{"car":{"durations":[[0,2147483647],[9,0]]}}}`, "jobs[0].location: cannot be reached"},
		{"no vehicle", `{"jobs":[]}`, "vehicles: is missing"},
		{"vehicle without ends", town(jobOne, `{"id":1}`, ""), "vehicles[0]: has neither start nor end"},
		{"speed", town(jobOne, `{"id":1,"start_index":0,"speed_factor":6}`, ""), "vehicles[0].speed_factor: is not above 0"},
		{"max_tasks 0", town(jobOne, `{"id":1,"start_index":0,"max_tasks":0}`, ""), "vehicles[0].max_tasks: is not above 0"},
		{"costs twice", `{"jobs":[` + jobOne + `],"vehicles":[{"id":1,"start_index":0,"costs":{"per_hour":9}}],"matrices":{"car":{"durations":[[0,9],[9,0]],"costs":[[0,4],[5,0]]}}}`, "vehicles[0].costs: stands beside"},
		{"priority", town(`{"id":11,"location_index":1,"priority":101}`, van, ""), "jobs[0].priority: is not between 0 and 100"},
		{"dimensions", town(`{"id":11,"location_index":1,"delivery":[1,2]}`, `{"id":1,"start_index":0,"capacity":[4]}`, ""), "jobs[0].delivery: has 2 dimensions"},
		{"break twice", town(jobOne, `{"id":1,"start_index":0,"breaks":[{"id":1},{"id":1}]}`, ""), "vehicles[0].breaks[1].id: 1 is the id of another break"},
		{"steps of no task", town(jobOne, `{"id":1,"start_index":0,"steps":[{"type":"job","id":5}]}`, ""), "vehicles[0].steps[0].id: 5 is no job"},
		{"steps that break a rule", town(jobTwo, `{"id":1,"start_index":0,"end_index":0,"time_window":[0,250],"steps":[{"type":"job","id":12}]}`, ""), "vehicles[0].steps: the given route breaks a rule: time_window"},
		{"no such profile", town(jobOne, `{"id":1,"start_index":0,"profile":"bike"}`, ""), `vehicles[0].profile: there is no matrix for "bike"`},
		{"distances without coordinates", `{"jobs":[` + jobOne + `],"vehicles":[{"id":1,"start_index":0,"max_distance":5}],"matrices":{"car":{"durations":[[0,9],[9,0]]}}}`, "jobs[0].location: is missing, and without it the distances"},
		{"half a shipment", `{"shipments":[{"pickup":{"id":1,"location_index":1}}],"vehicles":[` + van + `],` + roads + `}`, "shipments[0].delivery: is missing"},
		{"limit without a clock", town(jobOne, van, `,"options":{"l":3}`), "options.l: there is no clock"},
		{"no time below nothing", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{"car":{"durations":[[0,9],[-1,0]]}}}`, "matrices.car.durations[1][0]: is negative"},
		{"no time beyond all measure", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{"car":{"durations":[[0,9],[2147483648,0]]}}}`, "matrices.car.durations[1][0]: is negative or beyond"},
		{"no durations", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{"car":{"distances":[[0,9],[9,0]]}}}`, "matrices.car.durations: has 0 rows"},
		{"too few rows of distances", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{"car":{"durations":[[0,9],[9,0]],"distances":[[0,9]]}}}`, "matrices.car.distances: has 1 rows, durations 2"},
		{"matrices of two sizes", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{"bike":{"durations":[[0]]},"car":{"durations":[[0,9],[9,0]]}}}`, "matrices.car: is not of the same size"},
		{"no matrices", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{}}`, "matrices: is empty"},
		{"the old matrix beside the new", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrix":[[0,9],[9,0]],"matrices":{"car":{"durations":[[0,9],[9,0]]}}}`, "matrix: stands beside"},
		{"null for an object", town(`null`, van, ""), "jobs[0]: is not an object"},
		{"a list for an object", town(`[]`, van, ""), "jobs[0]: is not an object"},
		{"null for a map", `{"jobs":[],"vehicles":[` + van + `],"matrices":null}`, "matrices: is not an object"},
		{"a list for a map", `{"jobs":[],"vehicles":[` + van + `],"matrices":[]}`, "matrices: is not an object"},
		{"null for a list", `{"jobs":null,"vehicles":[` + van + `]}`, "jobs: is not an array"},
		{"a word for a list", `{"jobs":"x","vehicles":[` + van + `]}`, "jobs: is not an array"},
		{"three ends of a slot", town(`{"id":11,"location_index":1,"time_windows":[[0,1,2]]}`, van, ""), "jobs[0].time_windows[0]: is not an array of 2"},
		{"null for a word", town(`{"id":11,"location_index":1,"description":null}`, van, ""), "jobs[0].description: is not a string"},
		{"a word for yes or no", town(jobOne, van, `,"options":{"g":"yes"}`), "options.g: is not true or false"},
		{"costs of nothing", town(jobOne, `{"id":1,"start_index":0,"costs":{"per_hour":0}}`, ""), "vehicles[0].costs: is nothing at all"},
		{"a speed of nothing", town(jobOne, `{"id":1,"start_index":0,"speed_factor":0}`, ""), "vehicles[0].speed_factor: is not above 0"},
		{"a speed of hardly anything", town(jobOne, `{"id":1,"start_index":0,"speed_factor":0.004}`, ""), "vehicles[0].speed_factor: is not above 0"},
		{"a speed just above", town(jobOne, `{"id":1,"start_index":0,"speed_factor":5.004}`, ""), "vehicles[0].speed_factor: is not above 0 and up to 5"},
		{"max_travel_time 0", town(jobOne, `{"id":1,"start_index":0,"max_travel_time":0}`, ""), "vehicles[0].max_travel_time: is not above 0"},
		{"max_distance 0", town(jobOne, `{"id":1,"start_index":0,"max_distance":0}`, ""), "vehicles[0].max_distance: is not above 0"},
		{"a break without id", town(jobOne, `{"id":1,"start_index":0,"breaks":[{}]}`, ""), "vehicles[0].breaks[0].id: is missing"},
		{"a vehicle without id", town(jobOne, `{"start_index":0}`, ""), "vehicles[0].id: is missing"},
		{"an amount twice", town(`{"id":11,"location_index":1,"amount":[1],"delivery":[1]}`, `{"id":1,"start_index":0,"capacity":[4]}`, ""), "jobs[0].amount: stands beside delivery"},
		{"an index below the first", town(`{"id":11,"location_index":-1}`, van, ""), "jobs[0].location_index: -1 is outside"},
		{"an index behind the last", town(`{"id":11,"location_index":4}`, van, ""), "jobs[0].location_index: 4 is outside"},
		{"too far east", `{"jobs":[{"id":1,"location":[180.1,0]}],"vehicles":[{"id":1,"start":[8,47]}]}`, "jobs[0].location: is not [longitude, latitude]"},
		{"too far south", `{"jobs":[{"id":1,"location":[0,-90.1]}],"vehicles":[{"id":1,"start":[8,47]}]}`, "jobs[0].location: is not [longitude, latitude]"},
		{"a start outside", town(jobOne, `{"id":1,"start_index":4}`, ""), "vehicles[0].start_index: 4 is outside"},
		{"an end outside", town(jobOne, `{"id":1,"start_index":0,"end_index":4}`, ""), "vehicles[0].end_index: 4 is outside"},
		{"a compartment too many", town(`{"id":11,"location_index":1,"locker":1,"compartment":1}`, van, `,"lockers":[{"id":1,"compartments":[5]}]`), "jobs[0].compartment: is no size"},
		{"a compartment below the first", town(`{"id":11,"location_index":1,"locker":1,"compartment":-1}`, van, `,"lockers":[{"id":1,"compartments":[5]}]`), "jobs[0].compartment: is no size"},
		{"a compartment of no locker", town(`{"id":11,"location_index":1,"compartment":0}`, van, ""), "jobs[0].locker: is missing"},
		{"a locker without a compartment", town(`{"id":11,"location_index":1,"locker":1}`, van, `,"lockers":[{"id":1,"compartments":[5]}]`), "jobs[0].compartment: is missing"},
		{"a locker without id", town(jobOne, van, `,"lockers":[{}]`), "lockers[0].id: is missing"},
		{"two lockers of one id", town(jobOne, van, `,"lockers":[{"id":1},{"id":1}]`), "lockers[1].id: 1 is the id of another locker"},
		{"dimensions of a pickup", town(`{"id":11,"location_index":1,"pickup":[1,2]}`, `{"id":1,"start_index":0,"capacity":[4]}`, ""), "jobs[0].pickup: has 2 dimensions"},
		{"dimensions of another vehicle", town(jobOne, `{"id":1,"start_index":0,"capacity":[4]},{"id":2,"start_index":0,"capacity":[4,5]}`, ""), "vehicles[1].capacity: has 2 dimensions"},
		{"dimensions of a break", town(jobOne, `{"id":1,"start_index":0,"capacity":[4],"breaks":[{"id":1,"max_load":[1,2]}]}`, ""), "vehicles[0].breaks[0].max_load: has 2 dimensions"},
		{"dimensions of a shipment", `{"shipments":[{"amount":[1,2],"pickup":{"id":1,"location_index":1},"delivery":{"id":1,"location_index":2}}],"vehicles":[{"id":1,"start_index":0,"capacity":[4]}],` + roads + `}`, "shipments[0].amount: has 2 dimensions"},
		{"an amount below nothing", `{"shipments":[{"amount":[-1],"pickup":{"id":1,"location_index":1},"delivery":{"id":1,"location_index":2}}],"vehicles":[{"id":1,"start_index":0,"capacity":[4]}],` + roads + `}`, "shipments[0].amount[0]: is negative"},
		{"two pickups of one id", `{"shipments":[{"pickup":{"id":1,"location_index":1},"delivery":{"id":1,"location_index":2}},{"pickup":{"id":1,"location_index":1},"delivery":{"id":2,"location_index":2}}],"vehicles":[` + van + `],` + roads + `}`, "shipments[1].pickup.id: 1 is the id of another pickup"},
		{"a start in the middle", town(jobOne, `{"id":1,"start_index":0,"steps":[{"type":"job","id":11},{"type":"start"}]}`, ""), `vehicles[0].steps[1].type: "start" is no kind of step`},
		{"an end before the last", town(jobOne, `{"id":1,"start_index":0,"steps":[{"type":"end"},{"type":"job","id":11}]}`, ""), `vehicles[0].steps[0].type: "end" is no kind of step`},
		{"a step twice", town(jobOne, `{"id":1,"start_index":0,"steps":[{"type":"job","id":11},{"type":"job","id":11}]}`, ""), "vehicles[0].steps[1].id: 11 is no job, or stands in two steps"},
		{"a step without id", town(jobOne, `{"id":1,"start_index":0,"steps":[{"type":"job"}]}`, ""), "vehicles[0].steps[0].id: is missing"},
		{"a step of no break", town(jobOne, `{"id":1,"start_index":0,"breaks":[{"id":1}],"steps":[{"type":"break","id":2}]}`, ""), "vehicles[0].steps[0].id: is no break"},
		{"traffic where times are asked for", town(jobOne, `{"id":1,"start_index":0,"steps":[{"type":"job","id":11}],"traffic":{"speed_by_hour":[50,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100]}}`, `,"options":{"c":true}`), "vehicles[0].traffic: is not used in plan mode"},
		{"more threads than can be", town(jobOne, van, `,"options":{"t":33}`), "options.t: is not between"},
		{"fewer threads than none", town(jobOne, van, `,"options":{"t":-1}`), "options.t: is not between"},
		{"harder than can be", town(jobOne, van, `,"options":{"x":6}`), "options.x: is not between"},
		{"less hard than not at all", town(jobOne, van, `,"options":{"x":-1}`), "options.x: is not between"},
		{"no time", town(jobOne, van, `,"options":{"l":0}`), "options.l: is no number of seconds"},
		{"more than a day", town(jobOne, van, `,"options":{"l":86401}`), "options.l: is no number of seconds"},
		{"a vehicle without coordinates", `{"jobs":[{"id":1,"location_index":1,"location":[8.1,47]}],"vehicles":[{"id":1,"start_index":0,"max_distance":5}],"matrices":{"car":{"durations":[[0,9],[9,0]]}}}`, "vehicles[0]: has no coordinates"},
		{"an end without coordinates", `{"jobs":[{"id":1,"location_index":1,"location":[8.1,47]}],"vehicles":[{"id":1,"start_index":1,"end_index":0,"max_distance":5}],"matrices":{"car":{"durations":[[0,9],[9,0]]}}}`, "vehicles[0]: has no coordinates"},
		{"locker unknown", town(`{"id":11,"location_index":1,"locker":1,"compartment":0}`, van, ""), "jobs[0].locker: is no locker's id"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			a := ask(t, c.problem, vroom.Options{})
			if a.Code != vroom.CodeInput || !strings.Contains(a.Error, c.want) {
				t.Errorf("code %d, %q, want %q", a.Code, a.Error, c.want)
			}
		})
	}
}

// What stands exactly at its limit is taken.
func TestTheUtmost(t *testing.T) {
	for name, problem := range map[string]string{
		"the longest of roads but one":   `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{"car":{"durations":[[0,2147483646],[0,0]]}}}`,
		"the edge of the map":            `{"jobs":[{"id":1,"location":[180,-90]}],"vehicles":[{"id":1,"start":[-180,90]}]}`,
		"the highest speed":              town(jobOne, `{"id":1,"start_index":0,"speed_factor":5}`, ""),
		"the lowest speed":               town(jobOne, `{"id":1,"start_index":0,"speed_factor":0.01}`, ""),
		"a fixed price alone":            town(jobOne, `{"id":1,"start_index":0,"costs":{"per_hour":0,"fixed":1}}`, ""),
		"a price of tasks alone":         town(jobOne, `{"id":1,"start_index":0,"costs":{"per_hour":0,"per_task_hour":1}}`, ""),
		"a price of the way alone":       town(jobOne, `{"id":1,"start_index":0,"costs":{"per_hour":0,"per_km":1}}`, ""),
		"a price of the hour alone":      town(jobOne, `{"id":1,"start_index":0,"costs":{"per_hour":1}}`, ""),
		"as many threads as can be":      town(jobOne, van, `,"options":{"t":32,"x":0}`),
		"one of each":                    town(jobOne, `{"id":1,"start_index":0,"max_tasks":1,"max_travel_time":100,"max_distance":1000}`, ""),
		"a list of nothing":              town("", van, ""),
		"the whole route from its start": town(jobOne, `{"id":1,"start_index":0,"end_index":0,"steps":[{"type":"start"},{"type":"job","id":11},{"type":"end"}]}`, ""),
	} {
		if a := ask(t, problem, vroom.Options{}); a.Code != vroom.CodeDone || len(a.Unassigned) > 0 {
			t.Errorf("%s: code %d, %s, left out %s", name, a.Code, a.Error, a.left())
		}
	}
}

// A caller may ask for as long as the house allows, and gets no more threads than it has.
func TestWhatTheHouseAllows(t *testing.T) {
	house := vroom.Options{Clock: func() time.Duration { return time.Hour }, MaxLimit: 5 * time.Second, MaxThreads: 1}
	for options, want := range map[string]int{`{"l":5}`: vroom.CodeDone, `{"l":5.001}`: vroom.CodeInput, `{"l":0.5,"t":2}`: vroom.CodeDone, `{"l":-1}`: vroom.CodeInput} {
		if a := ask(t, town(jobOne, van, `,"options":`+options), house); a.Code != want {
			t.Errorf("%s: code %d, %s", options, a.Code, a.Error)
		}
	}
	for err, code := range map[error]int{
		shipping.Fault(shipping.Invalid, "x", ""): vroom.CodeInput, shipping.Fault(shipping.Unsupported, "x", ""): vroom.CodeInput, shipping.Fault(shipping.Refused, "x", ""): vroom.CodeInput,
		shipping.Fault(shipping.Unavailable, "x", ""): vroom.CodeRouting, shipping.Fault(shipping.NotFound, "x", ""): vroom.CodeRouting, shipping.Fault(shipping.Internal, "x", ""): vroom.CodeInternal,
	} {
		if _, got := vroom.Fault(err); got != code {
			t.Errorf("%v is answered with code %d, want %d", err, got, code)
		}
	}
}
