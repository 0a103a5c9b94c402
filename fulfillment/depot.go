package fulfillment

import (
	"time"

	"crosslane/fact"
	"crosslane/route/tour"
	"crosslane/shipping"
)

// needsOfDepot: a plan is told to every parcel that lies there.
func needsOfDepot(needs []shipping.Stream, own *fact.DepotState, body fact.Body) []shipping.Stream {
	if _, ok := body.(*fact.TourPlanned); ok {
		for _, k := range own.Stops {
			needs = append(needs, k.Parcel.Stream())
		}
	}
	return needs
}

// admitDepot: the answer to the newest job, and what the clock says.
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

// decideDepot is what follows from a fact of a depot.
func (d *decision) decideDepot() {
	switch b := d.fact.Body.(type) {
	case *fact.StopChanged:
		d.stopChanged(b)
	case *fact.TourPlanned:
		d.planned(b)
	case *fact.TimerElapsed:
		d.morning()
	}
}

// depot is the balance of the depot whose stream the fact stands in, and the depot itself; nil when the Book
// has no such depot any more.
func (d *decision) depot() (*fact.DepotState, *tour.Depot) {
	return d.state.Balance(d.fact.Stream).State.(*fact.DepotState), d.rules.depotNamed(shipping.DepotID(d.fact.Stream.ID()))
}

// stopChanged: what stands in the depot waits for the morning; a plan that a buyer upset is repaired.
func (d *decision) stopChanged(b *fact.StopChanged) {
	s, depot := d.depot()
	if depot == nil {
		return
	}
	if b.Why == tour.WhySlot {
		if job := depot.Repair(s, d.fact.Recorded, "slot of "+string(b.Stop.Parcel)); job != nil {
			d.say(d.fact.Stream, job)
		}
	}
	if tour.Busy(s) && len(s.Timers) == 0 {
		d.awaitMorning(depot, d.fact.Recorded)
	}
}

func (d *decision) awaitMorning(depot *tour.Depot, after time.Time) {
	d.say(d.fact.Stream, &fact.Awaited{Await: []fact.Timer{{Name: fact.TimerPlan, Due: depot.NextPlan(after)}}})
}

// morning: the tours of the day are asked for.
func (d *decision) morning() {
	s, depot := d.depot()
	if depot == nil {
		d.depotGone(s)
		return
	}
	if !tour.Busy(s) {
		return
	}
	if job := depot.Morning(s, d.fact.Recorded); job != nil {
		d.say(d.fact.Stream, job)
	}
	d.awaitMorning(depot, d.fact.Recorded)
}

// depotGone: the Book does not have the depot any more; what lies there is somebody's case.
func (d *decision) depotGone(s *fact.DepotState) {
	for _, k := range s.Stops {
		d.say(d.fact.Stream, &fact.StopEnded{Parcel: k.Parcel, Why: tour.RuleGone})
		d.tourCase(fact.ParcelIn(d.state, k.Parcel), k.Parcel, fact.Reason{Desk: fact.TourDesk, Rule: tour.RuleGone, About: d.fact.Stream.ID()})
	}
}

// planned: each parcel is told when the driver comes, if that is news, or why none does today.
func (d *decision) planned(b *fact.TourPlanned) {
	s, depot := d.depot()
	if depot == nil {
		return
	}
	for _, t := range b.Tours {
		for _, v := range t.Visits {
			stop, there := s.Stop(v.Parcel)
			if p := fact.ParcelIn(d.state, v.Parcel); there && !tour.Within(p.Slot, v.Arrives) {
				d.say(v.Parcel.Stream(), &fact.TourScheduled{Depot: depot.ID, Date: b.Date, Vehicle: t.Vehicle, Slot: tour.Told(v.Arrives, stop.Slot)})
			}
		}
	}
	for _, why := range b.Left {
		d.leftOut(s, depot, b.Date, why)
	}
}

// leftOut: a parcel that is on no tour is told so; after two such mornings it is somebody's case.
func (d *decision) leftOut(s *fact.DepotState, depot *tour.Depot, day shipping.Date, why fact.Reason) {
	id := shipping.ParcelID(why.About)
	stop, there := s.Stop(id)
	if !there {
		return
	}
	d.say(id.Stream(), &fact.TourScheduled{Depot: depot.ID, Date: day, Why: []fact.Reason{why}})
	if stop.Missed >= tour.MostMissed {
		d.tourCase(fact.ParcelIn(d.state, id), id, fact.Reason{Desk: fact.TourDesk, Rule: tour.RuleMissed, Limit: tour.MostMissed, Actual: stop.Missed})
	}
}
