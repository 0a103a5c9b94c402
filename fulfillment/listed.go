package fulfillment

import (
	"crosslane/fact"
	"crosslane/fulfillment/listed"
	"crosslane/shipping"
)

// renew has the order of this decision go on as its goods are listed now.
func (d *decision) renew(o *shipping.Order) *shipping.Order {
	now, renewed := listed.Now(d.state, o)
	if renewed != nil {
		d.say(o.ID.Stream(), &fact.GoodsRenewed{Goods: renewed})
	}
	return now
}

// orderAsListed is the order of this decision, as its goods are listed now.
func (d *decision) orderAsListed() *fact.OrderState {
	st := d.order()
	now := d.renew(&st.Order)
	if now == &st.Order {
		return st
	}
	renewed := *st
	renewed.Order, renewed.Worth = *now, nil
	return &renewed
}
