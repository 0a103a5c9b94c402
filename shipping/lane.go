package shipping

import (
	"strings"
)

// Lane is the way from an origin to a destination country, written "szx-DE". The origin is the
// warehouse that parcels leave from.
type Lane string

// NewLane names the lane between a warehouse and a country.
func NewLane(from WarehouseID, to Country) Lane { return Lane(string(from) + "-" + string(to)) }

// Ends are the lane's origin and destination.
func (l Lane) Ends() (WarehouseID, Country) {
	i := strings.LastIndexByte(string(l), '-')
	if i < 0 {
		return WarehouseID(l), ""
	}
	return WarehouseID(l[:i]), Country(l[i+1:])
}

// Stream is the stream of the lane's facts.
func (l Lane) Stream() Stream { return Stream("lane:" + string(l)) }

// PickupStream is the stream of the pick-ups of a carrier at a warehouse.
func PickupStream(by CarrierID, from WarehouseID) Stream {
	return Stream("pickup:" + string(by) + "/" + string(from))
}
