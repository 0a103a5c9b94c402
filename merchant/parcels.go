package merchant

import (
	"context"
	"strconv"
	"strings"

	"crosslane/account"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// mostNamed is how many parcels that go by one name are told.
const mostNamed = 20

// Parcel finds the parcel that a name stands for: its own, its waybill, or the identifier or number of its order where
// that has one parcel. NotFound when there is none, Invalid when there are several.
func (m *Merchant) Parcel(ctx context.Context, name string) (shipping.ParcelID, error) {
	if name == "" {
		return "", shipping.BadField("parcel", "is missing", "name it by its identifier (par_...), its waybill, or its order's number")
	}
	list, err := m.Views.ParcelsNamed(ctx, m.ID, name)
	if err != nil {
		return "", err
	}
	switch len(list) {
	case 0:
		if _, err := m.Named(ctx, name, ""); err == nil && !strings.HasPrefix(name, "ord_") {
			return "", shipping.Fault(shipping.NotFound, "the order "+name+" has no parcel", "crosslane explain "+name+" tells whether it waits, for what, or was called off")
		}
		return "", shipping.Fault(shipping.NotFound, "no parcel "+name, "name it by its identifier (par_...), its waybill, or its order's number")
	case 1:
		return list[0].ID, nil
	}
	names := make([]string, min(len(list), mostNamed))
	for i, p := range list[:len(names)] {
		names[i] = strings.TrimSuffix(string(p.ID)+" with waybill "+p.Waybill, " with waybill ")
	}
	return "", shipping.Fault(shipping.Invalid, strconv.Itoa(len(list))+" parcels go by "+name, "name one of them: "+strings.Join(names, ", "))
}

// Label is the valid label of the parcel that a name stands for (see Parcel); NotFound when it has none.
func (m *Merchant) Label(ctx context.Context, name string) (shipping.Document, error) {
	id, err := m.Parcel(ctx, name)
	if err != nil {
		return shipping.Document{}, err
	}
	state, err := m.Ledger.Read(ctx, m.ID, id.Stream())
	if err != nil {
		return shipping.Document{}, err
	}
	booking := &fact.ParcelIn(state, id).Booking
	if booking.Label == "" {
		why, hint := carrier.NoLabel(booking)
		return shipping.Document{}, shipping.Fault(shipping.NotFound, "there is no valid label for "+string(id)+": "+why, hint)
	}
	return m.Ledger.Document(ctx, m.ID, booking.Label)
}

// ChangeSlot records in which window a buyer wants the parcel that a name stands for (see Parcel); by says who says so.
func (m *Merchant) ChangeSlot(ctx context.Context, name string, slot shipping.Window, by string) error {
	if err := account.Allowed(ctx, m.ID, account.Parcels); err != nil {
		return err
	}
	id, err := m.Parcel(ctx, name)
	if err != nil {
		return err
	}
	if err := slot.Visit(m.now()); err != nil {
		return err
	}
	f := &fact.Fact{Stream: id.Stream(), At: m.now(), By: by, Body: &fact.SlotChanged{Slot: shipping.Window{From: shipping.Instant(slot.From), To: shipping.Instant(slot.To)}}}
	_, err = m.Ledger.Record(ctx, m.ID, ledger.Entry{Facts: []*fact.Fact{f}})
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
