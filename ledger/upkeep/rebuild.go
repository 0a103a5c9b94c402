package upkeep

import (
	"context"
	"database/sql"
	"hash/maphash"
	"slices"
	"sync"

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Rebuild makes all balances anew from the facts, in one transaction, checking the facts like an
// audit. No ledger may be open on the database of an SQLite file; on PostgreSQL, nodes wait.
func Rebuild(ctx context.Context, d *db.DB, o Options) (Found, error) {
	if err := ledger.Migrate(ctx, d); err != nil {
		return Found{}, err
	}
	in, err := d.Prepare(ctx, db.Bulk{Table: "balances", Columns: record.BalanceColumns})
	if err != nil {
		return Found{}, err
	}
	tx, err := d.Write.BeginTx(ctx, nil)
	if err != nil {
		return Found{}, failed("begin the rebuild", err)
	}
	defer tx.Rollback()
	if !d.Embedded {
		if _, err := tx.ExecContext(ctx, "LOCK TABLE balances IN ACCESS EXCLUSIVE MODE"); err != nil {
			return Found{}, failed("lock balances", err)
		}
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM balances"); err != nil {
		return Found{}, failed("drop balances", err)
	}
	heads, err := newest(ctx, tx)
	if err != nil {
		return Found{}, failed("read facts", err)
	}
	r := &rebuilding{ctx: ctx, tx: tx, in: in, law: o.Law, heads: heads}
	f := fold{progress: o.Progress, read: r.read, finished: r.finished, between: r.store}
	unfinished, err := f.run(ctx, tx)
	r.done = unfinished
	if err == nil {
		err = r.store()
	}
	found := Found{Facts: f.facts, Streams: int64(len(heads))}
	if err != nil {
		return found, err
	}
	return found, tx.Commit()
}

// newest finds the position of the newest fact of every stream, in ascending order. Streams are
// told apart by a hash of 64 bits; should two ever share one, the first is finished at the end.
func newest(ctx context.Context, tx *sql.Tx) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, "SELECT pos, tenant, stream FROM facts ORDER BY pos")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	heads := map[uint64]int64{}
	var h maphash.Hash
	var tenant, stream sql.RawBytes
	for rows.Next() {
		var pos int64
		if err := rows.Scan(&pos, &tenant, &stream); err != nil {
			return nil, err
		}
		h.Reset()
		h.Write(tenant)
		h.WriteByte(0)
		h.Write(stream)
		heads[h.Sum64()] = pos
	}
	list := make([]int64, 0, len(heads))
	for _, pos := range heads {
		list = append(list, pos)
	}
	slices.Sort(list)
	return list, rows.Err()
}

// rebuilding writes the balances of streams as they are finished.
type rebuilding struct {
	ctx   context.Context
	tx    *sql.Tx
	in    *db.Inserter
	law   func(shipping.MerchantID, *fact.Balance) error
	heads []int64 // of streams not finished, ascending
	mu    sync.Mutex
	done  []*line
}

func (r *rebuilding) read(f *row) error {
	if len(r.heads) > 0 && r.heads[0] == f.pos {
		f.last, r.heads = true, r.heads[1:]
	}
	return nil
}

func (r *rebuilding) finished(l *line) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done = append(r.done, l)
	return nil
}

func (r *rebuilding) store() error {
	r.mu.Lock()
	list := r.done
	r.done = nil
	r.mu.Unlock()
	var rows record.Balances
	for _, l := range list {
		if r.law != nil {
			if err := r.law(l.tenant, l.balance); err != nil {
				return err
			}
		}
		rows.Add(l.tenant, l.balance, l.first, l.head, l.sum, l.due())
	}
	if _, err := r.in.Insert(r.ctx, r.tx, rows.Columns()...); err != nil {
		return failed("write balances", err)
	}
	return nil
}
