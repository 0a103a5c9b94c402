package packing

import (
	"slices"
	"testing"

	"crosslane/packing/check"
)

// An answer that breaks the rules of its request is not valid, and each fault names its parcel.
func TestTheVerdictIsTheCheckers(t *testing.T) {
	size := Size{100, 100, 100}
	request := Request{
		Items: []Item{
			{ID: "glass", Quantity: 1, Size: size, WeightG: 500, NoStacking: true},
			{ID: "crate", Quantity: 1, Size: size, WeightG: 500, MaxLoadG: 500},
			{ID: "plate", Quantity: 1, Size: size, WeightG: 500, ThisSideUp: true},
		},
		Cartons: []Carton{{ID: "tall", Outer: Size{100, 100, 200}, Inner: Size{100, 100, 200}, EmptyWeightG: 50, MaxWeightG: 1050}},
	}
	upon := func(low, high string) Parcel {
		return Parcel{Carton: "tall", Contents: []Placement{{Item: low, Size: size}, {Item: high, ZMM: 100, Size: size}}}
	}
	alone := func(item string) Parcel {
		return Parcel{Carton: "tall", Contents: []Placement{{Item: item, Size: size}}}
	}
	for name, c := range map[string]struct {
		change func(r *Request)
		answer Answer
		rules  []check.Rule
		parcel int
	}{
		"all is well":           {func(*Request) {}, Answer{Parcels: []Parcel{alone("glass"), upon("crate", "plate")}}, nil, 0},
		"left over and told":    {func(*Request) {}, Answer{Parcels: []Parcel{upon("crate", "plate")}, Unpacked: []Unpacked{{Item: "glass", Quantity: 1}}}, nil, 0},
		"left over, not told":   {func(*Request) {}, Answer{Parcels: []Parcel{upon("crate", "plate")}}, []check.Rule{check.Tally}, -1},
		"packed and left":       {func(*Request) {}, Answer{Parcels: []Parcel{alone("glass"), upon("crate", "plate")}, Unpacked: []Unpacked{{Item: "glass", Quantity: 1}}}, []check.Rule{check.Tally}, -1},
		"upon the glass":        {func(*Request) {}, Answer{Parcels: []Parcel{alone("crate"), upon("glass", "plate")}}, []check.Rule{check.Stacking, check.Stacking}, 1},
		"heavier than it may":   {func(r *Request) { r.Cartons[0].MaxWeightG = 1049 }, Answer{Parcels: []Parcel{alone("glass"), upon("crate", "plate")}}, []check.Rule{check.Weight}, 1},
		"any weight is fine":    {func(r *Request) { r.Cartons[0].MaxWeightG = 0 }, Answer{Parcels: []Parcel{alone("glass"), upon("crate", "plate")}}, nil, 0},
		"a load too great":      {func(r *Request) { r.Items[1].MaxLoadG = 499 }, Answer{Parcels: []Parcel{alone("glass"), upon("crate", "plate")}}, []check.Rule{check.Stacking}, 1},
		"any load is fine":      {func(r *Request) { r.Items[1].MaxLoadG = 0 }, Answer{Parcels: []Parcel{alone("glass"), upon("crate", "plate")}}, nil, 0},
		"on a top-only piece":   {func(r *Request) { r.Items[1].LoadOnTop = true }, Answer{Parcels: []Parcel{alone("glass"), upon("crate", "plate")}}, []check.Rule{check.Stacking}, 1},
		"dangerous together":    {func(r *Request) { r.Items[2].DangerClass = "3" }, Answer{Parcels: []Parcel{alone("glass"), upon("crate", "plate")}}, []check.Rule{check.Danger}, 1},
		"in an earlier's way":   {func(r *Request) { r.UnloadByStop, r.Items[2].Stop = true, 1 }, Answer{Parcels: []Parcel{alone("glass"), upon("crate", "plate")}}, []check.Rule{check.Unloading}, 1},
		"stops do not count":    {func(r *Request) { r.Items[2].Stop = 1 }, Answer{Parcels: []Parcel{alone("glass"), upon("crate", "plate")}}, nil, 0},
		"on one of its edges":   {func(r *Request) { r.Items[2].WidthMM, r.Items[2].DepthMM = 200, 100 }, Answer{Parcels: []Parcel{alone("glass"), upon("crate", "plate")}}, []check.Rule{check.Orientation}, 1},
		"resting on too little": {func(r *Request) { r.SupportPercent = new(int64(100)); r.Items[1].WidthMM = 99 }, Answer{Parcels: []Parcel{alone("glass"), {Carton: "tall", Contents: []Placement{{Item: "crate", Size: Size{99, 100, 100}}, {Item: "plate", ZMM: 100, Size: size}}}}}, []check.Rule{check.Support}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r := request
			r.Items, r.Cartons = slices.Clone(request.Items), slices.Clone(request.Cartons)
			c.change(&r)
			v := verdict(&r, &c.answer)
			var rules []check.Rule
			for _, f := range v.Faults {
				rules = append(rules, f.Rule)
				if f.Parcel != c.parcel {
					t.Errorf("%+v, want it of parcel %d", f, c.parcel)
				}
			}
			if !slices.Equal(rules, c.rules) || v.Valid != (len(c.rules) == 0) {
				t.Errorf("%+v, want %v", v, c.rules)
			}
		})
	}
}

// A piece fits into a room that is exactly as large, in each of the ways in which it may stand, and in no other.
func TestFits(t *testing.T) {
	it := Item{Size: Size{10, 20, 30}}
	for _, room := range []Size{{10, 20, 30}, {10, 30, 20}, {20, 10, 30}, {20, 30, 10}, {30, 10, 20}, {30, 20, 10}} {
		for up, edge := range edgeOrder {
			it.UprightEdges = []Edge{edge}
			may := room.DepthMM == int64(it.edges()[up])
			if it.fits(room) != may {
				t.Errorf("%v with its %s upright in %v: %t", it.Size, edge, room, !may)
			}
		}
		it.UprightEdges = nil
		tight := []Size{{room.WidthMM - 1, room.LengthMM, room.DepthMM}, {room.WidthMM, room.LengthMM - 1, room.DepthMM}, {room.WidthMM, room.LengthMM, room.DepthMM - 1}}
		if !it.fits(room) || it.fits(tight[0]) || it.fits(tight[1]) || it.fits(tight[2]) {
			t.Errorf("%v in %v, or in a millimetre less", it.Size, room)
		}
	}
}
