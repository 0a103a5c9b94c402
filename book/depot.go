package book

import "crosslane/shipping"

// Depot is where the parcels of an own fleet lie before their last mile.
type Depot struct {
	ID   shipping.DepotID `json:"id"`
	Name string           `json:"name"`
	// Warehouse is the overseas warehouse that it stands beside; its zone is the depot's.
	Warehouse shipping.WarehouseID `json:"warehouse"`
	// Carrier is the own fleet: parcels booked with it from the warehouse are delivered by tours.
	Carrier  shipping.CarrierID `json:"carrier"`
	Position shipping.Position  `json:"position"`
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
	ID      string         `json:"id"`
	Parcels int64          `json:"parcels"` // that fit in
	Weight  shipping.Grams `json:"weight"`  // that it carries
	Fixed   int64          `json:"fixed,omitempty"`
	PerHour int64          `json:"per_hour"`
	PerKm   int64          `json:"per_km"`
}

// Locker is a parcel locker or pickup point that tours call at.
type Locker struct {
	ID       string            `json:"id"`
	Position shipping.Position `json:"position"`
	// Compartments are its sizes, smallest first.
	Compartments []Compartment `json:"compartments"`
	Opens        int64         `json:"opens"` // hours of the local day
	Closes       int64         `json:"closes"`
}

// Compartment is one size of a locker's compartments.
type Compartment struct {
	Inner shipping.Dimensions `json:"inner"`
	Count int64               `json:"count"`
}
