package ledger_test

import (
	"context"
	"os"
	"testing"
	"testing/fstest"
	"time"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// oldDatabase makes a database as the program did when rows of all merchants shared their positions: for two merchants
// in turn a receipt, and a parcel with a timer that asks for a booking twice, the first time in vain.
func oldDatabase(t *testing.T, dsn string) {
	t.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	old := fstest.MapFS{}
	for _, name := range []string{"00001_ledger.sql", "00002_wishes_by_kind.sql"} {
		path := "migrations/" + d.Name + "/" + name
		text, err := os.ReadFile("record/" + path)
		if err != nil {
			t.Fatal(err)
		}
		old[path] = &fstest.MapFile{Data: text}
	}
	if err := d.Migrate(ctx, "ledger", old); err != nil {
		t.Fatal(err)
	}
	exec := func(text string, args ...any) {
		t.Helper()
		if _, err := d.Write.Exec(text, args...); err != nil {
			t.Fatal(err)
		}
	}
	merchants := []string{string(me), "other"}
	balances, sums, heads, firsts := map[string]*fact.Balance{}, map[string]*record.Sum{}, map[string]int64{}, map[string]int64{}
	pos := int64(0)
	chain := record.NewChain()
	for _, f := range []fact.Fact{
		*receipt("MUG", 10),
		{Stream: "parcel:par_1", Body: &fact.BookingRequested{Channel: "air", Carrier: "swift", Attempt: 1}},
		{Stream: "parcel:par_1", Body: &fact.Awaited{Await: []fact.Timer{{Name: "depart", Due: noon.Add(time.Hour)}}}},
		{Stream: "parcel:par_1", Body: &fact.BookingRequested{Channel: "sea", Carrier: "swift", Attempt: 2}},
	} {
		for _, m := range merchants {
			pos++
			f := f
			f.At, f.Recorded = noon, noon
			name := m + string(f.Stream)
			if balances[name] == nil {
				balances[name], sums[name], firsts[name] = fact.NewBalance(f.Stream), &record.Sum{}, pos
			}
			balances[name].Apply(&f)
			raw := record.Append(nil, &f)
			chain.Next(sums[name], shipping.MerchantID(m), f.Stream, raw)
			exec("INSERT INTO facts (pos, tenant, stream, prev, record, hash) VALUES ($1, $2, $3, $4, $5, $6)", pos, m, string(f.Stream), heads[name], raw, sums[name][:])
			heads[name] = pos
			if asked, ok := f.Body.(*fact.BookingRequested); ok && asked.Attempt == 1 {
				exec("INSERT INTO wishes (pos, tenant, kind, partner, due, error) VALUES ($1, $2, 'BookingRequested', 'swift', $3, 'no answer')", pos, m, 0)
			}
		}
	}
	exec("INSERT INTO wishes (pos, tenant, kind, partner, due) VALUES (7, $1, 'BookingRequested', 'swift', 7)", string(me))
	for _, m := range merchants {
		for _, stream := range []shipping.Stream{"stock:MUG", "parcel:par_1"} {
			name := m + string(stream)
			exec("INSERT INTO balances (first, tenant, stream, version, head, hash, due, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", firsts[name], m, string(stream),
				balances[name].Version, heads[name], sums[name][:], max(record.Due(balances[name].State).Int64, 0), fact.AppendState(nil, balances[name].State))
		}
	}
	exec("INSERT INTO papers (tenant, id, person, media, body) VALUES ($1, $2, 'per_anna', 'text/plain', $3)", string(me), string(oldDocument()), []byte("Anna"))
}

// oldDocument is the name of Anna's document: earlier programs named the content alone.
func oldDocument() shipping.DocumentID {
	return shipping.NewDocument("text/plain", "per_anna", []byte("Anna")).ID.Content()
}
