// Package view keeps the read tables that people and the API look at. They are
// filled from facts in order, by projectors, and can be dropped and filled again.
package view

import (
	"cmp"
	"context"
	"database/sql"
	"errors"

	"crosslane/fact"
	"crosslane/shipping"
)

// Told is a fact with the tenant that it belongs to.
type Told struct {
	Tenant shipping.MerchantID
	Fact   *fact.Fact
}

// Apply takes facts in, in the order in which they were recorded, and remembers the
// cursor behind them, in one transaction. One caller at a time may use it; see CatchUp.
func (s *Store) Apply(ctx context.Context, facts []Told, cursor string) error {
	return s.apply(ctx, facts, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, keepCursor, "main", cursor)
		return err
	})
}

// ApplyAfter is Apply for one of several that fill the tables: the facts begin behind the cursor after. It answers with
// false, and takes nothing in, where somebody else has taken facts in from there first.
func (s *Store) ApplyAfter(ctx context.Context, after string, facts []Told, next string) (bool, error) {
	err := s.applyBehind(ctx, after, facts, next)
	if errors.Is(err, errBehind) {
		return false, nil
	}
	return err == nil, err
}

func (s *Store) apply(ctx context.Context, facts []Told, advance func(*sql.Tx) error) error {
	tx, err := s.db.Write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	if err := advance(tx); err != nil {
		return err
	}
	if err := s.project(ctx, tx, facts); err != nil {
		return err
	}
	return tx.Commit()
}

// errBehind: somebody else took the same facts in first.
var errBehind = errors.New("view: these facts were taken in already")

// applyBehind takes facts in only if the cursor still stands where they begin. The first statement
// holds the cursor, so that of several at once, here or on other nodes, one is first.
func (s *Store) applyBehind(ctx context.Context, after string, facts []Told, next string) error {
	return s.apply(ctx, facts, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO view_cursor (name, cursor) VALUES ('main', '') ON CONFLICT (name) DO NOTHING`); err != nil {
			return err
		}
		moved, err := tx.ExecContext(ctx, `UPDATE view_cursor SET cursor = $1 WHERE name = 'main' AND cursor = $2`, next, after)
		if err != nil {
			return err
		}
		if n, err := moved.RowsAffected(); err != nil || n == 0 {
			return cmp.Or(err, errBehind)
		}
		return nil
	})
}

func (s *Store) project(ctx context.Context, tx *sql.Tx, facts []Told) error {
	t := tally{}
	err := projectInto(ctx, tx, s.orders, facts, of(shipping.OrderSort), func(r *OrderRow, f Told) { r.fold(f.Fact) })
	if err != nil {
		return err
	}
	err = projectInto(ctx, tx, s.parcels, facts, parcelOf, func(r *ParcelRow, f Told) { r.fold(f.Fact, f.Tenant, t) })
	if err != nil {
		return err
	}
	err = projectInto(ctx, tx, s.cases, facts, of(shipping.CaseSort), func(r *CaseRow, f Told) { r.fold(f.Fact) })
	if err != nil {
		return err
	}
	err = projectInto(ctx, tx, s.switches, facts, switchOf, func(r *SwitchRow, f Told) { r.fold(f.Fact) })
	if err != nil {
		return err
	}
	return t.save(ctx, tx, s.counter)
}

// of names the row of a fact by its stream, for streams of one sort.
func of(sort shipping.StreamSort) func(*fact.Fact) string {
	return func(f *fact.Fact) string {
		if f.Stream.Sort() == sort {
			return f.Stream.ID()
		}
		return ""
	}
}

// projectInto folds facts into the rows of one table: each row is read once and written once,
// however many facts touch it. rowOf names the row that a fact is about; empty: none.
func projectInto[R any](ctx context.Context, tx *sql.Tx, t *table[R], facts []Told, rowOf func(*fact.Fact) string, fold func(*R, Told)) error {
	var keys []key
	var about []int // the facts, by their place in the batch
	for i, f := range facts {
		if id := rowOf(f.Fact); id != "" {
			keys, about = append(keys, key{f.Tenant, id}), append(about, i)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	rows, err := t.load(ctx, tx, keys)
	if err != nil {
		return err
	}
	for i, k := range keys {
		fold(&rows[k].now, facts[about[i]])
	}
	return t.save(ctx, tx, rows)
}

// Cursor answers with the cursor behind the facts that were taken in; empty at the beginning.
func (s *Store) Cursor(ctx context.Context) (string, error) { return s.Bookmark(ctx, "main") }

// Bookmark answers with the place that was kept under a name; empty when none was. Like the read
// tables it may be lost, so whoever reads on from it must bear to be told things twice.
func (s *Store) Bookmark(ctx context.Context, name string) (string, error) {
	return bookmark(ctx, s.db.Read, name)
}

func bookmark(ctx context.Context, q querier, name string) (string, error) {
	var cursor string
	err := q.QueryRowContext(ctx, `SELECT cursor FROM view_cursor WHERE name = $1`, name).Scan(&cursor)
	if err == sql.ErrNoRows {
		return "", nil
	}
	return cursor, err
}

// KeepBookmarks keeps places under their names, all at once.
func (s *Store) KeepBookmarks(ctx context.Context, places map[string]string) error {
	if len(places) == 0 {
		return nil
	}
	tx, err := s.db.Write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	for name, cursor := range places {
		if _, err := tx.ExecContext(ctx, keepCursor, name, cursor); err != nil {
			return err
		}
	}
	return tx.Commit()
}

const keepCursor = `INSERT INTO view_cursor (name, cursor) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor`

// feedSize is how many facts are taken in by one transaction.
const feedSize = 5000

// CatchUp takes in every fact that the feed has behind the cursor. The feed answers with at most
// limit facts behind a cursor, and with the cursor behind them. Several may catch up at once, also on
// several nodes: each fact is taken in once.
func (s *Store) CatchUp(ctx context.Context, feed func(ctx context.Context, after string, limit int) ([]Told, string, error)) error {
	for {
		cursor, err := s.Cursor(ctx)
		if err != nil {
			return err
		}
		facts, next, err := feed(ctx, cursor, feedSize)
		if err != nil || len(facts) == 0 {
			return err
		}
		if err := s.applyBehind(ctx, cursor, facts, next); err != nil && err != errBehind {
			return err
		}
	}
}
