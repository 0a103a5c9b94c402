package tour

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"crosslane/fact"
)

var record = flag.Bool("record", false, "record anew how the days are planned")

// A request that another node answers gets the same tours. Whoever means to change them records:
// go test ./route/tour -run TestToursStay -record.
func TestToursStay(t *testing.T) {
	const path = "testdata/tours.txt"
	var now bytes.Buffer
	tell := func(what string, seed uint64, p *fact.TourPlanned) {
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&now, "%d, %s: %d tours for %s, %d left, %.6x\n", seed, what, len(p.Tours), p.Cost, len(p.Left), sha256.Sum256(text))
	}
	for seed := range uint64(6) {
		rng, d := rand.New(rand.NewPCG(seed, 9)), desk(t)
		s := depot(d, 8+rng.IntN(15), rng)
		for i := range s.Stops { // some wait for a while already, and go to a locker
			if k := &s.Stops[i]; i%4 == 1 && len(d.Lockers) > 0 {
				l := &d.Lockers[i%len(d.Lockers)]
				k.Locker, k.Size, k.At, k.Tries, k.Missed = l.ID, 0, l.Position, 2, int64(i%3)
			}
		}
		tell("the morning", seed, planned(t, d, s, d.Morning(s, morning), morning))
		at := d.hour(morning, 0, 9)
		for hour := range 3 {
			at = at.Add(time.Hour)
			drive(d, s, at, rng)
			if job := upset(d, s, at, rng); job != nil {
				tell(fmt.Sprint("repair ", hour), seed, planned(t, d, s, job, at))
			}
		}
	}
	if *record {
		if err := os.WriteFile(path, now.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(was, now.Bytes()) {
		t.Errorf("planned otherwise than before:\nwas\n%s\nis\n%s", was, now.Bytes())
	}
}
