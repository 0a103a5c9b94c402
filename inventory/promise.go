package inventory

import (
	"crosslane/fact"
	"crosslane/shipping"
)

// Promise is what is set aside for an order in one lot.
type Promise struct {
	Order shipping.OrderID `json:"order"`
	Pick  shipping.Pick    `json:"pick"`
}

// Promises are what is set aside of one product, the oldest first.
type Promises []Promise

// Apply takes the next fact of the product's stock in.
func (p *Promises) Apply(f *fact.Fact) {
	switch b := f.Body.(type) {
	case *fact.StockReserved:
		*p = append(*p, Promise{b.Order, b.Pick})
	case *fact.StockReleased:
		p.drop(b.Order, b.Pick)
	case *fact.StockMoved:
		if b.Order != "" {
			p.drop(b.Order, shipping.Pick{Location: b.From, Lot: b.Lot, Quantity: b.Quantity})
		}
	}
}

// drop takes a quantity off an order's promises in a lot, the oldest first.
func (p *Promises) drop(order shipping.OrderID, pick shipping.Pick) {
	kept := (*p)[:0]
	for _, one := range *p {
		if one.Order == order && one.Pick.Location == pick.Location && one.Pick.Lot == pick.Lot {
			n := min(pick.Quantity, one.Pick.Quantity)
			pick.Quantity -= n
			one.Pick.Quantity -= n
		}
		if one.Pick.Quantity > 0 {
			kept = append(kept, one)
		}
	}
	*p = kept
}

// In are the promises in one lot.
func (p Promises) In(at shipping.Location, lot string) (list Promises) {
	for _, one := range p {
		if one.Pick.Location == at && one.Pick.Lot == lot {
			list = append(list, one)
		}
	}
	return list
}
