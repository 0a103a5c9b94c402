package ledger_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"syscall"
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
// nothing else: no decision, no encoding, no hash. Every batch carries its balances forward, as a ledger would that
// keeps none behind.
type bare struct {
	facts, balances, jobs [][]any // columns of each batch
}

// bareRows reads what was written back into batches of so many facts, from a position on. The
// balances of each batch are as they were then: rows that grow cost more than rows that do not.
func bareRows(b *testing.B, dsn string, after int64, factsPerBatch int) *bare {
	d, err := db.OpenReadOnly(context.Background(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	later := map[string]bool{}
	query(b, d.Read, fmt.Sprint("SELECT DISTINCT stream FROM facts WHERE pos > ", after), func(scan func(...any)) {
		var stream string
		scan(&stream)
		later[stream] = true
	})
	all := &bare{}
	balances := map[string]*fact.Balance{}
	touched := map[string]int{} // row of the stream's newest fact in the batch
	var pos, prev []int64
	var merchant, stream []string
	var records, sums [][]byte
	flush := func() {
		var rows record.Balances
		for _, name := range slices.Sorted(maps.Keys(touched)) {
			i := touched[name]
			rows.Add(me, balances[name], pos[i], record.Sum(sums[i]))
		}
		all.facts = append(all.facts, []any{merchant, pos, stream, prev, records, sums})
		all.balances = append(all.balances, rows.Columns())
		pos, prev, merchant, stream, records, sums = nil, nil, nil, nil, nil, nil
		clear(touched)
	}
	query(b, d.Read, "SELECT pos, merchant, stream, prev, record, hash FROM facts ORDER BY pos", func(scan func(...any)) {
		var p, v int64
		var t, s string
		var raw, sum []byte
		scan(&p, &t, &s, &v, &raw, &sum)
		if !later[s] {
			return
		}
		f, err := record.Read(shipping.Stream(s), raw)
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
		pos, prev, merchant, stream = append(pos, p), append(prev, v), append(merchant, t), append(stream, s)
		records, sums = append(records, raw), append(sums, sum)
		if len(pos) == factsPerBatch {
			flush()
		}
	})
	if len(pos) > 0 {
		flush()
	}
	all.readJobs(b, d)
	return all
}

func (all *bare) readJobs(b *testing.B, d *db.DB) {
	i := 0
	all.jobs = make([][]any, len(all.facts))
	var pos, due []int64
	var merchant, kind, partner []string
	cut := func(upTo int64) {
		for i < len(all.facts) && (upTo < 0 || last(all.facts[i]) < upTo) {
			all.jobs[i] = []any{merchant, pos, kind, partner, due}
			pos, due, merchant, kind, partner = nil, nil, nil, nil, nil
			i++
		}
	}
	query(b, d.Read, "SELECT pos, merchant, kind, partner, due FROM jobs ORDER BY pos", func(scan func(...any)) {
		var p, at int64
		var t, k, who string
		scan(&p, &t, &k, &who, &at)
		cut(p)
		pos, due, merchant, kind, partner = append(pos, p), append(due, at), append(merchant, t), append(kind, k), append(partner, who)
	})
	cut(-1)
}

func last(columns []any) int64 { pos := columns[1].([]int64); return pos[len(pos)-1] }

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
	balances := prepare(db.Bulk{Table: "balances", Columns: record.BalanceColumns, Then: "ON CONFLICT (merchant, stream)" +
		" DO UPDATE SET version = excluded.version, head = excluded.head, hash = excluded.hash, due = excluded.due, state = excluded.state"})
	jobs := prepare(db.Bulk{Table: "jobs", Columns: []db.Column{column("merchant", "text"), column("pos", "bigint"), column("kind", "text"),
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
		}{{facts, all.facts[i]}, {balances, all.balances[i]}, {jobs, all.jobs[i]}} {
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

// processor is how much time of the processors this process has used: on a machine that does other work too it says more
// than the clock. What PostgreSQL uses is not in it.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
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

// benchOrders takes orders in through the small story: 7 facts, 3 balances and a job each.
func benchOrders(b *testing.B, dsn, bareDSN string, skus int) {
	l := open(b, dsn, ledger.Options{})
	for i := range skus {
		put(b, l, receipt(shipping.SKU(fmt.Sprint("SKU-", i)), 1e9))
	}
	start := time.Now()
	submitAll(b, l, b.N, func(i int) *fact.Fact { return order(i, shipping.SKU(fmt.Sprint("SKU-", i%skus)), 1) })
	l.Close() // stores the balances that are behind
	took := time.Since(start)
	b.ReportMetric(float64(b.N)/took.Seconds(), "orders/s")
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
	if _, err := record.Born(ctx, d, me); err != nil {
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
	var all record.Sum
	for at := 0; at < parcels; at += 5000 {
		var pos, prev []int64
		var merchants, streams []string
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
				chain.Run(&all, sum[:])
				pos, merchants, streams, records = append(pos, p), append(merchants, string(me)), append(streams, string(id.Stream())), append(records, raw)
				sums = append(sums, append([]byte{}, sum[:]...))
				if n == 0 {
					p = 1
				}
				prev = append(prev, p-1)
			}
			rows.Add(me, balance, int64(3*i+3), sum)
		}
		tx, err := d.Write.Begin()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := facts.Insert(ctx, tx, merchants, pos, streams, prev, records, sums); err != nil {
			b.Fatal(err)
		}
		if _, err := balances.Insert(ctx, tx, rows.Columns()...); err != nil {
			b.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := d.Write.Exec("UPDATE merchants SET newest = $2, facts = $2, hash = $3, stored = $2 WHERE merchant = $1", string(me), 3*parcels, all[:]); err != nil {
		b.Fatal(err)
	}
	if !d.Embedded {
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

	if _, err := l.Sweep(ctx, me, noon.Add(-time.Hour)); err != nil { // until the timers are read
		b.Fatal(err)
	}
	start = time.Now()
	if n, err := l.Sweep(ctx, me, noon); n != 1000 || err != nil {
		b.Fatal(n, err)
	}
	b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "sweep_ms")

	head, err := l.Feed(ctx, me, int64(3*parcels), 10_000)
	if err != nil {
		b.Fatal(err)
	}
	after := head[len(head)-1].Pos
	rnd := rand.New(rand.NewPCG(7, 7))
	before := batches.Load()
	used := processor(b)
	took := submitAll(b, l, b.N, func(i int) *fact.Fact {
		return &fact.Fact{Stream: orderID(rnd.IntN(parcels)).Parcel(1).Stream(), At: noon.Add(time.Duration(i) * time.Second), By: "carrier:swift",
			Body: &fact.ScanReceived{Scan: fact.Scan{Carrier: "swift", Waybill: "LX123456785CN", Code: "GTMS_SIGNED", Milestone: shipping.PickedUp,
				Place: fact.ScanPlace{Country: "CN", City: "Shenzhen"}, Print: rnd.Uint64()}}}
	})
	start = time.Now()
	l.Close() // stores the balances that are behind
	took += time.Since(start)
	b.ReportMetric(float64((processor(b)-used).Microseconds())/float64(b.N), "cpu_us/scan")
	b.ReportMetric(float64(b.N)/took.Seconds(), "scans/s")
	b.ReportMetric(float64(b.N)/float64(batches.Load()-before), "scans/commit")
	d.Close()
	again := bareRows(b, dsn, after, 2000)
	seed(b, bareDSN, parcels)
	used = processor(b)
	b.ReportMetric(again.write(b, bareDSN).Seconds()/took.Seconds(), "of_bare")
	b.ReportMetric(float64((processor(b)-used).Microseconds())/float64(b.N), "bare_cpu_us/scan")
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

// BenchmarkStartBehind opens a ledger whose process was killed when as much was behind as may be, and records a fact.
func BenchmarkStartBehind(b *testing.B) {
	const parcels = 130_000 // 390,000 facts
	dsn := dbtest.SQLite(b)
	seed(b, dsn, parcels)
	d := dbtest.Open(b, dsn)
	for b.Loop() {
		if _, err := d.Write.Exec("UPDATE merchants SET stored = 0"); err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		l, err := ledger.Open(context.Background(), d, shop{}, ledger.Options{})
		if err != nil {
			b.Fatal(err)
		}
		put(b, l, receipt("MUG", 1))
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "open_ms")
		start = time.Now()
		if _, err := l.Sweep(context.Background(), me, noon.Add(-time.Hour)); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(start).Milliseconds()), "timers_ms")
		l.Close()
	}
}
