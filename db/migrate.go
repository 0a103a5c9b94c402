package db

import (
	"context"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/pressly/goose/v3/lock"

	"crosslane/shipping"
)

// Migrate brings the tables of one room to their newest form. The files lie in a folder named
// after the dialect ("migrations/sqlite/00001_ledger.sql"), or in "migrations/both" where the engines
// take the same text, and go forward only: tables of a newer program are Unsupported. Nodes that start together wait for each other.
func (d *DB) Migrate(ctx context.Context, room string, files fs.FS) error {
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

// folder is where the migrations for a dialect lie.
func folder(files fs.FS, dialect string) string {
	const both = "migrations/both"
	if info, err := fs.Stat(files, both); err == nil && info.IsDir() {
		return both
	}
	return "migrations/" + dialect
}
