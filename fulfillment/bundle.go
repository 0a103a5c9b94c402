package fulfillment

import (
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// lot is what leaves one warehouse for an order, before it is packed.
type lot struct {
	order *shipping.Order
	from  shipping.WarehouseID
	on    time.Time
	goods []good
	picks []shipping.Pick
}

// bundled lays pieces of a product that fit into no carton on top of each other, and makes of them as few parcels as a channel of
// the Book takes; where none takes more than a piece, each travels as it is. The reasons tell which products fit into no carton.
func (r *Rules) bundled(contents []content, l *lot) (list []content, why []fact.Reason) {
	for i := range l.goods {
		var pieces int64
		for _, c := range contents {
			if c.carton == "" {
				pieces += c.counts[i]
			}
		}
		if pieces == 0 {
			continue
		}
		parcels := r.fewest(l, i, pieces)
		for n := range parcels {
			list = append(list, bundleOf(l.goods, i, pieces*(n+1)/parcels-pieces*n/parcels))
		}
		why = append(why, fact.Reason{Desk: fact.FulfillmentDesk, Rule: RuleNoCarton, About: string(l.goods[i].SKU),
			Limit: pieces, Actual: parcels, Note: l.goods[i].Size.String()})
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
func (r *Rules) fewest(l *lot, i int, pieces int64) int64 {
	tried := int64(0)
	for parcels := int64(1); parcels < pieces; parcels++ {
		most := (pieces + parcels - 1) / parcels
		if most == tried {
			continue
		}
		tried = most
		c := bundleOf(l.goods, i, most)
		b := box{weight: c.weight, size: c.size}
		b.put(&l.goods[i], 0, most)
		plan := planParcel(l.order, "", l.from, b)
		var choice fact.ChannelChosen
		if r.Channels.ChooseInto(&choice, &plan, l.on, nil); choice.Primary.Channel != "" {
			return parcels
		}
	}
	return pieces
}

// bundleOf is so many pieces of a good on top of each other, without a carton.
func bundleOf(goods []good, i int, pieces int64) content {
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
