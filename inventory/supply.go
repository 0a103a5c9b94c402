package inventory

import (
	"cmp"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/shipping"
)

// supply is what one warehouse can give of one product.
type supply struct {
	at      shipping.WarehouseID
	good    shipping.Date // the day until which a lot must be good; of a lot that expires
	free    int64         // good for long enough, not promised; below zero where promises outnumber the goods
	expired int64
	soon    int64 // not expired, and not good for long enough
}

// warehousesMostly is in how many warehouses a product mostly lies.
const warehousesMostly = 8

// until is the day until which a lot must be good to leave a warehouse.
type until func(shipping.WarehouseID) shipping.Date

// supplies sums the lots of each warehouse. Where a lot holds less than its promises, the rest
// is kept back from the warehouse's other lots, so that nobody is promised what must make it up.
func supplies(s *fact.StockState, day shipping.Date, good until) []supply {
	if s == nil {
		return nil
	}
	list := make([]supply, 0, min(len(s.Lots), warehousesMostly))
	for _, l := range s.Lots {
		at := l.Location.Warehouse()
		i := slices.IndexFunc(list, func(p supply) bool { return p.at == at })
		if i < 0 {
			i = len(list)
			list = append(list, supply{at: at})
		}
		if l.Expires != "" && list[i].good == "" {
			list[i].good = good(at)
		}
		switch {
		case l.Free() <= 0 || !expired(l, list[i].good):
			list[i].free += l.Free()
		case expired(l, day):
			list[i].expired += l.Free()
		default:
			list[i].soon += l.Free()
		}
	}
	return list
}

// expired reports whether a lot is no longer good on a day. Its last day is a good one.
func expired(l shipping.Lot, day shipping.Date) bool { return l.Expires != "" && l.Expires < day }

// take picks a quantity from the lots of one warehouse that are good for long enough, in the rotation of who wants it,
// and tells between how many lots it chose, and how much it left because it expires too soon.
func take(w *want, at shipping.WarehouseID, day shipping.Date, good until, quantity int64) (picks []shipping.Pick, lots int, soon int64) {
	var open []shipping.Lot
	for _, l := range w.stock.Lots {
		switch {
		case l.Location.Warehouse() != at || l.Free() <= 0 || expired(l, day):
		case l.Expires != "" && expired(l, good(at)):
			soon += l.Free()
		default:
			open = append(open, l)
		}
	}
	slices.SortFunc(open, rotation(w.rotation))
	for _, l := range open {
		n := min(quantity, l.Free())
		if n == 0 {
			break
		}
		picks = append(picks, shipping.Pick{SKU: w.sku, Location: l.Location, Lot: l.Name, Quantity: n})
		quantity -= n
	}
	return picks, len(open), soon
}

// rotation is the order in which lots leave. Lots without an expiry day leave after
// those with one (FEFO); what is otherwise equal leaves by location and name.
func rotation(r shipping.Rotation) func(a, b shipping.Lot) int {
	return func(a, b shipping.Lot) int {
		var first int
		switch r {
		case shipping.FEFO:
			first = cmp.Or(-cmp.Compare(min(len(a.Expires), 1), min(len(b.Expires), 1)),
				strings.Compare(string(a.Expires), string(b.Expires)))
		case shipping.LIFO:
			first = b.Received.Compare(a.Received)
		}
		return cmp.Or(first, a.Received.Compare(b.Received),
			strings.Compare(string(a.Location), string(b.Location)), strings.Compare(a.Name, b.Name))
	}
}
