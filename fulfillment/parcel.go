package fulfillment

import (
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
)

// planParcel describes a parcel of a shipment: what is in it, and in which box it goes.
func planParcel(o *shipping.Order, shipment shipping.ShipmentID, from shipping.WarehouseID, b box) fact.ParcelPlan {
	plan := fact.ParcelPlan{
		Order: o.ID, Shipment: shipment, Warehouse: from, Ship: o.Ship, To: o.To, Weight: b.weight, Size: b.size, Carton: b.carton,
		Value: shipping.Money{Currency: o.Currency}, Picks: b.picks,
	}
	for _, pick := range b.picks {
		line := lineOf(o, pick.SKU)
		if line == nil {
			continue
		}
		plan.Value.Amount += lineValue(line).Amount * pick.Quantity
		plan.Dangerous = plan.Dangerous || line.Dangerous != ""
		if line.Battery != shipping.NoBattery && !slices.Contains(plan.Batteries, line.Battery) {
			plan.Batteries = append(plan.Batteries, line.Battery)
		}
		if line.HS != "" && !slices.Contains(plan.HS, line.HS) {
			plan.HS = append(plan.HS, line.HS)
		}
	}
	return plan
}

func lineOf(o *shipping.Order, sku shipping.SKU) *shipping.Line {
	for i := range o.Lines {
		if o.Lines[i].SKU == sku {
			return &o.Lines[i]
		}
	}
	return nil
}

// lineValue is what one unit is worth to customs: what the buyer paid, else the product's value.
func lineValue(l *shipping.Line) shipping.Money {
	if l.Price.Amount > 0 {
		return l.Price
	}
	return l.Value
}

// chooseChannel: which channel carries the parcel, and which ones stand by.
func (d *decision) chooseChannel(plan *fact.ParcelPlan) {
	choice := d.choose(plan, shipping.ParcelID(d.fact.Stream.ID()), nil, "")
	if choice.Primary.Channel == "" {
		d.stuck(choice.Refused)
		return
	}
	d.say(d.fact.Stream, &choice)
	d.request(choice.Primary.Channel, 1)
}

// request wishes that a channel's carrier takes the parcel.
func (d *decision) request(id shipping.ChannelID, attempt int64) {
	var by shipping.CarrierID
	if ch := d.rules.Channel(id); ch != nil {
		by = ch.Carrier
	}
	d.say(d.fact.Stream, &fact.BookingRequested{Channel: id, Carrier: by, Attempt: attempt})
}

// bookNext: the carrier says no; the next backup is asked, and when none is left somebody must look.
func (d *decision) bookNext(refusing shipping.ChannelID, code, message string) {
	p, id := d.parcel()
	d.endStop(p, id, "the carrier does not take it")
	if fact.OrderIn(d.state, p.Plan.Order).Stage == fact.StageCancelled {
		d.say(d.fact.Stream, &fact.ParcelCalledOff{Why: "the order was cancelled"})
		return
	}
	if next := d.nextBackup(p, id); next != "" {
		d.request(next, p.Booking.Attempt+1)
		return
	}
	d.stuck([]fact.Reason{{Rule: "last_refusal", About: string(refusing), Note: note(code, message)}})
}

// nextBackup is the first backup that is not switched off, else the first that may take the parcel at all.
func (d *decision) nextBackup(p *fact.ParcelState, id shipping.ParcelID) (last shipping.ChannelID) {
	lane := fact.LaneIn(d.state, p.Plan.Lane())
	for _, next := range p.Booking.Backups {
		if d.rules.Channel(next) == nil {
			continue
		}
		_, barred, off := d.rules.triggers.Touches(lane, next, id, &p.Plan)
		if !off {
			return next
		}
		if last == "" && !barred {
			last = next
		}
	}
	return last
}

func note(code, message string) string {
	if code == "" {
		return message
	}
	return code + ": " + message
}

// retry is the name of the timer of a parcel that no channel took: a day later they are asked again.
const (
	retry      = "retry"
	retryAfter = 24 * time.Hour
)

// stuck: no channel is left for the parcel. It is somebody's case, never silence.
func (d *decision) stuck(why []fact.Reason) {
	p, id := d.parcel()
	b := &fact.ParcelStuck{Why: why}
	d.say(d.fact.Stream, b)
	b.Case = d.caseOf("stuck", "", p, id, why)
	d.say(d.fact.Stream, &fact.Awaited{Await: []fact.Timer{{Name: retry, Due: d.fact.Recorded.Add(retryAfter)}}})
}

// tryAgain: what no channel took yesterday, one may take today; unless somebody moves it all the same.
func (d *decision) tryAgain() {
	p, id := d.parcel()
	if p.Booking.Stage != fact.BookingStuck || tracking.InHand(p.Track.Milestone) {
		return
	}
	d.endStop(p, id, "it takes another channel")
	choice := d.choose(&p.Plan, id, nil, "")
	if choice.Primary.Channel == "" {
		d.stuck(choice.Refused)
		return
	}
	d.say(d.fact.Stream, &choice)
	d.request(choice.Primary.Channel, p.Booking.Attempt+1)
}

// booked: the label is there; a sign of life is awaited. If the order was called off meanwhile,
// the booking is undone; if its channel was switched off meanwhile, the parcel leaves it again.
func (d *decision) booked(b *fact.Booked) {
	p, id := d.parcel()
	if o := fact.OrderIn(d.state, p.Plan.Order); o.Stage == fact.StageCancelled {
		d.say(d.fact.Stream, &fact.CancelRequested{Channel: b.Channel, Carrier: b.Carrier, Waybill: b.Waybill, Why: o.Why, CallOff: true})
		return
	}
	if p.Case != "" && d.caseOpen(p.Case) && fact.CaseIn(d.state, p.Case).What == "stuck" {
		d.leave(p, id, "a channel took the parcel")
	}
	d.say(d.fact.Stream, d.watch(p).AwaitAfterBooking(p, d.fact.At))
	d.tell()
	d.bookedMeanwhile(p)
}

// bookingUndone: the label is void. The parcel stays, or leaves for the best channel that is left.
func (d *decision) bookingUndone(b *fact.BookingCancelled) {
	p, id := d.parcel()
	if p.Booking.CallOff {
		d.say(d.fact.Stream, &fact.ParcelCalledOff{Why: b.Why})
		return
	}
	if tracking.InHand(p.Track.Milestone) { // the label is void, and the parcel moves all the same
		why := []fact.Reason{{Rule: "void_and_moving", About: string(p.Track.Milestone)}}
		b := &fact.ParcelStuck{Why: why}
		d.say(d.fact.Stream, b)
		b.Case = d.caseOf("void_and_moving", p.Booking.Channel, p, id, why)
		return
	}
	if p.Booking.Away != "" {
		d.rebook()
		return
	}
	d.bookNext(p.Booking.Channel, "", b.Why)
}

// cancelRefused: the label stays valid, so the parcel is watched; one that was called off before its label came was
// not yet. A parcel that was to leave for another channel stays; one whose order is cancelled must be stopped by hand.
func (d *decision) cancelRefused(b *fact.CancelRejected) {
	p, id := d.parcel()
	if len(p.Timers) == 0 && !p.Track.Status.Final() {
		d.say(d.fact.Stream, d.watch(p).AwaitAfterBooking(p, d.fact.At))
	}
	if fact.OrderIn(d.state, p.Plan.Order).Stage != fact.StageCancelled {
		return
	}
	caseID := shipping.NewCaseID(d.fact.Recorded, "cancel:"+string(id)+":"+b.Waybill)
	d.say(caseID.Stream(), &fact.CaseOpened{What: "cancel_refused", Order: p.Plan.Order, Parcel: id, Due: d.caseDue(),
		Why: []fact.Reason{{Rule: "cancel_refused", About: string(p.Booking.Channel), Note: b.Why}}})
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
	for _, pick := range p.Plan.Picks {
		d.say(pick.SKU.Stream(), &fact.StockReleased{Order: p.Plan.Order, Pick: pick})
	}
	d.say(p.Plan.Order.Stream(), &fact.ParcelClosed{Parcel: id, Status: shipping.Cancelled})
}
