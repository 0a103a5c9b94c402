package fulfillment

import (
	"errors"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/fact/telling"
	"crosslane/fulfillment/cases"
	"crosslane/shipping"
)

func (r *Rules) admitRetold(state fact.State, st *fact.OrderState, b *fact.OrderRetold) error {
	if st.Stage == "" {
		return shipping.Fault(shipping.NotFound, "no such order", "")
	}
	differs := differences(st, &b.Order, b.Sent, carried(state, st))
	if len(differs) == 0 {
		return known("the order is told as it was recorded")
	}
	if slices.ContainsFunc(st.Retold, func(o shipping.Order) bool { return sameOrder(&o, &b.Order) }) {
		return shipping.Fault(shipping.Conflict, strings.Join(differs, "; "), "somebody was told so before")
	}
	return nil
}

// carried lists the goods of an order that are in parcels which have a label, or have left.
func carried(state fact.State, st *fact.OrderState) (list []shipping.SKU) {
	for _, p := range st.Parcels {
		if b := fact.ParcelIn(state, p.ID); b.Booking.Stage == fact.BookingHeld || !b.Track.Handed.IsZero() {
			for _, pick := range b.Plan.Picks {
				list = append(list, pick.SKU)
			}
		}
	}
	return list
}

// differences is what a storefront tells of a recorded order otherwise, see [telling.Differences]; nothing of one that is all over.
func differences(st *fact.OrderState, o *shipping.Order, sent, ours []shipping.SKU) (list []string) {
	if st.Stage == fact.StageCompleted || st.Stage == fact.StageUndelivered {
		return nil
	}
	if sentAfterAll(st, o) {
		list = append(list, "it is to be sent after all")
	}
	return append(list, telling.Differences(&st.Order, o, sent, ours)...)
}

// CalledOff is told of an order that its storefront calls off.
func CalledOff() *fact.OrderCancelled {
	return &fact.OrderCancelled{Why: "called off by the storefront", For: fact.ForStorefront}
}

// sentAfterAll reports whether a storefront called an order off, and does not any more.
func sentAfterAll(st *fact.OrderState, o *shipping.Order) bool {
	return st.Stage == fact.StageCancelled && st.For == fact.ForStorefront && !o.Cancelled
}

// retold: somebody decides whether what was recorded still holds.
func (d *decision) retold(b *fact.OrderRetold) {
	st := d.order()
	id, differs := st.Order.ID, differences(st, &b.Order, b.Sent, carried(d.state, st))
	name := cases.Retold(d.fact.Recorded, id)
	d.say(name.Stream(), &fact.CaseOpened{What: fact.CaseRetold, Order: id, Due: d.caseDue(),
		Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: RuleRetold, Note: strings.Join(differs, "; ")}}})
	if st.Stage == fact.StageWaiting && len(st.Shipments) == 0 && (b.Order.Stopped() || len(b.Sent) > 0) { // nothing was set aside: it can still be stopped
		d.leaveLines(st, nil)
		d.say(d.fact.Stream, &fact.OrderHeld{Problems: []fact.Problem{{Field: "order", Message: "the storefront tells it otherwise: " + strings.Join(differs, "; "), Hint: "hand it in again as it is to be sent, or call it off"}}})
	}
}

// ToldOtherwise is a conflict between a storefront and the record with what differs: by the facts of the case that it opened, or by
// the error that somebody was told so before.
func ToldOtherwise(conflict error, facts []*fact.Fact, before error) error {
	what := ""
	for _, f := range facts {
		if opened, ok := f.Body.(*fact.CaseOpened); ok && opened.What == fact.CaseRetold {
			what = opened.Why[0].Note
		}
	}
	if e, ok := errors.AsType[*shipping.Error](before); ok {
		what = e.Message
	}
	if e, ok := errors.AsType[*shipping.Error](conflict); ok {
		return shipping.Fault(e.Code, e.Message+": "+what, e.Hint)
	}
	return conflict
}
