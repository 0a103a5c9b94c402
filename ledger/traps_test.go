package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/ledger/upkeep"
	"crosslane/shipping"
)

// nodes opens two ledgers on a PostgreSQL database, and the only one on an SQLite file.
func nodes(t *testing.T, dsn string, o ledger.Options) []*ledger.Ledger {
	list := []*ledger.Ledger{open(t, dsn, o)}
	if dsn[:8] == "postgres" {
		list = append(list, open(t, dsn, o))
	}
	return list
}

// TestNeverOversold: 16 writers on all nodes want the same few mugs and plates. When balances are
// commits do not ask for the epoch (taken out of carry), a node goes on from balances that another one has changed.
func TestNeverOversold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		on := nodes(t, dsn, ledger.Options{Batch: 7})
		put(t, on[0], receipt("MUG", 40))
		put(t, on[0], receipt("PLATE", 25))
		var writers sync.WaitGroup
		var sold [2]atomic.Int64
		for w := range 16 {
			writers.Go(func() {
				for i := range 12 {
					which := (w + i) % 2
					facts, err := on[w%len(on)].Record(context.Background(), me, entry(order(w*100+i, []shipping.SKU{"MUG", "PLATE"}[which], 1)))
					if err != nil {
						t.Error(err)
						return
					}
					if len(facts) > 2 { // else it waits
						sold[which].Add(1)
					}
				}
			})
		}
		writers.Wait()
		if m, p := sold[0].Load(), sold[1].Load(); m != 40 || p != 25 {
			t.Errorf("sold %d of 40 mugs and %d of 25 plates", m, p)
		}
		audit(t, dsn)
	})
}

// TestReadIsNotWritten: every order reads the Book's stream, which is empty. When all pages that
// were read are written (the comparison of versions in seal taken out), the book has a row, and
// orders of several nodes conflict for ever.
func TestReadIsNotWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		on := nodes(t, dsn, ledger.Options{})
		put(t, on[0], receipt("MUG", 100))
		var writers sync.WaitGroup
		for w := range 8 {
			writers.Go(func() {
				for i := range 5 {
					if _, err := on[w%len(on)].Record(context.Background(), me, entry(order(w*100+i, "MUG", 1))); err != nil {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		if found := audit(t, dsn); found.Streams != 81 { // stock, 40 orders, 40 parcels
			t.Errorf("%d streams have a balance, want 81", found.Streams)
		}
	})
}

// TestHotStream: an order does not read the history of the stock it takes from. The old facts are
// taken away here; when balances are folded from facts, the next order fails.
func TestHotStream(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{})
		sellMugs(t, l, 30)
		put(t, l, receipt("MUG", 1))
		l.Close()
		d := dbtest.Open(t, copyOf(t, dsn))
		if _, err := d.Write.Exec("DELETE FROM facts WHERE pos NOT IN (SELECT head FROM balances)"); err != nil {
			t.Fatal(err)
		}
		again, err := ledger.Open(ctx, d, shop{}, ledger.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		if facts := put(t, again, order(99, "MUG", 1)); len(facts) != 7 || facts[2].Version != 33 {
			t.Errorf("the order gave %d facts", len(facts))
		}
	})
}

// TestFeedOrder: the feed gives the facts of every stream in their order, and every one of them, while two nodes write.
func TestFeedOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		var writing sync.WaitGroup
		defer writing.Wait() // what was read may not be answered yet
		on := nodes(t, dsn, ledger.Options{Batch: 5})
		const writers, each = 8, 40
		for w := range writers {
			writing.Go(func() {
				rnd := rand.New(rand.NewPCG(1, uint64(w)))
				for range each {
					e := entry(receipt(shipping.SKU(fmt.Sprint("S", rnd.IntN(6))), 1), receipt(shipping.SKU(fmt.Sprint("S", rnd.IntN(6))), 1))
					if _, err := on[w%len(on)].Record(ctx, me, e); err != nil {
						t.Error(err)
					}
				}
			})
		}
		versions := map[shipping.Stream]int64{}
		var at int64
		for n := 0; n < 2*writers*each; {
			list, err := on[0].Tail(ctx, me, at, 3)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range list {
				if r.Fact.Version != versions[r.Fact.Stream]+1 {
					t.Fatalf("%s #%d comes after #%d", r.Fact.Stream, r.Fact.Version, versions[r.Fact.Stream])
				}
				versions[r.Fact.Stream], at = r.Fact.Version, r.Pos
				n++
			}
		}
	})
}

// TestNobodyGoesOnFromAWrongBalance: a row that does not lead to the newest fact of its stream, and one that is missing, is
// refused by name rather than believed; other streams go on, and a rebuild mends it.
func TestNobodyGoesOnFromAWrongBalance(t *testing.T) {
	for name, damage := range map[string]struct {
		sql    string
		sealed bool // as if the program had written it so
	}{
		"gone":             {"DELETE FROM balances WHERE stream = 'stock:MUG'", false},
		"a fact more":      {"UPDATE balances SET version = version + 1 WHERE stream = 'stock:MUG'", true},
		"another head":     {"UPDATE balances SET head = 1 WHERE stream = 'stock:MUG'", true},
		"no such head":     {"UPDATE balances SET head = 9223372036854775807 WHERE stream = 'stock:MUG'", true},
		"another hash":     {"UPDATE balances SET hash = (SELECT hash FROM facts WHERE pos = 1) WHERE stream = 'stock:MUG'", true},
		"no state":         {"UPDATE balances SET state = substr(state, 1, 1) WHERE stream = 'stock:MUG'", true},
		"another state":    {"UPDATE balances SET state = (SELECT state FROM balances WHERE stream = 'stock:JUG') WHERE stream = 'stock:MUG'", false},
		"another timer":    {"UPDATE balances SET due = 5 WHERE stream = 'stock:MUG'", false},
		"another's seal":   {"UPDATE balances SET seal = (SELECT seal FROM balances WHERE stream = 'stock:JUG') WHERE stream = 'stock:MUG'", false},
		"no seal":          {"UPDATE balances SET seal = (SELECT substr(hash, 1, 0) FROM facts WHERE pos = 1) WHERE stream = 'stock:MUG'", false},
		"all of another's": {"UPDATE balances SET (version, head, hash, due, state, seal) = (SELECT version, head, hash, due, state, seal FROM balances WHERE stream = 'stock:JUG') WHERE stream = 'stock:MUG'", false},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, dsn string) {
				ctx := context.Background()
				l := open(t, dsn, ledger.Options{})
				put(t, l, receipt("JUG", 9))
				sellMugs(t, l, 5)
				l.Close()
				d := dbtest.Open(t, copyOf(t, dsn))
				if _, err := d.Write.Exec(damage.sql); err != nil {
					t.Fatal(err)
				}
				if damage.sealed {
					reseal(t, d)
				}
				again, err := ledger.Open(ctx, d, shop{}, ledger.Options{})
				if err != nil {
					t.Fatal(err)
				}
				_, err = again.Record(ctx, me, entry(order(99, "MUG", 1)))
				if e, ok := errors.AsType[*shipping.Error](err); !ok || e.Code != shipping.Corrupt || !strings.HasPrefix(e.Field, "acme/stock:MUG#") {
					t.Errorf("an order by it: %v", err)
				}
				if _, err := again.Read(ctx, me, "stock:MUG"); shipping.CodeOf(err) != shipping.Corrupt {
					t.Errorf("it is read: %v", err)
				}
				put(t, again, order(98, "JUG", 1))
				again.Close()
				if _, err := upkeep.Rebuild(ctx, d, upkeep.Options{}); err != nil {
					t.Fatal(err)
				}
				mended, err := ledger.Open(ctx, d, shop{}, ledger.Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer mended.Close()
				put(t, mended, order(99, "MUG", 1))
			})
		})
	}
}

// reseal has every balance look as if it had been written as it is now.
func reseal(t *testing.T, d *db.DB) {
	t.Helper()
	tx, err := d.Write.Begin()
	if err == nil {
		err = record.SealAll(context.Background(), tx)
	}
	if err == nil {
		err = tx.Commit()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestNobodyGoesOnBehindAWrongEnd: where the newest fact is another than the merchant's row says, nothing is recorded.
func TestNobodyGoesOnBehindAWrongEnd(t *testing.T) {
	for _, damage := range []string{"UPDATE merchants SET newest = newest + 1", "UPDATE merchants SET newest = newest - 1, stored = 0",
		"UPDATE merchants SET newest = 9223372036854775807", "DELETE FROM facts WHERE pos = (SELECT newest FROM merchants)"} {
		dbtest.Each(t, func(t *testing.T, dsn string) {
			ctx := context.Background()
			l := open(t, dsn, ledger.Options{})
			sellMugs(t, l, 2)
			l.Close()
			d := dbtest.Open(t, copyOf(t, dsn))
			if _, err := d.Write.Exec(damage); err != nil {
				t.Fatal(err)
			}
			again, err := ledger.Open(ctx, d, shop{}, ledger.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			if _, err := again.Record(ctx, me, entry(receipt("MUG", 1))); shipping.CodeOf(err) != shipping.Corrupt {
				t.Errorf("%s: %v", damage, err)
			}
		})
	}
}
