package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"crosslane/book"
	"crosslane/db/dbtest"
	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/shipping"
)

// TestSixteenSellersOfOneProduct lets 16 writers sell the last pieces of a product through the real story
// at once: exactly what is there is promised, everybody else stands in line, and a receipt serves the line.
func TestSixteenSellersOfOneProduct(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		const writers, each, pieces = 16, 20, 150
		ctx := context.Background()
		rules, err := fulfillment.Prepare(book.Default())
		if err != nil {
			t.Fatal(err)
		}
		l, err := ledger.Open(ctx, dbtest.Open(t, dsn), fulfillment.New(fulfillment.NewShelf(rules)), ledger.Options{Batch: 7})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		sku := product(0).SKU
		receive := func(n int64, reference string) {
			put(t, l, &shipping.Fact{Stream: sku.Stream(), Body: &shipping.StockMoved{SKU: sku, Quantity: n, From: shipping.Supplier, To: "dui", Reference: reference}})
		}
		put(t, l, &shipping.Fact{Stream: shipping.BookStream, At: rules.Book.From, Body: &shipping.BookPublished{Version: rules.Book.Version}})
		receive(pieces, "GRN-1")
		var sellers sync.WaitGroup
		for w := range writers {
			sellers.Go(func() {
				for i := range each {
					f := bought((w*each+i)*6, 1) // every sixth goes to Germany
					f.Body.(*shipping.OrderReceived).Order.Lines[0].Quantity = 1
					if _, err := l.Record(ctx, me, entry(f)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		sellers.Wait()
		check := func(reserved, waiting int) {
			t.Helper()
			state, err := l.Read(ctx, me, sku.Stream())
			if err != nil {
				t.Fatal(err)
			}
			s := shipping.StockIn(state, sku)
			if got := fmt.Sprint(s.OnHand()-s.Free(""), len(s.Waiting)); got != fmt.Sprint(reserved, waiting) {
				t.Errorf("reserved and waiting: %s, want %d %d", got, reserved, waiting)
			}
		}
		check(pieces, writers*each-pieces)
		receive(100, "GRN-2")
		check(pieces+100, writers*each-pieces-100)
	})
}
