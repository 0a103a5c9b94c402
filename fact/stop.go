package fact

import (
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// StopStage is where a parcel of a depot is.
type StopStage string

// The stages of a stop.
const (
	StopWaiting StopStage = "waiting" // in the depot, for the next morning
	StopPlanned StopStage = "planned" // in the day's plan
	StopOut     StopStage = "out"     // with the driver
	StopPickup  StopStage = "pickup"  // waits for the addressee in a locker or at the counter
)

// Stop is a parcel that a depot has to deliver.
type Stop struct {
	Parcel  shipping.ParcelID `json:"parcel"`
	Waybill string            `json:"waybill"`
	Stage   StopStage         `json:"stage"`
	At      shipping.Position `json:"position"` // of the door, or of the locker
	Weight  shipping.Grams    `json:"weight"`
	// Slot is the window that the buyer asked for; zero: any.
	Slot shipping.Window `json:"slot,omitzero"`
	// Locker is where the parcel is redirected to; empty: to the door. Size is its compartment
	// there, counted from 0.
	Locker string `json:"locker,omitempty"`
	Size   int64  `json:"size,omitempty"`
	Tries  int64  `json:"tries,omitempty"`  // failed attempts
	Missed int64  `json:"missed,omitempty"` // mornings in a row on which no tour had room for it
	// Vehicle has it on its tour; empty: none.
	Vehicle string    `json:"vehicle,omitempty"`
	Since   time.Time `json:"since"` // of the stage
}

func codeStop(c *coder.Coder, s *Stop) {
	coder.Pair(c, &s.Parcel, &s.Waybill)
	coder.Text(c, &s.Stage)
	coder.Position(c, &s.At)
	coder.Num(c, &s.Weight)
	coder.Window(c, &s.Slot)
	coder.Text(c, &s.Locker)
	coder.Nums(c, &s.Size, &s.Tries)
	coder.Num(c, &s.Missed)
	coder.Text(c, &s.Vehicle)
	c.Time(&s.Since)
}
