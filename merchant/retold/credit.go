package retold

import (
	"context"
	"fmt"

	"crosslane/fact"
	"crosslane/fact/telling"
	"crosslane/order"
	"crosslane/order/remaining"
	"crosslane/shipping"
)

// Credit calls off the order that a credit note names, where it credits all of it, and has somebody asked where it credits a part;
// remark is what there is to say of that: NotFound where no order bears the number. What is no credit note does nothing. Again: the note
// came in before, as where an import broke off behind it. A note is known by its number: what was done by it is not done a second time.
func (d *Desk) Credit(ctx context.Context, in *order.Intake, again bool) (remark, failed error) {
	if in.Cancels == "" {
		return nil, nil
	}
	if in.Undated != nil {
		return shipping.Fault(shipping.Invalid, "it has no date, and credits nothing of "+in.Cancels, "correct its date, and import it again"), nil
	}
	st, err := d.bearer(ctx, in.Order.Storefront, in.Cancels)
	if err != nil {
		return nil, err
	}
	if st.Stage == "" {
		return shipping.Fault(shipping.NotFound, "it credits "+in.Cancels+", which is not known here: nothing is called off",
			"correct the number if that is still to be sent; if it comes in later, import this again behind it"), nil
	}
	known := telling.Knows(st.Retold, in.Order.Number)
	if again && (known || !st.Open()) {
		return nil, nil
	}
	from := &st.Order
	if left := telling.Left(st.Retold); left != nil {
		from = left
	}
	rest, whole := remaining.Credited(from, in.Order)
	switch {
	case known:
		rest = *from
		rest.Raw, rest.Hold = in.Order.Raw, telling.InPart(in.Order.Number, "which came in before with another date")
		return d.partly(ctx, st, &rest, in.Cancels, "as a note of that number with another date did before it: it is not counted")
	case telling.Full(st.Retold):
		return d.partly(ctx, st, &rest, in.Cancels, fmt.Sprintf("as %d notes did before it: more are not counted", telling.MostNotes))
	case telling.Grown(st.Retold, &st.Order):
		return d.partly(ctx, st, &rest, in.Cancels, "which the storefront tells with more pieces than are recorded: how many are left is not sure")
	case !whole:
		return d.partly(ctx, st, &rest, in.Cancels, "but not just all of it")
	}
	err = d.callOff(ctx, st.Order.ID, &fact.OrderCancelled{Why: "called off by " + in.Number})
	switch shipping.CodeOf(err) {
	case "", shipping.Known:
		return nil, nil
	case shipping.Refused:
		return err, nil
	}
	return nil, err
}

// partly asks somebody what is still to be sent of an order of which a part was credited. Of one that is at its end nothing is.
func (d *Desk) partly(ctx context.Context, st *fact.OrderState, rest *shipping.Order, number, how string) (remark, failed error) {
	if !st.Open() {
		return nil, nil
	}
	hint := "hand in what is still to be sent, or call it off: it waits for that, and is a case"
	if len(st.Shipments) > 0 {
		hint = "it is a case: what is set aside goes as it was ordered, unless somebody calls " + number + " off"
	}
	_, remark, failed = d.otherwise(ctx, &order.Intake{Order: rest}, shipping.Fault(shipping.Conflict, "it credits "+number+", "+how, hint))
	return remark, failed
}

// bearer is the order that bears a number of a storefront: just as it is spelled, else with or without # in front; without a stage: there
// is none.
func (d *Desk) bearer(ctx context.Context, storefront, number string) (*fact.OrderState, error) {
	state, err := d.Ledger.Read(ctx, d.Merchant, shipping.NumbersStream(storefront, number))
	if err != nil {
		return nil, err
	}
	numbers := fact.NumbersIn(state, storefront, number)
	id := numbers.Bearer(storefront, number)
	if list := numbers.Bearers(storefront, number); id == "" && len(list) > 0 {
		id = list[0].Order
	}
	if id == "" {
		return &fact.OrderState{}, nil
	}
	if state, err = d.Ledger.Read(ctx, d.Merchant, id.Stream()); err != nil {
		return nil, err
	}
	return fact.OrderIn(state, id), nil
}

// Uncounted is why an order is held of which so much stands in one file that its credit notes are not counted before it is recorded.
var Uncounted = telling.InPart("its own file", "which credits too many orders to count what is left of this one")

// Keep holds an order of which a part is credited: one that is new by what notes of its own file leave of it, as LeftBy says, before
// anything of it is set aside; one that comes in again as it was by those that came before, since its file tells nothing of them. One that
// is held, and comes in as it was before somebody mended it, stays as it was mended.
func (d *Desk) Keep(ctx context.Context, in *order.Intake, fresh shipping.Hold) error {
	state, err := d.Ledger.Read(ctx, d.Merchant, in.Order.ID.Stream())
	if err != nil {
		return err
	}
	st := fact.OrderIn(state, in.Order.ID)
	if st.Stage == fact.StageHeld && !telling.Same(&st.Order, in.Order) {
		if answered, err := d.answered(ctx, in.Order, in.Sent()); err != nil || answered {
			in.Stands(&st.Order)
			return err
		}
	}
	left := telling.Left(st.Retold)
	switch same := telling.SamePieces(&st.Order, in.Order); {
	case st.Stage == "":
		in.Keep(fresh)
	case same && telling.Credits(st.Order.Hold):
		in.Keep(st.Order.Hold)
	case same && left != nil && st.Stage == fact.StageHeld:
		in.Keep(left.Hold)
	}
	return nil
}

// LeftBy is why an order is held of which notes credit a part; the zero value where they credit all of it, or nothing.
func LeftBy(in *order.Intake, notes []*order.Intake) (h shipping.Hold) {
	o := in.Order
	for _, note := range notes {
		if note.Cancels != in.Number || note.Order.Storefront != in.Order.Storefront {
			continue
		}
		rest, whole := remaining.Credited(o, note.Order)
		if whole {
			return shipping.Hold{}
		}
		o, h = &rest, rest.Hold
	}
	return h
}
