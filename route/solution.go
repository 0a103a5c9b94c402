package route

// Solution is a plan in which every route keeps every rule of the problem.
type Solution struct {
	// Routes has one entry per vehicle used, in the order of Problem.Vehicles.
	Routes []Route
	// Unassigned lists the stops left out, in the order of Problem.Stops.
	Unassigned []Unassigned
	// Cost is the sum of the routes' costs.
	Cost int64
	// Iterations tells how many changes were tried.
	Iterations int
}

// Route is what one vehicle does.
type Route struct {
	// Vehicle is the index into Problem.Vehicles.
	Vehicle int
	// Visits begins with Depart and ends with Return.
	Visits []Visit
	// Cost is in the unit of the vehicle's Costs, rounded half up.
	Cost int64
}

// Act is what happens at a visit.
type Act uint8

// The acts of a route.
const (
	Depart Act = iota
	Serve
	Rest
	Return
)

// Visit is one step of a route.
type Visit struct {
	Act Act
	// Index is the stop when serving, the vehicle's break when resting.
	Index int
	// Arrival is when the vehicle is there, or, for a rest, when it stops driving.
	// Setup, service or the rest begin Wait seconds later.
	Arrival, Wait int64
	// Setup and Service are seconds spent; a rest counts as service.
	Setup, Service int64
	// Travel and Distance are seconds and metres driven since the start of the route.
	// During a rest on the way only the seconds count, the metres come with the next stop.
	Travel, Distance int64
	// Load is on board after the step.
	Load []int64
}

// Begin is when setup, service or the rest begin.
func (v Visit) Begin() int64 { return v.Arrival + v.Wait }

// Leave is when the vehicle drives on.
func (v Visit) Leave() int64 { return v.Arrival + v.Wait + v.Setup + v.Service }

// Unassigned is a stop that no route serves, and why.
type Unassigned struct {
	Stop   int
	Reason Reason
}

// Reason says why a stop was left out: what stands in its way on the vehicle that
// comes closest to serving it alone, or that there was no room beside the others.
type Reason string

// The reasons, from the furthest from being served to the nearest.
const (
	NoVehicle    Reason = "no_vehicle"  // there is no vehicle
	NoSkill      Reason = "skills"      // no vehicle holds the skills
	NoRoad       Reason = "unreachable" // no road leads there and back
	TooLarge     Reason = "capacity"    // larger than what any able vehicle carries
	OutOfHours   Reason = "time_window" // no able vehicle can be there in its hours and back in time
	BeyondLimits Reason = "limits"      // beyond the limits of stops, time or distance
	LockerFull   Reason = "locker_full" // the locker has no compartment left of that size
	NoRoom       Reason = "no_room"     // possible alone, but not beside what was assigned
)
