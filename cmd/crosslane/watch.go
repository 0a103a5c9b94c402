package main

import (
	"context"
	"time"

	"crosslane/channel/watch"
	"crosslane/ledger"
	"crosslane/shipping"
)

// assess records how the channels fare at an instant, where that is worth recording. catchUp brings the
// read tables up to the last fact.
func (s *shop) assess(ctx context.Context, at time.Time, catchUp func(context.Context) error) error {
	if err := catchUp(ctx); err != nil {
		return err
	}
	books, err := s.publishedBooks(ctx)
	if err != nil {
		return err
	}
	rules := s.shelf.Get(books.InForce(at))
	if rules == nil {
		return shipping.Fault(shipping.Unavailable, "the Book in force is not loaded here", "try again in a moment")
	}
	assessor := watch.Assessor{Health: s.readings, Spreads: s.spreads, Answers: rules.Answers,
		Read: func(ctx context.Context, streams ...shipping.Stream) (shipping.State, error) {
			return s.ledger.Read(ctx, s.tenant, streams...)
		}}
	facts, err := assessor.Assess(ctx, at)
	if err != nil {
		return err
	}
	pending := make([]*ledger.Pending, len(facts))
	for i, f := range facts {
		pending[i] = s.ledger.Submit(s.tenant, ledger.Entry{Facts: []*shipping.Fact{f}})
	}
	for _, p := range pending {
		if _, err := p.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *shop) readings(ctx context.Context, at time.Time) ([]watch.Reading, error) {
	list, err := s.views.Health(ctx, s.tenant, at)
	readings := make([]watch.Reading, len(list))
	for i, h := range list {
		readings[i] = watch.Reading{On: watch.On(h.LaneChannel), Health: h.Health}
	}
	return readings, err
}

func (s *shop) spreads(ctx context.Context) (map[watch.On][]shipping.Spread, error) {
	list, err := s.views.Spreads(ctx, s.tenant)
	spreads := make(map[watch.On][]shipping.Spread, len(list))
	for on, spread := range list {
		spreads[watch.On(on)] = spread
	}
	return spreads, err
}

// rebooker asks parcels to leave a channel that is switched off, as many as the read tables show waiting
// once they are up to the last fact.
func (s *shop) rebooker(catchUp func(context.Context) error) *watch.Rebooker {
	return &watch.Rebooker{Waiting: func(ctx context.Context, tenant shipping.Tenant, lane shipping.Lane, id shipping.ChannelID, after shipping.ParcelID, limit int) ([]shipping.ParcelID, error) {
		if err := catchUp(ctx); err != nil {
			return nil, err
		}
		return s.views.Waiting(ctx, tenant, lane, id, after, limit)
	}}
}

// watchChannels assesses the channels of a running server.
func (n *node) watchChannels(ctx context.Context) error {
	return n.shop.assess(ctx, time.Now(), n.shop.fillViews)
}
