package ledger

import (
	"container/heap"
	"context"
	"database/sql"
	"sync"
	"time"

	"crosslane/db"
	"crosslane/fact"
)

// timed is a balance that can tell which of its timers are due.
type timed interface {
	DueTimers(now time.Time) []fact.Timer
}

// hint says that a timer of a stream may fall due then. Hints are never taken back: whoever
// follows one asks the balance.
type hint struct {
	due int64
	key key
}

func (h hint) before(o hint) bool {
	if h.due != o.due {
		return h.due < o.due
	}
	return h.key.less(o.key)
}

type hints []hint

func (h hints) Len() int           { return len(h) }
func (h hints) Less(i, j int) bool { return h[i].before(h[j]) }
func (h hints) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *hints) Push(x any)        { *h = append(*h, x.(hint)) }
func (h *hints) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	*h = (*h)[:last]
	return x
}

// timers holds the hints of an SQLite ledger in memory. They are read from the balances when the
// ledger is opened, beside everything else, and again when most of them are out of date.
type timers struct {
	db     *db.DB
	mu     sync.Mutex
	heap   hints
	live   int // hints after they were last read
	ready  chan struct{}
	failed error
}

func newTimers(ctx context.Context, d *db.DB) *timers {
	t := &timers{db: d, ready: make(chan struct{})}
	go func() {
		defer close(t.ready)
		t.failed = t.read(ctx)
	}()
	return t
}

// read takes the hints in that the balances give. What is set meanwhile is kept.
func (t *timers) read(ctx context.Context) error {
	rows, err := t.db.Read.QueryContext(ctx, "SELECT due, tenant, stream FROM balances WHERE due > 0")
	if err != nil {
		return err
	}
	defer rows.Close()
	var list hints
	for rows.Next() {
		var h hint
		if err := rows.Scan(&h.due, &h.key.tenant, &h.key.stream); err != nil {
			return err
		}
		list = append(list, h)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.heap = append(t.heap, list...)
	t.live = len(t.heap)
	heap.Init(&t.heap)
	return rows.Err()
}

// set adds hints.
func (t *timers) set(list []hint) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, h := range list {
		heap.Push(&t.heap, h)
	}
}

// take removes the hints that are due, in their order.
func (t *timers) take(ctx context.Context, now int64) ([]hint, error) {
	if err := t.await(ctx); err != nil {
		return nil, err
	}
	if err := t.refresh(ctx); err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	var due []hint
	for len(t.heap) > 0 && t.heap[0].due <= now {
		due = append(due, heap.Pop(&t.heap).(hint))
	}
	return due, nil
}

// refresh reads the hints anew when most of them are out of date. One that is set meanwhile is kept.
func (t *timers) refresh(ctx context.Context) error {
	t.mu.Lock()
	stale := len(t.heap) > 2*t.live+100_000
	if stale {
		t.heap = nil // what it held is committed, so it is read again
	}
	t.mu.Unlock()
	if !stale {
		return nil
	}
	return t.read(ctx)
}

func (t *timers) await(ctx context.Context) error {
	select {
	case <-t.ready:
	case <-ctx.Done():
		return ctx.Err()
	}
	if t.failed != nil {
		return failed("read its timers", t.failed)
	}
	return nil
}

// next is when the first timer falls due, zero when none is open. Hints that are out of date are
// dropped on the way.
func (t *timers) next(ctx context.Context) (int64, error) {
	if err := t.await(ctx); err != nil {
		return 0, err
	}
	for {
		t.mu.Lock()
		if len(t.heap) == 0 {
			t.mu.Unlock()
			return 0, nil
		}
		h := t.heap[0]
		t.mu.Unlock()
		var due int64
		err := t.db.Read.QueryRowContext(ctx, "SELECT due FROM balances WHERE tenant = $1 AND stream = $2",
			string(h.key.tenant), string(h.key.stream)).Scan(&due)
		if err != nil && err != sql.ErrNoRows || due == h.due {
			return due, err
		}
		t.mu.Lock()
		if len(t.heap) > 0 && t.heap[0] == h {
			heap.Pop(&t.heap)
		}
		t.mu.Unlock()
	}
}
