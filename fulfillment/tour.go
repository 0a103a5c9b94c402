package fulfillment

import (
	"time"

	"crosslane/fact"
	"crosslane/route/tour"
	"crosslane/shipping"
)

// planTimer is the name of the timer that waits for the morning at a depot.
const planTimer = "plan"

// depot is the balance of the depot whose stream the fact stands in, and its desk; nil when the Book
// has no such depot any more.
func (d *decision) depot() (*fact.DepotState, *tour.Desk) {
	return d.state.Balance(d.fact.Stream).State.(*fact.DepotState), d.rules.depotNamed(shipping.DepotID(d.fact.Stream.ID()))
}

// stopOf finds a parcel at the depot of the own fleet that carries it; no desk when another carrier does.
func (d *decision) stopOf(p *fact.ParcelState, id shipping.ParcelID) (*tour.Desk, fact.Stop, bool) {
	desk := d.rules.depotOf(p)
	if desk == nil {
		return nil, fact.Stop{}, false
	}
	stop, there := fact.DepotIn(d.state, desk.ID).Stop(id)
	return desk, stop, there
}

// moveStop: what a step of an own-fleet parcel means to its depot.
func (d *decision) moveStop(p *fact.ParcelState, id shipping.ParcelID, b *fact.MilestoneReached) {
	desk, stop, there := d.stopOf(p, id)
	if desk == nil || p.Booking.Stage == fact.BookingOff { // one that was called off is a case already
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
		stop, why = desk.Failed(fact.DepotIn(d.state, desk.ID), stop, &p.Plan, at), tour.WhyFailed
	default:
		return
	}
	d.say(desk.ID.Stream(), &fact.StopChanged{Stop: stop, Why: why}).At = at
	if why == tour.WhyFailed {
		d.triedAgain(p, id, &stop)
	}
}

// endStop: the depot has nothing more to do with a parcel.
func (d *decision) endStop(p *fact.ParcelState, id shipping.ParcelID, why string) {
	if desk, _, there := d.stopOf(p, id); there {
		d.say(desk.ID.Stream(), &fact.StopEnded{Parcel: id, Why: why}).At = d.fact.At
	}
}

// triedAgain: the parcel is told of its locker; one that nobody takes is somebody's case.
func (d *decision) triedAgain(p *fact.ParcelState, id shipping.ParcelID, stop *fact.Stop) {
	if stop.Locker != "" {
		d.say(d.fact.Stream, &fact.LockerChosen{Locker: stop.Locker, Size: stop.Size, Tries: stop.Tries})
	}
	if stop.Tries >= tour.MostTries {
		d.tourCase(p, id, fact.Reason{Rule: tour.RuleTried, Limit: tour.MostTries, Actual: stop.Tries})
	}
}

// tourCase: the tours alone do not bring the parcel to its end; somebody must look.
func (d *decision) tourCase(p *fact.ParcelState, id shipping.ParcelID, why fact.Reason) {
	if p.Case == "" || !d.caseOpen(p.Case) {
		d.deviate(p, id, &fact.Deviated{What: "tour", Why: []fact.Reason{why}, Await: p.Timers})
	}
}

// slotChanged: the buyer asks for another window; where the parcel is at its depot already, the depot is told.
func (d *decision) slotChanged(b *fact.SlotChanged) {
	p, id := d.parcel()
	if desk, stop, there := d.stopOf(p, id); there {
		d.say(desk.ID.Stream(), &fact.StopChanged{Stop: desk.Wished(stop, b.Slot, d.fact.Recorded), Why: tour.WhySlot})
	}
}

// stopChanged: what stands in the depot waits for the morning; a plan that a buyer upset is repaired.
func (d *decision) stopChanged(b *fact.StopChanged) {
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
	d.say(d.fact.Stream, &fact.Awaited{Await: []fact.Timer{{Name: planTimer, Due: desk.NextPlan(after)}}})
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
func (d *decision) depotGone(s *fact.DepotState) {
	for _, k := range s.Stops {
		d.say(d.fact.Stream, &fact.StopEnded{Parcel: k.Parcel, Why: tour.RuleGone})
		d.tourCase(fact.ParcelIn(d.state, k.Parcel), k.Parcel, fact.Reason{Rule: tour.RuleGone, About: d.fact.Stream.ID()})
	}
}

// planned: each parcel is told when the driver comes, if that is news, or why none does today.
func (d *decision) planned(b *fact.TourPlanned) {
	s, desk := d.depot()
	if desk == nil {
		return
	}
	for _, t := range b.Tours {
		for _, v := range t.Visits {
			stop, there := s.Stop(v.Parcel)
			if p := fact.ParcelIn(d.state, v.Parcel); there && !tour.Within(p.Slot, v.Arrives) {
				d.say(v.Parcel.Stream(), &fact.TourScheduled{Depot: desk.ID, Date: b.Date, Vehicle: t.Vehicle, Slot: tour.Told(v.Arrives, stop.Slot)})
			}
		}
	}
	for _, why := range b.Left {
		d.leftOut(s, desk, b.Date, why)
	}
}

// leftOut: a parcel that is on no tour is told so; after two such mornings it is somebody's case.
func (d *decision) leftOut(s *fact.DepotState, desk *tour.Desk, day shipping.Date, why fact.Reason) {
	id := shipping.ParcelID(why.About)
	stop, there := s.Stop(id)
	if !there {
		return
	}
	d.say(id.Stream(), &fact.TourScheduled{Depot: desk.ID, Date: day, Why: []fact.Reason{why}})
	if stop.Missed >= tour.MostMissed {
		d.tourCase(fact.ParcelIn(d.state, id), id, fact.Reason{Rule: tour.RuleMissed, Limit: tour.MostMissed, Actual: stop.Missed})
	}
}

// admitDepot: the answer to the newest wish, and what the clock says.
func admitDepot(s *fact.DepotState, f *fact.Fact) error {
	switch b := f.Body.(type) {
	case *fact.TourPlanned:
		if !s.Asked || b.Date != s.Date || b.Revision != s.Revision {
			return known("no such plan is asked for any more")
		}
		return nil
	case *fact.TimerElapsed:
		return admitTimer(s.Timers, b.Timer)
	}
	return notFromOutside(f)
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
