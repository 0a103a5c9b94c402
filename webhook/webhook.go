// Package webhook answers the question: whose system is told what happened, and did it take it?
//
// What is recorded about orders, parcels, cases, channels and stock is told to the addresses that a merchant names, signed as Standard
// Webhooks 1.0 (standardwebhooks.com) has it: at least once, under an identifier that never changes, and in order for each subject. A
// delivery that is not taken is tried again for three days; each is kept in a log, and can be sent again.
package webhook

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"log/slog"
	"time"

	"crosslane/db"
	"crosslane/seal"
)

//go:embed migrations
var migrations embed.FS

// Kept is how long deliveries are kept.
const Kept = 30 * 24 * time.Hour

// Options are what webhooks stand on.
type Options struct {
	Now  func() time.Time
	Keys *seal.Keys // by which secrets are kept sealed
	// Private lets addresses of this machine and of private networks be called, and http to them.
	Private bool
	// Note adds a line to the list of who did what, in the transaction of what was done; nil: there is no such list.
	Note func(ctx context.Context, tx *sql.Tx, did, about string) error
	// AtOnce is how many deliveries of a merchant are on their way at once; 8 when zero.
	AtOnce int
	Log    *slog.Logger // of subscriptions that are turned off, and of what goes wrong; nil: the program's
}

// Store keeps who is told, and what came of telling it. It is safe for concurrent use; several nodes may share its tables.
type Store struct {
	Options

	db      *db.DB
	out     *caller
	process string // tells this process from others
}

// Open opens the webhooks in a database, and brings their tables to the newest form.
func Open(ctx context.Context, d *db.DB, o Options) (*Store, error) {
	if err := d.Migrate(ctx, "webhook", migrations); err != nil {
		return nil, err
	}
	if o.AtOnce == 0 {
		o.AtOnce = 8
	}
	if o.Note == nil {
		o.Note = func(context.Context, *sql.Tx, string, string) error { return nil }
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Store{Options: o, db: d, out: newCaller(o.Private), process: rand.Text()}, nil
}
