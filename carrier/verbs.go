package carrier

import (
	"context"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// Booker takes parcels. The same key is the same booking, however often it is asked for. A carrier's
// no is an error of code Refused (see Refuse); a carrier that does not answer, or not in
// its own words, is Unavailable: then nothing is known and it is asked again with the same key.
type Booker interface {
	Book(ctx context.Context, r *Request) (*Confirmation, error)
}

// Canceller undoes bookings; undoing twice is undoing once. A carrier that will not is an error of code
// Refused, a number that it does not know NotFound, no answer Unavailable.
type Canceller interface {
	Cancel(ctx context.Context, c *Cancellation) error
}

// Connector is the way to one carrier.
type Connector interface {
	Booker
	Canceller
	// Simulated tells that no parcel is carried: the carrier exists only in the computer. Whoever
	// shows a booking of it says so.
	Simulated() bool
}

// Tracker tells what became of parcels.
type Tracker interface {
	// Changes answers with a part of what was reported since a cursor, oldest first; the empty cursor is
	// the beginning. The same cursor gives the same messages again. The connector bounds the part.
	Changes(ctx context.Context, cursor string) (*Batch, error)
	// Track answers with all that was reported about some parcels. Numbers that
	// the carrier does not know are left out.
	Track(ctx context.Context, waybills []string) ([]Message, error)
}

// Rater tells what a booking would cost, without booking. A carrier that would not take the parcel is Refused.
type Rater interface {
	Rate(ctx context.Context, r *Request) (shipping.Money, error)
}

// Manifester closes a list of parcels at the carrier's that are handed over together.
type Manifester interface {
	Manifest(ctx context.Context, l *Handover) (*Closing, error)
}

// Request asks a carrier to take a parcel.
type Request struct {
	Key     string // idempotency key: the identifier of the job
	Parcel  shipping.ParcelID
	Plan    fact.ParcelPlan
	Channel book.Channel
	From    book.Warehouse
	To      shipping.Address
	Order   string          // the storefront's number
	Piece   int             // the parcel's place among the Pieces of its shipment, from 1
	Pieces  int             // as far as they are planned
	Lines   []shipping.Line // what is in the parcel, for the customs description
	At      time.Time       // when it is asked
	// NotBooked is when somebody said, having looked, that the carrier has no booking under the key. Zero: nobody did.
	NotBooked time.Time
	// Tried tells that somebody has begun the job before: the carrier may have booked it.
	Tried bool
}

// Confirmation is a carrier's yes.
type Confirmation struct {
	Waybill   string
	Reference string // the carrier's own word for the booking
	Cost      shipping.Money
	// BySheet tells that the carrier says no price: Cost is the zero value, and what the channel's rate sheet asks stands in.
	BySheet bool
	// ToClose tells that the carrier closes the parcel on a manifest when it is handed over, and is to be asked to: it is a Manifester.
	ToClose bool
	Label   []byte // empty when the carrier draws none
	Media   string // of the label: "application/pdf", "application/zpl"
}

// Cancellation asks a carrier to undo a booking.
type Cancellation struct {
	Key     string
	Channel book.Channel
	Waybill string
	Why     string
}

// Handover is a list of parcels that a warehouse hands to a carrier.
type Handover struct {
	Key       string
	Warehouse shipping.WarehouseID
	From      book.Warehouse // the same, as labels show it
	Waybills  []string
}

// Closing is a carrier's word that it closed a list. Unknown are the numbers that are not on it, because the
// carrier has no such booking.
type Closing struct {
	Reference string
	Waybills  []string
	Unknown   []string
}

// Batch is a part of what a carrier reported.
type Batch struct {
	Messages []Message
	Next     string // cursor behind this part
	More     bool   // there is more at once
}

// Message is one report of a carrier, read as far as it can be read.
type Message struct {
	Waybill string    // empty when even that could not be read
	Scan    fact.Scan // what was understood
	At      time.Time // when it happened, with its offset; zero when that could not be read
	Raw     []byte    // as it came
	// Problem is why the message could not be read; nil for a sound one.
	Problem error
}

// Pricer tells what a channel's rate sheet asks for a parcel at an instant; an error of code
// Refused when the sheet has no price for it.
type Pricer func(plan *fact.ParcelPlan, channel *book.Channel, at time.Time) (shipping.Money, error)
