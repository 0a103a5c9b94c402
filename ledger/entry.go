package ledger

import (
	"context"
	"hash/maphash"
	"time"

	"crosslane/fact"
	"crosslane/ledger/line"
	"crosslane/shipping"
)

// Entry is what is recorded together or not at all.
type Entry struct {
	// Facts come from outside, in this order. Each is admitted by the decisions and followed by what
	// it decides. A fact without At happened now.
	Facts []*fact.Fact
	// Documents are what the facts name.
	Documents []shipping.Document
	// Bulk tells that it is one of many, for whose answers nobody waits one by one: entries that are not go ahead of it.
	Bulk bool
}

// Pending is an entry on its way into the ledger.
type Pending struct {
	merchant shipping.MerchantID
	entry    Entry
	settle   *settlement // the job that the entry is the outcome of
	sweep    *sweep      // the stream whose timers fell due
	erases   bool        // its fact says which documents are erased
	tries    int
	done     chan struct{}
	facts    []*fact.Fact
	err      error
}

// sweep asks for the timers of a stream that are due at an instant. Without a stream it only has the node write for
// the merchant.
type sweep struct {
	stream shipping.Stream
	now    time.Time
	due    int64 // when the first of them fell due
	waits  bool  // some cannot elapse now: they are left to the next sweep
}

// Record records an entry and answers, once it is durable, with all its facts: those handed in,
// with their place in their streams, each followed by what was decided. A fact that the decisions
// does not admit leaves nothing of the entry behind and gives the decisions's error. When ctx ends
// before the answer comes, the entry may or may not have been recorded.
func (l *Ledger) Record(ctx context.Context, merchant shipping.MerchantID, e Entry) ([]*fact.Fact, error) {
	return l.Submit(merchant, e).Wait(ctx)
}

// Submit is Record without waiting for the answer, so that a caller can keep thousands of entries
// on their way. Entries of a merchant are recorded in the order in which they were submitted, those in bulk among themselves. It blocks while too many wait. The facts belong to the ledger until the answer.
func (l *Ledger) Submit(merchant shipping.MerchantID, e Entry) *Pending {
	p := &Pending{merchant: merchant, entry: e, done: make(chan struct{})}
	if err := e.check(merchant); err != nil {
		p.finish(err)
		return p
	}
	l.enqueue(p)
	return p
}

func (e *Entry) check(merchant shipping.MerchantID) error {
	if merchant == "" {
		return shipping.BadField("merchant", "is missing", "every fact belongs to a merchant")
	}
	if len(e.Facts) == 0 && len(e.Documents) == 0 {
		return shipping.BadField("facts", "are missing", "an entry records at least one fact or document")
	}
	for _, f := range e.Facts {
		if f == nil || f.Body == nil || f.Stream.ID() == "" {
			return shipping.BadField("facts", "one has no stream or says nothing", "")
		}
	}
	return nil
}

// SubmitAll is Submit for many entries, which are committed together as far as they can be.
func (l *Ledger) SubmitAll(merchant shipping.MerchantID, list []Entry) []*Pending {
	all := make([]*Pending, len(list))
	good := make([]*Pending, 0, len(list))
	for i, e := range list {
		all[i] = &Pending{merchant: merchant, entry: e, done: make(chan struct{})}
		if err := e.check(merchant); err != nil {
			all[i].finish(err)
			continue
		}
		good = append(good, all[i])
	}
	l.enqueue(good...)
	return all
}

// enqueue puts a group of entries, which are all bulk or none of them, into the lines of their writers.
func (l *Ledger) enqueue(group ...*Pending) {
	l.gate.RLock()
	defer l.gate.RUnlock()
	if l.closed {
		for _, p := range group {
			p.finish(shipping.Fault(shipping.Unavailable, "the ledger is closed", ""))
		}
		return
	}
	for len(group) > 0 { // those of one writer together
		q, n := l.queueOf(group[0]), 1
		for n < len(group) && l.queueOf(group[n]) == q {
			n++
		}
		q.Put(group[0].entry.Bulk, group[:n]...)
		group = group[n:]
	}
}

// queueOf is the line of the writer that a merchant falls to: always the same one.
func (l *Ledger) queueOf(p *Pending) *line.Line[*Pending] {
	if len(l.queues) == 1 {
		return l.queues[0]
	}
	return l.queues[maphash.String(l.seed, string(p.merchant))%uint64(len(l.queues))]
}

func (p *Pending) finish(err error) {
	if err != nil {
		p.err, p.facts = err, nil
	}
	close(p.done)
}

// Wait waits for the answer; see Record.
func (p *Pending) Wait(ctx context.Context) ([]*fact.Fact, error) {
	select {
	case <-p.done:
		return p.facts, p.err
	default:
	}
	select {
	case <-p.done:
		return p.facts, p.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
