package retold

import (
	"cmp"
	"context"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/order"
	"crosslane/shipping"
)

// Look looks, before an order goes on its way, at what is known of it. One whose number and date are known under another storefront is
// refused, and so is one without a date that bears, or credits, the number of one that is known: it is made lines of no order, since what
// is not recorded needs no clearing away.
func (d *Desk) Look(ctx context.Context, in *order.Intake) error {
	look := d.elsewhere
	if in.Undated != nil {
		look = d.undated
	}
	known, err := look(ctx, in)
	if known != nil {
		in.Refuse(known)
	}
	return err
}

// undated is what is wrong with an order without a date whose number another one bears, which has one; nil: nothing.
func (d *Desk) undated(ctx context.Context, in *order.Intake) (problem *fact.Problem, failed error) {
	o, number := in.Order, cmp.Or(in.Cancels, in.Order.Number)
	state, err := d.Ledger.Read(ctx, d.Merchant, shipping.NumbersStream(o.Storefront, number))
	if err != nil {
		return nil, err
	}
	for _, n := range fact.NumbersIn(state, o.Storefront, number).Bearers(o.Storefront, number) {
		if state, err = d.Ledger.Read(ctx, d.Merchant, n.Order.Stream()); err != nil {
			return nil, err
		}
		if known := fact.OrderIn(state, n.Order); !known.Order.Placed.IsZero() && known.Stage != fact.StageRejected {
			p := *in.Undated
			p.Message += "; order " + n.Number + " of " + known.Order.Placed.Format(time.DateOnly) + " is known (" + string(n.Order) + "), is " + string(known.Stage) + ", and stays as it is"
			p.Hint += ", and import it again; if the order is to be called off: crosslane orders cancel " + strings.TrimLeft(n.Number, "#") // which begins a comment in a shell
			return &p, nil
		}
	}
	return nil, nil //nolint:nilnil // nobody is known by that number
}

// elsewhere is what is wrong with an order whose number and date are known under another storefront's name; nil: nothing.
func (d *Desk) elsewhere(ctx context.Context, in *order.Intake) (problem *fact.Problem, failed error) {
	o := in.Order
	rows, err := d.Views.Bearing(ctx, d.Merchant, o.Number)
	if err != nil || o.Placed.IsZero() {
		return nil, err
	}
	for i := range rows {
		r := &rows[i]
		if r.ID == o.ID {
			return nil, nil //nolint:nilnil // it is recorded, and known by that
		}
		if r.Placed.Time().Equal(o.Placed) && r.Stage != fact.StageRejected && maybeOne(r.Storefront, o.Storefront) {
			under, now := shipping.StorefrontName(r.Storefront), shipping.StorefrontName(o.Storefront)
			problem = &fact.Problem{Field: "storefront", Message: "order " + r.Number + " of this date is known under storefront " + under + " (" + string(r.ID) + "), and is " + string(r.Stage) + "; here it would be one of storefront " + now,
				Hint: "nothing is sent a second time: take the file in with --storefront " + under + ", or storefront: " + under + " in the mapping; another order wants a number of its own"}
		}
	}
	return problem, nil
}

// maybeOne reports whether two names may mean one storefront: where one of them tells nothing, or is that of a format and the other a
// person's own. Two that a person gave, or two formats, are two storefronts.
func maybeOne(a, b string) bool {
	if shipping.Alike(a) == shipping.Alike(b) {
		return false // the number tells
	}
	return said(a) != said(b) || said(a) == nothing
}

// How much the name of a storefront tells.
const (
	nothing = iota // there is none, or that of our own form, which any program writes
	aFormat        // where a shipped mapping says it
	aPerson
)

func said(storefront string) int {
	own, _ := order.Shipped(order.Crosslane)
	if storefront == "" || storefront == own.Storefront {
		return nothing
	}
	for _, f := range order.Formats() {
		if m, _ := order.Shipped(f); m.Storefront == storefront {
			return aFormat
		}
	}
	return aPerson
}
