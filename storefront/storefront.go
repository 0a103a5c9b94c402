// Package storefront answers the question: what do the shops of a merchant tell, and what are they told?
//
// It visits each storefront that a merchant connected: asks for the orders that changed and hands them to the intake, tells it which
// parcels left, and how many pieces are free. Facts come first: a place is kept only behind what was recorded, and what a storefront
// was told is looked up there before it is told again.
package storefront

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"log/slog"
	"net/http"
	"time"

	"crosslane/db"
	"crosslane/outside"
	"crosslane/seal"
)

//go:embed migrations
var migrations embed.FS

// Options are what the storefronts stand on.
type Options struct {
	Now  func() time.Time
	Keys *seal.Keys // by which credentials are kept sealed
	// Private lets storefronts of this machine and of private networks be visited, and http to this machine.
	Private bool
	// Link is the buyer's tracking page; {waybill}, {order} and {parcel} are filled in. Empty: there is none.
	Link string
	// Every is how often a storefront is visited; once a minute when zero.
	Every time.Duration
	Log   *slog.Logger // of storefronts that are in trouble; nil: the program's
}

// Store keeps which storefronts are connected, and visits them. It is safe for concurrent use; several nodes may share its tables.
type Store struct {
	Options

	db      *db.DB
	client  *http.Client
	process string // tells this process from others
}

// Open opens the storefronts in a database, and brings their tables to the newest form.
func Open(ctx context.Context, d *db.DB, o Options) (*Store, error) {
	if err := d.Migrate(ctx, "storefront", migrations); err != nil {
		return nil, err
	}
	if o.Every == 0 {
		o.Every = time.Minute
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Store{Options: o, db: d, client: o.rule().Client(patience), process: rand.Text()}, nil
}

// rule says which storefronts are visited.
func (o *Options) rule() outside.Rule {
	return outside.Rule{Private: o.Private, Never: "storefronts are not visited there", Signed: "credentials are given apart", Clear: "credentials and addresses of buyers",
		Example: "https://shop.example", Flag: "--private-storefronts"}
}

// set performs one statement, and says how many rows it changed.
func (s *Store) set(ctx context.Context, doing, query string, args ...any) (n int64, err error) {
	err = s.db.Change(ctx, doing, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, query, args...)
		if err == nil {
			n, err = done.RowsAffected()
		}
		return err
	})
	return n, err
}
