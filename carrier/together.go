package carrier

import (
	"context"
	"slices"
	"sync"
)

// ListenTogether asks carriers of one merchant once for their news, all at the same time, and records their reports
// together: they wait until every carrier has reported or has no more to say, and are recorded in the order of the list.
// The same news so make the same history, and a commit serves all. Whoever is slow holds up the others, until ctx ends. A
// carrier stands once in the list, and in one list at a time. It answers with an error for each.
func ListenTogether(ctx context.Context, list []*Connection, record func(context.Context, []Report) []error) []error {
	t := &together{record: record, waiting: make([]*waitingReports, len(list)), speaking: len(list)}
	errs := make([]error, len(list))
	var asks sync.WaitGroup
	for i, c := range list {
		asks.Go(func() {
			defer t.leave(ctx)
			errs[i] = c.listen(ctx, func(ctx context.Context, reports []Report) []error { return t.join(ctx, i, reports) })
		})
	}
	asks.Wait()
	return errs
}

// together is carriers whose reports are recorded together.
type together struct {
	record func(context.Context, []Report) []error

	mu       sync.Mutex
	waiting  []*waitingReports // by carrier; nil: it does not wait
	speaking int               // carriers that may still report something
}

type waitingReports struct {
	reports []Report
	answers chan []error
}

// join waits until nobody speaks any more, and answers for the reports of one carrier.
func (t *together) join(ctx context.Context, n int, reports []Report) []error {
	w := &waitingReports{reports, make(chan []error, 1)}
	t.mu.Lock()
	t.waiting[n] = w
	t.mu.Unlock()
	t.leave(ctx)
	select {
	case answers := <-w.answers:
		return answers
	case <-ctx.Done():
	}
	t.mu.Lock() // what is being recorded now is answered first
	defer t.mu.Unlock()
	if t.waiting[n] != w {
		return <-w.answers
	}
	t.waiting[n] = nil
	t.speaking++
	return slices.Repeat([]error{ctx.Err()}, len(reports))
}

// leave tells that a carrier waits, or has no more to say. The last one has the reports recorded; whoever waited for that
// speaks again.
func (t *together) leave(ctx context.Context) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.speaking--; t.speaking > 0 {
		return
	}
	var all []Report
	for _, w := range t.waiting {
		if w != nil {
			all = append(all, w.reports...)
		}
	}
	if len(all) == 0 {
		return
	}
	answers := t.record(ctx, all)
	for i, w := range t.waiting {
		if w == nil {
			continue
		}
		n := min(len(w.reports), len(answers))
		w.answers <- answers[:n]
		answers, t.waiting[i] = answers[n:], nil
		t.speaking++
	}
}
