package inventory

import (
	"slices"

	"crosslane/fact"
	"crosslane/shipping"
)

// Promise is what is set aside for one order in one lot.
type Promise struct {
	Order shipping.OrderID
	Pick  shipping.Pick
}

// Promises are the open promises of one product, oldest first. The balance of the stock keeps
// only their sum for each lot, so that a product in great demand stays cheap; who holds them is
// read from the stock's facts, in their order, when a count finds too few.
type Promises []Promise

// Apply folds a fact of the product's stock stream in.
func (p *Promises) Apply(f *fact.Fact) {
	switch b := f.Body.(type) {
	case *fact.StockReserved:
		*p = append(*p, Promise{b.Order, b.Pick})
	case *fact.StockReleased:
		p.drop(b.Order, b.Pick.Location, b.Pick.Lot, b.Pick.Quantity)
	case *fact.StockMoved:
		if b.Order != "" {
			p.drop(b.Order, b.From, b.Lot, b.Quantity)
		}
	}
}

// drop takes a quantity off an order's promises in a lot, the oldest first.
func (p *Promises) drop(order shipping.OrderID, at shipping.Location, lot string, quantity int64) {
	kept := (*p)[:0]
	for _, one := range *p {
		if one.Order == order && one.Pick.Location == at && one.Pick.Lot == lot {
			n := min(quantity, one.Pick.Quantity)
			quantity -= n
			one.Pick.Quantity -= n
		}
		if one.Pick.Quantity > 0 {
			kept = append(kept, one)
		}
	}
	*p = kept
}

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

// TakeBack names the promises that cannot be kept: in each lot that holds too little, the newest
// promises give way first, whole, until the rest can be kept. The caller releases them and
// allocates their orders again; other lots of the warehouse were kept back for them.
func TakeBack(s *fact.StockState, promises Promises) []Promise {
	var back []Promise
	for _, short := range Shortfalls(s) {
		rest := short.Quantity
		for _, one := range slices.Backward(promises) {
			if rest > 0 && one.Pick.Location == short.Location && one.Pick.Lot == short.Lot {
				back = append(back, one)
				rest -= one.Pick.Quantity
			}
		}
	}
	return back
}
