// Package view keeps the read tables that people and the API look at. They are
// filled from the facts of one merchant at a time, in order, and can be dropped and filled again.
package view

import (
	"cmp"
	"context"
	"database/sql"
	"errors"

	"crosslane/fact"
	"crosslane/shipping"
)

// Apply takes facts of a merchant in, in the order in which they were recorded, and remembers the
// cursor behind them, in one transaction. One caller at a time may use it for a merchant; see CatchUp.
func (s *Store) Apply(ctx context.Context, merchant shipping.MerchantID, facts []*fact.Fact, next string) error {
	return s.apply(ctx, merchant, facts, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO view_cursor (merchant, cursor, recorded) VALUES ($1, $2, $3)
			ON CONFLICT (merchant) DO UPDATE SET cursor = excluded.cursor,
			recorded = CASE WHEN excluded.recorded > view_cursor.recorded THEN excluded.recorded ELSE view_cursor.recorded END`,
			string(merchant), next, int64(newest(facts)))
		return err
	})
}

// ApplyAfter is Apply for one of several that fill the tables of a merchant: the facts begin behind the cursor after. It
// answers with false, and takes nothing in, where somebody else has taken facts in from there first.
func (s *Store) ApplyAfter(ctx context.Context, merchant shipping.MerchantID, after string, facts []*fact.Fact, next string) (bool, error) {
	err := s.apply(ctx, merchant, facts, func(tx *sql.Tx) error { return advance(ctx, tx, merchant, after, next, newest(facts)) })
	if errors.Is(err, errBehind) {
		return false, nil
	}
	return err == nil, err
}

// errBehind: somebody else took the same facts in first.
var errBehind = errors.New("view: these facts were taken in already")

// advance moves the cursor only if it still stands where the facts begin. It holds the cursor's row, so that of
// several that fill the tables of a merchant, here or on other nodes, one is first.
func advance(ctx context.Context, tx *sql.Tx, merchant shipping.MerchantID, after, next string, recorded Millis) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO view_cursor (merchant, cursor, recorded) VALUES ($1, '', 0) ON CONFLICT (merchant) DO NOTHING`,
		string(merchant)); err != nil {
		return err
	}
	moved, err := tx.ExecContext(ctx, `UPDATE view_cursor SET cursor = $3, recorded = CASE WHEN $4 > recorded THEN $4 ELSE recorded END
		WHERE merchant = $1 AND cursor = $2`, string(merchant), after, next, int64(recorded))
	if err != nil {
		return err
	}
	if n, err := moved.RowsAffected(); err != nil || n == 0 {
		return cmp.Or(err, errBehind)
	}
	return nil
}

// apply moves the cursor and takes facts in, in one transaction.
func (s *Store) apply(ctx context.Context, merchant shipping.MerchantID, facts []*fact.Fact, advance func(*sql.Tx) error) error {
	tx, err := s.db.Write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	if err := advance(tx); err != nil {
		return err
	}
	t := newTally()
	for _, table := range s.tables() {
		if err := table.project(ctx, tx, merchant, facts, t); err != nil {
			return err
		}
	}
	if err := s.Onward.Project(ctx, tx, merchant, facts); err != nil {
		return err
	}
	if err := t.counts.save(ctx, tx, s.counts, merchant); err != nil {
		return err
	}
	if err := t.totals.save(ctx, tx, s.figures, merchant); err != nil {
		return err
	}
	return tx.Commit()
}

// newest is when the newest fact about an order or a parcel was recorded: rules may be recorded long before they are needed.
func newest(facts []*fact.Fact) (at Millis) {
	for _, f := range facts {
		if sort := f.Stream.Sort(); sort == shipping.OrderSort || sort == shipping.ParcelSort {
			at = max(at, millis(f.Recorded))
		}
	}
	return at
}

// inStreams names the row of a fact by its stream, for streams of one sort.
func inStreams(sort shipping.StreamSort) func(*fact.Fact) string {
	return func(f *fact.Fact) string {
		if f.Stream.Sort() == sort {
			return f.Stream.ID()
		}
		return ""
	}
}

// feedSize is how many facts are taken in by one transaction.
const feedSize = 5000

// Feed answers with at most limit facts of one merchant behind a cursor, in the order in which they were recorded, and
// with the cursor behind them; with the same cursor where there is nothing more. The cursor before the first fact is empty.
type Feed func(ctx context.Context, after string, limit int) (facts []*fact.Fact, next string, err error)

// CatchUp takes in every fact that a merchant's feed has behind the cursor. Several may catch up at once, also on
// several nodes: each fact is taken in once.
func (s *Store) CatchUp(ctx context.Context, merchant shipping.MerchantID, feed Feed) error {
	for {
		cursor, err := s.Cursor(ctx, merchant)
		if err != nil {
			return err
		}
		facts, next, err := feed(ctx, cursor, feedSize)
		if err != nil || next == cursor {
			return err
		}
		if _, err := s.ApplyAfter(ctx, merchant, cursor, facts, next); err != nil {
			return err
		}
	}
}
