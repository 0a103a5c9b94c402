package afresh

import (
	"context"
	"slices"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

// Products lists a merchant's products as [stock.Products] does, and has the orders that are held or wait with goods of the
// list looked at again: they go on as their goods are listed now, in what their own files do not say.
func Products(ctx context.Context, m *merchant.Merchant, list *order.List[shipping.Product], as stock.Spelling) (*stock.Summary, error) {
	sum, err := stock.Products(ctx, m, list, as)
	if err != nil || len(sum.Listed) == 0 {
		return sum, err
	}
	listed := make(map[shipping.SKU]bool, len(sum.Listed))
	for _, sku := range sum.Listed {
		listed[sku] = true
	}
	some := func(o *fact.OrderState) bool {
		return slices.ContainsFunc(o.Order.Lines, func(l shipping.Line) bool { return listed[l.SKU] })
	}
	if sum.WentOn, err = orders(ctx, m, fact.StageHeld, some); err == nil {
		_, err = orders(ctx, m, fact.StageWaiting, some)
	}
	return sum, err
}
