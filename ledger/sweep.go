package ledger

import (
	"context"
	"database/sql"
	"time"

	"crosslane/fact"
)

// NextDue is when the first timer of any stream falls due; zero when none is open.
func (l *Ledger) NextDue(ctx context.Context) (time.Time, error) {
	var due int64
	var err error
	if l.timers != nil {
		due, err = l.timers.next(ctx)
	} else {
		var least sql.NullInt64
		err = l.db.Read.QueryRowContext(ctx, "SELECT min(due) FROM balances WHERE due > 0").Scan(&least)
		due = least.Int64
	}
	if err != nil || due == 0 {
		return time.Time{}, err
	}
	return time.UnixMilli(due).UTC(), nil
}

// Sweep records a TimerElapsed for every timer that is due at an instant, with what follows. It
// answers with how many elapsed. What it costs grows with what is due, not with what is open. A
// timer that is set into the past while it runs is left to the next sweep.
func (l *Ledger) Sweep(ctx context.Context, now time.Time) (int, error) {
	if l.timers == nil {
		return l.sweepShared(ctx, now)
	}
	due, err := l.timers.take(ctx, now.UnixMilli())
	if err != nil {
		return 0, err
	}
	n, left, err := l.elapse(ctx, due, now)
	l.timers.set(left)
	return n, err
}

// sweepShared is Sweep over the index of due balances. Balances that another node is just
// writing are passed over: it may be elapsing them.
func (l *Ledger) sweepShared(ctx context.Context, now time.Time) (int, error) {
	var last hint
	for n := 0; ; {
		due, err := l.dueBalances(ctx, last, now)
		if err != nil || len(due) == 0 {
			return n, err
		}
		last = due[len(due)-1]
		elapsed, _, err := l.elapse(ctx, due, now)
		n += elapsed
		if err != nil {
			return n, err
		}
	}
}

func (l *Ledger) dueBalances(ctx context.Context, after hint, now time.Time) ([]hint, error) {
	rows, err := l.db.Write.QueryContext(ctx, `SELECT due, tenant, stream FROM balances
		WHERE due > 0 AND due <= $1 AND (due, tenant, stream) > ($2, $3, $4) ORDER BY due, tenant, stream LIMIT $5`+l.db.SkipLocked,
		now.UnixMilli(), after.due, string(after.key.tenant), string(after.key.stream), l.options.Batch)
	if err != nil {
		return nil, failed("find what is due", err)
	}
	defer rows.Close()
	var due []hint
	for rows.Next() {
		var h hint
		if err := rows.Scan(&h.due, &h.key.tenant, &h.key.stream); err != nil {
			return nil, failed("find what is due", err)
		}
		due = append(due, h)
	}
	return due, rows.Err()
}

// elapse asks the streams for their due timers. It answers with how many elapsed, and with the
// hints of streams that could not be asked.
func (l *Ledger) elapse(ctx context.Context, due []hint, now time.Time) (n int, left []hint, err error) {
	pending := make([]*Pending, 0, len(due))
	asked := map[key]bool{}
	for _, h := range due {
		if asked[h.key] {
			continue
		}
		asked[h.key] = true
		pending = append(pending, &Pending{tenant: h.key.tenant, sweep: &sweep{h.key.stream, now}, done: make(chan struct{})})
	}
	l.enqueue(pending...)
	for _, p := range pending {
		<-p.done
		if p.err != nil {
			err = p.err
			left = append(left, hint{now.UnixMilli(), key{p.tenant, p.sweep.stream}})
		}
		for _, f := range p.facts {
			if f.Body.Kind() == (fact.TimerElapsed{}).Kind() {
				n++
			}
		}
	}
	if err == nil {
		err = ctx.Err()
	}
	return n, left, err
}

// mostTimers bounds how many timers of one stream elapse in one sweep, should a story set them
// into the past again and again.
const mostTimers = 100

// elapse records the due timers of a stream, earliest first. What one brings about may set or
// clear the others, so they are asked for again each time.
func (d *desk) elapse(p *Pending) error {
	done := map[fact.Timer]bool{}
	for range mostTimers {
		t, ok := earliest(d.Balance(p.sweep.stream).State, p.sweep.now, done)
		if !ok {
			return nil
		}
		done[t] = true
		f := &fact.Fact{Stream: p.sweep.stream, At: t.Due, Recorded: d.b.now, Body: &fact.TimerElapsed{Timer: t}}
		if err := d.unfold(p, f); err != nil {
			return err
		}
	}
	return nil
}

// earliest is the first due timer of a balance that is not done.
func earliest(state fact.Folded, now time.Time, done map[fact.Timer]bool) (first fact.Timer, ok bool) {
	s, is := state.(timed)
	if !is {
		return first, false
	}
	for _, t := range s.DueTimers(now) {
		if !done[t] && (!ok || t.Due.Before(first.Due)) {
			first, ok = t, true
		}
	}
	return first, ok
}
