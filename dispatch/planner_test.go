package dispatch_test

import (
	"context"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/dispatch"
	"crosslane/fact"
	"crosslane/shipping"
)

// TestReplacedRequestsAreVoid: only the last request of a day is answered, and once.
func TestReplacedRequestsAreVoid(t *testing.T) {
	depot := book.Default().Depots[0].ID
	morning := time.Date(2026, 3, 3, 6, 0, 0, 0, time.UTC)
	planner := &dispatch.Planner{Book: func(context.Context) (*book.Book, error) { return book.Default(), nil }}
	for _, c := range []struct {
		name  string
		state fact.DepotState
		want  int
	}{
		{"the last", fact.DepotState{Date: "2026-03-03", Revision: 2, Asked: true}, 1},
		{"a later one came", fact.DepotState{Date: "2026-03-03", Revision: 3, Asked: true}, 0},
		{"another day", fact.DepotState{Date: "2026-03-04", Revision: 2, Asked: true}, 0},
		{"answered", fact.DepotState{Date: "2026-03-03", Revision: 2}, 0},
	} {
		f := &fact.Fact{Stream: depot.Stream(), At: morning, Recorded: morning, Body: &fact.TourRequested{Depot: depot, Date: "2026-03-03", Revision: 2}}
		out, err := planner.Perform(context.Background(), &fact.Task{Job: f, Stream: func(context.Context, shipping.Stream) (*fact.Balance, error) {
			return &fact.Balance{State: &c.state}, nil
		}})
		if err != nil || len(out.Facts) != c.want {
			t.Errorf("%s: %d answers, %v", c.name, len(out.Facts), err)
		}
	}
}
