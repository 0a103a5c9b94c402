// Package listed answers the question: how does the list of products describe the goods of an order now?
package listed

import (
	"slices"

	"crosslane/fact"
	"crosslane/order/goods"
	"crosslane/shipping"
)

// Now is an order as the list of products describes its goods now, and the lines that are otherwise by it; the order itself where
// none is.
func Now(state fact.State, o *shipping.Order) (*shipping.Order, []fact.RenewedGoods) {
	var renewed []fact.RenewedGoods
	for i := range o.Lines {
		product := &fact.StockIn(state, o.Lines[i].SKU).Product
		if product.SKU == "" {
			continue
		}
		if l := goods.Renewed(o.Lines[i], product); l != o.Lines[i] {
			renewed = append(renewed, fact.RenewedGoods{Line: int64(i), Product: l.Product, Price: l.Price, Assumed: l.Assumed})
		}
	}
	if renewed == nil {
		return o, nil
	}
	now := *o
	now.Lines = slices.Clone(o.Lines)
	for _, g := range renewed {
		l := &now.Lines[g.Line]
		l.Product, l.Price, l.Assumed = g.Product, g.Price, g.Assumed
	}
	return &now, renewed
}

// Revalues reports whether lines of an order are worth another amount once they are renewed so.
func Revalues(o *shipping.Order, renewed []fact.RenewedGoods) bool {
	return slices.ContainsFunc(renewed, func(g fact.RenewedGoods) bool {
		l := &o.Lines[g.Line]
		return l.Price != g.Price || l.Value != g.Product.Value
	})
}
