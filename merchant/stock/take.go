package stock

import (
	"context"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
)

// lot names a lot of a product in a place.
type lot struct {
	sku  shipping.SKU
	at   shipping.Location
	name string
}

func lotOf(v *fact.StockCounted) lot { return lot{v.SKU, v.Location, v.Lot} }

// stockTake gathers what comes of counting.
type stockTake struct {
	m       *merchant.Merchant
	lots    map[lot][]int // the lines that name them
	counted Counted
}

func newStockTake(t *taking) *stockTake {
	k := &stockTake{m: t.m, lots: map[lot][]int{}, counted: Counted{Differences: []Difference{}, Short: []Short{}}}
	t.recorded = k.recorded
	return k
}

// recorded takes the facts of one count: itself, and the difference that follows.
func (k *stockTake) recorded(facts []*fact.Fact) {
	b, ok := facts[0].Body.(*fact.StockCounted)
	if !ok || len(facts) < 2 {
		return
	}
	if m, ok := facts[1].Body.(*fact.StockMoved); ok {
		known := b.Quantity - m.Quantity
		if m.To == shipping.Count {
			known = b.Quantity + m.Quantity
		}
		k.counted.Differences = append(k.counted.Differences, Difference{b.SKU, b.Location, b.Lot, known, b.Quantity})
	}
}

// result tells besides which lots hold less than was promised from them, and how many were not counted.
func (k *stockTake) result(ctx context.Context) (*Counted, error) {
	for _, d := range k.counted.Differences {
		if d.Found >= d.Known {
			continue
		}
		short, err := shortAt(ctx, k.m, d.SKU, d.Location, d.Lot)
		if err != nil {
			return nil, err
		}
		k.counted.Short = append(k.counted.Short, short...)
	}
	return &k.counted, k.leftAlone(ctx)
}

// leftAlone counts the lots of the warehouses that were counted of which nothing was said.
func (k *stockTake) leftAlone(ctx context.Context) error {
	warehouses := map[shipping.WarehouseID]bool{}
	for l := range k.lots {
		warehouses[l.at.Warehouse()] = true
	}
	return eachProduct(ctx, k.m, "", func(sku shipping.SKU, s *fact.StockState) (more bool) {
		for _, l := range s.Lots {
			if warehouses[l.Location.Warehouse()] && k.lots[lot{sku, l.Location, l.Name}] == nil {
				k.counted.LeftAlone++
			}
		}
		return true
	})
}
