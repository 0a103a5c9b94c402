package carrier

import (
	"cmp"

	"crosslane/fact"
)

// NoLabel tells why a parcel has no valid label as its booking stands, and what to do.
func NoLabel(b *fact.Booking) (why, hint string) {
	switch b.Stage {
	case fact.BookingAsked:
		return string(b.Carrier) + " was asked to take it and has not answered yet", "crosslane serve asks; crosslane jobs list names what could not be performed"
	case fact.BookingCancelling:
		return "its booking is being undone", "crosslane serve goes on with it; a label that was printed is not valid any more"
	case fact.BookingStuck:
		return "no channel takes it", "crosslane cases names its case; crosslane explain ORDER tells why of each channel"
	case fact.BookingOff:
		return "it is called off", "a label that was printed is not valid any more"
	case fact.BookingHeld:
		return string(b.Carrier) + " gave none with its booking", "print it at the carrier's, where its waybill is " + cmp.Or(b.Waybill, "unknown")
	}
	return "it is not booked yet", "crosslane explain ORDER tells what it waits for"
}
