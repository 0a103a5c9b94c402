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

// intake records what a file, or the body of a request, holds. Many orders are under way at once; what
// became of them is told in the order in which they stand in the file.
type intake struct {
	shop *shop
	by   string // who hands it in
	file string // hash of its content
	now  func() time.Time
	// tell is told what became of each order, or of each line that belongs to none, once that is durable;
	// with what there is to say of it beside its own problems.
	tell  func(in *order.Intake, verdict order.Verdict, remark error)
	queue []underway
}

// unchanged is what becomes of an order that was recorded before.
const unchanged order.Verdict = "unchanged"

type underway struct {
	in      *order.Intake
	pending *ledger.Pending
}

func (i *intake) run(ctx context.Context, decoder *order.Decoder) error {
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
	f := &shipping.Fact{At: i.now(), By: i.by}
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
		verdict, remark, err := i.became(ctx, u.in, facts, err)
		if err != nil {
			return err
		}
		i.tell(u.in, verdict, remark)
	}
	i.queue = append(i.queue[:0], i.queue[max(n, 0):]...)
	return nil
}

// became answers with what the ledger made of an order, and with what there is to remark.
func (i *intake) became(ctx context.Context, in *order.Intake, facts []*shipping.Fact, err error) (verdict order.Verdict, remark, failed error) {
	switch shipping.CodeOf(err) {
	case "":
		remark, failed = i.callOff(ctx, in)
		return verdictOf(in, facts), remark, failed
	case shipping.Known:
		if in.Order == nil {
			return in.Verdict, nil, nil
		}
		return unchanged, nil, nil
	case shipping.Conflict:
		return i.changed(ctx, in, err)
	}
	return "", nil, err
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
func (i *intake) changed(ctx context.Context, in *order.Intake, conflict error) (verdict order.Verdict, remark, failed error) {
	if !in.Order.Cancelled {
		return unchanged, conflict, nil
	}
	err := i.cancel(ctx, in.Order.ID, "called off by the storefront")
	switch shipping.CodeOf(err) {
	case "":
		return order.Cancelled, nil, nil
	case shipping.Known:
		return unchanged, nil, nil
	case shipping.Refused:
		return unchanged, err, nil
	}
	return "", nil, err
}

func (i *intake) cancel(ctx context.Context, id shipping.OrderID, why string) error {
	_, err := i.shop.ledger.Record(ctx, i.shop.tenant, ledger.Entry{Facts: []*shipping.Fact{{
		Stream: id.Stream(), At: i.now(), By: i.by, Body: &shipping.OrderCancelled{Why: why},
	}}})
	return err
}

// callOff cancels the earlier order that a cancellation document names, where there is one.
func (i *intake) callOff(ctx context.Context, in *order.Intake) (remark, failed error) {
	if in.Cancels == "" {
		return nil, nil
	}
	if err := i.shop.fillViews(ctx); err != nil {
		return nil, err
	}
	earlier, err := i.shop.views.Find(ctx, i.shop.tenant, in.Cancels)
	if shipping.CodeOf(err) == shipping.NotFound || err == nil && earlier.Storefront != in.Order.Storefront {
		return nil, nil // it refers to something from before our time
	}
	if err != nil {
		return nil, err
	}
	err = i.cancel(ctx, earlier.ID, "called off by "+in.Number)
	switch shipping.CodeOf(err) {
	case "", shipping.Known:
		return nil, nil
	case shipping.Refused:
		return err, nil
	}
	return nil, err
}

func problemOf(in *order.Intake, err error) shipping.Problem {
	p := shipping.Problem{Line: in.First, Field: "order", Message: err.Error()}
	var e *shipping.Error
	if errors.As(err, &e) {
		p.Message, p.Hint = e.Message, e.Hint
	}
	return p
}

// count adds what became of an order to a summary.
func count(s *order.Summary) func(*order.Intake, order.Verdict, error) {
	s.Problems = []order.SummaryProblem{} // a list in JSON, empty or not
	return func(in *order.Intake, verdict order.Verdict, remark error) {
		if verdict == unchanged {
			s.CountUnchanged(in)
		} else {
			s.CountAs(in, verdict)
		}
		if remark != nil {
			s.Problems = append(s.Problems, order.SummaryProblem{Problem: problemOf(in, remark), Order: in.Number})
		}
	}
}
