package upkeep

import (
	"context"
	"database/sql"
	"slices"

	"crosslane/fact"
	"crosslane/ledger/cache"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// named is a stream with one that names it.
type named struct{ stream, by shipping.Stream }

// names checks that the streams exist that others name. It looks for those of a part together.
type names struct {
	*audit
	waiting []named
	known   *cache.Cache[shipping.Stream, struct{}]
}

// knownStreams bounds how many streams are remembered that were looked for.
const knownStreams = 20_000

func (n *names) of(b *fact.Balance) {
	if n.o.Names == nil {
		return
	}
	for _, stream := range n.o.Names(b) {
		if l := n.fold.tallies.live[stream]; l != nil && l.balance.Version > 0 {
			continue
		}
		if _, ok := n.known.Get(stream); ok {
			continue
		}
		n.known.Put(stream, struct{}{})
		n.waiting = append(n.waiting, named{stream, b.Stream})
	}
}

// look looks for the streams that were named.
func (n *names) look() error {
	if len(n.waiting) == 0 {
		return nil
	}
	if n.known.Full() {
		n.known.Turn()
	}
	list := make([]shipping.Stream, len(n.waiting))
	for i, w := range n.waiting {
		list[i] = w.stream
	}
	there, err := n.balances(list)
	if err != nil {
		return failed("read balances", err)
	}
	for _, w := range n.waiting {
		if there[w.stream] == nil && n.newest[w.stream] == 0 {
			return record.Lost(n.merchant, w.stream, 1, "there are no facts of it, and "+string(w.by)+" names it", nil)
		}
	}
	n.waiting = n.waiting[:0]
	return nil
}

// meet finds the balances of the streams that begin in a part.
func (a *audit) meet(c *chunk) error {
	if len(c.begins) == 0 {
		return nil
	}
	list := make([]shipping.Stream, 0, len(c.begins))
	for stream := range c.begins {
		list = append(list, stream)
	}
	found, err := a.balances(list)
	if err != nil {
		return err
	}
	for i := range c.rows {
		r := &c.rows[i]
		if r.prev != 0 || r.err != nil {
			continue
		}
		a.streams++
		r.end = a.newest[r.stream]
		if w, ok := found[r.stream]; ok {
			a.rows++
			r.want, r.end = w, max(r.end, w.Head)
		} else if r.end == 0 {
			r.err = record.Corrupt(a.merchant, r.stream, 1, "no balance counts the fact", nil)
		}
	}
	return nil
}

// read reads a stored balance while the facts are folded.
func (a *audit) read(stream shipping.Stream) (*record.Balance, error) {
	a.fold.mu.Lock()
	defer a.fold.mu.Unlock()
	found, err := a.balances([]shipping.Stream{stream})
	return found[stream], err
}

func (a *audit) balances(streams []shipping.Stream) (map[shipping.Stream]*record.Balance, error) {
	found := make(map[shipping.Stream]*record.Balance, len(streams))
	err := record.EachBalance(a.ctx, a.db, a.tx, a.merchant, streams, func(b *record.Balance) error {
		if b.Head == 0 {
			return b.Damaged
		}
		b.State = slices.Clone(b.State)
		found[b.Stream] = b
		return nil
	})
	return found, err
}

// tail finds the newest facts of the streams that have any behind a position.
func tail(ctx context.Context, tx *sql.Tx, m shipping.MerchantID, behind int64) (map[shipping.Stream]int64, error) {
	rows, err := tx.QueryContext(ctx, "SELECT pos, stream FROM facts WHERE merchant = $1 AND pos > $2 ORDER BY pos", string(m), behind)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	newest := map[shipping.Stream]int64{}
	for rows.Next() {
		var pos record.Whole
		var stream record.Text
		if err := record.Row(rows, m, "facts", &pos, &stream); err != nil {
			return nil, err
		}
		newest[shipping.Stream(stream)] = int64(pos)
	}
	return newest, rows.Err()
}
