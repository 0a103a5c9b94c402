package fulfillment

import (
	"reflect"
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/fulfillment/listed"
	"crosslane/fulfillment/namesake"
	"crosslane/order"
	"crosslane/shipping"
)

func (r *Rules) admitOrder(state fact.State, st *fact.OrderState, f *fact.Fact) error {
	switch b := f.Body.(type) {
	case *fact.OrderReceived:
		return r.admitReceived(state, st, &b.Order, f.Recorded)
	case *fact.OrderCancelled:
		return admitCancelled(state, st)
	case *fact.OrderRetold:
		return r.admitRetold(state, st, b)
	case *fact.StockArrivedFor:
		return r.admitLook(state, st, f.Recorded)
	case *fact.GoodsMissing:
		return admitMissing(state, st, b)
	}
	return notFromOutside(f)
}

func (r *Rules) admitReceived(state fact.State, st *fact.OrderState, o *shipping.Order, now time.Time) error {
	if st.Stage == "" || st.Stage == fact.StageHeld && r.goesOn(state, o, now) {
		return nil
	}
	if sameOrder(&st.Order, o) && !sentAfterAll(st, o) && !namesake.MadeRoom(st) {
		return known("the order was received before")
	}
	if !namesake.Served(st) {
		return nil
	}
	return shipping.Fault(shipping.Conflict, "order "+o.Number+" was received before with other content, and is "+string(st.Stage),
		"the recorded order stands; cancel it and send it under a new number")
}

// goesOn reports whether an order would be accepted now: one that was held may come in again unchanged, when
// the Book was mended, or the other order that bore its number was called off.
func (r *Rules) goesOn(state fact.State, o *shipping.Order, now time.Time) bool {
	o, _ = listed.Now(state, o)
	verdict, _ := order.Check(o, now)
	if _, problem := namesake.Of(state, o, now); problem != nil {
		return false
	}
	worth, _, problems := r.problems(o, now)
	if verdict != order.Accepted || len(problems)+len(r.reach(o, now)) > 0 {
		return false
	}
	view := outlook{decision: &decision{state: state, fact: &fact.Fact{Recorded: now}, rules: r}}
	view.look(&fact.OrderState{Order: *o}, worth)
	return view.problem == nil
}

// sameOrder compares two tellings of an order; where they came from does not count, nor who spoke for what a file does not say, nor a doubt of which somebody said, when the
// first came in, that all is as it stands.
func sameOrder(a, b *shipping.Order) bool {
	x, y := *a, *b
	if y.Hold.Why == shipping.Doubtful {
		y.Hold = x.Hold
	}
	x.Raw, y.Raw, x.Lines, y.Lines = "", "", nil, nil
	x.To, y.To = x.To.Content(), y.To.Content()
	same := func(l, m shipping.Line) bool {
		l.Source, l.Assumed = m.Source, m.Assumed
		if m.Hold.Why == shipping.Doubtful {
			m.Hold = l.Hold
		}
		return l == m
	}
	if !x.Placed.Equal(y.Placed) || !slices.EqualFunc(a.Lines, b.Lines, same) {
		return false
	}
	x.Placed = y.Placed
	return reflect.DeepEqual(x, y)
}

// admitLook: somebody has an order that waits looked at again; its goods must be listed otherwise now, or something of it be able to leave,
// or be somebody's case.
func (r *Rules) admitLook(state fact.State, st *fact.OrderState, now time.Time) error {
	if _, renewed := listed.Now(state, &st.Order); renewed != nil && st.Stage == fact.StageWaiting {
		return nil
	}
	view := outlook{decision: &decision{state: state, fact: &fact.Fact{Recorded: now}, rules: r}}
	if worth, problems := view.stillFit(st); st.Stage != fact.StageWaiting || st.Order.Complete && comingBack(state, st) || len(problems) == 0 && !view.look(st, worth) && len(view.plan.Shipments) == 0 {
		return known("nothing of the order can leave yet")
	}
	return nil
}

func admitCancelled(state fact.State, st *fact.OrderState) error {
	switch st.Stage {
	case "":
		return shipping.Fault(shipping.NotFound, "no such order", "")
	case fact.StageCancelled:
		return known("the order was cancelled before")
	case fact.StageCompleted, fact.StageUndelivered:
		return over(state, st)
	}
	return nil
}
