package awaited

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"crosslane/shipping"
)

var begun = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

func in(d float64) time.Time { return begun.Add(time.Duration(d * float64(day))) }

// TestNext: how soon it is worth asking again, by what a parcel stands at and is awaited of it; days count from its booking.
func TestNext(t *testing.T) {
	const min30, h2, h6, h12, h24 = 0.5 / 24, 2.0 / 24, 0.25, 0.5, 1.0
	for name, c := range map[string]struct {
		n       Number
		pace    Pace
		next    float64 // days behind the last question
		without float64 // the same where calls are not limited
	}{
		"booked, not handed over":                    {Number{Status: shipping.InfoReceived, Due: in(3), Question: Question{Asked: in(1)}}, Seldom, h12, h12},
		"the same, a moment after it was booked":     {Number{Status: shipping.InfoReceived, Due: in(3), Question: Question{Asked: in(0.01)}}, Seldom, h12, 0.005},
		"the hand-over comes due meanwhile":          {Number{Status: shipping.InfoReceived, Due: in(1.1), Question: Question{Asked: in(1)}}, Often, 0.1, 0.1},
		"the hand-over is overdue":                   {Number{Status: shipping.InfoReceived, Due: in(2), Question: Question{Asked: in(2.5)}}, Often, min30, min30},
		"handed over, nothing is told yet":           {Number{Status: shipping.InfoReceived, Handed: in(1), Due: in(2), Question: Question{Asked: in(1.7)}}, Soon, h2, h2},
		"out for delivery":                           {Number{Status: shipping.OutForDelivery, Recorded: in(5), Due: in(6), Question: Question{Asked: in(5.2)}}, Often, min30, min30},
		"out for delivery for two days":              {Number{Status: shipping.OutForDelivery, Recorded: in(5), Due: in(9), Question: Question{Asked: in(7)}}, Soon, h2, h2},
		"nobody was at home":                         {Number{Status: shipping.AttemptFailed, Recorded: in(5), Due: in(9), Question: Question{Asked: in(5.5)}}, Soon, h2, h2},
		"something is wrong since four days":         {Number{Status: shipping.Exception, Recorded: in(5), Due: in(19), Question: Question{Asked: in(9)}}, Usual, h6, h6},
		"a long leg":                                 {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(22), Question: Question{Asked: in(5)}}, Seldom, h12, h12},
		"a long leg, four days before its end":       {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(22), Question: Question{Asked: in(18)}}, Usual, h6, h6},
		"a long leg, a day before its end":           {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(22), Question: Question{Asked: in(21)}}, Soon, h2, h2},
		"a long leg whose end comes near meanwhile":  {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(22), Question: Question{Asked: in(17.8)}}, Usual, h6, h6},
		"a short leg":                                {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(4), Question: Question{Asked: in(2.6)}}, Usual, h6, h6},
		"a short leg whose end comes near meanwhile": {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(4), Question: Question{Asked: in(3.4)}}, Soon, 0.1, 0.1},
		"in customs":                                 {Number{Status: shipping.InCustoms, Recorded: in(2), Due: in(4), Question: Question{Asked: in(2.6)}}, Usual, h6, h6},
		"a leg is overdue":                           {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(4), Question: Question{Asked: in(4.1)}}, Often, min30, min30},
		"overdue for two days":                       {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(4), Question: Question{Asked: in(6)}}, Soon, h2, h2},
		"overdue for five days":                      {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(4), Question: Question{Asked: in(9)}}, Usual, h6, h6},
		"overdue for two weeks":                      {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(4), Question: Question{Asked: in(18)}}, Seldom, h12, h12},
		"overdue for a year":                         {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(4), Question: Question{Asked: in(369)}}, Rarely, h24, h24},
		"the promise is broken, no leg is late":      {Number{Status: shipping.InTransit, Recorded: in(9), Due: in(19), Promised: in(10), Question: Question{Asked: in(10.5)}}, Soon, h2, h2},
		"the promise ends meanwhile":                 {Number{Status: shipping.InTransit, Recorded: in(2), Due: in(22), Promised: in(10), Question: Question{Asked: in(9.8)}}, Soon, 0.2, 0.2},
		"on its way back":                            {Number{Status: shipping.Returning, Recorded: in(9), Question: Question{Asked: in(20)}}, Seldom, h12, h12},
		"nothing is known to be awaited":             {Number{Status: shipping.ReadyForPickup, Recorded: in(9), Question: Question{Asked: in(20)}}, Usual, h6, h6},
		"the same, and nothing was told for long":    {Number{Status: shipping.ReadyForPickup, Recorded: in(9), Question: Question{Asked: in(20), Silent: mostSilent}}, Rarely, h24, h24},
		"there was news an hour ago":                 {Number{Status: shipping.InTransit, Recorded: in(9), Due: in(19), Question: Question{Asked: in(9 + 1.0/24)}}, Seldom, h12, 0.5 / 24},
	} {
		c.n.Booked = in(0)
		for _, limited := range []bool{true, false} {
			want := c.next
			if !limited {
				want = c.without
			}
			next, pace := c.n.Next(limited)
			if got := next.Sub(c.n.Asked); pace != c.pace && limited || (got-time.Duration(want*float64(day))).Abs() > time.Second {
				t.Errorf("%s: after %v at pace %d, want %v at %d (limited %t)", name, got, pace, time.Duration(want*float64(day)), c.pace, limited)
			}
		}
	}
}

// TestNeverNotAtAll: whatever is known of a number it is asked for again within a day, and never at once.
func TestNeverNotAtAll(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	at := func() time.Time {
		if r.IntN(4) == 0 {
			return time.Time{}
		}
		return in(r.Float64() * 60)
	}
	for range 20_000 {
		n := Number{Status: shipping.Statuses()[r.IntN(15)], Booked: in(0), Handed: at(), Due: at(), Promised: at(), Recorded: at(), Question: Question{Asked: at(), Silent: r.Int64N(30)}}
		limited := r.IntN(2) == 0
		next, pace := n.Next(limited)
		from := n.Asked
		if from.IsZero() {
			from = n.Booked
		}
		if wait := next.Sub(from); wait > day || wait < 0 || limited && wait == 0 || pace < Often || pace > Rarely {
			t.Fatalf("%+v: after %v at pace %d", n, wait, pace)
		}
	}
}

// TestAnswered: news are looked for a moment later, and begin the count of silent answers anew; an answer that has less than before has none.
func TestAnswered(t *testing.T) {
	n := Number{Status: shipping.InTransit, Booked: in(0), Recorded: in(2), Due: in(22), Question: Question{Told: 3, Silent: 4}}
	for _, c := range []struct {
		told, keeps, silent int64
		wanted              time.Time
	}{{3, 3, 5, in(5.5)}, {4, 4, 0, in(5).Add(settled)}, {0, 3, 5, in(5.5)}} {
		if a := n.Answered(in(5), c.told, true); a.Told != c.keeps || a.Silent != c.silent || !a.Wanted.Equal(c.wanted) || !a.Asked.Equal(in(5)) {
			t.Errorf("told %d: %+v", c.told, a.Question)
		}
	}
}

func wanted(name string, pace Pace, at time.Time) Number {
	return Number{Waybill: name, Question: Question{Pace: pace, Wanted: at}}
}

func names(list []Number) (all []string) {
	for _, n := range list {
		all = append(all, n.Waybill)
	}
	return all
}

// TestChoose: what waits longest by its pause goes first, every fourth place goes to the oldest, and the same list gives the same answer in any order.
func TestChoose(t *testing.T) {
	now := in(10)
	list := []Number{wanted("old", Rarely, now.Add(-12*time.Hour)), wanted("b", Often, now.Add(-time.Hour)), wanted("a", Often, now.Add(-time.Hour)), wanted("new", Often, now),
		wanted("soon", Soon, now.Add(-3*time.Hour)), wanted("usual", Usual, now.Add(-2*time.Hour)), wanted("later", Often, now.Add(-2*time.Hour))}
	const want = "[later a b old soon usual new]"
	for seed := range uint64(20) {
		mixed := slices.Clone(list)
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(mixed), func(i, k int) { mixed[i], mixed[k] = mixed[k], mixed[i] })
		if got := fmt.Sprint(names(Choose(mixed, now, 0, 9))); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	}
	if got := fmt.Sprint(names(Choose(list, now, 3, 2))); got != "[old later]" {
		t.Errorf("in the fourth place: %s", got)
	}
	if got := Choose(append(list, list...), now, 0, 99); len(got) != len(list) {
		t.Errorf("twice in a list, and %d times taken", len(got))
	}
}

// TestNoneStarves: where far more is wanted often than there are places, all of it anew as soon as it was asked, what is wanted rarely is asked within four
// times what all take in turn; and nothing waits longer, whatever it is.
func TestNoneStarves(t *testing.T) {
	const numbers, each, gap = 400, 10, 5 * time.Minute
	list := make([]Number, numbers)
	for i := range list {
		list[i] = wanted(fmt.Sprintf("%03d", i), Often, begun)
		if i%40 == 7 {
			list[i].Pace = Rarely
		}
	}
	bound := Turn * numbers / each * gap
	var places uint64
	var often, rarely int
	for now := begun; now.Before(in(8)); now = now.Add(gap) {
		var due []Number
		for _, n := range list {
			if !n.Wanted.After(now) {
				due = append(due, n)
			}
			if late := now.Sub(n.Wanted); late > bound {
				t.Fatalf("%s of pace %d waits for %v, and %v was promised", n.Waybill, n.Pace, late, bound)
			}
		}
		for _, n := range Choose(due, now, places, each) {
			i := slices.IndexFunc(list, func(o Number) bool { return o.Waybill == n.Waybill })
			list[i].Wanted = now.Add(n.Pace.Pause())
			if places++; n.Pace == Often {
				often++
			} else {
				rarely++
			}
		}
	}
	if rarely < 10*4 || often < 20*rarely {
		t.Errorf("%d questions of what is wanted often, %d of what is wanted rarely", often, rarely)
	}
}

// TestBudget: whoever asks whenever he may never makes more calls in any 24 hours than there are, is never without one for longer than his share, and does not
// spend the day's by noon.
func TestBudget(t *testing.T) {
	for _, b := range []Budget{{Day: 1}, {Day: 2, Once: 2}, {Day: 20, Once: 2}, {Day: 24}, {Day: 500}, {Day: 50_000}, {Day: 500, Saved: 4 * time.Hour}, {Day: 30, Once: 2, Saved: 240 * time.Hour}} {
		var made []time.Time
		var even time.Time
		step := max(time.Minute, b.Saved)
		for now := begun; now.Before(in(4)); now = now.Add(step) {
			free := b.Free(now, even)
			if b.Once > 1 {
				free -= free % b.Once
			}
			for range free {
				made = append(made, now)
			}
			even = b.Spend(now, even, free)
		}
		for i := range made {
			k, _ := slices.BinarySearchFunc(made, made[i].Add(day), time.Time.Compare)
			if int64(k-i) > b.Day {
				t.Fatalf("%+v: %d calls within a day from %s", b, k-i, made[i])
			}
		}
		if len(made) == 0 {
			t.Errorf("%+v: no call at all", b)
		}
		noon, _ := slices.BinarySearchFunc(made, in(1.5), time.Time.Compare)
		first, _ := slices.BinarySearchFunc(made, in(1), time.Time.Compare)
		second, _ := slices.BinarySearchFunc(made, in(2), time.Time.Compare)
		if half, all := noon-first, second-first; b.Day >= 24 && b.Saved < day && (all < int(b.Day)*3/4 || half > all*11/20+1) {
			t.Errorf("%+v: %d calls by noon of %d that day", b, half, all)
		}
	}
	full, spent := Budget{Day: 240}, Budget{Day: 240}.Spend(begun, time.Time{}, 3)
	if !full.Spare(begun, time.Time{}) || full.Spare(begun, spent) || !full.Spare(begun.Add(time.Hour), spent) || (Budget{}).Spare(begun, time.Time{}) {
		t.Error("what is saved up")
	}
	early := Number{Question: Question{Wanted: in(1), Pace: Soon}}
	if early.Early(in(1).Add(-61*time.Minute)) || !early.Early(in(1).Add(-time.Hour)) {
		t.Error("half of its pause")
	}
	if early.Asked = in(1).Add(-time.Hour); early.Early(in(1).Add(-time.Minute)) {
		t.Error("it was asked for a moment ago")
	}
	if (Budget{}).Limited() || !(Budget{Day: 1}).Limited() {
		t.Error("limited or not")
	}
}
