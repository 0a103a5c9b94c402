package upkeep

import (
	"context"
	"io"

	"crosslane/db"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Tables are what a backup of a ledger holds. Balances are not among them: they are what the facts
// add up to.
var Tables = []db.Table{
	{Name: "facts", Columns: record.FactColumns},
	{Name: "wishes", Columns: []db.Column{{Name: "pos", Type: "bigint"}, {Name: "tenant", Type: "text"}, {Name: "kind", Type: "text"},
		{Name: "partner", Type: "text"}, {Name: "attempt", Type: "bigint"}, {Name: "due", Type: "bigint"}, {Name: "error", Type: "text"}}},
	{Name: "papers", Columns: []db.Column{{Name: "tenant", Type: "text"}, {Name: "id", Type: "text"}, {Name: "person", Type: "text"},
		{Name: "media", Type: "text"}, {Name: "erased", Type: "bigint"}, {Name: "body", Type: "bytea"}}},
}

// Backup writes a ledger, and other rooms' tables with it, as they are at one moment, also while
// it is in use. It answers with how many rows were written.
func Backup(ctx context.Context, d *db.DB, w io.Writer, others ...db.Table) (int64, error) {
	return d.Export(ctx, w, append(Tables[:len(Tables):len(Tables)], others...))
}

// Restore reads a backup from either engine into an empty database, and makes the balances anew,
// checking the facts like an audit.
func Restore(ctx context.Context, d *db.DB, r io.Reader, o Options, others ...db.Table) (Found, error) {
	if err := ledger.Migrate(ctx, d); err != nil {
		return Found{}, err
	}
	var there bool
	if err := d.Read.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM facts)").Scan(&there); err != nil {
		return Found{}, failed("read facts", err)
	}
	if there {
		return Found{}, shipping.Fault(shipping.Refused, "the database already holds facts", "restore into a new, empty one")
	}
	if _, err := d.Import(ctx, r, append(Tables[:len(Tables):len(Tables)], others...)); err != nil {
		return Found{}, err
	}
	if !d.Embedded { // positions go on behind those that came
		if _, err := d.Write.ExecContext(ctx, "SELECT setval('facts_pos', (SELECT coalesce(max(pos), 0) / 1024 + 2 FROM facts) * 1024)"); err != nil {
			return Found{}, failed("continue the positions", err)
		}
	}
	return Rebuild(ctx, d, o)
}
