package merchant

import (
	"cmp"
	"context"
	"errors"
	"io"

	"crosslane/db"
	"crosslane/fulfillment/laws"
	"crosslane/ledger/upkeep"
	"crosslane/shipping"
)

// Rebuild makes anew, in a place that nobody else has open, whatever follows from the facts; the read tables are
// filled by RefillViews. It does so for some merchants, or for all when none is named. Facts that are gone end it, unless
// their loss is accepted.
func Rebuild(ctx context.Context, at At, acceptLoss bool, progress func(facts int64), merchants ...shipping.MerchantID) (upkeep.Found, error) {
	ledgerAt, _ := at.files()
	d, err := db.Open(ctx, ledgerAt)
	if err != nil {
		return upkeep.Found{}, err
	}
	defer func() { _ = d.Close() }() // what was written is committed
	if err := upkeep.Finished(ctx, d); err != nil {
		return upkeep.Found{}, err
	}
	return upkeep.Rebuild(ctx, d, upkeep.Options{Awaits: laws.Awaits, AcceptLoss: acceptLoss, Progress: progress, Merchants: merchants})
}

// RefillViews fills the read tables of every merchant from the first fact. One whose tables cannot be filled keeps no other
// from it; the error tells of each.
func (p *Place) RefillViews(ctx context.Context) error {
	all, err := p.Merchants(ctx)
	left := []error{err}
	for _, id := range all {
		if err := p.merchant(id).RefillViews(ctx); err != nil {
			left = append(left, &shipping.Error{Code: db.Fault(err).Code, Field: "merchant " + string(id), Message: "the read tables are not filled: " + db.Fault(err).Message,
				Hint: "when that is mended: crosslane rebuild --views", Cause: err})
		}
	}
	return errors.Join(left...)
}

// Backup writes facts, jobs and documents as they are at one moment, also while the place is in use, and reads along what
// it writes: see upkeep.Backup.
func Backup(ctx context.Context, at At, w io.Writer) (holds upkeep.Holds, err error) {
	if err := at.There(); err != nil {
		return holds, err
	}
	ledgerAt, _ := at.files()
	d, err := db.OpenReadOnly(ctx, ledgerAt)
	if err != nil {
		return holds, err
	}
	defer func() { _ = d.Close() }() // what was written is committed
	if err := upkeep.Ready(ctx, d); err != nil {
		return holds, err
	}
	return upkeep.Backup(ctx, d, w)
}

// BackupFile is Backup into a file: see upkeep.BackupFile.
func BackupFile(ctx context.Context, at At, name string) (upkeep.Holds, error) {
	return upkeep.BackupFile(name, at.Data, func(w io.Writer) (upkeep.Holds, error) { return Backup(ctx, at, w) })
}

// Restore reads a backup into an empty place, checking facts and documents on the way in, and fills the read tables. What
// carriers told since the backup is asked for again.
// One that is told to stop when everything is in leaves the read tables to whoever looks next.
// One that was cut off before leaves nothing but a place that is opened by another Restore alone.
func Restore(ctx context.Context, at At, r io.Reader, o Options) (upkeep.Found, error) {
	if _, err := at.make(); err != nil {
		return upkeep.Found{}, err
	}
	found, err := restore(ctx, at, r)
	if err != nil {
		return found, err
	}
	all := context.WithoutCancel(ctx) // everything is here, whatever is said now
	p, err := Open(all, at, o)
	if err != nil {
		return found, err
	}
	defer p.Close()
	known, err := p.Merchants(all)
	for _, id := range known {
		err = cmp.Or(err, p.merchant(id).listenAnew(all))
	}
	if err == nil {
		err = p.RefillViews(ctx)
		if ctx.Err() != nil { // whoever looks next goes on with them
			err = nil
		}
	}
	return found, err
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
	"view_order", "view_parcel", "view_case", "view_switch", "view_onward", "view_unmapped", "view_count", "view_figure", "view_cursor", "view_bookmark", "view_asked"}

// Distribute spreads the tables over the nodes of a PostgreSQL that Citus extends; see db.DistributeCitus.
func (p *Place) Distribute(ctx context.Context) error {
	return db.DistributeCitus(ctx, p.ledgerDB, distributed)
}
