package care

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

// Rounds looks at the channels again and again. It follows the facts and keeps in memory what it goes by, so
// that a look after which there is nothing to say asks no database. One caller at a time may use it; several
// nodes have their own.
type Rounds struct {
	shop   *Shop
	from   time.Time
	pulse  *view.Pulse // nil before it began
	cursor string
	known  fact.Balances // of the Books and the lanes, once they were asked for
}

// Rounds makes rounds that look at the channels at an instant and later.
func (s *Shop) Rounds(from time.Time) *Rounds {
	return &Rounds{shop: s, from: from, known: fact.Balances{}}
}

// mostFollowed is how many facts are followed in one part.
const mostFollowed = 5000

// Follow takes in what was recorded since the last time, and hands each part of it on with the cursors before and behind it.
// What the read tables hold already when it is called first is read off them.
func (r *Rounds) Follow(ctx context.Context, handOn func(facts []view.Told, after, next string) error) (err error) {
	if r.pulse == nil {
		if r.pulse, r.cursor, err = r.shop.Views.Pulse(ctx, r.shop.Tenant, r.from); err != nil {
			return err
		}
	}
	for {
		facts, next, err := r.shop.Feed(ctx, r.cursor, mostFollowed)
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

func (r *Rounds) take(facts []view.Told) {
	r.pulse.Take(facts)
	for _, f := range facts {
		if b := r.known[f.Fact.Stream]; b != nil && f.Tenant == r.shop.Tenant && f.Fact.Version > b.Version {
			b.Apply(f.Fact)
		}
	}
}

// balances answers with the balances of streams. One that is asked for the first time is read, perhaps ahead of
// the facts that were followed; from then on it goes with them.
func (r *Rounds) balances(ctx context.Context, streams ...shipping.Stream) (fact.State, error) {
	streams = slices.DeleteFunc(slices.Clone(streams), func(s shipping.Stream) bool { return r.known[s] != nil })
	if len(streams) == 0 {
		return r.known, nil
	}
	state, err := r.shop.Ledger.Read(ctx, r.shop.Tenant, streams...)
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
func (r *Rounds) Assess(ctx context.Context, at time.Time) error {
	state, err := r.balances(ctx, shipping.BookStream)
	if err != nil {
		return err
	}
	rules := r.shop.Shelf.Get(fact.BooksIn(state).InForce(at))
	if rules == nil {
		return shipping.Fault(shipping.Unavailable, "the Book in force is not loaded here", "try again in a moment")
	}
	assessor := dispatch.Assessor{Health: r.readings, Spreads: r.spreads, Read: r.balances, Answers: rules.Answers}
	facts, err := assessor.Assess(ctx, at)
	if err != nil {
		return err
	}
	pending := make([]*ledger.Pending, len(facts))
	for i, f := range facts {
		pending[i] = r.shop.Ledger.Submit(r.shop.Tenant, ledger.Entry{Facts: []*fact.Fact{f}})
	}
	for _, p := range pending {
		if _, err := p.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rounds) readings(_ context.Context, at time.Time) ([]dispatch.Reading, error) {
	list := r.pulse.Health(at)
	readings := make([]dispatch.Reading, len(list))
	for i, h := range list {
		readings[i] = dispatch.Reading{On: dispatch.On(h.LaneChannel), Health: h.Health}
	}
	return readings, nil
}

func (r *Rounds) spreads(context.Context) (map[dispatch.On][]fact.Spread, error) {
	list := r.pulse.Spreads()
	spreads := make(map[dispatch.On][]fact.Spread, len(list))
	for on, spread := range list {
		spreads[dispatch.On(on)] = spread
	}
	return spreads, nil
}

// Rebooker asks parcels to leave a channel that is switched off: those that the read tables show waiting
// once they are up to the last fact.
func (s *Shop) Rebooker() *dispatch.Rebooker {
	return &dispatch.Rebooker{Waiting: func(ctx context.Context, tenant shipping.MerchantID, lane shipping.Lane, id shipping.ChannelID, after shipping.ParcelID, limit int) ([]shipping.ParcelID, error) {
		if err := s.CatchUp(ctx); err != nil {
			return nil, err
		}
		return s.Views.Waiting(ctx, tenant, lane, id, after, limit)
	}}
}
