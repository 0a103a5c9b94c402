package view

import (
	"cmp"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"crosslane/db"
	"crosslane/shipping"
	"crosslane/view/cell"
	"crosslane/view/onward"
)

// Mismatch is where the read tables of a merchant differ. Column is empty where only one of them has the row; what the
// other one holds is empty then, too.
type Mismatch struct {
	Table  string `json:"table"`
	Key    string `json:"key"`
	Column string `json:"column"`
	A      string `json:"a"`
	B      string `json:"b"`
}

// cursorTable holds how far each merchant's read tables are filled.
const cursorTable = "view_cursor"

// keyed is a read table with its columns, those of its key first. Of numbers that are carried forward, none and 0 are the same.
type keyed struct {
	name    string
	columns []column
	key     int
	where   string
}

func text(name string) column   { return column{name: name} }
func number(name string) column { return column{name: name, number: true} }

// notNone leaves out of numbers that are carried forward those that are 0. One that is nothing at all is none of them.
const notNone = " AND (n <> 0 OR n IS NULL)"

// keyed lists everything that is filled from facts. Bookmarks are not.
func (s *Store) keyed() []keyed {
	return []keyed{
		{name: cursorTable, columns: []column{text("cursor"), number("recorded")}},
		{name: s.orders.name, columns: s.orders.columns, key: 1},
		{name: s.parcels.name, columns: s.parcels.columns, key: 1},
		{name: s.cases.name, columns: s.cases.columns, key: 1},
		{name: s.switches.name, columns: s.switches.columns, key: 1},
		{name: s.unmapped.name, columns: s.unmapped.columns, key: 1},
		{name: onward.Table, columns: []column{text("parcel"), text("number"), text("carrier"), number("since")}, key: 2},
		{name: "view_count", columns: []column{text("what"), number("period"), text("lane"), text("channel"), number("hours"), number("n")}, key: 5, where: notNone},
		{name: "view_figure", columns: []column{text("name"), number("n")}, key: 1, where: notNone},
	}
}

// Difference compares the read tables of a merchant in two places, row by row in the order of their keys, and names the first
// difference; nil when there is none. Both are taken as they are at one moment each; hold them against each other when both
// have taken in the same facts: other cursors are a difference.
func Difference(ctx context.Context, a, b *Store, merchant shipping.MerchantID) (*Mismatch, error) {
	left, err := a.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = left.Rollback() }() // nothing was changed
	right, err := b.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = right.Rollback() }() // nothing was changed
	for _, t := range a.keyed() {
		if m, err := t.difference(ctx, left, right, merchant); m != nil || err != nil {
			return m, err
		}
	}
	return nil, nil //nolint:nilnil // no difference
}

// mostAgainst is how often read tables that somebody fills meanwhile are compared again.
const mostAgainst = 20

// Against compares the read tables of a merchant with others that are filled anew, in a file of their own, by fill, as far
// as the merchant's are then; see Difference.
func Against(ctx context.Context, s *Store, merchant shipping.MerchantID, fill func(ctx context.Context, fresh *Store) error) (found *Mismatch, err error) {
	dir, err := os.MkdirTemp("", "crosslane-audit-")
	if err != nil {
		return nil, db.Failure("make a directory for the read tables to compare with", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is left lies among temporary files
	d, err := db.OpenUnsynced(ctx, filepath.Join(dir, "views.db"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = d.Close() }() // nothing of it is kept
	fresh, err := Open(ctx, d)
	if err != nil {
		return nil, err
	}
	for range mostAgainst {
		if err := fill(ctx, fresh); err != nil {
			return nil, err
		}
		if found, err = Difference(ctx, s, fresh, merchant); err != nil || found == nil || found.Table != cursorTable {
			break // the cursor moves where a server fills them
		}
	}
	return found, err
}

func (t keyed) difference(ctx context.Context, left, right *sql.Tx, merchant shipping.MerchantID) (*Mismatch, error) {
	a, err := t.read(ctx, left, merchant)
	if err != nil {
		return nil, err
	}
	defer a.rows.Close()
	b, err := t.read(ctx, right, merchant)
	if err != nil {
		return nil, err
	}
	defer b.rows.Close()
	for {
		if err := cmp.Or(a.next(), b.next()); err != nil || a.row == nil && b.row == nil {
			return nil, err
		}
		switch order := t.order(a.row, b.row); {
		case order < 0:
			return &Mismatch{Table: t.name, Key: t.keyOf(a.row), A: cell.Told(a.row)}, nil
		case order > 0:
			return &Mismatch{Table: t.name, Key: t.keyOf(b.row), B: cell.Told(b.row)}, nil
		}
		for i, c := range t.columns {
			if a.row[i] != b.row[i] {
				return &Mismatch{t.name, t.keyOf(a.row), c.name, a.row[i].Text, b.row[i].Text}, nil
			}
		}
	}
}

func (t keyed) keyOf(row []cell.Cell) string { return cell.Told(row[:t.key]) }

// order compares the keys of two rows; behind the last row comes none.
func (t keyed) order(a, b []cell.Cell) int {
	switch {
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	for i, c := range t.columns[:t.key] {
		if c.number {
			x, _ := strconv.ParseInt(a[i].Text, 10, 64) // the column holds whole numbers
			y, _ := strconv.ParseInt(b[i].Text, 10, 64)
			if x != y {
				return cmp.Compare(x, y)
			}
		} else if a[i] != b[i] {
			return strings.Compare(a[i].Text, b[i].Text)
		}
	}
	return 0
}

// rowReader reads rows; row is nil behind the last one.
type rowReader struct {
	rows    *sql.Rows
	columns []column
	row     []cell.Cell
}

func (t keyed) read(ctx context.Context, tx *sql.Tx, merchant shipping.MerchantID) (*rowReader, error) {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	query := "SELECT " + strings.Join(names, ", ") + " FROM " + t.name + " WHERE merchant = $1" + t.where
	if t.key > 0 {
		query += " ORDER BY " + strings.Join(names[:t.key], ", ")
	}
	rows, err := tx.QueryContext(ctx, query, string(merchant)) //nolint:rowserrcheck // next tells it
	return &rowReader{rows: rows, columns: t.columns}, err
}

func (r *rowReader) next() error {
	if r.row = nil; !r.rows.Next() {
		return r.rows.Err()
	}
	values, targets := make([]any, len(r.columns)), make([]any, len(r.columns))
	for i := range values {
		targets[i] = &values[i]
	}
	if err := r.rows.Scan(targets...); err != nil {
		return err
	}
	r.row = make([]cell.Cell, len(r.columns))
	for i, c := range r.columns {
		r.row[i] = cell.Of(values[i], c.number)
	}
	return nil
}
