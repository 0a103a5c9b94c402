// Package fulfillment is the story of an order, from the storefront to the
// buyer's door: which facts follow from a fact. It is pure; the desks know how to
// decide, this package knows who is asked when.
package fulfillment

import "crosslane/shipping"

// Story tells what follows from a fact, by the Books on its shelf.
type Story struct{ shelf *Shelf }

// New makes the story by the Books on the shelf. Which of them is in force is
// itself recorded (BookPublished).
func New(shelf *Shelf) *Story { return &Story{shelf} }

var _ shipping.Story = (*Story)(nil)

// Decide answers with what follows from a fact: the table of contents of the business.
func (s *Story) Decide(state shipping.State, f *shipping.Fact) []*shipping.Fact {
	d := decision{state: state, fact: f, rules: s.inForce(state, f)}
	switch b := f.Body.(type) {
	case *shipping.OrderReceived:
		d.checkOrder(&b.Order)
	case *shipping.OrderAccepted:
		d.allocate()
	case *shipping.StockArrivedFor:
		d.allocate()
	case *shipping.OrderCancelled:
		d.callOffOrder(b)
	case *shipping.ParcelClosed:
		d.completeOrder()

	case *shipping.StockMoved:
		d.stockChanged(b)
	case *shipping.StockReleased:
		d.serveWaiting()

	case *shipping.ParcelPlanned:
		d.chooseChannel(&b.Plan)
	case *shipping.Booked:
		d.booked(b)
	case *shipping.BookingRejected:
		d.bookNext(b.Channel, b.Code, b.Message)
	case *shipping.BookingCancelled:
		d.bookingUndone(b)
	case *shipping.CancelRejected:
		d.cancelRefused(b)
	case *shipping.HandedOver:
		d.handedOver()
	case *shipping.ParcelCalledOff:
		d.calledOff()

	case *shipping.ScanReceived:
		d.foldScan(b)
	case *shipping.MilestoneReached:
		d.milestoneReached(b)
		d.tell()
	case *shipping.TimerElapsed:
		d.timerElapsed(b)
	case *shipping.Deviated:
		d.tell()
	case *shipping.DiversionAsked:
		d.divert()
	case *shipping.MessageSent, *shipping.MessageDropped:
		d.tell()

	case *shipping.SlotChanged:
		d.slotChanged(b)
	default:
		d.decideAround(b)
	}
	return d.answers
}

// decideAround is what follows from facts of lanes, cases and depots.
func (d *decision) decideAround(body shipping.Body) {
	switch b := body.(type) {
	case *shipping.ChannelAssessed:
		d.assessed(b)
	case *shipping.ChannelSwitched:
		d.switched(b)
	case *shipping.RebookAdvanced:
		d.rebookOn(b)
	case *shipping.CaseLeft:
		d.leftBy(b)
	case *shipping.StopChanged:
		d.stopChanged(b)
	case *shipping.TourPlanned:
		d.planned(b)
	}
}

// Needs names the streams that are read when a fact is decided, and those that its
// usual consequences read too, so that they are fetched together.
func (s *Story) Needs(own *shipping.Balance, f *shipping.Fact) []shipping.Stream {
	needs := []shipping.Stream{shipping.BookStream}
	switch b := f.Body.(type) {
	case *shipping.OrderReceived:
		needs = append(appendStock(needs, b.Order.Lines), b.Order.ID.Parcel(1).Stream())
	case *shipping.StockArrivedFor, *shipping.OrderAccepted:
		o := own.State.(*shipping.OrderState)
		needs = append(appendStock(needs, o.Order.Lines), o.Order.ID.Parcel(len(o.Parcels)+1).Stream())
	case *shipping.OrderCancelled:
		for _, p := range own.State.(*shipping.OrderState).Parcels {
			needs = append(needs, p.ID.Stream())
		}
	case *shipping.Booked, *shipping.BookingRejected, *shipping.BookingCancelled, *shipping.CancelRejected:
		p := own.State.(*shipping.ParcelState)
		needs = append(needs, p.Plan.Order.Stream(), p.Plan.Lane().Stream())
	case *shipping.DiversionAsked, *shipping.ScanReceived:
		needs = append(needs, own.State.(*shipping.ParcelState).Plan.Lane().Stream())
	case *shipping.HandedOver, *shipping.ParcelCalledOff:
		plan := &own.State.(*shipping.ParcelState).Plan
		for _, p := range plan.Picks {
			needs = append(needs, p.SKU.Stream())
		}
		needs = append(needs, plan.Lane().Stream())
	case *shipping.TourPlanned:
		for _, k := range own.State.(*shipping.DepotState).Stops {
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
	state   shipping.State
	fact    *shipping.Fact
	rules   *Rules // in force when the fact was recorded
	answers []*shipping.Fact
	parcels int // planned by this decision
}

// say adds an answer to a stream. It happens when the first fact was recorded.
func (d *decision) say(stream shipping.Stream, body shipping.Body) *shipping.Fact {
	f := &shipping.Fact{Stream: stream, Body: body}
	d.answers = append(d.answers, f)
	return f
}

// order is the balance of the order whose stream the fact stands in.
func (d *decision) order() *shipping.OrderState {
	return d.state.Balance(d.fact.Stream).State.(*shipping.OrderState)
}

// parcel is the balance of the parcel whose stream the fact stands in, and its name.
func (d *decision) parcel() (*shipping.ParcelState, shipping.ParcelID) {
	return d.state.Balance(d.fact.Stream).State.(*shipping.ParcelState), shipping.ParcelID(d.fact.Stream.ID())
}

func (s *Story) inForce(state shipping.State, f *shipping.Fact) *Rules {
	return s.shelf.Get(shipping.BooksIn(state).InForce(f.Recorded))
}
