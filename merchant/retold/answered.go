package retold

import (
	"context"

	"crosslane/fact"
	"crosslane/fact/telling"
	"crosslane/fulfillment/cases"
	"crosslane/shipping"
)

// answered reports whether a storefront tells nothing new of an order: just what it told before somebody decided, by handing the order in
// as it is to be sent, or by closing the case of it; and nothing else since. A word by which it is not to be sent yet, or not at all, is
// always new: it may have been taken back meanwhile, and be said again.
func (d *Desk) answered(ctx context.Context, o *shipping.Order, sent []shipping.SKU) (bool, error) {
	if len(sent) > 0 || telling.Stops(o) {
		return false, nil
	}
	state, err := d.Ledger.Read(ctx, d.Merchant, o.ID.Stream())
	if err != nil {
		return false, err
	}
	if st := fact.OrderIn(state, o.ID); st.Stage != fact.StageCancelled && telling.Same(&st.Order, o) {
		return true, nil // only what is known of its products is otherwise
	}
	facts, err := d.Ledger.History(ctx, d.Merchant, o.ID.Stream())
	if err != nil {
		return false, err
	}
	asked, answered := false, false
	for _, f := range facts {
		switch b := f.Body.(type) {
		case *fact.OrderReceived:
			if answered = asked && !telling.Same(&b.Order, o); !answered {
				asked = telling.Same(&b.Order, o)
			}
		case *fact.OrderRetold:
			switch same := telling.Same(&b.Order, o); {
			case !same:
				answered = false
			case !answered:
				if answered, err = d.closed(ctx, cases.Retold(f.Recorded, o.ID)); err != nil {
					return false, err
				}
				asked = true
			}
		}
	}
	return answered, nil
}

// closed reports whether somebody closed a case.
func (d *Desk) closed(ctx context.Context, id shipping.CaseID) (bool, error) {
	state, err := d.Ledger.Read(ctx, d.Merchant, id.Stream())
	if err != nil {
		return false, err
	}
	return fact.CaseIn(state, id).Closed != "", nil
}
