package ledger

import (
	"context"
	"database/sql"

	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// key names a stream of a merchant.
type key struct {
	merchant shipping.MerchantID
	stream   shipping.Stream
}

// page is the balance of one stream with what its row holds besides.
type page struct {
	key
	balance *fact.Balance
	head    int64 // position of the newest fact; zero: there is none
	hash    record.Sum
	due     sql.NullInt64
	stored  int64 // version of its row, or of what it will be when the batches on their way are committed
	entry   int   // the last entry that touched it, as the writer counts them
	broken  error // why nothing may be decided by it
}

func emptyPage(k key) *page { return &page{key: k, balance: fact.NewBalance(k.stream)} }

// load reads the balances of streams of one merchant as they are committed, into pages: their rows, and the facts that
// are not in the rows yet. A stream without facts gets an empty page.
func (l *Ledger) load(ctx context.Context, k *memory, streams []shipping.Stream, into map[key]*page) error {
	if len(streams) == 0 {
		return nil
	}
	for try := 0; ; try++ {
		heads, upTo, stored := k.newest(streams)
		newest, err := l.loadRows(ctx, k.merchant, streams, stored, into)
		if err != nil {
			return err
		}
		for stream, head := range heads {
			p := into[key{k.merchant, stream}]
			if p.broken != nil {
				continue
			}
			if err := p.breaks(l.follow(ctx, k, p, head)); err != nil {
				return err
			}
		}
		// A row that was written meanwhile belongs to a later moment than the others.
		if newest <= upTo || try == mostLoads {
			return nil
		}
		if err := l.learnAll(ctx, k); err != nil {
			return err
		}
	}
}

// breaks keeps a contradiction in what is stored of one stream to that stream: the others are read all the same.
func (p *page) breaks(err error) error {
	if shipping.CodeOf(err) != shipping.Corrupt {
		return err
	}
	p.broken = err
	return nil
}

// mostLoads bounds how often balances are read again because one of them was written meanwhile.
const mostLoads = 5

// loadRows reads rows of balances, and answers with the newest position in them. Up to the position stored, every fact is
// in a row.
func (l *Ledger) loadRows(ctx context.Context, m shipping.MerchantID, streams []shipping.Stream, stored int64, into map[key]*page) (newest int64, err error) {
	for _, s := range streams {
		k := key{m, s}
		into[k] = emptyPage(k)
	}
	var stale []*page
	err = record.EachBalance(ctx, l.db, l.db.Read, m, streams, func(row *record.Balance) error {
		p := &page{key: key{m, row.Stream}, head: row.Head, hash: row.Sum, due: row.Due, stored: row.Version, broken: row.Damaged}
		into[p.key] = p
		if p.broken != nil {
			p.balance = fact.NewBalance(row.Stream)
			return nil //nolint:nilerr // the page says so
		}
		newest = max(newest, p.head)
		folded, ok, err := fact.DecodeState(p.stream.Sort(), row.State)
		if err != nil {
			p.broken = record.Corrupt(m, p.stream, p.stored, "its balance cannot be read", err)
		}
		p.balance = &fact.Balance{Stream: p.stream, Version: p.stored, State: folded}
		if !ok {
			stale = append(stale, p)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, p := range stale {
		if err := p.breaks(l.refold(ctx, p)); err != nil {
			return 0, err
		}
	}
	return newest, l.verify(ctx, m, streams, stored, into)
}

// verify finds the pages from which nobody may go on.
func (l *Ledger) verify(ctx context.Context, m shipping.MerchantID, streams []shipping.Stream, stored int64, into map[key]*page) error {
	heads := make([]record.Head, 0, len(streams))
	for _, s := range streams {
		if p := into[key{m, s}]; p.broken == nil {
			heads = append(heads, record.Head{Stream: s, Pos: p.head, Version: p.stored, Sum: p.hash})
		}
	}
	wrong, err := record.Verify(ctx, l.db, m, heads, stored)
	for s, what := range wrong {
		into[key{m, s}].broken = what
	}
	return err
}

// follow folds the facts in that the row of a balance does not hold yet, up to the newest one.
func (l *Ledger) follow(ctx context.Context, k *memory, p *page, head int64) error {
	if b, at, sum, ok := k.walks.Between(p.stream, p.head, head); ok {
		p.balance, p.head, p.hash = b, at, sum
		p.due = record.Due(b.State)
	}
	if head <= p.head {
		return nil
	}
	facts, sum, err := l.history(ctx, p.merchant, head, p.head)
	if err != nil {
		return err
	}
	for _, f := range facts {
		if f.Fact.Version != p.balance.Version+1 {
			return record.Lost(p.merchant, p.stream, f.Fact.Version, "facts before it are missing", nil)
		}
		p.balance.Apply(f.Fact)
	}
	p.head = head
	copy(p.hash[:], sum)
	k.walks.Put(p.balance, p.head, p.hash, len(facts))
	p.due = record.Due(p.balance.State)
	return nil
}

// refold folds a stream anew whose balance was stored by another version of the program.
func (l *Ledger) refold(ctx context.Context, p *page) error {
	facts, _, err := l.history(ctx, p.merchant, p.head, 0)
	if err != nil {
		return err
	}
	p.balance = fact.NewBalance(p.stream)
	for _, f := range facts {
		p.balance.Apply(f.Fact)
	}
	if p.balance.Version != p.stored {
		return record.Corrupt(p.merchant, p.stream, p.stored, "its balance counts other facts than there are", nil)
	}
	p.due = record.Due(p.balance.State)
	return nil
}
