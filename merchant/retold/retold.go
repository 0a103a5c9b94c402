// Package retold is what a storefront tells of an order that is known: that it is otherwise, that it is called off, that a part of it
// is credited.
package retold

import (
	"context"
	"time"

	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/order"
	"crosslane/shipping"
	"crosslane/view"
)

// Desk records what is told of orders that are known.
type Desk struct {
	Ledger   *ledger.Ledger
	Views    *view.Store         // where orders are found by their numbers
	Merchant shipping.MerchantID // whose orders they are
	By       string              // who hands them in
	Now      func() time.Time    // the clock of the business
}

// Changed: the order is known with other content, as the conflict says. If the storefront calls it off now, so do we; else the
// recorded order stands, and the difference is told, and somebody's case. So is that of a credit note, which counts as it was.
func (d *Desk) Changed(ctx context.Context, in *order.Intake, conflict error) (verdict order.Verdict, remark, failed error) {
	switch {
	case in.Cancels != "":
		return d.noteChanged(ctx, in)
	case !in.Order.Cancelled:
		if answered, err := d.answered(ctx, in.Order, in.Sent()); err != nil || answered {
			in.Problems = nil
			return order.Unchanged, nil, err
		}
		return d.otherwise(ctx, in, conflict)
	}
	err := d.callOff(ctx, in.Order.ID, fulfillment.CalledOff())
	switch shipping.CodeOf(err) {
	case "":
		return order.Cancelled, nil, nil
	case shipping.Known:
		return order.Unchanged, nil, nil
	case shipping.Refused:
		return order.Unchanged, err, nil
	}
	return "", nil, err
}

// noteChanged: a credit note comes in otherwise than before. If it credited something then, it counts as it was.
func (d *Desk) noteChanged(ctx context.Context, in *order.Intake) (verdict order.Verdict, remark, failed error) {
	verdict, remark, failed = d.otherwise(ctx, in, shipping.Fault(shipping.Conflict, "credit note "+in.Number+" came in before with other content, and counts as it was",
		"hand in what is still to be sent of "+in.Cancels+", or call it off"))
	if failed != nil {
		return verdict, remark, failed
	}
	credit, failed := d.Credit(ctx, in, true)
	if credit != nil {
		remark = credit
	}
	return verdict, remark, failed
}

// otherwise has somebody decide whether what was recorded still holds.
func (d *Desk) otherwise(ctx context.Context, in *order.Intake, conflict error) (verdict order.Verdict, remark, failed error) {
	facts, err := d.record(ctx, in.Order.ID, &fact.OrderRetold{Order: *in.Order, Sent: in.Sent()}, in.Papers...)
	switch shipping.CodeOf(err) {
	case shipping.Known:
		return order.Unchanged, nil, nil
	case "", shipping.Conflict:
		return order.Unchanged, fulfillment.ToldOtherwise(conflict, facts, err), nil
	}
	return "", nil, err
}

func (d *Desk) callOff(ctx context.Context, id shipping.OrderID, off *fact.OrderCancelled) error {
	_, err := d.record(ctx, id, off)
	return err
}

func (d *Desk) record(ctx context.Context, id shipping.OrderID, body fact.Body, papers ...shipping.Document) ([]*fact.Fact, error) {
	return d.Ledger.Record(ctx, d.Merchant, ledger.Entry{Documents: papers, Facts: []*fact.Fact{{Stream: id.Stream(), At: d.Now(), By: d.By, Body: body}}})
}
