package trigger

import (
	"math/rand/v2"
	"testing"

	"crosslane/fact"
	"crosslane/shipping"
)

// TestDefaults: what sets each trigger of the default Book off, on a lane where it watches.
func TestDefaults(t *testing.T) {
	const summer, peak = "2026-08-11T04:00:00Z", "2026-11-27T04:00:00Z"
	s := compiled(t, defaultBook())
	for _, c := range []struct {
		channel shipping.ChannelID
		day     string
		health  fact.Health
		want    []string
	}{
		{testChannel, summer, fact.Health{Sample: 9, Open: 5, LateHours: 49}, []string{"late"}},
		{testChannel, summer, fact.Health{Sample: 9, Open: 5, LateHours: 48}, nil},
		{testChannel, summer, fact.Health{Backlog: 11, BacklogHours: 121, Asked: 1}, []string{"backlog_old"}},
		{testChannel, summer, fact.Health{Backlog: 11, BacklogHours: 100, Asked: 1}, nil},
		{"dui-star", summer, fact.Health{Backlog: 11, BacklogHours: 100, Asked: 1}, []string{"backlog_old"}},
		{"szx-post", summer, fact.Health{Backlog: 11, BacklogHours: 121, Asked: 1}, nil},
		{testChannel, summer, fact.Health{Backlog: 31, BacklogHours: 60, Asked: 5}, []string{"backlog_grows"}},
		{testChannel, summer, fact.Health{Backlog: 30, BacklogHours: 60, Asked: 5}, nil},
		{testChannel, summer, fact.Health{InClearance: 5, ClearanceHours: 97}, []string{"clearance"}},
		{testChannel, summer, fact.Health{Asked: 5, Refused: 400}, []string{"refusals"}},
		{testChannel, summer, fact.Health{Unanswered: 5}, []string{"no_answer"}},
		{testChannel, summer, fact.Health{Ended: 20, Lost: 100}, []string{"losses"}},
		{testChannel, peak, fact.Health{}, []string{"peak_second_line"}},
		{"szx-eu-air", peak, fact.Health{}, []string{"peak_belly"}},
		{"szx-post", peak, fact.Health{}, nil},
	} {
		var got []string
		for _, a := range s.Assessed(testLane, nil, c.channel, c.health, instant(t, c.day)) {
			got = append(got, a.Trigger)
		}
		if asJSON(t, got) != asJSON(t, c.want) {
			t.Errorf("%s, %+v: %v, want %v", c.channel, c.health, got, c.want)
		}
	}
}

// TestFewParcelsSwitchNothing: fewer than five parcels set nothing off, however badly they fare.
func TestFewParcelsSwitchNothing(t *testing.T) {
	s := compiled(t, defaultBook())
	chance := rand.New(rand.NewPCG(3, 3))
	few := func() int64 { return chance.Int64N(5) }
	for range 2000 {
		h := fact.Health{
			Sample: few(), Open: few(), LateHours: chance.Int64N(2000), LateShare: chance.Int64N(1001), Backlog: few(), BacklogHours: chance.Int64N(2000),
			Waiting: few(), ClearanceHours: chance.Int64N(2000), InClearance: few(), Asked: few(), Refused: chance.Int64N(1001), Unanswered: few(),
			Ended: few(), OnTime: chance.Int64N(1001), Lost: chance.Int64N(1001),
		}
		c := s.book.Channels[chance.IntN(len(s.book.Channels))]
		lane := shipping.NewLane(c.From[0], c.To[chance.IntN(len(c.To))])
		if a := s.Assessed(lane, nil, c.ID, h, instant(t, "2026-08-11T04:00:00Z")); a != nil {
			t.Fatalf("%s on %s: %+v by %+v", c.ID, lane, h, a[0])
		}
	}
}

// TestDefaultsClear: a channel that does well again ends what was set off, through every phase.
func TestDefaultsClear(t *testing.T) {
	r := newRun(t, compiled(t, defaultBook()))
	r.hour(fact.Health{Sample: 90, Open: 50, LateHours: 99, Backlog: 40, BacklogHours: 200, ClearanceHours: 120, InClearance: 9, Asked: 5, Refused: 500, Unanswered: 7, Ended: 40, Lost: 90})
	begun := len(r.told)
	for range 24 * 14 {
		r.hour(fact.Health{Sample: 90, Open: 50, Asked: 5, Ended: 40})
	}
	for _, w := range r.st.Channels[0].Switches {
		if w.Phase != fact.SwitchOver {
			t.Errorf("%+v", w)
		}
	}
	if begun != 7 || r.st.Switched() || len(r.st.Timers) != 0 {
		t.Errorf("%d set off, %+v", begun, r.st.Timers)
	}
}
