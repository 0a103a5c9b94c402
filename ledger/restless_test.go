package ledger

import (
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/shipping"
)

// restless is decisions that set a timer anew whenever one elapses, a second later, and answer to some with a code.
type restless struct {
	quiet
	says map[string]shipping.Code
}

func (r restless) Admit(_ fact.State, f *fact.Fact) error {
	if e, ok := f.Body.(*fact.TimerElapsed); ok && r.says[e.Timer.Name] != "" {
		return shipping.Fault(r.says[e.Timer.Name], "not now", "")
	}
	return nil
}

func (restless) Decide(_ fact.State, f *fact.Fact) []*fact.Fact {
	if e, ok := f.Body.(*fact.TimerElapsed); ok && e.Timer.Name == "again" {
		return []*fact.Fact{{Stream: f.Stream, Body: &fact.Awaited{Await: []fact.Timer{{Name: "again", Due: e.Timer.Due.Add(time.Second)}}}}}
	}
	return nil
}

// awaiting opens a ledger in which a parcel awaits something by each of some timers, all due in the morning.
func awaiting(t *testing.T, decider fact.Decider, names ...string) *Ledger {
	t.Helper()
	d, err := db.OpenUnsynced(t.Context(), dbtest.SQLite(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	l, err := Open(t.Context(), d, decider, Options{Now: func() time.Time { return morning }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var await []fact.Timer
	for _, name := range names {
		await = append(await, fact.Timer{Name: name, Due: morning})
	}
	if _, err := l.Record(t.Context(), "m", Entry{Facts: []*fact.Fact{{Stream: "parcel:par_1", By: "desk", Body: &fact.Awaited{Await: await}}}}); err != nil {
		t.Fatal(err)
	}
	return l
}

// A timer elapses at its instant, to the millisecond. One that is set into the past again and again elapses so many times
// in one sweep, and goes on with the next.
func TestRestlessTimer(t *testing.T) {
	l := awaiting(t, restless{}, "again")
	for _, c := range []struct {
		at   time.Time
		want int
		next time.Time
	}{
		{morning.Add(-time.Millisecond), 0, morning},
		{morning, 1, morning.Add(time.Second)},
		{morning.Add(3 * time.Second), 3, morning.Add(4 * time.Second)},
		{morning.Add(time.Minute), mostTimers, morning.Add((4 + mostTimers) * time.Second)},
		{morning.Add(time.Minute), mostTimers, morning.Add((4 + 2*mostTimers) * time.Second)},
		{morning.Add(time.Minute), 17, morning.Add(61 * time.Second)},
		{morning.Add(time.Minute), 0, morning.Add(61 * time.Second)},
	} {
		if n, err := l.Sweep(t.Context(), "m", c.at); n != c.want || err != nil {
			t.Errorf("at %v %d timers elapsed, %v; want %d", c.at, n, err, c.want)
		}
		if next, err := l.NextDue(t.Context(), "m"); err != nil || !next.Equal(c.next) {
			t.Errorf("after %v the next falls due %v, %v; want %v", c.at, next, err, c.next)
		}
	}
}

// A timer that nobody waits for is passed over, one that must wait is left to the next sweep, and neither keeps another
// from elapsing; one that is wrong fails the sweep, which elapses nothing of the stream.
func TestTimersOfOneStream(t *testing.T) {
	for name, c := range map[string]struct {
		says  shipping.Code
		want  int
		fails shipping.Code
		later int // elapse in the next sweep, when everything is admitted
	}{
		"all elapse":     {"", 2, "", 0},
		"one is known":   {shipping.Known, 1, "", 1},
		"one must wait":  {shipping.Unavailable, 1, "", 1},
		"one is refused": {shipping.Refused, 1, "", 1},
		"one is wrong":   {shipping.Invalid, 0, shipping.Invalid, 2},
	} {
		decider := restless{says: map[string]shipping.Code{"first": c.says}}
		l := awaiting(t, decider, "first", "second")
		n, err := l.Sweep(t.Context(), "m", morning)
		if n != c.want || shipping.CodeOf(err) != c.fails {
			t.Errorf("%s: %d elapsed, %v", name, n, err)
		}
		if c.says == shipping.Known {
			continue // nobody asks for it again
		}
		delete(decider.says, "first")
		if n, err := l.Sweep(t.Context(), "m", morning); n != c.later || err != nil {
			t.Errorf("%s: then %d elapsed, %v; want %d", name, n, err, c.later)
		}
		if next, err := l.NextDue(t.Context(), "m"); err != nil || !next.IsZero() {
			t.Errorf("%s: still due %v, %v", name, next, err)
		}
	}
}
