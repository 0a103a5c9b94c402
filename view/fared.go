package view

import (
	"context"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// Fared is how a channel fares on a lane, with the triggers that keep parcels away from it now.
type Fared struct {
	ChannelHealth
	Switches []SwitchRow `json:"switches"`
}

// Fared tells how the channels of every lane fare at an instant, by lane.
func (s *Store) Fared(ctx context.Context, merchant shipping.MerchantID, at time.Time) ([]Fared, error) {
	health, err := s.Health(ctx, merchant, at)
	if err != nil {
		return nil, err
	}
	switches, err := s.Switches(ctx, merchant)
	away := map[LaneChannel][]SwitchRow{}
	for _, w := range switches {
		if w.Phase != fact.SwitchOver {
			on := LaneChannel{Lane: w.Lane, Channel: w.Channel}
			away[on] = append(away[on], w)
		}
	}
	list := make([]Fared, len(health))
	for i, c := range health {
		list[i] = Fared{c, append([]SwitchRow{}, away[c.LaneChannel]...)}
	}
	return list, err
}
