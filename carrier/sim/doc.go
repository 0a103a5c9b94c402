// Package sim is a carrier that exists only in the computer: a real HTTP server with bookings,
// cancellations and a feed of events, and the connector that talks to it. Its parcels take as
// long as the channel's legs say, more or less, and some are refused, held, damaged, sent back or lost.
//
// What becomes of a parcel depends on the seed, the booking's idempotency key, the channel and the
// hour of booking alone, never on the order in which requests arrive.
package sim
