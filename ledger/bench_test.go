package ledger_test

import (
	"context"
	"database/sql"
	"fmt"
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
	query(b, d.Read, "SELECT tenant, stream, first, version, head, hash, due, state FROM balances", func(scan func(...any)) {
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
