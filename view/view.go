// Package view keeps the read tables that people and the API look at. They are
// filled from facts in order, by projectors, and can be dropped and filled again.
package view

import (
	"context"
	"database/sql"

	"crosslane/shipping"
)

// Told is a fact with the tenant that it belongs to.
type Told struct {
	Tenant shipping.Tenant
	Fact   *shipping.Fact
}

// Apply takes facts in, in the order in which they were recorded, and remembers the
// cursor behind them, in one transaction.
func (s *Store) Apply(ctx context.Context, facts []Told, cursor string) error {
	tx, err := s.db.Write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	if err := s.project(ctx, tx, facts); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, keepCursor, "main", cursor); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *Store) project(ctx context.Context, tx *sql.Tx, facts []Told) error {
	if err := projectInto(ctx, tx, s.orders, shipping.OrderSort, facts, (*OrderRow).fold); err != nil {
		return err
	}
	if err := projectInto(ctx, tx, s.parcels, shipping.ParcelSort, facts, (*ParcelRow).fold); err != nil {
		return err
	}
	return projectInto(ctx, tx, s.cases, shipping.CaseSort, facts, (*CaseRow).fold)
}

// projectInto folds the facts of one sort of stream into the rows of one table:
// each row is read once and written once, however many facts touch it.
func projectInto[R any](ctx context.Context, tx *sql.Tx, t *table[R], sort shipping.StreamSort, facts []Told, fold func(*R, *shipping.Fact)) error {
	var keys []key
	for _, f := range facts {
		if f.Fact.Stream.Sort() == sort {
			keys = append(keys, key{f.Tenant, f.Fact.Stream.ID()})
		}
	}
	if len(keys) == 0 {
		return nil
	}
	rows, err := t.load(ctx, tx, keys)
	if err != nil {
		return err
	}
	for _, f := range facts {
		if f.Fact.Stream.Sort() == sort {
			fold(rows[key{f.Tenant, f.Fact.Stream.ID()}], f.Fact)
		}
	}
	return t.save(ctx, tx, rows)
}

// Cursor answers with the cursor behind the facts that were taken in; empty at the beginning.
func (s *Store) Cursor(ctx context.Context) (string, error) { return s.Bookmark(ctx, "main") }

// Bookmark answers with the place that was kept under a name; empty when none was. Like the read
// tables it may be lost, so whoever reads on from it must bear to be told things twice.
func (s *Store) Bookmark(ctx context.Context, name string) (string, error) {
	var cursor string
	err := s.db.Read.QueryRowContext(ctx, `SELECT cursor FROM view_cursor WHERE name = $1`, name).Scan(&cursor)
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
// limit facts behind a cursor, and with the cursor behind them.
func (s *Store) CatchUp(ctx context.Context, feed func(ctx context.Context, after string, limit int) ([]Told, string, error)) error {
	cursor, err := s.Cursor(ctx)
	if err != nil {
		return err
	}
	for {
		facts, next, err := feed(ctx, cursor, feedSize)
		if err != nil || len(facts) == 0 {
			return err
		}
		if err := s.Apply(ctx, facts, next); err != nil {
			return err
		}
		cursor = next
	}
}
