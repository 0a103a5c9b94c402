// Package db answers the question: on which engine do the rows lie? It opens SQLite (one file,
// one writing process) or PostgreSQL (several nodes), and holds in one Dialect value everything
// that the two do differently, so that a room writes its SQL once, with $1 placeholders.
package db

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strings"

	"github.com/jackc/pgx/v5"

	"crosslane/shipping"
	"crosslane/system"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	Dialect
	// Write is where transactions that change something begin. On SQLite it is one connection.
	Write *sql.DB
	// Read sees what is committed and never waits for a writer.
	Read *sql.DB
	lock *os.File
}

// Alone tells whether no other process can write to the database while this one has it open: on SQLite.
func (d *DB) Alone() bool { return d.lock != nil }

// Open opens the database at an address: "postgres://..." for PostgreSQL, else the directory
// or the file (*.db) of an SQLite database, which is made when it is missing. The process that
// opened an SQLite database is the only one that may write to it until it closes it or dies;
// a second one gets Unavailable.
func Open(ctx context.Context, dsn string) (*DB, error) { return open(ctx, dsn, durable) }

// OpenUnsynced is Open for rows that can be made again, as those of a simulated world: no commit waits for the disk.
// What was committed survives the end of the process, at any moment; the end of the machine may take the
// last commits with it, and spoil an SQLite file.
func OpenUnsynced(ctx context.Context, dsn string) (*DB, error) { return open(ctx, dsn, unsynced) }

// promise is what a commit stands for.
type promise struct {
	sqlite, postgres string // the setting "synchronous" and "synchronous_commit"; empty: the server's
}

var durable, unsynced = promise{sqlite: "FULL"}, promise{sqlite: "OFF", postgres: "off"}

func open(ctx context.Context, dsn string, p promise) (*DB, error) {
	if isPostgres(dsn) {
		return openPostgres(ctx, dsn, p)
	}
	return openSQLite(ctx, dsn, p)
}

// OpenReadOnly opens a database for reading, also while another process writes to it.
// A missing one is NotFound. Write is nil.
func OpenReadOnly(ctx context.Context, dsn string) (*DB, error) {
	if !isPostgres(dsn) {
		return openSQLiteReadOnly(ctx, dsn)
	}
	d, err := openPostgres(ctx, dsn, durable)
	if err == nil {
		d.Write = nil
	}
	return d, err
}

// Address refuses, Invalid with the field, what is no address of a PostgreSQL database.
func Address(field, text string) error {
	if isPostgres(text) {
		if _, err := pgx.ParseConfig(text); err == nil {
			return nil
		}
	}
	return shipping.BadField(field, "is no address of a PostgreSQL database", "it looks like postgres://user@host/database; a directory is named with --data")
}

func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// Close gives the database back; another process may write from then on.
func (d *DB) Close() error {
	err := d.Read.Close()
	if d.Write != nil && d.Write != d.Read {
		if e := d.Write.Close(); err == nil {
			err = e
		}
	}
	if d.lock != nil {
		_ = d.lock.Close()
	}
	return err
}

// LockFile opens a file for this process alone, empty, and makes it when it is missing, readable by its owner. The system
// frees it when the process ends, however it ends. One that another process holds is Unavailable.
func LockFile(path string) (*os.File, error) {
	f, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	mine, err := f.Stat()
	if err == nil {
		var there os.FileInfo
		if there, err = os.Stat(path); err == nil && !os.SameFile(mine, there) {
			err = os.ErrExist // who held it until now has given it another name
		}
	}
	if err == nil {
		err = f.Truncate(0)
	}
	if err == nil {
		_, err = Narrow(path) // it was there before
	}
	if err != nil {
		_ = f.Close()
		return nil, unavailable("another process has just had the file", "try again", err)
	}
	return f, nil
}

// Part ends the name of a file that WholeFile has not yet written whole.
const Part = ".part"

// WholeFile writes a file that appears under its name only when it is whole, and stays there though the machine ends
// then. It may be read while it is written. What one that was cut off has left beside it is written over by the next. A
// file that another process is writing there is Unavailable.
func WholeFile(path string, write func(*os.File) error) (err error) {
	part := path + Part
	f, err := LockFile(part)
	if why, known := system.Why(err); known {
		return &shipping.Error{Code: shipping.Unavailable, Field: path, Message: "cannot be written: " + why.Why, Hint: why.Hint, Cause: unsaid{err}}
	}
	if err != nil {
		return &shipping.Error{Code: shipping.Unavailable, Field: path, Message: "cannot be written", Hint: "is another process writing there?", Cause: err}
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part)
		}
		err = errors.Join(err, f.Close())
	}()
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if err != nil {
		return err
	}
	if err = renameSynced(part, path); err != nil {
		return &shipping.Error{Code: shipping.Unavailable, Field: path, Message: "cannot be kept under its name", Hint: "write it into a directory that you may read and write", Cause: err}
	}
	return nil
}

// patience is how long a statement of a transaction waits for what another one holds.
const patience = "2s"

// BeginImpatient begins a transaction on a connection that does not wait for ever: where transactions of two nodes wait for each
// other by way of batches that wait for each other here, PostgreSQL sees no deadlock. Whoever waited too long is a conflict.
func (d *DB) BeginImpatient(ctx context.Context, conn *sql.Conn) (*sql.Tx, error) {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil || d.Embedded {
		return tx, err
	}
	if _, err := tx.ExecContext(ctx, "SET LOCAL lock_timeout = '"+patience+"'"); err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	return tx, nil
}
