package ledger

import (
	"hash/maphash"
	"time"

	"crosslane/shipping"
)

// lanes is what waits for one writer: entries for whose answer somebody waits, and bulk, which they go ahead of. The first is never closed while the
// other is open.
type lanes struct{ first, bulk chan *Pending }

// What a batch takes of bulk while others want answers, so that they do not wait for long.
const (
	bulkBeside = 64
	besideFor  = 2 * time.Second // after the last of them
)

// start runs one writer with lanes of its own.
func (l *Ledger) start(run func(lanes)) {
	q := lanes{make(chan *Pending, 2*l.options.Batch), make(chan *Pending, 2*l.options.Batch)}
	l.queues = append(l.queues, q)
	l.done.Go(func() { run(q) })
}

// enqueue puts a group of entries, which are all bulk or none of them, into the lanes. Each is sent when it is known whether another follows it.
func (l *Ledger) enqueue(group ...*Pending) {
	l.gate.RLock()
	defer l.gate.RUnlock()
	held := make([]*Pending, len(l.queues))
	for _, p := range group {
		if l.closed {
			p.finish(shipping.Fault(shipping.Unavailable, "the ledger is closed", ""))
			continue
		}
		q := l.queueOf(p)
		if held[q] != nil {
			held[q].more = true
			l.queues[q].of(held[q]) <- held[q]
		}
		held[q] = p
	}
	for q, p := range held {
		if p != nil {
			l.queues[q].of(p) <- p
		}
	}
}

// of is the lane of an entry.
func (q lanes) of(p *Pending) chan *Pending {
	if p.entry.Bulk {
		return q.bulk
	}
	return q.first
}

// queueOf is the writer that a merchant falls to: always the same one.
func (l *Ledger) queueOf(p *Pending) int {
	if len(l.queues) == 1 {
		return 0
	}
	return int(maphash.String(l.seed, string(p.merchant)) % uint64(len(l.queues)))
}

// gather takes what waits in the lanes behind an entry, up to one batch, and little of the bulk while others want answers.
func (w *writer) gather(begun *Pending, q lanes) []*Pending {
	most := w.l.options.Batch
	entries := w.group(make([]*Pending, 0, min(most, len(q.first)+len(q.bulk)+1)), begun, q.of(begun))
	entries = w.drain(entries, q.first, most)
	now := time.Now()
	if !entries[len(entries)-1].entry.Bulk {
		w.asked = now
	}
	if now.Sub(w.asked) < besideFor {
		most = min(most, len(entries)+bulkBeside)
	}
	return w.drain(entries, q.bulk, most)
}

// drain takes what waits in a lane, until there are so many entries.
func (w *writer) drain(entries []*Pending, lane <-chan *Pending, most int) []*Pending {
	for len(entries) < most {
		select {
		case e, ok := <-lane:
			if !ok {
				return entries
			}
			entries = w.group(entries, e, lane)
		default:
			return entries
		}
	}
	return entries
}

// group takes an entry with the rest of its group, which is waited for, up to one batch.
func (w *writer) group(entries []*Pending, e *Pending, lane <-chan *Pending) []*Pending {
	for entries = append(entries, e); e.more && len(entries) < w.l.options.Batch; entries = append(entries, e) {
		e = <-lane
	}
	return entries
}
