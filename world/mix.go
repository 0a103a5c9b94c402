package world

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"time"

	"crosslane/shipping"
	"crosslane/world/scenario"
)

// Shops are busiest when the week begins, and before Christmas.
var (
	weekdays = [7]float64{1.03, 1.06, 1.04, 1.01, 0.98, 0.95, 0.93} // from Sunday on
	months   = [12]float64{0.97, 0.96, 0.98, 0.99, 0.99, 0.98, 0.97, 0.98, 1.00, 1.02, 1.07, 1.09}
)

// season is how much is bought on the day of an instant, against the average of a year.
func season(t time.Time) float64 {
	return weekdays[t.UTC().Weekday()] * months[t.UTC().Month()-1]
}

// mix is who buys what, while the same factors of the scenario hold. Of an ordinary world it is made of the
// shares of the markets and of the products.
type mix struct {
	rate    float64     // of all orders, against the ordinary world
	markets []float64   // running sum of their weights
	wares   [][]float64 // of each market, the running sum of the products' weights
	sales   []float64   // of each product, in orders for each order of the ordinary world
}

// bend lays the scenario's demand over the ordinary one. What nobody in this world buys is an Invalid error.
func (d *demand) bend(start time.Time, bends []scenario.Demand) error {
	d.start, d.bends = start, bends
	for i := range bends {
		if !d.sells(&bends[i]) {
			return shipping.BadField(fmt.Sprintf("demand[%d]", i), "nobody in this world buys such a thing", "see the products and countries in docs/scenarios.md")
		}
	}
	return nil
}

func (d *demand) sells(b *scenario.Demand) bool {
	for k := range markets {
		for i := range d.wares {
			if b.Concerns(markets[k].country, &d.wares[i].Product) {
				return true
			}
		}
	}
	return false
}

// holding are the factors that hold at an instant, as the bits of a number; foreseen ones alone if wished.
func (d *demand) holding(t time.Time, foreseen bool) (bits uint64) {
	for i := range d.bends {
		if b := &d.bends[i]; b.During.Holds(t.Sub(d.start)) && (!foreseen || !b.Unforeseen) {
			bits |= 1 << i
		}
	}
	return bits
}

func (d *demand) mix(bits uint64) *mix {
	m := d.mixes[bits]
	if m == nil {
		m = d.newMix(bits)
		d.mixes[bits] = m
	}
	return m
}

func (d *demand) newMix(bits uint64) *mix {
	m := &mix{markets: make([]float64, len(markets)), wares: make([][]float64, len(markets)), sales: make([]float64, len(d.wares))}
	usual, all := d.usual(), 0.0
	for k := range markets {
		m.wares[k] = make([]float64, len(d.wares))
		bought := 0.0
		for i := range d.wares {
			weight := float64(markets[k].share) * d.wares[i].share / usual * d.factor(bits, k, i)
			bought += weight
			m.wares[k][i] = bought
			m.sales[i] += weight
		}
		all += bought
		m.markets[k] = all
	}
	m.rate = all
	return m
}

// usual is the sum of the weights of the ordinary world.
func (d *demand) usual() float64 {
	shares, people := 0.0, 0
	for i := range d.wares {
		shares += d.wares[i].share
	}
	for k := range markets {
		people += markets[k].share
	}
	return shares * float64(people)
}

// factor is how much more a market buys of a product.
func (d *demand) factor(bits uint64, market, ware int) float64 {
	f := 1.0
	for i := range d.bends {
		if b := &d.bends[i]; bits&(1<<i) != 0 && b.Concerns(markets[market].country, &d.wares[ware].Product) {
			f *= float64(b.Factor) / 100
		}
	}
	return f
}

// drawn draws an index by weights, of which the running sums are given.
func drawn(sums []float64, rng *rand.Rand) int {
	at := rng.Float64() * sums[len(sums)-1]
	return min(sort.SearchFloat64s(sums, at), len(sums)-1)
}
