package ledger

import (
	"context"
	"sync"
	"time"

	"crosslane/ledger/recent"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// memory is what a node keeps of one merchant besides balances: which rows of balances may be behind the facts,
// and, while the node writes for the merchant, the timers.
type memory struct {
	merchant shipping.MerchantID
	recent   *recent.List // on SQLite, in the process that writes
	walks    recent.Walks
	losses   int // how often another node took over before a batch was committed, in a row; the writer's

	mu     sync.Mutex
	upTo   int64                     // every fact up to here is in its balance's row, or its stream is in heads
	stored int64                     // every fact up to here is in its balance's row
	heads  map[shipping.Stream]int64 // the newest facts, of streams whose rows may be behind
	epoch  int64                     // while this node writes; zero: it does not, or has lost it
	timers *timers                   // once this node has written
	missed map[shipping.Stream]bool  // streams that others wrote since, whose timers are not known
	stood  struct {                  // what another node had recorded when it was looked at first
		newest int64
		since  time.Time
	}
}

// mostMissed bounds for how many streams timers are learned one by one; beyond it all are read anew.
const mostMissed = 100_000

// memory answers with what is kept of a merchant.
func (l *Ledger) memory(m shipping.MerchantID) *memory {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.memories[m]
	if k == nil {
		k = &memory{merchant: m, heads: map[shipping.Stream]int64{}}
		if l.db.Embedded && l.node != "" {
			k.recent = &recent.List{}
		}
		l.memories[m] = k
	}
	return k
}

// standing reads the row of a merchant; all zero when it has none. One that no node wrote is Corrupt.
func (l *Ledger) standing(ctx context.Context, m shipping.MerchantID) (record.Standing, error) {
	s, _, err := record.StandingOf(ctx, l.db.Read, m)
	return s, err
}

// freshen makes sure that everything committed is known. The one process that writes to an SQLite file knows.
func (l *Ledger) freshen(ctx context.Context, k *memory) error {
	if l.db.Embedded && k.owned() != 0 {
		return nil
	}
	return l.learnAll(ctx, k)
}

// learnAll makes everything committed known, whoever writes.
func (l *Ledger) learnAll(ctx context.Context, k *memory) error {
	s, err := l.standing(ctx, k.merchant)
	if err != nil {
		return err
	}
	return l.catchUp(ctx, k, s)
}

// catchUp learns which streams have facts that are not known yet, as of the row of the merchant.
func (l *Ledger) catchUp(ctx context.Context, k *memory, s record.Standing) error {
	k.mu.Lock()
	k.prune(s.Stored)
	after := max(k.upTo, s.Stored)
	k.mu.Unlock()
	if s.Newest <= after {
		return nil
	}
	rows, err := l.db.Read.QueryContext(ctx, "SELECT pos, stream FROM facts WHERE merchant = $1 AND pos > $2 AND pos <= $3 ORDER BY pos",
		string(k.merchant), after, s.Newest)
	if err != nil {
		return err
	}
	defer rows.Close()
	heads := map[shipping.Stream]int64{}
	for rows.Next() {
		var pos int64
		var stream string
		if err := rows.Scan(&pos, &stream); err != nil {
			return err
		}
		heads[shipping.Stream(stream)] = pos
	}
	if err := rows.Err(); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for stream, pos := range heads {
		k.heads[stream] = max(k.heads[stream], pos)
		if k.timers != nil {
			k.missed[stream] = true
		}
	}
	if len(k.missed) > mostMissed && k.epoch == 0 {
		k.timers, k.missed = nil, nil
	}
	k.upTo = max(k.upTo, s.Newest)
	return nil
}

// prune forgets streams whose rows are known to hold everything.
func (k *memory) prune(stored int64) {
	if stored <= k.stored {
		return
	}
	k.stored = stored
	for stream, head := range k.heads {
		if head <= stored {
			delete(k.heads, stream)
		}
	}
}

// committed takes in what a batch changed: facts behind the position before, and the balances that it stored.
func (k *memory) committed(c *share) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for stream, head := range c.heads {
		k.heads[stream] = max(k.heads[stream], head)
	}
	for stream, head := range c.rows {
		if k.heads[stream] <= head {
			delete(k.heads, stream)
		}
	}
	if k.upTo >= c.before {
		k.upTo = max(k.upTo, c.newest)
	}
	k.prune(c.stored)
	if k.timers != nil {
		k.timers.Set(c.hints)
	}
}

// newest answers with the newest facts of those of some streams whose rows may be behind, with the position up to
// which that is known, and with that up to which every fact is in its row.
func (k *memory) newest(streams []shipping.Stream) (heads map[shipping.Stream]int64, upTo, stored int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	heads = map[shipping.Stream]int64{}
	for _, s := range streams {
		if head, ok := k.heads[s]; ok {
			heads[s] = head
		}
	}
	return heads, k.upTo, k.stored
}

// behind lists the streams whose rows may be behind the facts up to a position.
func (k *memory) behind() (streams []shipping.Stream, upTo int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	streams = make([]shipping.Stream, 0, len(k.heads))
	for s := range k.heads {
		streams = append(streams, s)
	}
	return streams, k.upTo
}

// much reports whether so much is behind that it must be stored soon, and some whether anything is.
func (k *memory) much() (much, some bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.heads) >= mostBehind || k.upTo-k.stored >= mostTail, len(k.heads) > 0
}

// owned is the epoch in which this node writes for the merchant, zero when it does not.
func (k *memory) owned() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.epoch
}

func (k *memory) lose() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.epoch = 0
}

// hold notes that this node writes for the merchant now, and answers with its timers: those it has, or new ones. The
// streams are those whose timers are to be learned.
func (k *memory) hold(epoch int64) (t *timers, fresh bool, missed map[shipping.Stream]bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.epoch, missed, k.missed = epoch, k.missed, map[shipping.Stream]bool{}
	if k.timers == nil {
		k.timers, fresh = &timers{ready: make(chan struct{})}, true
	}
	return k.timers, fresh, missed
}
