package fact

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// OrderNumbered: a storefront's number is that of this order. Storefront and number are what an order is known by: no
// other order that bears them is sent. It stands in the stream of the number's block.
type OrderNumbered struct {
	Storefront string           `json:"storefront"`
	Number     string           `json:"number"`
	Order      shipping.OrderID `json:"order"`
}

func (b *OrderNumbered) Form(c *coder.Coder) {
	coder.Pair(c, &b.Storefront, &b.Number)
	coder.Text(c, &b.Order)
}

// NumbersState is the balance of a block of order numbers.
type NumbersState struct {
	Orders []OrderNumbered `json:"orders"` // in the order of storefronts and numbers
}

// Bearers lists who bears a number of a storefront, however it is spelled: in other capitals, with other blanks or dashes, with or without #
// in front.
func (s *NumbersState) Bearers(storefront, number string) (list []OrderNumbered) {
	want := OrderNumbered{Storefront: storefront, Number: number}
	from, _ := slices.BinarySearchFunc(s.Orders, &want, func(a OrderNumbered, b *OrderNumbered) int { return cmp.Or(a.alike(b), 1) })
	for _, o := range s.Orders[from:] {
		if o.alike(&want) != 0 {
			break
		}
		list = append(list, o)
	}
	return list
}

// Bearer is the order that bears a number of a storefront just as it is spelled; empty: none does.
func (s *NumbersState) Bearer(storefront, number string) shipping.OrderID {
	if at, ok := s.find(&OrderNumbered{Storefront: storefront, Number: number}); ok {
		return s.Orders[at].Order
	}
	return ""
}

// alike compares how two are known, however they are spelled.
func (b *OrderNumbered) alike(other *OrderNumbered) int {
	return cmp.Or(strings.Compare(shipping.Alike(b.Storefront), shipping.Alike(other.Storefront)),
		strings.Compare(strings.TrimLeft(shipping.Alike(b.Number), "#"), strings.TrimLeft(shipping.Alike(other.Number), "#")))
}

func (s *NumbersState) find(b *OrderNumbered) (int, bool) {
	return slices.BinarySearchFunc(s.Orders, b, func(a OrderNumbered, b *OrderNumbered) int {
		return cmp.Or(a.alike(b), strings.Compare(a.Storefront, b.Storefront), strings.Compare(a.Number, b.Number))
	})
}

// Apply folds a fact of the block's stream in.
func (s *NumbersState) Apply(f *Fact) {
	b, ok := f.Body.(*OrderNumbered)
	if !ok {
		return
	}
	at, there := s.find(b)
	if there {
		s.Orders[at] = *b
		return
	}
	s.Orders = slices.Insert(s.Orders, at, *b)
}

// Due is zero: numbers have no timers.
func (s *NumbersState) Due() time.Time { return time.Time{} }

func (*NumbersState) FormVersion() uint64 { return 2 }

func (s *NumbersState) Form(c *coder.Coder) {
	coder.List(c, &s.Orders, func(c *coder.Coder, b *OrderNumbered) { b.Form(c) })
}

// NumbersIn reads the balance of the block in which a storefront's order number stands.
func NumbersIn(s State, storefront, number string) *NumbersState {
	return stateIn[*NumbersState](s, shipping.NumbersStream(storefront, number))
}
