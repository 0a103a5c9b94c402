package fulfillment_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// TestPartsAreTheWhole: however an order is split over warehouses, shipments and cartons, each piece is counted once,
// and its parcels are together worth what its lines are, to the last minor unit.
func TestPartsAreTheWhole(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 1))
	story, state := opened(t, "fx: [{currency: JPY, micro: 6111}, {currency: USD, micro: 912345}]",
		"policy: {day_cost: 20, spread_cost: 10, late_cost: 1000, backups: 3, split_backorder: true}",
		"packing: {divisor: 6000, per_parcel: 250, per_kilogram: 600, most_parcels: 40, cartons: [{name: S, inner: {length: 200, width: 150, height: 100}, outer: {length: 210, width: 160, height: 110}, weight: 100, most: 5000, price: 20}, "+
			"{name: L, inner: {length: 400, width: 300, height: 200}, outer: {length: 410, width: 310, height: 210}, weight: 400, most: 8000, price: 60}]}")
	parcels, shipments := 0, 0
	for n := range 150 {
		at := time.Date(2026, 3, 2, 9, n, 0, 0, time.UTC)
		tell := func(stream shipping.Stream, body fact.Body) {
			t.Helper()
			if _, err := record(story, state, &fact.Fact{Stream: stream, At: at, Recorded: at, Body: body}); err != nil {
				t.Fatal(err)
			}
		}
		o, want := randomOrder(rnd, n)
		come := func(sku shipping.SKU, quantity int64, to shipping.Location) {
			if quantity > 0 {
				tell(sku.Stream(), &fact.StockMoved{SKU: sku, Quantity: quantity, From: shipping.Supplier, To: to})
			}
		}
		need := map[shipping.SKU]int64{}
		for _, l := range o.Lines {
			need[l.SKU] += l.Quantity
		}
		for _, sku := range slices.Sorted(maps.Keys(need)) {
			first := rnd.Int64N(need[sku] + 1)
			come(sku, first, "dui")
			second := rnd.Int64N(need[sku] - first + 1)
			come(sku, second, "szx")
			need[sku] -= first + second
		}
		o.Placed = at
		tell(o.ID.Stream(), &fact.OrderReceived{Order: o})
		for _, sku := range slices.Sorted(maps.Keys(need)) {
			for need[sku] > 0 {
				part := 1 + rnd.Int64N(need[sku])
				come(sku, part, "dui")
				need[sku] -= part
			}
		}
		st := fact.OrderIn(state, o.ID)
		var got, pieces int64
		for _, p := range st.Parcels {
			plan := fact.ParcelIn(state, p.ID).Plan
			got += plan.Value.Amount
			for _, pick := range plan.Picks {
				pieces += pick.Quantity
			}
			parcels++
		}
		shipments += len(st.Shipments)
		if st.Stage != fact.StageShipping || got != want {
			t.Fatalf("order %d is %s: its %d parcels with %d pieces are worth %d, its lines %d", n, st.Stage, len(st.Parcels), pieces, got, want)
		}
	}
	if parcels < 300 || shipments < 200 {
		t.Errorf("too tame: %d parcels, %d shipments", parcels, shipments)
	}
}

// randomOrder makes an order of one or two products in up to four lines, and what it is worth by hand.
func randomOrder(rnd *rand.Rand, n int) (shipping.Order, int64) {
	o := shipping.Order{ID: shipping.OrderID(fmt.Sprintf("ord_%d", n)), Number: fmt.Sprint(n), Storefront: "story", Currency: "EUR", To: "pap_a",
		Ship: shipping.Place{Country: "DE", Postcode: "10115"}}
	var want int64
	for range 1 + rnd.IntN(4) {
		l := shipping.Line{Quantity: 1 + rnd.Int64N(5), Price: shipping.Money{Amount: rnd.Int64N(9999), Currency: "EUR"}}
		l.SKU, l.Weight, l.HS = shipping.SKU(strings.Repeat("X", 1+rnd.IntN(2))+fmt.Sprint(n)), shipping.Grams(1500+rnd.IntN(2500)), "691200"
		l.Size = shipping.Dimensions{Length: 240, Width: 115, Height: 71}
		switch rnd.IntN(3) {
		case 0:
			l.Price.Amount, l.Value = 0, shipping.Money{Amount: 1 + rnd.Int64N(5000), Currency: "JPY"}
			want += (l.Value.Amount*l.Quantity*6111*2*100 + 1_000_000) / 2_000_000
		case 1:
			l.Price.Amount, l.Value = 0, shipping.Money{Amount: 1 + rnd.Int64N(5000), Currency: "USD"}
			want += (l.Value.Amount*l.Quantity*912345*2 + 1_000_000) / 2_000_000
		default:
			l.Price.Amount++
			want += l.Price.Amount * l.Quantity
		}
		o.Lines = append(o.Lines, l)
	}
	return o, want
}
