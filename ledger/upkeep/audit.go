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

	"crosslane/db"
	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Options sets what an audit or a rebuild does besides.
type Options struct {
	// Law is asked about the balance of every stream; its error is a violation. It is called from
	// several goroutines. Nil: no law.
	Law func(shipping.MerchantID, *fact.Balance) error
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
	c := &comparison{ctx: ctx, tx: tx, law: o.Law}
	f := fold{progress: o.Progress, read: c.begins, finished: c.compare}
	unfinished, err := f.run(ctx, tx)
	found := Found{Facts: f.facts, Streams: c.streams}
	if err != nil {
		return found, err
	}
	if len(unfinished) > 0 {
		l := slices.MinFunc(unfinished, func(a, b *line) int { return cmp.Compare(a.head, b.head) })
		return found, l.corrupt(l.balance.Version+1, "its balance counts the fact, which is not there")
	}
	next, err := c.peek()
	if err == nil && next != nil {
		err = next.missing()
	}
	return found, err
}

func snapshot(d *db.DB) sql.IsolationLevel {
	if d.Embedded {
		return sql.LevelDefault // a transaction reads one snapshot always
	}
	return sql.LevelRepeatableRead
}

// comparison holds the balances against what the facts add up to. They are read in the order in
// which their streams begin, beside the facts.
type comparison struct {
	ctx     context.Context
	tx      *sql.Tx
	law     func(shipping.MerchantID, *fact.Balance) error
	chunk   []stored
	after   int64
	streams int64
}

// begins finds the balance of a stream that begins with a fact.
func (c *comparison) begins(r *row) error {
	if r.prev != 0 {
		return nil
	}
	next, err := c.peek()
	switch {
	case err != nil:
		return err
	case next != nil && next.first < r.pos:
		return next.missing()
	case next == nil || next.first > r.pos || next.stream != r.stream || next.tenant != r.tenant:
		return record.Corrupt(r.tenant, r.stream, 1, "no balance counts the fact", nil)
	}
	r.want = next
	c.chunk = c.chunk[1:]
	c.streams++
	return nil
}

func (s *stored) missing() error {
	return record.Corrupt(s.tenant, s.stream, 1, "its balance counts the fact, which is not there", nil)
}

// peek is the next balance, nil when there is none.
func (c *comparison) peek() (*stored, error) {
	if len(c.chunk) == 0 {
		if err := c.fill(); err != nil {
			return nil, failed("read balances", err)
		}
	}
	if len(c.chunk) == 0 {
		return nil, nil
	}
	return &c.chunk[0], nil
}

func (c *comparison) fill() error {
	rows, err := c.tx.QueryContext(c.ctx, `SELECT first, tenant, stream, version, head, hash, due, state FROM balances
		WHERE first > $1 ORDER BY first LIMIT $2`, c.after, chunkRows)
	if err != nil {
		return err
	}
	defer rows.Close()
	c.chunk = nil
	for rows.Next() {
		var s stored
		if err := rows.Scan(&s.first, &s.tenant, &s.stream, &s.version, &s.head, &s.sum, &s.due, &s.state); err != nil {
			return err
		}
		c.after = s.first
		c.chunk = append(c.chunk, s)
	}
	return rows.Err()
}

// compare holds a folded stream against its balance and the law. A balance that another version of
// the program stored is not read but folded anew, so its form is not compared.
func (c *comparison) compare(l *line) error {
	w := l.want
	if w.version != l.balance.Version || !bytes.Equal(w.sum, l.sum[:]) {
		return l.corrupt(l.balance.Version, "its balance counts other facts than there are")
	}
	if !bytes.Equal(w.state, fact.AppendState(nil, l.balance.State)) || w.due != l.due() {
		if _, ok, err := fact.DecodeState(l.stream.Sort(), w.state); ok || err != nil {
			return l.corrupt(l.balance.Version, "its balance is not what its facts add up to")
		}
	}
	if c.law == nil {
		return nil
	}
	return c.law(l.tenant, l.balance)
}
