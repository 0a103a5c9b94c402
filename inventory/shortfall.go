package inventory

import (
	"crosslane/fact"
	"crosslane/shipping"
)

// Shortfalls lists the lots that hold less than is promised from them, and how much less.
func Shortfalls(s *fact.StockState) []shipping.Pick {
	var list []shipping.Pick
	for _, l := range s.Lots {
		if l.Free() < 0 {
			list = append(list, shipping.Pick{SKU: s.Product.SKU, Location: l.Location, Lot: l.Name, Quantity: -l.Free()})
		}
	}
	return list
}

// From is how many pieces of a product picks take from a lot in a place.
func From(picks []shipping.Pick, sku shipping.SKU, at shipping.Location, lot string) (n int64) {
	for _, p := range picks {
		if p.SKU == sku && p.Location == at && p.Lot == lot {
			n += p.Quantity
		}
	}
	return n
}
