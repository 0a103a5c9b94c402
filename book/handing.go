package book

import (
	"slices"
	"strings"

	"crosslane/shipping"
)

// Collects finds the carrier that collects parcels at a warehouse, or at any where that is empty. A carrier or a warehouse
// that the Book does not have is Invalid.
func (b *Book) Collects(by shipping.CarrierID, from shipping.WarehouseID) (Carrier, error) {
	c := b.carrier(by)
	if c == nil {
		return Carrier{}, unknownCarrier(by)
	}
	if err := b.Knows("", from); err != nil {
		return Carrier{}, err
	}
	return *c, nil
}

// Knows refuses as Invalid a carrier or a warehouse that the Book does not have; what is empty is not looked for.
func (b *Book) Knows(by shipping.CarrierID, from shipping.WarehouseID) error {
	if by != "" && b.carrier(by) == nil {
		return unknownCarrier(by)
	}
	if from == "" || slices.ContainsFunc(b.Warehouses, func(w Warehouse) bool { return w.ID == from }) {
		return nil
	}
	known := make([]string, len(b.Warehouses))
	for i := range b.Warehouses {
		known[i] = string(b.Warehouses[i].ID)
	}
	return shipping.BadField("warehouse", "the Book in force has no warehouse \""+string(from)+"\"", "known: "+strings.Join(known, ", "))
}

func unknownCarrier(by shipping.CarrierID) error {
	return shipping.BadField("carrier", "the Book in force has no carrier \""+string(by)+"\"", "crosslane book show lists them")
}
