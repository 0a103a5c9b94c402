// Package order answers what came in: it reads storefronts' files, normalises what they
// say into orders, and decides whether an order can go on, is held until somebody mends
// it, or can never be served.
//
// It reads from an [io.Reader] that it is handed and writes nothing. A file of any length
// streams through in bounded memory, and every line of it ends in an [Intake]: as goods, as
// a charge, as a line that names no item, or rejected with the reason.
package order
