package merchant

import (
	"context"
	"time"

	"crosslane/fact"
	"crosslane/view"
)

// Fared is how a channel fares on a lane, with the triggers that keep parcels away from it now.
type Fared struct {
	view.ChannelHealth
	Switches []view.SwitchRow `json:"switches"`
}

// Channels tells how the channels of every lane fare at an instant, by lane.
func (m *Merchant) Channels(ctx context.Context, at time.Time) ([]Fared, error) {
	health, err := m.Views.Health(ctx, m.ID, at)
	if err != nil {
		return nil, err
	}
	switches, err := m.Views.Switches(ctx, m.ID)
	away := map[view.LaneChannel][]view.SwitchRow{}
	for _, w := range switches {
		if w.Phase != fact.SwitchOver {
			on := view.LaneChannel{Lane: w.Lane, Channel: w.Channel}
			away[on] = append(away[on], w)
		}
	}
	list := make([]Fared, len(health))
	for i, c := range health {
		list[i] = Fared{c, append([]view.SwitchRow{}, away[c.LaneChannel]...)}
	}
	return list, err
}
