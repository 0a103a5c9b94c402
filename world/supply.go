package world

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// supplyWeeks is how many weeks of expected sales a delivery brings.
const supplyWeeks = 1.15

// supply lists what suppliers deliver for a week (counted from 0) that begins at an instant: stock of every
// product in Shenzhen, and of those that sell well in Duisburg and Los Angeles too.
func (d *demand) supply(number int, begins time.Time) []*fact.Fact {
	var list []*fact.Fact
	for i, weekly := range d.forecast(number, begins) {
		w := &d.wares[i]
		home := 1.0
		if w.overseas {
			home = 0.45
			list = append(list, receipt(w, "dui", number, weekly*0.35, begins), receipt(w, "lax", number, weekly*0.25, begins))
		}
		list = append(list, receipt(w, "szx", number, weekly*home, begins))
	}
	return list
}

const (
	unitsAnOrder  = 1.6
	forecastError = 0.1 // standard deviation, of what is forecast
)

// forecast is how many units of each product sellers expect to sell in a week: by the season, and by what
// of the scenario was foreseen. It errs, by chance.
func (d *demand) forecast(number int, begins time.Time) []float64 {
	units := make([]float64, len(d.wares))
	const every = 6 * time.Hour
	for t := begins; t.Before(begins.Add(week)); t = t.Add(every) {
		part := d.perDay * unitsAnOrder * season(t) * every.Hours() / 24
		for i, share := range d.mix(d.holding(t, true)).sales {
			units[i] += part * share
		}
	}
	rng := rand.New(rand.NewPCG(d.seed, 1<<32+uint64(number)))
	for i := range units {
		units[i] *= min(max(1+forecastError*rng.NormFloat64(), 0.7), 1.3)
	}
	return units
}

func receipt(w *ware, to shipping.Location, number int, quantity float64, at time.Time) *fact.Fact {
	if number == 0 {
		quantity *= 2 // the opening stock
	}
	note := fmt.Sprintf("GRN-%s-%03d", to, number)
	return &fact.Fact{Stream: w.SKU.Stream(), At: at, By: "warehouse:" + string(to), Body: &fact.StockMoved{
		SKU: w.SKU, Lot: fmt.Sprintf("W%03d", number), Quantity: int64(math.Ceil(quantity*supplyWeeks)) + 2, From: shipping.Supplier, To: to, Reference: note,
	}}
}
