// Package history reads the history of a parcel out of what its carrier told, event by event: when it happened, as
// exactly as it was said and no more; where; what it means on the way that the parcel takes; and where the parcel stands at the end.
// Carriers' own codes are read in the folders below carrier, which hand their events over here.
package history
