package note

import (
	"slices"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// TestInOrder: facts of several streams stand by when they happened, and what follows from one never above it: not where both were
// recorded together, and not where its clock is ahead.
func TestInOrder(t *testing.T) {
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	at := func(happened, recorded int, stream shipping.Stream, version int64, body fact.Body, cause *fact.Fact) *fact.Fact {
		f := &fact.Fact{Stream: stream, Version: version, At: day.Add(time.Duration(happened) * time.Hour), Recorded: day.Add(time.Duration(recorded) * time.Hour), Body: body}
		if cause != nil {
			f.Cause = cause.ID()
		}
		return f
	}
	received := at(8, 8, "order:o", 1, &fact.OrderReceived{}, nil)
	early := at(9, 12, "parcel:p", 2, &fact.ScanReceived{}, nil) // told late
	handed := at(9, 12, "parcel:p", 3, &fact.HandedOver{}, early)
	booked := at(10, 10, "parcel:p", 1, &fact.Booked{}, nil)
	ahead := at(15, 13, "parcel:p", 4, &fact.ScanReceived{}, nil) // its clock is two hours ahead
	arrived := at(15, 13, "parcel:p", 5, &fact.MilestoneReached{}, ahead)
	closed := at(13, 13, "order:o", 2, &fact.ParcelClosed{}, arrived)
	completed := at(13, 13, "order:o", 3, &fact.OrderCompleted{}, closed)
	soon := at(10, 10, "parcel:p", 6, &fact.ScanReceived{}, nil) // in the same minute, and told behind it
	soon.At, soon.Recorded, booked.At = soon.At.Add(2*time.Second), soon.Recorded.Add(time.Minute), booked.At.Add(3*time.Second)
	want := []*fact.Fact{received, early, handed, booked, soon, ahead, arrived, closed, completed}
	if got := InOrder([]*fact.Fact{received, closed, completed, booked, early, handed, ahead, arrived, soon}); !slices.Equal(got, want) {
		for _, f := range got {
			t.Log(f.ID(), f.Kind())
		}
		t.Error("not in order")
	}
}
