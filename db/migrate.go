package db

import (
	"context"
	"database/sql"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"

	"crosslane/shipping"
)

// Step is a form of the tables of a room that no SQL alone leads to: what the rows hold is worked out by the program.
type Step struct {
	Form int64 // no file has its number
	Work func(context.Context, *sql.Tx) error
}

// Migrate brings the tables of one room to their newest form. The files lie in a folder named
// after the dialect ("migrations/sqlite/00001_ledger.sql"), or in "migrations/both" where the engines
// take the same text, and go forward only: tables of a newer program are Unsupported. Steps have their place among them by
// their number. Each is done whole, or not at all. Nodes that start together wait for each other.
func (d *DB) Migrate(ctx context.Context, room string, files fs.FS, steps ...Step) error {
	dir, err := fs.Sub(files, folder(files, d.Name))
	if err != nil {
		return unavailable("cannot read the migrations of "+room, "", err)
	}
	engine := database.DialectSQLite3
	if !d.Embedded {
		engine = database.DialectPostgres
	}
	store, err := database.NewStore(engine, room+"_migrations")
	if err != nil {
		return unavailable("cannot keep the migrations of "+room, "", err)
	}
	options := []goose.ProviderOption{goose.WithStore(store), goose.WithDisableGlobalRegistry(true)}
	for _, step := range steps {
		options = append(options, goose.WithGoMigrations(goose.NewGoMigration(step.Form, &goose.GoFunc{RunTx: step.Work}, nil)))
	}
	if !d.Embedded {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return unavailable("cannot lock the migrations of "+room, "", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider("", d.Write, dir, options...)
	if err != nil {
		return unavailable("cannot read the migrations of "+room, "", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return unavailable("cannot migrate the tables of "+room, "was the database written by a newer program?", err)
	}
	stored, known, err := p.GetVersions(ctx)
	if err != nil {
		return unavailable("cannot read how new the tables of "+room+" are", "", err)
	}
	if stored > known {
		return shipping.Fault(shipping.Unsupported, "the tables of "+room+" are of a newer program", "use that program, or restore a backup of before into another place")
	}
	return nil
}

// Form tells how new the tables of a room are, and how new this program makes them. Where there are none, stored is 0.
func (d *DB) Form(ctx context.Context, room string, files fs.FS, steps ...Step) (stored, newest int64, err error) {
	list, err := fs.Glob(files, folder(files, d.Name)+"/*.sql")
	if err != nil {
		return 0, 0, unavailable("cannot read the migrations of "+room, "", err)
	}
	for _, name := range list {
		number, _, _ := strings.Cut(path.Base(name), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, 0, unavailable("cannot read the migrations of "+room, "", err)
		}
		newest = max(newest, n)
	}
	for _, step := range steps {
		newest = max(newest, step.Form)
	}
	there, err := d.Has(ctx, room+"_migrations")
	if err != nil || !there {
		return 0, newest, err
	}
	if err := d.Read.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM "+room+"_migrations").Scan(&stored); err != nil {
		return 0, newest, Failure("read how new the tables of "+room+" are", err)
	}
	return stored, newest, nil
}

// Has reports whether there is a table of a name.
func (d *DB) Has(ctx context.Context, table string) (bool, error) {
	text := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1"
	if !d.Embedded {
		text = "SELECT count(*) FROM pg_class WHERE oid = to_regclass($1)"
	}
	var n int64
	if err := d.Read.QueryRowContext(ctx, text, table).Scan(&n); err != nil {
		return false, Failure("ask whether there is a table "+table, err)
	}
	return n > 0, nil
}

// folder is where the migrations for a dialect lie.
func folder(files fs.FS, dialect string) string {
	const both = "migrations/both"
	if info, err := fs.Stat(files, both); err == nil && info.IsDir() {
		return both
	}
	return "migrations/" + dialect
}
