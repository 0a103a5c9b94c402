package ledger

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"crosslane/db"
)

// shared is one of the writers of a ledger on PostgreSQL, where other nodes write too. Every batch
// reads its balances in its own transaction, locked in the order of their keys, and carries them
// forward from the version that it read.
type shared struct {
	l   *Ledger
	ctx context.Context
	w   *writer
	tx  *sql.Tx
}

// errBehind tells that a balance was carried forward by somebody else after it was read.
var errBehind = errors.New("a balance was written by another transaction")

// mostTries bounds how often a batch is done again after a conflict.
const mostTries = 20

func (l *Ledger) openShared(ctx context.Context) error {
	for range l.options.Writers {
		w, err := newWriter(ctx, l.db)
		if err != nil {
			return err
		}
		s := &shared{l: l, ctx: ctx, w: w}
		l.start(s.run)
	}
	return nil
}

func (s *shared) run(queue <-chan *Pending) {
	for first := range queue {
		s.handle(s.l.gather(first, queue))
	}
}

func (s *shared) handle(entries []*Pending) {
	b := s.l.newBatch(s, entries)
	for try := 1; ; try++ {
		err := s.try(b)
		if err == nil {
			b.answer()
			s.l.committed.fire()
			return
		}
		again := errors.Is(err, errBehind) || db.IsConflict(err)
		if !errors.Is(err, errLost) && (!again || try >= mostTries) {
			b.fail(failed("commit", err))
			return
		}
		if again {
			time.Sleep(rand.N(time.Duration(try) * 5 * time.Millisecond))
		}
	}
}

// try decides and writes a batch in one transaction. Everything is read before anything is
// written: then the transactions that touch one stream have turns in the order of its facts.
func (s *shared) try(b *batch) (err error) {
	if s.tx, err = s.l.db.Write.BeginTx(s.ctx, nil); err != nil {
		return err
	}
	defer s.tx.Rollback()
	if err := b.decide(); err != nil || b.empty() {
		return err
	}
	if err := b.seal(s.positions); err != nil {
		return err
	}
	if err := s.w.write(s.ctx, s.tx, b); err != nil {
		return err
	}
	return s.tx.Commit()
}

// block is how many positions the sequence facts_pos gives at a time.
const block = 1024

// turnNow is the transaction's place in the feed. It is above the transaction's own number, so a
// reader who stays at or below the oldest running transaction misses nothing; and it is taken when
// all balances are locked, so of two transactions that touch one stream the later has the higher
// turn, or the same and higher positions. A transaction's number alone has no such order: it is
// given with the first lock.
const turnNow = `greatest(pg_current_xact_id()::text::bigint + 1, pg_snapshot_xmax(pg_current_snapshot())::text::bigint)`

func (s *shared) positions(n int) ([]int64, error) {
	rows, err := s.tx.QueryContext(s.ctx, "SELECT nextval('facts_pos'), "+turnNow+" FROM generate_series(1, $1)", (n+block-1)/block)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	at := make([]int64, 0, n)
	for rows.Next() {
		var start int64
		if err := rows.Scan(&start, &s.w.turn); err != nil {
			return nil, err
		}
		for i := int64(0); i < block && len(at) < n; i++ {
			at = append(at, start+i)
		}
	}
	return at, rows.Err()
}

func (s *shared) peek(keys []key, into map[key]*page) error {
	return loadPages(s.ctx, s.l.db, s.tx, keys, false, into)
}

func (s *shared) read(keys []key, into map[key]*page) error {
	var locked, free []key
	for _, k := range keys {
		if s.l.options.ReadMostly(k.stream) {
			free = append(free, k)
		} else {
			locked = append(locked, k)
		}
	}
	if err := loadPages(s.ctx, s.l.db, s.tx, free, false, into); err != nil {
		return err
	}
	return loadPages(s.ctx, s.l.db, s.tx, locked, true, into)
}

func (s *shared) stored(k key) (*page, error) { return loadPage(s.ctx, s.l.db, s.tx, k) }
