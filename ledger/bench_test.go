package ledger_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// bare is the rows that a ledger wrote, in batches, ready to be written again by a loop that does
// nothing else: no decision, no encoding, no hash.
type bare struct {
	facts, balances, wishes [][]any // columns of each batch
}

// bareRows reads what was written back into batches of so many facts, from a position on. The
// balances of each batch are as they were then: rows that grow cost more than rows that do not.
func bareRows(b *testing.B, dsn string, after int64, factsPerBatch int) *bare {
	d, err := db.OpenReadOnly(context.Background(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	first := map[string]int64{}
	query(b, d.Read, fmt.Sprint("SELECT stream, first FROM balances WHERE head > ", after), func(scan func(...any)) {
		var stream string
		var at int64
		scan(&stream, &at)
		first[stream] = at
	})
	all := &bare{}
	balances := map[string]*fact.Balance{}
	touched := map[string]int{} // row of the stream's newest fact in the batch
	var pos, prev []int64
	var tenant, stream []string
	var records, sums [][]byte
	flush := func() {
		var rows record.Balances
		order := slices.SortedFunc(maps.Keys(touched), func(x, y string) int { return int(first[x] - first[y]) })
		for _, name := range order {
			due := int64(0)
			if t := balances[name].State.Due(); !t.IsZero() {
				due = t.UnixMilli()
			}
			i := touched[name]
			rows.Add(me, balances[name], first[name], pos[i], record.Sum(sums[i]), due)
		}
		all.facts = append(all.facts, []any{pos, tenant, stream, prev, records, sums})
		all.balances = append(all.balances, rows.Columns())
		pos, prev, tenant, stream, records, sums = nil, nil, nil, nil, nil, nil
		clear(touched)
	}
	query(b, d.Read, "SELECT pos, tenant, stream, prev, record, hash FROM facts ORDER BY pos", func(scan func(...any)) {
		var p, v int64
		var t, s string
		var raw, sum []byte
		scan(&p, &t, &s, &v, &raw, &sum)
		if _, ok := first[s]; !ok {
			return
		}
		f, err := record.Read(shipping.Stream(s), raw, nil)
		if err != nil {
			b.Fatal(err)
		}
		if balances[s] == nil {
			balances[s] = fact.NewBalance(f.Stream)
		}
		balances[s].Apply(f)
		if p <= after {
			return
		}
		touched[s] = len(pos)
		pos, prev, tenant, stream = append(pos, p), append(prev, v), append(tenant, t), append(stream, s)
		records, sums = append(records, raw), append(sums, sum)
		if len(pos) == factsPerBatch {
			flush()
		}
	})
	if len(pos) > 0 {
		flush()
	}
	all.readWishes(b, d)
	return all
}

func (all *bare) readWishes(b *testing.B, d *db.DB) {
	i := 0
	all.wishes = make([][]any, len(all.facts))
	var pos, due []int64
	var tenant, kind, partner []string
	cut := func(upTo int64) {
		for i < len(all.facts) && (upTo < 0 || last(all.facts[i]) < upTo) {
			all.wishes[i] = []any{pos, tenant, kind, partner, due}
			pos, due, tenant, kind, partner = nil, nil, nil, nil, nil
			i++
		}
	}
	query(b, d.Read, "SELECT pos, tenant, kind, partner, due FROM wishes ORDER BY pos", func(scan func(...any)) {
		var p, at int64
		var t, k, who string
		scan(&p, &t, &k, &who, &at)
		cut(p)
		pos, due, tenant, kind, partner = append(pos, p), append(due, at), append(tenant, t), append(kind, k), append(partner, who)
	})
	cut(-1)
}

func last(columns []any) int64 { pos := columns[0].([]int64); return pos[len(pos)-1] }

func query(b *testing.B, d *sql.DB, text string, each func(scan func(...any))) {
	rows, err := d.Query(text)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		each(func(to ...any) {
			if err := rows.Scan(to...); err != nil {
				b.Fatal(err)
			}
		})
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}

// write writes all batches, a transaction each, and answers with how long it took.
func (all *bare) write(b *testing.B, dsn string) time.Duration {
	ctx := context.Background()
	d := dbtest.Open(b, dsn)
	if err := ledger.Migrate(ctx, d); err != nil {
		b.Fatal(err)
	}
	column := func(name, kind string) db.Column { return db.Column{Name: name, Type: kind} }
	prepare := func(t db.Bulk) *db.Inserter {
		in, err := d.Prepare(ctx, t)
		if err != nil {
			b.Fatal(err)
		}
		return in
	}
	facts := prepare(db.Bulk{Table: "facts", Columns: record.FactColumns})
	on := "(first)"
	if !d.Embedded {
		on = "(tenant, stream)"
	}
	balances := prepare(db.Bulk{Table: "balances", Columns: record.BalanceColumns, Then: "ON CONFLICT " + on +
		" DO UPDATE SET version = excluded.version, head = excluded.head, hash = excluded.hash, due = excluded.due, state = excluded.state"})
	wishes := prepare(db.Bulk{Table: "wishes", Columns: []db.Column{column("pos", "bigint"), column("tenant", "text"), column("kind", "text"),
		column("partner", "text"), column("due", "bigint")}})
	start := time.Now()
	for i := range all.facts {
		tx, err := d.Write.Begin()
		if err != nil {
			b.Fatal(err)
		}
		for _, part := range []struct {
			in   *db.Inserter
			rows []any
		}{{facts, all.facts[i]}, {balances, all.balances[i]}, {wishes, all.wishes[i]}} {
			if len(part.rows) == 0 {
				continue
			}
			if _, err := part.in.Insert(ctx, tx, part.rows...); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

// submitAll records one entry for each number and waits for all; it answers with how long it took.
func submitAll(b *testing.B, l *ledger.Ledger, n int, said func(i int) *fact.Fact) time.Duration {
	facts := make([]*fact.Fact, n)
	for i := range facts {
		facts[i] = said(i)
	}
	pending := make([]*ledger.Pending, n)
	start := time.Now()
	for i, f := range facts {
		pending[i] = l.Submit(me, entry(f))
	}
	for _, p := range pending {
		if _, err := p.Wait(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

// benchOrders takes orders in through the small story: 7 facts, 3 balances and a wish each.
func benchOrders(b *testing.B, dsn, bareDSN string, skus int) {
	l := open(b, dsn, ledger.Options{})
	for i := range skus {
		put(b, l, receipt(shipping.SKU(fmt.Sprint("SKU-", i)), 1e9))
	}
	took := submitAll(b, l, b.N, func(i int) *fact.Fact { return order(i, shipping.SKU(fmt.Sprint("SKU-", i%skus)), 1) })
	rate := float64(b.N) / took.Seconds()
	b.ReportMetric(rate, "orders/s")
	l.Close()
	if bareDSN != "" {
		again := bareRows(b, dsn, int64(skus), 7000).write(b, bareDSN)
		b.ReportMetric(again.Seconds()/took.Seconds(), "of_bare")
	}
	b.ReportMetric(0, "ns/op")
}

func BenchmarkOrders(b *testing.B) {
	for _, skus := range []int{300, 1} {
		b.Run(fmt.Sprint("sqlite/skus=", skus), func(b *testing.B) { benchOrders(b, dbtest.SQLite(b), dbtest.SQLite(b), skus) })
		b.Run(fmt.Sprint("postgres/skus=", skus), func(b *testing.B) { benchOrders(b, dbtest.Postgres(b), dbtest.Postgres(b), skus) })
	}
}

// seed fills a database with open parcels, each of three facts and with a timer. The first 1,000
// timers are due at noon, the others days later.
func seed(b *testing.B, dsn string, parcels int) {
	ctx := context.Background()
	d := dbtest.Open(b, dsn)
	defer d.Close()
	if err := ledger.Migrate(ctx, d); err != nil {
		b.Fatal(err)
	}
	facts, err := d.Prepare(ctx, db.Bulk{Table: "facts", Columns: record.FactColumns})
	if err != nil {
		b.Fatal(err)
	}
	balances, err := d.Prepare(ctx, db.Bulk{Table: "balances", Columns: record.BalanceColumns})
	if err != nil {
		b.Fatal(err)
	}
	chain := record.NewChain()
	for at := 0; at < parcels; at += 5000 {
		var pos, prev []int64
		var tenants, streams []string
		var records, sums [][]byte
		var rows record.Balances
		for i := at; i < min(at+5000, parcels); i++ {
			id := orderID(i).Parcel(1)
			due := noon.Add(72*time.Hour + time.Duration(i)*time.Second)
			if i < 1000 {
				due = noon
			}
			balance := fact.NewBalance(id.Stream())
			var sum record.Sum
			for n, body := range []fact.Body{
				&fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: orderID(i), Shipment: orderID(i).Shipment(1), Warehouse: "szx",
					Ship: shipping.Place{Country: "DE", Postcode: "47051"}, Weight: 350, Value: shipping.Money{Amount: 1290, Currency: "EUR"},
					Picks: []shipping.Pick{{SKU: "MUG", Location: "szx/A-01", Quantity: 1}}}},
				&fact.Booked{Channel: "air", Carrier: "swift", Waybill: fmt.Sprint("LX", i, "CN"), Cost: shipping.Money{Amount: 420, Currency: "EUR"}},
				&fact.Awaited{Await: []fact.Timer{{Name: "depart", Due: due}}},
			} {
				f := &fact.Fact{Stream: id.Stream(), At: noon, Recorded: noon, Body: body}
				balance.Apply(f)
				p := int64(3*i + n + 1)
				raw := record.Append(nil, f)
				chain.Next(&sum, me, id.Stream(), raw)
				pos, tenants, streams, records = append(pos, p), append(tenants, string(me)), append(streams, string(id.Stream())), append(records, raw)
				sums = append(sums, append([]byte{}, sum[:]...))
				if n == 0 {
					p = 1
				}
				prev = append(prev, p-1)
			}
			rows.Add(me, balance, int64(3*i+1), int64(3*i+3), sum, due.UnixMilli())
		}
		tx, err := d.Write.Begin()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := facts.Insert(ctx, tx, pos, tenants, streams, prev, records, sums); err != nil {
			b.Fatal(err)
		}
		if _, err := balances.Insert(ctx, tx, rows.Columns()...); err != nil {
			b.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	if !d.Embedded {
		if _, err := d.Write.Exec("SELECT setval('facts_pos', $1)", (3*parcels/1024+2)*1024); err != nil {
			b.Fatal(err)
		}
		if _, err := d.Write.Exec("ANALYZE"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParcels works on open parcels: how long it takes to open the ledger and record the first
// fact, scans of parcels at random in batches of 1,000, 1,000 timers due among all, and the audit.
func BenchmarkParcels(b *testing.B) {
	for _, parcels := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint("sqlite/open=", parcels), func(b *testing.B) { benchParcels(b, dbtest.SQLite(b), dbtest.SQLite(b), parcels) })
		b.Run(fmt.Sprint("postgres/open=", parcels), func(b *testing.B) { benchParcels(b, dbtest.Postgres(b), dbtest.Postgres(b), parcels) })
	}
}

func benchParcels(b *testing.B, dsn, bareDSN string, parcels int) {
	ctx := context.Background()
	seed(b, dsn, parcels)
	start := time.Now()
	d := dbtest.Open(b, dsn)
	var batches atomic.Int64
	l, err := ledger.Open(ctx, d, shop{}, ledger.Options{Now: func() time.Time { batches.Add(1); return time.Now() }})
	if err != nil {
		b.Fatal(err)
	}
	put(b, l, receipt("MUG", 1))
	b.ReportMetric(float64(time.Since(start).Milliseconds()), "open_ms")

	if _, err := l.Sweep(ctx, noon.Add(-time.Hour)); err != nil { // until the timers are read
		b.Fatal(err)
	}
	start = time.Now()
	if n, err := l.Sweep(ctx, noon); n != 1000 || err != nil {
		b.Fatal(n, err)
	}
	b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "sweep_ms")

	head, err := l.Feed(ctx, ledger.Cursor{Pos: int64(3 * parcels)}, 10_000)
	if err != nil {
		b.Fatal(err)
	}
	after := head[len(head)-1].Cursor.Pos
	rnd := rand.New(rand.NewPCG(7, 7))
	before := batches.Load()
	took := submitAll(b, l, b.N, func(i int) *fact.Fact {
		return &fact.Fact{Stream: orderID(rnd.IntN(parcels)).Parcel(1).Stream(), At: noon.Add(time.Duration(i) * time.Second), By: "carrier:swift",
			Body: &fact.ScanReceived{Scan: fact.Scan{Carrier: "swift", Waybill: "LX123456785CN", Code: "GTMS_SIGNED", Milestone: shipping.PickedUp,
				Place: fact.ScanPlace{Country: "CN", City: "Shenzhen"}, Print: rnd.Uint64()}}}
	})
	b.ReportMetric(float64(b.N)/took.Seconds(), "scans/s")
	b.ReportMetric(float64(b.N)/float64(batches.Load()-before), "scans/commit")
	l.Close()
	d.Close()
	again := bareRows(b, dsn, after, 2000)
	seed(b, bareDSN, parcels)
	b.ReportMetric(again.write(b, bareDSN).Seconds()/took.Seconds(), "of_bare")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkAudit folds every fact again and compares all balances.
func BenchmarkAudit(b *testing.B) {
	const parcels = 200_000
	for n, dsn := range []func(testing.TB) string{dbtest.SQLite, dbtest.Postgres} {
		at := dsn(b)
		seed(b, at, parcels)
		b.Run([]string{"sqlite", "postgres"}[n], func(b *testing.B) {
			for b.Loop() {
				audit(b, at)
			}
			b.ReportMetric(3*parcels*float64(b.N)/b.Elapsed().Seconds(), "facts/s")
		})
	}
}
