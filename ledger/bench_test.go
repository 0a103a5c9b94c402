package ledger_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// bare is the rows that a ledger wrote, in batches, ready to be written again by a loop that does
// nothing else: no decision, no encoding, no hash.
type bare struct {
	facts, balances, wishes [][]any // columns of each batch
}

// bareRows reads what was written back into batches of so many facts, from a position on.
func bareRows(b *testing.B, dsn string, after int64, factsPerBatch int) *bare {
	d, err := db.OpenReadOnly(context.Background(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	type balance struct {
		first, version, head, due int64
		hash, state               []byte
	}
	balances := map[[2]string]balance{}
	query(b, d.Read, fmt.Sprint("SELECT tenant, stream, first, version, head, hash, due, state FROM balances WHERE head > ", after), func(scan func(...any)) {
		var k [2]string
		var v balance
		scan(&k[0], &k[1], &v.first, &v.version, &v.head, &v.hash, &v.due, &v.state)
		balances[k] = v
	})
	all := &bare{}
	var pos, prev []int64
	var tenant, stream []string
	var records, hash [][]byte
	flush := func() {
		if len(pos) == 0 {
			return
		}
		all.facts = append(all.facts, []any{pos, tenant, stream, prev, records, hash})
		keys := map[[2]string]bool{}
		for i := range pos {
			keys[[2]string{tenant[i], stream[i]}] = true
		}
		var order [][2]string
		for k := range keys {
			order = append(order, k)
		}
		slices.SortFunc(order, func(x, y [2]string) int { return int(balances[x].first - balances[y].first) })
		var first, version, head, due []int64
		var tenants, streams []string
		var sums, states [][]byte
		for _, k := range order {
			v := balances[k]
			first, version, head, due = append(first, v.first), append(version, v.version), append(head, v.head), append(due, v.due)
			tenants, streams = append(tenants, k[0]), append(streams, k[1])
			sums, states = append(sums, v.hash), append(states, v.state)
		}
		all.balances = append(all.balances, []any{first, tenants, streams, version, head, sums, due, states})
		pos, prev, tenant, stream, records, hash = nil, nil, nil, nil, nil, nil
	}
	query(b, d.Read, fmt.Sprint("SELECT pos, tenant, stream, prev, record, hash FROM facts WHERE pos > ", after, " ORDER BY pos"), func(scan func(...any)) {
		var p, v int64
		var t, s string
		var r, h []byte
		scan(&p, &t, &s, &v, &r, &h)
		pos, prev, tenant, stream = append(pos, p), append(prev, v), append(tenant, t), append(stream, s)
		records, hash = append(records, r), append(hash, h)
		if len(pos) == factsPerBatch {
			flush()
		}
	})
	flush()
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

// shift moves the facts behind a position, so that they can be written a second time.
func (all *bare) shift(by int64) {
	for _, columns := range all.facts {
		for i := range columns[0].([]int64) {
			columns[0].([]int64)[i] += by
		}
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
func submitAll(b *testing.B, l *ledger.Ledger, n int, fact func(i int) *shipping.Fact) time.Duration {
	facts := make([]*shipping.Fact, n)
	for i := range facts {
		facts[i] = fact(i)
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
	took := submitAll(b, l, b.N, func(i int) *shipping.Fact { return order(i, shipping.SKU(fmt.Sprint("SKU-", i%skus)), 1) })
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
			balance := shipping.NewBalance(id.Stream())
			var sum record.Sum
			for n, body := range []shipping.Body{
				&shipping.ParcelPlanned{Plan: shipping.ParcelPlan{Order: orderID(i), Shipment: orderID(i).Shipment(1), Warehouse: "szx",
					Ship: shipping.Place{Country: "DE", Postcode: "47051"}, Weight: 350, Value: shipping.Money{Amount: 1290, Currency: "EUR"},
					Picks: []shipping.Pick{{SKU: "MUG", Location: "szx/A-01", Quantity: 1}}}},
				&shipping.Booked{Channel: "air", Carrier: "swift", Waybill: fmt.Sprint("LX", i, "CN"), Cost: shipping.Money{Amount: 420, Currency: "EUR"}},
				&shipping.Awaited{Await: []shipping.Timer{{Name: "depart", Due: due}}},
			} {
				f := &shipping.Fact{Stream: id.Stream(), At: noon, Recorded: noon, Body: body}
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
		b.Run(fmt.Sprint("sqlite/open=", parcels), func(b *testing.B) { benchParcels(b, dbtest.SQLite(b), parcels) })
		b.Run(fmt.Sprint("postgres/open=", parcels), func(b *testing.B) { benchParcels(b, dbtest.Postgres(b), parcels) })
	}
}

func benchParcels(b *testing.B, dsn string, parcels int) {
	ctx := context.Background()
	seed(b, dsn, parcels)
	start := time.Now()
	d := dbtest.Open(b, dsn)
	l, err := ledger.Open(ctx, d, shop{}, ledger.Options{})
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
	took := submitAll(b, l, b.N, func(i int) *shipping.Fact {
		return &shipping.Fact{Stream: orderID(rnd.IntN(parcels)).Parcel(1).Stream(), At: noon.Add(time.Duration(i) * time.Second), By: "carrier:swift",
			Body: &shipping.ScanReceived{Scan: shipping.Scan{Carrier: "swift", Waybill: "LX123456785CN", Code: "GTMS_SIGNED", Milestone: shipping.PickedUp,
				Place: shipping.ScanPlace{Country: "CN", City: "Shenzhen"}, Print: rnd.Uint64()}}}
	})
	b.ReportMetric(float64(b.N)/took.Seconds(), "scans/s")
	l.Close()
	d.Close()
	again := bareRows(b, dsn, after, 2000)
	again.shift(1 << 40)
	b.ReportMetric(again.write(b, dsn).Seconds()/took.Seconds(), "of_bare")
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
