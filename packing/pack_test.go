package packing_test

import (
	"bytes"
	"strings"
	"testing"

	"crosslane/packing"
)

func mm(width, length, depth int64) packing.Size {
	return packing.Size{WidthMM: width, LengthMM: length, DepthMM: depth}
}

// carton makes a carton with walls of 5 mm.
func carton(id string, inner packing.Size, price int64) packing.Carton {
	outer := mm(inner.WidthMM+10, inner.LengthMM+10, inner.DepthMM+10)
	return packing.Carton{ID: id, Outer: outer, Inner: inner, EmptyWeightG: 100, PriceMinor: price}
}

func item(id string, quantity int64, size packing.Size, weightG int64) packing.Item {
	return packing.Item{ID: id, Quantity: quantity, Size: size, WeightG: weightG}
}

// pack packs and wants the checker's approval.
func pack(t *testing.T, r packing.Request) packing.Answer {
	t.Helper()
	a, err := packing.Pack(r)
	if err != nil {
		t.Fatal(err)
	}
	if !a.Verdict.Valid {
		t.Fatalf("not valid: %v", a.Verdict.Faults)
	}
	return a
}

// used names the cartons of an answer.
func cartonsOf(a packing.Answer) string {
	var ids []string
	for _, p := range a.Parcels {
		ids = append(ids, p.Carton)
	}
	return strings.Join(ids, " ")
}

func TestCartonsChosen(t *testing.T) {
	small, large := carton("S", mm(200, 200, 200), 40), carton("L", mm(400, 200, 200), 70)
	dear := large
	dear.PriceMinor = 95
	cube := mm(200, 200, 200)
	rare := large
	rare.Available = new(int64(0))
	for name, c := range map[string]struct {
		request packing.Request
		want    string
	}{
		"the smallest that takes all":              {packing.Request{Items: []packing.Item{item("a", 1, cube, 10)}, Cartons: []packing.Carton{large, small}}, "S"},
		"one large is cheaper than two small":      {packing.Request{Items: []packing.Item{item("a", 2, cube, 10)}, Cartons: []packing.Carton{small, large}}, "L"},
		"two small are cheaper than one dear":      {packing.Request{Items: []packing.Item{item("a", 2, cube, 10)}, Cartons: []packing.Carton{small, dear}}, "S S"},
		"the fewest, though dearer":                {packing.Request{Items: []packing.Item{item("a", 2, cube, 10)}, Cartons: []packing.Carton{small, dear}, Objective: packing.FewestCartons}, "L"},
		"what is not available is not used":        {packing.Request{Items: []packing.Item{item("a", 2, cube, 10)}, Cartons: []packing.Carton{small, rare}}, "S S"},
		"lines share a carton":                     {packing.Request{Items: []packing.Item{item("a", 1, cube, 10), item("b", 1, mm(100, 200, 200), 10), item("c", 2, mm(100, 100, 200), 10)}, Cartons: []packing.Carton{small, large}}, "L"},
		"more than one of the largest":             {packing.Request{Items: []packing.Item{item("a", 5, cube, 10)}, Cartons: []packing.Carton{small, large}}, "L L S"},
		"dangerous goods of two classes are apart": {packing.Request{Items: []packing.Item{{ID: "a", Quantity: 1, Size: mm(50, 50, 50), DangerClass: "3"}, {ID: "b", Quantity: 1, Size: mm(50, 50, 50), DangerClass: "9"}, {ID: "c", Quantity: 1, Size: mm(50, 50, 50)}}, Cartons: []packing.Carton{small}}, "S S S"},
	} {
		t.Run(name, func(t *testing.T) {
			c.request.Currency = "EUR"
			a := pack(t, c.request)
			if got := cartonsOf(a); got != c.want || len(a.Unpacked) > 0 {
				t.Errorf("packed into %q, want %q; unpacked %v", got, c.want, a.Unpacked)
			}
		})
	}
}

// Four kilograms in one parcel cost 2000, two parcels of two kilograms 500 each.
func TestFreightDecides(t *testing.T) {
	post := &packing.Freight{Breaks: []packing.Break{{UpToG: 2100, PriceMinor: 500}, {UpToG: 30000, PriceMinor: 2000}}}
	box := carton("box", mm(300, 300, 100), 50)
	r := packing.Request{Items: []packing.Item{item("a", 4, mm(100, 100, 50), 1000)}, Cartons: []packing.Carton{box}, Freight: post, Currency: "EUR"}
	a := pack(t, r)
	if len(a.Parcels) != 2 || a.TotalMinor != 2*(500+50) {
		t.Errorf("%d parcels for %d, want 2 for 1100", len(a.Parcels), a.TotalMinor)
	}
}

func TestVolumetricWeight(t *testing.T) {
	f := &packing.Freight{VolumetricDivisor: 5000, RoundSideMM: 10, RoundWeightG: 500, Breaks: []packing.Break{{UpToG: 1000, PriceMinor: 300}}, StepG: 1000, StepMinor: 80}
	// 305 x 201 x 100 mm count as 31 x 21 x 10 cm: 6510 cm3 over 5000 are 1.302 kg.
	if g := f.VolumetricG(mm(305, 201, 100)); g != 1302 {
		t.Errorf("volumetric weight %d g, want 1302", g)
	}
	if g := f.BillableG(mm(305, 201, 100), 900); g != 1500 {
		t.Errorf("billable weight %d g, want 1500", g)
	}
	for billable, want := range map[int64]int64{1000: 300, 1500: 380, 2000: 380, 2500: 460} {
		if got, ok := f.PriceMinor(billable); !ok || got != want {
			t.Errorf("%d g cost %d, want %d", billable, got, want)
		}
	}
	f.StepG = 0
	if _, ok := f.PriceMinor(1500); ok {
		t.Error("a parcel above the last break has a price")
	}
}

func TestUnpackedSaysWhy(t *testing.T) {
	box := carton("box", mm(200, 300, 100), 0)
	box.MaxWeightG = 5100
	scarce := box
	scarce.Available = new(int64(1))
	none := box
	none.Available = new(int64(0))
	limited := &packing.Freight{Breaks: []packing.Break{{UpToG: 2000, PriceMinor: 1}}}
	for name, c := range map[string]struct {
		item    packing.Item
		carton  packing.Carton
		freight *packing.Freight
		why     packing.Why
		left    int64
		reason  string
	}{
		"too long":                {item("a", 2, mm(301, 10, 10), 5), box, nil, packing.TooLarge, 2, "larger than every carton"},
		"too high as it stands":   {packing.Item{ID: "a", Quantity: 1, Size: mm(50, 50, 150), ThisSideUp: true}, box, nil, packing.TooLarge, 1, "if it were turned"},
		"too heavy":               {item("a", 1, mm(50, 50, 50), 5001), box, nil, packing.TooHeavy, 1, "5001 g"},
		"too heavy for the table": {item("a", 1, mm(50, 50, 50), 1901), box, limited, packing.TooHeavy, 1, "freight table"},
		"as heavy as can be":      {item("a", 1, mm(50, 50, 50), 5000), box, nil, "", 0, ""},
		"as long as can be":       {item("a", 1, mm(300, 10, 10), 5), box, nil, "", 0, ""},
		"as the table takes":      {item("a", 1, mm(50, 50, 50), 1900), box, limited, "", 0, ""},
		"no carton there":         {item("a", 1, mm(50, 50, 50), 5), none, nil, packing.NoCarton, 1, "available"},
		"cartons used up":         {item("a", 3, mm(200, 300, 100), 5), scarce, nil, packing.NoCarton, 2, "used up"},
	} {
		t.Run(name, func(t *testing.T) {
			a := pack(t, packing.Request{Items: []packing.Item{c.item, item("other", 1, mm(10, 10, 10), 1)}, Cartons: []packing.Carton{c.carton}, Freight: c.freight, Currency: "EUR"})
			if c.why == "" && len(a.Unpacked) == 0 {
				return
			}
			if len(a.Unpacked) == 0 {
				t.Fatal("everything is packed")
			}
			if u := a.Unpacked[0]; u.Item != "a" || u.Why != c.why || u.Quantity != c.left || !strings.Contains(u.Reason, c.reason) {
				t.Errorf("unpacked: %+v, want %d for %s, telling %q", u, c.left, c.why, c.reason)
			}
		})
	}
}

// A full crate of eight cubes leaves no way but one layer on the other, so that rules
// on stacking show in what fits.
func TestStackingRules(t *testing.T) {
	crate := carton("crate", mm(200, 200, 200), 0)
	cube := packing.Item{ID: "cube", Quantity: 8, Size: mm(100, 100, 100), WeightG: 500}
	for name, c := range map[string]struct {
		change func(*packing.Item)
		want   int
	}{
		"no rule":              {func(*packing.Item) {}, 1},
		"no stacking":          {func(it *packing.Item) { it.NoStacking = true }, 2},
		"bears one other":      {func(it *packing.Item) { it.MaxLoadG = 500 }, 1},
		"bears less than that": {func(it *packing.Item) { it.MaxLoadG = 499 }, 2},
		"load on top":          {func(it *packing.Item) { it.LoadOnTop = true }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			it := cube
			c.change(&it)
			a := pack(t, packing.Request{Items: []packing.Item{it}, Cartons: []packing.Carton{crate}})
			if len(a.Parcels) != c.want {
				t.Errorf("%d crates, want %d", len(a.Parcels), c.want)
			}
		})
	}
}

func TestLoadOnTopLiesOnTop(t *testing.T) {
	crate := carton("crate", mm(100, 100, 200), 0)
	a := pack(t, packing.Request{Items: []packing.Item{
		{ID: "glass", Quantity: 1, Size: mm(100, 100, 100), LoadOnTop: true},
		{ID: "iron", Quantity: 1, Size: mm(100, 100, 100), WeightG: 9000},
	}, Cartons: []packing.Carton{crate}})
	if len(a.Parcels) != 1 || a.Parcels[0].Contents[1].Item != "glass" {
		t.Errorf("packed as %+v", a.Parcels)
	}
}

func TestUnloadByStop(t *testing.T) {
	truck := carton("truck", mm(1000, 2000, 1000), 0)
	truck.Available = new(int64(1))
	r := packing.Request{Objective: packing.MostVolume, BeamWidth: 2, UnloadByStop: true, Cartons: []packing.Carton{truck}}
	for stop, id := range []string{"first", "second", "third"} {
		r.Items = append(r.Items, packing.Item{ID: id, Quantity: 10, Size: mm(400, 350, 300), Stop: int64(stop)})
	}
	a := pack(t, r)
	if a.Parcels[0].Contents[0].Item != "third" {
		t.Errorf("loaded first: %s, want what is unloaded last", a.Parcels[0].Contents[0].Item)
	}
	if a.Parcels[0].VolumeUsedPermille < 500 {
		t.Errorf("only %d permille of the truck used", a.Parcels[0].VolumeUsedPermille)
	}
}

func TestMostVolumeFillsExactly(t *testing.T) {
	box := carton("box", mm(600, 400, 300), 0)
	box.Available = new(int64(1))
	a := pack(t, packing.Request{
		Objective: packing.MostVolume, SupportPercent: new(int64(100)), Cartons: []packing.Carton{box},
		Items: []packing.Item{item("long", 6, mm(600, 100, 100), 1), item("flat", 4, mm(300, 400, 50), 1), item("cube", 24, mm(100, 100, 100), 1)},
	})
	if got := a.Parcels[0].VolumeUsedPermille; got < 1000 {
		t.Errorf("%d permille used, want all", got)
	}
}

// Nine cubes do not go into a crate that holds eight, though their volume would: no
// bound says so, and the search goes on until it is stopped.
func TestStopEndsTheSearch(t *testing.T) {
	r := packing.Request{Items: []packing.Item{item("cube", 9, mm(170, 170, 170), 10)}, Cartons: []packing.Carton{carton("crate", mm(500, 500, 500), 0)}}
	calls := 0
	r.Stop = func() bool { calls++; return calls > 50 }
	a := pack(t, r)
	if len(a.Parcels) != 2 || calls <= 50 {
		t.Errorf("%d crates after asking %d times", len(a.Parcels), calls)
	}
	calls = 0
	if !bytes.Equal(encode(t, a), encode(t, pack(t, r))) {
		t.Error("two answers to one request")
	}
}
