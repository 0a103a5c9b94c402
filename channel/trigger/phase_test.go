package trigger

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/fact"
	"crosslane/shipping"
)

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

const (
	testLane    shipping.Lane      = "szx-DE"
	testChannel shipping.ChannelID = "szx-eu-truck"
)

// run is a lane under a set of triggers, hour by hour, as the ledger would lead it.
type run struct {
	t    testing.TB
	set  *Set
	st   fact.LaneState
	at   time.Time
	told []*fact.ChannelSwitched
	when []time.Time // of what was told
}

func newRun(t testing.TB, s *Set) *run {
	return &run{t: t, set: s, at: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}
}

// hour lets an hour pass: timers that fall due, then the assessment of the channel.
func (r *run) hour(h fact.Health) []*fact.ChannelSwitched {
	r.t.Helper()
	before := len(r.told)
	r.at = r.at.Add(time.Hour)
	r.elapse()
	r.assess(h)
	return r.told[before:]
}

func (r *run) elapse() {
	for _, due := range r.st.DueTimers(r.at) {
		answers := r.set.Elapsed(testLane, &r.st, due, r.at)
		r.st.Apply(&fact.Fact{At: r.at, Body: &fact.TimerElapsed{Timer: due}})
		if again := r.set.Elapsed(testLane, &r.st, due, r.at); !reflect.DeepEqual(answers, again) {
			r.t.Fatalf("the timer counts: %v and %v", answers, again)
		}
		r.take(answers)
	}
}

// assess asks before and after the assessment is folded in: both have to answer alike.
func (r *run) assess(h fact.Health) {
	answers := r.set.Assessed(testLane, &r.st, testChannel, h, r.at)
	r.st.Apply(&fact.Fact{At: r.at, Body: &fact.ChannelAssessed{Channel: testChannel, Health: h}})
	if again := r.set.Assessed(testLane, &r.st, testChannel, h, r.at); !reflect.DeepEqual(answers, again) {
		r.t.Fatalf("the fold counts: %v and %v", answers, again)
	}
	r.take(answers)
}

func (r *run) take(answers []*fact.ChannelSwitched) {
	for _, a := range answers {
		r.told, r.when = append(r.told, a), append(r.when, r.at)
		r.st.Apply(&fact.Fact{At: r.at, Body: a})
	}
}

func (r *run) now(trigger string) fact.Switch {
	c := r.set.course(&r.st, testChannel, r.at)
	return c.known(trigger)
}

var (
	well = fact.Health{Sample: 24, Open: 20, LateHours: 3}
	slow = fact.Health{Sample: 24, Open: 20, LateHours: 30} // neither bad nor well
	bad  = fact.Health{Sample: 24, Open: 20, LateHours: 61}
)

// TestLife: away, clearing, three steps back, over, and the rest after it.
func TestLife(t *testing.T) {
	r := newRun(t, compiled(t, bookWith(late())))
	steps := []struct {
		hours  int
		health fact.Health
		phase  fact.SwitchPhase
		share  int64
		note   string
	}{
		{1, well, "", 0, ""},
		{1, bad, fact.SwitchAway, 100, "open 20, late_hours 61"},
		{30, slow, fact.SwitchAway, 100, ""},
		{1, well, fact.SwitchClearing, 100, "late_hours 3"},
		{1, slow, fact.SwitchAway, 100, "late_hours 30"},
		{6, well, fact.SwitchClearing, 100, "late_hours 3"},
		{1, well, fact.SwitchReturning, 75, "75 of 100 stay away"},
		{12, slow, fact.SwitchReturning, 50, "50 of 100 stay away"},
		{1, bad, fact.SwitchAway, 100, "open 20, late_hours 61"},
		{1 + 6, well, fact.SwitchReturning, 75, "75 of 100 stay away"},
		{12, well, fact.SwitchReturning, 50, ""},
		{12, well, fact.SwitchReturning, 25, ""},
		{12, well, fact.SwitchOver, 0, "all come back"},
		{23, bad, fact.SwitchOver, 0, ""},
		{1, bad, fact.SwitchAway, 100, "open 20, late_hours 61"},
	}
	for i, s := range steps {
		for range s.hours {
			r.hour(s.health)
		}
		if w := r.now("late"); w.Phase != s.phase || w.Share != s.share {
			t.Fatalf("step %d: %+v", i, w)
		}
		if s.note != "" {
			last := r.told[len(r.told)-1]
			if len(last.Why) != 1 || last.Why[0].Rule != "trigger" || last.Why[0].About != "late" || last.Why[0].Note != s.note {
				t.Errorf("step %d: %+v", i, last.Why)
			}
		}
	}
	for _, a := range r.told {
		if a.Book != r.set.book.Version || a.Tell == (a.Phase == fact.SwitchOver) {
			t.Errorf("%+v", a)
		}
	}
}

func TestCaseIsKeptUntilTheNextTime(t *testing.T) {
	r := newRun(t, compiled(t, bookWith(late())))
	r.at = r.at.Add(time.Hour)
	set := r.set.Assessed(testLane, nil, testChannel, bad, r.at)[0]
	if set.Case != "" {
		t.Error(set.Case)
	}
	set.Case = "cas_1"
	r.take([]*fact.ChannelSwitched{set})
	for range 100 {
		for _, a := range r.hour(well) {
			if a.Case != "cas_1" {
				t.Errorf("%+v", a)
			}
		}
	}
	if a := r.hour(bad); len(a) != 1 || a[0].Case != "" || a[0].Phase != fact.SwitchAway {
		t.Errorf("%+v", a)
	}
}

func TestStopAndSplit(t *testing.T) {
	stop, split := late(), late()
	stop.Name, stop.Then, stop.HoldHours, stop.Back = "stop", book.Effect{Stop: true}, 0, []int64{50}
	split.Name, split.Then, split.Clear, split.HoldHours, split.Back, split.StepHours = "split", book.Effect{Away: 40}, "", 0, nil, 0
	r := newRun(t, compiled(t, bookWith(stop, split)))
	if a := r.hour(bad); len(a) != 2 || !a[0].Stop || a[0].Share != 100 || a[1].Share != 40 || a[1].Stop {
		t.Fatalf("%+v", a)
	}
	a := r.hour(well)
	if len(a) != 2 || a[0].Phase != fact.SwitchReturning || a[0].Stop || a[0].Share != 50 || a[1].Phase != fact.SwitchOver {
		t.Fatalf("%+v %+v", a[0], a[1])
	}
	if len(a[0].Await) != 1 || len(a[1].Await) != 1 {
		t.Errorf("the timer of the other is lost: %+v", a[1].Await)
	}
}

// TestTimersOfOthersAreKept: what else the lane awaits survives every answer.
func TestTimersOfOthersAreKept(t *testing.T) {
	r := newRun(t, compiled(t, bookWith(late())))
	other := fact.Timer{Name: timerName("late", "szx-eu-air"), Due: r.at.AddDate(1, 0, 0)}
	r.st.Timers = []fact.Timer{other}
	for i := range 100 {
		h := well
		if i < 2 || i == 20 {
			h = bad
		}
		for _, a := range r.hour(h) {
			if len(a.Await) == 0 || a.Await[0] != other {
				t.Fatalf("%+v", a)
			}
		}
	}
	if len(r.st.Timers) != 1 || r.now("late").Phase != fact.SwitchOver {
		t.Errorf("%+v", r.st)
	}
	if a := r.set.Elapsed(testLane, &r.st, fact.Timer{Name: "depart"}, r.at); a != nil {
		t.Errorf("%+v", a)
	}
}

func TestRemovedFromTheBook(t *testing.T) {
	r := newRun(t, compiled(t, bookWith(late())))
	r.hour(bad)
	r.hour(well)
	clearing := r.st.Timers
	r.set = compiled(t, bookWith())
	if a := r.hour(bad); len(a) != 1 || a[0].Phase != fact.SwitchOver || a[0].Share != 0 || len(a[0].Await) != 0 || !strings.Contains(a[0].Why[0].Note, "no such trigger") {
		t.Fatalf("%+v", a)
	}
	if a := r.hour(bad); len(a) != 0 {
		t.Errorf("ends twice: %+v", a[0])
	}
	r = newRun(t, compiled(t, bookWith(late())))
	r.hour(bad)
	r.hour(well)
	b := bookWith()
	if a := compiled(t, b).Elapsed(testLane, &r.st, clearing[0], r.at.Add(6*time.Hour)); len(a) != 1 || a[0].Phase != fact.SwitchOver {
		t.Errorf("%+v", a)
	}
	b.Triggers, b.Channels = []book.Trigger{late()}, b.Channels[:1]
	if a := compiled(t, b).Assessed(testLane, &r.st, testChannel, bad, r.at); len(a) != 1 || a[0].Phase != fact.SwitchOver || !strings.Contains(a[0].Why[0].Note, "no such channel") {
		t.Errorf("%+v", a)
	}
}

// TestNeverFlaps: whatever the health does, a trigger is set off at most once in its rest, shares only fall
// on the way back, and the same series gives the same.
func TestNeverFlaps(t *testing.T) {
	set := compiled(t, bookWith(late()))
	for seed := range uint64(60) {
		r, again := newRun(t, set), newRun(t, set)
		chance := rand.New(rand.NewPCG(seed, 1))
		for range 24 * 30 {
			h := []fact.Health{well, slow, bad}[chance.IntN(3)]
			if seed%2 == 0 && chance.IntN(20) > 0 && r.at.Hour() > 0 {
				h = r.st.Channels[0].Health // long spells of the same
			}
			r.hour(h)
			again.hour(h)
		}
		checkShares(t, r)
		if a, b := asJSON(t, r.told), asJSON(t, again.told); a != b {
			t.Fatalf("seed %d: the same series gives other answers", seed)
		}
	}
}

// checkShares follows the share: it rises to the full one only, not again before the hold has passed since
// it last rose, and after the end not before the cool-down has passed.
func checkShares(t *testing.T, r *run) {
	t.Helper()
	var share int64
	var rose, over time.Time
	for i, a := range r.told {
		at := r.when[i]
		switch {
		case a.Share <= share:
		case a.Share != 100:
			t.Fatalf("rises to %d", a.Share)
		case !rose.IsZero() && at.Sub(rose) < hours(late().HoldHours):
			t.Fatalf("rises again after %v", at.Sub(rose))
		case !over.IsZero() && at.Sub(over) < hours(late().CoolDownHours):
			t.Fatalf("set off again after %v", at.Sub(over))
		default:
			rose = at
		}
		if share = a.Share; a.Phase == fact.SwitchOver {
			over = at
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestStaysAway: what never clears stays away.
func TestStaysAway(t *testing.T) {
	r := newRun(t, compiled(t, bookWith(late())))
	for i := range 24 * 60 {
		r.hour([]fact.Health{bad, slow, slow}[i%3])
	}
	if w := r.now("late"); len(r.told) != 1 || w.Share != 100 || len(r.st.Timers) != 0 {
		t.Errorf("%d answers, %+v", len(r.told), w)
	}
}

// TestTimersLeadToAnEnd: once it clears, timers alone lead any trigger to its end.
func TestTimersLeadToAnEnd(t *testing.T) {
	chance := rand.New(rand.NewPCG(7, 7))
	for range 300 {
		rule := late()
		rule.HoldHours, rule.StepHours, rule.CoolDownHours = chance.Int64N(48), 1+chance.Int64N(48), chance.Int64N(48)
		rule.Back = [][]int64{nil, {50}, {99, 1}, {75, 50, 25}}[chance.IntN(4)]
		r := newRun(t, compiled(t, bookWith(rule)))
		r.hour(bad)
		r.hour(well)
		share, steps := int64(100), 0
		for ; len(r.st.Timers) > 0 && steps < 10; steps++ {
			r.at = r.st.Due()
			r.elapse()
			if w := r.now("late"); w.Share >= share {
				t.Fatalf("does not fall: %+v", w)
			}
			share = r.now("late").Share
		}
		if w := r.now("late"); w.Phase != fact.SwitchOver || w.Share != 0 || steps > 5 {
			t.Fatalf("%+v after %d steps", w, steps)
		}
	}
}

// TestPeak: a split by the calendar begins and ends with the peak, by the clock of the origin.
func TestPeak(t *testing.T) {
	b := bookWith(book.Trigger{Name: "peak", When: `day.peak == "eleven"`, Then: book.Effect{Away: 30}})
	b.Peaks = []calendar.Peak{{Name: "eleven", Days: []string{"11-10..11-12"}}}
	r := newRun(t, compiled(t, b))
	r.at = instant(t, "2026-11-08T00:00:00Z")
	for range 24 * 8 {
		r.hour(fact.Health{})
	}
	if len(r.told) != 2 || r.told[0].Share != 30 || r.told[0].Why[0].Note != "peak eleven" || r.told[1].Share != 0 {
		t.Fatalf("%+v", r.told)
	}
	if w := r.now("peak"); !w.Since.Equal(instant(t, "2026-11-13T00:00:00+08:00")) {
		t.Error(w.Since)
	}
}
