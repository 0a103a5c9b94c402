package fulfillment

import (
	"crosslane/fact"
	"crosslane/shipping"
)

// namesake is another order that bears the storefront's number of this one; empty where there is none. The problem is why this
// one is not to be sent beside it; nil where the other one was never served and makes room.
func namesake(state fact.State, o *shipping.Order) (other shipping.OrderID, problem *fact.Problem) {
	for _, n := range fact.NumbersIn(state, o.Storefront, o.Number).Bearers(o.Storefront, o.Number) {
		if n.Order == o.ID {
			continue
		}
		st := fact.OrderIn(state, n.Order)
		spelled := shipping.Alike(n.Number) != shipping.Alike(o.Number) // with or without #: the same order only if it has the same date
		if spelled && !st.Order.Placed.Equal(o.Placed) {
			continue
		}
		if served(st) {
			return n.Order, taken(&st.Order, n.Order, st.Stage, o)
		}
		other = n.Order
	}
	return other, nil
}

// served reports whether an order was taken on, whatever became of it since. One that made room for its own number was not.
func served(st *fact.OrderState) bool {
	return st.Stage != fact.StageHeld && st.Stage != fact.StageRejected && !madeRoom(st)
}

// madeRoom reports whether an order was held, and came in again with another date.
func madeRoom(st *fact.OrderState) bool {
	return st.Stage == fact.StageCancelled && st.For == fact.ForNewDate
}

// taken is why an order is not to be sent beside another.
func taken(known *shipping.Order, id shipping.OrderID, stage fact.Stage, o *shipping.Order) *fact.Problem {
	how := "with another date, " + known.Placed.Format("2006-01-02 15:04:05 -07:00")
	if known.Placed.Equal(o.Placed) {
		how = "spelled otherwise, as " + known.Number + " of " + known.Storefront
	}
	return &fact.Problem{Field: "placed", Message: "order " + o.Number + " of " + o.Storefront + " is known " + how + " (" + string(id) + "), and is " + string(stage),
		Hint: "nothing is sent a second time; where the storefront begins its numbers anew, take the file in under another name of the storefront"}
}

// number gives the storefront's number to an order that comes in, or answers why another one keeps it. One that bore it and was
// never served is called off: the same order came in again, with its date put right.
func (d *decision) number(o *shipping.Order) *fact.Problem {
	other, problem := namesake(d.state, o)
	if problem != nil && o.Cancelled { // whatever its date: the storefront calls off the order of that number
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
	if bearer == b.Order || bearer != "" && (served(fact.OrderIn(state, bearer)) || !served(o)) {
		return known("the number has its order, or one that was served")
	}
	if o.Stage == "" || o.Order.Storefront != b.Storefront || o.Order.Number != b.Number {
		return shipping.Fault(shipping.Invalid, "order "+string(b.Order)+" does not bear the number "+b.Number, "")
	}
	return nil
}
