// Package watch answers: what is worth saying about the channels now? It assesses how they fare, and
// finds the parcels that are to leave one that fails.
package watch

import (
	"context"
	"time"

	"crosslane/shipping"
)

// On is a channel on a lane.
type On struct {
	Lane    shipping.Lane
	Channel shipping.ChannelID
}

// Reading is how a channel fares on a lane.
type Reading struct {
	On
	Health shipping.Health
}

// Assessor decides which assessments are worth recording. All its functions are needed.
type Assessor struct {
	// Health reads how the channels fare, Spreads how long their parcels took.
	Health  func(ctx context.Context, at time.Time) ([]Reading, error)
	Spreads func(ctx context.Context) (map[On][]shipping.Spread, error)
	// Read answers with the balances of some streams, as they are recorded.
	Read func(ctx context.Context, streams ...shipping.Stream) (shipping.State, error)
	// Answers tells whether a trigger would answer something to an assessment.
	Answers func(lane shipping.Lane, state *shipping.LaneState, id shipping.ChannelID, h shipping.Health, at time.Time) bool
}

// Assess answers with the assessments to be recorded now, by lane and channel.
func (a *Assessor) Assess(ctx context.Context, at time.Time) ([]*shipping.Fact, error) {
	return nil, nil
}
