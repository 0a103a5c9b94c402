package fulfillment

import (
	"crosslane/fact"
	"crosslane/fulfillment/listed"
	"crosslane/shipping"
)

// renew has the order of this decision, which is worth so much, go on as its goods are listed now; the list of products may say what
// customs is told of them.
func (d *decision) renew(o *shipping.Order, worth []shipping.Money) (*shipping.Order, []shipping.Money) {
	now, renewed := listed.Now(d.state, o)
	if renewed == nil {
		return o, worth
	}
	if listed.Revalues(o, renewed) {
		list, keep, problems := d.rules.worth(now, d.fact.Recorded)
		if worth = list; !keep || len(problems) > 0 {
			worth = nil
		}
	}
	d.say(o.ID.Stream(), &fact.GoodsRenewed{Goods: renewed, Worth: worth})
	return now, worth
}

// orderAsListed is the order of this decision, as its goods are listed now.
func (d *decision) orderAsListed() *fact.OrderState {
	st := d.order()
	now, worth := d.renew(&st.Order, st.Worth)
	if now == &st.Order {
		return st
	}
	renewed := *st
	renewed.Order, renewed.Worth = *now, worth
	return &renewed
}
