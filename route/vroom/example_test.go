package vroom_test

import (
	"context"
	"fmt"

	"crosslane/route/vroom"
)

// A problem in VROOM's JSON with its own matrix.
func ExampleSolve() {
	problem := `{"vehicles":[{"id":7,"start_index":0}],
		"jobs":[{"id":1,"location_index":1},{"id":2,"location_index":2}],
		"matrices":{"car":{"durations":[[0,50,20],[50,0,30],[20,30,0]]}}}`
	out, code := vroom.Solve(context.Background(), []byte(problem), vroom.Options{})
	fmt.Println(code, string(out[:56]))

	out, code = vroom.Solve(context.Background(), []byte(`{"vehicles":[{"id":7,"wheels":4}]}`), vroom.Options{})
	fmt.Print(code, " ", string(out))
	// Output:
	// 0 {"code":0,"summary":{"routes":1,"unassigned":0,"cost":50
	// 2 {"code":2,"error":"vehicles[0].wheels: is an unknown key"}
}
