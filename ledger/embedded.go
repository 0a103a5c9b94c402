package ledger

import (
	"context"
	"errors"

	"crosslane/db"
)

// embedded is the one writer of an SQLite ledger. It keeps balances in memory, and decides one
// batch while the batch before is being committed.
type embedded struct {
	l      *Ledger
	ctx    context.Context
	w      *writer
	cache  *cache
	next   int64 // position of the next fact
	flight *flight
}

// flight is a batch that is being committed.
type flight struct {
	b      *batch
	landed chan struct{}
	err    error
}

// errVoid tells that a batch was decided upon one that then could not be committed.
var errVoid = errors.New("decided upon a batch that was not committed")

func (l *Ledger) openEmbedded(ctx context.Context) error {
	w, err := newWriter(ctx, l.db)
	if err != nil {
		return err
	}
	e := &embedded{l: l, ctx: ctx, w: w, cache: newCache(l.options.Balances)}
	if err := l.db.Read.QueryRowContext(ctx, "SELECT coalesce(max(pos), 0) + 1 FROM facts").Scan(&e.next); err != nil {
		return failed("find its last fact", err)
	}
	if err := l.freeLeases(ctx); err != nil {
		return err
	}
	l.timers, l.recent = newTimers(ctx, l.db), &recent{since: e.next - 1}
	l.start(e.run)
	return nil
}

func (e *embedded) run(queue <-chan *Pending) {
	for {
		var landed <-chan struct{}
		if e.flight != nil {
			landed = e.flight.landed
		}
		select {
		case first, ok := <-queue:
			if !ok {
				e.land()
				return
			}
			e.handle(e.l.gather(first, queue))
		case <-landed:
			e.land()
		}
	}
}

func (e *embedded) handle(entries []*Pending) {
	if e.cache.full() {
		e.land()
		e.cache.turn()
	}
	b := e.l.newBatch(e, entries)
	err := e.prepare(b)
	if !e.land() || errors.Is(err, errVoid) {
		err = e.prepare(b)
	}
	if err != nil {
		e.cache.clear()
		b.fail(failed("decide", err))
		return
	}
	e.flight = &flight{b: b, landed: make(chan struct{})}
	go func(f *flight) {
		f.err = e.commit(f.b)
		close(f.landed)
	}(e.flight)
}

func (e *embedded) prepare(b *batch) error {
	if err := b.decide(); err != nil {
		return err
	}
	err := b.seal(e.positions)
	for _, p := range b.changed {
		p.carried()
	}
	return err
}

func (e *embedded) positions(n int) ([]int64, error) {
	at := make([]int64, n)
	for i := range at {
		at[i] = e.next + int64(i)
	}
	e.next += int64(n)
	return at, nil
}

// land waits for the batch on its way. When it was not committed, everything in memory is
// forgotten, and land reports false: whatever was decided upon it is void.
func (e *embedded) land() bool {
	f := e.flight
	if f == nil {
		return true
	}
	<-f.landed
	e.flight = nil
	if f.err == nil {
		return true
	}
	e.cache.clear()
	for errors.Is(f.err, errLost) { // without the outcomes that came too late
		if f.err = e.prepare(f.b); f.err == nil {
			f.err = e.commit(f.b)
		}
		if f.err != nil {
			e.cache.clear()
		}
	}
	if f.err != nil {
		f.b.fail(failed("commit", f.err))
	}
	return false
}

// commit makes a batch durable and answers its callers.
func (e *embedded) commit(b *batch) error {
	if b.empty() {
		b.answer()
		return nil
	}
	tx, err := e.l.db.Write.BeginTx(e.ctx, nil)
	if err != nil {
		return err
	}
	if err := e.w.write(e.ctx, tx, b); err != nil {
		tx.Rollback()
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	e.l.timers.set(b.hints)
	e.l.recent.add(b)
	b.answer()
	e.l.committed.fire()
	return nil
}

func (e *embedded) peek(keys []key, into map[key]*page) error { return e.read(keys, into) }

func (e *embedded) read(keys []key, into map[key]*page) error {
	var missing []key
	for _, k := range keys {
		if p := e.cache.get(k); p != nil {
			into[k] = p
		} else {
			missing = append(missing, k)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	if err := loadPages(e.ctx, e.l.db, e.l.db.Read, missing, false, into); err != nil {
		return err
	}
	for _, k := range missing {
		e.cache.put(into[k])
	}
	return nil
}

func (e *embedded) stored(k key) (*page, error) {
	if !e.land() {
		return nil, errVoid
	}
	return loadPage(e.ctx, e.l.db, e.l.db.Read, k)
}

func loadPage(ctx context.Context, d *db.DB, q querier, k key) (*page, error) {
	into := map[key]*page{}
	err := loadPages(ctx, d, q, []key{k}, false, into)
	return into[k], err
}
