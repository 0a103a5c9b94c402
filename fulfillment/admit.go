package fulfillment

import (
	"reflect"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/shipping"
	"crosslane/tracking"
)

// Admit says whether a fact from outside may be recorded.
func (s *Story) Admit(state fact.State, f *fact.Fact) error {
	if b, ok := f.Body.(*fact.BookPublished); ok {
		return s.admitBook(state, b)
	}
	rules := s.inForce(state, f)
	if rules == nil {
		return noBook(state, f)
	}
	own := state.Balance(f.Stream)
	switch st := own.State.(type) {
	case *fact.OrderState:
		return admitOrder(st, f)
	case *fact.StockState:
		return admitStock(rules.Book, st, f.Body)
	case *fact.ParcelState:
		return admitParcel(state, st, own.Version, f)
	case *fact.DepotState:
		return admitDepot(st, f)
	case *fact.LaneState:
		return admitLane(st, f)
	case *fact.CaseState:
		return admitCase(st, own.Version, f)
	case *fact.ImportState:
		if b, ok := f.Body.(*fact.LineRejected); ok && b.Problem.Line <= st.LastLine {
			return known("the line was rejected before")
		}
		return nil
	}
	return shipping.Fault(shipping.Invalid, "no facts are kept for "+string(f.Stream), "")
}

func admitStock(current *book.Book, st *fact.StockState, body fact.Body) error {
	switch b := body.(type) {
	case *fact.ProductListed:
		if st.Product == b.Product {
			return known("the product is listed so already")
		}
	case *fact.StockMoved:
		if err := inventory.Located(current, b); err != nil {
			return err
		}
	}
	return inventory.Admit(st, body)
}

func noBook(state fact.State, f *fact.Fact) error {
	version := fact.BooksIn(state).InForce(f.Recorded)
	if version == "" {
		return shipping.Fault(shipping.Refused, "no Book is in force", "publish one: crosslane book publish FILE")
	}
	return shipping.Fault(shipping.Unavailable, "the Book in force, "+version+", is not loaded here", "it is loaded in a moment; try again")
}

func (s *Story) admitBook(state fact.State, b *fact.BookPublished) error {
	if s.shelf.Get(b.Version) == nil {
		return shipping.Fault(shipping.Invalid, "the Book "+b.Version+" was not read before it was published", "")
	}
	published := fact.BooksIn(state).Published
	if n := len(published); n > 0 && published[n-1].Version == b.Version {
		return known("this Book is the newest already")
	}
	return nil
}

func admitOrder(st *fact.OrderState, f *fact.Fact) error {
	switch b := f.Body.(type) {
	case *fact.OrderReceived:
		return admitReceived(st, &b.Order)
	case *fact.OrderCancelled:
		return admitCancelled(st)
	}
	return notFromOutside(f)
}

func admitReceived(st *fact.OrderState, o *shipping.Order) error {
	if st.Stage == "" {
		return nil
	}
	if sameOrder(&st.Order, o) {
		return known("the order was received before")
	}
	if st.Stage == fact.StageHeld {
		return nil
	}
	return shipping.Fault(shipping.Conflict, "order "+o.Number+" was received before with other content, and is "+string(st.Stage),
		"the recorded order stands; cancel it and send it under a new number")
}

// sameOrder compares two tellings of an order; where they came from does not count.
func sameOrder(a, b *shipping.Order) bool {
	x, y := *a, *b
	x.Raw, y.Raw, x.Lines, y.Lines = "", "", nil, nil
	if !x.Placed.Equal(y.Placed) || len(a.Lines) != len(b.Lines) {
		return false
	}
	x.Placed = y.Placed
	for i := range a.Lines {
		l, m := a.Lines[i], b.Lines[i]
		l.Source, m.Source = 0, 0
		if l != m {
			return false
		}
	}
	return reflect.DeepEqual(x, y)
}

func admitCancelled(st *fact.OrderState) error {
	switch st.Stage {
	case "":
		return shipping.Fault(shipping.NotFound, "no such order", "")
	case fact.StageCancelled:
		return known("the order was cancelled before")
	case fact.StageCompleted:
		return shipping.Fault(shipping.Refused, "the order has been delivered", "let the buyer return it")
	}
	return nil
}

func admitParcel(state fact.State, st *fact.ParcelState, version int64, f *fact.Fact) error {
	if version == 0 {
		return shipping.Fault(shipping.NotFound, "no such parcel: "+f.Stream.ID(), "")
	}
	switch b := f.Body.(type) {
	case *fact.Booked:
		return admitAnswer(st, b.Channel)
	case *fact.BookingRejected:
		return admitAnswer(st, b.Channel)
	case *fact.BookingCancelled, *fact.CancelRejected:
		if st.Booking.Stage != fact.BookingCancelling {
			return known("no cancellation is open")
		}
		return nil
	case *fact.HandedOver:
		return admitHandOver(state, st)
	case *fact.ScanReceived:
		return tracking.Admit(st, b, f.At)
	case *fact.TimerElapsed:
		return admitTimer(st.Timers, b.Timer)
	case *fact.DiversionAsked: // of a parcel that is on its way it changes nothing
		return nil
	case *fact.SlotChanged:
		return admitSlot(st, b, f.Recorded)
	case *fact.MessageSent:
		return admitTold(st, b.Message, b.Way)
	case *fact.MessageDropped:
		return admitTold(st, b.Message, b.Way)
	}
	return notFromOutside(f)
}

func admitTimer(open []fact.Timer, timer fact.Timer) error {
	for _, t := range open {
		if t.Name == timer.Name && t.Due.Equal(timer.Due) {
			return nil
		}
	}
	return known("nobody waits for " + timer.Name + " any more")
}

func admitAnswer(st *fact.ParcelState, id shipping.ChannelID) error {
	if st.Booking.Stage != fact.BookingAsked || st.Booking.Channel != id {
		return known("no booking with " + string(id) + " is open")
	}
	return nil
}

func admitTold(st *fact.ParcelState, message shipping.MessageKind, way shipping.MessageWay) error {
	if n := st.Notified.Open(way); n == nil || n.Message != message {
		return known("no message \"" + string(message) + "\" is on its way by " + string(way))
	}
	return nil
}

func admitHandOver(state fact.State, st *fact.ParcelState) error {
	if !st.Track.Handed.IsZero() {
		return known("the parcel was handed over before")
	}
	if st.Booking.Stage != fact.BookingHeld {
		return shipping.Fault(shipping.Refused, "the parcel has no valid label", "do not hand it over; its booking is "+stageWord(st.Booking.Stage))
	}
	return goodsAreThere(state, st.Plan.Picks)
}

// goodsAreThere: a count may have found fewer than were promised; what is not there cannot leave.
func goodsAreThere(state fact.State, picks []shipping.Pick) error {
	need := map[shipping.Pick]int64{}
	for _, p := range picks {
		lot := shipping.Pick{SKU: p.SKU, Location: p.Location, Lot: p.Lot}
		need[lot] += p.Quantity
		l := fact.StockIn(state, p.SKU).Lot(p.Location, p.Lot)
		if l == nil || l.OnHand < need[lot] {
			return shipping.Fault(shipping.Refused, "by the books "+string(p.SKU)+" is not at "+string(p.Location)+" any more",
				"count it again and record the difference (from @count), then hand the parcel over")
		}
	}
	return nil
}

func stageWord(s fact.BookingStage) string {
	if s == fact.BookingNone {
		return "not made"
	}
	return string(s)
}

func admitCase(st *fact.CaseState, version int64, f *fact.Fact) error {
	if version == 0 {
		return shipping.Fault(shipping.NotFound, "no such case", "")
	}
	switch b := f.Body.(type) {
	case *fact.TimerElapsed:
		return admitTimer(st.Timers, b.Timer)
	case *fact.CaseNoted:
		return nil
	case *fact.CaseAssigned:
		if st.Owner == b.Owner {
			return known("the case is " + b.Owner + "'s already")
		}
	case *fact.CaseScheduled:
		if b.Due.Name != fact.CaseDue || b.Due.Due.IsZero() {
			return shipping.BadField("due", "a case is due at an instant", "write one, such as 2026-12-01T12:00:00Z")
		}
	case *fact.CaseClosed:
		if st.Closed != "" {
			return known("the case was closed before")
		}
		if b.Why == "" {
			return shipping.BadField("why", "a case is closed for a reason", "say what was done")
		}
		return nil
	default:
		return notFromOutside(f)
	}
	if st.Closed != "" {
		return shipping.Fault(shipping.Refused, "the case is closed", "")
	}
	return nil
}

func admitLane(st *fact.LaneState, f *fact.Fact) error {
	switch b := f.Body.(type) {
	case *fact.ChannelAssessed, *fact.RebookAdvanced:
		return nil
	case *fact.TimerElapsed:
		return admitTimer(st.Timers, b.Timer)
	}
	return notFromOutside(f)
}

func known(message string) error { return shipping.Fault(shipping.Known, message, "") }

func notFromOutside(f *fact.Fact) error {
	return shipping.Fault(shipping.Invalid, string(f.Body.Kind())+" cannot be told from outside, or not of "+string(f.Stream), "")
}
