package tour

import (
	"cmp"
	"slices"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// Morning asks for the day's tours. Nil when there is nothing to deliver, or the shift is over.
func (d *Depot) Morning(s *fact.DepotState, now time.Time) *fact.TourRequested {
	w := d.workload(s, now, 1)
	if w == nil || len(w.stops) == 0 {
		return nil
	}
	return w.request("morning")
}

// Repair asks for the present plan to be mended; nil when there is none to mend.
func (d *Depot) Repair(s *fact.DepotState, now time.Time, why string) *fact.TourRequested {
	if s.Date != d.Date(now) {
		return nil
	}
	w := d.workload(s, now, s.Revision+1)
	if w == nil {
		return nil
	}
	return w.request(why)
}

// workload is what is to be planned at an instant: all that the planner needs.
type workload struct {
	depot    *Depot
	date     shipping.Date
	revision int64
	vehicles []vehicle
	stops    []stop // by parcel, so that the plan does not depend on who came first
	lockers  []locker
}

// vehicle is one of the depot's: in the morning at the depot, for a repair where it called last.
type vehicle struct {
	*book.Vehicle
	at      shipping.Position
	hours   shipping.Window
	present []shipping.ParcelID // what is left of its tour, for a repair to begin with
}

// stop is a parcel for the rest of the day.
type stop struct {
	*fact.Stop
	slot    shipping.Window // zero: any time
	aboard  bool            // of its vehicle, and of no other
	urgency int             // 0 to 100
}

// locker is one of the depot's on a day.
type locker struct {
	id    string
	free  []int64 // compartments by size
	hours shipping.Window
}

// workload gathers it; nil when the shift is over.
func (d *Depot) workload(s *fact.DepotState, now time.Time, revision int64) *workload {
	hours := d.Hours(now)
	out := revision > 1 && now.After(hours.From) // the drivers are on their way
	if now.After(hours.From) {
		hours.From = now.In(d.zone).Truncate(time.Second)
	}
	if !hours.From.Before(hours.To) {
		return nil
	}
	w := &workload{depot: d, date: d.Date(now), revision: revision}
	for i := range s.Stops {
		if k, ok := today(&s.Stops[i], hours, out); ok {
			w.stops = append(w.stops, k)
		}
	}
	slices.SortFunc(w.stops, func(a, b stop) int { return cmp.Compare(a.Parcel, b.Parcel) })
	for i := range d.Vehicles {
		v := vehicle{Vehicle: &d.Vehicles[i], at: d.Depot.Position, hours: hours}
		if revision > 1 {
			v.resume(s, now, out)
		}
		w.vehicles = append(w.vehicles, v)
	}
	for i := range d.Lockers {
		l := &d.Lockers[i]
		open := shipping.Window{From: d.hour(now, 0, l.Opens), To: d.hour(now, 0, l.Closes)}
		w.lockers = append(w.lockers, locker{l.ID, free(l, s, false), open})
	}
	return w
}

func (w *workload) request(why string) *fact.TourRequested {
	r := &fact.TourRequested{Depot: w.depot.ID, Date: w.date, Revision: w.revision, Why: why}
	for _, k := range w.stops {
		r.Parcels = append(r.Parcels, k.Parcel)
	}
	return r
}

// today tells what of a stop is to be planned in the rest of a shift. Once the drivers are out, each
// delivers what it has on board; what came to the depot since waits for the morning.
func today(k *fact.Stop, hours shipping.Window, out bool) (stop, bool) {
	if k.Stage == fact.StopPickup || out && k.Vehicle == "" {
		return stop{}, false
	}
	s := stop{Stop: k, aboard: out, urgency: int(min(100, 20*k.Missed+10*k.Tries))}
	if k.Slot.To.After(hours.From) { // one that is past binds nobody any more
		if !k.Slot.From.Before(hours.To) {
			return s, false
		}
		s.slot = clip(k.Slot, hours)
	}
	return s, true
}

// resume tells what is left of a vehicle's tour, and where it called last.
func (v *vehicle) resume(s *fact.DepotState, now time.Time, out bool) {
	for i := range s.Tours {
		t := &s.Tours[i]
		if t.Vehicle != v.ID {
			continue
		}
		if out {
			v.at = t.Starts
		}
		for _, visit := range t.Visits {
			k, open := s.Stop(visit.Parcel)
			switch {
			case k.Vehicle == t.Vehicle && k.Slot.To.After(now) && !Within(k.Slot, visit.Arrives):
				// It is to be put in anew.
			case k.Vehicle == t.Vehicle:
				v.present = append(v.present, visit.Parcel)
			case out && (!open || !visit.Arrives.After(now)):
				v.at = visit.At
			}
		}
	}
}
