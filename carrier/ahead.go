package carrier

import (
	"context"
	"sync"
)

// Ahead is a tracker that can be asked before its answer is wanted.
type Ahead struct {
	Tracker

	mu     sync.Mutex
	next   string // behind the last page
	heard  bool   // there was one
	asked  string
	answer chan page // nil: nothing was asked ahead
}

type page struct {
	batch *Batch
	err   error
}

// Cursor is where the next page begins; false before anything was heard.
func (a *Ahead) Cursor() (next string, heard bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.next, a.heard
}

// Begin asks for the next page, when it is known where that begins; ended is called when the carrier has answered, or was
// not asked.
func (a *Ahead) Begin(ctx context.Context, ended func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.answer != nil || !a.heard {
		ended()
		return
	}
	a.asked, a.answer = a.next, make(chan page, 1)
	go func(cursor string, answer chan<- page) {
		defer ended()
		batch, err := a.Tracker.Changes(ctx, cursor)
		answer <- page{batch, err}
	}(a.asked, a.answer)
}

// Changes answers with what was asked ahead, and else asks.
func (a *Ahead) Changes(ctx context.Context, cursor string) (*Batch, error) {
	a.mu.Lock()
	asked, answer := a.asked, a.answer
	a.answer = nil
	a.mu.Unlock()
	var p page
	if answer != nil && asked == cursor {
		p = <-answer
	} else {
		p.batch, p.err = a.Tracker.Changes(ctx, cursor)
	}
	if p.err == nil {
		a.mu.Lock()
		a.next, a.heard = p.batch.Next, true
		a.mu.Unlock()
	}
	return p.batch, p.err
}
