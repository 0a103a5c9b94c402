package draw

import (
	"math/rand/v2"
	"testing"

	"crosslane/packing"
)

// However the pieces come, none is drawn before one that it may hide.
func TestNearPiecesHideFarOnes(t *testing.T) {
	inner := packing.Size{WidthMM: 400, LengthMM: 600, DepthMM: 400}
	a, err := packing.Pack(packing.Request{
		Cartons: []packing.Carton{{ID: "L", Inner: inner, Outer: inner}},
		Items: []packing.Item{
			{ID: "a", Quantity: 9, Size: packing.Size{WidthMM: 100, LengthMM: 120, DepthMM: 90}},
			{ID: "b", Quantity: 9, Size: packing.Size{WidthMM: 130, LengthMM: 70, DepthMM: 60}},
			{ID: "c", Quantity: 9, Size: packing.Size{WidthMM: 40, LengthMM: 150, DepthMM: 110}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	pieces := a.Parcels[0].Contents
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
	order := farFirst(pieces)
	for n, i := range order {
		for _, later := range order[n+1:] {
			if behind(&pieces[later], &pieces[i]) {
				t.Errorf("%+v is drawn over %+v, which is nearer", pieces[later], pieces[i])
			}
		}
	}
}

// Forty goods can be told apart by their colours; the next begin again with the first.
func TestEachGoodHasItsColours(t *testing.T) {
	seen := map[paint]int{}
	for n := range 40 {
		p := paintOf(n)
		if first, known := seen[p]; known {
			t.Errorf("goods %d and %d are painted alike", first, n)
		}
		seen[p] = n
	}
	if paintOf(40) != paintOf(0) || paintOf(79) != paintOf(39) {
		t.Error("the colours do not come back in their order")
	}
	for percent, want := range map[int]string{0: "#000000", 50: "#193264", 100: "#3264c8", 101: "#3566c8", 160: "#ffffff"} {
		if got := shade([3]int{50, 100, 200}, percent); got != want {
			t.Errorf("at %d %%: %s, want %s", percent, got, want)
		}
	}
}
