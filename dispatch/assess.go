// Package dispatch holds the workers that act on channels and depots. It answers: what is worth saying about the channels now? It assesses how they fare, and
// finds the parcels that are to leave one that fails.
package dispatch

import (
	"cmp"
	"context"
	"slices"
	"time"

	"crosslane/fact"
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
	Health fact.Health
}

// by is who says what this package says.
const by = "watch"

// Assessor decides which assessments are worth recording, so that a lane's stream stays short: one of each
// channel a day, and any that a trigger answers to. All its functions are needed.
type Assessor struct {
	// Health reads how the channels fare, Spreads how long their parcels took. Of a channel that is
	// switched there is always a reading, even when it carries nothing any more.
	Health  func(ctx context.Context, at time.Time) ([]Reading, error)
	Spreads func(ctx context.Context) (map[On][]fact.Spread, error)
	// Read answers with the balances of streams as they are recorded.
	Read func(ctx context.Context, streams ...shipping.Stream) (fact.State, error)
	// Answers tells whether a trigger would answer something to an assessment.
	Answers func(lane shipping.Lane, state *fact.LaneState, id shipping.ChannelID, h fact.Health, at time.Time) bool
}

// Assess answers with the assessments to be recorded now, by lane and channel. To be asked again after
// they were recorded, or after they could not be, harms nothing.
func (a *Assessor) Assess(ctx context.Context, at time.Time) ([]*fact.Fact, error) {
	readings, err := a.Health(ctx, at)
	if err != nil || len(readings) == 0 {
		return nil, err
	}
	slices.SortFunc(readings, func(x, y Reading) int {
		return cmp.Or(cmp.Compare(x.Lane, y.Lane), cmp.Compare(x.Channel, y.Channel))
	})
	state, err := a.Read(ctx, lanesOf(readings)...)
	if err != nil {
		return nil, err
	}
	var facts []*fact.Fact
	daily := map[int]On{} // those of the facts that are the first of their day
	for _, r := range readings {
		lane := fact.LaneIn(state, r.Lane)
		first := r.Health.Sample > 0 && firstToday(lane.Control(r.Channel), at)
		if !first && !a.Answers(r.Lane, lane, r.Channel, r.Health, at) {
			continue
		}
		if first {
			daily[len(facts)] = r.On
		}
		facts = append(facts, &fact.Fact{Stream: r.Lane.Stream(), At: at, By: by, Body: &fact.ChannelAssessed{Channel: r.Channel, Health: r.Health}})
	}
	return facts, a.addSpreads(ctx, state, facts, daily)
}

// lanesOf lists the streams of the lanes, which are in order.
func lanesOf(readings []Reading) []shipping.Stream {
	var list []shipping.Stream
	for _, r := range readings {
		if s := r.Lane.Stream(); len(list) == 0 || list[len(list)-1] != s {
			list = append(list, s)
		}
	}
	return list
}

// firstToday reports whether the channel was not assessed yet on this day (UTC).
func firstToday(c *fact.ChannelControl, at time.Time) bool {
	return c == nil || c.At.IsZero() || shipping.DateOf(c.At.UTC()) != shipping.DateOf(at.UTC())
}

// addSpreads adds to the first assessments of the day how long parcels took, where that has changed.
func (a *Assessor) addSpreads(ctx context.Context, state fact.State, facts []*fact.Fact, daily map[int]On) error {
	if len(daily) == 0 {
		return nil
	}
	spreads, err := a.Spreads(ctx)
	if err != nil {
		return err
	}
	for i, on := range daily {
		var before []fact.Spread
		if c := fact.LaneIn(state, on.Lane).Control(on.Channel); c != nil {
			before = c.Spreads
		}
		if now := spreads[on]; len(now) > 0 && !slices.Equal(now, before) {
			facts[i].Body.(*fact.ChannelAssessed).Spreads = now
		}
	}
	return nil
}
