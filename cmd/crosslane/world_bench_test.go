package main

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/world"
)

// BenchmarkWorld runs a simulated world of b.N days from the command line to the summary. The bare loop
// beside it writes the very same rows of facts again, an average hour's in one transaction: no carrier,
// no decision, no balance, no read table.
func BenchmarkWorld(b *testing.B) {
	data := b.TempDir()
	start := time.Now()
	out := demoOf(b, data, b.N)
	took := time.Since(start)
	var s world.Summary
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		b.Fatal(err)
	}
	rows := factRows(b, filepath.Join(data, "demo-seed7-days"+strconv.Itoa(b.N)+"-orders150", "ledger.db"))
	bare := rows.write(b)
	b.ReportMetric(float64(s.Parcels)/took.Seconds(), "lives/s")
	b.ReportMetric(float64(len(rows.pos))/took.Seconds(), "facts/s")
	b.ReportMetric(float64(len(rows.pos))/float64(s.Parcels), "facts/life")
	b.ReportMetric(bare.Seconds()/took.Seconds(), "of_bare")
	b.ReportMetric(0, "ns/op")
}

func demoOf(b *testing.B, data string, days int) string {
	b.Helper()
	out, errs, status := typed(b, "", "--data", data, "demo", "--headless", "--days", strconv.Itoa(days), "--seed", "7", "--json")
	if status != 0 {
		b.Fatal(errs)
	}
	return out
}

// factColumns are the columns of a table of facts.
type factColumns struct {
	pos, prev         []int64
	merchants, stream []string
	records, sums     [][]byte
}

func factRows(b *testing.B, dsn string) *factColumns {
	b.Helper()
	d, err := db.OpenReadOnly(context.Background(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	rows, err := d.Read.Query("SELECT merchant, pos, stream, prev, record, hash FROM facts ORDER BY merchant, pos")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	all := &factColumns{}
	for rows.Next() {
		var pos, prev int64
		var merchant, stream string
		var raw, sum []byte
		if err := rows.Scan(&merchant, &pos, &stream, &prev, &raw, &sum); err != nil {
			b.Fatal(err)
		}
		all.pos, all.prev = append(all.pos, pos), append(all.prev, prev)
		all.merchants, all.stream = append(all.merchants, merchant), append(all.stream, stream)
		all.records, all.sums = append(all.records, raw), append(all.sums, sum)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return all
}

// hourly is about how many facts an hour of the simulated world brings.
const hourly = 150

// write writes the rows and answers with how long it took.
func (f *factColumns) write(b *testing.B) time.Duration {
	b.Helper()
	ctx := context.Background()
	d, err := db.OpenUnsynced(ctx, filepath.Join(b.TempDir(), "bare.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	if err := ledger.Migrate(ctx, d); err != nil {
		b.Fatal(err)
	}
	in, err := d.Prepare(ctx, db.Bulk{Table: "facts", Columns: record.FactColumns})
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	for at := 0; at < len(f.pos); at += hourly {
		end := min(at+hourly, len(f.pos))
		tx, err := d.Write.Begin()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := in.Insert(ctx, tx, f.merchants[at:end], f.pos[at:end], f.stream[at:end], f.prev[at:end], f.records[at:end], f.sums[at:end]); err != nil {
			b.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}
