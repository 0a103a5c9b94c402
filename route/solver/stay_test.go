package solver_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"

	"crosslane/route"
	"crosslane/route/solver"
)

var record = flag.Bool("record", false, "record anew how the days are planned")

// A plan that another node makes again, perhaps with a later build, is the plan that the drivers were given: it is
// never to change by the way. Whoever means to change it looks here whether it costs less than before, and records:
// go test ./route/solver -run TestPlansStay -record.
func TestPlansStay(t *testing.T) {
	const path = "testdata/plans.txt"
	var now bytes.Buffer
	tell := func(name string, p route.Problem, o solver.Options) {
		s := solve(t, p, o)
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&now, "%s: %d for %d, %d left out, %.6x\n", name, len(s.Routes), s.Cost, len(s.Unassigned), sha256.Sum256(text))
	}
	for seed := range uint64(220) {
		if p := day(9000 + seed); p.Validate() == nil {
			tell(fmt.Sprint("day ", seed), p, solver.Options{Stop: solver.Iterations(120), Seed: seed, Threads: int(seed % 3)})
		}
	}
	for n := range 4 {
		tell(fmt.Sprint("town ", n), town(25+9*n, 3+n, 8), solver.Options{Stop: solver.Iterations(1500), Seed: uint64(n)})
	}
	tell("city", city(70, 2), solver.Options{Stop: solver.Iterations(1500), Seed: 3})
	if *record {
		if err := os.WriteFile(path, now.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	recorded, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	was, is := bytes.Split(recorded, []byte("\n")), bytes.Split(now.Bytes(), []byte("\n"))
	for i := range min(len(was), len(is)) {
		if !bytes.Equal(was[i], is[i]) {
			t.Fatalf("planned otherwise than before:\nwas %s\nis  %s", was[i], is[i])
		}
	}
	if len(was) != len(is) {
		t.Errorf("%d plans, %d are recorded", len(is), len(was))
	}
}
