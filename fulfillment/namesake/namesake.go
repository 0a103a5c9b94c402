// Package namesake answers the question: which other order bears the storefront's number of this one, and may this one be sent beside it?
package namesake

import (
	"time"

	"crosslane/fact"
	"crosslane/order/moment"
	"crosslane/shipping"
)

// Of is another order that bears the storefront's number of this one, with or without # in front and whatever its date; empty where there
// is none. The problem is why this one is not to be sent beside it; nil where the other one was never served and makes room. An order
// without a date that can be, now, makes no room for itself: nobody knows whether it is the same.
func Of(state fact.State, o *shipping.Order, now time.Time) (other shipping.OrderID, problem *fact.Problem) {
	misdated, _ := moment.Misdated(o.Placed, now)
	for _, n := range fact.NumbersIn(state, o.Storefront, o.Number).Bearers(o.Storefront, o.Number) {
		if n.Order == o.ID {
			continue
		}
		st := fact.OrderIn(state, n.Order)
		if Served(st) || misdated != "" && st.Stage == fact.StageHeld {
			return n.Order, taken(&st.Order, n.Order, st.Stage, o)
		}
		other = n.Order
	}
	return other, nil
}

// Served reports whether an order was taken on, whatever became of it since. One that made room for its own number was not, nor one without
// a date that its storefront called off.
func Served(st *fact.OrderState) bool {
	undated := st.Stage == fact.StageCancelled && st.For == fact.ForStorefront && st.Order.Placed.IsZero()
	return st.Stage != fact.StageHeld && st.Stage != fact.StageRejected && !MadeRoom(st) && !undated
}

// MadeRoom reports whether an order was held, and came in again with another date.
func MadeRoom(st *fact.OrderState) bool {
	return st.Stage == fact.StageCancelled && st.For == fact.ForNewDate
}

// taken is why an order is not to be sent beside another.
func taken(known *shipping.Order, id shipping.OrderID, stage fact.Stage, o *shipping.Order) *fact.Problem {
	how := "with another date, " + known.Placed.Format("2006-01-02 15:04:05 -07:00")
	switch {
	case known.Placed.Equal(o.Placed):
		how = "spelled otherwise, as " + known.Number + " of " + known.Storefront
	case known.Number != o.Number:
		how = "as " + known.Number + ", " + how
	}
	hint := "nothing is sent a second time; where the storefront begins its numbers anew, take the file in under another name of the storefront"
	if o.Placed.IsZero() {
		hint = "this one has no date, and changes nothing of it: correct the date, and import it again"
	}
	return &fact.Problem{Field: "placed", Message: "order " + o.Number + " of " + o.Storefront + " is known " + how + " (" + string(id) + "), and is " + string(stage), Hint: hint}
}
