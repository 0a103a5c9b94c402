package fulfillment_test

import (
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/shipping"
)

// TestHeldInWords: a hold says what is wrong, by which law, and what to write in the Book.
func TestHeldInWords(t *testing.T) {
	for _, tc := range []struct {
		ship          shipping.Place
		quantity      int64
		size          shipping.Dimensions
		message, hint string
	}{
		{shipping.Place{Country: "RU", Postcode: "299011"}, 1, shipping.Dimensions{}, "Sevastopol is under embargo since 2014-06-25: Regulation (EU) 692/2014", "release: [UA-40]"},
		{shipping.Place{Country: "KP"}, 1, shipping.Dimensions{}, "North Korea is under embargo since 2006-10-14: UN Security Council resolutions 1718", "release: [KP]"},
		{shipping.Place{Country: "DE", Postcode: "10115"}, 700, shipping.Dimensions{Length: 900, Width: 800, Height: 4},
			"the order would leave as 12 parcels, and 10 leave unasked (packing.most_parcels): no carton of the Book takes P (900 x 800 x 4 mm)", "raise most_parcels"},
		{shipping.Place{Country: "DE", Postcode: "10115"}, 600, shipping.Dimensions{Length: 280, Width: 200, Height: 140}, "parcels, and 10 leave unasked (packing.most_parcels)", "split the order"},
	} {
		held := holdOf(t, tc.ship, tc.quantity, tc.size)
		if held == nil || len(held.Problems) != 1 || !strings.HasPrefix(held.Problems[0].Message, tc.message) && !strings.HasSuffix(held.Problems[0].Message, tc.message) || !strings.Contains(held.Problems[0].Hint, tc.hint) {
			t.Errorf("%d to %s: %+v", tc.quantity, tc.ship, held)
		}
	}
	if held := holdOf(t, shipping.Place{Country: "DE", Postcode: "10115"}, 60, shipping.Dimensions{Length: 900, Width: 800, Height: 4}); held != nil {
		t.Errorf("60 prints that go in one parcel are held: %+v", held)
	}
}

// holdOf takes an order of one product in by the shipped Book, and answers with its hold; nil when it is accepted.
func holdOf(t *testing.T, ship shipping.Place, quantity int64, size shipping.Dimensions) *fact.OrderHeld {
	t.Helper()
	rules, err := fulfillment.Prepare(book.Default())
	if err != nil {
		t.Fatal(err)
	}
	story, state := fulfillment.New(fulfillment.NewShelf(rules)), fact.Balances{}
	from := rules.Book.From
	if _, err := record(story, state, &fact.Fact{Stream: shipping.BookStream, At: from, Recorded: from, Body: &fact.BookPublished{Version: rules.Book.Version}}); err != nil {
		t.Fatal(err)
	}
	on := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	line := shipping.Line{Quantity: quantity, Price: shipping.Money{Amount: 100, Currency: "EUR"}}
	line.SKU, line.Weight, line.HS, line.Origin, line.Size = "P", 90, "491191", "CN", size
	o := shipping.Order{ID: "ord_a", Number: "A", Storefront: "s", Placed: on, Currency: "EUR", Ship: ship, To: "pap_a", Lines: []shipping.Line{line}}
	facts, err := record(story, state, &fact.Fact{Stream: o.ID.Stream(), At: on, Recorded: on, Body: &fact.OrderReceived{Order: o}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		if held, ok := f.Body.(*fact.OrderHeld); ok {
			return held
		}
	}
	return nil
}

// TestWarehouseOfATerritory: the overseas warehouse that serves France is not asked for Réunion, to which no channel goes from there.
func TestWarehouseOfATerritory(t *testing.T) {
	for postcode, want := range map[string]shipping.WarehouseID{"75001": "dui", "97400": "szx"} {
		rules, err := fulfillment.Prepare(book.Default())
		if err != nil {
			t.Fatal(err)
		}
		story, state := fulfillment.New(fulfillment.NewShelf(rules)), fact.Balances{}
		now := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
		line := shipping.Line{Quantity: 1, Price: shipping.Money{Amount: 2000, Currency: "EUR"}}
		line.SKU, line.Weight, line.HS, line.Origin = "P", 90, "491191", "CN"
		o := shipping.Order{ID: "ord_a", Number: "A", Storefront: "s", Placed: now, Currency: "EUR", Ship: shipping.Place{Country: "FR", Postcode: postcode}, To: "pap_a", Lines: []shipping.Line{line}}
		for _, f := range []*fact.Fact{
			{Stream: shipping.BookStream, Body: &fact.BookPublished{Version: rules.Book.Version}},
			{Stream: line.SKU.Stream(), Body: &fact.StockMoved{SKU: "P", Quantity: 5, From: shipping.Supplier, To: "dui"}},
			{Stream: line.SKU.Stream(), Body: &fact.StockMoved{SKU: "P", Quantity: 5, From: shipping.Supplier, To: "szx"}},
			{Stream: o.ID.Stream(), Body: &fact.OrderReceived{Order: o}},
		} {
			f.At, f.Recorded = now, now
			if _, err := record(story, state, f); err != nil {
				t.Fatal(err)
			}
		}
		parcels := fact.OrderIn(state, o.ID).Parcels
		if len(parcels) != 1 {
			t.Fatalf("%s: %d parcels", postcode, len(parcels))
		}
		if p := fact.ParcelIn(state, parcels[0].ID); p.Plan.Warehouse != want || p.Booking.Stage != fact.BookingAsked {
			t.Errorf("%s: from %s, %v, want %s", postcode, p.Plan.Warehouse, p.Booking.Stage, want)
		}
	}
}

// TestEmbargoWhileItWaits: an order that was accepted and waits for stock does not leave when an embargo has begun meanwhile.
func TestEmbargoWhileItWaits(t *testing.T) {
	shelf, state := fulfillment.NewShelf(), fact.Balances{}
	story := fulfillment.New(shelf)
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	tell := func(stream shipping.Stream, body fact.Body) []*fact.Fact {
		t.Helper()
		now = now.Add(time.Hour)
		facts, err := record(story, state, &fact.Fact{Stream: stream, At: now, Recorded: now, Body: body})
		if err != nil {
			t.Fatal(err)
		}
		return facts[1:]
	}
	publish := func(embargo ...shipping.Country) {
		t.Helper()
		b := book.Default()
		b.Policy.Embargo, b.Version = embargo, "bok_"+strings.Repeat("x", 1+len(embargo))
		rules, err := fulfillment.Prepare(b)
		if err != nil {
			t.Fatal(err)
		}
		shelf.Put(rules)
		tell(shipping.BookStream, &fact.BookPublished{Version: b.Version})
	}
	publish()
	line := shipping.Line{Quantity: 1, Price: shipping.Money{Amount: 100, Currency: "EUR"}}
	line.SKU, line.Weight, line.HS, line.Origin = "P", 90, "491191", "CN"
	o := shipping.Order{ID: "ord_a", Number: "A", Storefront: "s", Placed: now, Currency: "EUR", Ship: shipping.Place{Country: "DE", Postcode: "10115"}, To: "pap_a", Lines: []shipping.Line{line}}
	tell(o.ID.Stream(), &fact.OrderReceived{Order: o})
	publish("DE")
	tell(shipping.SKU("P").Stream(), &fact.StockMoved{SKU: "P", Quantity: 1, From: shipping.Supplier, To: "dui"})
	st := fact.OrderIn(state, o.ID)
	if st.Stage != fact.StageHeld || len(st.Parcels) != 0 || len(fact.StockIn(state, "P").Waiting) != 0 {
		t.Errorf("the order is %s with %d parcels; %v wait", st.Stage, len(st.Parcels), fact.StockIn(state, "P").Waiting)
	}
}
