package vroom_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"crosslane/route/vroom"
)

var record = flag.Bool("record", false, "record anew how the requests are answered")

// Equal requests get equal answers, to the byte, from every build: routes that are planned, and routes that are only
// timed. Whoever means to change one records: go test ./route/vroom -run TestAnswersStay -record.
func TestAnswersStay(t *testing.T) {
	const path = "testdata/answers.txt"
	var now bytes.Buffer
	for seed := range uint64(90) {
		in := request(rand.New(rand.NewPCG(seed, 77)))
		text, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		o := vroom.Options{Seed: seed, Geometry: seed%2 == 0}
		planned, code := vroom.Solve(context.Background(), text, o)
		fmt.Fprintf(&now, "%d: code %d, %.6x", seed, code, sha256.Sum256(planned))
		if code == vroom.CodeDone {
			giveSteps(t, in, planned)
			if text, err = json.Marshal(in); err != nil {
				t.Fatal(err)
			}
			o.Plan = true
			timed, code := vroom.Solve(context.Background(), text, o)
			fmt.Fprintf(&now, ", timed: code %d, %.6x", code, sha256.Sum256(timed))
		}
		now.WriteByte('\n')
	}
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
			t.Fatalf("answered otherwise than before:\nwas %s\nis  %s", was[i], is[i])
		}
	}
	if len(was) != len(is) {
		t.Errorf("%d answers, %d are recorded", len(is), len(was))
	}
}

// giveSteps asks for the routes of an answer, each from its last stop to its first, so that many a slot is missed.
func giveSteps(t *testing.T, in object, text []byte) {
	t.Helper()
	var a answer
	if err := json.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	for _, route := range a.Routes {
		var steps []object
		for i := range route.Steps {
			s := route.Steps[len(route.Steps)-1-i]
			switch {
			case s.ID == nil:
			case len(steps)%4 == 1:
				steps = append(steps, object{"type": s.Type, "id": *s.ID, "service_after": s.Arrival + 60})
			case len(steps)%4 == 3:
				steps = append(steps, object{"type": s.Type, "id": *s.ID, "service_before": s.Arrival})
			default:
				steps = append(steps, object{"type": s.Type, "id": *s.ID})
			}
		}
		in["vehicles"].([]object)[route.Vehicle]["steps"] = steps
	}
}
