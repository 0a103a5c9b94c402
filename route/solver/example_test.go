package solver_test

import (
	"context"
	"fmt"

	"crosslane/route"
	"crosslane/route/solver"
)

// One van, three doors, of which the van can carry parcels for two.
func ExampleSolve() {
	p := route.Problem{
		Matrices: []route.Matrix{{Size: 4, Durations: []int32{
			0, 300, 420, 600,
			300, 0, 180, 500,
			420, 180, 0, 450,
			600, 500, 450, 0,
		}}},
		Stops: []route.Stop{
			{Place: 1, Delivery: []int64{1}, Service: route.Duration{Base: 120}},
			{Place: 2, Delivery: []int64{1}, Service: route.Duration{Base: 120}, Windows: []route.Window{{Open: 36000, Close: 39600}}},
			{Place: 3, Delivery: []int64{1}, Service: route.Duration{Base: 120}},
		},
		Vehicles: []route.Vehicle{{Start: 0, End: 0, Capacity: []int64{2}, Shift: &route.Window{Open: 28800, Close: 61200}}},
	}
	s, err := solver.Solve(context.Background(), p, solver.Options{Stop: solver.Iterations(100), Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range s.Routes[0].Visits {
		if v.Act == route.Serve {
			fmt.Printf("stop %d at %02d:%02d\n", v.Index, v.Begin()/3600, v.Begin()/60%60)
		}
	}
	fmt.Println(s.Cost, "seconds of driving, left out:", s.Unassigned)
	// Output:
	// stop 0 at 09:55
	// stop 1 at 10:00
	// 900 seconds of driving, left out: [{2 no_room}]
}
