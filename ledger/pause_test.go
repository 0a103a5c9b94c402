package ledger

import (
	"errors"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// A job that fails rests longer each time, by up to half less than is said, so that many do not come back at once.
func TestAJobRests(t *testing.T) {
	o := WorkOptions{Backoff: 2 * time.Second, MaxBackoff: time.Minute}.filled()
	for n, want := range map[int]time.Duration{1: 2 * time.Second, 2: 4 * time.Second, 3: 8 * time.Second, 5: 32 * time.Second, 6: time.Minute, 31: time.Minute, 32: time.Minute, 40: time.Minute, 400: time.Minute} {
		least, most := time.Hour, time.Duration(0)
		for i := range 300 {
			job := shipping.NewFactID("parcel:par_1", int64(i+1))
			d := o.pause(job, n)
			least, most = min(least, d), max(most, d)
			if d != o.pause(job, n) {
				t.Fatal("the same failure of the same job rests otherwise")
			}
		}
		if least <= want/2 || least > want*6/10 || most > want || most < want*9/10 {
			t.Errorf("after failure %d it rests for %s to %s, want up to %s", n, least, most, want)
		}
	}
}

// What is not said is as it is with most workers; what is said stands.
func TestUsualWork(t *testing.T) {
	want := WorkOptions{Concurrency: 32, Lease: time.Minute, Poll: time.Second, MaxAttempts: 12, Backoff: 2 * time.Second, MaxBackoff: time.Hour}
	if got := (WorkOptions{}).filled(); got != want {
		t.Errorf("%+v", got)
	}
	own := WorkOptions{Concurrency: 1, Lease: 1, Poll: 1, MaxAttempts: 1, Backoff: 1, MaxBackoff: 1}
	if got := own.filled(); got != own {
		t.Errorf("%+v", got)
	}
}

// An entry belongs to somebody, and says something of a stream, or keeps a document.
func TestWhatAnEntryMustSay(t *testing.T) {
	good := &fact.Fact{Stream: "stock:MUG", Body: &fact.StockMoved{}}
	for name, c := range map[string]struct {
		merchant shipping.MerchantID
		entry    Entry
		field    string
	}{
		"a fact":                  {"m", Entry{Facts: []*fact.Fact{good}}, ""},
		"a document alone":        {"m", Entry{Documents: []shipping.Document{{ID: "pap_1"}}}, ""},
		"nobody's":                {"", Entry{Facts: []*fact.Fact{good}}, "merchant"},
		"nothing":                 {"m", Entry{}, "facts"},
		"a fact that is none":     {"m", Entry{Facts: []*fact.Fact{good, nil}}, "facts"},
		"a fact without a body":   {"m", Entry{Facts: []*fact.Fact{{Stream: "stock:MUG"}}}, "facts"},
		"a fact without a stream": {"m", Entry{Facts: []*fact.Fact{{Body: &fact.StockMoved{}}}}, "facts"},
	} {
		err, field := c.entry.check(c.merchant), ""
		if e, ok := errors.AsType[*shipping.Error](err); ok {
			field = e.Field
		}
		if (err == nil) != (c.field == "") || field != c.field {
			t.Errorf("%s: %v, want a fault of %q", name, err, c.field)
		}
	}
}

// set is a balance with timers.
type set struct {
	fact.Folded
	timers []fact.Timer
}

func (s set) DueTimers(now time.Time) (due []fact.Timer) {
	for _, t := range s.timers {
		if !t.Due.After(now) {
			due = append(due, t)
		}
	}
	return due
}

// Of the timers of a stream the earliest elapses first, the first of two at once, and none a second time.
func TestTheEarliestTimer(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	timer := func(name string, at time.Duration) fact.Timer { return fact.Timer{Name: name, Due: now.Add(at)} }
	s, done := set{timers: []fact.Timer{timer("late", 0), timer("first", -2), timer("twin", -2), timer("ahead", 1)}}, map[fact.Timer]bool{}
	for _, want := range []string{"first", "twin", "late", ""} {
		got, ok := earliest(s, now, done)
		if got.Name != want || ok != (want != "") {
			t.Errorf("%q elapses, want %q", got.Name, want)
		}
		done[got] = true
	}
	if _, ok := earliest(nil, now, nil); ok {
		t.Error("a balance without timers has one")
	}
}

// A merchant whose facts stand still for a while has lost its node.
func TestStoodStill(t *testing.T) {
	k, now := &memory{}, time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		newest int64
		after  time.Duration
		still  bool
	}{{7, 0, false}, {7, lenience - 1, false}, {7, lenience, true}, {8, lenience + 1, false}, {8, 2 * lenience, false}, {8, 2*lenience + 1, true}} {
		if got := k.stoodStill(c.newest, now.Add(c.after)); got != c.still {
			t.Errorf("at %d after %s: %t", c.newest, c.after, got)
		}
	}
}
