package carrier_test

import (
	"context"
	"testing"

	"crosslane/carrier"
	"crosslane/carrier/sim"
	"crosslane/fact"
	"crosslane/shipping"
)

// TestWithdrawn: the booking of a parcel that was recalled before anybody began it is taken back, and no carrier hears of it. One
// that somebody may have begun is asked for under its key, as what nobody answered may have been done.
func TestWithdrawn(t *testing.T) {
	for _, c := range []struct {
		recalled, untried bool
		kind              fact.Kind
		asked             int
	}{
		{false, true, "Booked", 1},
		{true, true, "BookingWithdrawn", 0},
		{true, false, "Booked", 1},
	} {
		d := openOffice(t, sim.Behaviour{}, sim.Faults{})
		job := d.toBook(parcel)
		if c.recalled {
			d.record(parcel.Stream(), &fact.ParcelRecalled{Why: "fraud"})
		}
		asked, way := 0, d.Connector
		d.Connector = func(m shipping.MerchantID, id shipping.CarrierID) (carrier.Connector, error) {
			asked++
			return way(m, id)
		}
		out, err := d.Perform(t.Context(), &fact.Task{Merchant: "t", Job: job, Attempt: 1, Untried: c.untried,
			Stream:   func(_ context.Context, s shipping.Stream) (*fact.Balance, error) { return d.balance(s), nil },
			Document: func(_ context.Context, id shipping.DocumentID) (shipping.Document, error) { return d.docs[id], nil },
		})
		if err != nil || len(out.Facts) != 1 || out.Facts[0].Kind() != c.kind || asked != c.asked {
			t.Errorf("%+v: %+v, %v, asked %d times", c, out.Facts, err, asked)
		}
	}
}
