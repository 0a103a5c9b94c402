package inventory_test

import (
	"fmt"
	"testing"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/shipping"
)

// TestOneLotOfOneProduct: lots that are called alike lie in several places, and products in one; who asks for one gets that one.
func TestOneLotOfOneProduct(t *testing.T) {
	pick := func(sku shipping.SKU, at shipping.Location, lot string, n int64) shipping.Pick {
		return shipping.Pick{SKU: sku, Location: at, Lot: lot, Quantity: n}
	}
	picks := []shipping.Pick{pick("MUG", "szx/A", "L1", 1), pick("MUG", "szx/B", "L1", 2), pick("PEN", "szx/A", "L1", 4), pick("MUG", "szx/A", "L2", 8), pick("MUG", "szx/A", "L1", 16)}
	var promises inventory.Promises
	for i, p := range picks {
		promises.Apply(&fact.Fact{Body: &fact.StockReserved{Order: shipping.OrderID(fmt.Sprint("ord_", i)), Pick: p}})
	}
	for _, c := range []struct {
		at       shipping.Location
		lot      string
		from, in int64
	}{{"szx/A", "L1", 17, 21}, {"szx/B", "L1", 2, 2}, {"szx/A", "L2", 8, 8}, {"szx/B", "L2", 0, 0}, {"dui", "L1", 0, 0}} {
		if n := inventory.From(picks, "MUG", c.at, c.lot); n != c.from {
			t.Errorf("%d of MUG come from %s, lot %s, want %d", n, c.at, c.lot, c.from)
		}
		var in int64
		for _, p := range promises.In(c.at, c.lot) {
			in += p.Pick.Quantity
		}
		if in != c.in {
			t.Errorf("%d are promised at %s, lot %s, want %d", in, c.at, c.lot, c.in)
		}
	}
}

// TestHomeWarehouseOfTheArea: a warehouse where goods are made is no overseas warehouse, though it lies in the area of the market.
func TestHomeWarehouseOfTheArea(t *testing.T) {
	current := &book.Book{
		Warehouses: []book.Warehouse{{ID: "gdn", Place: shipping.Place{Country: "PL"}}, {ID: "dui", Place: shipping.Place{Country: "DE"}, Overseas: true}},
		Channels:   []book.Channel{{From: []shipping.WarehouseID{"gdn", "dui"}, To: []shipping.Country{"FR"}}},
		Markets:    []book.Market{{Areas: []shipping.Area{shipping.Europe}, OverseasFirst: true}},
	}
	if ranked, _ := inventory.Rank(current, shipping.Place{Country: "FR"}); fmt.Sprint(ranked) != "[dui gdn]" {
		t.Errorf("ranked %v", ranked)
	}
}

// TestWhatAWarehouseDoesNotGive: one that gives nothing of a product says nothing of the product's lots.
func TestWhatAWarehouseDoesNotGive(t *testing.T) {
	mugs := mug(receipt("duisburg", 3),
		&fact.StockMoved{SKU: "MUG", Lot: "a", Quantity: 1, From: shipping.Supplier, To: "szx"}, &fact.StockMoved{SKU: "MUG", Lot: "b", Quantity: 1, From: shipping.Supplier, To: "szx"})
	plan := inventory.Allocate(order("MUG 3, CUP 1"), allWarehouses, inventory.Terms{}, shelves{"MUG": mugs, "CUP": shelf("CUP", "szx 1")}.of)
	if got := written(plan); got != "duisburg: MUG 3; szx: CUP 1" {
		t.Fatal(got)
	}
	if why := clerk(plan.Shipments[1].Why); why != "no warehouse has everything; duisburg, szx have it together" {
		t.Errorf("szx: %s", why)
	}
}
