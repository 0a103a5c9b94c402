package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"crosslane/dispatch"
	"crosslane/fact"
	"crosslane/shipping"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// desk assesses over balances in memory; jam tells which channels a trigger would answer to.
type desk struct {
	dispatch.Assessor
	state    fact.Balances
	readings []dispatch.Reading
	spreads  map[dispatch.On][]fact.Spread
	jam      map[shipping.ChannelID]bool
	reads    int
}

func newDesk() *desk {
	d := &desk{state: fact.Balances{}, spreads: map[dispatch.On][]fact.Spread{}, jam: map[shipping.ChannelID]bool{}}
	d.Health = func(context.Context, time.Time) ([]dispatch.Reading, error) { return d.readings, nil }
	d.Spreads = func(context.Context) (map[dispatch.On][]fact.Spread, error) { return d.spreads, nil }
	d.Read = func(_ context.Context, streams ...shipping.Stream) (fact.State, error) {
		d.reads++
		return d.state, nil
	}
	d.Answers = func(_ shipping.Lane, _ *fact.LaneState, id shipping.ChannelID, _ fact.Health, _ time.Time) bool {
		return d.jam[id]
	}
	return d
}

// assess records what is to be recorded, and tells it as "lane channel", with "+" when spreads come with it.
func (d *desk) assess(t *testing.T, at time.Time) string {
	t.Helper()
	facts, err := d.Assess(context.Background(), at)
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, f := range facts {
		b := f.Body.(*fact.ChannelAssessed)
		said += f.Stream.ID() + " " + string(b.Channel)
		if b.Spreads != nil {
			said += "+"
		}
		said += "; "
		d.state.Balance(f.Stream).Apply(f)
	}
	return said
}

func reading(lane shipping.Lane, id shipping.ChannelID, sample int64) dispatch.Reading {
	return dispatch.Reading{On: dispatch.On{Lane: lane, Channel: id}, Health: fact.Health{Sample: sample}}
}

func TestWhatIsWorthSaying(t *testing.T) {
	d := newDesk()
	d.readings = []dispatch.Reading{reading("szx-US", "rail", 1), reading("szx-DE", "sea", 0), reading("szx-DE", "air", 9)}
	air := dispatch.On{Lane: "szx-DE", Channel: "air"}
	d.spreads[air] = []fact.Spread{{From: shipping.LabelCreated, Sample: 5, P50: 90}}
	for _, step := range []struct {
		name  string
		after time.Duration
		do    func()
		want  string
	}{
		{"the first of the day", 0, nil, "szx-DE air+; szx-US rail; "},
		{"nothing new", time.Hour, nil, ""},
		{"a trigger would answer, sample or none", 2 * time.Hour, func() { d.jam["sea"], d.jam["air"] = true, true }, "szx-DE air; szx-DE sea; "},
		{"the trigger has answered", 3 * time.Hour, func() { d.jam = map[shipping.ChannelID]bool{} }, ""},
		{"spreads wait for the next day", 11 * time.Hour, func() { d.spreads[air] = []fact.Spread{{From: shipping.LabelCreated, Sample: 6, P50: 80}} }, ""},
		{"the next day", 12 * time.Hour, nil, "szx-DE air+; szx-US rail; "},
		{"the day after, spreads as they were", 36 * time.Hour, nil, "szx-DE air; szx-US rail; "},
	} {
		if step.do != nil {
			step.do()
		}
		d.reads = 0
		if got := d.assess(t, noon.Add(step.after)); got != step.want {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
		if d.reads != 1 {
			t.Errorf("%s: the balances were read %d times", step.name, d.reads)
		}
	}
	if c := fact.LaneIn(d.state, "szx-DE").Control("air"); c.Spreads[0].P50 != 80 {
		t.Errorf("the lane keeps %+v", c)
	}
}

// One channel alone is assessed as any is, and what cannot be asked for is told and leaves nothing to record.
func TestOneChannelAlone(t *testing.T) {
	air, no := dispatch.On{Lane: "szx-DE", Channel: "air"}, errors.New("not now")
	for failing, breakIt := range map[string]func(*desk){
		"nothing": func(*desk) {},
		"health": func(d *desk) {
			d.Health = func(context.Context, time.Time) ([]dispatch.Reading, error) { return d.readings, no }
		},
		"balances": func(d *desk) {
			d.Read = func(context.Context, ...shipping.Stream) (fact.State, error) { return d.state, no }
		},
		"spreads": func(d *desk) {
			d.Spreads = func(context.Context) (map[dispatch.On][]fact.Spread, error) { return d.spreads, no }
		},
	} {
		d := newDesk()
		d.readings = []dispatch.Reading{reading(air.Lane, air.Channel, 1)}
		d.spreads[air] = []fact.Spread{{From: shipping.LabelCreated, Sample: 5, P50: 90}}
		breakIt(d)
		if failing == "nothing" {
			if got := d.assess(t, noon); got != "szx-DE air+; " {
				t.Errorf("got %q", got)
			}
		} else if _, err := d.Assess(context.Background(), noon); !errors.Is(err, no) {
			t.Errorf("%s cannot be asked for: %v", failing, err)
		}
	}
}

func TestNobodyIsAskedForNothing(t *testing.T) {
	if d := newDesk(); d.assess(t, noon) != "" || d.reads != 0 {
		t.Error("balances were read for no channel")
	}
}

// waiting lists parcels 1 to n.
func waiting(n int) func(context.Context, shipping.MerchantID, shipping.Lane, shipping.ChannelID, shipping.ParcelID, int) ([]shipping.ParcelID, error) {
	return func(_ context.Context, _ shipping.MerchantID, lane shipping.Lane, id shipping.ChannelID, after shipping.ParcelID, limit int) ([]shipping.ParcelID, error) {
		var list []shipping.ParcelID
		for i := range n {
			if p := shipping.ParcelID(fmt.Sprintf("par_%06d", i)); p > after && len(list) < limit && lane == "szx-DE" && id == "air" {
				list = append(list, p)
			}
		}
		return list, nil
	}
}

func switchedTo(phase fact.SwitchPhase) *fact.Balance {
	b := fact.NewBalance(shipping.Lane("szx-DE").Stream())
	b.Apply(&fact.Fact{At: noon, Body: &fact.ChannelSwitched{Channel: "air", Trigger: "slow", Phase: phase, Share: 100, Tell: true}})
	return b
}

func perform(t *testing.T, r *dispatch.Rebooker, lane *fact.Balance, after shipping.ParcelID) (asked []*fact.Fact, a *fact.RebookAdvanced) {
	t.Helper()
	o, err := r.Perform(context.Background(), &fact.Task{Merchant: "main",
		Job:    &fact.Fact{Stream: lane.Stream, Version: 2, Body: &fact.RebookRequested{Channel: "air", Trigger: "slow", After: after}},
		Stream: func(context.Context, shipping.Stream) (*fact.Balance, error) { return lane, nil }})
	if err != nil {
		t.Fatal(err)
	}
	last := o.Facts[len(o.Facts)-1]
	if last.Stream != lane.Stream {
		t.Fatalf("the advance stands in %s", last.Stream)
	}
	return o.Facts[:len(o.Facts)-1], last.Body.(*fact.RebookAdvanced)
}

func TestEveryParcelIsAskedOnce(t *testing.T) {
	for _, n := range []int{0, 1, 499, 500, 501, 1700} {
		r := &dispatch.Rebooker{Waiting: waiting(n)}
		seen := map[shipping.Stream]int{}
		for after, more := shipping.ParcelID(""), true; more; {
			asked, a := perform(t, r, switchedTo(fact.SwitchAway), after)
			if a.Asked != int64(len(asked)) || a.Channel != "air" || a.Trigger != "slow" {
				t.Fatalf("%+v for %d parcels", a, len(asked))
			}
			for _, f := range asked {
				seen[f.Stream]++
				if b := f.Body.(*fact.DiversionAsked); !b.Tell || b.Channel != "air" || len(b.Why) != 1 || b.Why[0].Note != "slow" {
					t.Fatalf("asked so: %+v", b)
				}
			}
			after, more = a.Last, a.More
		}
		if len(seen) != n {
			t.Errorf("%d of %d parcels were asked", len(seen), n)
		}
		for s, times := range seen {
			if times != 1 {
				t.Errorf("%s was asked %d times", s, times)
			}
		}
	}
}

func TestASwitchThatHasEndedAsksNobody(t *testing.T) {
	for _, phase := range []fact.SwitchPhase{fact.SwitchOver, fact.SwitchReturning, fact.SwitchClearing} {
		if asked, a := perform(t, &dispatch.Rebooker{Waiting: waiting(10)}, switchedTo(phase), "par_000003"); len(asked) > 0 || a.More || a.Last != "par_000003" {
			t.Errorf("%s: %d asked, %+v", phase, len(asked), a)
		}
	}
}

func TestARebookerDoesNotPerformOtherWishes(t *testing.T) {
	_, err := (&dispatch.Rebooker{}).Perform(context.Background(), &fact.Task{Job: &fact.Fact{Body: &fact.BookingRequested{}}})
	if shipping.CodeOf(err) != shipping.Unsupported {
		t.Errorf("got %v", err)
	}
}

// An hour of 50 lanes with 8 channels each, nothing new; the ratio is to comparing the readings with what is known.
func BenchmarkAssess(b *testing.B) {
	d := newDesk()
	for l := range 50 {
		for c := range 8 {
			d.readings = append(d.readings, reading(shipping.Lane(fmt.Sprintf("w%d-DE", l)), shipping.ChannelID(fmt.Sprintf("ch-%d", c)), 3))
		}
	}
	record := func(facts []*fact.Fact, err error) {
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range facts {
			d.state.Balance(f.Stream).Apply(f)
		}
	}
	record(d.Assess(context.Background(), noon))
	b.ReportAllocs()
	for b.Loop() {
		record(d.Assess(context.Background(), noon.Add(time.Minute)))
	}
	took := b.Elapsed()
	begin, changed := time.Now(), 0
	for range b.N {
		for _, r := range d.readings {
			if c := fact.LaneIn(d.state, r.Lane).Control(r.Channel); c == nil || c.Health != r.Health {
				changed++
			}
		}
	}
	b.ReportMetric(float64(took)/float64(time.Since(begin)+1), "x_comparing")
	if changed > 0 {
		b.Fatal("something changed")
	}
}
