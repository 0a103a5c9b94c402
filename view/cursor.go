package view

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"crosslane/shipping"
)

// Cursor answers with the cursor behind the facts of a merchant that were taken in; empty at the beginning.
func (s *Store) Cursor(ctx context.Context, merchant shipping.MerchantID) (string, error) {
	cursor, _, err := cursorIn(ctx, s.db.Read, merchant)
	return cursor, err
}

// Latest is when the newest fact about an order or a parcel that a merchant's read tables hold was recorded; the zero time
// when there is none.
func (s *Store) Latest(ctx context.Context, merchant shipping.MerchantID) (time.Time, error) {
	_, recorded, err := cursorIn(ctx, s.db.Read, merchant)
	return recorded.Time(), err
}

func cursorIn(ctx context.Context, q querier, merchant shipping.MerchantID) (cursor string, recorded Millis, err error) {
	var place, at any // on SQLite they may be anything
	err = q.QueryRowContext(ctx, `SELECT cursor, recorded FROM view_cursor WHERE merchant = $1`, string(merchant)).Scan(&place, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, err
	}
	cursor, text := place.(string)
	ms, number := at.(int64)
	if !text || !number {
		return "", 0, &shipping.Error{Code: shipping.Corrupt, Field: string(merchant) + "/view_cursor", Message: "it says nothing of how far the read tables are filled", Hint: "crosslane rebuild --views"}
	}
	return cursor, Millis(ms), nil
}

// Bookmark answers with the place that was kept for a merchant under a name; empty when none was. Like the read
// tables it may be lost, so whoever reads on from it must bear to be told things twice.
func (s *Store) Bookmark(ctx context.Context, merchant shipping.MerchantID, name string) (place string, err error) {
	err = s.db.Read.QueryRowContext(ctx, `SELECT place FROM view_bookmark WHERE merchant = $1 AND name = $2`, string(merchant), name).Scan(&place)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return place, err
}

// Bookmarks lists the names of a merchant's bookmarks that begin with some words, without these.
func (s *Store) Bookmarks(ctx context.Context, merchant shipping.MerchantID, begin string) (names []string, err error) {
	rows, err := s.db.Read.QueryContext(ctx, `SELECT name FROM view_bookmark WHERE merchant = $1 ORDER BY name`, string(merchant))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if rest, ok := strings.CutPrefix(name, begin); ok {
			names = append(names, rest)
		}
	}
	return names, rows.Err()
}

// KeepBookmarks keeps places of a merchant under their names, all at once.
func (s *Store) KeepBookmarks(ctx context.Context, merchant shipping.MerchantID, places map[string]string) error {
	return s.KeepBookmarksWhile(ctx, merchant, places, nil)
}

// KeepBookmarksWhile is KeepBookmarks for somebody who has read others, or the same, before: where one of them has another
// place now, or none that is empty, nothing is kept, and it is a Conflict. Looking and keeping are one step.
func (s *Store) KeepBookmarksWhile(ctx context.Context, merchant shipping.MerchantID, places, still map[string]string) error {
	if len(places) == 0 {
		return nil
	}
	tx, err := s.db.Write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()                   // no effect after the commit
	for _, name := range slices.Sorted(maps.Keys(still)) { // in one order, so that two nodes never wait for each other
		if err := held(ctx, tx, merchant, name, still[name]); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(places)) {
		if _, err := tx.ExecContext(ctx, `INSERT INTO view_bookmark (merchant, name, place) VALUES ($1, $2, $3)
			ON CONFLICT (merchant, name) DO UPDATE SET place = excluded.place`, string(merchant), name, places[name]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// held holds a bookmark's row until the transaction ends, and makes it where it is missing; one that has another place is a Conflict.
func held(ctx context.Context, tx *sql.Tx, merchant shipping.MerchantID, name, place string) error {
	var is string
	if err := tx.QueryRowContext(ctx, `INSERT INTO view_bookmark (merchant, name, place) VALUES ($1, $2, '')
		ON CONFLICT (merchant, name) DO UPDATE SET place = view_bookmark.place RETURNING place`, string(merchant), name).Scan(&is); err != nil {
		return err
	}
	if is != place {
		return shipping.Fault(shipping.Conflict, "the place "+name+" was kept by somebody else meanwhile", "it is read again")
	}
	return nil
}
