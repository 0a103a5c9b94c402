package shipping

import "time"

// Facts of a depot's stream, and those that tell a parcel of its tour.
type (
	// StopChanged: a parcel of the depot stands so now; a new one joins at the end.
	StopChanged struct {
		Stop Stop   `json:"stop"`
		Why  string `json:"why"` // "arrived", "loaded", "failed", "deposited", "slot"
	}
	// StopEnded: the depot has nothing more to do with the parcel.
	StopEnded struct {
		Parcel ParcelID `json:"parcel"`
		Why    string   `json:"why"` // the parcel's status
	}
	// TourRequested is the wish that the tours of a day are planned, or repaired.
	TourRequested struct {
		Depot    DepotID    `json:"depot"`
		Date     Date       `json:"date"`
		Revision int64      `json:"revision"` // 1 in the morning, more for each repair
		Why      string     `json:"why"`
		Parcels  []ParcelID `json:"parcels"` // that the plan is about
	}
	// TourPlanned: the planner's answer.
	TourPlanned struct {
		Date     Date     `json:"date"`
		Revision int64    `json:"revision"`
		Tours    []Tour   `json:"tours"`
		Left     []Reason `json:"left,omitempty"` // About names the parcel, Rule says why it is on no tour
		Cost     Money    `json:"cost"`
	}
	// TourScheduled tells a parcel when the driver comes, or why none does today.
	TourScheduled struct {
		Depot   DepotID  `json:"depot"`
		Date    Date     `json:"date"`
		Vehicle string   `json:"vehicle"` // empty: none
		Slot    Window   `json:"slot"`
		Why     []Reason `json:"why,omitempty"`
	}
	// SlotChanged: the buyer asks for another delivery window. It comes from outside.
	SlotChanged struct {
		Slot Window `json:"slot"`
	}
	// LockerChosen: after failed attempts the parcel goes to a locker.
	LockerChosen struct {
		Locker string `json:"locker"`
		Size   int64  `json:"size"` // of the compartment, counted from 0
		Tries  int64  `json:"tries"`
	}
)

// Tour is what one vehicle does on one day.
type Tour struct {
	Vehicle string      `json:"vehicle"`
	Starts  Position    `json:"starts"` // the depot, or for a repair where it called last
	Leaves  time.Time   `json:"leaves"`
	Returns time.Time   `json:"returns"`
	Metres  int64       `json:"metres"`
	Visits  []TourVisit `json:"visits"`
}

// TourVisit is one stop of a tour.
type TourVisit struct {
	Parcel  ParcelID  `json:"parcel"`
	At      Position  `json:"position"`
	Arrives time.Time `json:"arrives"`
}

// Partner is the planner of routes.
func (b *TourRequested) Partner() string { return "route" }
