package merchant

import (
	"context"
	"slices"
	"time"

	"crosslane/dispatch"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
	"crosslane/view"
)

// Watch looks at a merchant's channels again and again. It follows the facts and keeps in memory what it goes by, so
// that a look after which there is nothing to say asks no database. One caller at a time may use it; several
// nodes have their own.
type Watch struct {
	m      *Merchant
	from   time.Time
	health *view.HealthTracker // nil before it began
	cursor string
	known  fact.Balances // of the Books and the lanes, once they were asked for
}

// Watch makes a watch that looks at the channels at an instant and later.
func (m *Merchant) Watch(from time.Time) *Watch {
	return &Watch{m: m, from: from, known: fact.Balances{}}
}

// Look follows the facts and records how the channels fare at an instant.
func (r *Watch) Look(ctx context.Context, at time.Time) error {
	if err := r.Follow(ctx, func([]*fact.Fact, string, string) error { return nil }); err != nil {
		return err
	}
	return r.Assess(ctx, at)
}

// mostFollowed is how many facts are followed in one part.
const mostFollowed = 5000

// Follow takes in what was recorded since the last time, and hands each part of it on with the cursors before and behind it.
// What the read tables hold already when it is called first is read off them.
func (r *Watch) Follow(ctx context.Context, handOn func(facts []*fact.Fact, after, next string) error) (err error) {
	if r.health == nil {
		if r.health, r.cursor, err = r.m.Views.HealthTracker(ctx, r.m.ID, r.from); err != nil {
			return err
		}
	}
	for {
		facts, next, err := r.m.Feed(ctx, r.cursor, mostFollowed)
		if err != nil || len(facts) == 0 {
			return err
		}
		r.take(facts)
		after := r.cursor
		r.cursor = next
		if err := handOn(facts, after, next); err != nil {
			return err
		}
	}
}

func (r *Watch) take(facts []*fact.Fact) {
	r.health.Take(facts)
	for _, f := range facts {
		if b := r.known[f.Stream]; b != nil && f.Version > b.Version {
			b.Apply(f)
		}
	}
}

// balances answers with the balances of streams. One that is asked for the first time is read, perhaps ahead of
// the facts that were followed; from then on it goes with them.
func (r *Watch) balances(ctx context.Context, streams ...shipping.Stream) (fact.State, error) {
	streams = slices.DeleteFunc(slices.Clone(streams), func(s shipping.Stream) bool { return r.known[s] != nil })
	if len(streams) == 0 {
		return r.known, nil
	}
	state, err := r.m.Ledger.Read(ctx, r.m.ID, streams...)
	if err != nil {
		return nil, err
	}
	for _, s := range streams {
		r.known[s] = state.Balance(s)
	}
	return r.known, nil
}

// Assess records how the channels fare at an instant, by the facts that were followed, where that is worth
// recording. It may be asked as often as is liked, by several nodes too.
func (r *Watch) Assess(ctx context.Context, at time.Time) error {
	rules, err := r.m.Rules(ctx)
	if err != nil {
		return err
	}
	assessor := dispatch.Assessor{Health: r.readings, Spreads: r.spreads, Read: r.balances, Answers: rules.Answers}
	facts, err := assessor.Assess(ctx, at)
	if err != nil {
		return err
	}
	pending := make([]*ledger.Pending, len(facts))
	for i, f := range facts {
		pending[i] = r.m.Ledger.Submit(r.m.ID, ledger.Entry{Facts: []*fact.Fact{f}})
	}
	for _, p := range pending {
		if _, err := p.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *Watch) readings(_ context.Context, at time.Time) ([]dispatch.Reading, error) {
	list := r.health.Health(at)
	readings := make([]dispatch.Reading, len(list))
	for i, h := range list {
		readings[i] = dispatch.Reading{On: dispatch.On(h.LaneChannel), Health: h.Health}
	}
	return readings, nil
}

func (r *Watch) spreads(context.Context) (map[dispatch.On][]fact.Spread, error) {
	list := r.health.Spreads()
	spreads := make(map[dispatch.On][]fact.Spread, len(list))
	for on, spread := range list {
		spreads[dispatch.On(on)] = spread
	}
	return spreads, nil
}

// rebooker asks parcels to leave a channel that is switched off: those that the read tables show waiting
// once they are up to the last fact.
func (m *Merchant) rebooker() fact.Worker {
	return &dispatch.Rebooker{Waiting: func(ctx context.Context, _ shipping.MerchantID, lane shipping.Lane, id shipping.ChannelID, after shipping.ParcelID, limit int) ([]shipping.ParcelID, error) {
		if err := m.Fill(ctx); err != nil {
			return nil, err
		}
		return m.Views.Waiting(ctx, m.ID, view.LaneChannel{Lane: lane, Channel: id}, after, limit)
	}}
}
