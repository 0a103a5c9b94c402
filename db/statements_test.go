package db_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"crosslane/db"
	"crosslane/db/dbtest"
)

// numbers reads the numbers up to most, and does something at each.
func numbers(t *testing.T, tx *sql.Tx, most int, at func()) (n int) {
	t.Helper()
	rows, err := tx.Query("SELECT n FROM things WHERE n <= $1 ORDER BY n", most)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		n++
		at()
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestStatementsAreKept: a statement that is kept ready serves one cursor at a time, and is sound after one that failed.
func TestStatementsAreKept(t *testing.T) {
	d := things(t, dbtest.SQLite(t))
	tx, err := d.Write.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	for i, n := range []int{1, 2, 2, 3} {
		if _, err := tx.Exec("INSERT INTO things (n, word, raw) VALUES ($1, 'x', '')", n); (err != nil) != (i == 2) {
			t.Fatalf("%d: %v", n, err)
		}
	}
	for range 3 {
		outer := numbers(t, tx, 3, func() {
			if inner := numbers(t, tx, 2, func() {}); inner != 2 {
				t.Errorf("the inner cursor sees %d of 2", inner)
			}
		})
		if outer != 3 {
			t.Errorf("the outer cursor sees %d of 3", outer)
		}
	}
}

// TestUnsynced: only a database whose rows can be made again does without the disk.
func TestUnsynced(t *testing.T) {
	for _, c := range []struct {
		name, dsn, ask string
		open           func(context.Context, string) (*db.DB, error)
		says           string
	}{
		{"sqlite", dbtest.SQLite(t), "PRAGMA synchronous", db.Open, "2"},
		{"sqlite unsynced", dbtest.SQLite(t), "PRAGMA synchronous", db.OpenUnsynced, "0"},
		{"postgres unsynced", "", "SHOW synchronous_commit", db.OpenUnsynced, "off"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.dsn == "" {
				c.dsn = dbtest.Postgres(t)
			}
			d, err := c.open(context.Background(), c.dsn)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			var says string
			if err := d.Write.QueryRow(c.ask).Scan(&says); err != nil || says != c.says {
				t.Errorf("%s says %q, %v", c.ask, says, err)
			}
		})
	}
}

// TestNothingIsOpenedBehindTheEnd: whoever asks when the database was given back makes no connection any more, which would
// bring its file back.
func TestNothingIsOpenedBehindTheEnd(t *testing.T) {
	c, err := db.Remembering(filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	one, err := c.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pool := sql.OpenDB(c)
	if err := errors.Join(one.Close(), pool.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Connect(t.Context()); !errors.Is(err, sql.ErrConnDone) {
		t.Errorf("opened: %v", err)
	}
}
