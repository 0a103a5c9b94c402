package ledger_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
)

// slowShop takes its time over the first fact.
type slowShop struct {
	shop
	once    sync.Once
	started chan struct{}
	goOn    chan struct{}
}

func (s *slowShop) Admit(state fact.State, f *fact.Fact) error {
	s.once.Do(func() {
		close(s.started)
		<-s.goOn
	})
	return s.shop.Admit(state, f)
}

// TestGroupCommit: what waits while a batch is decided is committed together. The clock moves on
// with every batch, so the facts show how many there were.
func TestGroupCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		var ticks atomic.Int64
		story := &slowShop{started: make(chan struct{}), goOn: make(chan struct{})}
		l, err := ledger.Open(ctx, dbtest.Open(t, dsn), story, ledger.Options{Writers: 1, Now: func() time.Time {
			return noon.Add(time.Duration(ticks.Add(1)) * time.Second)
		}})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		pending := []*ledger.Pending{l.Submit(me, entry(receipt("MUG", 1)))}
		<-story.started
		for range 500 {
			pending = append(pending, l.Submit(me, entry(receipt("MUG", 1))))
		}
		close(story.goOn)
		batches := map[time.Time]int{}
		for i, p := range pending {
			facts, err := p.Wait(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if facts[0].Version != int64(i+1) {
				t.Errorf("entry %d got version %d", i, facts[0].Version)
			}
			batches[facts[0].Recorded]++
		}
		if len(batches) != 2 {
			t.Errorf("there were %d commits, want 2: %v", len(batches), batches)
		}
	})
}

// TestWhoWaitsGoesAheadOfBulk: an entry for which somebody waits goes ahead of what many hands have put into the lane of bulk, and while such entries come
// a batch takes little of it; both in the order in which they came.
func TestWhoWaitsGoesAheadOfBulk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		story := &slowShop{started: make(chan struct{}), goOn: make(chan struct{})}
		l, err := ledger.Open(t.Context(), dbtest.Open(t, dsn), story, ledger.Options{Writers: 1})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		submit := func(bulk bool) *ledger.Pending {
			e := entry(receipt("MUG", 1))
			e.Bulk = bulk
			return l.Submit(me, e)
		}
		pending := []*ledger.Pending{submit(true)}
		<-story.started
		for range 600 {
			pending = append(pending, submit(true))
		}
		waits := []*ledger.Pending{submit(false), submit(false)}
		close(story.goOn)
		version := func(p *ledger.Pending) int64 {
			facts, err := p.Wait(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return facts[0].Version
		}
		for i, p := range waits {
			if v := version(p); v > int64(100+i) {
				t.Errorf("who waits is the %dth", v)
			}
		}
		if version(waits[0]) > version(waits[1]) {
			t.Error("the second who waits went ahead of the first")
		}
		for i := 1; i < len(pending); i++ {
			if version(pending[i-1]) > version(pending[i]) {
				t.Errorf("bulk %d went ahead of the one before", i)
			}
		}
		if last := version(pending[600]); last != 603 {
			t.Errorf("the last of the bulk is the %dth", last)
		}
	})
}

// TestStaleBalance: a balance that another version of the program stored is folded anew.
func TestStaleBalance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		l := open(t, dsn, ledger.Options{})
		sellMugs(t, l, 5)
		d := dbtest.Open(t, copyOf(t, dsn))
		if _, err := d.Write.Exec("UPDATE balances SET state = $1", []byte{99}); err != nil {
			t.Fatal(err)
		}
		reseal(t, d)
		again, err := ledger.Open(ctx, d, shop{}, ledger.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		put(t, again, receipt("MUG", 7))
		if free := stock(t, again, "MUG").Free(""); free != 7 {
			t.Errorf("%d mugs are free, want 7", free)
		}
		if s, err := again.Read(ctx, me, orderID(2).Stream()); err != nil || fact.OrderIn(s, orderID(2)).Stage != fact.StageShipping {
			t.Errorf("the order is %+v, %v", s, err)
		}
	})
}
