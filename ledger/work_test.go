package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// swift is a worker that books at a carrier which counts calls by idempotency key.
type swift struct {
	mu     sync.Mutex
	calls  map[shipping.FactID]int
	said   fact.Body // instead of Booked
	answer func(t *fact.Task, call int) error
}

func (w *swift) Performs() []fact.Kind { return []fact.Kind{"BookingRequested"} }

func (w *swift) Perform(_ context.Context, t *fact.Task) (fact.Outcome, error) {
	w.mu.Lock()
	if w.calls == nil {
		w.calls = map[shipping.FactID]int{}
	}
	w.calls[t.Job.ID()]++
	call := w.calls[t.Job.ID()]
	w.mu.Unlock()
	if w.answer != nil {
		if err := w.answer(t, call); err != nil {
			return fact.Outcome{}, err
		}
	}
	body := w.said
	if body == nil {
		body = &fact.Booked{Channel: "air", Carrier: "swift", Waybill: "W" + string(t.Job.ID())}
	}
	return fact.Outcome{Facts: []*fact.Fact{{Stream: t.Job.Stream, At: t.Job.At, By: "carrier:swift", Body: body}}}, nil
}

// booked counts the bookings in the parcels of orders 0 to n-1; no parcel may have two.
func booked(t *testing.T, l *ledger.Ledger, n int) int {
	t.Helper()
	sum := 0
	for i := range n {
		facts, err := l.History(context.Background(), me, orderID(i).Parcel(1).Stream())
		if err != nil {
			t.Fatal(err)
		}
		here := 0
		for _, f := range facts {
			if f.Kind() == "Booked" {
				here++
				if f.Cause != shipping.NewFactID(f.Stream, 3) {
					t.Errorf("a booking is caused by %q", f.Cause)
				}
			}
		}
		if here > 1 {
			t.Errorf("parcel %d was booked %d times", i, here)
		}
		sum += here
	}
	return sum
}

func sellMugs(t testing.TB, l *ledger.Ledger, n int) {
	t.Helper()
	put(t, l, receipt("MUG", int64(n)))
	pending := make([]*ledger.Pending, n)
	for i := range n {
		pending[i] = l.Submit(me, entry(order(i, "MUG", 1)))
	}
	for _, p := range pending {
		if _, err := p.Wait(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// clock is a virtual clock.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestDrain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		at := &clock{now: noon}
		l := open(t, dsn, ledger.Options{Now: at.Now, Writers: 1}) // so that the jobs are in order
		sellMugs(t, l, 40)
		w := &swift{answer: func(t *fact.Task, call int) error {
			switch t.Job.Stream {
			case orderID(3).Parcel(1).Stream():
				if call == 1 {
					return errors.New("the line is busy")
				}
			case orderID(4).Parcel(1).Stream():
				return shipping.BadField("weight", "is missing", "")
			case orderID(5).Parcel(1).Stream():
				panic("a fault of the connector")
			}
			if b, err := t.Stream(ctx, t.Job.Stream); err != nil || b.Version < 3 {
				return fmt.Errorf("cannot read the parcel: %w", err)
			}
			return nil
		}}
		if n, err := l.Drain(ctx, me, w); n != 40 || err != nil {
			t.Fatalf("drained %d, %v", n, err)
		}
		if n := booked(t, l, 40); n != 37 {
			t.Errorf("%d are booked, want 37", n)
		}
		if n, _ := l.Drain(ctx, me, w); n != 0 {
			t.Errorf("%d were tried again at once", n)
		}
		if next, _ := l.NextJob(ctx, me); !next.After(noon) || next.After(noon.Add(2*time.Second)) {
			t.Errorf("the next attempt is at %v", next)
		}
		for range 12 {
			at.pass(2 * time.Hour)
			l.Drain(ctx, me, w)
		}
		dead, err := l.DeadJobs(ctx, me)
		if err != nil || len(dead) != 2 || dead[0].Fact.Stream != orderID(4).Parcel(1).Stream() || dead[0].Attempt != 1 || dead[1].Attempt != 12 || dead[0].Error == "" {
			t.Fatalf("dead are %+v, %v", dead, err)
		}
		w.answer = nil
		if err := l.Repeat(ctx, me, dead[0].Fact.ID()); err != nil {
			t.Fatal(err)
		}
		if err := l.Repeat(ctx, me, dead[0].Fact.ID()); shipping.CodeOf(err) != shipping.NotFound {
			t.Errorf("repeated twice: %v", err)
		}
		l.Drain(ctx, me, w)
		if n := booked(t, l, 40); n != 39 {
			t.Errorf("%d are booked, want 39", n)
		}
		if open, _ := l.OpenJobs(ctx, me); len(open) != 1 {
			t.Errorf("%d jobs are open, want the dead one", len(open))
		}
		audit(t, dsn)
	})
}

// TestLeaseLost: a worker that was given up comes back with an outcome. Another one has performed
// the job with the same key meanwhile; the outcome is recorded once. Without the comparison of
// leases in remove, the parcel has 5 facts.
func TestLeaseLost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		at := &clock{now: noon}
		l := open(t, dsn, ledger.Options{Now: at.Now})
		sellMugs(t, l, 1)
		second := &swift{said: &fact.BookingRejected{Code: "full"}} // a fact that the decisions admits again and again
		first := &swift{said: second.said, answer: func(*fact.Task, int) error {
			at.pass(2 * time.Minute) // the lease ends while the carrier thinks
			_, err := l.Drain(ctx, me, second)
			return err
		}}
		if n, err := l.Drain(ctx, me, first); n != 1 || err != nil {
			t.Fatalf("drained %d, %v", n, err)
		}
		parcel := orderID(0).Parcel(1).Stream()
		job := shipping.NewFactID(parcel, 3)
		if first.calls[job] != 1 || second.calls[job] != 1 {
			t.Errorf("the keys differ: %v %v", first.calls, second.calls)
		}
		if facts, err := l.History(ctx, me, parcel); len(facts) != 4 || err != nil {
			t.Errorf("the parcel has %d facts, %v; want 4", len(facts), err)
		}
		if open, _ := l.OpenJobs(ctx, me); len(open) != 0 {
			t.Errorf("%d jobs are open", len(open))
		}
		audit(t, dsn)
	})
}

func TestWork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		l := open(t, dsn, ledger.Options{})
		w := &swift{}
		worker, stop := context.WithCancel(ctx)
		done := make(chan error)
		go func() { done <- l.Work(worker, me, w, ledger.WorkOptions{}) }()
		sellMugs(t, l, 200)
		for ctx.Err() == nil {
			more := l.Committed()
			if open, _ := l.OpenJobs(ctx, me); len(open) == 0 {
				break
			}
			<-more
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if n := booked(t, l, 200); n != 200 {
			t.Errorf("%d are booked", n)
		}
		for job, n := range w.calls {
			if n != 1 {
				t.Errorf("%s was performed %d times", job, n)
			}
		}
	})
}
