package inventory

import (
	"cmp"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/shipping"
)

// supply is what one warehouse can give of one product on a day.
type supply struct {
	at      shipping.WarehouseID
	free    int64 // not expired, not promised; below zero where promises outnumber the goods
	expired int64
}

// supplies sums the lots of each warehouse. Where a lot holds less than its promises, the rest
// is kept back from the warehouse's other lots, so that nobody is promised what must make it up.
func supplies(s *fact.StockState, day shipping.Date) []supply {
	if s == nil {
		return nil
	}
	var list []supply
	for _, l := range s.Lots {
		at := l.Location.Warehouse()
		i := slices.IndexFunc(list, func(p supply) bool { return p.at == at })
		if i < 0 {
			i = len(list)
			list = append(list, supply{at: at})
		}
		if expired(l, day) && l.Free() > 0 {
			list[i].expired += l.Free()
		} else {
			list[i].free += l.Free()
		}
	}
	return list
}

// expired reports whether a lot may no longer leave. Its last day is a good one.
func expired(l shipping.Lot, day shipping.Date) bool { return l.Expires != "" && l.Expires < day }

// take picks a quantity from the lots of one warehouse, in the product's rotation, and tells
// between how many lots it chose.
func take(s *fact.StockState, sku shipping.SKU, at shipping.WarehouseID, day shipping.Date, quantity int64) (picks []shipping.Pick, lots int) {
	var open []shipping.Lot
	for _, l := range s.Lots {
		if l.Location.Warehouse() == at && l.Free() > 0 && !expired(l, day) {
			open = append(open, l)
		}
	}
	slices.SortFunc(open, rotation(s.Product.Rotation))
	for _, l := range open {
		n := min(quantity, l.Free())
		if n == 0 {
			break
		}
		picks = append(picks, shipping.Pick{SKU: sku, Location: l.Location, Lot: l.Name, Quantity: n})
		quantity -= n
	}
	return picks, len(open)
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
