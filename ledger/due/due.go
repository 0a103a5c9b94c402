// Package due answers the question: whose timer falls due next? It keeps in memory, in order, when timers of streams
// may fall due; whoever is told so asks the stream's balance.
package due

import (
	"container/heap"
	"sync"

	"crosslane/shipping"
)

// Hint says that a timer of a stream may fall due then, in milliseconds. Hints are never taken back: the timer may have
// been cleared or set anew.
type Hint struct {
	Due    int64
	Stream shipping.Stream
}

type hints []Hint

func (h hints) Len() int      { return len(h) }
func (h hints) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h hints) Less(i, j int) bool {
	if h[i].Due != h[j].Due {
		return h[i].Due < h[j].Due
	}
	return h[i].Stream < h[j].Stream
}
func (h *hints) Push(x any) { *h = append(*h, x.(Hint)) }
func (h *hints) Pop() any {
	last := len(*h) - 1
	x := (*h)[last]
	*h = (*h)[:last]
	return x
}

// List is hints in their order. The zero value is empty. It is safe for concurrent use.
type List struct {
	mu   sync.Mutex
	heap hints
	live int // hints after they were last read
}

// Set adds hints.
func (l *List) Set(list []Hint) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, h := range list {
		heap.Push(&l.heap, h)
	}
}

// Read adds the hints that are known to hold, many at once, after which the list is not stale.
func (l *List) Read(list []Hint) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.heap = append(l.heap, list...)
	l.live = len(l.heap)
	heap.Init(&l.heap)
}

// Take removes the hints that are due at an instant, in their order.
func (l *List) Take(now int64) (list []Hint) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.heap) > 0 && l.heap[0].Due <= now {
		list = append(list, heap.Pop(&l.heap).(Hint))
	}
	return list
}

// First is the first hint, false when there is none.
func (l *List) First() (Hint, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.heap) == 0 {
		return Hint{}, false
	}
	return l.heap[0], true
}

// Drop removes a hint that does not hold, if it still is the first.
func (l *List) Drop(h Hint) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.heap) > 0 && l.heap[0] == h {
		heap.Pop(&l.heap)
	}
}

// ForgetStale forgets all hints when most of them are out of date, and reports whether it did.
func (l *List) ForgetStale() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.heap) <= 2*l.live+100_000 {
		return false
	}
	l.heap = nil
	return true
}
