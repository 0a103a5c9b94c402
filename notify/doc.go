// Package notify tells buyers about their parcels: it writes the message that was asked for
// (shipping.MessageRequested) in the buyer's language and the merchant's words, and hands it to a
// mail server or to the seller's own system. It decides nothing: whether, what and when a buyer
// is told follows from the facts, in the decisions.
package notify
