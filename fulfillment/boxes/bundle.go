package boxes

import (
	"crosslane/fact"
	"crosslane/shipping"
)

// RuleNoCarton: no carton takes product About, of the measures Note: Limit pieces leave as Actual parcels.
const RuleNoCarton = "no_carton"

// Lot is what leaves one warehouse for an order, before it is packed.
type Lot struct {
	Goods []Good
	Picks []shipping.Pick
	// Takes tells whether a channel takes a box that has something of a good alone in it.
	Takes func(*Box) bool
}

// bundled lays pieces of a product that fit into no carton on top of each other, and makes of them as few parcels as a channel of
// the Book takes; where none takes more than a piece, each travels as it is. The reasons tell which products fit into no carton.
func (l *Lot) bundled(contents []content) (list []content, why []fact.Reason) {
	for i := range l.Goods {
		var pieces int64
		for _, c := range contents {
			if c.carton == "" {
				pieces += c.counts[i]
			}
		}
		if pieces == 0 {
			continue
		}
		parcels := l.fewest(i, pieces)
		for n := range parcels {
			list = append(list, bundleOf(l.Goods, i, pieces*(n+1)/parcels-pieces*n/parcels))
		}
		why = append(why, fact.Reason{Desk: fact.FulfillmentDesk, Rule: RuleNoCarton, About: string(l.Goods[i].SKU),
			Limit: pieces, Actual: parcels, Note: l.Goods[i].Size.String()})
	}
	if len(why) == 0 {
		return contents, nil
	}
	var boxed []content
	for _, c := range contents {
		if c.carton != "" {
			boxed = append(boxed, c)
		}
	}
	return append(boxed, list...), why
}

// fewest is into how few parcels pieces of a good can go, so that a channel takes the largest of them.
func (l *Lot) fewest(i int, pieces int64) int64 {
	tried := int64(0)
	for parcels := int64(1); parcels < pieces; parcels++ {
		most := (pieces + parcels - 1) / parcels
		if most == tried {
			continue
		}
		tried = most
		c := bundleOf(l.Goods, i, most)
		b := Box{Weight: c.weight, Size: c.size}
		if b.put(&l.Goods[i], 0, most); l.Takes(&b) {
			return parcels
		}
	}
	return pieces
}

// bundleOf is so many pieces of a good on top of each other, without a carton.
func bundleOf(goods []Good, i int, pieces int64) content {
	c := content{weight: goods[i].Weight * shipping.Grams(pieces), size: stacked(goods[i].Size, pieces), counts: make([]int64, len(goods))}
	c.counts[i] = pieces
	return c
}

// stacked is what pieces measure that lie flat on top of each other; one as it was measured.
func stacked(d shipping.Dimensions, pieces int64) shipping.Dimensions {
	if pieces == 1 {
		return d
	}
	d = d.Sorted()
	d.Height *= shipping.Millimetres(pieces)
	return d
}
