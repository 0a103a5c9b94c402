// Package line is who waits for a writer: those who wait for an answer of their own, and bulk, which they go ahead of.
package line

import (
	"sync"
	"time"
)

// What a batch takes of bulk while others want answers, so that they do not wait for long.
const (
	bulkBeside = 32
	besideFor  = 2 * time.Second // after the last of them
)

// Line keeps entries in the order in which they came, bulk apart. It is safe for concurrent use, and taken from by one writer.
type Line[E any] struct {
	batch int
	ready chan struct{}

	mu          sync.Mutex
	room        sync.Cond
	first, bulk []E
	asked       time.Time // when somebody waited last for an answer of his own
	closed      bool
}

// New makes a line from which batches of so many entries are taken.
func New[E any](batch int) *Line[E] {
	l := &Line[E]{batch: batch, ready: make(chan struct{}, 1)}
	l.room.L = &l.mu
	return l
}

// Put puts a group of entries into the line, whole; it blocks while two batches wait. Nothing is put into a line that is closed.
func (l *Line[E]) Put(bulk bool, group ...E) {
	if len(group) == 0 {
		return
	}
	lane := &l.first
	if bulk {
		lane = &l.bulk
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(*lane) >= 2*l.batch {
		l.room.Wait()
	}
	*lane = append(*lane, group...)
	l.wake()
}

// Close tells that nothing more comes.
func (l *Line[E]) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.wake()
}

// Ready is readable when something waits, or the line is closed.
func (l *Line[E]) Ready() <-chan struct{} { return l.ready }

func (l *Line[E]) wake() {
	select {
	case l.ready <- struct{}{}:
	default:
	}
}

// Take takes one batch at most: who waits for an answer first, and little of the bulk while such come, but always some. Open is false when the line is closed and empty.
func (l *Line[E]) Take(now time.Time) (list []E, open bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	some := min(bulkBeside, l.batch/2, len(l.bulk)) // however many wait for answers
	list = take(make([]E, 0, min(l.batch, len(l.first)+len(l.bulk))), &l.first, l.batch-some)
	if len(list) > 0 {
		l.asked = now
	}
	most := l.batch
	if now.Sub(l.asked) < besideFor {
		most = min(most, len(list)+bulkBeside)
	}
	list = take(list, &l.bulk, most)
	waits := len(l.first)+len(l.bulk) > 0
	if waits || l.closed {
		l.wake()
	}
	l.room.Broadcast()
	return list, len(list) > 0 || waits || !l.closed
}

// take moves entries from the front of a lane, until there are so many.
func take[E any](list []E, lane *[]E, most int) []E {
	n := max(0, min(most-len(list), len(*lane)))
	list = append(list, (*lane)[:n]...)
	clear((*lane)[:n])
	*lane = (*lane)[n:]
	return list
}
