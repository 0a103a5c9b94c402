package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"crosslane/book"
	"crosslane/db/dbtest"
	"crosslane/fact"
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
			put(t, l, &fact.Fact{Stream: sku.Stream(), Body: &fact.StockMoved{SKU: sku, Quantity: n, From: shipping.Supplier, To: "dui", Reference: reference}})
		}
		put(t, l, &fact.Fact{Stream: shipping.BookStream, At: rules.Book.From, Body: &fact.BookPublished{Version: rules.Book.Version}})
		receive(pieces, "GRN-1")
		var sellers sync.WaitGroup
		for w := range writers {
			sellers.Go(func() {
				for i := range each {
					f := bought((w*each+i)*6, 1) // every sixth goes to Germany
					f.Body.(*fact.OrderReceived).Order.Lines[0].Quantity = 1
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
			s := fact.StockIn(state, sku)
			if got := fmt.Sprint(s.OnHand()-s.Free(""), len(s.Waiting)); got != fmt.Sprint(reserved, waiting) {
				t.Errorf("reserved and waiting: %s, want %d %d", got, reserved, waiting)
			}
		}
		check(pieces, writers*each-pieces)
		receive(100, "GRN-2")
		check(pieces+100, writers*each-pieces-100)
	})
}

// TestReplayIsTheFeed: a replay gives the very facts of the feed, in its order, from any cursor on, however
// its parts fall; it stops where the reader wants it to.
func TestReplayIsTheFeed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{})
		var facts []*fact.Fact
		for i := range 9000 {
			facts = append(facts, receipt(shipping.SKU(fmt.Sprint("SKU-", i%100)), int64(i+1)))
		}
		put(t, l, facts...)
		all, err := l.Feed(ctx, me, 0, 20_000)
		if err != nil || len(all) < 9000 {
			t.Fatal(len(all), err)
		}
		for _, skip := range []int{0, 1, 4095, 4096, 4097, 8500, len(all)} {
			after := int64(0)
			if skip > 0 {
				after = all[skip-1].Pos
			}
			at := skip
			err := l.Replay(ctx, me, after, func(list []ledger.Recorded) error {
				for _, r := range list {
					if r.Pos != all[at].Pos || r.Fact.ID() != all[at].Fact.ID() {
						t.Fatalf("behind %d: fact %d is %s, want %s", skip, at, r.Fact.ID(), all[at].Fact.ID())
					}
					at++
				}
				return nil
			})
			if err != nil || at != len(all) {
				t.Errorf("behind %d: %d of %d facts, %v", skip, at, len(all), err)
			}
		}
		enough := errors.New("enough")
		if err := l.Replay(ctx, me, 0, func([]ledger.Recorded) error { return enough }); !errors.Is(err, enough) {
			t.Errorf("stopped with %v", err)
		}
	})
}
