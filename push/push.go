// Package push answers the question: what do storefronts and carriers send by themselves?
//
// Each has a door, at which what comes in is believed only with the signature that its sort has. It is kept before it is answered, and read
// afterwards as if somebody had asked for it; what is sent twice is one.
package push

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"log/slog"
	"time"

	"crosslane/db"
	"crosslane/seal"
	"crosslane/storefront"
)

//go:embed migrations
var migrations embed.FS

// Kept is how long it is known what came in; what could not be read is kept as long.
const Kept = 30 * 24 * time.Hour

// Options are what the doors stand on.
type Options struct {
	Now  func() time.Time
	Keys *seal.Keys // by which secrets are kept sealed
	// Storefronts take the orders in that shops send.
	Storefronts *storefront.Store
	// Note adds a line to the list of who did what, in the transaction of what was done; nil: there is no such list.
	Note func(ctx context.Context, tx *sql.Tx, did, about string) error
	// Logger tells of what could not be read; nil: the program's.
	Logger *slog.Logger
}

// Store keeps the doors, and what came in. It is safe for concurrent use; several nodes may share its tables.
type Store struct {
	Options

	db   *db.DB
	came chan struct{} // something came in here
	// process tells this process from others.
	process string
	// patience is how long a body may take to come in, and queue how long somebody waits until he may send it.
	patience, queue time.Duration
}

// Open opens the doors in a database, and brings their tables to the newest form.
func Open(ctx context.Context, d *db.DB, o Options) (*Store, error) {
	if err := d.Migrate(ctx, "push", migrations); err != nil {
		return nil, err
	}
	if o.Note == nil {
		o.Note = func(context.Context, *sql.Tx, string, string) error { return nil }
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return &Store{Options: o, db: d, came: make(chan struct{}, 1), process: rand.Text(), patience: 10 * time.Second, queue: 5 * time.Second}, nil
}

// Tables are what a backup of the doors holds.
var Tables = []db.Table{
	{Name: "push_door", Columns: append(db.Texts("merchant", "name", "sort", "header", "form", "zone", "secret", "maker"), db.Numbers("made")...)},
	{Name: "push_delivery", Columns: append(db.Texts("merchant", "door", "id", "body", "state", "told", "subject"), db.Numbers("received", "changed", "tries", "due")...)},
}
