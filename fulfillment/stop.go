package fulfillment

import (
	"crosslane/fact"
	"crosslane/route/tour"
	"crosslane/shipping"
)

// stopOf finds a parcel at the depot of the own fleet that carries it; no depot when another carrier does.
func (d *decision) stopOf(p *fact.ParcelState, id shipping.ParcelID) (*tour.Depot, fact.Stop, bool) {
	depot := d.rules.depotOf(p)
	if depot == nil {
		return nil, fact.Stop{}, false
	}
	stop, there := fact.DepotIn(d.state, depot.ID).Stop(id)
	return depot, stop, there
}

// moveStop: what a step of an own-fleet parcel means to its depot.
func (d *decision) moveStop(p *fact.ParcelState, id shipping.ParcelID, b *fact.MilestoneReached) {
	depot, stop, there := d.stopOf(p, id)
	if depot == nil || p.Booking.Stage == fact.BookingOff { // one that was called off is a case already
		return
	}
	if b.Status.Final() || b.Status == shipping.Returning {
		d.endStop(p, id, string(b.Status))
		return
	}
	at := d.fact.At
	var why string
	if !there {
		stop = depot.Arrived(id, p, at)
	}
	switch b.Milestone {
	case shipping.AtDeliveryOffice:
		stop, why = tour.Back(stop, at), tour.WhyArrived
	case shipping.WithCourier:
		stop, why = tour.Loaded(stop, at), tour.WhyLoaded
	case shipping.AwaitingPickup:
		stop, why = tour.Deposited(stop, at), tour.WhyDeposited
	case shipping.DeliveryFailed, shipping.PickupExpired:
		stop, why = depot.Failed(fact.DepotIn(d.state, depot.ID), stop, &p.Plan, at), tour.WhyFailed
	default:
		return
	}
	d.say(depot.ID.Stream(), &fact.StopChanged{Stop: stop, Why: why}).At = at
	if why == tour.WhyFailed {
		d.triedAgain(p, id, &stop)
	}
}

// endStop: the depot has nothing more to do with a parcel.
func (d *decision) endStop(p *fact.ParcelState, id shipping.ParcelID, why string) {
	if depot, _, there := d.stopOf(p, id); there {
		d.say(depot.ID.Stream(), &fact.StopEnded{Parcel: id, Why: why}).At = d.fact.At
	}
}

// triedAgain: the parcel is told of its locker; one that nobody takes is somebody's case.
func (d *decision) triedAgain(p *fact.ParcelState, id shipping.ParcelID, stop *fact.Stop) {
	if stop.Locker != "" {
		d.say(d.fact.Stream, &fact.LockerChosen{Locker: stop.Locker, Size: stop.Size, Tries: stop.Tries})
	}
	if stop.Tries >= tour.MostTries {
		d.tourCase(p, id, fact.Reason{Desk: fact.TourDesk, Rule: tour.RuleTried, Limit: tour.MostTries, Actual: stop.Tries})
	}
}

// tourCase: the tours alone do not bring the parcel to its end; somebody must look.
func (d *decision) tourCase(p *fact.ParcelState, id shipping.ParcelID, why fact.Reason) {
	if p.Case == "" || !d.caseOpen(p.Case) {
		d.deviate(p, id, &fact.Deviated{What: fact.CaseTour, Why: []fact.Reason{why}, Await: p.Timers})
	}
}

// slotChanged: the buyer asks for another window; where the parcel is at its depot already, the depot is told.
func (d *decision) slotChanged(b *fact.SlotChanged) {
	p, id := d.parcel()
	if depot, stop, there := d.stopOf(p, id); there {
		d.say(depot.ID.Stream(), &fact.StopChanged{Stop: depot.Wished(stop, b.Slot, d.fact.Recorded), Why: tour.WhySlot})
	}
}
