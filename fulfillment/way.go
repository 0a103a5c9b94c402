package fulfillment

import (
	"crosslane/shipping"
	"crosslane/tracking"
)

// awaitAfterHandOver: what must be heard of the parcel now, and until when.
func (d *decision) awaitAfterHandOver(p *shipping.ParcelState) {
	if ch := d.rules.Channel(p.Booking.Channel); ch != nil {
		d.say(d.fact.Stream, tracking.AwaitAfterHandOver(p, ch, d.rules.Book.Alerts, d.fact.At))
	}
}

// foldScan: does a report move the parcel a step? A carrier that scans it has it in hand. One
// that was called off and moves all the same is somebody's case.
func (d *decision) foldScan(b *shipping.ScanReceived) {
	p, id := d.parcel()
	if p.Booking.Stage == shipping.BookingOff && p.Case == "" && tracking.InHand(b.Scan.Milestone) {
		d.deviate(p, id, &shipping.Deviated{What: "called_off", Await: p.Timers, Why: []shipping.Reason{{Rule: "called_off", About: string(b.Scan.Milestone)}}})
	}
	if p.Booking.Stage == shipping.BookingHeld && p.Track.Handed.IsZero() && tracking.InHand(b.Scan.Milestone) && b.Scan.Classifier == shipping.Actual {
		d.say(d.fact.Stream, &shipping.HandedOver{}).At = d.fact.At
	}
	if m := tracking.Fold(p, d.rules.Channel(p.Booking.Channel), d.rules.Book.Alerts, b, d.fact.At); m != nil {
		d.say(d.fact.Stream, m).At = d.fact.At
	}
}

// milestoneReached: a depot of the own fleet takes note; a parcel at its end closes its case and tells its order.
func (d *decision) milestoneReached(b *shipping.MilestoneReached) {
	p, id := d.parcel()
	d.moveStop(p, id, b)
	if !b.Status.Final() {
		return
	}
	d.leave(p, id, "the parcel is "+string(b.Status))
	d.say(p.Plan.Order.Stream(), &shipping.ParcelClosed{Parcel: id, Status: b.Status})
}

// timerElapsed: at a depot a morning begins, on a lane a switch goes a step back, a case is overdue. Of a parcel,
// what was expected did not happen in time.
func (d *decision) timerElapsed(b *shipping.TimerElapsed) {
	switch d.fact.Stream.Sort() {
	case shipping.DepotSort:
		d.morning()
	case shipping.LaneSort:
		d.stepDue(b)
	case shipping.ParcelSort:
		if b.Timer.Name == retry {
			d.tryAgain()
			return
		}
		d.missed(b)
	}
}

// missed: is what did not happen a deviation?
func (d *decision) missed(b *shipping.TimerElapsed) {
	p, id := d.parcel()
	dev := tracking.Elapsed(p, d.rules.Channel(p.Booking.Channel), d.rules.Book.Alerts, b.Timer, d.fact.At)
	if dev == nil {
		if still := tracking.StillAwaited(p, d.rules.Channel(p.Booking.Channel), d.rules.Book.Alerts, b.Timer); still != nil {
			d.say(d.fact.Stream, still)
		}
		return
	}
	d.deviate(p, id, dev)
}
