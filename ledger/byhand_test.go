package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger/cache"
	"crosslane/shipping"
)

// byHand is a writer that does what it is told and nothing besides, so that what it does can be looked at step by step.
func byHand(t *testing.T) *writer {
	t.Helper()
	d, err := db.OpenUnsynced(t.Context(), dbtest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	l := &Ledger{db: d, decider: quiet{}, node: "node", memories: map[shipping.MerchantID]*memory{}, options: Options{Now: func() time.Time { return morning }}}
	l.options.fill()
	tables, err := newTables(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	return &writer{l: l, ctx: ctx, tables: tables, depth: 1, cache: cache.New[key, *page](1000),
		owned: map[shipping.MerchantID]*owned{}, waiting: map[shipping.MerchantID]*waitlist{}}
}

func received(sku string, times int) *Pending {
	p := &Pending{merchant: "m", done: make(chan struct{})}
	for range times {
		p.entry.Facts = append(p.entry.Facts, &fact.Fact{Stream: shipping.SKU(sku).Stream(), Body: &fact.StockMoved{SKU: shipping.SKU(sku), Quantity: 1, From: shipping.Supplier, To: "szx/A-01"}})
	}
	return p
}

// records has entries recorded, and waits until they are.
func (w *writer) records(t *testing.T, entries ...*Pending) {
	t.Helper()
	w.record(entries)
	w.landAll()
	for _, p := range entries {
		select {
		case <-p.done:
		default:
			t.Fatal("an entry is not answered")
		}
		if p.err != nil {
			t.Fatal(p.err)
		}
	}
}

// stands tells how the merchant stands by their row, and how many balances have rows.
func (w *writer) stands(t *testing.T) (newest, stored, rows int64) {
	t.Helper()
	s, err := w.l.standing(t.Context(), "m")
	if err == nil {
		err = w.l.db.Read.QueryRow("SELECT count(*) FROM balances").Scan(&rows)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s.Newest, s.Stored, rows
}

// A row is never as many facts behind as whoever reads it would not follow.
func TestRowsThatAreFarBehind(t *testing.T) {
	w := byHand(t)
	for _, c := range []struct{ more, rows int }{{mostWalked - 1, 0}, {1, 1}} {
		w.records(t, received("MUG", c.more))
		if _, _, rows := w.stands(t); rows != int64(c.rows) {
			t.Errorf("with %d facts more there are %d rows", c.more, rows)
		}
	}
	w.records(t, received("MUG", mostWalked-1))
	var version int64
	if err := w.l.db.Read.QueryRow("SELECT version FROM balances").Scan(&version); err != nil || version != mostWalked {
		t.Errorf("the row counts %d facts, %v", version, err)
	}
	if streams, upTo := w.l.memory("m").behind(); len(streams) != 1 || upTo != 2*mostWalked-1 {
		t.Errorf("behind are %v up to %d", streams, upTo)
	}
}

// When nothing else is to be done, rows that are behind are written some at a time, and then the merchant's row says so.
func TestCarriedForward(t *testing.T) {
	w := byHand(t)
	if w.carryForward(3) {
		t.Error("of nobody something was behind")
	}
	var all []*Pending
	for n := range 7 {
		all = append(all, received(fmt.Sprint("S", n), n+1))
	}
	w.records(t, all...)
	if newest, stored, rows := w.stands(t); newest != 28 || stored != 0 || rows != 0 {
		t.Errorf("recorded up to %d, stored up to %d, %d rows", newest, stored, rows)
	}
	for _, want := range []struct{ stored, rows int64 }{{0, 3}, {0, 6}, {28, 7}} {
		if !w.carryForward(3) {
			t.Error("nothing was behind")
		}
		w.landAll()
		if newest, stored, rows := w.stands(t); newest != 28 || stored != want.stored || rows != want.rows {
			t.Errorf("up to %d stored up to %d, %d rows, want %+v", newest, stored, rows, want)
		}
	}
	if w.carryForward(3) {
		t.Error("something was behind though all is stored")
	}
	if streams, _ := w.l.memory("m").behind(); len(streams) != 0 {
		t.Errorf("behind are %v", streams)
	}
}

// What is recorded while rows are carried forward goes on with them, and is itself behind.
func TestCarriedWithABatch(t *testing.T) {
	w := byHand(t)
	var all []*Pending
	for n := range 150 {
		all = append(all, received(fmt.Sprint("S", n), 1))
	}
	w.records(t, all...)
	w.records(t, received("MUG", 1)) // not much is behind: nothing is carried
	if _, stored, rows := w.stands(t); stored != 0 || rows != 0 {
		t.Errorf("stored up to %d, %d rows", stored, rows)
	}
	if !w.carryForward(1) {
		t.Fatal("nothing was behind")
	}
	w.landAll()
	for _, want := range []struct{ stored, rows int64 }{{0, 1 + 68}, {0, 1 + 2*68}, {151, 151}} { // 64 with every batch, and 4 for each of its streams
		w.records(t, received("MUG", 1))
		if _, stored, rows := w.stands(t); stored != want.stored || rows != want.rows {
			t.Errorf("stored up to %d, %d rows, want %+v", stored, rows, want)
		}
	}
	if streams, _ := w.l.memory("m").behind(); !slices.Equal(streams, []shipping.Stream{"stock:MUG"}) {
		t.Errorf("behind are %v", streams)
	}
	pages := map[key]*page{}
	if err := w.l.load(t.Context(), w.l.memory("m"), []shipping.Stream{"stock:MUG", "stock:S7", "stock:NONE"}, pages); err != nil {
		t.Fatal(err)
	}
	for stream, version := range map[shipping.Stream]int64{"stock:MUG": 4, "stock:S7": 1, "stock:NONE": 0} {
		if p := pages[key{"m", stream}]; p.balance.Version != version {
			t.Errorf("%s counts %d facts", stream, p.balance.Version)
		}
	}
}

// A batch that cannot be committed because another node has taken the merchant over is decided again upon what that one
// recorded; nothing is recorded twice or lost.
func TestTakenByAnother(t *testing.T) {
	w := byHand(t)
	w.records(t, received("MUG", 1))
	if _, err := w.l.db.Write.Exec("UPDATE merchants SET epoch = epoch + 1"); err != nil {
		t.Fatal(err)
	}
	one, two := received("MUG", 1), received("CUP", 1)
	w.record([]*Pending{one})
	w.record([]*Pending{two}) // decided upon the first
	w.landAll()
	if w.failures == 0 || w.waitingEntries() != 2 || w.l.memory("m").losses != 1 {
		t.Errorf("%d failures, %d losses, %d wait", w.failures, w.l.memory("m").losses, w.waitingEntries())
	}
	if q := w.waiting["m"]; q.entries[0] != one || q.entries[1] != two || !q.until.After(time.Now().Add(-time.Minute)) {
		t.Error("they wait in another order")
	}
	w.waiting["m"].until = time.Time{}
	w.handle()
	w.landAll()
	for n, p := range []*Pending{one, two} {
		if <-p.done; p.err != nil || len(p.facts) != 1 || p.facts[0].Version != int64(2-n) {
			t.Errorf("%v, %v", p.facts, p.err)
		}
	}
	if newest, _, _ := w.stands(t); newest != 3 || w.failures != 0 || w.l.memory("m").losses != 0 {
		t.Errorf("recorded up to %d, %d failures", newest, w.failures)
	}
}

// After conflicts an entry is decided again, as often as may be and no oftener; a failure it is told.
func TestDecidedAgain(t *testing.T) {
	refused := shipping.Fault(shipping.Refused, "no", "")
	for name, c := range map[string]struct {
		err, own error
		tries    int
		again    bool
		says     shipping.Code
	}{
		"void":                      {err: errVoid, tries: 1000, again: true},
		"taken":                     {err: errTaken, tries: 1000, again: true},
		"a lease that was lost":     {err: errLost, tries: 0, again: true},
		"lost for the last time":    {err: errLost, tries: mostTries - 2, again: true},
		"lost too often":            {err: errLost, tries: mostTries - 1, says: shipping.Conflict},
		"lost, and refused":         {err: errLost, own: refused, tries: mostTries - 1, says: shipping.Conflict},
		"the disk is full":          {err: errors.New("disk full"), says: shipping.Internal},
		"the disk, and refused":     {err: errors.New("disk full"), own: refused, says: shipping.Refused},
		"void, and refused already": {err: errVoid, own: refused, again: true},
	} {
		w := byHand(t)
		p := received("MUG", 1)
		p.err, p.tries = c.own, c.tries
		list := w.again([]*Pending{p}, c.err)
		if c.again {
			if len(list) != 1 || list[0] != p || p.tries != c.tries+1 {
				t.Errorf("%s: %v is decided again", name, list)
			}
		} else if <-p.done; len(list) != 0 || shipping.CodeOf(p.err) == "" || c.says != shipping.Internal && shipping.CodeOf(p.err) != c.says {
			t.Errorf("%s: %v again, %v", name, list, p.err)
		}
		rests := w.waiting["m"] != nil && w.waiting["m"].until.After(time.Now().Add(-time.Minute))
		if want := !errors.Is(c.err, errVoid) && (c.again || c.says == shipping.Conflict); rests != want {
			t.Errorf("%s: it rests: %t", name, rests)
		}
	}
}

// Balances are kept in memory while there is room, and those that were not used for long are forgotten then; what is
// recorded next goes on with them all the same.
func TestBalancesInMemory(t *testing.T) {
	w := byHand(t)
	w.cache = cache.New[key, *page](6)
	kept := func(sku shipping.SKU) bool { _, ok := w.cache.Peek(key{"m", sku.Stream()}); return ok }
	for n, c := range []struct {
		sku        string
		mug, plate bool // are kept
	}{{"MUG", true, false}, {"PLATE", true, true}, {"CUP", true, true}, {"PAN", true, true}, {"POT", true, true}, {"JUG", true, true}, {"LID", false, false}} {
		w.records(t, received(c.sku, 1))
		if kept("MUG") != c.mug || kept("PLATE") != c.plate || !kept(shipping.SKU(c.sku)) {
			t.Errorf("after %d products the mug is kept: %t, the plate: %t", n+1, kept("MUG"), kept("PLATE"))
		}
	}
	again := received("MUG", 1)
	if w.records(t, again); again.facts[0].Version != 2 {
		t.Errorf("the mug goes on with fact %d", again.facts[0].Version)
	}
}
