package fulfillment

import (
	"crosslane/shipping"
	"crosslane/tracking"
)

// awaitAfterHandOver: what must be heard of the parcel now, and until when.
func (d *decision) awaitAfterHandOver(p *shipping.ParcelState) {
	if w := d.watch(p); w.Channel != nil {
		d.say(d.fact.Stream, w.AwaitAfterHandOver(p, d.fact.At))
	}
}

// watch is by what a parcel is watched.
func (d *decision) watch(p *shipping.ParcelState) *tracking.Watch {
	b := d.rules.Book
	return &tracking.Watch{Channel: d.rules.Channel(p.Booking.Channel), Alerts: b.Alerts, Handling: b.Policy.HandlingHours, Calendars: d.rules.calendars}
}

// foldScan: does a report move the parcel a step? A carrier that scans it has it in hand. One
// that was called off and moves all the same is somebody's case.
func (d *decision) foldScan(b *shipping.ScanReceived) {
	p, id := d.parcel()
	if p.Booking.Stage == shipping.BookingOff && p.Case == "" && tracking.InHand(b.Scan.Milestone) {
		d.say(d.fact.Stream, &shipping.Deviated{
			What: "called_off", Case: shipping.NewCaseID(d.fact.Recorded, "called_off:"+string(id)), Await: p.Timers,
			Why: []shipping.Reason{{Rule: "called_off", About: string(b.Scan.Milestone)}},
		})
	}
	if p.Booking.Stage == shipping.BookingHeld && p.Track.Handed.IsZero() && tracking.InHand(b.Scan.Milestone) && b.Scan.Classifier == shipping.Actual {
		d.say(d.fact.Stream, &shipping.HandedOver{}).At = d.fact.At
	}
	if m := d.watch(p).Fold(p, b, d.fact.At); m != nil {
		d.say(d.fact.Stream, m).At = d.fact.At
	}
}

// milestoneReached: a depot of the own fleet takes note; is the promise at risk? A parcel at its end closes
// its case and tells its order.
func (d *decision) milestoneReached(b *shipping.MilestoneReached) {
	p, id := d.parcel()
	d.moveStop(p, id, b)
	if !b.Status.Final() {
		if dev := tracking.AtRisk(p, d.fact.At); dev != nil {
			d.deviate(p, id, dev)
		}
		return
	}
	if p.Case != "" && d.caseOpen(p.Case) {
		d.say(p.Case.Stream(), &shipping.CaseClosed{Why: "the parcel is " + string(b.Status)})
	}
	d.say(p.Plan.Order.Stream(), &shipping.ParcelClosed{Parcel: id, Status: b.Status})
}

// timerElapsed: at a depot a morning begins. Of a parcel, what was expected did not happen in time: is
// that a deviation?
func (d *decision) timerElapsed(b *shipping.TimerElapsed) {
	if d.fact.Stream.Sort() == shipping.DepotSort {
		d.morning()
		return
	}
	p, id := d.parcel()
	w := d.watch(p)
	dev := w.Elapsed(p, b.Timer, d.fact.At)
	if dev == nil {
		if still := w.StillAwaited(p, b.Timer); still != nil {
			d.say(d.fact.Stream, still)
		}
		return
	}
	d.deviate(p, id, dev)
}

// deviate records a deviation as somebody's work.
func (d *decision) deviate(p *shipping.ParcelState, id shipping.ParcelID, dev *shipping.Deviated) {
	dev.Case = p.Case
	if dev.Case == "" || !d.caseOpen(p.Case) {
		dev.Case = shipping.NewCaseID(d.fact.At, dev.What+":"+string(id))
	}
	d.say(d.fact.Stream, dev)
}

// openCase: a deviation is somebody's work; one case per parcel at a time.
func (d *decision) openCase(b *shipping.Deviated) {
	if b.Case == "" || d.caseOpen(b.Case) {
		return
	}
	p, id := d.parcel()
	d.say(b.Case.Stream(), &shipping.CaseOpened{What: b.What, Order: p.Plan.Order, Parcel: id, Why: b.Why})
}

func (d *decision) caseOpen(id shipping.CaseID) bool {
	b := d.state.Balance(id.Stream())
	return b.Version > 0 && b.State.(*shipping.CaseState).Closed == ""
}
