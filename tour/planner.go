package tour

import (
	"context"
	"slices"
	"time"

	"crosslane/shipping"
)

// Planner is the worker that performs the wish for tours.
type Planner struct {
	// Book answers with the Book in force.
	Book func(context.Context) (*shipping.Book, error)
}

var _ shipping.Worker = (*Planner)(nil)

// Performs lists the wishes that the planner takes.
func (*Planner) Performs() []shipping.Kind {
	return []shipping.Kind{shipping.TourRequested{}.Kind()}
}

// Perform plans or repairs the tours of a day. A wish that a later one has replaced is void.
func (p *Planner) Perform(ctx context.Context, t *shipping.Task) (shipping.Outcome, error) {
	r, ok := t.Wish.Body.(*shipping.TourRequested)
	if !ok {
		return shipping.Outcome{}, shipping.Fault(shipping.Unsupported, "the planner does not perform "+string(t.Wish.Body.Kind()), "")
	}
	balance, err := t.Stream(ctx, t.Wish.Stream)
	if err != nil {
		return shipping.Outcome{}, err
	}
	s := balance.State.(*shipping.DepotState)
	if s.Date != r.Date || s.Revision != r.Revision || !s.Asked {
		return shipping.Outcome{}, nil
	}
	book, err := p.Book(ctx)
	if err != nil {
		return shipping.Outcome{}, err
	}
	plan := answer(ctx, book, r, s, t.Wish.Recorded)
	if err := ctx.Err(); err != nil { // broken off, the search would answer with less than it could
		return shipping.Outcome{}, err
	}
	f := &shipping.Fact{Stream: t.Wish.Stream, At: t.Wish.Recorded, By: "route", Cause: t.Wish.ID(), Body: plan}
	return shipping.Outcome{Facts: []*shipping.Fact{f}}, nil
}

// answer plans what was asked for, as it stood at an instant. A depot that the Book does not have any
// more has no tours: what lies there is left, which somebody must look at.
func answer(ctx context.Context, book *shipping.Book, r *shipping.TourRequested, s *shipping.DepotState, at time.Time) *shipping.TourPlanned {
	lost := &workload{desk: &Desk{currency: book.Base}, date: r.Date, revision: r.Revision}
	for _, id := range r.Parcels {
		lost.stops = append(lost.stops, stop{Stop: &shipping.Stop{Parcel: id}})
	}
	desks, err := Open(book)
	if err != nil {
		return lost.nothing(err)
	}
	i := slices.IndexFunc(desks, func(d *Desk) bool { return d.ID == r.Depot })
	if i < 0 {
		return lost.nothing(shipping.Fault(shipping.NotFound, "the Book has no depot "+string(r.Depot), ""))
	}
	w := desks[i].workload(s, at, r.Revision)
	if w == nil {
		return lost.nothing(shipping.Fault(shipping.Refused, "the shift is over", ""))
	}
	w.stops = slices.DeleteFunc(w.stops, func(k stop) bool { return !slices.Contains(r.Parcels, k.Parcel) })
	return w.plan(ctx)
}
