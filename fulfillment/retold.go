package fulfillment

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"crosslane/fact"
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

// differences is what a storefront tells of a recorded order otherwise; nothing where it only says that goods which we are sending
// are sent. Sent are the goods that it leaves out as fulfilled, ours those in parcels that have a label or have left. It names
// nobody: facts do not.
func differences(st *fact.OrderState, o *shipping.Order, sent, ours []shipping.SKU) (list []string) {
	was := &st.Order
	if st.Stage == fact.StageCompleted || st.Stage == fact.StageUndelivered { // it is all over
		return nil
	}
	say := func(differs bool, format string, args ...any) {
		if differs {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	say(sentAfterAll(st, o), "it is to be sent after all")
	say(!was.Placed.Equal(o.Placed), "the date is %s instead of %s", o.Placed.Format("2006-01-02 15:04"), was.Placed.Format("2006-01-02 15:04"))
	say(was.Ship != o.Ship, "it goes to %s instead of %s", o.Ship, was.Ship)
	say(was.Ship == o.Ship && was.To.Content() != o.To.Content(), "the address is another")
	say(was.Seller != o.Seller, "the seller is %q instead of %q", o.Seller, was.Seller)
	say(was.Currency != o.Currency && len(o.Lines) > 0, "the currency is %s instead of %s", o.Currency, was.Currency)
	say(was.Hold != o.Hold && o.Hold.Why != shipping.Unprintable, "its state is %q", o.Hold.Word)
	say(was.Complete != o.Complete, "it is to leave %s", map[bool]string{true: "in one piece", false: "in parts, too"}[o.Complete])
	for i := range o.Lines {
		l := &o.Lines[i]
		say(l.Hold.Why != "" && !slices.Contains(ours, l.SKU), "%s is %q", l.SKU, l.Hold.Word)
	}
	before, now := piecesOf(was), piecesOf(o)
	for _, sku := range skusOf(was, o) {
		n, m := before[sku], now[sku]
		switch {
		case m.quantity == 0 && slices.Contains(sent, sku):
			say(!slices.Contains(ours, sku), "%s is fulfilled already, and not by us", sku)
		case n.quantity == 0:
			say(true, "%d x %s, which was not ordered before", m.quantity, sku)
		case m.quantity != n.quantity:
			say(true, "%d x %s instead of %d", m.quantity, sku, n.quantity)
		default:
			say(m.worth != n.worth, "the price of %s is another", sku)
		}
	}
	return list
}

// CalledOff is why an order is cancelled that its storefront calls off.
const CalledOff = "called off by the storefront"

// sentAfterAll reports whether a storefront called an order off, and does not any more.
func sentAfterAll(st *fact.OrderState, o *shipping.Order) bool {
	return st.Stage == fact.StageCancelled && strings.HasPrefix(st.Why, CalledOff) && !o.Cancelled
}

// pieces are what an order wants of one product.
type pieces struct {
	quantity int64
	worth    int64 // at the order's prices, in minor units
}

func piecesOf(o *shipping.Order) map[shipping.SKU]pieces {
	sum := map[shipping.SKU]pieces{}
	for i := range o.Lines {
		l := &o.Lines[i]
		p := sum[l.SKU]
		p.quantity += l.Quantity
		if worth, err := l.Price.Times(l.Quantity); err == nil { // what is too large was held
			p.worth += worth.Amount
		}
		sum[l.SKU] = p
	}
	return sum
}

// skusOf lists the products of both, each once, in the order of their lines.
func skusOf(orders ...*shipping.Order) (list []shipping.SKU) {
	for _, o := range orders {
		for i := range o.Lines {
			if sku := o.Lines[i].SKU; !slices.Contains(list, sku) {
				list = append(list, sku)
			}
		}
	}
	return list
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
