package world

import (
	"context"
	"fmt"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/db"
	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/shipping"
)

// shopOn opens a ledger with the real story by the default Book, stocked so that nothing runs out.
func shopOn(b *testing.B, dsn string, wares []ware) *ledger.Ledger {
	b.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, dsn)
	if err != nil {
		b.Fatal(err)
	}
	bk := book.Default()
	rules, err := fulfillment.Prepare(bk)
	if err != nil {
		b.Fatal(err)
	}
	l, err := ledger.Open(ctx, d, fulfillment.New(fulfillment.NewShelf(rules)), ledger.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close(); d.Close() })
	facts := []*shipping.Fact{{Stream: shipping.BookStream, At: bk.From, Body: &shipping.BookPublished{Version: bk.Version, Name: bk.Name}}}
	for i := range wares {
		for _, at := range []shipping.Location{"szx", "dui", "lax"} {
			facts = append(facts, &shipping.Fact{Stream: wares[i].SKU.Stream(), Body: &shipping.StockMoved{
				SKU: wares[i].SKU, Lot: "L1", Quantity: 100_000_000, From: shipping.Supplier, To: at}})
		}
	}
	if _, err := l.Record(ctx, "main", ledger.Entry{Facts: facts}); err != nil {
		b.Fatal(err)
	}
	return l
}

// orders makes n orders of one product each; of one and the same product when hot.
func orders(n int, hot bool) []ledger.Entry {
	d := newDemand(7, "main", n)
	var list []ledger.Entry
	at := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for i := 0; len(list) < n; i++ {
		for _, p := range d.hour(at.Add(time.Duration(i) * time.Hour)) {
			if p.address.Postcode == "?" || len(list) == n {
				continue
			}
			p.order.ID = shipping.NewOrderID("main", p.order.Storefront, fmt.Sprint(len(list)), p.order.Placed)
			if hot {
				p.order.Lines = p.order.Lines[:1]
				p.order.Lines[0].Product = d.wares[0].Product
			}
			list = append(list, p.entry())
		}
	}
	return list
}

func BenchmarkOrders(b *testing.B) {
	for _, c := range []struct {
		name string
		hot  bool
	}{{"many products", false}, {"one product", true}} {
		b.Run(c.name, func(b *testing.B) {
			l := shopOn(b, b.TempDir()+"/l.db", catalogue(7))
			list := orders(b.N, c.hot)
			b.ResetTimer()
			submit(b, l, list)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "orders/s")
		})
	}
}

func submit(b *testing.B, l *ledger.Ledger, list []ledger.Entry) {
	b.Helper()
	pending := make([]*ledger.Pending, len(list))
	for i, e := range list {
		pending[i] = l.Submit("main", e)
	}
	asked := 0
	for _, p := range pending {
		facts, err := p.Wait(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range facts {
			if f.Body.Kind() == "BookingRequested" {
				asked++
			}
		}
	}
	b.ReportMetric(float64(asked)/float64(len(list)), "booked/order")
}
