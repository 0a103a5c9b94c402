package fulfillment

import (
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// TestDifferences: what a storefront tells of a known order otherwise, in the words that somebody decides by. What follows from our
// sending the goods is no difference.
func TestDifferences(t *testing.T) {
	line := func(sku string, n, price int64) shipping.Line {
		return shipping.Line{Product: shipping.Product{SKU: shipping.SKU(sku)}, Quantity: n, Price: shipping.Money{Amount: price, Currency: "EUR"}}
	}
	was := shipping.Order{ID: "ord_1", Storefront: "shop", Number: "1", Placed: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), Currency: "EUR", To: "a-x",
		Ship: shipping.Place{Country: "DE", Postcode: "10115"}, Lines: []shipping.Line{line("MUG", 2, 500), line("CUP", 1, 300), line("MUG", 1, 400)}}
	for _, c := range []struct {
		name   string
		change func(*shipping.Order)
		sent   []shipping.SKU
		ours   []shipping.SKU
		want   string // empty: nothing to decide
	}{
		{name: "nothing", change: func(*shipping.Order) {}},
		{name: "another file", change: func(o *shipping.Order) { o.Raw, o.To = "other", "a-y" }},
		{name: "taken in where less can be printed", change: func(o *shipping.Order) { o.Hold = shipping.Hold{Why: shipping.Unprintable, Word: "name"} }},
		{name: "not paid after all", change: func(o *shipping.Order) { o.Hold = shipping.Hold{Why: shipping.Waits, Word: "pending"} }, want: `its state is "pending"`},
		{name: "another address", change: func(o *shipping.Order) { o.To = "b" }, want: "the address is another"},
		{name: "another town", change: func(o *shipping.Order) { o.To, o.Ship.Postcode = "b", "20095" }, want: "it goes to DE 20095 instead of DE 10115"},
		{name: "another date", change: func(o *shipping.Order) { o.Placed = o.Placed.Add(time.Hour) }, want: "the date is 2026-03-01 11:00 instead of 2026-03-01 10:00"},
		{name: "another seller", change: func(o *shipping.Order) { o.Seller = "ben" }, want: `the seller is "ben" instead of ""`},
		{name: "in one piece", change: func(o *shipping.Order) { o.Complete = true }, want: "it is to leave in one piece"},
		{name: "another currency", change: func(o *shipping.Order) { o.Currency = "USD" }, want: "the currency is USD instead of EUR"},
		{name: "fewer", change: func(o *shipping.Order) { o.Lines = o.Lines[:2] }, want: "2 x MUG instead of 3"},
		{name: "dearer", change: func(o *shipping.Order) { o.Lines = []shipping.Line{line("MUG", 3, 500), line("CUP", 1, 300)} }, want: "the price of MUG is another"},
		{name: "another product", change: func(o *shipping.Order) { o.Lines = append(o.Lines[:3:3], line("JUG", 1, 300)) }, want: "1 x JUG, which was not ordered before"},
		{name: "a product less", change: func(o *shipping.Order) { o.Lines = []shipping.Line{o.Lines[0], o.Lines[2]} }, want: "0 x CUP instead of 1"},
		{name: "refunded while we send", change: func(o *shipping.Order) { o.Lines = []shipping.Line{o.Lines[0], o.Lines[2]} }, ours: []shipping.SKU{"MUG", "CUP"}, want: "0 x CUP instead of 1"},
		{name: "one fulfilled while we send", change: func(o *shipping.Order) { o.Lines = []shipping.Line{o.Lines[0], o.Lines[2]} }, sent: []shipping.SKU{"CUP"}, ours: []shipping.SKU{"MUG", "CUP"}},
		{name: "all fulfilled while we send", change: func(o *shipping.Order) { o.Lines = nil }, sent: []shipping.SKU{"CUP", "MUG"}, ours: []shipping.SKU{"MUG", "CUP"}},
		{name: "fulfilled, and not by us", change: func(o *shipping.Order) { o.Lines = []shipping.Line{o.Lines[0], o.Lines[2]} }, sent: []shipping.SKU{"CUP"}, want: "CUP is fulfilled already, and not by us"},
	} {
		now := was
		now.Lines = append([]shipping.Line{}, was.Lines...)
		c.change(&now)
		got := strings.Join(differences(&fact.OrderState{Order: was, Stage: fact.StageShipping}, &now, c.sent, c.ours), "; ")
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestWhatAKnownOrderNeeds: an order that comes again as it was is answered by itself; one that comes otherwise, or is held, reads more.
func TestWhatAKnownOrderNeeds(t *testing.T) {
	was := shipping.Order{ID: "ord_1", Storefront: "shop", Number: "1", Lines: []shipping.Line{{Product: shipping.Product{SKU: "MUG"}, Quantity: 2}}}
	otherwise := was
	otherwise.Seller = "ben"
	for _, c := range []struct {
		name  string
		stage fact.Stage
		now   shipping.Order
		alone bool
	}{
		{"new", "", was, false},
		{"again", fact.StageShipping, was, true},
		{"otherwise", fact.StageShipping, otherwise, false},
		{"held", fact.StageHeld, was, false},
	} {
		own := &fact.Balance{State: &fact.OrderState{Order: was, Stage: c.stage}}
		if c.stage == "" {
			own = &fact.Balance{State: &fact.OrderState{}}
		}
		needs := New(NewShelf()).Needs(own, &fact.Fact{Stream: was.ID.Stream(), Body: &fact.OrderReceived{Order: c.now}})
		if alone := len(needs) == 1 && needs[0] == shipping.BookStream; alone != c.alone {
			t.Errorf("%s: reads %v", c.name, needs)
		}
	}
}
