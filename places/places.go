// Package places answers the question: who is let in now? Whoever asks has places of his own, so that nobody who holds many, or holds them long,
// keeps the others out.
package places

import (
	"context"
	"math"
	"sync"
	"time"
)

// Room has places, which are counted by whose they are. It is made by New, and safe for concurrent use. It remembers only who is in it.
type Room struct {
	mu    sync.Mutex
	held  map[string]int
	freed chan struct{} // closed when somebody leaves
}

// New makes a room in which nobody is.
func New() *Room { return &Room{held: map[string]int{}, freed: make(chan struct{})} }

// Share is how many places somebody, or something, may have in a room.
type Share struct {
	Of   string // whose: a caller, a door, everybody together
	Most int
	Full error // what whoever asks is told while all of them are taken
}

// Take takes a place of every share, all at once, and answers with the function by which they are given back. It waits for them so long, and no
// longer than the context; then it answers with what the first share says that is full.
func (r *Room) Take(ctx context.Context, wait time.Duration, shares ...Share) (leave func(), err error) {
	late := time.NewTimer(wait)
	defer late.Stop()
	for {
		freed, full := r.take(shares)
		if freed == nil {
			return sync.OnceFunc(func() { r.leave(shares) }), nil
		}
		select {
		case <-freed:
		case <-late.C:
			return nil, full
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Turn waits until nobody has the turn of somebody, or something, and no longer than the context; the function that comes with it ends the turn.
func (r *Room) Turn(ctx context.Context, of string) (leave func(), err error) {
	return r.Take(ctx, math.MaxInt64, Share{Of: of, Most: 1})
}

// take takes the places if all are free, and freed is nil; else it answers with why not, and with what is closed when it may be tried again.
func (r *Room) take(shares []Share) (freed <-chan struct{}, full error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range shares {
		if r.held[s.Of] >= s.Most {
			return r.freed, s.Full
		}
	}
	for _, s := range shares {
		r.held[s.Of]++
	}
	return nil, nil //nolint:nilnil // nothing is in the way
}

func (r *Room) leave(shares []Share) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range shares {
		if r.held[s.Of]--; r.held[s.Of] == 0 {
			delete(r.held, s.Of)
		}
	}
	close(r.freed)
	r.freed = make(chan struct{})
}
