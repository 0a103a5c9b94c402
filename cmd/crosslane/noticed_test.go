package main

import (
	"context"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/world"
	"crosslane/world/scenario"
)

// TestJamIsNoticedWithinTheHour: after every simulated hour no trigger has anything to say any more to how the channels
// fare, so whatever sets one off is noticed within the hour in which it comes true.
func TestJamIsNoticedWithinTheHour(t *testing.T) {
	ctx := t.Context()
	jam, err := scenario.Read([]byte("name: jam\ntitle: Jam\nshows: A jam.\ndemand: [{during: 3..5, factor: 400}]\n" +
		"network: [{channel: szx-eu-truck, parcels: 5, hub: 2}, {channel: szx-post, parcels: 8, hub: 3}, {channel: dui-star, parcels: 3, hub: 1}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	made := play{seed: 5, days: 8, orders: 60, start: demoStart, scenario: jam, place: "jam"}
	room, _, err := made.room(&commands{Where: Where{Data: t.TempDir(), Tenant: "main"}})
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{play: made, at: room, clock: world.NewClock(made.start)}
	defer s.close()
	if err := s.open(ctx); err != nil {
		t.Fatal(err)
	}
	w, err := s.world(ctx)
	if err != nil {
		t.Fatal(err)
	}
	assess, assessed := w.Assess, 0
	w.Assess = func(ctx context.Context, now time.Time) error {
		if err := assess(ctx, now); err != nil || now.Before(s.start.AddDate(0, 0, 2)) || now.After(s.start.AddDate(0, 0, 9)) {
			return err
		}
		if err := w.CatchUp(ctx); err != nil {
			return err
		}
		assessed++
		s.quiet(t, now)
		return nil
	}
	if err := w.Run(ctx); err != nil {
		t.Fatal(err)
	}
	f, err := s.shop.views.Figures(ctx, s.shop.tenant)
	if err != nil {
		t.Fatal(err)
	}
	if assessed < 7*24 || f.Switches < 3 {
		t.Errorf("%d hours and %d switches: too few to say anything", assessed, f.Switches)
	}
}

// quiet fails where a trigger would answer to how a channel fares now.
func (s *stage) quiet(t *testing.T, now time.Time) {
	t.Helper()
	list, err := s.shop.views.Health(t.Context(), s.shop.tenant, now)
	if err != nil {
		t.Fatal(err)
	}
	books, err := s.shop.publishedBooks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rules := s.shop.shelf.Get(books.InForce(now))
	for _, h := range list {
		state, err := s.shop.ledger.Read(t.Context(), s.shop.tenant, h.Lane.Stream())
		if err != nil {
			t.Fatal(err)
		}
		if rules.Answers(h.Lane, fact.LaneIn(state, h.Lane), h.Channel, h.Health, now) {
			t.Errorf("%s: a trigger has something to say about %s on %s: %+v", now, h.Channel, h.Lane, h.Health)
		}
	}
}
