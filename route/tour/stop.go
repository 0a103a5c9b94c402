package tour

import (
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Why a stop changed.
const (
	WhyArrived   = "arrived"   // at the depot
	WhyLoaded    = "loaded"    // the driver has it
	WhyFailed    = "failed"    // nobody took it
	WhyDeposited = "deposited" // it waits for the addressee
	WhySlot      = "slot"      // the buyer asked for another window
)

// How often a door is tried before the parcel goes to a locker, how often at all before somebody
// must look, and on how many mornings in a row no tour may have room for it.
const (
	triesAtDoor = 2
	MostTries   = 4
	MostMissed  = 2
)

// Busy reports whether a depot has parcels that are still to be delivered.
func Busy(s *fact.DepotState) bool {
	return slices.ContainsFunc(s.Stops, func(k fact.Stop) bool { return k.Stage != fact.StopPickup })
}

// Arrived makes a stop of a parcel that came to the depot.
func (d *Depot) Arrived(id shipping.ParcelID, p *fact.ParcelState, at time.Time) fact.Stop {
	return fact.Stop{
		Parcel: id, Waybill: p.Booking.Waybill, Stage: fact.StopWaiting, At: d.Position(p.Plan.Ship), Weight: p.Plan.Weight,
		Slot: p.Wanted, Since: at,
	}
}

// Loaded: the driver has it.
func Loaded(k fact.Stop, at time.Time) fact.Stop {
	k.Stage, k.Since = fact.StopOut, at
	return k
}

// Back: it lies in the depot again.
func Back(k fact.Stop, at time.Time) fact.Stop {
	k.Stage, k.Vehicle, k.Since = fact.StopWaiting, "", at
	return k
}

// Deposited: it waits for the addressee.
func Deposited(k fact.Stop, at time.Time) fact.Stop {
	k.Stage, k.Vehicle, k.Since = fact.StopPickup, "", at
	return k
}

// Failed: nobody took it. It comes back for another day; after the second time at the door it goes
// to the nearest locker with room for it, and from a locker that did not take it back to the door.
func (d *Depot) Failed(s *fact.DepotState, k fact.Stop, plan *fact.ParcelPlan, at time.Time) fact.Stop {
	k = Back(k, at)
	k.Tries++
	if k.Locker != "" {
		k.Locker, k.Size, k.At = "", 0, d.Position(plan.Ship)
		return k
	}
	if k.Tries < triesAtDoor {
		return k
	}
	if l, size, ok := d.chooseLocker(s, k, plan.Size); ok {
		k.Locker, k.Size, k.At, k.Slot = l.ID, size, l.Position, shipping.Window{}
	}
	return k
}

// Wished: the buyer asks for another window. One that has no part in today's shift takes the parcel
// off today's tours.
func (d *Depot) Wished(k fact.Stop, slot shipping.Window, at time.Time) fact.Stop {
	k.Slot = slot
	if hours := d.Hours(at); !slot.From.Before(hours.To) && k.Stage != fact.StopPickup {
		k = Back(k, at)
	}
	return k
}

// Told is the window that a buyer is told when the driver is to come at an instant: half an hour
// before to an hour after, within what the buyer asked for.
func Told(arrives time.Time, slot shipping.Window) shipping.Window {
	w := shipping.Window{From: arrives.Add(-30 * time.Minute), To: arrives.Add(time.Hour)}
	if Within(slot, arrives) {
		return clip(w, slot)
	}
	return w
}

// Within reports whether an instant lies in a window, its ends included; the zero window holds none.
func Within(w shipping.Window, at time.Time) bool {
	return w != (shipping.Window{}) && !at.Before(w.From) && !at.After(w.To)
}

// clip is the part of a window that lies in another.
func clip(w, in shipping.Window) shipping.Window {
	if w.From.Before(in.From) {
		w.From = in.From
	}
	if w.To.After(in.To) {
		w.To = in.To
	}
	return w
}
