package ledger

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"crosslane/db"
	"crosslane/ledger/cache"
	"crosslane/ledger/line"
	"crosslane/shipping"
)

// writer writes for the merchants that fall to it. It keeps balances in memory and decides a batch while those before
// are being committed. On SQLite one batch may serve several merchants; on PostgreSQL each has its own, and another
// node may take the merchant over between two of them.
type writer struct {
	l       *Ledger
	ctx     context.Context //nolint:containedctx // of the goroutine that the writer is
	tables  *tables
	cache   *cache.Cache[key, *page]
	owned   map[shipping.MerchantID]*owned
	waiting map[shipping.MerchantID]*waitlist
	flights []*flight
	depth   int // how many flights there may be
	decided int // counts the entries of all batches: pages outlive them, and know the last entry that touched them
	// failures counts batches that could not be committed since one was.
	failures int
}

// waitlist is the entries of a merchant that wait for their batch.
type waitlist struct {
	entries []*Pending
	until   time.Time // another node writes for the merchant up to then, or failed entries rest
}

// flight is a batch that is being committed.
type flight struct {
	b      *batch
	after  []*flight // of the same merchants, to be committed before
	landed chan struct{}
	err    error
}

var (
	// errVoid tells that a batch was decided upon one that then could not be committed.
	errVoid = errors.New("decided upon a batch that was not committed")
	// errTaken tells that another node writes for the merchant now.
	errTaken = errors.New("another node writes for the merchant")
)

const (
	// mostTries bounds how often an entry is decided again after conflicts.
	mostTries = 50
	// rest is how long entries wait before they are tried again.
	rest = 20 * time.Millisecond
	// idle is how long a writer has nothing to do before it stores the balances that are behind.
	idle = time.Second
)

func (w *writer) run(q *line.Line[*Pending]) {
	quiet := time.NewTimer(idle)
	defer quiet.Stop()
	for {
		ready := q.Ready()
		if w.waitingEntries() > 4*w.l.options.Batch { // whoever submits more waits
			ready = nil
		}
		select {
		case <-ready:
			entries, open := q.Take(time.Now())
			if !open {
				w.end()
				return
			}
			w.enlist(entries...)
			w.handle()
			quiet.Reset(idle)
		case <-w.nextLanding():
			w.land()
			w.handle()
		case <-w.nextTry():
			w.handle()
		case <-quiet.C:
			if w.carryForward(quietRows) {
				quiet.Reset(0)
			} else {
				quiet.Reset(idle)
			}
		}
	}
}

// end records what waits, stores what is behind, and waits until all is committed.
func (w *writer) end() {
	for {
		w.handle()
		w.landAll()
		switch {
		case w.waitingEntries() > 0:
			time.Sleep(rest)
		case w.ctx.Err() != nil || w.failures > 0 || !w.carryForward(quietRows):
			return
		}
	}
}

// enlist puts entries at the ends of their merchants' waitlists.
func (w *writer) enlist(entries ...*Pending) {
	for _, p := range entries {
		w.waitlistOf(p.merchant).entries = append(w.waitlistOf(p.merchant).entries, p)
	}
}

func (w *writer) waitlistOf(m shipping.MerchantID) *waitlist {
	if w.waiting[m] == nil {
		w.waiting[m] = &waitlist{}
	}
	return w.waiting[m]
}

func (w *writer) waitingEntries() (n int) {
	for _, q := range w.waiting {
		n += len(q.entries)
	}
	return n
}

// nextLanding is when the oldest batch on its way is committed; never when there is none.
func (w *writer) nextLanding() <-chan struct{} {
	if len(w.flights) == 0 {
		return nil
	}
	return w.flights[0].landed
}

// nextTry is when entries that wait can be tried again; never when none wait.
func (w *writer) nextTry() <-chan time.Time {
	if w.waitingEntries() == 0 {
		return nil
	}
	return time.After(rest)
}

// handle decides whatever waits and may be decided now.
func (w *writer) handle() {
	now := time.Now()
	var together []*Pending
	for _, m := range slices.Sorted(maps.Keys(w.waiting)) {
		q := w.waiting[m]
		if q == nil || now.Before(q.until) {
			continue
		}
		delete(w.waiting, m)
		if w.l.db.Embedded {
			together = append(together, q.entries...)
			continue
		}
		w.record(q.entries)
	}
	if len(together) > 0 {
		w.record(together)
	}
}

// record decides entries and sets their batch on its way. Those that cannot be decided now wait.
func (w *writer) record(entries []*Pending) {
	if w.cache.Full() {
		w.landAll() // what is not committed yet must not be forgotten
		w.cache.Turn()
	}
	b := w.newBatch(entries)
	err := w.prepare(b)
	for err == nil && len(w.flights) >= w.depth {
		w.land()
		err = w.void(b)
	}
	if err != nil {
		w.enlist(w.again(entries, err)...)
		return
	}
	w.launch(b)
}

// again answers with those of some entries that are to be decided once more, and fails the others.
func (w *writer) again(entries []*Pending, err error) (list []*Pending) {
	void, taken := errors.Is(err, errVoid), errors.Is(err, errTaken)
	conflict := db.IsConflict(err) || errors.Is(err, errLost)
	for _, m := range merchantsOf(entries) {
		w.forget(m)
		if taken || conflict {
			w.waitlistOf(m).until = time.Now().Add(rest)
		}
	}
	for _, p := range entries {
		p.tries++
		switch {
		case void || taken || conflict && p.tries < mostTries:
			list = append(list, p)
		case p.err != nil && !conflict:
			p.finish(p.err)
		default:
			p.finish(failed("record", err))
		}
	}
	return list
}

func merchantsOf(entries []*Pending) (list []shipping.MerchantID) {
	for _, p := range entries {
		if !slices.Contains(list, p.merchant) {
			list = append(list, p.merchant)
		}
	}
	return list
}

// prepare decides a batch and seals it.
func (w *writer) prepare(b *batch) error {
	list := merchantsOf(b.entries)
	for _, m := range list {
		if err := w.take(m); err != nil {
			return err
		}
	}
	for _, m := range list {
		if w.owned[m] == nil || w.waiting[m] != nil { // lost while another was taken: older entries come first
			return errVoid
		}
	}
	if err := b.decide(); err != nil {
		for _, m := range list {
			w.forget(m)
		}
		return err
	}
	b.seal(func(m shipping.MerchantID) *owned { return w.owned[m] })
	w.carry(b)
	for _, s := range b.shares {
		s.own.advance(s)
	}
	return w.void(b)
}

// void reports whether what a batch was decided upon is gone.
func (w *writer) void(b *batch) error {
	for _, s := range b.shares {
		if w.owned[s.own.merchant] != s.own {
			return errVoid
		}
	}
	return nil
}

// launch sets a batch on its way.
func (w *writer) launch(b *batch) {
	f := &flight{b: b, landed: make(chan struct{})}
	for _, other := range w.flights {
		if other.meets(b) {
			f.after = append(f.after, other)
		}
	}
	w.flights = append(w.flights, f)
	go func() {
		f.err = w.commit(f)
		close(f.landed)
	}()
}

// meets reports whether a flight serves one of a batch's merchants.
func (f *flight) meets(b *batch) bool {
	return slices.ContainsFunc(f.b.shares, func(s *share) bool {
		return slices.ContainsFunc(b.shares, func(o *share) bool { return o.own == s.own })
	})
}

// land waits for the oldest batch on its way. When it was not committed, what is in memory of its merchants is
// forgotten, and whatever was decided upon it is decided again.
func (w *writer) land() {
	f := w.flights[0]
	w.flights = w.flights[1:]
	<-f.landed
	if f.err == nil {
		w.failures = 0
		for _, s := range f.b.shares {
			s.own.memory.losses = 0
		}
		return
	}
	w.failures++
	if errors.Is(f.err, errTaken) {
		f.b.shares[0].own.memory.losses++
	}
	lost := []*flight{f}
	w.flights = slices.DeleteFunc(w.flights, func(o *flight) bool {
		meets := slices.ContainsFunc(lost, func(l *flight) bool { return l.meets(o.b) })
		if meets {
			<-o.landed
			lost = append(lost, o)
		}
		return meets
	})
	for _, l := range lost {
		for _, s := range l.b.shares {
			if w.owned[s.own.merchant] == s.own {
				w.forget(s.own.merchant)
			}
		}
	}
	newer := w.waiting
	w.waiting = map[shipping.MerchantID]*waitlist{}
	for _, l := range lost {
		if l.err != nil {
			w.enlist(w.again(l.b.entries, l.err)...)
		}
	}
	for m, q := range newer {
		w.waitlistOf(m).entries = append(w.waitlistOf(m).entries, q.entries...)
		if q.until.After(w.waitlistOf(m).until) {
			w.waitlistOf(m).until = q.until
		}
	}
}

func (w *writer) landAll() {
	for len(w.flights) > 0 {
		w.land()
	}
}

// read reads balances as they are after the batches before: those in memory, and the others as they are committed.
func (w *writer) read(keys []key, into map[key]*page) error {
	missing := map[shipping.MerchantID][]shipping.Stream{}
	for _, k := range keys {
		if p, ok := w.cache.Get(k); ok {
			into[k] = p
		} else {
			missing[k.merchant] = append(missing[k.merchant], k.stream)
		}
	}
	for m, streams := range missing {
		if err := w.l.load(w.ctx, w.l.memory(m), streams, into); err != nil {
			return err
		}
		for _, s := range streams {
			w.cache.Put(key{m, s}, into[key{m, s}])
		}
	}
	return nil
}

// before reads one balance anew, as it was before the batch that is being decided.
func (w *writer) before(k key) (*page, error) {
	own := w.owned[k.merchant]
	w.landAll()
	if w.owned[k.merchant] != own {
		return nil, errVoid
	}
	into := map[key]*page{}
	err := w.l.load(w.ctx, w.l.memory(k.merchant), []shipping.Stream{k.stream}, into)
	return into[k], err
}
