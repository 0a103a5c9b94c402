package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	sqlitedriver "modernc.org/sqlite"

	"crosslane/shipping"
)

// cacheKB bounds the pages that each connection keeps in memory: with less, who reads one row among millions reads the upper
// pages of its keys again and again.
const cacheKB = 8 << 10

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
	if err := forOwnerAlone(dsn, file); err != nil {
		_ = lock.Close()
		return nil, err
	}
	if d.Write, err = connectSQLite(ctx, file, 1, nil,
		"page_size(4096)", "journal_mode(WAL)", "synchronous("+p.sqlite+")", "wal_autocheckpoint(16000)"); err != nil {
		_ = lock.Close()
		return nil, err
	}
	if d.Read, err = connectSQLite(ctx, file, readers, nil, "query_only(1)"); err != nil {
		_ = d.Write.Close()
		_ = lock.Close()
		return nil, err
	}
	return d, nil
}

// forOwnerAlone makes the file before SQLite does, and takes from others what they may do with it, with what lies
// beside it, and with the data directory. SQLite gives its other files the modes of the first.
func forOwnerAlone(dsn, file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return unavailable("cannot write to the data directory", "choose another with --data", err)
	}
	_ = f.Close()
	places := []string{file, file + "-wal", file + "-shm", file + "-journal", file + ".lock"}
	if file != dsn { // a directory of ours, not one in which a file was named
		places = append(places, dsn)
	}
	for _, place := range places {
		if _, err := Narrow(place); err != nil {
			return err
		}
	}
	return nil
}

// Narrow takes from other users what they may do with a file or directory; one that is not there is none. What belongs to
// somebody else, as a mounted directory may, stays as its owner wants it: it is exposed.
func Narrow(place string) (exposed bool, err error) {
	info, err := os.Stat(place)
	if narrow := err != nil || info.Mode().Perm()&0o077 == 0; narrow { // what cannot be looked at is told by who opens it
		return false, nil
	}
	err = os.Chmod(place, info.Mode()&^0o077)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return true, nil
	}
	if err != nil {
		return false, unavailable("cannot keep "+place+" from other users", "choose another place with --data", err)
	}
	return false, nil
}

// openSQLiteReadOnly reads beside a process that writes. Where nothing may be written, as on a copy that is kept
// safe, nobody writes, and the file is read as it is.
func openSQLiteReadOnly(ctx context.Context, dsn string) (*DB, error) {
	file := sqliteFile(dsn)
	if _, err := os.Stat(file); err != nil {
		return nil, &shipping.Error{Code: shipping.NotFound, Message: "no database there",
			Hint: "name the data directory with --data", Cause: err}
	}
	var how url.Values
	if !mayWrite(filepath.Dir(file)) {
		if log, err := os.Stat(file + "-wal"); err == nil && log.Size() > 0 {
			return nil, unavailable("the newest rows lie beside the database, in its log, and nothing may be written there",
				"copy the directory with the file that ends in -wal to a place where you may write", nil)
		}
		how = url.Values{"immutable": {"1"}, "mode": {"ro"}}
	}
	d := &DB{Dialect: sqlite}
	var err error
	if d.Read, err = connectSQLite(ctx, file, readers, how, "query_only(1)"); Full(err) && how == nil {
		d, err = openSQLiteFull(ctx, file, err)
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// openSQLiteFull reads a file on a disk without room for what readers and writers share beside it: as it is, where nobody writes, and nobody can
// until it is closed. Else the error is told that was met.
func openSQLiteFull(ctx context.Context, file string, met error) (*DB, error) {
	lock, err := keepFromWriting(file + ".lock")
	if err != nil {
		return nil, met
	}
	if log, err := os.Stat(file + "-wal"); err == nil && log.Size() > 0 { // the newest rows lie there
		_ = lock.Close()
		return nil, met
	}
	read, err := connectSQLite(ctx, file, readers, url.Values{"immutable": {"1"}, "mode": {"ro"}}, "query_only(1)")
	if err != nil {
		_ = lock.Close()
		return nil, err
	}
	return &DB{Dialect: sqlite, Read: read, lock: lock}, nil
}

func connectSQLite(ctx context.Context, file string, connections int, how url.Values, pragmas ...string) (*sql.DB, error) {
	q := url.Values{"_txlock": {"immediate"}}
	q["_pragma"] = append([]string{"busy_timeout(10000)"}, pragmas...)
	q["_pragma"] = append(q["_pragma"], "cache_size(-"+strconv.Itoa(cacheKB)+")", "temp_store(MEMORY)", "foreign_keys(1)")
	maps.Copy(q, how)
	u := url.URL{Scheme: "file", OmitHost: true, Path: file, RawQuery: q.Encode()}
	connector, err := sqlitedriver.NewConnector(u.String())
	if err != nil {
		return nil, unavailable("cannot open the database", "", err)
	}
	d := sql.OpenDB(&rememberer{Connector: connector})
	d.SetMaxOpenConns(connections)
	d.SetMaxIdleConns(connections)
	if err := d.PingContext(ctx); err != nil {
		_ = d.Close()
		return nil, unavailable("cannot open the database", "is it an SQLite database, may you write to it, and is there room on the disk?", err)
	}
	return d, nil
}
