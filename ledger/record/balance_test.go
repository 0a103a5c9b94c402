package record_test

import (
	"context"
	"fmt"
	"testing"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// damaged counts the balances of streams that nobody may go on from.
func damaged(t *testing.T, d *db.DB, m shipping.MerchantID, streams []shipping.Stream) (n int) {
	t.Helper()
	seen := 0
	if err := record.EachBalance(context.Background(), d, d.Read, m, streams, func(b *record.Balance) error {
		if seen++; b.Damaged != nil {
			n++
		}
		return nil
	}); err != nil || seen != len(streams) {
		t.Fatalf("%d of %d were read: %v", seen, len(streams), err)
	}
	return n
}

// TestSeals: all balances of before are sealed, however many there are; whatever is changed in a row since, its merchant too, shows.
func TestSeals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d, ctx := dbtest.Open(t, dsn), context.Background()
		if err := record.Migrate(ctx, d); err != nil {
			t.Fatal(err)
		}
		const many = 2001
		var rows record.Balances
		streams := make([]shipping.Stream, many)
		for i := range streams {
			streams[i] = shipping.SKU(fmt.Sprintf("SKU-%04d", i)).Stream()
			b := fact.NewBalance(streams[i])
			b.Version = 1
			rows.Add("acme", b, int64(i+1), record.Sum{byte(i)})
		}
		tx, err := d.Write.Begin()
		if err != nil {
			t.Fatal(err)
		}
		in, err := d.PrepareIn(ctx, tx, db.Bulk{Table: "balances", Columns: record.BalanceColumns})
		if err == nil {
			_, err = in.Insert(ctx, tx, rows.Columns()...)
		}
		if err == nil {
			_, err = tx.Exec("INSERT INTO merchants (merchant, epoch, owner, until, newest, facts, hash, stored) VALUES ('acme', 0, '', 0, 0, 0, $1, 0)", make([]byte, 32))
		}
		if err == nil {
			err = tx.Commit()
		}
		if err != nil {
			t.Fatal(err)
		}
		if n := damaged(t, d, "acme", streams); n != 0 {
			t.Errorf("%d are damaged as they were written", n)
		}
		change := func(text string, args ...any) {
			t.Helper()
			if _, err := d.Write.Exec(text, args...); err != nil {
				t.Fatal(err)
			}
		}
		change("UPDATE balances SET seal = $1", []byte{})
		if n := damaged(t, d, "acme", streams); n != many {
			t.Errorf("%d are damaged without a seal", n)
		}
		if tx, err = d.Write.Begin(); err == nil {
			err = record.SealAll(ctx, tx)
		}
		if err == nil {
			err = tx.Commit()
		}
		if n := damaged(t, d, "acme", streams); err != nil || n != 0 {
			t.Errorf("%d are damaged after they were sealed: %v", n, err)
		}
		for _, text := range []string{"version = 2", "head = head + 5000", "due = 7", "hash = seal", "state = hash"} {
			change("UPDATE balances SET " + text + " WHERE stream = 'stock:SKU-0007'")
			if n := damaged(t, d, "acme", streams); n != 1 {
				t.Errorf("%s: %d are damaged", text, n)
			}
		}
		change("UPDATE balances SET merchant = 'other' WHERE stream = 'stock:SKU-0008'")
		if n := damaged(t, d, "other", streams[8:9]); n != 1 {
			t.Error("another merchant's balance is believed")
		}
	})
}
