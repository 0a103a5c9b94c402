package fact_test

import (
	"testing"

	"crosslane/fact"
)

// TestClosing: how far a carrier is with closing a parcel begins with each booking, and ends with its label.
func TestClosing(t *testing.T) {
	st := &fact.ParcelState{}
	for i, c := range []struct {
		body fact.Body
		want fact.Closing
		open bool
	}{
		{&fact.Booked{Waybill: "W1", ToClose: true}, fact.Closing{Wanted: true}, true},
		{&fact.ManifestAsked{Waybill: "W1", List: "L1"}, fact.Closing{Wanted: true, List: "L1"}, true},
		{&fact.ManifestAnswered{Waybill: "W1", Code: "E1"}, fact.Closing{Wanted: true, Code: "E1"}, true},
		{&fact.ManifestAsked{Waybill: "W1", List: "L2"}, fact.Closing{Wanted: true, List: "L2"}, true},
		{&fact.BookingCancelled{Waybill: "W1"}, fact.Closing{}, false},
		{&fact.Booked{Waybill: "W2", ToClose: true}, fact.Closing{Wanted: true}, true},
		{&fact.ManifestAnswered{Waybill: "W2", Manifest: "P1"}, fact.Closing{Wanted: true, Manifest: "P1"}, false},
		{&fact.Booked{Waybill: "W3"}, fact.Closing{}, false},
	} {
		st.Apply(&fact.Fact{Body: c.body})
		if got := st.Booking.Closing; got != c.want || got.Open() != c.open {
			t.Errorf("step %d: %+v", i, got)
		}
	}
}
