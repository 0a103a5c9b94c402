package ledger

import (
	"sync"

	"crosslane/ledger/record"
)

// mostRecent bounds how many facts an SQLite ledger keeps in memory for those who follow its feed closely.
const mostRecent = 8192

// recent is the newest facts of an SQLite ledger, in the form in which they are stored: a fact is
// decoded for each reader anew, as the balances go on with what the decided ones hold.
type recent struct {
	mu    sync.Mutex
	since int64 // every fact behind this position is here
	parts []part
	count int
}

// part is the facts of one batch.
type part struct {
	sealed
	keys []key
}

// add takes the facts of a committed batch in, and forgets the oldest.
func (r *recent) add(b *batch) {
	if len(b.facts) == 0 {
		return
	}
	p := part{sealed{arena: b.arena, ends: b.ends, pos: b.pos}, make([]key, len(b.facts))}
	for i, f := range b.facts {
		p.keys[i] = f.page.key
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.parts, r.count = append(r.parts, p), r.count+len(p.pos)
	for r.count > mostRecent && len(r.parts) > 1 {
		oldest := r.parts[0].pos
		r.since, r.count, r.parts = last(oldest), r.count-len(oldest), r.parts[1:]
	}
}

// behind answers with the parts that hold every fact behind a position; false when they are not all here.
func (r *recent) behind(pos int64) ([]part, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if pos < r.since {
		return nil, false
	}
	first := len(r.parts)
	for first > 0 && last(r.parts[first-1].pos) > pos {
		first--
	}
	return r.parts[first:], true
}

func last(pos []int64) int64 { return pos[len(pos)-1] }

// feed is Ledger.Feed from memory; false when it reaches further back.
func (r *recent) feed(after int64, limit int) (list []Recorded, ok bool, err error) {
	parts, ok := r.behind(after)
	words := record.Words{}
	for _, p := range parts {
		for i, pos := range p.pos {
			if pos <= after || len(list) == limit {
				continue
			}
			k := p.keys[i]
			f, err := record.Read(k.stream, p.record(i), words)
			if err != nil {
				return nil, true, record.Corrupt(k.tenant, k.stream, 0, "a fact cannot be read", err)
			}
			list = append(list, Recorded{Cursor{Pos: pos}, k.tenant, f})
		}
	}
	return list, ok, nil
}
