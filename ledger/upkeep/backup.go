package upkeep

import (
	"context"
	"database/sql"
	"io"
	"slices"

	"crosslane/db"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Tables are what a backup of a ledger holds. Balances are not among them: they are what the facts
// add up to.
var Tables = []db.Table{
	{Name: "facts", Columns: record.FactColumns},
	{Name: "jobs", Columns: []db.Column{{Name: "merchant", Type: "text"}, {Name: "pos", Type: "bigint"}, {Name: "kind", Type: "text"},
		{Name: "partner", Type: "text"}, {Name: "attempt", Type: "bigint"}, {Name: "due", Type: "bigint null"}, {Name: "error", Type: "text"}}},
	{Name: "documents", Columns: []db.Column{{Name: "merchant", Type: "text"}, {Name: "id", Type: "text"}, {Name: "person", Type: "text"},
		{Name: "media", Type: "text"}, {Name: "erased", Type: "bigint"}, {Name: "body", Type: "bytea"}}},
}

// Backup writes a ledger, and other rooms' tables with it, as they are at one moment, also while
// it is in use. It answers with how many rows were written.
func Backup(ctx context.Context, d *db.DB, w io.Writer, others ...db.Table) (int64, error) {
	return d.Export(ctx, w, append(slices.Clip(Tables), others...))
}

// restoring is a table that is there only while a restore is under way: it is made before the first row, and goes
// with the transaction that brings everything in.
const restoring = "restoring"

// Restore reads a backup from either engine into an empty database, makes the balances anew, and checks facts and
// documents like an audit. It is one transaction. Until it is committed, and when it was cut off, Finished says so.
func Restore(ctx context.Context, d *db.DB, r io.Reader, o Options, others ...db.Table) (found Found, err error) {
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
	if _, err := d.Write.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS "+restoring+" (place TEXT)"); err != nil {
		return Found{}, failed("mark the database as being restored", err)
	}
	_, err = d.Import(ctx, r, append(slices.Clip(Tables), others...), func(tx *sql.Tx) error {
		// of an erased document, earlier programs kept the media type
		if _, err := tx.ExecContext(ctx, "UPDATE documents SET media = '' WHERE erased <> 0"); err != nil {
			return failed("restore documents", err)
		}
		if found, err = rebuild(ctx, d, tx, o, true); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "DROP TABLE "+restoring)
		return err
	})
	return found, err
}

// Ready refuses a database that cannot be looked at: into which a restore was begun and not finished, where there is
// nothing yet, or whose tables are of another program's form.
func Ready(ctx context.Context, d *db.DB) error {
	if err := Finished(ctx, d); err != nil {
		return err
	}
	return record.Ready(ctx, d)
}

// Finished refuses a database into which a restore was begun and not finished: nothing of the backup is there.
func Finished(ctx context.Context, d *db.DB) error {
	begun, err := d.Has(ctx, restoring)
	if err != nil {
		return err
	}
	if begun {
		return shipping.Fault(shipping.Refused, "a backup is being restored here, or that was cut off: nothing of it is here yet", "restore it again: crosslane restore FILE; to begin without it, use another directory or database")
	}
	return nil
}
