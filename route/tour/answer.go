package tour

import (
	"context"
	"slices"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// Answer plans what was asked for, as it stood at an instant. A depot that the Book does not have any
// more has no tours: what lies there is left, which somebody must look at.
func Answer(ctx context.Context, current *book.Book, r *fact.TourRequested, s *fact.DepotState, at time.Time) *fact.TourPlanned {
	lost := &workload{depot: &Depot{currency: current.Base}, date: r.Date, revision: r.Revision}
	for _, id := range r.Parcels {
		lost.stops = append(lost.stops, stop{Stop: &fact.Stop{Parcel: id}})
	}
	desks, err := Open(current)
	if err != nil {
		return lost.nothing(err)
	}
	i := slices.IndexFunc(desks, func(d *Depot) bool { return d.ID == r.Depot })
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
