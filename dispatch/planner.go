package dispatch

import (
	"context"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/route/tour"
	"crosslane/shipping"
)

// Planner is the worker that performs the job for tours.
type Planner struct {
	// Book answers with the Book in force.
	Book func(context.Context) (*book.Book, error)
}

var _ fact.Worker = (*Planner)(nil)

// Performs lists the jobs that the planner takes.
func (*Planner) Performs() []fact.Kind {
	return []fact.Kind{fact.KindOf(&fact.TourRequested{})}
}

// Perform plans or repairs the tours of a day. A job that a later one has replaced is void.
func (p *Planner) Perform(ctx context.Context, t *fact.Task) (fact.Outcome, error) {
	r, ok := t.Job.Body.(*fact.TourRequested)
	if !ok {
		return fact.Outcome{}, shipping.Fault(shipping.Unsupported, "the planner does not perform "+string(t.Job.Kind()), "")
	}
	balance, err := t.Stream(ctx, t.Job.Stream)
	if err != nil {
		return fact.Outcome{}, err
	}
	s := balance.State.(*fact.DepotState)
	if s.Date != r.Date || s.Revision != r.Revision || !s.Asked {
		return fact.Outcome{}, nil
	}
	current, err := p.Book(ctx)
	if err != nil {
		return fact.Outcome{}, err
	}
	plan := tour.Answer(ctx, current, r, s, t.Job.Recorded)
	if err := ctx.Err(); err != nil { // broken off, the search would answer with less than it could
		return fact.Outcome{}, err
	}
	f := &fact.Fact{Stream: t.Job.Stream, At: t.Job.Recorded, By: "route", Cause: t.Job.ID(), Body: plan}
	return fact.Outcome{Facts: []*fact.Fact{f}}, nil
}
