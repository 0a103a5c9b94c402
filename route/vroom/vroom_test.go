package vroom_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"crosslane/route/vroom"
)

// town is a problem of four places in which every key below changes the answer.
// Places: 0 depot; 1 and 2 far on one side; 3 on the other.
const roads = `"matrices":{"car":{
	"durations":[[0,100,150,100],[100,0,50,200],[150,50,0,250],[100,200,250,0]],
	"distances":[[0,1000,1500,1000],[1000,0,500,2000],[1500,500,0,2500],[1000,2000,2500,0]]}}`

func town(jobs, vehicles, more string) string {
	return `{"jobs":[` + jobs + `],"vehicles":[` + vehicles + `],` + roads + more + `}`
}

const (
	jobOne   = `{"id":11,"location_index":1}`
	jobTwo   = `{"id":12,"location_index":2}`
	jobThree = `{"id":13,"location_index":3}`
	van      = `{"id":1,"start_index":0,"end_index":0}`
)

type answer struct {
	Code    int
	Error   string
	Summary struct {
		Cost, Duration, Distance, Setup, Service int64
		Routes, Unassigned                       int
		Priority                                 int64
		WaitingTime                              int64 `json:"waiting_time"`
		Delivery, Pickup                         []int64
		Violations                               []struct {
			Cause    string
			Duration int64
		}
		Estimated bool
	}
	Unassigned []struct {
		ID     int64
		Type   string
		Reason string
	}
	Routes []struct {
		Vehicle     int64
		Description string
		Geometry    string
		Steps       []struct {
			Type        string
			ID          *int64
			Description string
			Arrival     int64
			Service     int64
			Location    []float64
			Index       *int64 `json:"location_index"`
			Load        []int64
		}
	}
}

func ask(t testing.TB, problem string, o vroom.Options) answer {
	t.Helper()
	out, code := vroom.Solve(context.Background(), []byte(problem), o)
	var a answer
	if err := json.Unmarshal(out, &a); err != nil || a.Code != code {
		t.Fatalf("code %d, %v:\n%s", code, err, out)
	}
	if code == vroom.CodeDone && !o.Plan && !strings.Contains(problem, `"c":true`) {
		if _, err := vroom.Check(context.Background(), []byte(problem), out, o); err != nil {
			t.Fatalf("%v\n%s\n%s", err, problem, out)
		}
	}
	return a
}

// order lists the first route's steps in few letters: kind and id.
func (a answer) order() string {
	var all []string
	for _, s := range a.Routes[0].Steps {
		word := s.Type[:1]
		if s.ID != nil {
			word += fmt.Sprint(*s.ID)
		}
		all = append(all, word)
	}
	return strings.Join(all, " ")
}

func (a answer) left() string {
	var all []string
	for _, u := range a.Unassigned {
		all = append(all, fmt.Sprint(u.Type, " ", u.ID, " ", u.Reason))
	}
	return strings.Join(all, ", ")
}

// Every key of the form does what it says.
func TestKeys(t *testing.T) {
	tests := []struct {
		name    string
		problem string
		got     func(a answer) any
		want    any
	}{
		{"plain cost is travel time", town(jobOne+","+jobTwo+","+jobThree, van, ""), func(a answer) any { return a.Summary.Cost }, int64(500)},
		{"service", town(`{"id":11,"location_index":1,"service":70}`, van, ""), func(a answer) any { return a.Summary.Service }, int64(70)},
		{"setup once per place", town(`{"id":11,"location_index":1,"setup":70},{"id":12,"location_index":1,"setup":70}`, van, ""), func(a answer) any { return a.Summary.Setup }, int64(70)},
		{"type and per type", town(`{"id":11,"location_index":1,"service":70,"service_per_type":{"bike":7},"setup":5,"setup_per_type":{"bike":9}}`, `{"id":1,"start_index":0,"end_index":0,"type":"bike"}`, ""), func(a answer) any { return a.Summary.Service*100 + a.Summary.Setup }, int64(709)},
		{"delivery beyond capacity", town(`{"id":11,"location_index":1,"delivery":[3]}`, `{"id":1,"start_index":0,"capacity":[2]}`, ""), answer.left0, "job 11 capacity"},
		{"old amount", town(`{"id":11,"location_index":1,"amount":[3]}`, `{"id":1,"start_index":0,"capacity":[2]}`, ""), answer.left0, "job 11 capacity"},
		{"pickup and delivery share the room", town(`{"id":11,"location_index":1,"delivery":[2]},{"id":12,"location_index":2,"pickup":[2]}`, `{"id":1,"start_index":0,"end_index":0,"capacity":[2]}`, ""), func(a answer) any { return fmt.Sprint(a.order(), a.Summary.Delivery, a.Summary.Pickup) }, "s j11 j12 e[2] [2]"},
		{"skills", town(`{"id":11,"location_index":1,"skills":[4]}`, `{"id":1,"start_index":0,"skills":[3]}`, ""), answer.left0, "job 11 skills"},
		{"priority", town(`{"id":11,"location_index":1,"priority":1},{"id":12,"location_index":2,"priority":90}`, `{"id":1,"start_index":0,"max_tasks":1}`, ""), func(a answer) any { return fmt.Sprint(a.left0(), a.Summary.Priority) }, "job 11 no_room90"},
		{"time windows, the second of them", town(`{"id":11,"location_index":1,"time_windows":[[10,20],[300,400]]}`, van, ""), func(a answer) any { return a.Routes[0].Steps[1].Arrival }, int64(300)},
		{"time windows in any order", town(`{"id":11,"location_index":1,"time_windows":[[300,400],[90,150]]}`, van, ""), func(a answer) any { return a.Routes[0].Steps[1].Arrival }, int64(100)},
		{"shipment", `{"shipments":[{"amount":[1],"pickup":{"id":4,"location_index":3,"service":5},"delivery":{"id":4,"location_index":1,"description":"door"}}],"vehicles":[{"id":1,"start_index":0,"end_index":0,"capacity":[1]}],` + roads + `}`, func(a answer) any { return a.order() + a.Routes[0].Steps[2].Description }, "s p4 d4 edoor"},
		{"open end", town(jobOne, `{"id":1,"start_index":0}`, ""), func(a answer) any { return a.order() }, "s j11"},
		{"open start", town(jobOne, `{"id":1,"end_index":0}`, ""), func(a answer) any { return a.order() }, "j11 e"},
		{"vehicle's time window", town(jobTwo, `{"id":1,"start_index":0,"end_index":0,"time_window":[0,250]}`, ""), answer.left0, "job 12 time_window"},
		{"fixed cost", town(jobOne, `{"id":1,"start_index":0,"end_index":0,"costs":{"fixed":7}}`, ""), func(a answer) any { return a.Summary.Cost }, int64(207)},
		{"cost per hour and km", town(jobOne, `{"id":1,"start_index":0,"end_index":0,"costs":{"per_hour":1800,"per_km":50}}`, ""), func(a answer) any { return a.Summary.Cost }, int64(200)},
		{"cost per hour of tasks", town(`{"id":11,"location_index":1,"service":60}`, `{"id":1,"start_index":0,"end_index":0,"costs":{"per_task_hour":7200}}`, ""), func(a answer) any { return a.Summary.Cost }, int64(320)},
		{"speed factor", town(jobOne, `{"id":1,"start_index":0,"end_index":0,"speed_factor":0.5}`, ""), func(a answer) any { return a.Summary.Duration }, int64(400)},
		{"max travel time", town(jobTwo, `{"id":1,"start_index":0,"end_index":0,"max_travel_time":299}`, ""), answer.left0, "job 12 limits"},
		{"max distance", town(jobTwo, `{"id":1,"start_index":0,"end_index":0,"max_distance":2999}`, ""), answer.left0, "job 12 limits"},
		{"break on the way", town(jobOne, `{"id":1,"start_index":0,"end_index":0,"time_window":[0,1000],"breaks":[{"id":5,"service":30,"time_windows":[[40,50]],"description":"tea"}]}`, ""), func(a answer) any { return fmt.Sprint(a.order(), a.Summary.Service, a.Summary.WaitingTime) }, "s b5 j11 e30 0"},
		{"break with little on board", town(`{"id":11,"location_index":1,"delivery":[2]}`, `{"id":1,"start_index":0,"end_index":0,"capacity":[2],"breaks":[{"id":5,"service":30,"max_load":[1]}]}`, ""), func(a answer) any { return a.order() }, "s j11 b5 e"},
		{"traffic", town(jobOne, `{"id":1,"start_index":0,"end_index":0,"traffic":{"midnight":0,"speed_by_hour":[50,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100]}}`, ""), func(a answer) any { return a.Summary.Duration }, int64(400)},
		{"locker", town(`{"id":11,"location_index":1,"locker":1,"compartment":1},{"id":12,"location_index":1,"locker":1,"compartment":1}`, van, `,"lockers":[{"id":1,"compartments":[5,1]}]`), answer.lefts, "locker_full"},
		{"locker's hours", town(`{"id":11,"location_index":1,"locker":1,"compartment":0}`, van, `,"lockers":[{"id":1,"compartments":[1],"time_windows":[[500,600]]}]`), func(a answer) any { return a.Routes[0].Steps[1].Arrival }, int64(500)},
		{"profile", `{"jobs":[` + jobOne + `],"vehicles":[{"id":1,"profile":"bike","start_index":0,"end_index":0}],"matrices":{"bike":{"durations":[[0,9],[9,0]]}}}`, func(a answer) any { return a.Summary.Cost }, int64(18)},
		{"matrix of costs", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrices":{"car":{"durations":[[0,9],[9,0]],"costs":[[0,4],[5,0]]}}}`, func(a answer) any { return a.Summary.Cost }, int64(9)},
		{"old matrix", `{"jobs":[` + jobOne + `],"vehicles":[` + van + `],"matrix":[[0,9],[9,0]]}`, func(a answer) any { return a.Summary.Cost }, int64(18)},
		{"steps to start from", town(jobOne+","+jobTwo, `{"id":1,"start_index":0,"end_index":0,"steps":[{"type":"start"},{"type":"job","id":12},{"type":"job","id":11},{"type":"end"}]}`, ""), func(a answer) any { return a.Summary.Cost }, int64(300)},
		{"descriptions and locations", town(`{"id":11,"location_index":1,"location":[8.5,47.5],"description":"bell"}`, `{"id":1,"start_index":0,"start":[8,47],"description":"red"}`, ""), func(a answer) any {
			return fmt.Sprint(a.Routes[0].Description, a.Routes[0].Steps[1].Description, a.Routes[0].Steps[1].Location, *a.Routes[0].Steps[1].Index)
		}, "redbell[8.5 47.5] 1"},
		{"coordinates, and the line of the route", `{"jobs":[{"id":1,"location":[-120.95,40.7]}],"vehicles":[{"id":1,"start":[-120.2,38.5]}],"options":{"g":true}}`, func(a answer) any { return fmt.Sprint(a.Summary.Estimated, a.Routes[0].Geometry) }, "true_p~iF~ps|U_ulLnnqC"},
		{"distances fetched where they are asked for", `{"jobs":[{"id":1,"location_index":1,"location":[8.1,47]}],"vehicles":[{"id":1,"start_index":0,"start":[8,47],"costs":{"per_hour":0,"per_km":100}}],"matrices":{"car":{"durations":[[0,9],[9,0]]}}}`, func(a answer) any { return a.Summary.Cost }, int64(1024)},
		{"vehicles of the same id", town(`{"id":11,"location_index":1,"delivery":[2]},{"id":12,"location_index":2,"delivery":[2]}`, `{"id":1,"start_index":0,"capacity":[2]},{"id":1,"start_index":0,"capacity":[2],"type":"b"}`, ""), func(a answer) any { return a.Summary.Routes }, 2},
		{"exploration and threads", town(jobOne, van, `,"options":{"x":5,"t":2,"c":false}`), func(a answer) any { return a.Summary.Cost }, int64(200)},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			a := ask(t, c.problem, vroom.Options{})
			if a.Code != 0 {
				t.Fatalf("code %d: %s", a.Code, a.Error)
			}
			if got := c.got(a); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func (a answer) left0() any { return a.left() }

// lefts tells why the one stop that was left out was.
func (a answer) lefts() any {
	if len(a.Unassigned) != 1 {
		return a.left()
	}
	return a.Unassigned[0].Reason
}

// Plan mode times the given routes, breaks what it must, and says so.
func TestPlanMode(t *testing.T) {
	problem := town(`{"id":11,"location_index":1,"delivery":[2],"skills":[1]},{"id":12,"location_index":2,"delivery":[2],"time_windows":[[0,100]],"service":10},`+jobThree,
		`{"id":1,"start_index":0,"end_index":0,"capacity":[3],"time_window":[20,240],"max_tasks":1,"max_travel_time":200,"max_distance":10,
		"breaks":[{"id":1}],"steps":[{"type":"start","service_after":5},{"type":"job","id":11},{"type":"job","id":12},{"type":"end"}]}`, `,"options":{"c":true}`)
	a := ask(t, problem, vroom.Options{})
	if a.Code != 0 || a.left() != "job 13 not_planned" {
		t.Fatalf("%d %s, left %s", a.Code, a.Error, a.left())
	}
	got := map[string]int64{}
	for _, v := range a.Summary.Violations {
		got[v.Cause] = v.Duration
	}
	// Each second of an early start saves one at the stop and one at the end: 15 s
	// early, then 155-100 late at the stop and 315-240 late at the end.
	want := map[string]int64{"load": 0, "skills": 0, "lead_time": 15, "delay": 55 + 75, "max_tasks": 0, "max_travel_time": 0, "max_distance": 0, "missing_break": 0}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if a.Routes[0].Steps[0].Arrival != 5 {
		t.Errorf("starts at %d", a.Routes[0].Steps[0].Arrival)
	}
}

// Solutions of random requests pass the checker after the way out and back through JSON.
func TestThereAndBack(t *testing.T) {
	done := 0
	for seed := range uint64(600) {
		text, err := json.Marshal(request(rand.New(rand.NewPCG(seed, 1))))
		if err != nil {
			t.Fatal(err)
		}
		if ask(t, string(text), vroom.Options{Seed: seed}).Code == 0 {
			done++
		}
	}
	if done < 450 {
		t.Errorf("only %d of 600 were answered", done)
	}
}

type object = map[string]any

// request draws a request with coordinates and most keys.
func request(r *rand.Rand) object {
	maybe := func(o object, key string, value any) {
		if r.IntN(3) == 0 {
			o[key] = value
		}
	}
	at := func() []float64 { return []float64{8 + r.Float64()/2, 47 + r.Float64()/2} }
	slot := func() []int { open := r.IntN(9000); return []int{open, open + r.IntN(9000)} }
	task := func(id int) object {
		o := object{"id": id, "location": at()}
		maybe(o, "service", r.IntN(500))
		maybe(o, "setup", r.IntN(500))
		maybe(o, "time_windows", [][]int{slot()})
		return o
	}
	in := object{}
	var jobs, shipments, vehicles []object
	for id := range 1 + r.IntN(6) {
		j := task(id)
		maybe(j, "delivery", []int{r.IntN(4)})
		maybe(j, "pickup", []int{r.IntN(4)})
		maybe(j, "skills", []int{r.IntN(2)})
		jobs = append(jobs, j)
	}
	for id := range r.IntN(3) {
		shipments = append(shipments, object{"pickup": task(id), "delivery": task(id), "amount": []int{r.IntN(3)}})
	}
	for id := range 1 + r.IntN(3) {
		v := object{"id": id, "capacity": []int{2 + r.IntN(8)}, "start": at()}
		maybe(v, "end", v["start"])
		maybe(v, "skills", []int{0, 1})
		maybe(v, "time_window", []int{r.IntN(5000), 9000 + r.IntN(20000)})
		maybe(v, "breaks", []object{{"id": 1, "service": r.IntN(900), "time_windows": [][]int{slot()}}})
		maybe(v, "costs", object{"fixed": r.IntN(5000), "per_km": r.IntN(100)})
		vehicles = append(vehicles, v)
	}
	in["jobs"], in["vehicles"] = jobs, vehicles
	if shipments != nil {
		in["shipments"] = shipments
	}
	return in
}

func FuzzSolve(f *testing.F) {
	f.Add([]byte(town(jobOne+","+jobTwo, van, "")))
	f.Add([]byte(town(jobOne, van, `,"options":{"c":true,"g":true}`)))
	for seed := range uint64(20) {
		text, _ := json.Marshal(request(rand.New(rand.NewPCG(seed, 1))))
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 4000 || strings.Contains(string(text), `"t"`) {
			t.Skip()
		}
		out, code := vroom.Solve(context.Background(), text, vroom.Options{})
		if !json.Valid(out) || code < 0 || code > 3 || code == vroom.CodeInternal {
			t.Fatalf("code %d: %s", code, out)
		}
	})
}

// FuzzCheck reads solutions that may say anything about a day with everything in it.
func FuzzCheck(f *testing.F) {
	problem := []byte(town(`{"id":11,"location_index":1,"delivery":[1]},`+jobTwo, `{"id":1,"start_index":0,"capacity":[2],"breaks":[{"id":5,"service":9}],
		"traffic":{"midnight":0,"speed_by_hour":[50,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100,100]}}`, ""))
	good, code := vroom.Solve(context.Background(), problem, vroom.Options{})
	if code != vroom.CodeDone {
		f.Fatalf("%s", good)
	}
	f.Add(good)
	f.Add([]byte(`{"routes":[{"vehicle":1,"steps":[{"type":"break","id":5,"arrival":900000000000000000},{"type":"job","id":11},{"type":"end"}]}]}`))
	f.Fuzz(func(t *testing.T, solution []byte) {
		r, err := vroom.Check(context.Background(), problem, solution, vroom.Options{})
		if err == nil && r.Served > 2 {
			t.Errorf("%d of 2 served", r.Served)
		}
	})
}
