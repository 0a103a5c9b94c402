package ledger_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/ledger"
	"crosslane/ledger/upkeep"
	"crosslane/shipping"
)

func backup(t testing.TB, dsn string) []byte {
	t.Helper()
	d, err := db.OpenReadOnly(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var file bytes.Buffer
	if _, err := upkeep.Backup(context.Background(), d, &file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func restore(t testing.TB, file []byte, dsn string) upkeep.Found {
	t.Helper()
	d, err := db.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	found, err := upkeep.Restore(context.Background(), d, bytes.NewReader(file), upkeep.Options{Law: neverOversold})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// copyOf restores a backup into a new database of the same engine.
func copyOf(t testing.TB, dsn string) string {
	t.Helper()
	to := dbtest.SQLite
	if strings.HasPrefix(dsn, "postgres") {
		to = dbtest.Postgres
	}
	other := to(t)
	restore(t, backup(t, dsn), other)
	return other
}

// TestBackup carries a ledger in use from each engine to each, and goes on there.
func TestBackup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, from string) {
		ctx := context.Background()
		l := open(t, from, ledger.Options{})
		letter := shipping.NewDocument("text/plain", "per_anna", []byte("Anna, Lindenweg 4"))
		if _, err := l.Record(ctx, me, ledger.Entry{Documents: []shipping.Document{letter}}); err != nil {
			t.Fatal(err)
		}
		sellMugs(t, l, 20)
		want := audit(t, from)
		file := backup(t, from)
		dbtest.Each(t, func(t *testing.T, to string) {
			if got := restore(t, file, to); got != want || audit(t, to) != want {
				t.Errorf("restored %v, want %v", got, want)
			}
			other := open(t, to, ledger.Options{})
			if p, err := other.Document(ctx, me, letter.ID); err != nil || string(p.Body) != string(letter.Body) {
				t.Errorf("the letter reads %q, %v", p.Body, err)
			}
			if n, err := other.Drain(ctx, me, &swift{}); n != 20 || err != nil {
				t.Errorf("%d jobs came along, %v", n, err)
			}
			put(t, other, receipt("MUG", 1))
			put(t, other, order(77, "MUG", 1))
			if list, err := other.Feed(ctx, me, 0, 1000); err != nil || int64(len(list)) != want.Facts+20+8 {
				t.Errorf("the feed gives %d facts, %v", len(list), err)
			}
			audit(t, to)
		})
		if _, err := upkeep.Restore(ctx, dbtest.Open(t, copyOf(t, from)), bytes.NewReader(file), upkeep.Options{}); shipping.CodeOf(err) != shipping.Refused {
			t.Errorf("restored over facts: %v", err)
		}
	})
}

// TestAuditFindsDamage: whatever is changed in the tables by hand, the audit names it.
func TestAuditFindsDamage(t *testing.T) {
	whole := dbtest.SQLite(t)
	l := open(t, whole, ledger.Options{})
	sellMugs(t, l, 5)
	put(t, l, receipt("LAST", 1))
	file := backup(t, whole)
	third := string(orderID(2).Stream())
	damages := []struct{ sql, names string }{
		{"UPDATE facts SET record = cast(replace(cast(record AS TEXT), 'web', 'wib') AS BLOB) WHERE stream = '" + third + "'", third + "#1"},
		{"UPDATE facts SET record = substr(record, 1, 20) WHERE stream = '" + third + "' AND prev = 0", third + "#1"},
		{"DELETE FROM facts WHERE stream = '" + third + "' AND prev = 0", third + "#1"},
		{"DELETE FROM facts WHERE pos = (SELECT head FROM balances WHERE stream = '" + third + "')", third + "#"},
		{"UPDATE balances SET state = (SELECT state FROM balances WHERE stream = 'stock:MUG') WHERE stream = '" + third + "'", third + "#3"},
		{"UPDATE balances SET version = version + 1 WHERE stream = '" + third + "'", third + "#3"},
		{"UPDATE balances SET due = 5 WHERE stream = '" + third + "'", third + "#3"},
		{"UPDATE balances SET due = 5, state = x'00' WHERE stream = '" + third + "'", third + "#3"}, // as if of another version of the program
		{"DELETE FROM balances WHERE stream = '" + third + "'", third + "#1"},
		{"DELETE FROM balances WHERE stream = '" + third + "'; DELETE FROM facts WHERE stream = '" + third + "'", "taken away"},
		{"DELETE FROM facts WHERE stream = 'stock:LAST'; DELETE FROM balances WHERE stream = 'stock:LAST'", "taken away"},
		{"UPDATE merchants SET facts = facts - 1", "taken away"},
		{"INSERT INTO balances SELECT merchant, 'stock:NONE', version, head, hash, due, state, seal FROM balances WHERE stream = 'stock:MUG'", "balances without facts"},
	}
	for _, damage := range damages {
		dsn := dbtest.SQLite(t)
		restore(t, file, dsn)
		d := dbtest.Open(t, dsn)
		if _, err := d.Write.Exec(damage.sql); err != nil {
			t.Fatal(err)
		}
		_, err := upkeep.Audit(context.Background(), d, upkeep.Options{})
		if shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), damage.names) {
			t.Errorf("%s\nthe audit says %v", damage.sql, err)
		}
	}
}

// TestRebuildHidesNoLoss: where facts are gone nothing is changed, unless the loss is accepted.
func TestRebuildHidesNoLoss(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l := open(t, dsn, ledger.Options{})
		sellMugs(t, l, 20)
		l.Close()
		d, ctx := dbtest.Open(t, copyOf(t, dsn)), context.Background()
		if _, err := d.Write.Exec("DELETE FROM facts WHERE pos > (SELECT newest - 3 FROM merchants)"); err != nil {
			t.Fatal(err)
		}
		_, err := upkeep.Rebuild(ctx, d, upkeep.Options{})
		if shipping.CodeOf(err) != shipping.Corrupt || !strings.Contains(err.Error(), "3 facts that were recorded are not there") {
			t.Errorf("rebuilt: %v", err)
		}
		if _, err := upkeep.Audit(ctx, d, upkeep.Options{}); shipping.CodeOf(err) != shipping.Corrupt {
			t.Errorf("the audit behind it says %v", err)
		}
		if _, err := upkeep.Rebuild(ctx, d, upkeep.Options{AcceptLoss: true}); err != nil {
			t.Error(err)
		}
	})
}

// TestRebuild: balances that were damaged are what the facts add up to again.
func TestRebuild(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l := open(t, dsn, ledger.Options{})
		sellMugs(t, l, 20)
		want := audit(t, dsn)
		l.Close()
		d := dbtest.Open(t, copyOf(t, dsn))
		for _, damage := range []string{"UPDATE balances SET version = 7, head = 7", "DELETE FROM balances"} {
			if _, err := d.Write.Exec(damage); err != nil {
				t.Fatal(err)
			}
			if found, err := upkeep.Rebuild(context.Background(), d, upkeep.Options{}); err != nil || found != want {
				t.Errorf("rebuilt %v, %v; want %v", found, err, want)
			}
			if found, err := upkeep.Audit(context.Background(), d, upkeep.Options{Law: neverOversold}); err != nil || found != want {
				t.Errorf("audited %v, %v; want %v", found, err, want)
			}
		}
	})
}
