package fact

import (
	"slices"
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// DepotState is the balance of a depot: its parcels, and the tours of the day.
type DepotState struct {
	Stops []Stop `json:"stops,omitempty"` // in the order in which they came
	// Date and Revision name the newest plan that was asked for; Asked while no answer came.
	Date     shipping.Date `json:"date,omitempty"`
	Revision int64         `json:"revision,omitempty"`
	Asked    bool          `json:"asked,omitempty"`
	Tours    []Tour        `json:"tours,omitempty"`
	Timers   []Timer       `json:"timers,omitempty"`
}

// Stop finds a parcel of the depot.
func (s *DepotState) Stop(id shipping.ParcelID) (Stop, bool) {
	if i := s.index(id); i >= 0 {
		return s.Stops[i], true
	}
	return Stop{}, false
}

func (s *DepotState) index(id shipping.ParcelID) int {
	return slices.IndexFunc(s.Stops, func(k Stop) bool { return k.Parcel == id })
}

// Apply folds a fact of the depot's stream in.
func (s *DepotState) Apply(f *Fact) {
	s.Stops = slices.Clone(s.Stops)
	switch b := f.Body.(type) {
	case *StopChanged:
		if i := s.index(b.Stop.Parcel); i >= 0 {
			s.Stops[i] = b.Stop
		} else {
			s.Stops = append(s.Stops, b.Stop)
		}
	case *StopEnded:
		s.Stops = slices.DeleteFunc(s.Stops, func(k Stop) bool { return k.Parcel == b.Parcel })
	case *Awaited:
		s.Timers = b.Await
	case *TimerElapsed:
		s.Timers = slices.DeleteFunc(slices.Clone(s.Timers), func(t Timer) bool { return t.Name == b.Timer.Name })
	case *TourRequested:
		s.requested(b, f.At)
	case *TourPlanned:
		s.planned(b, f.At)
	}
}

// requested begins a new plan. In the morning whatever was left of yesterday's is back in the depot.
func (s *DepotState) requested(b *TourRequested, at time.Time) {
	s.Date, s.Revision, s.Asked = b.Date, b.Revision, true
	if b.Revision > 1 {
		return
	}
	s.Tours = nil
	for i := range s.Stops {
		if k := &s.Stops[i]; k.Stage == StopPlanned || k.Stage == StopOut {
			k.Stage, k.Vehicle, k.Since = StopWaiting, "", at
		}
	}
}

// planned puts the stops on their tours. One that is on none waits, and in the morning that counts.
func (s *DepotState) planned(b *TourPlanned, at time.Time) {
	s.Asked, s.Tours = false, b.Tours
	for _, t := range b.Tours {
		for _, v := range t.Visits {
			if i := s.index(v.Parcel); i >= 0 {
				k := &s.Stops[i]
				k.Vehicle, k.Missed = t.Vehicle, 0
				if k.Stage == StopWaiting {
					k.Stage, k.Since = StopPlanned, at
				}
			}
		}
	}
	for _, why := range b.Left {
		if i := s.index(shipping.ParcelID(why.About)); i >= 0 {
			k := &s.Stops[i]
			if k.Vehicle = ""; k.Stage != StopPickup {
				k.Stage, k.Since = StopWaiting, at
			}
			if b.Revision == 1 {
				k.Missed++
			}
		}
	}
}

// Due is when the first timer falls due.
func (s *DepotState) Due() time.Time { return firstDue(s.Timers) }

// DueTimers lists the timers that are due at an instant.
func (s *DepotState) DueTimers(now time.Time) []Timer { return dueTimers(s.Timers, now) }

func (*DepotState) FormVersion() uint64 { return 5 }

func (s *DepotState) Form(c *coder.Coder) {
	coder.List(c, &s.Stops, codeStop)
	coder.Text(c, &s.Date)
	coder.Num(c, &s.Revision)
	c.Bool(&s.Asked)
	coder.List(c, &s.Tours, codeTour)
	coder.List(c, &s.Timers, codeTimer)
}
