package fulfillment

import (
	"crosslane/fact"
	"crosslane/fulfillment/namesake"
	"crosslane/order/moment"
	"crosslane/shipping"
)

// number gives the storefront's number to an order that comes in, or answers why another one keeps it. One that bore it and was
// never served is called off: the same order came in again, with its date put right.
func (d *decision) number(o *shipping.Order) *fact.Problem {
	other, problem := namesake.Of(d.state, o, d.fact.Recorded)
	if misdated, _ := moment.Misdated(o.Placed, d.fact.Recorded); problem != nil && o.Cancelled && misdated == "" { // another date than the order has: the storefront calls off what bears that number
		return d.callOffNamesake(other, problem)
	}
	if problem != nil {
		return problem
	}
	if other != "" && fact.OrderIn(d.state, other).Stage == fact.StageHeld {
		d.say(other.Stream(), &fact.OrderCancelled{Why: "the order came in again with another date, as " + string(o.ID), For: fact.ForNewDate})
	}
	if fact.NumbersIn(d.state, o.Storefront, o.Number).Bearer(o.Storefront, o.Number) != o.ID {
		d.say(shipping.NumbersStream(o.Storefront, o.Number), &fact.OrderNumbered{Storefront: o.Storefront, Number: o.Number, Order: o.ID})
	}
	return nil
}

func (d *decision) callOffNamesake(other shipping.OrderID, problem *fact.Problem) *fact.Problem {
	switch fact.OrderIn(d.state, other).Stage {
	case fact.StageCompleted, fact.StageUndelivered:
		return problem
	case fact.StageCancelled:
		return nil
	}
	d.say(other.Stream(), CalledOff())
	return nil
}

// admitNumbered: orders that were received before numbers were kept are given theirs, once.
func admitNumbered(state fact.State, f *fact.Fact) error {
	b, ok := f.Body.(*fact.OrderNumbered)
	if !ok || f.Stream != shipping.NumbersStream(b.Storefront, b.Number) {
		return notFromOutside(f)
	}
	o := fact.OrderIn(state, b.Order)
	bearer := fact.NumbersIn(state, b.Storefront, b.Number).Bearer(b.Storefront, b.Number)
	if bearer == b.Order || bearer != "" && (namesake.Served(fact.OrderIn(state, bearer)) || !namesake.Served(o)) {
		return known("the number has its order, or one that was served")
	}
	if o.Stage == "" || o.Order.Storefront != b.Storefront || o.Order.Number != b.Number {
		return shipping.Fault(shipping.Invalid, "order "+string(b.Order)+" does not bear the number "+b.Number, "")
	}
	return nil
}
