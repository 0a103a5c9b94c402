package fact

import (
	"testing"
	"time"
)

// TestAWordHoldsForWhatWasAsked: what somebody saw is of the booking that was asked for then, and of none that is asked for later.
func TestAWordHoldsForWhatWasAsked(t *testing.T) {
	p, seen := &ParcelState{}, time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	p.Apply(&Fact{Body: &BookingRequested{Channel: "a", Attempt: 1}})
	p.Apply(&Fact{At: seen, Body: &NotBooked{Channel: "a"}})
	if !p.Booking.NotBooked.Equal(seen) || p.Booking.Stage != BookingAsked {
		t.Errorf("%+v", p.Booking)
	}
	p.Apply(&Fact{Body: &BookingRequested{Channel: "b", Attempt: 2}})
	if !p.Booking.NotBooked.IsZero() {
		t.Error("the word of before is taken for the next booking")
	}
}
