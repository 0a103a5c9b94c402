package retold

import (
	"context"
	"slices"

	"crosslane/fact"
	"crosslane/order"
	"crosslane/order/remaining"
	"crosslane/shipping"
)

// Credit calls off the order that a credit note names, where it credits all of it, and has somebody asked where it credits a part;
// remark is what there is to say of that: NotFound where no order bears the number. What is no credit note does nothing. Again: the note
// came in before; what was done by it then, as where an import broke off behind it, is not done a second time.
func (d *Desk) Credit(ctx context.Context, in *order.Intake, again bool) (remark, failed error) {
	if in.Cancels == "" {
		return nil, nil
	}
	st, err := d.bearer(ctx, in.Order.Storefront, in.Cancels)
	if err != nil {
		return nil, err
	}
	if st.Stage == "" {
		return shipping.Fault(shipping.NotFound, "it credits "+in.Cancels+", which is not known here: nothing is called off",
			"correct the number if that is still to be sent; if it comes in later, import this again behind it"), nil
	}
	told := slices.ContainsFunc(st.Retold, func(o shipping.Order) bool { return o.Raw == in.Order.Raw })
	if told || again && !st.Open() {
		return nil, nil
	}
	from := &st.Order
	if left := remaining.LeftByCredit(st.Retold); left != nil {
		from = left
	}
	rest, whole := remaining.Credited(from, in.Order)
	if !whole {
		return d.partly(ctx, st, &rest, in.Cancels)
	}
	err = d.callOff(ctx, st.Order.ID, "called off by "+in.Number)
	switch shipping.CodeOf(err) {
	case "", shipping.Known:
		return nil, nil
	case shipping.Refused:
		return err, nil
	}
	return nil, err
}

// partly asks somebody what is still to be sent of an order of which a part was credited. Of one that is at its end nothing is.
func (d *Desk) partly(ctx context.Context, st *fact.OrderState, rest *shipping.Order, number string) (remark, failed error) {
	if !st.Open() {
		return nil, nil
	}
	hint := "hand in what is still to be sent, or call it off: it waits for that, and is a case"
	if len(st.Shipments) > 0 {
		hint = "it is a case: what is set aside goes as it was ordered, unless somebody calls " + number + " off"
	}
	_, remark, failed = d.otherwise(ctx, &order.Intake{Order: rest}, shipping.Fault(shipping.Conflict, "it credits "+number+", but not just all of it", hint))
	return remark, failed
}

// bearer is the order that bears a number of a storefront; without a stage: there is none.
func (d *Desk) bearer(ctx context.Context, storefront, number string) (*fact.OrderState, error) {
	state, err := d.Ledger.Read(ctx, d.Merchant, shipping.NumbersStream(storefront, number))
	if err != nil {
		return nil, err
	}
	id := fact.NumbersIn(state, storefront, number).Bearer(storefront, number)
	if id == "" {
		return &fact.OrderState{}, nil
	}
	if state, err = d.Ledger.Read(ctx, d.Merchant, id.Stream()); err != nil {
		return nil, err
	}
	return fact.OrderIn(state, id), nil
}

// Keep holds an order of which a part is credited: by notes of its own file, before anything of it is set aside; or by those that came
// before, where it comes in again as it was, since its file tells nothing of them.
func (d *Desk) Keep(ctx context.Context, in *order.Intake, notes ...*order.Intake) error {
	state, err := d.Ledger.Read(ctx, d.Merchant, in.Order.ID.Stream())
	if err != nil {
		return err
	}
	st := fact.OrderIn(state, in.Order.ID)
	left := remaining.LeftByCredit(st.Retold)
	switch same := remaining.SamePieces(&st.Order, in.Order); {
	case st.Stage == "":
		in.Keep(leftBy(in, notes))
	case same && remaining.InPart(st.Order.Hold):
		in.Keep(st.Order.Hold)
	case same && left != nil && st.Stage == fact.StageHeld:
		in.Keep(left.Hold)
	}
	return nil
}

// leftBy is why an order is held of which notes credit a part; the zero value where they credit all of it, or nothing.
func leftBy(in *order.Intake, notes []*order.Intake) (h shipping.Hold) {
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
