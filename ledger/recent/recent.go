// Package recent answers the question: what was recorded a moment ago? It keeps the newest facts of a merchant in
// memory for those who follow the feed closely, in the form in which they are stored: a fact is decoded for each reader
// anew, as the balances go on with what the decided ones hold.
package recent

import (
	"sync"

	"crosslane/shipping"
)

// most bounds how many facts are kept, up to twice as many.
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
	facts []Fact
}

// Begin notes the position behind which all facts will be here.
func (l *List) Begin(pos int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.facts) == 0 {
		l.since = pos
	}
}

// Add takes committed facts in, and forgets the oldest.
func (l *List) Add(facts []Fact) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.facts = append(l.facts, facts...)
	if over := len(l.facts) - most; over > most {
		l.since = l.facts[over-1].Pos
		l.facts = append([]Fact(nil), l.facts[over:]...)
	}
}

// Behind answers with at most limit facts behind a position; false when they are not all here, or nothing is.
func (l *List) Behind(after int64, limit int) ([]Fact, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.facts) == 0 || after < l.since {
		return nil, false
	}
	first := len(l.facts)
	for first > 0 && l.facts[first-1].Pos > after {
		first--
	}
	return l.facts[first:min(len(l.facts), first+limit)], true
}

// Line answers with the facts of one stream from one at a position back to those behind another, newest first; false
// when they are not all here.
func (l *List) Line(from, behind int64) (line []Fact, all bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for pos := from; pos > behind; {
		if len(l.facts) == 0 {
			return nil, false
		}
		i := pos - l.facts[0].Pos // a merchant's positions have no gaps
		if i < 0 || i >= int64(len(l.facts)) || l.facts[i].Pos != pos {
			return nil, false
		}
		line = append(line, l.facts[i])
		pos = l.facts[i].Prev
	}
	return line, true
}
