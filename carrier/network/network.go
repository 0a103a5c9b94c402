// Package network answers the question: by which connector is the carrier asked that a line names, as it writes the name? A name that is not in
// the table is nobody's: none is guessed, by its number least of all.
package network

import "crosslane/fact/onward"

// Of is the connector by which the carrier of a name is asked, as a Book names connectors; empty: the name is not known.
func Of(name string) string { return connectors[onward.Folded(name)] }
