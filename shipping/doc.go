// Package shipping holds the nouns of the trade: money and units, addresses, countries, products,
// orders, parcels, lanes and milestones, identifiers and the names of streams, and the codes of errors.
//
// Everything else in the program speaks these words. The package computes nothing that needs a clock,
// a network or a file.
package shipping
