package ledger

import (
	"context"
	"database/sql"
	"time"

	"crosslane/fact"
	"crosslane/ledger/due"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// lenience is how long a merchant's facts stand still, and how long a timer is overdue, before a node elapses the
// timers of a merchant that another node writes for: it seems to be dead.
const lenience = 5 * time.Second

// NextDue is when the first timer of any of a merchant's streams falls due; zero when none is open.
func (l *Ledger) NextDue(ctx context.Context, merchant shipping.MerchantID) (time.Time, error) {
	k := l.memory(merchant)
	t, err := l.ownTimers(ctx, k)
	if err != nil {
		return time.Time{}, err
	}
	if t == nil {
		var least sql.NullInt64
		if err := l.db.Read.QueryRowContext(ctx, "SELECT min(due) FROM balances WHERE merchant = $1 AND due IS NOT NULL", string(merchant)).Scan(&least); err != nil {
			return time.Time{}, failed("find what is due", err)
		}
		return record.Instant(least), nil
	}
	h, ok, err := l.nextDue(ctx, k, t)
	return record.Instant(sql.NullInt64{Int64: h.Due, Valid: ok}), err
}

// Sweep records a TimerElapsed for every timer of a merchant that is due at an instant, with what follows. It
// answers with how many elapsed. What it costs grows with what is due, not with what is open. A
// timer that is set into the past while it runs is left to the next sweep, and so is one that the decisions does not
// admit yet. Where another node writes for the merchant, that one sweeps; timers are overdue before this one does.
func (l *Ledger) Sweep(ctx context.Context, merchant shipping.MerchantID, now time.Time) (int, error) {
	k := l.memory(merchant)
	t, err := l.ownTimers(ctx, k)
	if err != nil {
		return 0, err
	}
	if t == nil {
		return l.sweepForsaken(ctx, k, now)
	}
	list, err := l.takeDue(ctx, k, t, now.UnixMilli())
	if err != nil {
		return 0, err
	}
	n, left, err := l.elapse(ctx, merchant, list, now)
	t.Set(left)
	return n, err
}

// ownTimers answers with the timers of a merchant that this node writes for, nil when it does not. On SQLite it does,
// from the first question on.
func (l *Ledger) ownTimers(ctx context.Context, k *memory) (*timers, error) {
	if l.db.Embedded && l.node != "" && k.owned() == 0 {
		if err := l.adopt(ctx, k.merchant); err != nil {
			return nil, err
		}
	}
	epoch := k.owned()
	if epoch == 0 {
		return nil, nil //nolint:nilnil // not this node's
	}
	if !l.db.Embedded {
		s, err := l.standing(ctx, k.merchant)
		if err != nil {
			return nil, failed("find what is due", err)
		}
		if s.Epoch != epoch {
			return nil, nil //nolint:nilnil // not this node's any more
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.timers.broken() {
		k.timers = &timers{ready: make(chan struct{})}
		t := k.timers
		l.done.Go(func() { l.readTimers(context.WithoutCancel(ctx), k, t) })
	}
	return k.timers, nil
}

// adopt has this node write for a merchant.
func (l *Ledger) adopt(ctx context.Context, m shipping.MerchantID) error {
	p := &Pending{merchant: m, sweep: &sweep{}, done: make(chan struct{})}
	l.enqueue(p)
	_, err := p.Wait(ctx)
	return err
}

// sweepForsaken elapses the timers of a merchant whom another node has left: one that lives records, or at least
// stores what is behind.
func (l *Ledger) sweepForsaken(ctx context.Context, k *memory, now time.Time) (int, error) {
	s, err := l.standing(ctx, k.merchant)
	if err != nil {
		return 0, failed("find what is due", err)
	}
	if s.Newest == 0 || !k.stoodStill(s.Newest, now) {
		return 0, nil
	}
	list, err := l.dueRows(ctx, "SELECT due, stream FROM balances WHERE merchant = $1 AND due <= $2 ORDER BY due LIMIT $3",
		string(k.merchant), now.Add(-lenience).UnixMilli(), l.options.Batch)
	if err != nil {
		return 0, failed("find what is due", err)
	}
	if len(list) == 0 && s.Stored < s.Newest {
		return 0, l.adopt(ctx, k.merchant)
	}
	n, _, err := l.elapse(ctx, k.merchant, list, now)
	return n, err
}

// stoodStill reports whether nothing was recorded for a while, as far as was looked.
func (k *memory) stoodStill(newest int64, now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stood.newest != newest || k.stood.since.IsZero() {
		k.stood.newest, k.stood.since = newest, now
	}
	return now.Sub(k.stood.since) >= lenience
}

// elapse asks streams for their due timers. It answers with how many elapsed, and with the
// hints of streams that could not be asked, or must be asked again.
func (l *Ledger) elapse(ctx context.Context, m shipping.MerchantID, list []due.Hint, now time.Time) (n int, left []due.Hint, err error) {
	pending := make([]*Pending, 0, len(list))
	asked := map[shipping.Stream]bool{}
	for _, h := range list {
		if asked[h.Stream] {
			continue
		}
		asked[h.Stream] = true
		pending = append(pending, &Pending{merchant: m, sweep: &sweep{stream: h.Stream, now: now, due: h.Due}, done: make(chan struct{})})
	}
	l.enqueue(pending...)
	for _, p := range pending {
		<-p.done
		if p.err != nil {
			err = p.err
		}
		if p.err != nil || p.sweep.waits {
			left = append(left, due.Hint{Due: p.sweep.due, Stream: p.sweep.stream})
		}
		for _, f := range p.facts {
			if f.Kind() == fact.KindOf(&fact.TimerElapsed{}) {
				n++
			}
		}
	}
	if err == nil {
		err = ctx.Err()
	}
	return n, left, err
}

// mostTimers bounds how many timers of one stream elapse in one sweep, should a decider set them
// into the past again and again.
const mostTimers = 20

// elapse records the due timers of a stream, earliest first. What one brings about may set or
// clear the others, so they are asked for again each time. One that the decisions does not admit now, because it lacks
// what it decides by, waits for the next sweep; one that nobody waits for is passed over.
func (d *entryState) elapse(p *Pending) error {
	p.sweep.waits = false
	if p.sweep.stream == "" {
		return nil
	}
	done := map[fact.Timer]bool{}
	for range mostTimers {
		t, ok := earliest(d.Balance(p.sweep.stream).State, p.sweep.now, done)
		if !ok {
			return nil
		}
		done[t] = true
		f := &fact.Fact{Stream: p.sweep.stream, At: t.Due, Recorded: d.b.now, Body: &fact.TimerElapsed{Timer: t}}
		switch err := d.b.l.decider.Admit(d, f); shipping.CodeOf(err) {
		case "":
		case shipping.Known:
			continue
		case shipping.Unavailable, shipping.Refused:
			p.sweep.waits = true
			continue
		default:
			return err
		}
		if err := d.unfold(p, f); err != nil {
			return err
		}
	}
	p.sweep.waits = true
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
