// Package sim is a carrier that exists only in the computer: a real HTTP server with bookings,
// cancellations and a feed of events, and the connector that talks to it. Its parcels take as
// long as the channel's legs say, more or less, and some are refused, held, damaged, sent back or lost.
//
// What its channels take can be bounded (Capacity): then parcels wait for the linehaul, first come first
// served, at its hub and, when that is full, at the seller's. Conditions say what is not as usual and when:
// strikes, closed borders, outages.
//
// What becomes of a parcel depends on the seed, the configuration and its booking alone; where there are
// queues, also on the bookings and cancellations of the others and their times. It never depends on when news is
// asked for, nor on a restart in between. All of it happens in the time of the carrier's clock.
package sim
