package fact

import (
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Facts of a depot's stream, and those that tell a parcel of its tour.
type (
	// StopChanged: a parcel of the depot stands so now; a new one joins at the end.
	StopChanged struct {
		Stop Stop   `json:"stop"`
		Why  string `json:"why"` // "arrived", "loaded", "failed", "deposited", "slot"
	}
	// StopEnded: the depot has nothing more to do with the parcel.
	StopEnded struct {
		Parcel shipping.ParcelID `json:"parcel"`
		Why    string            `json:"why"` // the parcel's status
	}
	// TourRequested is the job that the tours of a day are planned, or repaired.
	TourRequested struct {
		Depot    shipping.DepotID    `json:"depot"`
		Date     shipping.Date       `json:"date"`
		Revision int64               `json:"revision"` // 1 in the morning, more for each repair
		Why      string              `json:"why"`
		Parcels  []shipping.ParcelID `json:"parcels"` // that the plan is about
	}
	// TourPlanned: the planner's answer.
	TourPlanned struct {
		Date     shipping.Date  `json:"date"`
		Revision int64          `json:"revision"`
		Tours    []Tour         `json:"tours"`
		Left     []Reason       `json:"left,omitempty"` // About names the parcel, Rule says why it is on no tour
		Cost     shipping.Money `json:"cost"`
	}
	// TourScheduled tells a parcel when the driver comes, or why none does today.
	TourScheduled struct {
		Depot   shipping.DepotID `json:"depot"`
		Date    shipping.Date    `json:"date"`
		Vehicle string           `json:"vehicle"` // empty: none
		Slot    shipping.Window  `json:"slot"`
		Why     []Reason         `json:"why,omitempty"`
	}
	// SlotChanged: the buyer asks for another delivery window. It comes from outside.
	SlotChanged struct {
		Slot shipping.Window `json:"slot"`
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
	Vehicle string            `json:"vehicle"`
	Starts  shipping.Position `json:"starts"` // the depot, or for a repair where it called last
	Leaves  time.Time         `json:"leaves"`
	Returns time.Time         `json:"returns"`
	Metres  int64             `json:"metres"`
	Visits  []TourVisit       `json:"visits"`
}

// TourVisit is one stop of a tour.
type TourVisit struct {
	Parcel  shipping.ParcelID `json:"parcel"`
	At      shipping.Position `json:"position"`
	Arrives time.Time         `json:"arrives"`
}

// Partner is the planner of routes.
func (b *TourRequested) Partner() string { return "route" }

func (b *StopChanged) Form(c *coder.Coder) { codeStop(c, &b.Stop); coder.Text(c, &b.Why) }

func (b *StopEnded) Form(c *coder.Coder) { coder.Text(c, &b.Parcel); coder.Text(c, &b.Why) }

func (b *TourRequested) Form(c *coder.Coder) {
	coder.Pair(c, &b.Depot, &b.Date)
	coder.Num(c, &b.Revision)
	coder.Text(c, &b.Why)
	coder.Texts(c, &b.Parcels)
}

func (b *TourPlanned) Form(c *coder.Coder) {
	coder.Text(c, &b.Date)
	coder.Num(c, &b.Revision)
	coder.List(c, &b.Tours, codeTour)
	codeReasons(c, &b.Left, 2)
	c.Money(&b.Cost)
}

func (b *TourScheduled) Form(c *coder.Coder) {
	coder.Pair(c, &b.Depot, &b.Date)
	coder.Text(c, &b.Vehicle)
	coder.Window(c, &b.Slot)
	codeReasons(c, &b.Why, 2)
}

func (b *SlotChanged) Form(c *coder.Coder) { coder.Window(c, &b.Slot) }

func (b *LockerChosen) Form(c *coder.Coder) {
	coder.Text(c, &b.Locker)
	coder.Nums(c, &b.Size, &b.Tries)
}

func codeTour(c *coder.Coder, t *Tour) {
	coder.Text(c, &t.Vehicle)
	coder.Position(c, &t.Starts)
	c.Time(&t.Leaves)
	c.Time(&t.Returns)
	coder.Num(c, &t.Metres)
	coder.List(c, &t.Visits, func(c *coder.Coder, v *TourVisit) {
		coder.Text(c, &v.Parcel)
		coder.Position(c, &v.At)
		c.Time(&v.Arrives)
	})
}
