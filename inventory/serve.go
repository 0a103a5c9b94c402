package inventory

import (
	"iter"
	"slices"

	"crosslane/fact"
	"crosslane/shipping"
)

// Serve names the waiting orders that could be served now from what is free, first come first.
// Nobody is overtaken: the first order that wants more than is left ends the list, and
// what is left is kept for it, however large it is. Small orders behind a large one therefore
// wait for it; so do new orders, since Allocate leaves to those in line what they have a claim to.
//
// An order that is named may still be unable to ship, because another of its products is missing
// or it waits for a single warehouse to have everything. It keeps its place and its claim, and
// those behind it are named as far as stock goes beyond it. Once it is its turn anywhere, an order is served
// without regard to its place in other lines, so that two orders never block one another.
//
// The day is the one on which goods would leave; expired lots do not count. An order that stands there with a quantity of zero wants
// to hear of every change, and has a claim to nothing.
func Serve(s *fact.StockState, day shipping.Date) []shipping.OrderID {
	return slices.Collect(turns(s, day))
}

// Turn reports whether it is still an order's turn, as Serve says: one that gave way, and has an older claim, may have come into the
// line since it was named. One that does not stand in the line is named for another reason, and nobody stands before it.
func Turn(s *fact.StockState, day shipping.Date, id shipping.OrderID) bool {
	if !slices.ContainsFunc(s.Waiting, func(w fact.Waiting) bool { return w.Order == id }) {
		return true
	}
	for named := range turns(s, day) {
		if named == id {
			return true
		}
	}
	return false
}

func turns(s *fact.StockState, day shipping.Date) iter.Seq[shipping.OrderID] {
	return func(yield func(shipping.OrderID) bool) {
		var free int64
		for _, p := range supplies(s, day, func(shipping.WarehouseID) shipping.Date { return day }) {
			free += max(0, p.free)
		}
		ended := false
		for _, w := range s.Waiting {
			if ended = ended || w.Quantity > free; ended && w.Quantity > 0 {
				continue
			}
			free -= w.Quantity
			if !yield(w.Order) {
				return
			}
		}
	}
}
