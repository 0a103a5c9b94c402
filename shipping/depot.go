package shipping

import "time"

// DepotID names a last-mile depot by a short word of the Book: "dui-city".
type DepotID string

// Stream answers with the stream of the depot's facts.
func (id DepotID) Stream() Stream { return Stream("depot:" + string(id)) }

// Position is a place on the earth in millionths of a degree. Positions of addressees are kept
// to a thousandth of a degree (about 100 m) and name nobody.
type Position struct {
	Lon int64 `json:"lon"`
	Lat int64 `json:"lat"`
}

// Depot is where the parcels of an own fleet lie before their last mile.
type Depot struct {
	ID   DepotID `json:"id"`
	Name string  `json:"name"`
	// Warehouse is the overseas warehouse that it stands beside; its zone is the depot's.
	Warehouse WarehouseID `json:"warehouse"`
	// Carrier is the own fleet: parcels booked with it from the warehouse are delivered by tours.
	Carrier  CarrierID `json:"carrier"`
	Position Position  `json:"position"`
	// Radius bounds the area that is delivered to, in metres.
	Radius int64 `json:"radius"`
	// Plans, Opens and Closes are hours of the local day: when the tours are planned, and the shift.
	Plans  int64 `json:"plans"`
	Opens  int64 `json:"opens"`
	Closes int64 `json:"closes"`
	// Service is how long a stop takes, in seconds.
	Service  int64     `json:"service"`
	Vehicles []Vehicle `json:"vehicles"`
	Lockers  []Locker  `json:"lockers,omitempty"`
}

// Vehicle is one van with its driver. Amounts are in minor units of the Book's base currency.
type Vehicle struct {
	ID      string `json:"id"`
	Parcels int64  `json:"parcels"` // that fit in
	Weight  Grams  `json:"weight"`  // that it carries
	Fixed   int64  `json:"fixed,omitempty"`
	PerHour int64  `json:"per_hour"`
	PerKm   int64  `json:"per_km"`
}

// Locker is a parcel locker or pickup point that tours call at.
type Locker struct {
	ID       string   `json:"id"`
	Position Position `json:"position"`
	// Compartments are its sizes, smallest first.
	Compartments []Compartment `json:"compartments"`
	Opens        int64         `json:"opens"` // hours of the local day
	Closes       int64         `json:"closes"`
}

// Compartment is one size of a locker's compartments.
type Compartment struct {
	Inner Dimensions `json:"inner"`
	Count int64      `json:"count"`
}

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
	Parcel  ParcelID  `json:"parcel"`
	Waybill string    `json:"waybill"`
	Stage   StopStage `json:"stage"`
	At      Position  `json:"position"` // of the door, or of the locker
	Weight  Grams     `json:"weight"`
	// Slot is the window that the buyer asked for; zero: any.
	Slot Window `json:"slot,omitzero"`
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
