package inuse_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/merchant/inuse"
	"crosslane/shipping"
)

// TestWhatABookTakesAway: a warehouse with stock and a channel with open parcels are named with what uses them; what nothing uses, or is
// dropped with a word, is not.
func TestWhatABookTakesAway(t *testing.T) {
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	m, err := p.Merchant(t.Context(), merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	for _, sku := range []shipping.SKU{"MUG", "PEN"} {
		if _, err := m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: sku.Stream(), By: "test",
			Body: &fact.StockMoved{SKU: sku, Quantity: 5, From: shipping.Supplier, To: "dui/A"}}}}); err != nil {
			t.Fatal(err)
		}
	}
	taken, err := m.TakeOrders(t.Context(), []byte(`{"number":"V-1","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"E B","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},
 "lines":[{"sku":"MUG","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	state, err := m.Ledger.Read(t.Context(), m.ID, taken[0].ID.Parcel(1).Stream())
	if err != nil {
		t.Fatal(err)
	}
	rides := fact.ParcelIn(state, taken[0].ID.Parcel(1)).Booking.Channel
	for name, c := range map[string]struct {
		without []string // warehouses and channels
		dropped []string
		says    []string
	}{
		"all":                   {nil, nil, nil},
		"what nothing uses":     {[]string{"lax", "szx-meteor"}, nil, nil},
		"a warehouse":           {[]string{"dui"}, nil, []string{"drops the warehouse dui, where 5 x MUG, 5 x PEN lie"}},
		"a channel":             {[]string{string(rides)}, nil, []string{"drops the channel " + string(rides) + ", which " + string(taken[0].ID.Parcel(1)) + " ride on", "--drop " + string(rides)}},
		"both, one with a word": {[]string{"dui", string(rides)}, []string{"dui"}, []string{"drops the channel " + string(rides)}},
		"both with a word":      {[]string{"dui", string(rides)}, []string{"dui", string(rides)}, nil},
	} {
		b := *book.Default()
		b.Warehouses = slices.DeleteFunc(slices.Clone(b.Warehouses), func(w book.Warehouse) bool { return slices.Contains(c.without, string(w.ID)) })
		b.Channels = slices.DeleteFunc(slices.Clone(b.Channels), func(ch book.Channel) bool { return slices.Contains(c.without, string(ch.ID)) })
		list, err := inuse.By(t.Context(), m, &b)
		if err != nil {
			t.Fatal(err)
		}
		err = inuse.Refuse(list, c.dropped)
		if (err != nil) != (len(c.says) > 0) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, want := range c.says {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %s", name, err, want)
			}
		}
		if err != nil && strings.Contains(err.Error(), "warehouse dui") && slices.Contains(c.dropped, "dui") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestHowManyAreNamed: a text names the first five and counts the others; what has left a warehouse, and parcels that have reached
// their end, use nothing.
func TestHowManyAreNamed(t *testing.T) {
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	m, err := p.Merchant(t.Context(), merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	tell := func(stream shipping.Stream, body fact.Body) {
		t.Helper()
		if _, err := m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: stream, By: "test", Body: body}}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, sku := range []shipping.SKU{"A", "B", "C", "D", "E", "F"} {
		tell(sku.Stream(), &fact.StockMoved{SKU: sku, Quantity: 9, From: shipping.Supplier, To: "dui/A"})
	}
	var text strings.Builder
	for i, sku := range []string{"A", "A", "B"} {
		text.WriteString(`{"number":"V-` + strconv.Itoa(i) + `","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"E B","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},"lines":[{"sku":"` + sku + `","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}` + "\n")
	}
	orders, err := m.TakeOrders(t.Context(), []byte(text.String()), nil)
	if err != nil {
		t.Fatal(err)
	}
	state, err := m.Ledger.Read(t.Context(), m.ID, orders[0].ID.Parcel(1).Stream())
	if err != nil {
		t.Fatal(err)
	}
	rides := fact.ParcelIn(state, orders[0].ID.Parcel(1)).Booking.Channel
	tell(shipping.SKU("B").Stream(), &fact.StockMoved{SKU: "B", Quantity: 9, From: "dui/A", To: shipping.Count}) // it is promised still
	tell(orders[1].ID.Stream(), &fact.OrderCancelled{Why: "test"})
	tell(orders[1].ID.Parcel(1).Stream(), &fact.Booked{Channel: rides, Carrier: fact.ParcelIn(state, orders[0].ID.Parcel(1)).Booking.Carrier, Waybill: "W"})
	tell(orders[1].ID.Parcel(1).Stream(), &fact.BookingCancelled{Waybill: "W"})
	b := *book.Default()
	b.Warehouses = slices.DeleteFunc(slices.Clone(b.Warehouses), func(w book.Warehouse) bool { return w.ID == "dui" })
	b.Channels = slices.DeleteFunc(slices.Clone(b.Channels), func(ch book.Channel) bool { return ch.ID == rides })
	on := []string{string(orders[0].ID.Parcel(1)), string(orders[2].ID.Parcel(1))}
	slices.Sort(on)
	says := func(goods string) {
		t.Helper()
		list, err := inuse.By(t.Context(), m, &b)
		if err != nil || len(list) != 2 {
			t.Fatalf("%+v, %v", list, err)
		}
		if got, want := list[0].Text(), "the Book drops the warehouse dui, where "+goods+" lie"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if got, want := list[1].Text(), "the Book drops the channel "+string(rides)+", which "+on[1]+", "+on[0]+" ride on"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	says("9 x A, 9 x C, 9 x D, 9 x E, 9 x F")
	tell(shipping.SKU("G").Stream(), &fact.StockMoved{SKU: "G", Quantity: 9, From: shipping.Supplier, To: "dui/A"})
	says("9 x A, 9 x C, 9 x D, 9 x E, 9 x F and 1 more product")
	tell(shipping.SKU("H").Stream(), &fact.StockMoved{SKU: "H", Quantity: 9, From: shipping.Supplier, To: "dui/A"})
	says("9 x A, 9 x C, 9 x D, 9 x E, 9 x F and 2 more products")
}
