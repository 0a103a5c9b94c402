package main

import (
	"context"
	"errors"
	"io"
	"time"

	"crosslane/ledger"
	"crosslane/order"
	"crosslane/shipping"
)

// inFlight is how many orders are on their way into the ledger while the file is read on.
const inFlight = 4096

// intake records what a file holds. Many orders are under way at once; they are
// counted in the order in which they stand in the file.
type intake struct {
	shop    *shop
	file    string // hash of its content
	now     func() time.Time
	summary order.Summary
	queue   []underway
}

type underway struct {
	in      *order.Intake
	pending *ledger.Pending
}

func (i *intake) run(ctx context.Context, decoder *order.Decoder) error {
	i.summary.Problems = []order.SummaryProblem{}
	for {
		in, err := decoder.Next()
		if errors.Is(err, io.EOF) {
			return i.settle(ctx, 0)
		}
		if err != nil {
			if e := i.settle(ctx, 0); e != nil {
				return e
			}
			return err
		}
		if err := i.take(ctx, in); err != nil {
			return err
		}
	}
}

// take sends one order, or one rejected line, on its way.
func (i *intake) take(ctx context.Context, in *order.Intake) error {
	i.queue = append(i.queue, underway{in, i.shop.ledger.Submit(i.shop.tenant, i.entry(in))})
	if len(i.queue) < inFlight {
		return ctx.Err()
	}
	return i.settle(ctx, inFlight/2)
}

func (i *intake) entry(in *order.Intake) ledger.Entry {
	f := &shipping.Fact{At: i.now(), By: "import"}
	if in.Order == nil {
		problem := shipping.Problem{Line: in.First, Field: "line", Message: "cannot be read"}
		if len(in.Problems) > 0 {
			problem = in.Problems[0]
			problem.Line = in.First
		}
		f.Stream, f.Body = shipping.ImportStream(i.file), &shipping.LineRejected{Problem: problem}
		return ledger.Entry{Facts: []*shipping.Fact{f}}
	}
	f.Stream, f.At, f.Body = in.Order.ID.Stream(), in.Order.Placed, &shipping.OrderReceived{Order: *in.Order}
	return ledger.Entry{Facts: []*shipping.Fact{f}, Papers: in.Papers}
}

// settle waits for the answers until no more than left are under way, and counts them.
func (i *intake) settle(ctx context.Context, left int) error {
	n := len(i.queue) - left
	for _, u := range i.queue[:max(n, 0)] {
		facts, err := u.pending.Wait(ctx)
		if err := i.count(ctx, u.in, facts, err); err != nil {
			return err
		}
	}
	i.queue = append(i.queue[:0], i.queue[max(n, 0):]...)
	return nil
}

func (i *intake) count(ctx context.Context, in *order.Intake, facts []*shipping.Fact, err error) error {
	switch shipping.CodeOf(err) {
	case "":
		i.summary.CountAs(in, verdictOf(in, facts))
		return i.callOff(ctx, in)
	case shipping.Known:
		if in.Order == nil {
			i.summary.Count(in)
			return nil
		}
		i.summary.CountUnchanged(in)
		return nil
	case shipping.Conflict:
		return i.changed(ctx, in, err)
	}
	return err
}

// verdictOf is what the ledger made of an order; it is what counts.
func verdictOf(in *order.Intake, facts []*shipping.Fact) order.Verdict {
	for _, f := range facts {
		switch f.Body.(type) {
		case *shipping.OrderAccepted:
			return order.Accepted
		case *shipping.OrderHeld:
			return order.Held
		case *shipping.OrderCancelled:
			return order.Cancelled
		case *shipping.OrderRejected:
			return order.Rejected
		}
	}
	return in.Verdict
}

// changed: the order is known with other content. If the storefront calls it off now, so do
// we; else the recorded order stands, and the difference is told.
func (i *intake) changed(ctx context.Context, in *order.Intake, conflict error) error {
	if in.Order.Cancelled {
		return i.cancel(ctx, in, in.Order.ID)
	}
	i.summary.CountUnchanged(in)
	i.summary.Problems = append(i.summary.Problems, problemOf(in, conflict))
	return nil
}

func problemOf(in *order.Intake, err error) order.SummaryProblem {
	p := order.SummaryProblem{Order: in.Number, Problem: shipping.Problem{Line: in.First, Field: "order", Message: err.Error()}}
	var e *shipping.Error
	if errors.As(err, &e) {
		p.Message, p.Hint = e.Message, e.Hint
	}
	return p
}

func (i *intake) cancel(ctx context.Context, in *order.Intake, id shipping.OrderID) error {
	_, err := i.shop.ledger.Record(ctx, i.shop.tenant, ledger.Entry{Facts: []*shipping.Fact{{
		Stream: id.Stream(), At: i.now(), By: "import", Body: &shipping.OrderCancelled{Why: "called off by the storefront"},
	}}})
	switch shipping.CodeOf(err) {
	case "":
		i.summary.CountAs(in, order.Cancelled)
	case shipping.Known:
		i.summary.CountUnchanged(in)
	case shipping.Refused:
		i.summary.CountUnchanged(in)
		i.summary.Problems = append(i.summary.Problems, problemOf(in, err))
	default:
		return err
	}
	return nil
}

// callOff cancels the earlier order that a cancellation document names, where there is one.
func (i *intake) callOff(ctx context.Context, in *order.Intake) error {
	if in.Cancels == "" {
		return nil
	}
	if err := i.shop.fillViews(ctx); err != nil {
		return err
	}
	earlier, err := i.shop.views.Find(ctx, i.shop.tenant, in.Cancels)
	if shipping.CodeOf(err) == shipping.NotFound || err == nil && earlier.Storefront != in.Order.Storefront {
		return nil // it refers to something from before our time
	}
	if err != nil {
		return err
	}
	_, err = i.shop.ledger.Record(ctx, i.shop.tenant, ledger.Entry{Facts: []*shipping.Fact{{
		Stream: earlier.ID.Stream(), At: i.now(), By: "import", Body: &shipping.OrderCancelled{Why: "called off by " + in.Number},
	}}})
	if code := shipping.CodeOf(err); code == shipping.Refused {
		i.summary.Problems = append(i.summary.Problems, problemOf(in, err))
	} else if code != "" && code != shipping.Known {
		return err
	}
	return nil
}
