package world

import (
	"fmt"
	"math"
	"time"

	"crosslane/shipping"
)

// supplyWeeks is how many weeks of expected sales a delivery brings.
const supplyWeeks = 1.15

// supply lists what suppliers deliver at the beginning of a week (counted from 0): stock of every product
// in Shenzhen, and of those that sell well in Duisburg and Los Angeles too.
func (d *demand) supply(week int, at time.Time) []*shipping.Fact {
	var list []*shipping.Fact
	perShare := d.perDay * 7 * 1.6 / d.sums[len(d.sums)-1] // 1.6 units an order
	for i := range d.wares {
		w := &d.wares[i]
		weekly := w.share * perShare
		home := 1.0
		if w.overseas {
			home = 0.45
			list = append(list, receipt(w, "dui", week, weekly*0.35, at), receipt(w, "lax", week, weekly*0.25, at))
		}
		list = append(list, receipt(w, "szx", week, weekly*home, at))
	}
	return list
}

func receipt(w *ware, to shipping.Location, week int, quantity float64, at time.Time) *shipping.Fact {
	if week == 0 {
		quantity *= 2 // the opening stock
	}
	note := fmt.Sprintf("GRN-%s-%03d", to, week)
	return &shipping.Fact{Stream: w.SKU.Stream(), At: at, By: "warehouse:" + string(to), Body: &shipping.StockMoved{
		SKU: w.SKU, Lot: fmt.Sprintf("W%03d", week), Quantity: int64(math.Ceil(quantity*supplyWeeks)) + 2, From: shipping.Supplier, To: to, Reference: note,
	}}
}
