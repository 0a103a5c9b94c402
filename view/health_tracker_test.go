package view_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

// TestTrackerIsWhatTheTablesTell carries trackers forward over random facts in batches of any size, some of them read
// off the tables on the way, and holds them against trackers that are read off the tables at every instant.
func TestTrackerIsWhatTheTablesTell(t *testing.T) {
	ctx := context.Background()
	engines(t, func(t *testing.T, s *view.Store) {
		for seed := range uint64(3) {
			rng := rand.New(rand.NewPCG(seed, 5))
			facts := random(rng, 1500)
			if err := s.Clear(ctx, "main"); err != nil {
				t.Fatal(err)
			}
			tracker := view.NewHealthTracker()
			shown := 0
			for i, batch := 0, 0; i < len(facts); batch++ {
				n := min(1+rng.IntN(60), len(facts)-i)
				tracker.Take(facts[i : i+n])
				if err := s.Apply(ctx, "main", facts[i:i+n], fmt.Sprint(i+n)); err != nil {
					t.Fatal(err)
				}
				i += n
				now := facts[i-1].At.Add(time.Duration(rng.IntN(400)-200) * time.Minute)
				fresh, cursor, err := s.HealthTracker(ctx, "main", now)
				if err != nil || cursor != fmt.Sprint(i) {
					t.Fatal(cursor, err)
				}
				got, want := tracker.Health(now), fresh.Health(now)
				if shown += len(got); !reflect.DeepEqual(got, want) {
					t.Fatalf("seed %d, after %d facts, at %s:\ngot  %+v\nwant %+v", seed, i, now, got, want)
				}
				if got, want := tracker.Spreads(), fresh.Spreads(); !reflect.DeepEqual(got, want) {
					t.Fatalf("seed %d, after %d facts:\ngot  %+v\nwant %+v", seed, i, got, want)
				}
				if direct, err := s.Health(ctx, "main", now); err != nil || !reflect.DeepEqual(direct, fresh.Health(now)) {
					t.Fatalf("seed %d, after %d facts, read directly: %v\ngot  %+v", seed, i, err, direct)
				}
				if rng.IntN(4) == 0 {
					tracker = fresh
				}
			}
			if shown < 50 {
				t.Errorf("only %d times a channel had a health", shown)
			}
		}
	})
}

// TestTrackerADayBack: a day back everything is as it was; what no health needs any more is forgotten.
func TestTrackerADayBack(t *testing.T) {
	tracker := view.NewHealthTracker()
	facts := traffic(3000)
	last := facts[len(facts)-1].At
	tracker.Take(facts)
	yesterday := tracker.Health(last.AddDate(0, 0, -1))
	for hours := range 24 {
		tracker.Health(last.Add(time.Duration(hours-23) * time.Hour))
	}
	if again := tracker.Health(last.AddDate(0, 0, -1)); len(again) != 8 || !reflect.DeepEqual(again, yesterday) {
		t.Errorf("got\n%+v\nwant\n%+v", again, yesterday)
	}
	for _, later := range []time.Time{last.AddDate(0, 1, 0), last} {
		if list := tracker.Health(later); len(list) > 0 {
			t.Errorf("after a month, at %s: %+v", later, list)
		}
	}
}

// TestTrackerForgets follows 200,000 lives: what is kept is what is on the way and what was counted lately, however many went
// before, and though nobody asks for a health.
func TestTrackerForgets(t *testing.T) {
	tracker := view.NewHealthTracker()
	const lives, every = 200_000, 4 * time.Minute
	var channels []shipping.ChannelID
	for n := range 8 {
		channels = append(channels, channelOf(n))
	}
	ended := func(n int) []*fact.Fact {
		start, id := day.Add(time.Duration(n)*every), shipping.ParcelID("par_"+strconv.Itoa(n)).Stream()
		step := func(hours int, m shipping.Milestone, s shipping.Status) *fact.Fact {
			return factOf(id, start.Add(time.Duration(hours)*time.Hour), &fact.MilestoneReached{Milestone: m, Status: s})
		}
		return []*fact.Fact{factOf(id, start, &fact.ParcelPlanned{Plan: fact.ParcelPlan{Warehouse: "szx", Ship: shipping.Place{Country: "DE"}}}),
			factOf(id, start, &fact.BookingRequested{Channel: channels[n%8], Attempt: 1}), factOf(id, start, &fact.Booked{Channel: channels[n%8]}),
			step(100, shipping.ArrivedDestination, shipping.InTransit), step(101+n%90, shipping.ImportReleased, shipping.InTransit), step(200+n%50, shipping.DeliveredMilestone, shipping.Delivered)}
	}
	most, early := 0, 0
	var batch []*fact.Fact
	for n := range lives {
		if batch = append(batch, ended(n)...); len(batch) >= 3000 {
			tracker.Take(batch)
			batch = batch[:0]
			if most = max(most, tracker.Kept()); n < lives/4 {
				early = most
			}
		}
	}
	if most > 12_000 || most > early+early/10 {
		t.Errorf("%d entries are kept at most, %d of the first quarter", most, early)
	}
	last := day.Add(lives*every).AddDate(0, 0, 20)
	if list := tracker.Health(last.Add(24 * time.Hour)); len(list) > 0 {
		t.Errorf("two weeks later: %+v", list)
	}
	tracker.Take([]*fact.Fact{factOf("order:ord_1", last.AddDate(0, 9, 0), &fact.OrderAccepted{})})
	if n := tracker.Kept(); n > 8*7*150 || len(tracker.Spreads()) != 8 {
		t.Errorf("%d entries are kept, and spreads of %d channels", n, len(tracker.Spreads()))
	}
}

// TestTrackerLetsGo: what ended, what is over and what carries nothing any more leaves nothing behind.
func TestTrackerLetsGo(t *testing.T) {
	tracker := view.NewHealthTracker()
	lane := shipping.Lane("szx-DE").Stream()
	at := func(h int, phase fact.SwitchPhase) *fact.Fact {
		return factOf(lane, hour(h), &fact.ChannelSwitched{Channel: "air", Trigger: "slow", Phase: phase})
	}
	gone := newWay(1).booked(0).at(2, &fact.ParcelCalledOff{})
	moved := newWay(2).booked(0).at(1, &fact.BookingCancelled{}, &fact.BookingRequested{Channel: "sea"})
	tracker.Take(append(append(gone.facts, moved.facts...), at(1, fact.SwitchAway)))
	if n := tracker.Kept(); n != 1+1+2+3 { // a parcel, a switch, two channels; asked and answered at air, asked at sea
		t.Errorf("%d entries are kept", n)
	}
	if list := tracker.Health(hour(2)); len(list) != 2 || list[0].Channel != "air" || list[0].Health.Open != 0 || list[1].Health.Asked != 1 {
		t.Errorf("health %+v", list)
	}
	tracker.Take([]*fact.Fact{at(3, fact.SwitchOver)})
	if list := tracker.Health(hour(60)); len(list) != 1 || list[0].Channel != "sea" || list[0].Health.Unanswered != 1 || tracker.Kept() != 2 {
		t.Errorf("health %+v, and %d entries are kept", list, tracker.Kept())
	}
	tracker.Take(moved.at(70, &fact.ParcelCalledOff{}).facts[len(moved.facts)-1:])
	if list := tracker.Health(hour(71)); len(list) != 0 || tracker.Kept() != 0 {
		t.Errorf("health %+v, and %d entries are kept", list, tracker.Kept())
	}
	tracker.Take(moved.at(72, &fact.CaseOpened{}).facts[len(moved.facts)-1:])
	if tracker.Kept() != 0 {
		t.Error("a parcel that has ended came back")
	}
}

// TestTrackerWaiting: what is booked with a channel and not handed over.
func TestTrackerWaiting(t *testing.T) {
	tracker := view.NewHealthTracker()
	tracker.Take(told(newWay(1).booked(0), newWay(2).booked(0).handed(1), newWay(3).asked(0), newWay(4).booked(0).at(1, &fact.BookingCancelled{})))
	if list := tracker.Waiting("szx-DE", "air"); len(list) != 1 || list[0] != newWay(1).id {
		t.Errorf("waiting %v", list)
	}
	if list := tracker.Waiting("szx-DE", "sea"); list != nil {
		t.Errorf("waiting for nothing: %v", list)
	}
}

// BenchmarkHealthTracker asks for the health of eight channels an hour after the last time, with the facts of the
// hour before; the ratio is to reading it off the tables.
func BenchmarkHealthTracker(b *testing.B) {
	ctx := context.Background()
	const open = 20000
	var facts []*fact.Fact
	for n := range open {
		facts = append(facts, journey(n, day.Add(time.Duration(n)*30*time.Second))[:11+n%6]...)
	}
	s, err := view.Open(ctx, dbtest.Open(b, dbtest.SQLite(b)))
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Apply(ctx, "main", facts, "1"); err != nil {
		b.Fatal(err)
	}
	now := day.Add(open * 30 * time.Second)
	begun := time.Now()
	tracker, _, err := s.HealthTracker(ctx, "main", now)
	if err != nil {
		b.Fatal(err)
	}
	tracker.Health(now)
	read := time.Since(begun)
	n := 0
	for b.Loop() {
		now = now.Add(time.Minute)
		at := n % (open - 100)
		tracker.Take(facts[at : at+100])
		tracker.Health(now)
		n++
	}
	b.ReportMetric(float64(b.Elapsed())/float64(n)/float64(read), "of_reading")
}
