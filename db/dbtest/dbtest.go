// Package dbtest gives a test fresh databases: an SQLite file, and a database on a real
// PostgreSQL. The suites of every room that keeps rows run on both.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"crosslane/db"
)

// Each runs a test on every engine, with the address of an empty database. Without PostgreSQL on
// the machine that half is skipped, and says so.
func Each(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite is the address of an empty SQLite database.
func SQLite(t testing.TB) string { return filepath.Join(t.TempDir(), "data") }

// Open opens a database and closes it with the test.
func Open(t testing.TB, dsn string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

var made atomic.Int64

// Postgres is the address of an empty PostgreSQL database: on the server that
// CROSSLANE_TEST_POSTGRES names, else on a cluster that is started for this process and goes with it.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv("CROSSLANE_TEST_POSTGRES")
	if server == "" {
		server = startOnce(t)
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close() }()
	name := fmt.Sprintf("crosslane_%d_%d", os.Getpid(), made.Add(1))
	if _, err := admin.ExecContext(context.Background(), "CREATE DATABASE "+name); err != nil {
		t.Fatalf("cannot make a database for the test: %v", err)
	}
	t.Cleanup(func() { drop(t, server, name) })
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func drop(t testing.TB, server, name string) {
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = admin.Close() }()
	if _, err := admin.ExecContext(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
		t.Errorf("cannot drop the database of the test: %v", err)
	}
}
