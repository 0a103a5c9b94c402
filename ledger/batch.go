package ledger

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"sort"
	"time"

	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// batch is the entries of one commit and what they come to.
type batch struct {
	l       *Ledger
	source  source
	entries []*Pending
	now     time.Time
	pages   map[key]*page // every balance that was read
	serial  int           // counts entries
	facts   []placed
	sealed
}

// placed is a fact with the page of its stream.
type placed struct {
	page *page
	fact *fact.Fact
}

// source is where a batch reads balances.
type source interface {
	// peek reads balances only to ask what else will be needed.
	peek(keys []key, into map[key]*page) error
	// read reads balances on which decisions are made.
	read(keys []key, into map[key]*page) error
	// stored reads one balance as it was before the batch.
	stored(k key) (*page, error)
}

// loadError carries a database's error out of a story, which cannot answer with one.
type loadError struct{ err error }

// decide asks the story about every entry, from the beginning. It fails only when balances cannot
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
		b.serial++
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
		if p.sweep != nil {
			want(key{p.tenant, p.sweep.stream})
		}
		for _, f := range p.entry.Facts {
			want(key{p.tenant, f.Stream})
		}
	}
	peeked := make(map[key]*page, len(own))
	if err := b.source.peek(own, peeked); err != nil {
		return err
	}
	for _, p := range b.entries {
		for _, f := range p.entry.Facts {
			for _, s := range b.needs(peeked[key{p.tenant, f.Stream}].balance, f) {
				want(key{p.tenant, s})
			}
		}
	}
	return b.source.read(own, b.pages)
}

// needs asks the story what it will read. Whatever is not named is read when it is asked for, so
// a story that fails here is left to fail when it decides.
func (b *batch) needs(own *fact.Balance, f *fact.Fact) (streams []shipping.Stream) {
	defer func() { _ = recover() }()
	return b.l.story.Needs(own, f)
}

// desk shows a story the balances of one tenant, and remembers what one entry saw.
type desk struct {
	b      *batch
	tenant shipping.MerchantID
	seen   []seen
	facts  int // of the batch, before the entry
}

type seen struct {
	page    *page
	version int64
}

// Balance answers with the balance of a stream as it is after all entries before.
func (d *desk) Balance(s shipping.Stream) *fact.Balance {
	p := d.b.page(key{d.tenant, s})
	if p.entry != d.b.serial {
		p.entry = d.b.serial
		d.seen = append(d.seen, seen{p, p.balance.Version})
	}
	return p.balance
}

func (b *batch) page(k key) *page {
	if p, ok := b.pages[k]; ok {
		return p
	}
	if err := b.source.read([]key{k}, b.pages); err != nil {
		panic(loadError{err})
	}
	return b.pages[k]
}

// decideEntry records one entry in the balances, or nothing of it.
func (b *batch) decideEntry(p *Pending) {
	p.err, p.facts = nil, nil
	d := &desk{b: b, tenant: p.tenant, facts: len(b.facts)}
	if p.err = d.run(p); p.err != nil {
		d.undo()
		return
	}
	for _, f := range p.facts {
		b.facts = append(b.facts, placed{b.page(key{p.tenant, f.Stream}), f})
	}
}

// run asks the story about an entry. A story that panics refuses the entry and harms no other.
func (d *desk) run(p *Pending) (err error) {
	defer func() {
		r := recover()
		if le, ok := r.(loadError); ok {
			panic(le)
		}
		if r != nil {
			err = shipping.Fault(shipping.Internal, "the story failed: "+fmt.Sprint(r), "this is a fault of the program; please report it")
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
		if err := d.b.l.story.Admit(d, f); err != nil {
			return err
		}
		if err := d.unfold(p, f); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) unfold(p *Pending, f *fact.Fact) error {
	facts, err := fact.Unfold(d.b.l.story, d, f)
	p.facts = append(p.facts, facts...)
	return err
}

// undo gives every balance that the entry changed the form it had before: as stored, with the
// facts that earlier entries of the batch recorded.
func (d *desk) undo() {
	for _, s := range d.seen {
		if s.page.balance.Version == s.version {
			continue
		}
		fresh, err := d.b.source.stored(s.page.key)
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
	arena   []byte
	ends    []int // of the facts' records in the arena
	pos     []int64
	prev    []int64
	sums    []byte  // hashes of the facts, one after the other
	changed []*page // in the order in which their streams began
	fresh   record.Balances
	known   record.Balances // on PostgreSQL: those that have a row
	was     []int64         // versions of the known
	hints   []hint          // timers that were set
}

// seal gives the facts their positions and hashes and carries the pages forward.
func (b *batch) seal(positions func(n int) ([]int64, error)) (err error) {
	b.sealed = sealed{}
	if b.pos, err = positions(len(b.facts)); err != nil {
		return err
	}
	c := record.NewChain()
	for i, f := range b.facts {
		start := len(b.arena)
		b.arena = record.Append(b.arena, f.fact)
		b.ends = append(b.ends, len(b.arena))
		p := f.page
		b.prev = append(b.prev, p.head)
		if p.first == 0 {
			p.first = b.pos[i]
		}
		p.head = b.pos[i]
		c.Next(&p.hash, p.tenant, p.stream, b.arena[start:])
		b.sums = append(b.sums, p.hash[:]...)
	}
	for _, p := range b.pages { // one that was only read is not written, or all its readers would conflict
		if p.balance.Version != p.stored {
			b.changed = append(b.changed, p)
		}
	}
	sort.Slice(b.changed, func(i, j int) bool { return b.changed[i].first < b.changed[j].first })
	for _, p := range b.changed {
		if due := millis(p.balance.State.Due()); due != p.due {
			p.due = due
			if due != 0 {
				b.hints = append(b.hints, hint{due, p.key})
			}
		}
		rows := &b.fresh
		if p.stored != 0 && !b.l.db.Embedded {
			rows, b.was = &b.known, append(b.was, p.stored)
		}
		rows.Add(p.tenant, p.balance, p.first, p.head, p.hash, p.due)
	}
	return nil
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
	return len(b.facts) == 0 && !slices.ContainsFunc(b.entries, func(p *Pending) bool {
		return p.err == nil && (p.settle != nil || len(p.entry.Documents) > 0)
	})
}

// answer tells every caller that the batch is durable, or why his entry was refused.
func (b *batch) answer() {
	for _, p := range b.entries {
		p.finish(p.err)
	}
}

// fail tells every caller that the batch could not be written.
func (b *batch) fail(err error) {
	for _, p := range b.entries {
		if p.err != nil {
			p.finish(p.err)
			continue
		}
		p.finish(err)
	}
}
