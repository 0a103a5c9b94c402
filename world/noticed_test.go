package world_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/merchant"
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
	w := opened(t, world.Config{Seed: 5, Days: 6, PerDay: 40, Start: monday, Scenario: jam}, merchant.At{Data: t.TempDir()}, world.Rules{})
	m := w.Merchant
	assess, assessed := w.Assess, 0
	w.Assess = func(ctx context.Context, now time.Time) error {
		if err := assess(ctx, now); err != nil || now.Before(monday.AddDate(0, 0, 2)) || now.After(monday.AddDate(0, 0, 7)) {
			return err
		}
		if err := m.Fill(ctx); err != nil {
			return err
		}
		assessed++
		quiet(t, m, now)
		return nil
	}
	enough := errors.New("enough")
	w.Passed = func(now time.Time) error {
		if now.Before(monday.AddDate(0, 0, 7)) {
			return nil
		}
		return enough
	}
	if err := w.Run(ctx); !errors.Is(err, enough) {
		t.Fatal(err)
	}
	f, err := m.Views.Figures(ctx, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	if assessed < 5*24 || f.Switches < 3 {
		t.Errorf("%d hours and %d switches: too few to say anything", assessed, f.Switches)
	}
}

// quiet fails where a trigger would answer to how a channel fares now.
func quiet(t *testing.T, m *merchant.Merchant, now time.Time) {
	t.Helper()
	list, err := m.Views.Health(t.Context(), m.ID, now)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := m.Rules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range list {
		state, err := m.Ledger.Read(t.Context(), m.ID, h.Lane.Stream())
		if err != nil {
			t.Fatal(err)
		}
		if rules.Answers(h.Lane, fact.LaneIn(state, h.Lane), h.Channel, h.Health, now) {
			t.Errorf("%s: a trigger has something to say about %s on %s: %+v", now, h.Channel, h.Lane, h.Health)
		}
	}
}

// TestAssessedEveryHour: the world calls for an assessment once an hour, and in hours that are gone through again, again.
func TestAssessedEveryHour(t *testing.T) {
	crash := &scenario.Scenario{Name: "x", Crashes: []scenario.Crash{{During: scenario.Stretch{From: 5 * time.Hour, Until: 6 * time.Hour}, Every: 1}}}
	w := opened(t, world.Config{Seed: 7, Days: 1, PerDay: 3, Start: monday, Scenario: crash}, merchant.At{Data: t.TempDir()}, world.Rules{})
	var hours, passed, restarts int
	assess := func(_ context.Context, now time.Time) error {
		if hours++; !now.Equal(w.Clock.Now()) {
			t.Errorf("assessed for %s at %s", now, w.Clock.Now())
		}
		return nil
	}
	w.Assess = assess
	w.Passed = func(time.Time) error { passed++; return nil }
	again := w.Restart
	w.Restart = func(ctx context.Context) error {
		restarts++
		err := again(ctx)
		w.Assess = assess
		return err
	}
	if err := w.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if passed < 25 || restarts != 1 || hours < passed || hours > passed+1 {
		t.Errorf("%d hours passed, with %d assessments and %d restarts", passed, hours, restarts)
	}
}
