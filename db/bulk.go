package db

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Column is a column of a bulk insert.
type Column struct {
	Name string
	Type string // "bigint", "bigint null", "text" or "bytea"
}

// sql is the column's type without what it may be besides.
func (c Column) sql() string { return strings.TrimSuffix(c.Type, " null") }

// Bulk inserts many rows into one table at once: a few statements of many rows on SQLite, one
// unnest on PostgreSQL.
type Bulk struct {
	Table   string
	Columns []Column
	// Then follows the rows: an ON CONFLICT clause, or nothing.
	Then string
}

// chunks are how many rows one SQLite statement carries, largest first.
var chunks = []int{64, 32, 16, 8, 4, 2, 1}

// Inserter is a Bulk prepared for one database.
type Inserter struct {
	Bulk
	whole string // PostgreSQL: one statement for any number of rows
	sized []*sql.Stmt
}

// Prepare makes a Bulk ready. The Inserter may be used by several goroutines.
func (d *DB) Prepare(ctx context.Context, b Bulk) (*Inserter, error) {
	return d.prepareIn(ctx, d.Write, b)
}

// PrepareIn is Prepare for one transaction, which has the writing connection.
func (d *DB) PrepareIn(ctx context.Context, tx *sql.Tx, b Bulk) (*Inserter, error) {
	return d.prepareIn(ctx, tx, b)
}

// preparer is a database, or a transaction on its only writing connection.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

func (d *DB) prepareIn(ctx context.Context, p preparer, b Bulk) (*Inserter, error) {
	in := &Inserter{Bulk: b}
	if !d.Embedded {
		in.whole = b.unnest()
		return in, nil
	}
	for _, n := range chunks {
		stmt, err := p.PrepareContext(ctx, b.values(n)) //nolint:sqlclosecheck // as long as the database is open
		if err != nil {
			return nil, unavailable("cannot prepare an insert into "+b.Table, "", err)
		}
		in.sized = append(in.sized, stmt)
	}
	return in, nil
}

func (b *Bulk) names() string {
	names := make([]string, len(b.Columns))
	for i, c := range b.Columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

func (b *Bulk) unnest() string {
	arrays := make([]string, len(b.Columns))
	for i, c := range b.Columns {
		arrays[i] = "$" + strconv.Itoa(i+1) + "::" + c.sql() + "[]"
	}
	rows := "unnest(" + strings.Join(arrays, ", ") + ")"
	return "INSERT INTO " + b.Table + " (" + b.names() + ") SELECT " + b.names() + " FROM " + rows + " u(" + b.names() + ")" + " " + b.Then
}

func (b *Bulk) values(rows int) string {
	row := "(?" + strings.Repeat(",?", len(b.Columns)-1) + ")"
	return "INSERT INTO " + b.Table + " (" + b.names() + ") VALUES " + row + strings.Repeat(","+row, rows-1) + " " + b.Then
}

// Insert writes rows, handed in as one slice for each column ([]int64, []sql.NullInt64, []string or [][]byte), all
// of one length. It answers with how many rows were written.
func (in *Inserter) Insert(ctx context.Context, tx *sql.Tx, columns ...any) (int64, error) {
	rows := length(columns[0])
	if rows == 0 {
		return 0, nil
	}
	if in.whole != "" {
		return affected(tx.ExecContext(ctx, in.whole, columns...))
	}
	var written int64
	var args []any
	at := 0
	for i, n := range chunks {
		if rows-at < n {
			continue
		}
		stmt := tx.StmtContext(ctx, in.sized[i]) //nolint:sqlclosecheck // ends with the transaction
		for ; rows-at >= n; at += n {
			args = args[:0]
			for r := at; r < at+n; r++ {
				args = appendRow(args, columns, r)
			}
			done, err := affected(stmt.ExecContext(ctx, args...))
			if err != nil {
				return written, err
			}
			written += done
		}
	}
	return written, nil
}

// Append is Insert for rows that are not there yet, in the way that is quickest: PostgreSQL takes them as a stream (COPY). The
// transaction was begun on the connection.
func (in *Inserter) Append(ctx context.Context, conn *sql.Conn, tx *sql.Tx, columns ...any) error {
	if in.whole == "" {
		_, err := in.Insert(ctx, tx, columns...)
		return err
	}
	if length(columns[0]) == 0 {
		return nil
	}
	return conn.Raw(func(c any) error {
		_, err := c.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{in.Table}, strings.Split(in.names(), ", "), &byRow{columns: columns})
		return err
	})
}

// byRow hands columns over row by row.
type byRow struct {
	columns, row []any
	next         int
}

// Next implements pgx.CopyFromSource.
func (r *byRow) Next() bool { r.next++; return r.next <= length(r.columns[0]) }

// Values implements pgx.CopyFromSource.
func (r *byRow) Values() ([]any, error) {
	r.row = appendRow(r.row[:0], r.columns, r.next-1)
	return r.row, nil
}

// Err implements pgx.CopyFromSource.
func (r *byRow) Err() error { return nil }

func affected(r sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func length(column any) int {
	switch c := column.(type) {
	case []int64:
		return len(c)
	case []sql.NullInt64:
		return len(c)
	case []string:
		return len(c)
	default:
		return len(c.([][]byte))
	}
}

func appendRow(args, columns []any, row int) []any {
	for _, column := range columns {
		switch c := column.(type) {
		case []int64:
			args = append(args, c[row])
		case []sql.NullInt64:
			args = append(args, c[row])
		case []string:
			args = append(args, c[row])
		case [][]byte:
			args = append(args, c[row])
		}
	}
	return args
}
