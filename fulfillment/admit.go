package fulfillment

import (
	"reflect"

	"crosslane/inventory"
	"crosslane/shipping"
	"crosslane/tracking"
)

// Admit says whether a fact from outside may be recorded.
func (s *Story) Admit(state shipping.State, f *shipping.Fact) error {
	if b, ok := f.Body.(*shipping.BookPublished); ok {
		return s.admitBook(state, b)
	}
	rules := s.inForce(state, f)
	if rules == nil {
		return noBook(state, f)
	}
	own := state.Balance(f.Stream)
	switch st := own.State.(type) {
	case *shipping.OrderState:
		return admitOrder(st, f)
	case *shipping.StockState:
		return admitStock(rules.Book, st, f.Body)
	case *shipping.ParcelState:
		return admitParcel(state, st, own.Version, f)
	case *shipping.DepotState:
		return admitDepot(st, f)
	case *shipping.LaneState:
		return admitLane(st, f)
	case *shipping.CaseState:
		return admitCase(st, own.Version, f)
	case *shipping.ImportState:
		if b, ok := f.Body.(*shipping.LineRejected); ok && b.Problem.Line <= st.LastLine {
			return known("the line was rejected before")
		}
		return nil
	}
	return shipping.Fault(shipping.Invalid, "no facts are kept for "+string(f.Stream), "")
}

func admitStock(book *shipping.Book, st *shipping.StockState, body shipping.Body) error {
	switch b := body.(type) {
	case *shipping.ProductListed:
		if st.Product == b.Product {
			return known("the product is listed so already")
		}
	case *shipping.StockMoved:
		if err := inventory.Located(book, b); err != nil {
			return err
		}
	}
	return inventory.Admit(st, body)
}

func noBook(state shipping.State, f *shipping.Fact) error {
	version := shipping.BooksIn(state).InForce(f.Recorded)
	if version == "" {
		return shipping.Fault(shipping.Refused, "no Book is in force", "publish one: crosslane book publish FILE")
	}
	return shipping.Fault(shipping.Unavailable, "the Book in force, "+version+", is not loaded here", "it is loaded in a moment; try again")
}

func (s *Story) admitBook(state shipping.State, b *shipping.BookPublished) error {
	if s.shelf.Get(b.Version) == nil {
		return shipping.Fault(shipping.Invalid, "the Book "+b.Version+" was not read before it was published", "")
	}
	published := shipping.BooksIn(state).Published
	if n := len(published); n > 0 && published[n-1].Version == b.Version {
		return known("this Book is the newest already")
	}
	return nil
}

func admitOrder(st *shipping.OrderState, f *shipping.Fact) error {
	switch b := f.Body.(type) {
	case *shipping.OrderReceived:
		return admitReceived(st, &b.Order)
	case *shipping.OrderCancelled:
		return admitCancelled(st)
	}
	return notFromOutside(f)
}

func admitReceived(st *shipping.OrderState, o *shipping.Order) error {
	if st.Stage == "" {
		return nil
	}
	if sameOrder(&st.Order, o) {
		return known("the order was received before")
	}
	if st.Stage == shipping.StageHeld {
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

func admitCancelled(st *shipping.OrderState) error {
	switch st.Stage {
	case "":
		return shipping.Fault(shipping.NotFound, "no such order", "")
	case shipping.StageCancelled:
		return known("the order was cancelled before")
	case shipping.StageCompleted:
		return shipping.Fault(shipping.Refused, "the order has been delivered", "let the buyer return it")
	}
	return nil
}

func admitParcel(state shipping.State, st *shipping.ParcelState, version int64, f *shipping.Fact) error {
	if version == 0 {
		return shipping.Fault(shipping.NotFound, "no such parcel: "+f.Stream.ID(), "")
	}
	switch b := f.Body.(type) {
	case *shipping.Booked:
		return admitAnswer(st, b.Channel)
	case *shipping.BookingRejected:
		return admitAnswer(st, b.Channel)
	case *shipping.BookingCancelled, *shipping.CancelRejected:
		if st.Booking.Stage != shipping.BookingCancelling {
			return known("no cancellation is open")
		}
		return nil
	case *shipping.HandedOver:
		return admitHandOver(state, st)
	case *shipping.ScanReceived:
		return tracking.Admit(st, b, f.At)
	case *shipping.TimerElapsed:
		return admitTimer(st.Timers, b.Timer)
	case *shipping.DiversionAsked: // of a parcel that is on its way it changes nothing
		return nil
	case *shipping.SlotChanged:
		return admitSlot(st, b, f.Recorded)
	case *shipping.MessageSent:
		return admitTold(st, b.Message, b.Way)
	case *shipping.MessageDropped:
		return admitTold(st, b.Message, b.Way)
	}
	return notFromOutside(f)
}

func admitTimer(open []shipping.Timer, timer shipping.Timer) error {
	for _, t := range open {
		if t.Name == timer.Name && t.Due.Equal(timer.Due) {
			return nil
		}
	}
	return known("nobody waits for " + timer.Name + " any more")
}

func admitAnswer(st *shipping.ParcelState, id shipping.ChannelID) error {
	if st.Booking.Stage != shipping.BookingAsked || st.Booking.Channel != id {
		return known("no booking with " + string(id) + " is open")
	}
	return nil
}

func admitTold(st *shipping.ParcelState, message shipping.MessageKind, way shipping.MessageWay) error {
	if n := st.Told.Open(way); n == nil || n.Message != message {
		return known("no message \"" + string(message) + "\" is on its way by " + string(way))
	}
	return nil
}

func admitHandOver(state shipping.State, st *shipping.ParcelState) error {
	if !st.Track.Handed.IsZero() {
		return known("the parcel was handed over before")
	}
	if st.Booking.Stage != shipping.BookingHeld {
		return shipping.Fault(shipping.Refused, "the parcel has no valid label", "do not hand it over; its booking is "+stageWord(st.Booking.Stage))
	}
	return goodsAreThere(state, st.Plan.Picks)
}

// goodsAreThere: a count may have found fewer than were promised; what is not there cannot leave.
func goodsAreThere(state shipping.State, picks []shipping.Pick) error {
	need := map[shipping.Pick]int64{}
	for _, p := range picks {
		lot := shipping.Pick{SKU: p.SKU, Location: p.Location, Lot: p.Lot}
		need[lot] += p.Quantity
		l := shipping.StockIn(state, p.SKU).Lot(p.Location, p.Lot)
		if l == nil || l.OnHand < need[lot] {
			return shipping.Fault(shipping.Refused, "by the books "+string(p.SKU)+" is not at "+string(p.Location)+" any more",
				"count it again and record the difference (from @count), then hand the parcel over")
		}
	}
	return nil
}

func stageWord(s shipping.BookingStage) string {
	if s == shipping.BookingNone {
		return "not made"
	}
	return string(s)
}

func admitCase(st *shipping.CaseState, version int64, f *shipping.Fact) error {
	if version == 0 {
		return shipping.Fault(shipping.NotFound, "no such case", "")
	}
	switch b := f.Body.(type) {
	case *shipping.TimerElapsed:
		return admitTimer(st.Timers, b.Timer)
	case *shipping.CaseNoted:
		return nil
	case *shipping.CaseAssigned:
		if st.Owner == b.Owner {
			return known("the case is " + b.Owner + "'s already")
		}
	case *shipping.CaseScheduled:
		if b.Due.Name != shipping.CaseDue || b.Due.Due.IsZero() {
			return shipping.BadField("due", "a case is due at an instant", "write one, such as 2026-12-01T12:00:00Z")
		}
	case *shipping.CaseClosed:
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

func admitLane(st *shipping.LaneState, f *shipping.Fact) error {
	switch b := f.Body.(type) {
	case *shipping.ChannelAssessed, *shipping.RebookAdvanced:
		return nil
	case *shipping.TimerElapsed:
		return admitTimer(st.Timers, b.Timer)
	}
	return notFromOutside(f)
}

func known(message string) error { return shipping.Fault(shipping.Known, message, "") }

func notFromOutside(f *shipping.Fact) error {
	return shipping.Fault(shipping.Invalid, string(f.Body.Kind())+" cannot be told from outside, or not of "+string(f.Stream), "")
}
