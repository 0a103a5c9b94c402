// Package upkeep answers the question: is what is stored whole, and how is it put right? It audits
// a ledger's tables, makes balances anew from facts, and carries everything into a file and back,
// also from one engine to the other. It works on a database, beside a ledger that is open or not.
package upkeep

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"

	"crosslane/db"
	"crosslane/shipping"
)

// Options sets what an audit or a rebuild does besides.
type Options struct {
	// Law is asked about the balance of every stream; its error is a violation. Nil: no law.
	Law func(shipping.Tenant, *shipping.Balance) error
	// Progress is told now and then how many facts were folded. Nil: nobody asks.
	Progress func(facts int64)
}

// Found is what was folded.
type Found struct {
	Facts   int64 `json:"facts"`
	Streams int64 `json:"streams"`
}

// Audit folds every stream anew from its first fact, and checks the hash chains, that no fact is
// missing, that every balance is what its facts add up to, and the law. The first violation is
// the answer: a Corrupt error that names stream and fact, or the law's own.
func Audit(ctx context.Context, d *db.DB, o Options) (Found, error) {
	tx, err := d.Read.BeginTx(ctx, &sql.TxOptions{Isolation: snapshot(d), ReadOnly: true})
	if err != nil {
		return Found{}, failed("begin the audit", err)
	}
	defer tx.Rollback()
	heads, err := column(ctx, tx, "SELECT head FROM balances ORDER BY head")
	if err != nil {
		return Found{}, failed("read balances", err)
	}
	next := 0
	f := fold{progress: o.Progress, last: ascending(heads, &next)}
	f.finished = func(list []*line) error { return compare(ctx, d, tx, list, o.Law) }
	unfinished, err := f.run(ctx, tx)
	found := Found{Facts: f.facts, Streams: int64(len(heads))}
	if err != nil {
		return found, err
	}
	if len(unfinished) > 0 {
		l := slices.MinFunc(unfinished, func(a, b *line) int { return cmp.Compare(a.head, b.head) })
		return found, l.corrupt(l.balance.Version, "no balance counts the fact")
	}
	if next < len(heads) {
		return found, missing(ctx, tx, heads[next])
	}
	return found, nil
}

func snapshot(d *db.DB) sql.IsolationLevel {
	if d.Embedded {
		return sql.LevelDefault // a transaction reads one snapshot always
	}
	return sql.LevelRepeatableRead
}

// ascending tells which numbers of a sorted list are met, and counts them.
func ascending(list []int64, next *int) func(int64) bool {
	return func(v int64) bool {
		if *next < len(list) && list[*next] == v {
			*next++
			return true
		}
		return false
	}
}

func column(ctx context.Context, tx *sql.Tx, text string) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []int64
	for rows.Next() {
		var v int64
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

// missing names the balance whose newest fact is not there.
func missing(ctx context.Context, tx *sql.Tx, head int64) error {
	var l line
	var version int64
	if err := tx.QueryRowContext(ctx, "SELECT tenant, stream, version FROM balances WHERE head = "+strconv.FormatInt(head, 10)).
		Scan(&l.tenant, &l.stream, &version); err != nil {
		return failed("read balances", err)
	}
	return l.corrupt(version, "its balance counts the fact, which is not there")
}

// compare checks streams against their balances and the law.
func compare(ctx context.Context, d *db.DB, tx *sql.Tx, list []*line, law func(shipping.Tenant, *shipping.Balance) error) error {
	slices.SortFunc(list, func(a, b *line) int { return cmp.Or(cmp.Compare(a.tenant, b.tenant), cmp.Compare(a.stream, b.stream)) })
	for len(list) > 0 {
		n := slices.IndexFunc(list, func(l *line) bool { return l.tenant != list[0].tenant })
		if n < 0 {
			n = len(list)
		}
		if err := compareTenant(ctx, d, tx, list[:n]); err != nil {
			return err
		}
		for _, l := range list[:n] {
			if law == nil {
				break
			}
			if err := law(l.tenant, l.balance); err != nil {
				return err
			}
		}
		list = list[n:]
	}
	return nil
}

func compareTenant(ctx context.Context, d *db.DB, tx *sql.Tx, list []*line) error {
	streams := make([]string, len(list))
	byStream := make(map[string]*line, len(list))
	for i, l := range list {
		streams[i] = string(l.stream)
		byStream[streams[i]] = l
	}
	rows, err := tx.QueryContext(ctx, "SELECT stream, version, first, hash, due, state FROM balances WHERE tenant = $1 AND stream "+d.In(2, "text"),
		string(list[0].tenant), d.List(streams))
	if err != nil {
		return failed("read balances", err)
	}
	defer rows.Close()
	var stream, sum, state sql.RawBytes
	var version, first, due int64
	for rows.Next() {
		if err := rows.Scan(&stream, &version, &first, &sum, &due, &state); err != nil {
			return failed("read balances", err)
		}
		l := byStream[string(stream)]
		if version != l.balance.Version || first != l.first || !bytes.Equal(sum, l.sum[:]) {
			return l.corrupt(l.balance.Version, "its balance counts other facts than there are")
		}
		if err := l.same(due, state); err != nil {
			return err
		}
	}
	return rows.Err()
}

// same compares a stored balance with what the facts add up to. One that another version of the
// program stored is not read but folded anew, so it is not compared.
func (l *line) same(due int64, state []byte) error {
	anew := shipping.AppendState(nil, l.balance.State)
	if bytes.Equal(state, anew) && due == l.due() {
		return nil
	}
	if _, ok, err := shipping.DecodeState(l.stream.Sort(), state); !ok && err == nil {
		return nil
	}
	return l.corrupt(l.balance.Version, "its balance is not what its facts add up to")
}
