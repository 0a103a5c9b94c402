package ledger

import (
	"context"
	"time"

	"crosslane/fact"
	"crosslane/ledger/due"
	"crosslane/shipping"
)

// timed is a balance that can tell which of its timers are due.
type timed interface {
	DueTimers(now time.Time) []fact.Timer
}

// timers holds when a merchant's timers fall due in memory, of the node that writes. They are read from the balances
// when the node begins to write, beside everything else, and again when most of them are out of date.
type timers struct {
	due.List
	ready  chan struct{}
	failed error
}

// readTimers reads the hints of a merchant for the first time.
func (l *Ledger) readTimers(ctx context.Context, k *memory, t *timers) {
	defer close(t.ready)
	t.failed = l.readHints(ctx, k, t)
}

// readHints takes the hints in that the balances give. What is set meanwhile is kept.
func (l *Ledger) readHints(ctx context.Context, k *memory, t *timers) error {
	list, err := l.dueRows(ctx, "SELECT due, stream FROM balances WHERE merchant = $1 AND due IS NOT NULL", string(k.merchant))
	if err != nil {
		return err
	}
	t.Read(list)
	behind, _ := k.behind()
	return l.learn(ctx, k, t, behind)
}

func (l *Ledger) dueRows(ctx context.Context, text string, args ...any) ([]due.Hint, error) {
	rows, err := l.db.Read.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []due.Hint
	for rows.Next() {
		var h due.Hint
		var stream string
		if err := rows.Scan(&h.Due, &stream); err != nil {
			return nil, err
		}
		h.Stream = shipping.Stream(stream)
		list = append(list, h)
	}
	return list, rows.Err()
}

// learnedRows is how many balances are read at a time for their timers.
const learnedRows = 1000

// learn takes the hints of streams in whose rows may be behind.
func (l *Ledger) learn(ctx context.Context, k *memory, t *timers, streams []shipping.Stream) error {
	for len(streams) > 0 {
		now := streams[:min(learnedRows, len(streams))]
		streams = streams[len(now):]
		pages := make(map[key]*page, len(now))
		if err := l.load(ctx, k, now, pages); err != nil {
			return err
		}
		var list []due.Hint
		for _, p := range pages {
			if p.due.Valid {
				list = append(list, due.Hint{Due: p.due.Int64, Stream: p.stream})
			}
		}
		t.Set(list)
	}
	return nil
}

// takeDue removes the hints that are due at an instant, in their order.
func (l *Ledger) takeDue(ctx context.Context, k *memory, t *timers, now int64) ([]due.Hint, error) {
	if err := t.await(ctx); err != nil {
		return nil, err
	}
	if t.ForgetStale() { // what it held is committed, so it is read again
		if err := l.readHints(ctx, k, t); err != nil {
			return nil, failed("read its timers", err)
		}
	}
	return t.Take(now), nil
}

// broken reports whether the hints could not be read.
func (t *timers) broken() bool {
	select {
	case <-t.ready:
		return t.failed != nil
	default:
		return false
	}
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

// nextDue is the first hint that holds, false when no timer is open. Those that are out of date are dropped on the way.
func (l *Ledger) nextDue(ctx context.Context, k *memory, t *timers) (h due.Hint, ok bool, err error) {
	if err := t.await(ctx); err != nil {
		return h, false, err
	}
	for {
		h, ok := t.First()
		if !ok {
			return h, false, nil
		}
		pages := map[key]*page{}
		if err := l.load(ctx, k, []shipping.Stream{h.Stream}, pages); err != nil {
			return h, false, failed("read its timers", err)
		}
		if at := pages[key{k.merchant, h.Stream}].due; at.Valid && at.Int64 == h.Due {
			return h, true, nil
		}
		t.Drop(h)
	}
}
