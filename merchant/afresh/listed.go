package afresh

import (
	"context"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

// Products lists a merchant's products as [stock.Products] does, and has the orders that are held, and those that wait with goods of the
// list, looked at again: they go on as their goods are listed now, in what their own files do not say.
func Products(ctx context.Context, m *merchant.Merchant, list *order.List[shipping.Product], as stock.Spelling) (*stock.Summary, error) {
	sum, err := stock.Products(ctx, m, list, as)
	if err != nil || len(sum.Listed) == 0 {
		return sum, err
	}
	listed := make(map[shipping.SKU]bool, len(sum.Listed))
	for _, sku := range sum.Listed {
		listed[sku] = true
	}
	if sum.WentOn, err = Orders(ctx, m, fact.StageHeld); err != nil {
		return sum, err
	}
	_, err = orders(ctx, m, fact.StageWaiting, func(o *fact.OrderState) bool {
		for i := range o.Order.Lines {
			if listed[o.Order.Lines[i].SKU] {
				return true
			}
		}
		return false
	})
	return sum, err
}
