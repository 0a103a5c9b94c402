package history

import (
	"crosslane/shipping"
)

// Place is where something happened, as far as it was said.
type Place struct {
	City     string           `json:"city,omitempty"`
	Region   string           `json:"region,omitempty"`
	Postcode string           `json:"postcode,omitempty"`
	Country  shipping.Country `json:"country,omitempty"`
	Locode   string           `json:"locode,omitempty"` // UN/LOCODE
	IATA     string           `json:"iata,omitempty"`   // of a city or airport, or the carrier's code in that form
	Facility string           `json:"facility,omitempty"`
}

// Direction is which way a parcel went.
type Direction string

// The directions.
const (
	Out  Direction = "out"
	Back Direction = "return"
)

// Event is one thing that a carrier told.
type Event struct {
	When    Moment
	Meaning Meaning
	// Reason is why, in one of the words of reason_table.go; empty where it was not said.
	Reason string
	Place  Place
	Code   string // the carrier's own, as it came
	Text   string
	// Returning: the carrier said itself that this was on the way back.
	Returning bool
	// Withdraws: the carrier took back with this what it had told before.
	Withdraws bool
	Withdrawn bool
	// Number and Carrier of the leg, where it is another than the one that was asked for.
	Number, Carrier string

	// What follows, set by Told.

	Milestone shipping.Milestone
	Direction Direction
}

// Problem is what could not be understood, or what the carrier itself says went wrong.
type Problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// The codes of problems.
const (
	NotFound   = "not_found"  // the carrier knows no such number, or nothing of it yet
	Refused    = "refused"    // the carrier answered, and said no: its own code and words stand in the message
	Unreadable = "unreadable" // the answer, or a part of it
	Unmapped   = "unmapped"   // a code that is in no table
	NoTime     = "no_time"    // an event without a time that can be read
	Contrary   = "contrary"   // what was told does not go together
)

// Estimate is when the carrier expects to deliver. The zero value: it does not say.
type Estimate struct {
	From Moment `json:"from,omitzero"`
	To   Moment `json:"to,omitzero"`
}

// Known reports whether the carrier said anything.
func (e Estimate) Known() bool { return e.From.Precision != Unsaid || e.To.Precision != Unsaid }

// History is what a carrier told of one parcel under a number. One number may have had several parcels.
type History struct {
	Number string
	// Also are other numbers by which the carrier knows the same parcel.
	Also []string
	// Unique tells parcels apart that had the same number one after another; empty where the carrier does not.
	Unique              string
	Origin, Destination shipping.Country // empty where they were not said
	Events              []Event          // as they came
	// NewestFirst is how this carrier lists events, for those whose times say nothing of it.
	NewestFirst bool
	// Coarse: one code stands for many things, so that words tell events apart too.
	Coarse   bool
	Estimate Estimate
	// Onward are the numbers under which other carriers have the parcel: the last mile's, the master air waybill's.
	Onward   []Leg
	Problems []Problem
}

// Leg is a part of the way under a number of its own.
type Leg struct {
	Carrier string `json:"carrier,omitempty"` // as it was named
	Number  string `json:"number"`
}

// Problem notes what could not be understood.
func (h *History) Problem(code, message string) {
	h.Problems = append(h.Problems, Problem{code, message})
}
