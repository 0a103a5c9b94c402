package fulfillment

import (
	"crosslane/fact"
	"crosslane/shipping"
)

// namesake is another order that bears the storefront's number of this one; empty where there is none. The problem is why this
// one is not to be sent beside it; nil where the other one was never served and makes room.
func namesake(state fact.State, o *shipping.Order) (other shipping.OrderID, problem *fact.Problem) {
	other = fact.NumbersIn(state, o.Storefront, o.Number).Bearer(o.Storefront, o.Number)
	if other == "" || other == o.ID {
		return "", nil
	}
	st := fact.OrderIn(state, other)
	if st.Stage == fact.StageHeld || st.Stage == fact.StageRejected {
		return other, nil
	}
	return other, &fact.Problem{Field: "placed", Message: "order " + o.Number + " of " + o.Storefront + " is known with another date, " +
		st.Order.Placed.Format("2006-01-02 15:04:05 -07:00") + " (" + string(other) + "), and is " + string(st.Stage),
		Hint: "nothing is sent a second time; where the storefront begins its numbers anew, take the file in under another name of the storefront"}
}

// number gives the storefront's number to an order that comes in, or answers why another one keeps it. One that bore it and was
// never served is called off: the same order came in again, with its date put right.
func (d *decision) number(o *shipping.Order) *fact.Problem {
	other, problem := namesake(d.state, o)
	if problem != nil {
		return problem
	}
	if other != "" && fact.OrderIn(d.state, other).Stage == fact.StageHeld {
		d.say(other.Stream(), &fact.OrderCancelled{Why: "the order came in again with another date, as " + string(o.ID)})
	}
	block := fact.NumbersIn(d.state, o.Storefront, o.Number)
	if block.Bearer(o.Storefront, o.Number) != o.ID {
		d.say(shipping.NumbersStream(o.Storefront, o.Number), &fact.OrderNumbered{Storefront: o.Storefront, Number: o.Number, Order: o.ID})
	}
	return nil
}

// admitNumbered: orders that were received before numbers were kept are given theirs, once.
func admitNumbered(state fact.State, f *fact.Fact) error {
	b, ok := f.Body.(*fact.OrderNumbered)
	if !ok || f.Stream != shipping.NumbersStream(b.Storefront, b.Number) {
		return notFromOutside(f)
	}
	if fact.NumbersIn(state, b.Storefront, b.Number).Bearer(b.Storefront, b.Number) != "" {
		return known("the number has its order")
	}
	if o := fact.OrderIn(state, b.Order); o.Stage == "" || o.Order.Storefront != b.Storefront || o.Order.Number != b.Number {
		return shipping.Fault(shipping.Invalid, "order "+string(b.Order)+" does not bear the number "+b.Number, "")
	}
	return nil
}
