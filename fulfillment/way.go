package fulfillment

import (
	"crosslane/fact"
	"crosslane/tracking"
)

// awaitAfterHandOver: what must be heard of the parcel now, and until when.
func (d *decision) awaitAfterHandOver(p *fact.ParcelState) {
	if w := d.watch(p); w.Channel != nil {
		d.say(d.fact.Stream, w.AwaitAfterHandOver(p, d.fact.At))
	}
}

// watch is by what a parcel is watched.
func (d *decision) watch(p *fact.ParcelState) *tracking.Watch {
	b := d.rules.Book
	w := &tracking.Watch{Channel: d.rules.Channel(p.Booking.Channel), Alerts: b.Alerts, Handling: b.Policy.HandlingHours, Calendars: d.rules.calendars}
	if c := fact.LaneIn(d.state, p.Plan.Lane()).Control(p.Booking.Channel); c != nil {
		w.Spreads = c.Spreads
	}
	return w
}

// foldScan: does a report move the parcel a step? A carrier that scans it has it in hand. One
// that was called off and moves all the same is somebody's case.
func (d *decision) foldScan(b *fact.ScanReceived) {
	p, id := d.parcel()
	if p.Booking.Stage == fact.BookingOff && p.Case == "" && tracking.InHand(b.Scan.Milestone) {
		d.deviate(p, id, &fact.Deviated{What: fact.CaseCalledOff, Await: p.Timers, Why: []fact.Reason{{Desk: fact.FulfillmentDesk, Rule: RuleCalledOff, About: string(b.Scan.Milestone)}}})
	}
	if p.Booking.Stage == fact.BookingHeld && p.Track.Handed.IsZero() && tracking.InHand(b.Scan.Milestone) && b.Scan.Classifier == fact.Actual {
		d.say(d.fact.Stream, &fact.HandedOver{}).At = d.fact.At
	}
	if n := tracking.Numbered(p, b, d.fact.At); n != nil {
		d.say(d.fact.Stream, n).At = d.fact.At
	}
	if m := d.watch(p).Fold(p, b, d.fact.At); m != nil {
		d.say(d.fact.Stream, m).At = d.fact.At
	}
}

// milestoneReached: a depot of the own fleet takes note; is the promise at risk? A parcel at its end closes
// its case and tells its order.
func (d *decision) milestoneReached(b *fact.MilestoneReached) {
	p, id := d.parcel()
	d.moveStop(p, id, b)
	d.befallen(p, id, b.Milestone)
	if !b.Status.Final() {
		if dev := tracking.AtRisk(p, d.fact.At); dev != nil {
			d.deviate(p, id, dev)
		}
		return
	}
	d.leave(p, id, "the parcel is "+string(b.Status))
	d.say(p.Plan.Order.Stream(), &fact.ParcelClosed{Parcel: id, Status: b.Status})
}

// missed: is what did not happen a deviation?
func (d *decision) missed(b *fact.TimerElapsed) {
	if b.Timer.Name == fact.TimerRetry {
		d.tryAgain()
		return
	}
	p, id := d.parcel()
	w := d.watch(p)
	if dev := w.Elapsed(p, b.Timer, d.fact.At); dev != nil {
		d.deviate(p, id, dev)
	} else if still := w.StillAwaited(p, b.Timer); still != nil {
		d.say(d.fact.Stream, still)
	}
}
