// Package fulfillment is the story of an order, from the storefront to the
// buyer's door: which facts follow from a fact. It is pure; the desks know how to
// decide, this package knows who is asked when.
package fulfillment

import (
	"crosslane/fact"
	"crosslane/shipping"
)

// Story tells what follows from a fact, by the Books on its shelf.
type Story struct{ shelf *Shelf }

// New makes the story by the Books on the shelf. Which of them is in force is
// itself recorded (BookPublished).
func New(shelf *Shelf) *Story { return &Story{shelf} }

var _ fact.Decider = (*Story)(nil)

// Decide answers with what follows from a fact: the table of contents of the business.
func (s *Story) Decide(state fact.State, f *fact.Fact) []*fact.Fact {
	d := decision{state: state, fact: f, rules: s.inForce(state, f)}
	switch b := f.Body.(type) {
	case *fact.OrderReceived:
		d.checkOrder(&b.Order)
	case *fact.OrderAccepted:
		d.allocate()
	case *fact.StockArrivedFor:
		d.allocate()
	case *fact.OrderCancelled:
		d.callOffOrder(b)
	case *fact.ParcelClosed:
		d.completeOrder()

	case *fact.StockMoved:
		d.stockChanged(b)
	case *fact.StockReleased:
		d.serveWaiting()

	case *fact.ParcelPlanned:
		d.chooseChannel(&b.Plan)
	case *fact.Booked:
		d.booked(b)
	case *fact.BookingRejected:
		d.bookNext(b.Channel, b.Code, b.Message)
	case *fact.BookingCancelled:
		d.bookingUndone(b)
	case *fact.CancelRejected:
		d.cancelRefused(b)
	case *fact.HandedOver:
		d.handedOver()
	case *fact.ParcelCalledOff:
		d.calledOff()

	case *fact.ScanReceived:
		d.foldScan(b)
	case *fact.MilestoneReached:
		d.milestoneReached(b)
		d.tell()
	case *fact.TimerElapsed:
		d.timerElapsed(b)
	case *fact.Deviated:
		d.tell()
	case *fact.DiversionAsked:
		d.divert()
	case *fact.MessageSent, *fact.MessageDropped:
		d.tell()

	case *fact.SlotChanged:
		d.slotChanged(b)
	default:
		d.decideAround(b)
	}
	return d.answers
}

// decideAround is what follows from facts of lanes, cases and depots.
func (d *decision) decideAround(body fact.Body) {
	switch b := body.(type) {
	case *fact.ChannelAssessed:
		d.assessed(b)
	case *fact.ChannelSwitched:
		d.switched(b)
	case *fact.RebookAdvanced:
		d.rebookOn(b)
	case *fact.CaseLeft:
		d.leftBy(b)
	case *fact.StopChanged:
		d.stopChanged(b)
	case *fact.TourPlanned:
		d.planned(b)
	}
}

// Needs names the streams that are read when a fact is decided, and those that its
// usual consequences read too, so that they are fetched together.
func (s *Story) Needs(own *fact.Balance, f *fact.Fact) []shipping.Stream {
	needs := []shipping.Stream{shipping.BookStream}
	switch b := f.Body.(type) {
	case *fact.OrderReceived:
		needs = append(appendStock(needs, b.Order.Lines), b.Order.ID.Parcel(1).Stream())
	case *fact.StockArrivedFor, *fact.OrderAccepted:
		o := own.State.(*fact.OrderState)
		needs = append(appendStock(needs, o.Order.Lines), o.Order.ID.Parcel(len(o.Parcels)+1).Stream())
	case *fact.OrderCancelled:
		for _, p := range own.State.(*fact.OrderState).Parcels {
			needs = append(needs, p.ID.Stream())
		}
	case *fact.Booked, *fact.BookingRejected, *fact.BookingCancelled, *fact.CancelRejected:
		p := own.State.(*fact.ParcelState)
		needs = append(needs, p.Plan.Order.Stream(), p.Plan.Lane().Stream())
	case *fact.DiversionAsked, *fact.ScanReceived:
		needs = append(needs, own.State.(*fact.ParcelState).Plan.Lane().Stream())
	case *fact.HandedOver, *fact.ParcelCalledOff:
		plan := &own.State.(*fact.ParcelState).Plan
		for _, p := range plan.Picks {
			needs = append(needs, p.SKU.Stream())
		}
		needs = append(needs, plan.Lane().Stream())
	case *fact.TourPlanned:
		for _, k := range own.State.(*fact.DepotState).Stops {
			needs = append(needs, k.Parcel.Stream())
		}
	}
	return needs
}

func appendStock(needs []shipping.Stream, lines []shipping.Line) []shipping.Stream {
	for i := range lines {
		needs = append(needs, lines[i].SKU.Stream())
	}
	return needs
}

// decision collects what follows from one fact.
type decision struct {
	state   fact.State
	fact    *fact.Fact
	rules   *Rules // in force when the fact was recorded
	answers []*fact.Fact
	parcels int // planned by this decision
}

// say adds an answer to a stream. It happens when the first fact was recorded.
func (d *decision) say(stream shipping.Stream, body fact.Body) *fact.Fact {
	f := &fact.Fact{Stream: stream, Body: body}
	d.answers = append(d.answers, f)
	return f
}

// order is the balance of the order whose stream the fact stands in.
func (d *decision) order() *fact.OrderState {
	return d.state.Balance(d.fact.Stream).State.(*fact.OrderState)
}

// parcel is the balance of the parcel whose stream the fact stands in, and its name.
func (d *decision) parcel() (*fact.ParcelState, shipping.ParcelID) {
	return d.state.Balance(d.fact.Stream).State.(*fact.ParcelState), shipping.ParcelID(d.fact.Stream.ID())
}

func (s *Story) inForce(state fact.State, f *fact.Fact) *Rules {
	return s.shelf.Get(fact.BooksIn(state).InForce(f.Recorded))
}
