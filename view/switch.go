package view

import (
	"context"

	"crosslane/shipping"
)

// SwitchRow is a trigger that was set off on a channel and lane, as it stands now.
type SwitchRow struct {
	ID      string               `json:"id"` // lane, channel and trigger
	Lane    shipping.Lane        `json:"lane"`
	Channel shipping.ChannelID   `json:"channel"`
	Trigger string               `json:"trigger"`
	Phase   shipping.SwitchPhase `json:"phase"`
	Share   int64                `json:"share"` // in per cent
	Stop    int64                `json:"stop"`  // 1: even the last resort is barred
	Since   Millis               `json:"since"` // of the phase
	Case    shipping.CaseID      `json:"case"`
	Times   int64                `json:"times"` // that it was set off
	Book    string               `json:"book"`
}

// Switches lists the triggers that were ever set off, by lane and channel.
func (s *Store) Switches(ctx context.Context, tenant shipping.Tenant) ([]SwitchRow, error) {
	return nil, nil
}

// CaseParcels lists the parcels of a case, newest first.
func (s *Store) CaseParcels(ctx context.Context, tenant shipping.Tenant, id shipping.CaseID, p Page) ([]ParcelRow, error) {
	return nil, nil
}
