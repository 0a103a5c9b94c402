package ledger_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// TestFailedCommit: of a batch that cannot be committed everybody hears so, nothing of it stays, and what was decided
// upon it is decided again, also for another merchant of the same commit.
func TestFailedCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{Batch: 9})
		d := dbtest.Open(t, copyOf(t, dsn))
		texts := []string{"CREATE TRIGGER bad BEFORE INSERT ON facts WHEN NEW.stream = 'stock:BAD' BEGIN SELECT RAISE(ABORT, 'bad'); END"}
		if !d.Embedded {
			texts = []string{"CREATE FUNCTION bad() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'bad'; END $$",
				"CREATE TRIGGER bad BEFORE INSERT ON facts FOR EACH ROW WHEN (NEW.stream = 'stock:BAD') EXECUTE FUNCTION bad()"}
		}
		for _, text := range texts {
			if _, err := d.Write.Exec(text); err != nil {
				t.Fatal(err)
			}
		}
		l.Close()
		l, err := ledger.Open(ctx, d, shop{}, ledger.Options{Batch: 9})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		pending := map[shipping.MerchantID][]*ledger.Pending{}
		for i := range 200 {
			for _, m := range []shipping.MerchantID{me, "other"} {
				sku := shipping.SKU("MUG")
				if i%40 == 20 && m == me {
					sku = "BAD"
				}
				pending[m] = append(pending[m], l.Submit(m, entry(receipt(sku, 1))))
			}
		}
		for range 20 { // of one merchant alone, and both decided upon it
			var group []ledger.Entry
			for i := range 9 {
				group = append(group, entry(receipt([]shipping.SKU{"MUG", "BAD"}[i/8], 1)))
			}
			pending[me] = append(pending[me], l.SubmitAll(me, group)...)
			for range 4 {
				for _, m := range []shipping.MerchantID{me, "other"} {
					pending[m] = append(pending[m], l.Submit(m, entry(receipt("MUG", 1))))
				}
			}
		}
		for m, list := range pending {
			recorded, last := 0, int64(0)
			for i, p := range list {
				facts, err := p.Wait(ctx)
				if err != nil {
					continue
				}
				if facts[0].Stream == "stock:BAD" || facts[0].Version <= last {
					t.Errorf("%s: entry %d is %s behind #%d", m, i, facts[0].ID(), last)
				}
				recorded, last = recorded+1, facts[0].Version
			}
			s, err := l.Read(ctx, m, "stock:MUG", "stock:BAD")
			if err != nil || s.Balance("stock:MUG").Version != int64(recorded) || s.Balance("stock:BAD").Version != 0 || recorded == 0 {
				t.Errorf("%s: %d were acknowledged, %d are there, %v", m, recorded, s.Balance("stock:MUG").Version, err)
			}
			if list, err := l.Feed(ctx, m, 0, 1000); len(list) != recorded || err != nil {
				t.Errorf("%s: the feed gives %d of %d, %v", m, len(list), recorded, err)
			}
		}
	})
}

// TestConflicts: a batch that conflicts is done again, in the order in which its entries were submitted, and so is what was
// decided upon it. Nobody hears of it.
func TestConflicts(t *testing.T) {
	ctx := context.Background()
	dsn := dbtest.Postgres(t)
	l := open(t, dsn, ledger.Options{Batch: 9, Writers: 1})
	d := dbtest.Open(t, dsn)
	for _, text := range []string{
		"CREATE SEQUENCE turns",
		`CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF nextval('turns') % 3 = 1 THEN RAISE 'serialize' USING ERRCODE = '40001'; END IF; RETURN NEW; END $$`,
		"CREATE TRIGGER conflict BEFORE UPDATE ON merchants FOR EACH ROW WHEN (NEW.newest > OLD.newest) EXECUTE FUNCTION conflict()",
	} {
		if _, err := d.Write.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	pending := map[shipping.MerchantID][]*ledger.Pending{}
	for i := range 150 {
		for _, m := range []shipping.MerchantID{me, "other"} {
			f := receipt("MUG", 1)
			f.Body.(*fact.StockMoved).Reference = fmt.Sprint(i)
			pending[m] = append(pending[m], l.Submit(m, entry(f)))
		}
	}
	for m, list := range pending {
		for i, p := range list {
			if facts, err := p.Wait(ctx); err != nil || facts[0].Version != int64(i+1) {
				t.Fatalf("%s: entry %d: %v, %v", m, i, facts, err)
			}
		}
	}
	audit(t, dsn)
}

// TestNobodyWaitsForEver: a batch that waits for what another transaction holds is given up after a while and done again, since
// that one may wait for a batch behind it, which no database can know.
func TestNobodyWaitsForEver(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	dsn := dbtest.Postgres(t)
	l := open(t, dsn, ledger.Options{})
	put(t, l, receipt("MUG", 1))
	d := dbtest.Open(t, dsn)
	other, err := d.Write.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Exec("INSERT INTO facts (merchant, pos, stream, prev, record, hash) SELECT merchant, pos + 1, stream, prev, record, hash FROM facts"); err != nil {
		t.Fatal(err)
	}
	pending := l.Submit(me, entry(receipt("CUP", 1)))
	var first, begun sql.NullTime
	for !first.Valid || !begun.Time.After(first.Time) {
		err := d.Read.QueryRowContext(ctx, "SELECT max(xact_start) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()").Scan(&begun)
		if err != nil {
			t.Fatal("it waits for ever: ", err)
		}
		if !first.Valid {
			first = begun
		}
	}
	if err := other.Rollback(); err != nil {
		t.Fatal(err)
	}
	if facts, err := pending.Wait(ctx); err != nil || facts[0].Version != 1 {
		t.Errorf("%v, %v", facts, err)
	}
}
