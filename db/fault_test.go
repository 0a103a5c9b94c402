package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/shipping"
)

// TestFault: what the engines say comes to errors of the project, alike.
func TestFault(t *testing.T) {
	own := shipping.Fault(shipping.Refused, "no", "")
	dbtest.Each(t, func(t *testing.T, dsn string) {
		d := things(t, dsn)
		stopped, stop := context.WithCancel(t.Context())
		stop()
		first := func(ctx context.Context, text string, args ...any) error {
			var n any
			return d.Read.QueryRowContext(ctx, text, args...).Scan(&n)
		}
		for name, c := range map[string]struct {
			err  error
			code shipping.Code
			says string
		}{
			"no table":      {first(t.Context(), "SELECT * FROM nowhere"), shipping.Corrupt, "a table or column of it is missing"},
			"no column":     {first(t.Context(), "SELECT colour FROM things"), shipping.Corrupt, "a table or column of it is missing"},
			"told to stop":  {first(stopped, "SELECT 1"), shipping.Unavailable, "it was told to stop"},
			"disk full":     {fmt.Errorf("write: %w", syscall.ENOSPC), shipping.Unavailable, "no room on the disk"},
			"read-only":     {fmt.Errorf("open: %w", syscall.EROFS), shipping.Unavailable, "nothing may be written there"},
			"a carrier":     {&url.Error{Op: "Post", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}, shipping.Unavailable, "nobody listens at that address"},
			"a mail server": {fmt.Errorf("send: %w", &net.OpError{Op: "dial", Err: &net.DNSError{Name: "mail", IsNotFound: true}}), shipping.Unavailable, `there is no host "mail"`},
			"too slow":      {&url.Error{Op: "Get", Err: context.DeadlineExceeded}, shipping.Unavailable, "no answer came in time"},
			"the project's": {fmt.Errorf("main: %w", own), shipping.Refused, "no"},
			"a stranger":    {errors.New("secret"), shipping.Internal, "through no fault of yours"},
		} {
			e := db.Fault(c.err)
			if e.Code != c.code || !strings.Contains(e.Message, c.says) || strings.Contains(e.Message, "secret") || c.code == shipping.Unavailable && strings.Contains(e.Error(), "database") || e != own && e.Hint == "" {
				t.Errorf("%s: %+v", name, e)
			}
			if name == "no table" && db.Failure("look", c.err).Message != "cannot look: "+c.says {
				t.Errorf("%+v", db.Failure("look", c.err))
			}
		}
		if d.Embedded {
			full(t, d)
			busy(t, d, dsn)
			damaged(t)
		} else if e := db.Fault(first(t.Context(), "SELECT $1::text", "a\x00")); e.Code != shipping.Invalid {
			t.Errorf("no text: %+v", e)
		}
	})
}

// full fills an SQLite file up to its bound, and writes where only reading is allowed.
func full(t *testing.T, d *db.DB) {
	t.Helper()
	if _, err := d.Write.Exec("PRAGMA max_page_count = 1"); err != nil { // it cannot be fewer than there are
		t.Fatal(err)
	}
	_, err := d.Write.Exec("CREATE TABLE many AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) SELECT x FROM n")
	if e := db.Fault(err); !strings.Contains(e.Message, "no room on the disk") || !db.Full(db.Failure("make a table", err)) || db.Full(nil) {
		t.Errorf("a full file: %+v", e)
	}
	_, err = d.Read.Exec("DELETE FROM things")
	if e := db.Fault(err); !strings.Contains(e.Message, "nothing may be written there") || db.Full(err) {
		t.Errorf("for reading alone: %+v", e)
	}
}

// busy writes to an SQLite file while another connection does.
func busy(t *testing.T, d *db.DB, dsn string) {
	t.Helper()
	other, err := sql.Open("sqlite", filepath.Join(dsn, "crosslane.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := d.Write.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	_, err = other.Exec("CREATE TABLE mine (x)")
	if e := db.Failure("make a table", err); !db.Held(err) || e.Code != shipping.Unavailable || !strings.Contains(e.Message, "another process has it") {
		t.Errorf("a busy file: %t, %+v", db.Held(err), e)
	}
	if db.Held(nil) || db.Held(errors.New("other")) {
		t.Error("another error is a lock")
	}
}

// damaged overwrites a page in the middle of an SQLite file that nobody has open.
func damaged(t *testing.T) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "copy.db")
	d := things(t, file)
	if _, err := d.Write.Exec("CREATE TABLE many AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000) SELECT x FROM n"); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(whole) / 2; i < len(whole); i++ {
		whole[i] = 0xa5
	}
	if err := os.WriteFile(file, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	d = dbtest.Open(t, file)
	var n int
	err = d.Read.QueryRow("SELECT sum(x) FROM many").Scan(&n)
	if e := db.Fault(err); e.Code != shipping.Corrupt || !strings.Contains(e.Message, "damaged") {
		t.Errorf("a damaged file: %+v", e)
	}
}
