package file

import (
	"slices"
	"strings"
)

// Other tells of a header of which export of a storefront's it is, where another one is wanted, and which; nothing of a header that is
// not known.
func Other(header []string) string {
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(n string) bool {
			return !slices.ContainsFunc(header, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), n) })
		})
	}
	switch {
	case has("line_item_1"):
		return "it has an order on each row, and its items side by side (line_item_1): have the plug-in write a row for each item (WooCommerce, Order Export & Order Import: line items in separate rows), and import that"
	case has("Order ID", "Number of Items", "Sale Date"):
		return "it is Etsy's list of orders, which does not say what was bought: download Order Items instead (Shop Manager > Settings > Options > Download Data, type Order Items), and import that"
	}
	return ""
}
