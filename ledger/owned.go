package ledger

import (
	"maps"
	"slices"

	"crosslane/ledger/record"
	"crosslane/shipping"
)

// owned is a merchant that this node writes for, as it will be when the batches on their way are committed.
type owned struct {
	merchant shipping.MerchantID
	memory   *memory
	record.Standing
	carrying *carrying
}

// carrying is rows of balances that are being carried forward, a part with each batch.
type carrying struct {
	streams []shipping.Stream // sorted, so that rows that lie together are written together
	upTo    int64             // when all are written, every fact up to here is in its row
}

const (
	// mostWalked is how many facts a row of a balance may be behind: whoever reads it follows them one by one.
	mostWalked = 256
	// mostBehind is how many rows may be behind, and mostTail how many facts: whoever opens the ledger reads them. So
	// few balances are still in memory when their rows are written (Options.Balances), and need not be read for it.
	mostBehind = 16_000
	mostTail   = 400_000
	// quietRows is how many rows are written at a time when nothing else is to be done.
	quietRows = 4096
)

// take has this node write for a merchant. What another node has recorded meanwhile is made known first.
func (w *writer) take(m shipping.MerchantID) error {
	if w.owned[m] != nil {
		return nil
	}
	w.landAll() // what is on its way belongs to the epoch before
	s, err := w.tables.take(w.ctx, m, w.l.node, w.l.memory(m).losses)
	if err != nil {
		return err
	}
	k := w.l.memory(m)
	if err := w.l.catchUp(w.ctx, k, s); err != nil {
		return err
	}
	if k.recent != nil {
		k.recent.Begin(s.Newest)
	}
	t, fresh, missed := k.hold(s.Epoch)
	if fresh {
		w.l.done.Go(func() { w.l.readTimers(w.ctx, k, t) })
	} else if len(missed) > 0 {
		w.l.done.Go(func() { _ = w.l.learn(w.ctx, k, t, slices.Collect(maps.Keys(missed))) }) // what fails is learned when the rows are read again
	}
	w.owned[m] = &owned{merchant: m, memory: k, Standing: s}
	return nil
}

// forget drops what is in memory of a merchant as it would be, not what is known to be committed.
func (w *writer) forget(m shipping.MerchantID) {
	if own := w.owned[m]; own != nil {
		own.memory.lose()
		delete(w.owned, m)
	}
	w.cache.Forget(func(k key) bool { return k.merchant == m })
}

// advance goes on to where a batch leaves the merchant.
func (o *owned) advance(s *share) {
	o.Newest, o.Facts, o.Stored, o.Sum = s.newest, s.facts, s.stored, s.sum
}

// carry adds rows of balances that are behind to a batch, where many are: the more, the larger the batch.
func (w *writer) carry(b *batch) {
	for _, s := range b.shares {
		much, _ := s.own.memory.much()
		if much || s.own.carrying != nil {
			w.carryShare(b, s, 64+4*len(s.heads))
		}
	}
}

// carryForward writes some of the rows that are behind in a batch of their own; false when none is.
func (w *writer) carryForward(most int) bool {
	for _, m := range slices.Sorted(maps.Keys(w.owned)) {
		own := w.owned[m]
		if _, some := own.memory.much(); !some && own.carrying == nil {
			continue
		}
		b := w.newBatch(nil)
		for len(w.flights) >= w.depth {
			w.land()
		}
		if w.owned[m] != own {
			continue
		}
		s := b.share(own)
		for more := true; more; more = b.empty() && own.carrying != nil { // behind rows that hold everything already
			w.carryShare(b, s, most)
		}
		if b.empty() {
			continue
		}
		own.advance(s)
		w.launch(b)
		return true
	}
	return false
}

// carryShare adds rows of one merchant. When balances cannot be read, they are carried forward another time.
func (w *writer) carryShare(b *batch, s *share, most int) {
	own := s.own
	if own.carrying == nil {
		streams, upTo := own.memory.behind()
		slices.Sort(streams)
		own.carrying = &carrying{streams, upTo}
	}
	c := own.carrying
	now := c.streams[:min(most, len(c.streams))]
	pages := make(map[key]*page, len(now))
	var missing []shipping.Stream
	for _, stream := range now {
		k := key{own.merchant, stream}
		if p, ok := w.cache.Peek(k); ok {
			pages[k] = p
		} else {
			missing = append(missing, stream)
		}
	}
	if err := w.l.load(w.ctx, own.memory, missing, pages); err != nil {
		own.carrying = nil
		return
	}
	for _, stream := range now {
		if p := pages[key{own.merchant, stream}]; p.broken == nil {
			b.store(p, s)
		}
	}
	if c.streams = c.streams[len(now):]; len(c.streams) == 0 {
		s.caughtUp, s.stored, own.carrying = c.upTo > s.stored, max(s.stored, c.upTo), nil
	}
}
