package fact

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"crosslane/shipping"
)

// OrderNumbered: a storefront's number is that of this order. Storefront and number are what an order is known by: no
// other order that bears them is sent. It stands in the stream of the number's block.
type OrderNumbered struct {
	Storefront string           `json:"storefront"`
	Number     string           `json:"number"`
	Order      shipping.OrderID `json:"order"`
}

func (b *OrderNumbered) Form(c *Coder) {
	Text(c, &b.Storefront)
	Text(c, &b.Number)
	Text(c, &b.Order)
}

func (OrderNumbered) Kind() Kind { return "OrderNumbered" }

// NumbersState is the balance of a block of order numbers.
type NumbersState struct {
	Orders []OrderNumbered `json:"orders"` // in the order of storefronts and numbers
}

// Bearer is the order that bears a number of a storefront; empty: none does.
func (s *NumbersState) Bearer(storefront, number string) shipping.OrderID {
	if at, ok := s.find(storefront, number); ok {
		return s.Orders[at].Order
	}
	return ""
}

func (s *NumbersState) find(storefront, number string) (int, bool) {
	return slices.BinarySearchFunc(s.Orders, OrderNumbered{Storefront: storefront, Number: number}, func(a, b OrderNumbered) int {
		return cmp.Or(strings.Compare(a.Storefront, b.Storefront), strings.Compare(a.Number, b.Number))
	})
}

// Apply folds a fact of the block's stream in.
func (s *NumbersState) Apply(f *Fact) {
	b, ok := f.Body.(*OrderNumbered)
	if !ok {
		return
	}
	at, there := s.find(b.Storefront, b.Number)
	if there {
		s.Orders[at] = *b
		return
	}
	s.Orders = slices.Insert(s.Orders, at, *b)
}

// Due is zero: numbers have no timers.
func (s *NumbersState) Due() time.Time { return time.Time{} }

func (*NumbersState) FormVersion() uint64 { return 1 }

func (s *NumbersState) Form(c *Coder) {
	List(c, &s.Orders, func(c *Coder, b *OrderNumbered) { b.Form(c) })
}

// NumbersIn reads the balance of the block in which a storefront's order number stands.
func NumbersIn(s State, storefront, number string) *NumbersState {
	return stateIn[*NumbersState](s, shipping.NumbersStream(storefront, number))
}
