package merchant

import (
	"context"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// Label is the valid label of a parcel; NotFound when it has none.
func (m *Merchant) Label(ctx context.Context, id shipping.ParcelID) (shipping.Document, error) {
	state, err := m.Ledger.Read(ctx, m.ID, id.Stream())
	if err != nil {
		return shipping.Document{}, err
	}
	label := fact.ParcelIn(state, id).Booking.Label
	if label == "" {
		return shipping.Document{}, shipping.Fault(shipping.NotFound, "there is no valid label for "+string(id),
			"crosslane explain ORDER tells whether it is booked, and whether its carrier sends labels")
	}
	return m.Ledger.Document(ctx, m.ID, label)
}

// ChangeSlot records in which window a buyer wants a parcel; by says who says so.
func (m *Merchant) ChangeSlot(ctx context.Context, id shipping.ParcelID, slot shipping.Window, by string) error {
	f := &fact.Fact{Stream: id.Stream(), At: m.now(), By: by, Body: &fact.SlotChanged{Slot: slot}}
	_, err := m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{f}})
	return err
}

// Depot tells what lies at a depot, and its newest tours; NotFound where nothing ever came.
func (m *Merchant) Depot(ctx context.Context, id shipping.DepotID) (*fact.DepotState, error) {
	state, err := m.Ledger.Read(ctx, m.ID, id.Stream())
	if err != nil {
		return nil, err
	}
	if state.Balance(id.Stream()).Version == 0 {
		return nil, shipping.Fault(shipping.NotFound, "nothing ever came to a depot "+string(id), "depots are named in the Book: crosslane book show")
	}
	return fact.DepotIn(state, id), nil
}

// Erase forgets the documents about a person, who is known by e-mail address, telephone number, or name, postcode
// and country. It answers with how many they were. Facts, which name nobody, stay.
func (m *Merchant) Erase(ctx context.Context, who shipping.Address) (int64, error) {
	return m.Ledger.Erase(ctx, m.ID, who.Person())
}
