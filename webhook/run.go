package webhook

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"crosslane/merchant"
	"crosslane/shipping"
)

const (
	pause      = 500 * time.Millisecond // between two looks
	idle       = 2 * time.Second        // where nobody hears
	cleanEvery = time.Hour
)

// runner tells the subscribers of one merchant.
type runner struct {
	*Store

	m     *merchant.Merchant
	wake  chan struct{} // there may be something to send
	heard atomic.Bool   // somebody hears

	running sync.WaitGroup
	mu      sync.Mutex
	busy    map[string]int       // deliveries on their way, by subscription
	tried   map[string]time.Time // when it was last sent to it
	told    map[string]string    // what could not be done, as the log was told last
}

// Run tells the subscribers of a merchant what is recorded, until the context ends.
func (s *Store) Run(ctx context.Context, m *merchant.Merchant) {
	r := &runner{Store: s, m: m, wake: make(chan struct{}, 1), busy: map[string]int{}, tried: map[string]time.Time{}, told: map[string]string{}}
	r.try(ctx, "give deliveries back", func() error { return s.releaseAll(ctx, m.ID) })
	r.try(ctx, "find the place in the record", func() error { return s.stay(ctx, m) })
	r.running.Go(func() { r.gatherOn(ctx) })
	for ctx.Err() == nil {
		r.try(ctx, "send what is due", func() error { return r.sendDue(ctx) })
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-time.After(r.rest()):
		}
	}
	r.running.Wait()
}

// gatherOn makes deliveries of what is recorded, and forgets old ones now and then.
func (r *runner) gatherOn(ctx context.Context) {
	var cleaned time.Time
	for ctx.Err() == nil {
		passed := 0
		r.try(ctx, "tell what was recorded", func() (err error) { passed, err = r.gather(ctx, r.m); return err })
		if time.Since(cleaned) >= cleanEvery {
			cleaned = time.Now()
			r.try(ctx, "forget old deliveries", func() error { return r.clean(ctx, r.m.ID) })
		}
		if passed > 0 {
			r.poke()
		}
		if passed >= part {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(r.rest()):
		}
	}
}

func (r *runner) rest() time.Duration {
	if r.heard.Load() {
		return pause
	}
	return idle
}

func (r *runner) poke() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// try does something that is done again soon; a failure is logged once for as long as it stays the same.
func (r *runner) try(ctx context.Context, what string, do func() error) {
	err := do()
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil || ctx.Err() != nil:
		delete(r.told, what)
	case r.told[what] != err.Error():
		r.told[what] = err.Error()
		r.Log.Warn("webhooks: could not "+what, "merchant", string(r.m.ID), "error", err)
	}
}

// sendDue sends what is due, so much at once that no endpoint that is slow holds up the others.
func (r *runner) sendDue(ctx context.Context) error {
	heard, err := r.subscriptions(ctx, r.db.Read, r.m.ID, "AND state = 'on' ORDER BY id")
	r.heard.Store(len(heard) > 0)
	if err != nil {
		return err
	}
	for i := range heard {
		w := &heard[i]
		free := r.free(w, len(heard))
		if free <= 0 {
			continue
		}
		list, err := r.claim(ctx, r.m.ID, w.ID, free)
		if err != nil {
			return err
		}
		for _, e := range list {
			r.add(w.ID, 1)
			r.running.Go(func() {
				defer r.poke()
				defer r.add(w.ID, -1)
				r.try(ctx, "send to "+w.ID, func() error { return r.send(ctx, r.m.ID, w, e) })
			})
		}
	}
	return nil
}

// longestRest is how long an endpoint that takes nothing is left in peace at most.
const longestRest = time.Minute

// free is how many more may be on their way to an endpoint: each has its share. One that takes nothing is tried with one at a time, and
// more rarely the longer that lasts, however many wait for it.
func (r *runner) free(w *Subscription, of int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	share, all := max(r.AtOnce/of, 1), 0
	if !w.Failing.IsZero() {
		share = 1
		if now := r.Now(); now.Sub(r.tried[w.ID]) < min(now.Sub(w.Failing)/10, longestRest) {
			return 0
		}
	}
	for _, n := range r.busy {
		all += n
	}
	return min(share-r.busy[w.ID], r.AtOnce-all)
}

func (r *runner) add(name string, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.busy[name] += n
	r.tried[name] = r.Now()
}

// send sends a delivery once, and records what came of it, also while the program ends.
func (s *Store) send(ctx context.Context, id shipping.MerchantID, w *Subscription, e errand) error {
	kept := context.WithoutCancel(ctx)
	by, err := s.secrets(id, w)
	if err != nil {
		return err // it is due again, and whoever looks after the keys is told
	}
	a := s.out.send(ctx, w.URL, e.id, s.Now(), e.body, by)
	if ctx.Err() != nil && a.status == 0 {
		return s.release(kept, id, w.ID, e.id)
	}
	return s.settle(kept, id, w, e, a)
}
