package fulfillment

import (
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/fact/evidence"
	"crosslane/fulfillment/boxes"
	"crosslane/fulfillment/closing"
	"crosslane/fulfillment/printing"
	"crosslane/inventory"
	"crosslane/shipping"
	"crosslane/tracking"
)

// needsOfParcel: an answer of a carrier concerns the order and the lane, and what leaves or is called off its stock.
func needsOfParcel(needs []shipping.Stream, own *fact.ParcelState, body fact.Body) []shipping.Stream {
	switch body.(type) {
	case *fact.Booked, *fact.BookingRejected, *fact.BookingCancelled, *fact.BookingWithdrawn, *fact.CancelRejected:
		return append(needs, own.Plan.Order.Stream(), own.Plan.Lane().Stream())
	case *fact.DiversionAsked, *fact.ScanReceived:
		return append(needs, own.Plan.Lane().Stream())
	case *fact.HandedOver, *fact.ParcelCalledOff:
		needs = append(needs, own.Plan.Order.Stream())
		for _, p := range own.Plan.Picks {
			needs = append(needs, p.SKU.Stream())
		}
		return append(needs, own.Plan.Lane().Stream())
	}
	return needs
}

func admitParcel(state fact.State, st *fact.ParcelState, version int64, f *fact.Fact) error {
	if version == 0 {
		return shipping.Fault(shipping.NotFound, "no such parcel: "+f.Stream.ID(), "")
	}
	switch b := f.Body.(type) {
	case *fact.Booked:
		return admitAnswer(st, b.Channel)
	case *fact.NotBooked:
		return admitAnswer(st, b.Channel)
	case *fact.BookingHindered:
		if st.Booking.Hindered != "" {
			return known("it is known that the booking is hindered")
		}
		return admitAnswer(st, b.Channel)
	case *fact.BookingRejected:
		return admitAnswer(st, b.Channel)
	case *fact.BookingWithdrawn:
		if !st.Booking.CallOff {
			return shipping.Fault(shipping.Refused, "the parcel is to travel", "")
		}
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
	case *fact.ManifestAsked, *fact.ManifestAnswered, *evidence.Kept:
		return closing.Admit(st, b)
	case *fact.LabelPrinted:
		return printing.Admit(st, b)
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

// admitSlot: a parcel that is still on its way may be wished for another time.
func admitSlot(p *fact.ParcelState, b *fact.SlotChanged, now time.Time) error {
	switch {
	case p.Track.Status.Final() || p.Booking.Stage == fact.BookingOff:
		return shipping.Fault(shipping.Refused, "the parcel has reached its end", "")
	case !b.Slot.From.Before(b.Slot.To) || !b.Slot.To.After(now):
		return shipping.BadField("slot", "the window is past, or ends before it begins", "give two instants to come")
	case p.Wanted.From.Equal(b.Slot.From) && p.Wanted.To.Equal(b.Slot.To):
		return known("this window is asked for already")
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
	if err := heldBack(state, st); err != nil {
		return err
	}
	return inventory.AreThere(state, st.Plan.Picks)
}

func stageWord(s fact.BookingStage) string {
	if s == fact.BookingNone {
		return "not made"
	}
	return string(s)
}

// decideParcel is what follows from a fact of a parcel.
func (d *decision) decideParcel() {
	switch b := d.fact.Body.(type) {
	case *fact.ParcelPlanned:
		d.chooseChannel(&b.Plan)
	case *fact.Booked:
		d.booked(b)
	case *fact.BookingHindered:
		d.hindered(b)
	case *fact.BookingRejected:
		d.bookNext(b.Channel, b.Code, b.Message)
	case *fact.BookingCancelled:
		d.bookingUndone(b)
	case *fact.BookingWithdrawn:
		d.withdrawn()
	case *fact.CancelRejected:
		d.cancelRefused(b)
	case *fact.DiversionAsked:
		d.divert()
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
		d.missed(b)
	case *fact.Deviated, *fact.MessageSent, *fact.MessageDropped:
		d.tell()
	case *fact.SlotChanged:
		d.slotChanged(b)
	}
}

// parcel is the balance of the parcel whose stream the fact stands in, and its name.
func (d *decision) parcel() (*fact.ParcelState, shipping.ParcelID) {
	return d.state.Balance(d.fact.Stream).State.(*fact.ParcelState), shipping.ParcelID(d.fact.Stream.ID())
}

// planParcel describes a parcel of a shipment: what is in it, and in which box it goes.
func planParcel(o *shipping.Order, shipment shipping.ShipmentID, from shipping.WarehouseID, b *boxes.Box) fact.ParcelPlan {
	plan := fact.ParcelPlan{
		Order: o.ID, Shipment: shipment, Warehouse: from, Ship: o.Ship, To: o.To, Weight: b.Weight, Size: b.Size, Carton: b.Carton,
		Value: shipping.Money{Amount: b.Value, Currency: o.Currency}, Picks: b.Picks,
	}
	for _, line := range b.Holds {
		plan.Dangerous = plan.Dangerous || line.Dangerous != ""
		if line.Battery != shipping.NoBattery && !slices.Contains(plan.Batteries, line.Battery) {
			plan.Batteries = append(plan.Batteries, line.Battery)
		}
		if line.HS != "" && !slices.Contains(plan.HS, line.HS) {
			plan.HS = append(plan.HS, line.HS)
		}
		if line.Origin != "" && !slices.Contains(plan.Origins, line.Origin) {
			plan.Origins = append(plan.Origins, line.Origin)
		}
	}
	return plan
}

// handedOver: the goods left the warehouse, and the clock of the promise runs. What the carrier
// has in hand was there, whatever a count said: the difference is booked back first.
func (d *decision) handedOver() {
	p, id := d.parcel()
	for _, pick := range p.Plan.Picks {
		if missing := pick.Quantity - onHand(fact.StockIn(d.state, pick.SKU), pick); missing > 0 {
			d.say(pick.SKU.Stream(), &fact.StockMoved{
				SKU: pick.SKU, Lot: pick.Lot, Quantity: missing, From: shipping.Count, To: pick.Location, Reference: "found in " + string(id),
			})
		}
		d.say(pick.SKU.Stream(), &fact.StockMoved{
			SKU: pick.SKU, Lot: pick.Lot, Quantity: pick.Quantity, From: pick.Location, To: shipping.Customer, Order: p.Plan.Order,
		})
	}
	d.awaitAfterHandOver(p)
}

func onHand(s *fact.StockState, pick shipping.Pick) int64 {
	if l := s.Lot(pick.Location, pick.Lot); l != nil {
		return l.OnHand
	}
	return 0
}

// calledOff: what was promised to the parcel is free again, and its order is told.
func (d *decision) calledOff() {
	p, id := d.parcel()
	d.endStop(p, id, "called off")
	d.together(p, id, "the parcel was called off")
	for _, pick := range p.Plan.Picks {
		d.say(pick.SKU.Stream(), &fact.StockReleased{Order: p.Plan.Order, Pick: pick})
	}
	if fact.OrderIn(d.state, p.Plan.Order).Stage != fact.StageCancelled {
		d.say(p.Plan.Order.Stream(), &fact.PartTakenBack{Parcel: id, Picks: p.Plan.Picks})
		return
	}
	d.say(p.Plan.Order.Stream(), &fact.ParcelClosed{Parcel: id, Status: shipping.Cancelled})
}
