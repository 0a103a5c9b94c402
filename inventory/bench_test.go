package inventory_test

import (
	"testing"

	"crosslane/book"
	"crosslane/inventory"
	"crosslane/shipping"
)

// BenchmarkAllocate finds the stock for an order of two products in five warehouses.
func BenchmarkAllocate(b *testing.B) {
	for name, text := range map[string]string{"whole": "duisburg 900, szx 900, lax 900", "split": "sin 1, mex 1"} {
		b.Run(name, func(b *testing.B) {
			stock := shelves{"MUG": shelf("MUG", text), "CUP": shelf("CUP", text)}
			o := order("MUG 2, CUP 1")
			b.ReportAllocs()
			for b.Loop() {
				if plan := inventory.Allocate(o, allWarehouses, inventory.Terms{Day: "2026-11-21"}, stock.of); len(plan.Shipments) == 0 {
					b.Fatal("nothing was found")
				}
			}
		})
	}
}

// BenchmarkRank ranks three warehouses by a Book of 40 channels.
func BenchmarkRank(b *testing.B) {
	current := &book.Book{Warehouses: []book.Warehouse{
		{ID: "szx", Place: shipping.Place{Country: "CN"}}, {ID: "duisburg", Place: shipping.Place{Country: "DE"}, Overseas: true},
		{ID: "lax", Place: shipping.Place{Country: "US"}, Overseas: true}},
		Markets: []book.Market{{Areas: []shipping.Area{shipping.Europe}, OverseasFirst: true}}}
	for i := range 40 {
		current.Channels = append(current.Channels, book.Channel{From: []shipping.WarehouseID{current.Warehouses[i%3].ID},
			To: []shipping.Country{"US", "CA", "MX", "BR", "JP", "GB", "FR", "ES", "IT", "NL", "DE"}})
	}
	b.ReportAllocs()
	for b.Loop() {
		inventory.Rank(current, shipping.Place{Country: "DE"})
	}
}
