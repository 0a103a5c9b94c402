package view_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/view"
)

// TestPulseIsWhatTheTablesTell carries pulses forward over random facts in batches of any size, some of them read
// off the tables on the way, and holds them against pulses that are read off the tables at every instant.
func TestPulseIsWhatTheTablesTell(t *testing.T) {
	ctx := context.Background()
	engines(t, func(t *testing.T, s *view.Store) {
		for seed := range uint64(3) {
			rng := rand.New(rand.NewPCG(seed, 5))
			facts := random(rng, 1500)
			for i := range facts { // those of somebody else count for nobody here
				if rng.IntN(20) == 0 {
					facts[i].Tenant = "other"
				}
			}
			if err := s.Clear(ctx); err != nil {
				t.Fatal(err)
			}
			pulse := view.NewPulse("main")
			shown := 0
			for i, batch := 0, 0; i < len(facts); batch++ {
				n := min(1+rng.IntN(60), len(facts)-i)
				pulse.Take(facts[i : i+n])
				if err := s.Apply(ctx, facts[i:i+n], fmt.Sprint(i+n)); err != nil {
					t.Fatal(err)
				}
				i += n
				now := facts[i-1].Fact.At.Add(time.Duration(rng.IntN(400)-200) * time.Minute)
				fresh, cursor, err := s.Pulse(ctx, "main", now)
				if err != nil || cursor != fmt.Sprint(i) {
					t.Fatal(cursor, err)
				}
				got, want := pulse.Health(now), fresh.Health(now)
				if shown += len(got); !reflect.DeepEqual(got, want) {
					t.Fatalf("seed %d, after %d facts, at %s:\ngot  %+v\nwant %+v", seed, i, now, got, want)
				}
				if got, want := pulse.Spreads(), fresh.Spreads(); !reflect.DeepEqual(got, want) {
					t.Fatalf("seed %d, after %d facts:\ngot  %+v\nwant %+v", seed, i, got, want)
				}
				if rng.IntN(4) == 0 {
					pulse = fresh
				}
			}
			if shown < 50 {
				t.Errorf("only %d times a channel had a health", shown)
			}
		}
	})
}

// TestPulseADayBack: a day back everything is as it was; what no health needs any more is forgotten.
func TestPulseADayBack(t *testing.T) {
	pulse := view.NewPulse("main")
	facts := traffic(3000)
	last := facts[len(facts)-1].Fact.At
	pulse.Take(facts)
	yesterday := pulse.Health(last.AddDate(0, 0, -1))
	for hours := range 24 {
		pulse.Health(last.Add(time.Duration(hours-23) * time.Hour))
	}
	if again := pulse.Health(last.AddDate(0, 0, -1)); len(again) != 8 || !reflect.DeepEqual(again, yesterday) {
		t.Errorf("got\n%+v\nwant\n%+v", again, yesterday)
	}
	for _, later := range []time.Time{last.AddDate(0, 1, 0), last} {
		if list := pulse.Health(later); len(list) > 0 {
			t.Errorf("after a month, at %s: %+v", later, list)
		}
	}
}

// BenchmarkPulse asks for the health of eight channels an hour after the last time, with the facts of the
// hour before; the ratio is to reading it off the tables.
func BenchmarkPulse(b *testing.B) {
	ctx := context.Background()
	const open = 20000
	var facts []view.Told
	for n := range open {
		facts = append(facts, journey(n, day.Add(time.Duration(n)*30*time.Second))[:11+n%6]...)
	}
	s, err := view.Open(ctx, dbtest.Open(b, dbtest.SQLite(b)))
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Apply(ctx, facts, "1"); err != nil {
		b.Fatal(err)
	}
	now := day.Add(open * 30 * time.Second)
	begun := time.Now()
	pulse, _, err := s.Pulse(ctx, "main", now)
	if err != nil {
		b.Fatal(err)
	}
	pulse.Health(now)
	read := time.Since(begun)
	n := 0
	for b.Loop() {
		now = now.Add(time.Minute)
		at := n % (open - 100)
		pulse.Take(facts[at : at+100])
		pulse.Health(now)
		n++
	}
	b.ReportMetric(float64(b.Elapsed())/float64(n)/float64(read), "of_reading")
}
