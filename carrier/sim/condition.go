package sim

import (
	"fmt"
	"time"

	"crosslane/book"
	"crosslane/shipping"
)

// Capacity is what the network of a channel takes. Zero: as much as comes.
type Capacity struct {
	// PerDay is how many parcels the linehaul takes in 24 hours, a share of them at each full hour; of a
	// channel that crosses no border, how many leave the origin hub.
	PerDay int64 `json:"per_day" yaml:"per_day"`
	// Hub is how many parcels may wait at the origin hub, besides those that are handled there at PerDay.
	// While it is full nothing is collected: the others stay at the seller's, booked and not picked up.
	// Zero: the hub has room for all. Without PerDay nothing waits, and Hub means nothing.
	Hub int64 `json:"hub,omitempty" yaml:"hub,omitempty"`
}

// Where says which parcels a condition touches: those that meet every list that is not empty. The zero
// value touches all.
type Where struct {
	Carriers  []shipping.CarrierID `json:"carriers,omitempty" yaml:"carriers,omitempty"`
	Channels  []shipping.ChannelID `json:"channels,omitempty" yaml:"channels,omitempty"`
	Kinds     []book.ChannelKind   `json:"kinds,omitempty" yaml:"kinds,omitempty"`
	Capacity  []book.Capacity      `json:"capacity,omitempty" yaml:"capacity,omitempty"`   // belly, freighter
	Countries []shipping.Country   `json:"countries,omitempty" yaml:"countries,omitempty"` // of the addressee
	Origins   []shipping.Country   `json:"origins,omitempty" yaml:"origins,omitempty"`     // of the warehouse
	// Ports are UN/LOCODEs. A parcel of a channel that clears at several ports goes through one of them.
	Ports []string `json:"ports,omitempty" yaml:"ports,omitempty"`
}

// Condition is something that is not as usual for a while: a strike, a closed border, bad weather, an outage.
// Several may hold at once; then everything that they say holds: slowness and capacity multiply, of the rates
// the condition decides that began last.
type Condition struct {
	Name  string    `json:"name,omitempty" yaml:"name,omitempty"`
	From  time.Time `json:"from" yaml:"from"`
	Until time.Time `json:"until" yaml:"until"` // the first instant at which it no longer holds
	Where Where     `json:"where,omitzero" yaml:"where,omitempty"`

	// Slow is how long the legs take that parcels enter meanwhile, in per cent of the usual. Zero: 100.
	Slow int64 `json:"slow,omitempty" yaml:"slow,omitempty"`
	// CapacityShare is what is left of the capacity of the channels touched, in per cent. Zero: 100; for
	// nothing at all say NoDeparture. It concerns a channel as a whole that the condition touches in any part,
	// and only one with a capacity.
	CapacityShare int64 `json:"capacity_share,omitempty" yaml:"capacity_share,omitempty"`
	NoDeparture   bool  `json:"no_departure,omitempty" yaml:"no_departure,omitempty"`
	// NoArrival keeps parcels outside the destination country, NoClearance in its import customs. What
	// waited is worked off in order afterwards, five times as fast as it came.
	NoArrival   bool `json:"no_arrival,omitempty" yaml:"no_arrival,omitempty"`
	NoClearance bool `json:"no_clearance,omitempty" yaml:"no_clearance,omitempty"`
	// Embargo refuses bookings with the code EMBARGO; what is not collected is not, what has not departed stays.
	Embargo bool `json:"embargo,omitempty" yaml:"embargo,omitempty"`
	// Down lets every request fail with "503" to a carrier that sells some channel touched.
	Down bool `json:"down,omitempty" yaml:"down,omitempty"`
	// Skew is by how many minutes the times in its events are wrong; before zero they are too early.
	Skew int64 `json:"skew,omitempty" yaml:"skew,omitempty"`

	// Rates in thousandths instead of the ordinary ones, zero: the ordinary ones. Refuse is for bookings made
	// meanwhile, Lose and Damage for parcels that depart, Hold for those that arrive in the destination country,
	// Return for those that are brought to the door.
	Refuse int64 `json:"refuse,omitempty" yaml:"refuse,omitempty"`
	Lose   int64 `json:"lose,omitempty" yaml:"lose,omitempty"`
	Damage int64 `json:"damage,omitempty" yaml:"damage,omitempty"`
	Hold   int64 `json:"hold,omitempty" yaml:"hold,omitempty"`
	Return int64 `json:"return,omitempty" yaml:"return,omitempty"`

	Faults Faults `json:"faults,omitzero" yaml:"faults,omitempty"` // where they are more than the carrier's own
}

// Check finds the first mistake in a list of conditions; its field is a path below "conditions".
func Check(list []Condition) error {
	for i := range list {
		if field, problem := list[i].problem(); field != "" {
			return shipping.BadField(fmt.Sprintf("conditions[%d].%s", i, field), problem, "")
		}
	}
	return nil
}

func (c *Condition) problem() (field, problem string) {
	f := &c.Faults
	switch {
	case c.From.IsZero():
		return "from", "a condition must say since when it holds"
	case !c.Until.After(c.From):
		return "until", "a condition must end after it begins"
	case c.Slow < 0 || c.Slow > 10_000:
		return "slow", "slowness is 1 to 10000 per cent"
	case c.CapacityShare < 0 || c.CapacityShare > 10_000:
		return "capacity_share", "a share of the capacity is 1 to 10000 per cent; for nothing at all, say no_departure"
	case c.Skew < -24*60 || c.Skew > 24*60:
		return "skew", "a clock is wrong by at most 1440 minutes"
	}
	for _, r := range []struct {
		field string
		rate  int64
	}{
		{"refuse", c.Refuse}, {"lose", c.Lose}, {"damage", c.Damage}, {"hold", c.Hold}, {"return", c.Return},
		{"faults.drop_answer", f.DropAnswer}, {"faults.busy", f.Busy}, {"faults.duplicate", f.Duplicate},
		{"faults.late", f.Late}, {"faults.malformed", f.Malformed}, {"faults.unknown", f.Unknown},
	} {
		if r.rate < 0 || r.rate > 1000 {
			return r.field, "a rate is 0 to 1000 thousandths"
		}
	}
	return "", ""
}
