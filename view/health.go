package view

import (
	"context"
	"time"

	"crosslane/shipping"
)

// LaneChannel is a channel on a lane.
type LaneChannel struct {
	Lane    shipping.Lane      `json:"lane"`
	Channel shipping.ChannelID `json:"channel"`
}

// ChannelHealth is how a channel fares on a lane.
type ChannelHealth struct {
	LaneChannel
	Health shipping.Health `json:"health"`
}

// Health answers, by lane and channel, with how every channel fares at an instant that carries something,
// carried or was asked to lately, or is switched.
func (s *Store) Health(ctx context.Context, tenant shipping.Tenant, now time.Time) ([]ChannelHealth, error) {
	return nil, nil
}

// Waiting lists parcels behind one, ascending, that are booked with a channel on a lane and have not been handed over.
func (s *Store) Waiting(ctx context.Context, tenant shipping.Tenant, lane shipping.Lane, channel shipping.ChannelID,
	after shipping.ParcelID, limit int) ([]shipping.ParcelID, error) {
	return nil, nil
}
