// Package route plans the last mile: which vehicle calls at which stops, in
// which order and when, at the least cost.
//
// A Problem is a plain value that nothing here changes. Solve answers with a
// Solution whose every route keeps every rule of the problem; what does not fit
// is listed as unassigned with a reason. The package route/check verifies
// solutions without any of this package's code.
//
// Times are whole seconds on any axis the caller likes (seconds of the day, Unix
// time), distances whole metres, both counted from matrices by place.
package route

import "math"

// Nowhere is the start or end of a vehicle whose route may begin or finish at any stop.
const Nowhere = -1

// Unreachable is the matrix entry between two places that no road joins.
const Unreachable = math.MaxInt32

// Never is later than any instant of a plan: the close of a window that stays open.
const Never = int64(1) << 40

// Problem is one day of work: what is to be visited, by whom, over which roads.
// The zero value is a day without work.
type Problem struct {
	Stops    []Stop
	Pairs    []Pair
	Vehicles []Vehicle
	Lockers  []Locker
	// Matrices holds the roads, one matrix per profile; all have the same size.
	Matrices []Matrix
}

// Stop is one visit: a delivery, a return collected on the way, or one end of a Pair.
type Stop struct {
	// Place is the row and column of the matrices.
	Place int
	// Delivery is loaded at the start of the route and handed over here.
	Delivery []int64
	// Pickup is collected here and brought back to the end of the route.
	Pickup []int64
	// Setup is spent on arrival at another place than that of the stop before.
	Setup Duration
	// Service is spent at every stop.
	Service Duration
	// Windows are the slots in which setup may begin, ends included, in order
	// and apart from each other. None means any time.
	Windows []Window
	// Skills must all be held by the vehicle.
	Skills []int
	// Priority, 0 to 100: when not all can be served, the sum over the served is made highest.
	Priority int
}

// Duration is a time in seconds that may differ by type of vehicle.
type Duration struct {
	Base   int64
	ByType map[string]int64
}

// For answers with the seconds for a vehicle of the given type.
func (d Duration) For(vehicleType string) int64 {
	if s, ok := d.ByType[vehicleType]; ok {
		return s
	}
	return d.Base
}

// Window is a slot of time in seconds; both ends belong to it.
type Window struct{ Open, Close int64 }

// Pair is goods that the same vehicle picks up at one stop and hands over at a later one.
// Both stops are indexes into Problem.Stops.
type Pair struct {
	Pickup, Delivery int
	// Amount is on board between the two.
	Amount []int64
}

// Vehicle is one vehicle with its driver, for one route at most.
type Vehicle struct {
	// Profile is the index of the vehicle's matrix.
	Profile int
	// Type chooses among setup and service times.
	Type string
	// Start and End are places, or Nowhere; not both may be Nowhere.
	Start, End int
	// Capacity bounds the load at every moment. A dimension not given is without bound.
	Capacity []int64
	Costs    Costs
	Skills   []int
	// Shift bounds departure and return; nil is any time from 0 on.
	Shift *Window
	// Breaks must all be taken, in the order of their windows, if the vehicle is used.
	Breaks []Break
	// Speed is a percentage: matrix times are divided by it. Zero counts as 100.
	Speed int
	// Traffic slows or quickens travel by hour of day; nil is even flow.
	Traffic *Traffic
	Limits  Limits
}

// Costs is what a vehicle costs, in any unit (minor units of one currency, or seconds).
// The zero value stands for one unit per second of travel.
type Costs struct {
	// Fixed is paid once if the vehicle is used.
	Fixed int64
	// PerHour is paid for travel time, PerTaskHour for setup and service; waiting and breaks are free.
	PerHour, PerTaskHour int64
	// PerKm is paid for distance; the matrix must have distances then.
	PerKm int64
}

// Limits bound one route; zero is no bound.
type Limits struct {
	// Stops counts visits, Travel is seconds of driving, Distance metres.
	Stops            int
	Travel, Distance int64
}

// Break is a rest that the driver takes between two stops or on the way.
type Break struct {
	// Windows are the slots in which the rest may begin; none means any time.
	Windows []Window
	Service int64
	// MaxLoad bounds the load on board during the rest; nil is no bound.
	MaxLoad []int64
}

// Traffic is the speed of travel by hour of day, in percent of the matrix's.
// In an hour of f percent one second of driving covers f/100 seconds of the matrix;
// arrival is rounded up to the whole second.
type Traffic struct {
	SpeedByHour [24]int
	// Midnight is any instant at which a day begins, on the problem's axis of time.
	Midnight int64
}

// Locker is a parcel locker or pickup point with a number of compartments.
type Locker struct {
	// Compartments counts the free compartments by size, smallest size first.
	Compartments []int
	// Hours are the opening hours: a deposit happens within one of them and within
	// the stop's own windows. None means always open.
	Hours []Window
	// Deposits are the stops that put a parcel in here.
	Deposits []Deposit
}

// Deposit is a parcel that needs a compartment of its size or a larger one.
type Deposit struct{ Stop, Size int }

// Matrix is travel between all places for one profile, row by row.
type Matrix struct {
	// Size is the number of places.
	Size int
	// Durations are seconds. Distances, metres, may be nil when nothing asks for them.
	Durations, Distances []int32
	// Costs, if given, replaces PerHour and PerKm as the cost of driving.
	Costs []int32
}

// Point is a position on the earth in degrees.
type Point struct{ Lon, Lat float64 }
