package upkeep

import (
	"context"
	"database/sql"
	"errors"
	"hash/maphash"
	"sync"
	"sync/atomic"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// fold goes once over all facts of a merchant in their order. One goroutine reads, some check hash chains and read the
// facts' forms, one folds, or decides again, and one looks for the documents that are named. Only streams with
// facts to come, and the few that everything is decided by, are kept in memory.
type fold struct {
	merchant shipping.MerchantID
	tx       *sql.Tx
	mu       sync.Mutex // the transaction is used by one at a time
	whole    bool       // see reader
	tallies  *tallies
	// begin is told each part before it is folded, with the transaction at hand; it sets what is known of the
	// streams that begin in it.
	begin func(*chunk) error
	// take folds a fact into the tallies.
	take func(*fact.Fact) error
	// folded is told a fact that was folded, with the tally of its stream.
	folded func(*row, *tally) error
	// ended is told that a part is folded; the transaction is free then.
	ended     func() error
	documents *documents // nil: nobody looks for them
	progress  func(facts int64)

	facts int64
	last  int64      // position of the last fact
	sum   record.Sum // over all facts
	stop  atomic.Bool
}

// run folds everything. What is wrong first, in the order of the facts, is its error.
func (f *fold) run(ctx context.Context) error {
	hands := sync.WaitGroup{}
	var all []*checker
	for n := range checkers {
		c := newChecker(f.merchant, n)
		all = append(all, c)
		hands.Go(c.run)
	}
	toFold, toLook := make(chan *chunk, 2), make(chan *chunk, 2)
	var folding, looking error
	hands.Go(func() { folding = f.each(toFold, func(c *chunk) error { return f.fold(ctx, c) }) })
	hands.Go(func() { looking = f.each(toLook, func(c *chunk) error { return f.look(ctx, c) }) })
	reading := f.feed(ctx, all, toFold, toLook)
	for _, c := range all {
		close(c.chunks)
	}
	close(toFold)
	close(toLook)
	hands.Wait()
	for _, err := range []error{folding, reading, looking} {
		if err != nil {
			return err
		}
	}
	return nil
}

// each works on the parts that come until one fails; then it only takes them.
func (f *fold) each(parts <-chan *chunk, work func(*chunk) error) (err error) {
	for c := range parts {
		if c.checked.Wait(); err == nil {
			if err = work(c); err != nil {
				f.stop.Store(true)
			}
		}
		c.letGo()
	}
	return err
}

// feed reads the facts and hands every part to everybody.
func (f *fold) feed(ctx context.Context, all []*checker, more ...chan *chunk) error {
	r := reader{merchant: f.merchant, whole: f.whole, seed: maphash.MakeSeed(), spare: make(chan *chunk, 4)}
	chain := record.NewChain()
	for !f.stop.Load() {
		c, err := f.next(ctx, &r)
		if err != nil {
			return failed("read facts", err)
		}
		if len(c.rows) == 0 {
			return nil
		}
		c.checked.Add(len(all))
		c.users.Store(int32(len(more)) + 1)
		for _, k := range all {
			k.chunks <- c
		}
		for _, to := range more {
			to <- c
		}
		for i := range c.rows {
			chain.Run(&f.sum, c.rows[i].sum)
		}
		f.last = r.after
		f.facts += int64(len(c.rows))
		c.letGo()
		if f.progress != nil {
			f.progress(f.facts)
		}
	}
	return nil
}

func (f *fold) next(ctx context.Context, r *reader) (*chunk, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c, err := r.read(ctx, f.tx)
	if err == nil {
		err = f.begin(c)
	}
	return c, err
}

func (f *fold) fold(ctx context.Context, c *chunk) error {
	f.tallies.begins = c.begins
	for i := range c.rows {
		r := &c.rows[i]
		if r.err != nil {
			return f.wrong(ctx, r.err)
		}
		f.tallies.at = r.pos
		if err := f.take(r.fact); err != nil {
			return err
		}
		if f.tallies.failed != nil {
			return failed("read balances", f.tallies.failed)
		}
		l := f.tallies.tally(r.stream)
		if r.prev == 0 {
			l.want, l.end = r.want, r.end
			delete(c.begins, r.stream)
		}
		if err := f.folded(r, l); err != nil {
			return err
		}
	}
	f.tallies.forget()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ended()
}

// wrong is the error about a row. A fact that is not there is looked for in what still names it.
func (f *fold) wrong(ctx context.Context, err error) error {
	var h *hole
	if !errors.As(err, &h) {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return h.named(ctx, f.tx, f.merchant)
}

func (f *fold) look(ctx context.Context, c *chunk) error {
	if f.documents == nil {
		return nil
	}
	return f.documents.look(ctx, f.merchant, c, func(work func(*sql.Tx) error) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		return work(f.tx)
	})
}

// named is the error about facts that are not there: it names one of them where a later fact or a balance does.
func (h *hole) named(ctx context.Context, tx *sql.Tx, m shipping.MerchantID) error {
	var stream record.Text
	var version record.Whole
	var raw []byte
	err := tx.QueryRowContext(ctx, "SELECT stream, record FROM facts WHERE merchant = $1 AND prev >= $2 AND prev <= $3 ORDER BY prev LIMIT 1",
		string(m), h.from, h.to).Scan(&stream, &raw)
	if err == nil {
		if f, e := record.Read(shipping.Stream(stream), raw); e == nil {
			version = record.Whole(f.Version - 1)
		}
	} else if errors.Is(err, sql.ErrNoRows) {
		err = tx.QueryRowContext(ctx, "SELECT stream, version FROM balances WHERE merchant = $1 AND head >= $2 AND head <= $3 ORDER BY head LIMIT 1",
			string(m), h.from, h.to).Scan(&stream, &version)
	}
	if err != nil && ctx.Err() != nil { // a row that cannot be read names none
		return failed("look for a fact that is missing", err)
	}
	what := "the fact is missing, or was put elsewhere"
	if n := h.to - h.from; n > 0 {
		what = "the fact is missing, and others with it: there is none at " + span(h.from, h.to)
	}
	if stream == "" {
		what = "facts were taken away, and are missing: there is none at " + span(h.from, h.to)
	}
	return record.Lost(m, shipping.Stream(stream), int64(version), what, nil)
}

func failed(doing string, err error) error {
	if shipping.CodeOf(err) != shipping.Internal {
		return err
	}
	return db.Failure(doing, err)
}
