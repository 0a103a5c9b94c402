package merchant

import (
	"context"
	"errors"
	"io"
	"os"

	"crosslane/db"
	"crosslane/fulfillment/laws"
	"crosslane/ledger/upkeep"
	"crosslane/shipping"
)

// Rebuild makes anew, in a place that nobody else has open, whatever follows from the facts; the read tables are
// filled by RefillViews. Facts that are gone end it, unless their loss is accepted.
func Rebuild(ctx context.Context, at At, acceptLoss bool, progress func(facts int64)) (upkeep.Found, error) {
	ledgerAt, _ := at.files()
	d, err := db.Open(ctx, ledgerAt)
	if err != nil {
		return upkeep.Found{}, err
	}
	defer func() { _ = d.Close() }() // what was written is committed
	if err := upkeep.Finished(ctx, d); err != nil {
		return upkeep.Found{}, err
	}
	return upkeep.Rebuild(ctx, d, upkeep.Options{Awaits: laws.Awaits, AcceptLoss: acceptLoss, Progress: progress})
}

// RefillViews fills the read tables of every merchant from the first fact.
func (p *Place) RefillViews(ctx context.Context) error {
	all, err := p.Merchants(ctx)
	if err != nil {
		return err
	}
	for _, id := range all {
		if err := p.merchant(id).RefillViews(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Backup writes facts, jobs and documents as they are at one moment, also while the place is in use.
func Backup(ctx context.Context, at At, w io.Writer) (rows int64, err error) {
	ledgerAt, _ := at.files()
	d, err := db.OpenReadOnly(ctx, ledgerAt)
	if err != nil {
		return 0, err
	}
	defer func() { _ = d.Close() }() // what was written is committed
	if err := upkeep.Finished(ctx, d); err != nil {
		return 0, err
	}
	return upkeep.Backup(ctx, d, w)
}

// BackupFile is Backup into a file, which appears under its name only when it is whole. What a backup that was cut off
// has left beside it is written over by the next.
func BackupFile(ctx context.Context, at At, name string) (rows int64, err error) {
	part := name + ".part"
	f, err := db.LockFile(part)
	if err != nil {
		return 0, &shipping.Error{Code: shipping.Unavailable, Field: name, Message: "cannot be written", Hint: "is another backup being written there?", Cause: err}
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part)
		}
		err = errors.Join(err, f.Close())
	}()
	if rows, err = Backup(ctx, at, f); err != nil {
		return rows, err
	}
	if err = f.Sync(); err != nil {
		return rows, err
	}
	return rows, os.Rename(part, name)
}

// Restore reads a backup into an empty place, checking facts and documents on the way in, and fills the read tables.
// One that was cut off leaves nothing but a place that is opened by another Restore alone.
func Restore(ctx context.Context, at At, r io.Reader, o Options) (upkeep.Found, error) {
	if at.DB == "" {
		if err := os.MkdirAll(at.Data, 0o700); err != nil {
			return upkeep.Found{}, &shipping.Error{Code: shipping.Unavailable, Field: "--data", Message: "cannot make the directory " + at.Data, Cause: err}
		}
	}
	found, err := restore(ctx, at, r)
	if err != nil {
		return found, err
	}
	p, err := Open(ctx, at, o)
	if err != nil {
		return found, err
	}
	defer p.Close()
	return found, p.RefillViews(ctx)
}

func restore(ctx context.Context, at At, r io.Reader) (upkeep.Found, error) {
	ledgerAt, _ := at.files()
	d, err := db.Open(ctx, ledgerAt)
	if err != nil {
		return upkeep.Found{}, err
	}
	defer func() { _ = d.Close() }() // what was written is committed
	return upkeep.Restore(ctx, d, r, upkeep.Options{Law: laws.Hold, Awaits: laws.Awaits})
}

// distributed are the tables that Citus spreads by merchant, those of the ledger first.
var distributed = []string{"merchants", "facts", "balances", "jobs", "documents",
	"view_order", "view_parcel", "view_case", "view_switch", "view_count", "view_figure", "view_cursor", "view_bookmark"}

// Distribute spreads the tables over the nodes of a PostgreSQL that Citus extends; see db.DistributeCitus.
func (p *Place) Distribute(ctx context.Context) error {
	return db.DistributeCitus(ctx, p.ledgerDB, distributed)
}
