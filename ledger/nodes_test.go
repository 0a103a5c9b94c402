package ledger_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// cutOff opens a ledger whose connections can be cut, as those of a node that dies.
func cutOff(t *testing.T, dsn string) (*ledger.Ledger, func()) {
	t.Helper()
	d, err := db.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(context.Background(), d, shop{}, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close(); l.Close() })
	return l, func() { d.Close() }
}

// TestTakeOver: of two nodes one falls silent, with balances behind its facts. The other goes on at once from what was
// acknowledged, and elapses the timers that the first one left.
func TestTakeOver(t *testing.T) {
	ctx := context.Background()
	dsn := dbtest.Postgres(t)
	first, cut := cutOff(t, dsn)
	second := open(t, dsn, ledger.Options{})
	put(t, first, receipt("MUG", 30))
	for i := range 10 {
		put(t, first, order(i, "MUG", 1))
	}
	parcel := shipping.ParcelID("par_1").Stream()
	put(t, first, &fact.Fact{Stream: parcel, At: noon, Body: &fact.ScanReceived{Scan: fact.Scan{Milestone: shipping.PickedUp, Print: 1}}})
	cut()
	if free := stock(t, second, "MUG").Free(""); free != 20 {
		t.Errorf("the other node sees %d free, want 20", free)
	}
	if facts, err := second.History(ctx, me, parcel); len(facts) != 2 || err != nil {
		t.Errorf("the other node sees %d facts of the parcel, %v", len(facts), err)
	}
	at := noon.AddDate(0, 0, 3)
	for i, want := range []int{0, 0, 1} { // it looks, then waits for a sign of life, then takes over
		if i == 2 {
			at = at.Add(time.Minute)
		}
		n := 0
		for range 2 { // it takes the merchant over first, and elapses then
			more, err := second.Sweep(ctx, me, at)
			if err != nil {
				t.Fatal(err)
			}
			n += more
		}
		if n != want {
			t.Errorf("look %d: %d timers elapsed, want %d", i, n, want)
		}
	}
	facts := put(t, second, order(99, "MUG", 20))
	if facts[0].Version != 1 || len(facts) != 7 {
		t.Errorf("the order gave %d facts", len(facts))
	}
	if _, err := first.Record(ctx, me, entry(order(100, "MUG", 1))); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("a node that is cut off says %v", err)
	}
	audit(t, dsn)
}

// TestARefusalIsNotOfYesterday: a node that wrote for a merchant before another did refuses nothing by what it remembers.
func TestARefusalIsNotOfYesterday(t *testing.T) {
	ctx := context.Background()
	dsn := dbtest.Postgres(t)
	first, second := open(t, dsn, ledger.Options{}), open(t, dsn, ledger.Options{})
	put(t, first, receipt("MUG", 1))
	out := func(n int64) *fact.Fact {
		return &fact.Fact{Stream: shipping.SKU("MUG").Stream(), At: noon, Body: &fact.StockMoved{SKU: "MUG", Quantity: n, From: "szx/A-01", To: shipping.Scrap}}
	}
	if _, err := first.Record(ctx, me, entry(out(2))); shipping.CodeOf(err) != shipping.Refused {
		t.Fatalf("two of one: %v", err)
	}
	put(t, second, receipt("MUG", 9))
	if _, err := first.Record(ctx, me, entry(out(2))); err != nil {
		t.Errorf("two of ten: %v", err)
	}
	put(t, second, order(1, "MUG", 8)) // of the eight that are left
	if _, err := first.Record(ctx, me, entry(out(1))); shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("one of none: %v", err)
	}
	audit(t, dsn)
}

// TestOwnerSweeps: while a node lives, another one leaves its timers alone.
func TestOwnerSweeps(t *testing.T) {
	ctx := context.Background()
	dsn := dbtest.Postgres(t)
	first, second := open(t, dsn, ledger.Options{}), open(t, dsn, ledger.Options{})
	at := noon.AddDate(0, 0, 3)
	for i := range 3 {
		parcel := shipping.ParcelID(fmt.Sprint("par_", i)).Stream()
		put(t, first, &fact.Fact{Stream: parcel, At: noon, Body: &fact.ScanReceived{Scan: fact.Scan{Milestone: shipping.PickedUp, Print: 1}}})
		if n, err := second.Sweep(ctx, me, at.Add(time.Duration(i)*time.Hour)); n != 0 || err != nil {
			t.Errorf("the other node elapsed %d, %v", n, err)
		}
	}
	if n, err := first.Sweep(ctx, me, at); n != 3 || err != nil {
		t.Errorf("the node that writes elapsed %d, %v", n, err)
	}
}

// TestTwoBusyNodes: two nodes that want one merchant all the time take turns, and nothing is lost or told twice.
func TestTwoBusyNodes(t *testing.T) {
	ctx := context.Background()
	dsn := dbtest.Postgres(t)
	on := nodes(t, dsn, ledger.Options{Batch: 20})
	put(t, on[0], receipt("MUG", 1000))
	var all sync.WaitGroup
	for n, l := range on {
		all.Go(func() {
			var pending []*ledger.Pending
			for i := range 400 {
				pending = append(pending, l.Submit(me, entry(order(1000*n+i, "MUG", 1))))
			}
			for i, p := range pending {
				if facts, err := p.Wait(ctx); err != nil || len(facts) != 7 {
					t.Errorf("order %d of node %d gave %d facts, %v", i, n, len(facts), err)
					return
				}
			}
		})
	}
	all.Wait()
	for n, l := range on {
		if free := stock(t, l, "MUG").Free(""); free != 200 {
			t.Errorf("node %d sees %d free, want 200", n, free)
		}
	}
	found := audit(t, dsn)
	if found.Facts != 1+800*7 {
		t.Errorf("%d facts are there, want %d", found.Facts, 1+800*7)
	}
	seen := map[shipping.FactID]bool{}
	var at int64
	if err := on[1].Replay(ctx, me, 0, func(list []ledger.Recorded) error {
		for _, r := range list {
			if seen[r.Fact.ID()] || r.Pos != at+1 {
				t.Fatalf("%s at %d comes behind %d", r.Fact.ID(), r.Pos, at)
			}
			seen[r.Fact.ID()], at = true, r.Pos
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestSwitchingNodes: a node that comes back to a merchant decides by what the other recorded meanwhile, also of
// balances that it still had in memory, and knows the timers that the other set.
func TestSwitchingNodes(t *testing.T) {
	ctx := context.Background()
	dsn := dbtest.Postgres(t)
	on := nodes(t, dsn, ledger.Options{})
	put(t, on[0], receipt("MUG", 3))
	for i := range 4 {
		facts := put(t, on[i%2], order(i, "MUG", 1))
		if want := map[bool]int{true: 7, false: 2}[i < 3]; len(facts) != want {
			t.Errorf("order %d gave %d facts, want %d", i, len(facts), want)
		}
	}
	parcel := shipping.ParcelID("par_1").Stream()
	put(t, on[1], &fact.Fact{Stream: parcel, At: noon, Body: &fact.ScanReceived{Scan: fact.Scan{Milestone: shipping.PickedUp, Print: 1}}})
	put(t, on[0], receipt("PLATE", 1)) // takes it back
	elapsed := 0
	for range 500 { // the timers that the other set are learned beside everything else
		n, err := on[0].Sweep(ctx, me, noon.AddDate(0, 0, 3))
		if err != nil {
			t.Fatal(err)
		}
		if elapsed += n; elapsed > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if elapsed != 1 {
		t.Errorf("elapsed %d", elapsed)
	}
	audit(t, dsn)
}
