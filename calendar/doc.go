// Package calendar knows days and clocks: when which country works and rests, the seasons of the
// trade, and what time it is where. Time zones come from the IANA time zone database that is part of
// the program and named by [TZVersion]. Nothing here asks the machine for its clock, its zones or
// its files, so that a decision made again years later, or elsewhere, comes out the same.
package calendar
