package db

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	sqlitedriver "modernc.org/sqlite"

	"crosslane/shipping"
)

// cacheKB bounds the pages that the writer, and all readers together, keep in memory.
const cacheKB = 64 << 10

// readers is how many connections read an SQLite file at once.
const readers = 4

// sqliteFile is the file of a data directory, or the file itself.
func sqliteFile(dsn string) string {
	if strings.HasSuffix(dsn, ".db") {
		return dsn
	}
	return filepath.Join(dsn, "crosslane.db")
}

func openSQLite(ctx context.Context, dsn string, p promise) (*DB, error) {
	file := sqliteFile(dsn)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, unavailable("cannot make the data directory", "choose another with --data", err)
	}
	lock, err := lockFile(file + ".lock")
	if err != nil {
		return nil, err
	}
	d := &DB{Dialect: sqlite, lock: lock}
	if d.Write, err = connectSQLite(ctx, file, 1,
		"page_size(4096)", "journal_mode(WAL)", "synchronous("+p.sqlite+")", "wal_autocheckpoint(16000)"); err != nil {
		lock.Close()
		return nil, err
	}
	if d.Read, err = connectSQLite(ctx, file, readers, "query_only(1)"); err != nil {
		d.Write.Close()
		lock.Close()
		return nil, err
	}
	return d, nil
}

func openSQLiteReadOnly(ctx context.Context, dsn string) (*DB, error) {
	file := sqliteFile(dsn)
	if _, err := os.Stat(file); err != nil {
		return nil, &shipping.Error{Code: shipping.NotFound, Message: "no database " + file,
			Hint: "name the data directory with --data", Cause: err}
	}
	read, err := connectSQLite(ctx, file, readers, "query_only(1)")
	if err != nil {
		return nil, err
	}
	return &DB{Dialect: sqlite, Read: read}, nil
}

func connectSQLite(ctx context.Context, file string, connections int, pragmas ...string) (*sql.DB, error) {
	q := url.Values{"_txlock": {"immediate"}}
	q["_pragma"] = append([]string{"busy_timeout(10000)"}, pragmas...)
	q["_pragma"] = append(q["_pragma"], "cache_size(-"+strconv.Itoa(cacheKB/connections)+")", "temp_store(MEMORY)", "foreign_keys(1)")
	u := url.URL{Scheme: "file", OmitHost: true, Path: file, RawQuery: q.Encode()}
	connector, err := sqlitedriver.NewConnector(u.String())
	if err != nil {
		return nil, unavailable("cannot open "+file, "", err)
	}
	d := sql.OpenDB(rememberer{connector})
	d.SetMaxOpenConns(connections)
	d.SetMaxIdleConns(connections)
	if err := d.PingContext(ctx); err != nil {
		d.Close()
		return nil, unavailable("cannot open "+file, "is it an SQLite database, and may you write to it?", err)
	}
	return d, nil
}
