package merchant_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
)

// TestParcelNamed: a parcel is found by its identifier, its waybill and its order's number; a name of several is refused
// with what each is called, one of none with what it may be.
func TestParcelNamed(t *testing.T) {
	ctx := context.Background()
	p, err := merchant.Look(ctx, played(t, 2, 30), merchant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	m, err := p.Merchant(ctx, merchant.First)
	if err != nil {
		t.Fatal(err)
	}
	numbers, parcels, waybills := map[shipping.OrderID]string{}, map[shipping.OrderID][]shipping.ParcelID{}, map[shipping.ParcelID]string{}
	if err := m.Ledger.Replay(ctx, m.ID, 0, func(list []ledger.Recorded) error {
		for _, r := range list {
			switch b := r.Fact.Body.(type) {
			case *fact.OrderReceived:
				numbers[b.Order.ID] = b.Order.Number
			case *fact.ParcelPlanned:
				id := shipping.ParcelID(r.Fact.Stream.ID())
				parcels[b.Plan.Order] = append(parcels[b.Plan.Order], id)
			case *fact.Booked:
				waybills[shipping.ParcelID(r.Fact.Stream.ID())] = b.Waybill
			case *fact.BookingCancelled:
				delete(waybills, shipping.ParcelID(r.Fact.Stream.ID()))
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	alone, several := 0, 0
	for order, list := range parcels {
		for _, name := range []string{string(order), numbers[order]} {
			found, err := m.Parcel(ctx, name)
			if len(list) == 1 {
				alone++
				if found != list[0] || err != nil {
					t.Errorf("%s: %s %v, want %s", name, found, err, list[0])
				}
				continue
			}
			several++
			if told, ok := errors.AsType[*shipping.Error](err); !ok || told.Code != shipping.Invalid || !strings.Contains(told.Hint, string(list[1])) {
				t.Errorf("%s has %d parcels: %s %v", name, len(list), found, err)
			}
		}
	}
	for id, waybill := range waybills {
		for _, name := range []string{string(id), waybill} {
			if found, err := m.Parcel(ctx, name); found != id || err != nil {
				t.Errorf("%s: %s %v, want %s", name, found, err, id)
			}
		}
	}
	if alone == 0 || several == 0 || len(waybills) == 0 {
		t.Errorf("%d, %d, %d: nothing to look for", alone, several, len(waybills))
	}
	if _, err := m.Parcel(ctx, ""); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("a parcel without a name: %v", err)
	}
	if _, err := m.Parcel(ctx, "nobody's"); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("nobody's parcel: %v", err)
	}
}
