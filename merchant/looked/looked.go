// Package looked answers the question: what did somebody see who looked at a carrier's?
package looked

import (
	"context"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
)

// NotBooked records that the carrier of the parcel that a name stands for (see merchant.Parcel) has no booking of it, as who has looked there says, or that he voided there
// what it had: what was asked for and has no answer is asked for anew. It is Refused where no answer is awaited.
func NotBooked(ctx context.Context, m *merchant.Merchant, name, who string) (shipping.ParcelID, error) {
	if err := account.Allowed(ctx, m.ID, account.Parcels); err != nil {
		return "", err
	}
	if err := m.Fill(ctx); err != nil {
		return "", err
	}
	id, err := m.Parcel(ctx, name)
	if err != nil {
		return "", err
	}
	state, err := m.Ledger.Read(ctx, m.ID, id.Stream())
	if err != nil {
		return "", err
	}
	k := &fact.ParcelIn(state, id).Booking
	if k.Stage != fact.BookingAsked {
		return "", shipping.Fault(shipping.Refused, "no carrier is asked to take "+string(id)+" at present", "crosslane explain "+string(id.Order())+" tells how it stands")
	}
	_, err = m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: id.Stream(), At: m.Now(), By: who, Body: &fact.NotBooked{Channel: k.Channel}}}})
	if shipping.CodeOf(err) == shipping.Known { // it was answered meanwhile
		return "", shipping.Fault(shipping.Refused, "the carrier has answered meanwhile", "crosslane explain "+string(id.Order())+" tells how it stands")
	}
	if err != nil {
		return "", err
	}
	return id, askAgain(ctx, m, id)
}

// askAgain has a carrier asked again that is not asked any more, as it has not answered for long.
func askAgain(ctx context.Context, m *merchant.Merchant, id shipping.ParcelID) error {
	dead, err := m.Ledger.DeadJobs(ctx, m.ID)
	for _, job := range dead {
		if job.Fact.Stream == id.Stream() && job.Fact.Kind() == fact.KindOf(&fact.BookingRequested{}) {
			err = m.Ledger.Repeat(ctx, m.ID, job.Fact.ID())
		}
	}
	if shipping.CodeOf(err) == shipping.NotFound { // somebody else has it asked again
		return nil
	}
	return err
}
