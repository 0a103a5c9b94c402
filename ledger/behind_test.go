package ledger_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// rows counts the balances in the table that are as new as their facts, and all of them.
func rows(t *testing.T, dsn string) (whole, all int) {
	t.Helper()
	d, err := db.OpenReadOnly(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	err = d.Read.QueryRow(`SELECT count(*) FROM balances b WHERE b.head = (SELECT max(pos) FROM facts f WHERE f.merchant = b.merchant AND f.stream = b.stream)`).Scan(&whole)
	if err == nil {
		err = d.Read.QueryRow("SELECT count(*) FROM balances").Scan(&all)
	}
	if err != nil {
		t.Fatal(err)
	}
	return whole, all
}

// TestBehind: whoever reads sees what is committed, also while the rows of the balances are behind, in the process that
// writes and in another; a clean end leaves nothing behind.
func TestBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{})
		put(t, l, receipt("MUG", 100))
		put(t, l, order(0, "MUG", 1))
		d, err := db.OpenReadOnly(ctx, dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		beside := ledger.Look(d)
		for i := 1; i <= 20; i++ {
			put(t, l, order(i, "MUG", 1))
			for name, reader := range map[string]*ledger.Ledger{"the writer": l, "a reader": beside} {
				if free := stock(t, reader, "MUG").Free(""); free != int64(99-i) {
					t.Fatalf("%s sees %d free after order %d", name, free, i)
				}
				if facts, err := reader.History(ctx, me, orderID(i).Stream()); len(facts) != 3 || err != nil {
					t.Fatalf("%s sees %d facts of order %d, %v", name, len(facts), i, err)
				}
			}
			audit(t, dsn)
		}
		l.Close()
		if whole, all := rows(t, dsn); whole != all || all != 43 {
			t.Errorf("%d of %d balances are whole, want 43", whole, all)
		}
		var behind int64
		if err := d.Read.QueryRow("SELECT newest - stored FROM merchants").Scan(&behind); err != nil || behind != 0 {
			t.Errorf("%d facts are said to be behind, %v", behind, err)
		}
		if free := stock(t, beside, "MUG").Free(""); free != 79 {
			t.Errorf("then a reader sees %d free", free)
		}
	})
}

// TestStreams: those of one sort are listed, each once, whether their rows are behind or not, and for a reader beside too.
func TestStreams(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{})
		put(t, l, receipt("MUG", 10))
		put(t, l, receipt("CUP", 10), order(1, "MUG", 1))
		d, err := db.OpenReadOnly(ctx, dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		beside := ledger.Look(d)
		for _, reader := range []*ledger.Ledger{l, beside} {
			if got, err := reader.Streams(ctx, me, shipping.StockSort); err != nil || fmt.Sprint(got) != "[stock:CUP stock:MUG]" {
				t.Errorf("behind: %v, %v", got, err)
			}
		}
		l.Close()
		if got, err := beside.Streams(ctx, me, shipping.StockSort); err != nil || fmt.Sprint(got) != "[stock:CUP stock:MUG]" {
			t.Errorf("stored: %v, %v", got, err)
		}
		if got, err := beside.Streams(ctx, "nobody", shipping.StockSort); err != nil || len(got) != 0 {
			t.Errorf("of nobody: %v, %v", got, err)
		}
	})
}

// TestReadFarBehind: a balance that is many facts ahead of its row is read rightly, also again and again while it goes on.
func TestReadFarBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l := open(t, dsn, ledger.Options{})
		put(t, l, receipt("MUG", 1000))
		d, err := db.OpenReadOnly(context.Background(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		beside := ledger.Look(d)
		sold := 0
		for _, more := range []int{10, 30, 1, 60, 2, 40} {
			for range more {
				put(t, l, order(sold, "MUG", 1))
				sold++
			}
			for name, reader := range map[string]*ledger.Ledger{"the writer": l, "a reader": beside} {
				for range 2 {
					if free := stock(t, reader, "MUG").Free(""); free != int64(1000-sold) {
						t.Fatalf("%s sees %d free after %d orders", name, free, sold)
					}
				}
			}
		}
	})
}

// TestTimerFarBehind: a timer that was set many facts ahead of the row of its balance is found again and again, and elapses.
func TestTimerFarBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{})
		parcel := shipping.ParcelID("par_1").Stream()
		var last time.Time
		for i := range 30 {
			last = noon.Add(time.Duration(i) * time.Minute)
			put(t, l, &fact.Fact{Stream: parcel, At: last, Body: &fact.ScanReceived{Scan: fact.Scan{Milestone: shipping.PickedUp, Print: uint64(i + 1)}}})
		}
		for range 3 {
			if due, err := l.NextDue(ctx, me); !due.Equal(last.Add(48*time.Hour)) || err != nil {
				t.Errorf("due %v, %v", due, err)
			}
		}
		if n, err := l.Sweep(ctx, me, last.Add(48*time.Hour)); n != 1 || err != nil {
			t.Errorf("elapsed %d, %v", n, err)
		}
	})
}

// TestQuietLedgerStores: what is behind is stored when nothing else is to be done.
func TestQuietLedgerStores(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l := open(t, dsn, ledger.Options{})
		put(t, l, receipt("MUG", 100))
		put(t, l, order(0, "MUG", 1))
		for range 600 {
			if whole, all := rows(t, dsn); whole == 3 && all == 3 {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Error("the balances were never stored")
	})
}

// TestStoredBehindRowsThatHoldEverything: a ledger that was killed knows of many rows only that they may be behind. Those that are
// not keep nobody from finding out about the others, also where nobody stays for long.
func TestStoredBehindRowsThatHoldEverything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := dbtest.Open(t, dsn)
		l, err := ledger.Open(context.Background(), d, shop{}, ledger.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var all []ledger.Entry
		for i := range 5000 { // more than are written at a time
			all = append(all, entry(receipt(shipping.SKU(fmt.Sprint("SKU-", i)), 1)))
		}
		for _, p := range l.SubmitAll(me, all) {
			if _, err := p.Wait(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		l.Close()
		if _, err := d.Write.Exec("UPDATE merchants SET stored = 0"); err != nil {
			t.Fatal(err)
		}
		l, err = ledger.Open(context.Background(), d, shop{}, ledger.Options{})
		if err != nil {
			t.Fatal(err)
		}
		put(t, l, receipt("NEW", 1))
		l.Close()
		var stored, newest int64
		if err := d.Read.QueryRow("SELECT stored, newest FROM merchants").Scan(&stored, &newest); err != nil || stored != newest {
			t.Errorf("up to %d of %d facts are known to be in rows, %v", stored, newest, err)
		}
	})
}

// TestHotBalanceIsStored: the row of a balance is never many facts behind, as whoever reads follows them one by one.
func TestHotBalanceIsStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		l := open(t, dsn, ledger.Options{Batch: 50})
		var pending []*ledger.Pending
		for range 1000 {
			pending = append(pending, l.Submit(me, entry(receipt("MUG", 1))))
		}
		for _, p := range pending {
			if _, err := p.Wait(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		d, err := db.OpenReadOnly(context.Background(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		var version int64
		if err := d.Read.QueryRow("SELECT version FROM balances").Scan(&version); err != nil || version < 1000-256-50 {
			t.Errorf("the row holds %d of 1000 facts, %v", version, err)
		}
	})
}

// TestRowsLost: a row that is behind by much, or not there yet, is as good as one that is not: a process that was
// killed left it so. The next one decides by it, and its timers elapse.
func TestRowsLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{})
		put(t, l, receipt("MUG", 9))
		for i := range 4 {
			put(t, l, order(i, "MUG", 2))
		}
		parcel := shipping.ParcelID("par_1").Stream()
		put(t, l, &fact.Fact{Stream: parcel, At: noon, Body: &fact.ScanReceived{Scan: fact.Scan{Milestone: shipping.PickedUp, Print: 1}}})
		l.Close()
		d := dbtest.Open(t, copyOf(t, dsn))
		for _, text := range []string{"DELETE FROM balances", "UPDATE merchants SET stored = 0"} {
			if _, err := d.Write.Exec(text); err != nil {
				t.Fatal(err)
			}
		}
		again, err := ledger.Open(ctx, d, shop{}, ledger.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		if free := stock(t, again, "MUG").Free(""); free != 1 {
			t.Errorf("%d are free, want 1", free)
		}
		if facts := put(t, again, order(5, "MUG", 2)); len(facts) != 2 {
			t.Errorf("an order for what is not there gave %d facts", len(facts))
		}
		if facts := put(t, again, order(6, "MUG", 1)); facts[2].Version != 6 {
			t.Errorf("the stock's next fact is #%d", facts[2].Version)
		}
		if n, err := again.Sweep(ctx, me, noon.AddDate(0, 0, 3)); n != 1 || err != nil {
			t.Errorf("elapsed %d, %v", n, err)
		}
	})
}

// blind is a shop that answers to timers with a code, as one does that lacks what it decides by.
type blind struct {
	shop
	says *shipping.Code
}

func (b blind) Admit(s fact.State, f *fact.Fact) error {
	if _, timer := f.Body.(*fact.TimerElapsed); timer && *b.says != "" {
		return shipping.Fault(*b.says, "not now", "")
	}
	return b.shop.Admit(s, f)
}

// TestTimerWaits: a timer that the decisions does not admit yet waits, without an error, and elapses at the first sweep
// from then on. So does one that was due before 1970, also in the next process.
func TestTimerWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		says := shipping.Unavailable
		d := dbtest.Open(t, dsn)
		l, err := ledger.Open(ctx, d, blind{says: &says}, ledger.Options{})
		if err != nil {
			t.Fatal(err)
		}
		long := time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC)
		for i, at := range []time.Time{noon, long} {
			put(t, l, &fact.Fact{Stream: shipping.ParcelID(fmt.Sprint("par_", i)).Stream(), At: at,
				Body: &fact.ScanReceived{Scan: fact.Scan{Milestone: shipping.PickedUp, Print: 1}}})
		}
		if due, err := l.NextDue(ctx, me); !due.Equal(long.Add(48*time.Hour)) || err != nil {
			t.Errorf("due %v, %v", due, err)
		}
		for range 2 {
			if n, err := l.Sweep(ctx, me, noon.AddDate(0, 0, 3)); n != 0 || err != nil {
				t.Errorf("elapsed %d, %v", n, err)
			}
		}
		l.Close()
		again, err := ledger.Open(ctx, d, blind{says: &says}, ledger.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		put(t, again, receipt("MUG", 1))
		for _, says = range []shipping.Code{shipping.Unavailable, shipping.Refused} {
			if n, err := again.Sweep(ctx, me, noon.AddDate(0, 0, 3)); n != 0 || err != nil {
				t.Errorf("%s: elapsed %d, %v", says, n, err)
			}
		}
		says = ""
		if n, err := again.Sweep(ctx, me, noon.AddDate(0, 0, 3)); n != 2 || err != nil {
			t.Errorf("then elapsed %d, %v", n, err)
		}
		if due, err := again.NextDue(ctx, me); !due.IsZero() || err != nil {
			t.Errorf("still due %v, %v", due, err)
		}
	})
}

// TestTimerNobodyWaitsFor: a timer that the decisions knows to be over leaves nothing behind, and is not asked for again.
func TestTimerNobodyWaitsFor(t *testing.T) {
	ctx := context.Background()
	says := shipping.Known
	l, err := ledger.Open(ctx, dbtest.Open(t, dbtest.SQLite(t)), blind{says: &says}, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	put(t, l, &fact.Fact{Stream: "parcel:par_1", At: noon, Body: &fact.ScanReceived{Scan: fact.Scan{Milestone: shipping.PickedUp, Print: 1}}})
	for range 2 {
		if n, err := l.Sweep(ctx, me, noon.AddDate(0, 0, 3)); n != 0 || err != nil {
			t.Errorf("elapsed %d, %v", n, err)
		}
		says = "" // it would elapse now, if it were asked for
	}
}

// clockwork is a shop whose timers set themselves into the past again and again.
type clockwork struct{ shop }

func (clockwork) Decide(_ fact.State, f *fact.Fact) []*fact.Fact {
	switch b := f.Body.(type) {
	case *fact.TimerElapsed:
		return []*fact.Fact{{Stream: f.Stream, Body: &fact.Awaited{Await: []fact.Timer{{Name: "again", Due: b.Timer.Due.Add(time.Second)}}}}}
	case *fact.ScanReceived:
		return []*fact.Fact{{Stream: f.Stream, Body: &fact.Awaited{Await: []fact.Timer{{Name: "again", Due: noon}}}}}
	}
	return nil
}

// TestTimerOfThePast: a decider that sets timers into the past again and again gets a bounded number of them in a sweep,
// and the next sweep goes on; another stream has its turn.
func TestTimerOfThePast(t *testing.T) {
	ctx := context.Background()
	d := dbtest.Open(t, dbtest.SQLite(t))
	l, err := ledger.Open(ctx, d, clockwork{}, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for i := range 2 {
		put(t, l, &fact.Fact{Stream: shipping.ParcelID(fmt.Sprint("par_", i)).Stream(), At: noon, Body: &fact.ScanReceived{}})
	}
	for round := range 3 {
		if n, err := l.Sweep(ctx, me, noon.AddDate(1, 0, 0)); n != 40 || err != nil {
			t.Errorf("sweep %d elapsed %d timers, %v; want 20 of each stream", round, n, err)
		}
	}
}

// TestOldDatabase: what a program without merchants' own positions stored is read, audited and carried on.
func TestOldDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		oldDatabase(t, dsn)
		l := open(t, dsn, ledger.Options{})
		for _, m := range []shipping.MerchantID{me, "other"} {
			list, err := l.Feed(ctx, m, 0, 100)
			if err != nil || len(list) != 4 || list[0].Fact.Stream != "stock:MUG" {
				t.Fatalf("the feed of %s: %d facts, %v", m, len(list), err)
			}
			if facts, err := l.History(ctx, m, "stock:MUG"); len(facts) != 1 || err != nil {
				t.Errorf("the stock has %d facts, %v", len(facts), err)
			}
		}
		audit(t, dsn)
		if due, err := l.NextDue(ctx, me); !due.Equal(noon.Add(time.Hour)) && !due.IsZero() || err != nil { // on PostgreSQL nobody writes yet
			t.Errorf("due %v, %v", due, err)
		}
		put(t, l, receipt("MUG", 1))
		if n, err := l.Sweep(ctx, me, noon.AddDate(0, 0, 3)); n != 1 || err != nil {
			t.Errorf("elapsed %d, %v", n, err)
		}
		if left, err := l.OpenJobs(ctx, me); len(left) != 2 || !left[0].Due.IsZero() || left[1].Due.IsZero() || err != nil {
			t.Errorf("the jobs are %+v, %v", left, err)
		}
		if doc, err := l.Document(ctx, me, oldDocument()); string(doc.Body) != "Anna" || err != nil {
			t.Errorf("the document reads %q, %v", doc.Body, err)
		}
		if free := stock(t, l, "MUG").Free(""); free != 11 {
			t.Errorf("%d are free, want 11", free)
		}
		audit(t, dsn)
	})
}
