package tracking

import "crosslane/shipping"

// Watch is what a parcel is watched by: the rules of the Book that hold for it, and what its
// lane has shown so far. The zero value watches for nothing.
type Watch struct {
	// Channel is the one that the parcel is booked with; nil when the Book does not have it any more.
	Channel *shipping.Channel
	Alerts  shipping.Alerts
	// Handling are the hours between booking and hand-over (Policy.HandlingHours), by the origin's calendar.
	Handling int64
	// Calendars are the Book's; nil: every day is worked everywhere.
	Calendars *Calendars
	// Spreads are how long the parcels of this channel took on this lane (ChannelControl.Spreads).
	Spreads []shipping.Spread
}
