package ledger_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/shipping"
)

// destinations are served from each of the three warehouses.
var destinations = []shipping.Place{{Country: "DE", Postcode: "10115"}, {Country: "US", Region: "TX", Postcode: "78701"}, {Country: "GB", Postcode: "M1 1AE"},
	{Country: "FR", Postcode: "75001"}, {Country: "AU", Region: "NSW", Postcode: "2000"}, {Country: "BR", Region: "SP", Postcode: "01310-100"}}

// bought is an order of one product, measured, to one of the destinations.
func bought(n, skus int) *fact.Fact {
	placed := noon.Add(time.Duration(n) * time.Second)
	number := fmt.Sprint(n)
	o := shipping.Order{ID: shipping.NewOrderID(me, "shop", number, placed), Storefront: "shop", Number: number, Placed: placed, Currency: "EUR",
		Ship: destinations[n%len(destinations)], To: "pap_address", Lines: []shipping.Line{{Quantity: 1 + int64(n%7)/6, Price: shipping.Money{Amount: 2490, Currency: "EUR"},
			Product: product(n % skus)}}}
	return &fact.Fact{Stream: o.ID.Stream(), At: placed, By: "shop", Body: &fact.OrderReceived{Order: o}}
}

func product(n int) shipping.Product {
	return shipping.Product{SKU: shipping.SKU(fmt.Sprint("SKU-", n)), Name: "Desk lamp", Weight: shipping.Grams(300 + n), HS: "940521", Origin: "CN",
		Size: shipping.Dimensions{Length: 180, Width: 120, Height: 90}}
}

// BenchmarkFulfillment takes orders through the whole decision of the real story by the default Book:
// accepted, stock set aside, packed, channel and backups chosen, booking requested.
func BenchmarkFulfillment(b *testing.B) {
	for _, skus := range []int{300, 1} {
		b.Run(fmt.Sprint("sqlite/skus=", skus), func(b *testing.B) { benchFulfillment(b, dbtest.SQLite(b), dbtest.SQLite(b), skus) })
		b.Run(fmt.Sprint("postgres/skus=", skus), func(b *testing.B) { benchFulfillment(b, dbtest.Postgres(b), dbtest.Postgres(b), skus) })
	}
}

func benchFulfillment(b *testing.B, dsn, bareDSN string, skus int) {
	ctx := context.Background()
	rules, err := fulfillment.Prepare(book.Default())
	if err != nil {
		b.Fatal(err)
	}
	d := dbtest.Open(b, dsn)
	l, err := ledger.Open(ctx, d, fulfillment.New(fulfillment.NewShelf(rules)), ledger.Options{})
	if err != nil {
		b.Fatal(err)
	}
	facts := []*fact.Fact{{Stream: shipping.BookStream, At: rules.Book.From, Body: &fact.BookPublished{Version: rules.Book.Version}}}
	for i := range skus {
		for _, at := range []shipping.Location{"szx", "dui", "lax"} {
			sku := product(i).SKU
			facts = append(facts, &fact.Fact{Stream: sku.Stream(), Body: &fact.StockMoved{SKU: sku, Lot: "L1", Quantity: 1e8, From: shipping.Supplier, To: at}})
		}
	}
	done, err := l.Record(ctx, me, ledger.Entry{Facts: facts})
	if err != nil {
		b.Fatal(err)
	}
	before := stored(b, d, dsn)
	used := processor(b)
	took := submitAll(b, l, b.N, func(i int) *fact.Fact { return bought(i, skus) })
	start := time.Now()
	l.Close() // stores the balances that are behind
	took += time.Since(start)
	b.ReportMetric(float64((processor(b)-used).Microseconds())/float64(b.N), "cpu_us/order")
	b.ReportMetric(float64(b.N)/took.Seconds(), "orders/s")
	var rows int64
	if err := d.Read.QueryRow("SELECT (SELECT count(*) FROM facts) + (SELECT count(*) FROM balances) + (SELECT count(*) FROM jobs)").Scan(&rows); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(rows)/float64(b.N), "rows/order")
	b.ReportMetric(float64(stored(b, d, dsn)-before)/float64(b.N), "bytes/order")
	again := bareRows(b, dsn, int64(len(done)), 7000).write(b, bareDSN)
	b.ReportMetric(again.Seconds()/took.Seconds(), "of_bare")
	b.ReportMetric(0, "ns/op")
}

// stored is how many bytes the database holds.
func stored(b *testing.B, d *db.DB, dsn string) (n int64) {
	b.Helper()
	if d.Embedded {
		files, _ := filepath.Glob(filepath.Join(dsn, "*.db"))
		if _, err := d.Write.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			b.Fatal(err)
		}
		for _, f := range files {
			info, err := os.Stat(f)
			if err != nil {
				b.Fatal(err)
			}
			n += info.Size()
		}
		return n
	}
	if err := d.Read.QueryRow("SELECT pg_database_size(current_database())").Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkReplay reads every fact and folds it: what a what-if, a rehearsal or the filling of a read table
// does. The facts are those of the real story.
func BenchmarkReplay(b *testing.B) {
	ctx := context.Background()
	dsn := dbtest.SQLite(b)
	rules, err := fulfillment.Prepare(book.Default())
	if err != nil {
		b.Fatal(err)
	}
	l, err := ledger.Open(ctx, dbtest.Open(b, dsn), fulfillment.New(fulfillment.NewShelf(rules)), ledger.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	put(b, l, &fact.Fact{Stream: shipping.BookStream, At: rules.Book.From, Body: &fact.BookPublished{Version: rules.Book.Version}})
	for i := range 300 {
		sku := product(i).SKU
		put(b, l, &fact.Fact{Stream: sku.Stream(), Body: &fact.StockMoved{SKU: sku, Quantity: 1e8, From: shipping.Supplier, To: "szx"}})
	}
	submitAll(b, l, 60_000, func(i int) *fact.Fact { return bought(i, 300) })
	facts := 0
	used := processor(b)
	b.ResetTimer()
	for b.Loop() {
		state := fact.Balances{}
		if err := l.Replay(ctx, me, 0, func(list []ledger.Recorded) error {
			facts += len(list)
			for _, r := range list {
				state.Balance(r.Fact.Stream).Apply(r.Fact)
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((processor(b)-used).Nanoseconds())/float64(facts), "cpu_ns/fact")
	b.ReportMetric(float64(facts)/b.Elapsed().Seconds(), "facts/s")
	b.ReportMetric(0, "ns/op")
}
