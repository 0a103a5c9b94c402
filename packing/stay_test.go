package packing_test

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"testing"

	"crosslane/packing"
)

var record = flag.Bool("record", false, "record anew how the requests are packed")

// An audit packs a second time what was packed years ago and holds it against the record, so that an answer is never
// to change by the way. Whoever means to change one raises fulfillment.Version, and records: go test ./packing -run TestAnswersStay -record.
func TestAnswersStay(t *testing.T) {
	const path = "testdata/answers.txt"
	var now bytes.Buffer
	for seed := range uint64(400) {
		r := randomRequest(1_000_000 + seed)
		if seed%2 == 1 {
			inRoundFigures(&r)
		}
		a := pack(t, r)
		fmt.Fprintf(&now, "%d: %q for %d, %d left, %.6x\n", seed, cartonsOf(a), a.TotalMinor, len(a.Unpacked), sha256.Sum256(encode(t, a)))
	}
	for n := range int64(12) {
		a := pack(t, fullContainer(n))
		fmt.Fprintf(&now, "container %d: %d permille, %.6x\n", n, a.Parcels[0].VolumeUsedPermille, sha256.Sum256(encode(t, a)))
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
			t.Fatalf("packed otherwise than before:\nwas %s\nis  %s", was[i], is[i])
		}
	}
	if len(was) != len(is) {
		t.Errorf("%d answers, %d are recorded", len(is), len(was))
	}
}

// fullContainer is more small goods of a few sizes than a crate holds, by and without stops, with and without support.
func fullContainer(n int64) packing.Request {
	crate := carton("crate", mm(587, 1180+n, 420), 0)
	crate.Available, crate.MaxWeightG = new(int64(1)), 400_000
	r := packing.Request{Objective: packing.MostVolume, BeamWidth: 2 + n%3, SupportPercent: new(n % 4 * 33), UnloadByStop: n%5 == 4, Cartons: []packing.Carton{crate}}
	for k := range 3 + n%4 {
		it := item(fmt.Sprint("goods ", k), 25, mm(90+31*(k+n)%140, 110+47*(k*k+n)%150, 60+29*(k+2*n)%130), 700+100*k)
		it.ThisSideUp, it.Stop = (k+n)%3 == 0, k/2
		if n%6 == 5 && k == 0 {
			it.MaxLoadG = 2000
		}
		r.Items = append(r.Items, it)
	}
	return r
}

// inRoundFigures makes of a request one in which much fits exactly, weighs exactly what is allowed, and costs the same.
func inRoundFigures(r *packing.Request) {
	to := func(step int64, all ...*int64) {
		for _, n := range all {
			*n = (*n + step - 1) / step * step
		}
	}
	for i := range r.Items {
		it := &r.Items[i]
		to(50, &it.WidthMM, &it.LengthMM, &it.DepthMM)
		to(500, &it.WeightG, &it.MaxLoadG)
	}
	for i := range r.Cartons {
		c := &r.Cartons[i]
		to(100, &c.Inner.WidthMM, &c.Inner.LengthMM, &c.Inner.DepthMM, &c.PriceMinor)
		to(500, &c.MaxWeightG)
		c.Outer, c.EmptyWeightG = c.Inner, 0
	}
	if f := r.Freight; f != nil {
		f.RoundWeightG = 500
		to(500, &f.Breaks[0].UpToG, &f.Breaks[1].UpToG)
		to(100, &f.Breaks[0].PriceMinor, &f.Breaks[1].PriceMinor, &f.StepMinor)
	}
}
