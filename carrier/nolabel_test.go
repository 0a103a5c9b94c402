package carrier_test

import (
	"strings"
	"testing"

	"crosslane/carrier"
	"crosslane/fact"
)

// TestNoLabel: whoever asks for a label that there is not is told why, and what to do, however far the booking is.
func TestNoLabel(t *testing.T) {
	for stage, want := range map[fact.BookingStage][2]string{
		fact.BookingNone: {"not booked yet", "crosslane explain"}, fact.BookingAsked: {"post was asked to take it", "crosslane serve"}, fact.BookingCancelling: {"being undone", "not valid"},
		fact.BookingStuck: {"no channel takes it", "crosslane cases"}, fact.BookingOff: {"called off", "not valid"}, fact.BookingHeld: {"post gave none", "W1"},
	} {
		why, hint := carrier.NoLabel(&fact.Booking{Stage: stage, Carrier: "post", Waybill: "W1"})
		if !strings.Contains(why, want[0]) || !strings.Contains(hint, want[1]) {
			t.Errorf("%q: %s (%s)", stage, why, hint)
		}
	}
}
