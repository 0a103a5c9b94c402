package view

import (
	"context"

	"crosslane/shipping"
)

// SpreadFrom lists the milestones from which the hours to the door are counted, in the order of travel.
func SpreadFrom() []shipping.Milestone {
	return []shipping.Milestone{shipping.LabelCreated, shipping.PickedUp, shipping.DepartedOrigin, shipping.ArrivedDestination,
		shipping.ImportReleased, shipping.AtDeliveryOffice, shipping.WithCourier}
}

// Spreads answers with how long parcels that were delivered in the last three months took from each milestone to the door.
func (s *Store) Spreads(ctx context.Context, tenant shipping.Tenant) (map[LaneChannel][]shipping.Spread, error) {
	return nil, nil
}

// Calibration tells how often the estimates that were given at a milestone held. The sums over all
// channels and lanes have neither.
type Calibration struct {
	LaneChannel
	Milestone shipping.Milestone `json:"milestone"`
	Sample    int64              `json:"sample"`
	In50      int64              `json:"in50"` // of them came within the window of 50 in 100
	In90      int64              `json:"in90"`
}

// Calibration answers with the sums over all, then with each lane and channel.
func (s *Store) Calibration(ctx context.Context, tenant shipping.Tenant) ([]Calibration, error) {
	return nil, nil
}
