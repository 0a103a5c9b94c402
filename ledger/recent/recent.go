// Package recent answers the question: what was recorded a moment ago? It keeps the newest facts of a merchant in
// memory for those who follow the feed closely, in the form in which they are stored: a fact is decoded for each reader
// anew, as the balances go on with what the decided ones hold.
package recent

import (
	"cmp"
	"slices"
	"sync"

	"crosslane/shipping"
)

// most is how many facts are kept at least; those recorded together go together.
const most = 8192

// Fact is a fact as it lies in its row: Prev is the position of the one before of its stream, Sum the hash up to it.
type Fact struct {
	Pos, Prev   int64
	Stream      shipping.Stream
	Record, Sum []byte
}

// List is the newest facts of a merchant. The zero value knows of none. It is safe for concurrent use.
type List struct {
	mu    sync.Mutex
	since int64 // every fact behind this position is here
	parts []part
	facts int // in all parts
}

// part is what was recorded together, at positions without gaps.
type part []Fact

func (p part) newest() int64 { return p[len(p)-1].Pos }

// Begin notes the position behind which all facts will be here.
func (l *List) Begin(pos int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.facts == 0 {
		l.since = pos
	}
}

// Add takes facts in that were committed together, and forgets the oldest. The slice is the list's from then on.
func (l *List) Add(facts []Fact) {
	if len(facts) == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.parts, l.facts = append(l.parts, facts), l.facts+len(facts)
	for l.facts-len(l.parts[0]) >= most {
		oldest := l.parts[0]
		l.since, l.facts = oldest.newest(), l.facts-len(oldest)
		l.parts[0], l.parts = nil, l.parts[1:]
	}
}

// Behind answers with at most limit facts behind a position; false when they are not all here, or nothing is.
func (l *List) Behind(after int64, limit int) (facts []Fact, all bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.facts == 0 || after < l.since {
		return nil, false
	}
	for i := l.partOf(after + 1); i < len(l.parts) && len(facts) < limit; i++ {
		p := l.parts[i]
		first := max(0, after+1-p[0].Pos)
		facts = append(facts, p[first:min(int64(len(p)), first+int64(limit-len(facts)))]...)
	}
	return facts, true
}

// Past answers with the facts of one stream from one at a position back to those behind another, newest first; false
// when they are not all here.
func (l *List) Past(from, behind int64) (line []Fact, all bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for pos := from; pos > behind; {
		i := l.partOf(pos)
		if pos <= l.since || i == len(l.parts) {
			return nil, false
		}
		f := l.parts[i][pos-l.parts[i][0].Pos]
		line = append(line, f)
		pos = f.Prev
	}
	return line, true
}

// partOf is the first part that ends at a position or behind it.
func (l *List) partOf(pos int64) int {
	i, _ := slices.BinarySearchFunc(l.parts, pos, func(p part, pos int64) int { return cmp.Compare(p.newest(), pos) })
	return i
}
