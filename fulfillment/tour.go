package fulfillment

import (
	"time"

	"crosslane/shipping"
	"crosslane/tour"
)

// planTimer is the name of the timer that waits for the morning at a depot.
const planTimer = "plan"

// depot is the balance of the depot whose stream the fact stands in, and its desk; nil when the Book
// has no such depot any more.
func (d *decision) depot() (*shipping.DepotState, *tour.Desk) {
	return d.state.Balance(d.fact.Stream).State.(*shipping.DepotState), d.rules.depotNamed(shipping.DepotID(d.fact.Stream.ID()))
}

// stopOf finds a parcel at the depot of the own fleet that carries it; no desk when another carrier does.
func (d *decision) stopOf(p *shipping.ParcelState, id shipping.ParcelID) (*tour.Desk, shipping.Stop, bool) {
	desk := d.rules.depotOf(p)
	if desk == nil {
		return nil, shipping.Stop{}, false
	}
	stop, there := shipping.DepotIn(d.state, desk.ID).Stop(id)
	return desk, stop, there
}

// moveStop: what a step of an own-fleet parcel means to its depot.
func (d *decision) moveStop(p *shipping.ParcelState, id shipping.ParcelID, b *shipping.MilestoneReached) {
	desk, stop, there := d.stopOf(p, id)
	if desk == nil || p.Booking.Stage == shipping.BookingOff { // one that was called off is a case already
		return
	}
	if b.Status.Final() || b.Status == shipping.Returning {
		d.endStop(p, id, string(b.Status))
		return
	}
	at, why := d.fact.At, ""
	if !there {
		stop = desk.Arrived(id, p, at)
	}
	switch b.Milestone {
	case shipping.AtDeliveryOffice:
		stop, why = tour.Back(stop, at), tour.WhyArrived
	case shipping.WithCourier:
		stop, why = tour.Loaded(stop, at), tour.WhyLoaded
	case shipping.AwaitingPickup:
		stop, why = tour.Deposited(stop, at), tour.WhyDeposited
	case shipping.DeliveryFailed, shipping.PickupExpired:
		stop, why = desk.Failed(shipping.DepotIn(d.state, desk.ID), stop, &p.Plan, at), tour.WhyFailed
	default:
		return
	}
	d.say(desk.ID.Stream(), &shipping.StopChanged{Stop: stop, Why: why}).At = at
	if why == tour.WhyFailed {
		d.triedAgain(p, id, &stop)
	}
}

// endStop: the depot has nothing more to do with a parcel.
func (d *decision) endStop(p *shipping.ParcelState, id shipping.ParcelID, why string) {
	if desk, _, there := d.stopOf(p, id); there {
		d.say(desk.ID.Stream(), &shipping.StopEnded{Parcel: id, Why: why}).At = d.fact.At
	}
}

// triedAgain: the parcel is told of its locker; one that nobody takes is somebody's case.
func (d *decision) triedAgain(p *shipping.ParcelState, id shipping.ParcelID, stop *shipping.Stop) {
	if stop.Locker != "" {
		d.say(d.fact.Stream, &shipping.LockerChosen{Locker: stop.Locker, Size: stop.Size, Tries: stop.Tries})
	}
	if stop.Tries >= tour.MostTries {
		d.tourCase(p, id, shipping.Reason{Rule: tour.RuleTried, Limit: tour.MostTries, Actual: stop.Tries})
	}
}

// tourCase: the tours alone do not bring the parcel to its end; somebody must look.
func (d *decision) tourCase(p *shipping.ParcelState, id shipping.ParcelID, why shipping.Reason) {
	if p.Case == "" || !d.caseOpen(p.Case) {
		d.deviate(p, id, &shipping.Deviated{What: "tour", Why: []shipping.Reason{why}, Await: p.Timers})
	}
}

// slotChanged: the buyer asks for another window; where the parcel is at its depot already, the depot is told.
func (d *decision) slotChanged(b *shipping.SlotChanged) {
	p, id := d.parcel()
	if desk, stop, there := d.stopOf(p, id); there {
		d.say(desk.ID.Stream(), &shipping.StopChanged{Stop: desk.Wished(stop, b.Slot, d.fact.Recorded), Why: tour.WhySlot})
	}
}

// stopChanged: what stands in the depot waits for the morning; a plan that a buyer upset is repaired.
func (d *decision) stopChanged(b *shipping.StopChanged) {
	s, desk := d.depot()
	if desk == nil {
		return
	}
	if b.Why == tour.WhySlot {
		if wish := desk.Repair(s, d.fact.Recorded, "slot of "+string(b.Stop.Parcel)); wish != nil {
			d.say(d.fact.Stream, wish)
		}
	}
	if tour.Busy(s) && len(s.Timers) == 0 {
		d.awaitMorning(desk, d.fact.Recorded)
	}
}

func (d *decision) awaitMorning(desk *tour.Desk, after time.Time) {
	d.say(d.fact.Stream, &shipping.Awaited{Await: []shipping.Timer{{Name: planTimer, Due: desk.NextPlan(after)}}})
}

// morning: the tours of the day are asked for.
func (d *decision) morning() {
	s, desk := d.depot()
	if desk == nil {
		d.depotGone(s)
		return
	}
	if !tour.Busy(s) {
		return
	}
	if wish := desk.Morning(s, d.fact.Recorded); wish != nil {
		d.say(d.fact.Stream, wish)
	}
	d.awaitMorning(desk, d.fact.Recorded)
}

// depotGone: the Book does not have the depot any more; what lies there is somebody's case.
func (d *decision) depotGone(s *shipping.DepotState) {
	for _, k := range s.Stops {
		d.say(d.fact.Stream, &shipping.StopEnded{Parcel: k.Parcel, Why: tour.RuleGone})
		d.tourCase(shipping.ParcelIn(d.state, k.Parcel), k.Parcel, shipping.Reason{Rule: tour.RuleGone, About: d.fact.Stream.ID()})
	}
}

// planned: each parcel is told when the driver comes, if that is news, or why none does today.
func (d *decision) planned(b *shipping.TourPlanned) {
	s, desk := d.depot()
	if desk == nil {
		return
	}
	for _, t := range b.Tours {
		for _, v := range t.Visits {
			stop, there := s.Stop(v.Parcel)
			if p := shipping.ParcelIn(d.state, v.Parcel); there && !tour.Within(p.Slot, v.Arrives) {
				d.say(v.Parcel.Stream(), &shipping.TourScheduled{Depot: desk.ID, Date: b.Date, Vehicle: t.Vehicle, Slot: tour.Told(v.Arrives, stop.Slot)})
			}
		}
	}
	for _, why := range b.Left {
		d.leftOut(s, desk, b.Date, why)
	}
}

// leftOut: a parcel that is on no tour is told so; after two such mornings it is somebody's case.
func (d *decision) leftOut(s *shipping.DepotState, desk *tour.Desk, day shipping.Date, why shipping.Reason) {
	id := shipping.ParcelID(why.About)
	stop, there := s.Stop(id)
	if !there {
		return
	}
	d.say(id.Stream(), &shipping.TourScheduled{Depot: desk.ID, Date: day, Why: []shipping.Reason{why}})
	if stop.Missed >= tour.MostMissed {
		d.tourCase(shipping.ParcelIn(d.state, id), id, shipping.Reason{Rule: tour.RuleMissed, Limit: tour.MostMissed, Actual: stop.Missed})
	}
}

// admitDepot: the answer to the newest wish, and what the clock says.
func admitDepot(s *shipping.DepotState, f *shipping.Fact) error {
	switch b := f.Body.(type) {
	case *shipping.TourPlanned:
		if !s.Asked || b.Date != s.Date || b.Revision != s.Revision {
			return known("no such plan is asked for any more")
		}
		return nil
	case *shipping.TimerElapsed:
		return admitTimer(s.Timers, b.Timer)
	}
	return notFromOutside(f)
}

// admitSlot: a parcel that is still on its way may be wished for another time.
func admitSlot(p *shipping.ParcelState, b *shipping.SlotChanged, now time.Time) error {
	switch {
	case p.Track.Status.Final() || p.Booking.Stage == shipping.BookingOff:
		return shipping.Fault(shipping.Refused, "the parcel has reached its end", "")
	case !b.Slot.From.Before(b.Slot.To) || !b.Slot.To.After(now):
		return shipping.BadField("slot", "the window is past, or ends before it begins", "give two instants to come")
	case p.Wanted.From.Equal(b.Slot.From) && p.Wanted.To.Equal(b.Slot.To):
		return known("this window is asked for already")
	}
	return nil
}
