package upkeep

import (
	"context"
	"database/sql"
	"slices"
	"strconv"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Rebuild makes anew from the facts whatever follows from them: all balances with their timers, the jobs that are to be
// performed, and how the merchants stand. It is one transaction, and checks the facts like an audit. No ledger
// may be open on the database of an SQLite file; on PostgreSQL, nodes wait. Where facts that were recorded are gone it
// is Corrupt and changes nothing, unless that is accepted: nobody could see the loss any more.
func Rebuild(ctx context.Context, d *db.DB, o Options) (found Found, err error) {
	if err := ledger.Migrate(ctx, d); err != nil {
		return Found{}, err
	}
	tx, err := d.Write.BeginTx(ctx, nil)
	if err != nil {
		return Found{}, failed("begin the rebuild", err)
	}
	defer func() { _ = tx.Rollback() }() // no effect after the commit
	if found, err = rebuild(ctx, d, tx, o, false); err != nil {
		return found, err
	}
	if err := tx.Commit(); err != nil {
		return found, failed("write what was rebuilt", err)
	}
	return found, nil
}

// rebuild makes everything anew, in a transaction. Documents are looked for, like in an audit, where that is asked for.
func rebuild(ctx context.Context, d *db.DB, tx *sql.Tx, o Options, look bool) (found Found, err error) {
	in, err := d.PrepareIn(ctx, tx, db.Bulk{Table: "balances", Columns: record.BalanceColumns})
	if err != nil {
		return Found{}, err
	}
	list, err := assemble(ctx, tx, o.AcceptLoss)
	if err != nil {
		return Found{}, failed("list the merchants", err)
	}
	for _, m := range list {
		if len(o.Merchants) > 0 && !slices.Contains(o.Merchants, m) {
			continue
		}
		r := &rebuilding{ctx: ctx, db: d, tx: tx, in: in, o: o, merchant: m}
		if r.restores = look; look {
			r.documents = newDocuments(d)
		}
		part, err := r.rebuild(found.Facts)
		found = found.plus(part)
		if err != nil {
			return found, err
		}
	}
	return found, record.CallRoll(ctx, tx, list)
}

// rebuilding writes the balances of streams as they are finished.
type rebuilding struct {
	ctx      context.Context //nolint:containedctx // of one audit or rebuild, from its beginning to its end
	db       *db.DB
	tx       *sql.Tx
	in       *db.Inserter
	merchant shipping.MerchantID
	o        Options

	fold      *fold
	jobs      *jobs
	newest    map[shipping.Stream]int64
	recorded  record.Standing // by the merchant's row; the zero value where it is lost
	rows      record.Balances
	documents *documents // nil: nobody looks for them
	restores  bool       // there is no row yet that says what was recorded
}

// rebuild makes anew what follows from the facts of one merchant. The epoch goes up, so that a node that writes reads it anew.
func (r *rebuilding) rebuild(before int64) (found Found, err error) {
	if err := r.begin(); err != nil {
		return found, failed("begin with the merchant", err)
	}
	f := &fold{merchant: r.merchant, tx: r.tx, tallies: newTallies(nil), documents: r.documents, begin: r.meet, folded: r.folded, ended: r.store}
	f.take = func(said *fact.Fact) error { f.tallies.Balance(said.Stream).Apply(said); return nil }
	if r.o.Progress != nil {
		f.progress = func(n int64) { r.o.Progress(before + n) }
	}
	r.fold = f
	err = f.run(r.ctx)
	found = Found{Facts: f.facts, Streams: int64(len(r.newest)), Returned: int64(len(r.jobs.lost))}
	for _, step := range []func() error{r.whole, r.jobs.end} {
		if err == nil {
			err = step()
		}
	}
	if err != nil {
		return found, err
	}
	found.Returned = int64(len(r.jobs.lost))
	if err := r.jobs.repair(r.ctx, r.db, r.tx); err != nil {
		return found, failed("bring jobs back", err)
	}
	found.Jobs, found.Void = r.jobs.open(), r.jobs.void()
	if r.documents != nil {
		if err := r.documents.end(r.ctx, r.tx, r.merchant); err != nil {
			return found, err
		}
		found.Kept = r.documents.Kept
	}
	if _, err := r.tx.ExecContext(r.ctx, "UPDATE merchants SET newest = $2, facts = $3, stored = $2, hash = $4 WHERE merchant = $1",
		string(r.merchant), f.last, f.facts, f.sum[:]); err != nil {
		return found, failed("write how the merchant stands", err)
	}
	return found, nil
}

// lossHint is the one next step where facts are lost.
const lossHint = record.Restore + "; where there is none, crosslane rebuild --accept-loss goes on with what is left"

// whole: what the merchant's row says was recorded is there.
func (r *rebuilding) whole() error {
	if r.o.AcceptLoss || r.restores {
		return nil
	}
	what := ""
	if missing := max(r.recorded.Facts-r.fold.facts, r.recorded.Newest-r.fold.last); missing > 0 {
		what = strconv.FormatInt(missing, 10) + " facts that were recorded are not there"
	} else if r.recorded.Sum != r.fold.sum {
		what = "the facts are not those that were recorded: some were taken away, added or put elsewhere"
	}
	if what == "" {
		return nil
	}
	return &shipping.Error{Code: shipping.Corrupt, Field: string(r.merchant), Message: what + "; nothing was changed",
		Hint: lossHint}
}

// begin holds the merchant, whose row is made where it is missing, and drops the balances.
func (r *rebuilding) begin() (err error) {
	if r.recorded, err = recorded(r.ctx, r.tx, r.merchant, r.o.AcceptLoss || r.restores); err != nil {
		return err
	}
	if _, err := r.tx.ExecContext(r.ctx, `INSERT INTO merchants (merchant, epoch, owner, until, newest, facts, hash, stored) VALUES ($1, 0, '', 0, 0, 0, $2, 0)
		ON CONFLICT (merchant) DO UPDATE SET epoch = merchants.epoch + 1, owner = '', until = 0`, string(r.merchant), make([]byte, len(record.Sum{}))); err != nil {
		return err
	}
	if _, err := r.tx.ExecContext(r.ctx, "DELETE FROM balances WHERE merchant = $1", string(r.merchant)); err != nil {
		return err
	}
	if r.newest, err = tail(r.ctx, r.tx, r.merchant, 0); err != nil {
		return err
	}
	r.jobs, err = readJobs(r.ctx, r.tx, r.merchant, r.o.Awaits, true)
	return err
}

func (r *rebuilding) meet(c *chunk) error {
	for i := range c.rows {
		c.rows[i].end = r.newest[c.rows[i].stream]
	}
	return nil
}

// folded takes the balances of the streams that are finished.
func (r *rebuilding) folded(at *row, l *tally) error {
	if err := r.jobs.fold(at, l, r.fold.tallies.tally); err != nil {
		return err
	}
	if at.end != at.pos {
		return nil
	}
	if err := r.jobs.finished(l); err != nil {
		return err
	}
	if r.o.Law != nil {
		if err := r.o.Law(r.merchant, l.balance); err != nil {
			return err
		}
	}
	r.rows.Add(r.merchant, l.balance, at.pos, record.Sum(at.sum))
	r.fold.tallies.drop(at.stream)
	return nil
}

func (r *rebuilding) store() error {
	if _, err := r.in.Insert(r.ctx, r.tx, r.rows.Columns()...); err != nil {
		return failed("write balances", err)
	}
	r.rows = record.Balances{}
	return nil
}
