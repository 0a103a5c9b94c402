package notify

import (
	"context"
	"encoding/json"
	"errors"

	"crosslane/fact"
	"crosslane/shipping"
)

// Attempts is after how many failures a message is given up, and recorded so. With the ledger's
// usual pauses, and at least as many attempts allowed there, that is after about a day.
const Attempts = 36

// Worker tells buyers what it was asked to. The ledger that runs it is to allow Attempts.
type Worker struct {
	Templates *Templates
	Mail      *Mail    // nil: jobs by mail wait for a mail server, and are dead after the last attempt
	Webhook   *Webhook // nil: jobs by webhook wait likewise
	// Shop is the name of the seller where an order names none.
	Shop string
	// Link leads to the tracking page; {waybill}, {order} and {parcel} are filled in. Empty: no link.
	Link string
}

// way takes messages away. A refusal for good is a *refusal; any other error is tried again.
type way interface {
	// needs tells whether the buyer's address is to be found first.
	needs() bool
	// send answers with the name under which the message travels.
	send(ctx context.Context, n *notice, w *Worker) (string, error)
}

// refusal tells that the other side will never take a message. Code is its reply code: words are
// left out, because they may name a person.
type refusal struct{ why, code string }

// Error tells the reply code.
func (r *refusal) Error() string { return "refused for good " + r.code }

var _ fact.Worker = (*Worker)(nil)

// Performs names the one kind of job.
func (w *Worker) Performs() []fact.Kind { return []fact.Kind{"MessageRequested"} }

// Perform sends one message, or says why it is not sent any more. A message that is settled
// already, or was overtaken by the parcel, is not sent.
func (w *Worker) Perform(ctx context.Context, t *fact.Task) (fact.Outcome, error) {
	asked := t.Job.Body.(*fact.MessageRequested)
	by, err := w.way(asked.Way)
	if err != nil {
		return fact.Outcome{}, err
	}
	n, err := gather(ctx, t)
	if err != nil {
		return fact.Outcome{}, err
	}
	open := n.parcel.Notified.Open(asked.Way)
	if open == nil || open.Message != asked.Message || open.Waybill != asked.Waybill {
		return fact.Outcome{}, nil
	}
	if overtaken(n) {
		return said(t, &fact.MessageDropped{Message: asked.Message, Way: asked.Way, Why: fact.Superseded}), nil
	}
	id, err := w.send(ctx, t, n, by)
	var no *refusal
	switch {
	case errors.As(err, &no):
		return said(t, &fact.MessageDropped{Message: asked.Message, Way: asked.Way, Why: no.why, Note: no.code}), nil
	case err != nil && t.Attempt >= Attempts:
		return said(t, &fact.MessageDropped{Message: asked.Message, Way: asked.Way, Why: fact.GivenUp}), nil
	case err != nil:
		return fact.Outcome{}, err
	}
	return said(t, &fact.MessageSent{Message: asked.Message, Way: asked.Way, ID: id}), nil
}

func (w *Worker) send(ctx context.Context, t *fact.Task, n *notice, by way) (string, error) {
	if by.needs() {
		if err := findAddress(ctx, t, n); err != nil {
			return "", err
		}
	}
	n.link = n.linkTo(w.Link)
	return by.send(ctx, n, w)
}

func (w *Worker) way(name shipping.MessageWay) (way, error) {
	switch {
	case name == shipping.ByMail && w.Mail != nil:
		return w.Mail, nil
	case name == shipping.ByWebhook && w.Webhook != nil:
		return w.Webhook, nil
	}
	return nil, shipping.Fault(shipping.Unavailable, "messages by "+string(name)+" are not set up here", // on another node they may be
		"set it up (crosslane serve --help), and repeat the job when it is dead; or leave the way out of the Book's messages")
}

// gather reads what the message speaks of.
func gather(ctx context.Context, t *fact.Task) (*notice, error) {
	n := &notice{merchant: t.Merchant, job: t.Job, asked: t.Job.Body.(*fact.MessageRequested)}
	b, err := t.Stream(ctx, t.Job.Stream)
	if err != nil {
		return nil, err
	}
	n.parcel = b.State.(*fact.ParcelState)
	o, err := t.Stream(ctx, n.parcel.Plan.Order.Stream())
	if err != nil {
		return nil, err
	}
	n.order = &o.State.(*fact.OrderState).Order
	return n, nil
}

// overtaken: the parcel has moved on since, to where it has something else to tell.
func overtaken(n *notice) bool {
	now := n.parcel.Track.Milestone
	next := now.Message()
	return now != n.asked.Milestone && next != "" && next != n.asked.Message && !n.parcel.Notified.Knows(next, n.asked.Way)
}

func findAddress(ctx context.Context, t *fact.Task, n *notice) error {
	if n.asked.To == "" {
		return &refusal{why: fact.NoAddress}
	}
	doc, err := t.Document(ctx, n.asked.To)
	if shipping.CodeOf(err) == shipping.NotFound {
		return &refusal{why: fact.AddressErased}
	}
	if err != nil {
		return err
	}
	if json.Unmarshal(doc.Body, &n.to) != nil || n.to.Email == "" {
		return &refusal{why: fact.NoAddress}
	}
	return nil
}

func said(t *fact.Task, body fact.Body) fact.Outcome {
	by := "notify:" + string(t.Job.Body.(*fact.MessageRequested).Way)
	return fact.Outcome{Facts: []*fact.Fact{{Stream: t.Job.Stream, By: by, Body: body}}}
}
