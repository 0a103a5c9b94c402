// Package vroom speaks the JSON of VROOM (https://github.com/VROOM-Project/vroom,
// docs/API.md): a routing problem in, routes with their timetable out. Every
// documented key is honoured or refused with code 2; none is passed over.
//
// Keys beyond VROOM's: "lockers", a job's "locker" and "compartment", a vehicle's
// "traffic", and in the answer "reason" and "estimated".
package vroom

// input is the problem as it stands in the JSON.
type input struct {
	Jobs      []job               `json:"jobs"`
	Shipments []shipment          `json:"shipments"`
	Vehicles  []vehicle           `json:"vehicles"`
	Matrices  map[string]matrices `json:"matrices"`
	Matrix    [][]int64           `json:"matrix"`
	Lockers   []locker            `json:"lockers"`
	Options   wishes              `json:"options"`
}

type window [2]int64

// task is what jobs and the two ends of shipments have in common.
type task struct {
	ID             *int64           `json:"id"`
	Description    string           `json:"description"`
	Location       *[2]float64      `json:"location"`
	LocationIndex  *int64           `json:"location_index"`
	Setup          int64            `json:"setup"`
	Service        int64            `json:"service"`
	SetupPerType   map[string]int64 `json:"setup_per_type"`
	ServicePerType map[string]int64 `json:"service_per_type"`
	TimeWindows    []window         `json:"time_windows"`
}

type job struct {
	task
	Amount      []int64 `json:"amount"`
	Delivery    []int64 `json:"delivery"`
	Pickup      []int64 `json:"pickup"`
	Skills      []int   `json:"skills"`
	Priority    int     `json:"priority"`
	Locker      *int64  `json:"locker"`
	Compartment *int    `json:"compartment"`
}

type shipment struct {
	Pickup   *task   `json:"pickup"`
	Delivery *task   `json:"delivery"`
	Amount   []int64 `json:"amount"`
	Skills   []int   `json:"skills"`
	Priority int     `json:"priority"`
}

type vehicle struct {
	ID            *int64      `json:"id"`
	Profile       *string     `json:"profile"`
	Description   string      `json:"description"`
	Start         *[2]float64 `json:"start"`
	StartIndex    *int64      `json:"start_index"`
	End           *[2]float64 `json:"end"`
	EndIndex      *int64      `json:"end_index"`
	Capacity      []int64     `json:"capacity"`
	Costs         costs       `json:"costs"`
	Skills        []int       `json:"skills"`
	Type          string      `json:"type"`
	TimeWindow    *window     `json:"time_window"`
	Breaks        []rest      `json:"breaks"`
	SpeedFactor   *float64    `json:"speed_factor"`
	MaxTasks      *int        `json:"max_tasks"`
	MaxTravelTime *int64      `json:"max_travel_time"`
	MaxDistance   *int64      `json:"max_distance"`
	Steps         []wantStep  `json:"steps"`
	Traffic       *traffic    `json:"traffic"`
}

type costs struct {
	Fixed       int64  `json:"fixed"`
	PerHour     *int64 `json:"per_hour"`
	PerTaskHour int64  `json:"per_task_hour"`
	PerKm       int64  `json:"per_km"`
}

// rest is a break of a vehicle.
type rest struct {
	ID          *int64   `json:"id"`
	TimeWindows []window `json:"time_windows"`
	Service     int64    `json:"service"`
	Description string   `json:"description"`
	MaxLoad     []int64  `json:"max_load"`
}

// wantStep is one step of a route that the caller wants.
type wantStep struct {
	Type          string `json:"type"`
	ID            *int64 `json:"id"`
	ServiceAt     *int64 `json:"service_at"`
	ServiceAfter  *int64 `json:"service_after"`
	ServiceBefore *int64 `json:"service_before"`
}

// traffic is the speed by hour of day in percent; midnight is any instant at which
// a day begins, on the axis of the time windows.
type traffic struct {
	SpeedByHour [24]int `json:"speed_by_hour"`
	Midnight    int64   `json:"midnight"`
}

// locker is a parcel locker: free compartments by size, smallest first. Jobs with
// its id as "locker" need a compartment of their size ("compartment", counted from 0).
type locker struct {
	ID           *int64   `json:"id"`
	Compartments []int    `json:"compartments"`
	TimeWindows  []window `json:"time_windows"`
}

type matrices struct {
	Durations [][]int64 `json:"durations"`
	Distances [][]int64 `json:"distances"`
	Costs     [][]int64 `json:"costs"`
}

// wishes are the options of vroom-express: geometry, plan mode, threads,
// exploration 0 to 5, limit in seconds.
type wishes struct {
	Geometry *bool    `json:"g"`
	Plan     *bool    `json:"c"`
	Threads  *int     `json:"t"`
	Explore  *int     `json:"x"`
	Limit    *float64 `json:"l"`
}
