package rehearsal

import (
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/shipping"
)

// Replay decides recorded orders again by another Book. Facts are taken in the order in which they
// were recorded. What came from outside is told to the decisions a second time: orders, cancellations, goods
// in and out, how channels fare. Carriers say yes at once; parcels leave, and cancelled ones are let go,
// when the recorded ones were.
//
// Its memory is bounded by the orders that are open and by the parcels that differ.
type Replay struct {
	decider      *fulfillment.Decider
	state        fact.Balances
	since, until time.Time
	open         map[shipping.OrderID]*pair
	answer       Answer
	now          time.Time
	lanes        []shipping.Stream // in order
	swept        time.Time         // the hour
}

// pair is one order in both runs.
type pair struct {
	id                  shipping.OrderID
	compared            bool
	recorded, rehearsed telling
}

// NewReplay makes a replay by a Book, in force from the beginning of time. Orders that were received
// from since on and before until are compared; a zero bound is open. Before since everything stands as it
// was recorded. A Book that does not fit together is an Invalid error.
func NewReplay(current *book.Book, since, until time.Time) (*Replay, error) {
	quiet := *current
	quiet.Messages.Enabled = false // nobody is told anything in a rehearsal
	rules, err := fulfillment.Prepare(&quiet)
	if err != nil {
		return nil, err
	}
	r := &Replay{decider: fulfillment.New(fulfillment.NewShelf(rules)), state: fact.Balances{}, since: since, until: until,
		open: map[shipping.OrderID]*pair{}, answer: newAnswer(current, since, until)}
	r.state.Balance(shipping.BookStream).Apply(&fact.Fact{Stream: shipping.BookStream,
		Body: &fact.BookPublished{Version: current.Version, Name: current.Name}})
	return r, nil
}

// Take takes the next recorded fact.
func (r *Replay) Take(f *fact.Fact) error {
	if r.now = f.Recorded; !r.asRecorded(f) {
		if err := r.sweep(); err != nil {
			return err
		}
	}
	switch f.Stream.Sort() {
	case shipping.OrderSort:
		return r.order(f)
	case shipping.ParcelSort:
		return r.parcel(f)
	case shipping.StockSort:
		return r.stock(f)
	case shipping.NumbersSort:
		if r.asRecorded(f) {
			r.state.Balance(f.Stream).Apply(f)
		}
	case shipping.LaneSort:
		return r.lane(f)
	}
	return nil
}

// asRecorded tells that a fact lies before the part that is decided again.
func (r *Replay) asRecorded(f *fact.Fact) bool { return f.Recorded.Before(r.since) }

// stock takes goods that came, went or were counted, and what products are.
func (r *Replay) stock(f *fact.Fact) error {
	switch {
	case r.asRecorded(f):
		r.state.Balance(f.Stream).Apply(f)
	case f.Cause == "":
		return r.tell(f.Stream, f)
	}
	return nil
}

func (r *Replay) order(f *fact.Fact) error {
	p := r.open[shipping.OrderID(f.Stream.ID())]
	if p == nil {
		if _, first := f.Body.(*fact.OrderReceived); !first {
			return nil
		}
		p = &pair{id: shipping.OrderID(f.Stream.ID()), compared: !r.asRecorded(f) && (r.until.IsZero() || f.Recorded.Before(r.until))}
		r.open[p.id] = p
	}
	p.recorded.take(f)
	var err error
	switch {
	case r.asRecorded(f):
		r.state.Balance(f.Stream).Apply(f)
		p.rehearsed.take(f)
	case f.Cause == "":
		if err = r.tell(f.Stream, f); err == nil {
			err = r.letGo(p)
		}
	}
	if err != nil || !p.recorded.over() {
		return err
	}
	return r.finish(p)
}

// parcel takes a recorded fact of a parcel: the rehearsed one leaves when this one does.
func (r *Replay) parcel(f *fact.Fact) error {
	id := shipping.ParcelID(f.Stream.ID())
	order, _ := parcelNumber(id)
	p := r.open[order]
	if p == nil {
		return nil
	}
	p.recorded.take(f)
	if r.asRecorded(f) {
		r.state.Balance(f.Stream).Apply(f)
		p.rehearsed.take(f)
		return nil
	}
	switch f.Body.(type) {
	case *fact.HandedOver:
		return r.handOver(id)
	case *fact.ParcelCalledOff:
		return r.settle(id)
	case *fact.CancelRejected:
		return r.cancelRefused(p, id, f)
	}
	return nil
}

// tell tells the decisions a fact from outside, as of when it was recorded. What the decisions does not
// admit by this Book is left out and counted.
func (r *Replay) tell(stream shipping.Stream, f *fact.Fact) error {
	again := &fact.Fact{Stream: stream, At: f.At, Recorded: r.now, By: f.By, Body: f.Body}
	if err := r.decider.Admit(r.state, again); err != nil {
		if shipping.CodeOf(err) != shipping.Known {
			r.answer.leftOut(err)
		}
		return nil
	}
	return r.unfold(again)
}

// unfold lets a fact have its consequences, and carriers say yes to what is asked of them.
func (r *Replay) unfold(f *fact.Fact) error {
	facts, err := fact.Unfold(r.decider, r.state, f)
	if err != nil {
		return err
	}
	var asked []shipping.ParcelID
	var served []*pair
	for _, g := range facts {
		p := r.pairOf(g.Stream)
		if p != nil {
			p.rehearsed.take(g)
		}
		switch g.Body.(type) {
		case *fact.BookingRequested:
			asked = append(asked, shipping.ParcelID(g.Stream.ID()))
		case *fact.Allocated:
			if p != nil && p.recorded.over() {
				served = append(served, p)
			}
		}
		if g.Stream.Sort() == shipping.CaseSort {
			delete(r.state, g.Stream)
		}
	}
	return r.goOn(asked, served)
}

// goOn books what is asked for, and ends orders that waited here when they had ended in the recorded run.
func (r *Replay) goOn(asked []shipping.ParcelID, served []*pair) error {
	for _, id := range asked {
		if err := r.book(id); err != nil {
			return err
		}
	}
	for _, p := range served {
		if err := r.finish(p); err != nil {
			return err
		}
	}
	return nil
}

// pairOf finds the open order that a stream is about; nil when it is about none.
func (r *Replay) pairOf(s shipping.Stream) *pair {
	switch s.Sort() {
	case shipping.OrderSort:
		return r.open[shipping.OrderID(s.ID())]
	case shipping.ParcelSort:
		order, _ := parcelNumber(shipping.ParcelID(s.ID()))
		return r.open[order]
	}
	return nil
}
