package carrier

import (
	"context"
	"sync"
)

// Ahead is a tracker that can be asked before its answer is wanted.
type Ahead struct {
	Tracker

	mu     sync.Mutex
	asked  string
	answer chan page // nil: nothing was asked ahead
}

type page struct {
	batch *Batch
	err   error
}

// Begin asks for the page behind a cursor; ended is called when the carrier has answered, or was not asked, because an answer
// still waits.
func (a *Ahead) Begin(ctx context.Context, cursor string, ended func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.answer != nil {
		ended()
		return
	}
	a.asked, a.answer = cursor, make(chan page, 1)
	go func(answer chan<- page) {
		defer ended()
		batch, err := a.Tracker.Changes(ctx, cursor)
		answer <- page{batch, err}
	}(a.answer)
}

// Changes answers with what was asked ahead, and else asks.
func (a *Ahead) Changes(ctx context.Context, cursor string) (*Batch, error) {
	a.mu.Lock()
	asked, answer := a.asked, a.answer
	a.answer = nil
	a.mu.Unlock()
	if answer != nil && asked == cursor {
		p := <-answer
		return p.batch, p.err
	}
	return a.Tracker.Changes(ctx, cursor)
}
