package care

import (
	"context"
	"time"

	"crosslane/channel/watch"
	"crosslane/ledger"
	"crosslane/shipping"
)

// Assess records how the channels fare at an instant, where that is worth recording. It may be asked as
// often as is liked, by several nodes too.
func (s *Shop) Assess(ctx context.Context, at time.Time) error {
	if err := s.CatchUp(ctx); err != nil {
		return err
	}
	state, err := s.Ledger.Read(ctx, s.Tenant, shipping.BookStream)
	if err != nil {
		return err
	}
	rules := s.Shelf.Get(shipping.BooksIn(state).InForce(at))
	if rules == nil {
		return shipping.Fault(shipping.Unavailable, "the Book in force is not loaded here", "try again in a moment")
	}
	assessor := watch.Assessor{Health: s.readings, Spreads: s.spreads, Answers: rules.Answers,
		Read: func(ctx context.Context, streams ...shipping.Stream) (shipping.State, error) {
			return s.Ledger.Read(ctx, s.Tenant, streams...)
		}}
	facts, err := assessor.Assess(ctx, at)
	if err != nil {
		return err
	}
	pending := make([]*ledger.Pending, len(facts))
	for i, f := range facts {
		pending[i] = s.Ledger.Submit(s.Tenant, ledger.Entry{Facts: []*shipping.Fact{f}})
	}
	for _, p := range pending {
		if _, err := p.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *Shop) readings(ctx context.Context, at time.Time) ([]watch.Reading, error) {
	list, err := s.Views.Health(ctx, s.Tenant, at)
	readings := make([]watch.Reading, len(list))
	for i, h := range list {
		readings[i] = watch.Reading{On: watch.On(h.LaneChannel), Health: h.Health}
	}
	return readings, err
}

func (s *Shop) spreads(ctx context.Context) (map[watch.On][]shipping.Spread, error) {
	list, err := s.Views.Spreads(ctx, s.Tenant)
	spreads := make(map[watch.On][]shipping.Spread, len(list))
	for on, spread := range list {
		spreads[watch.On(on)] = spread
	}
	return spreads, err
}

// Rebooker asks parcels to leave a channel that is switched off: those that the read tables show waiting
// once they are up to the last fact.
func (s *Shop) Rebooker() *watch.Rebooker {
	return &watch.Rebooker{Waiting: func(ctx context.Context, tenant shipping.Tenant, lane shipping.Lane, id shipping.ChannelID, after shipping.ParcelID, limit int) ([]shipping.ParcelID, error) {
		if err := s.CatchUp(ctx); err != nil {
			return nil, err
		}
		return s.Views.Waiting(ctx, tenant, lane, id, after, limit)
	}}
}
