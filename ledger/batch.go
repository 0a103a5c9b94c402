package ledger

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/ledger/due"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// batch is the entries of one commit and what they come to.
type batch struct {
	l       *Ledger
	w       *writer
	entries []*Pending
	now     time.Time
	pages   map[key]*page // every balance that was read
	facts   []placed
	sealed
}

// newBatch makes a batch of entries, which may be none.
func (w *writer) newBatch(entries []*Pending) *batch {
	return &batch{l: w.l, w: w, entries: entries, now: w.l.now()}
}

// placed is a fact with the page of its stream.
type placed struct {
	page *page
	fact *fact.Fact
}

// loadError carries a database's error out of a decider, which cannot answer with one; broken that of one balance.
type (
	loadError struct{ err error }
	broken    struct{ err error }
)

// decide asks the decisions about every entry, from the beginning. It fails only when balances cannot
// be read; an entry that is refused keeps its own error.
func (b *batch) decide() (err error) {
	defer func() {
		if r := recover(); r != nil {
			le, ok := r.(loadError)
			if !ok {
				panic(r)
			}
			err = le.err
		}
	}()
	b.pages = make(map[key]*page, 2*len(b.entries))
	b.facts = b.facts[:0]
	if err := b.prefetch(); err != nil {
		return err
	}
	for _, p := range b.entries {
		if p.settle != nil && p.settle.lost {
			p.err = errLost
			continue
		}
		b.w.decided++
		b.decideEntry(p)
	}
	return nil
}

// prefetch reads in two strokes what the entries will need.
func (b *batch) prefetch() error {
	var own []key
	seen := map[key]bool{}
	want := func(k key) {
		if !seen[k] {
			seen[k] = true
			own = append(own, k)
		}
	}
	for _, p := range b.entries {
		if p.sweep != nil && p.sweep.stream != "" {
			want(key{p.merchant, p.sweep.stream})
		}
		for _, f := range p.entry.Facts {
			want(key{p.merchant, f.Stream})
		}
	}
	if err := b.w.read(own, b.pages); err != nil {
		return err
	}
	first := len(own)
	for _, p := range b.entries {
		for _, f := range p.entry.Facts {
			for _, s := range b.needs(b.pages[key{p.merchant, f.Stream}].balance, f) {
				want(key{p.merchant, s})
			}
		}
	}
	return b.w.read(own[first:], b.pages)
}

// needs asks the decisions what it will read. Whatever is not named is read when it is asked for, so
// a decider that fails here is left to fail when it decides.
func (b *batch) needs(own *fact.Balance, f *fact.Fact) (streams []shipping.Stream) {
	defer func() { _ = recover() }()
	return b.l.decider.Needs(own, f)
}

// desk shows a decider the balances of one merchant, and remembers what one entry saw.
type entryState struct {
	b        *batch
	merchant shipping.MerchantID
	seen     []seen
	facts    int // of the batch, before the entry
}

type seen struct {
	page    *page
	version int64
}

// Balance answers with the balance of a stream as it is after all entries before.
func (d *entryState) Balance(s shipping.Stream) *fact.Balance {
	p := d.b.page(key{d.merchant, s})
	if p.broken != nil {
		panic(broken{p.broken})
	}
	if p.entry != d.b.w.decided {
		p.entry = d.b.w.decided
		d.seen = append(d.seen, seen{p, p.balance.Version})
	}
	return p.balance
}

func (b *batch) page(k key) *page {
	if p, ok := b.pages[k]; ok {
		return p
	}
	if err := b.w.read([]key{k}, b.pages); err != nil {
		panic(loadError{err})
	}
	return b.pages[k]
}

// decideEntry records one entry in the balances, or nothing of it.
func (b *batch) decideEntry(p *Pending) {
	p.err, p.facts = nil, nil
	d := &entryState{b: b, merchant: p.merchant, facts: len(b.facts)}
	if p.err = d.run(p); p.err != nil {
		d.undo()
		return
	}
	for _, f := range p.facts {
		b.facts = append(b.facts, placed{b.page(key{p.merchant, f.Stream}), f})
	}
}

// run asks the decisions about an entry. A decider that panics refuses the entry and harms no other.
func (d *entryState) run(p *Pending) (err error) {
	defer func() {
		r := recover()
		if le, ok := r.(loadError); ok {
			panic(le)
		}
		if b, ok := r.(broken); ok {
			err = b.err
		} else if r != nil {
			err = shipping.Fault(shipping.Internal, "the decisions failed: "+fmt.Sprint(r), "this is a fault of the program; please report it")
		}
	}()
	if p.sweep != nil {
		return d.elapse(p)
	}
	for _, f := range p.entry.Facts {
		if f.At.IsZero() {
			f.At = d.b.now
		}
		f.At, f.Recorded = f.At.Truncate(time.Millisecond), d.b.now
		if err := d.b.l.decider.Admit(d, f); err != nil {
			return err
		}
		if err := d.unfold(p, f); err != nil {
			return err
		}
	}
	return nil
}

func (d *entryState) unfold(p *Pending, f *fact.Fact) error {
	facts, err := fact.Unfold(d.b.l.decider, d, f)
	p.facts = append(p.facts, facts...)
	return err
}

// undo gives every balance that the entry changed the form it had before: as stored, with the
// facts that earlier entries of the batch recorded.
func (d *entryState) undo() {
	for _, s := range d.seen {
		if s.page.balance.Version == s.version {
			continue
		}
		fresh, err := d.b.w.before(s.page.key)
		if err != nil {
			panic(loadError{err})
		}
		for _, f := range d.b.facts[:d.facts] {
			if f.page == s.page {
				fresh.balance.Apply(f.fact)
			}
		}
		*s.page = *fresh
	}
}

// sealed is a batch in the form in which it is stored.
type sealed struct {
	arena  []byte
	ends   []int // of the facts' records in the arena
	pos    []int64
	prev   []int64
	sums   []byte // hashes of the facts, one after the other
	shares []*share
	rows   record.Balances // those that are carried forward with this batch
}

// usualRecord is about how many bytes the record of a fact takes.
const usualRecord = 192

// share is what a batch does for one merchant.
type share struct {
	own           *owned
	epoch, before int64 // as the batch found them
	newest, facts int64 // as it leaves them
	stored        int64
	caughtUp      bool // stored went on
	sum           record.Sum
	heads, rows   map[shipping.Stream]int64 // newest facts of the streams that go on, and of the balances that are stored
	hints         []due.Hint                // timers that were set
}

// seal gives the facts their positions and hashes and carries the pages forward. Rows of balances follow later, but
// for those that are many facts behind.
func (b *batch) seal(ownedBy func(shipping.MerchantID) *owned) {
	n := len(b.facts)
	b.sealed = sealed{arena: make([]byte, 0, usualRecord*n), ends: make([]int, 0, n), pos: make([]int64, 0, n), prev: make([]int64, 0, n),
		sums: make([]byte, 0, sha256.Size*n)}
	for _, p := range b.entries {
		b.share(ownedBy(p.merchant))
	}
	c := record.NewChain()
	var changed []*page
	for i, f := range b.facts {
		p := f.page
		s := b.share(ownedBy(p.merchant))
		start := len(b.arena)
		b.arena = record.Append(b.arena, f.fact)
		b.ends = append(b.ends, len(b.arena))
		s.newest++
		s.facts++
		b.prev, b.pos = append(b.prev, p.head), append(b.pos, s.newest)
		if _, known := s.heads[p.stream]; !known {
			changed = append(changed, p)
		}
		p.head, s.heads[p.stream] = s.newest, s.newest
		c.Next(&p.hash, p.merchant, p.stream, b.arena[start:])
		b.sums = append(b.sums, p.hash[:]...)
		c.Run(&s.sum, b.sum(i))
	}
	for _, p := range changed {
		s := b.share(ownedBy(p.merchant))
		if at := record.Due(p.balance.State); at != p.due {
			p.due = at
			if at.Valid {
				s.hints = append(s.hints, due.Hint{Due: at.Int64, Stream: p.stream})
			}
		}
		if p.balance.Version-p.stored >= mostWalked {
			b.store(p, s)
		}
	}
}

// share finds the batch's share of a merchant.
func (b *batch) share(own *owned) *share {
	for _, s := range b.shares {
		if s.own == own {
			return s
		}
	}
	s := &share{own: own, epoch: own.Epoch, before: own.Newest, newest: own.Newest, facts: own.Facts, stored: own.Stored, sum: own.Sum,
		heads: map[shipping.Stream]int64{}, rows: map[shipping.Stream]int64{}}
	b.shares = append(b.shares, s)
	return s
}

// store has the row of a balance written with the batch, unless nothing happened since it was written.
func (b *batch) store(p *page, s *share) {
	if p.stored == p.balance.Version {
		return
	}
	p.stored = p.balance.Version
	s.rows[p.stream] = p.head
	b.rows.Add(p.merchant, p.balance, p.head, p.hash)
}

// record is the stored form of the i-th fact.
func (s *sealed) record(i int) []byte {
	start := 0
	if i > 0 {
		start = s.ends[i-1]
	}
	return s.arena[start:s.ends[i]:s.ends[i]]
}

func (s *sealed) sum(i int) []byte { return s.sums[i*sha256.Size : (i+1)*sha256.Size] }

// empty tells that nothing of the batch needs to be written.
func (b *batch) empty() bool {
	return len(b.facts) == 0 && b.rows.Len() == 0 && !slices.ContainsFunc(b.shares, func(s *share) bool { return s.caughtUp }) && !slices.ContainsFunc(b.entries, func(p *Pending) bool {
		return p.err == nil && (p.settle != nil || len(p.entry.Documents) > 0)
	})
}

// answer tells every caller that the batch is durable, or why his entry was refused.
func (b *batch) answer() {
	for _, p := range b.entries {
		p.finish(p.err)
	}
}
