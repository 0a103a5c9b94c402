// Package shipping holds the words of the trade: money and units, addresses,
// products, orders, parcels, channels and their rate sheets, the Book of dated
// rules, and the facts by which everything that happens is told.
//
// Everything else in the program speaks these words. The package computes
// nothing that needs a clock, a network or a file.
package shipping
