package draw_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"

	"crosslane/packing"
	"crosslane/packing/draw"
)

var record = flag.Bool("record", false, "draw testdata/parcel.svg anew")

// shelf is a carton laid out by hand: a step of large boxes, eleven small goods, one on the other, of which two are
// too small for their letter, and one name that is too long.
func shelf() *packing.Parcel {
	p := &packing.Parcel{
		Carton: "SHELF", Inner: packing.Size{WidthMM: 300, LengthMM: 400, DepthMM: 250},
		GrossWeightG: 4075, VolumeUsedPermille: 508,
	}
	put := func(item string, x, y, z, w, l, d int64) {
		p.Contents = append(p.Contents, packing.Placement{Item: item, XMM: x, YMM: y, ZMM: z, Size: packing.Size{WidthMM: w, LengthMM: l, DepthMM: d}})
	}
	put("box", 0, 0, 0, 150, 200, 120)
	put("box", 150, 0, 0, 150, 200, 120)
	put("slab", 0, 0, 120, 300, 150, 60)
	put("lamp with a long, long name", 0, 200, 0, 100, 200, 180)
	for n := range int64(11) {
		put(fmt.Sprint("card ", n), 200, 200+10*n, 15*n, 100-8*n, 200-10*n, 15)
	}
	put("dice", 110, 210, 0, 12, 12, 12)
	put("pea", 130, 210, 0, 11, 12, 12)
	return p
}

// The drawing of a parcel is as somebody looked at it and found it right; so look at the new one before it is taken:
// go test ./packing/draw -run TestThePicture -record.
func TestThePicture(t *testing.T) {
	const path = "testdata/parcel.svg"
	now := draw.SVG(shelf())
	if *record {
		if err := os.WriteFile(path, now, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, after := bytes.Split(was, []byte("\n")), bytes.Split(now, []byte("\n"))
	for i := range min(len(before), len(after)) {
		if !bytes.Equal(before[i], after[i]) {
			t.Fatalf("line %d is drawn otherwise:\nwas %s\nis  %s", i+1, before[i], after[i])
		}
	}
	if len(before) != len(after) {
		t.Errorf("%d lines are drawn, before %d", len(after), len(before))
	}
}
