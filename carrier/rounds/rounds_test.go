package rounds_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/awaited"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/rounds"
	"crosslane/shipping"
)

// desk is a carrier that answers for numbers, and remembers when which was asked for.
type desk struct {
	*carriertest.Account
	calls [][]string
	times []time.Time
	told  map[string]int // how many events it tells of a number; 1 where it does not say
	fault error
}

func (d *desk) answer(_ context.Context, numbers []string) (list []carrier.Message, err error) {
	d.calls, d.times = append(d.calls, slices.Clone(numbers)), append(d.times, d.Now())
	for _, n := range numbers {
		events, says := d.told[n]
		for range max(events, 1) {
			if !says || events > 0 {
				list = append(list, carrier.Message{Waybill: n})
			}
		}
	}
	return list, d.fault
}

func (d *desk) rounds(who book.Carrier, each, calls int) *rounds.Rounds {
	return &rounds.Rounds{Who: who, Open: d, Ask: d.answer, Each: each, Calls: calls}
}

// poll asks until there is no more, as a poller does, and answers with the cursor behind it.
func poll(t *testing.T, r *rounds.Rounds, cursor string) string {
	t.Helper()
	for {
		b, err := r.Changes(t.Context(), cursor)
		if err != nil || b.Next == "" || b.More && b.Next == cursor {
			t.Fatal(b, err)
		}
		if cursor = b.Next; !b.More {
			return cursor
		}
	}
}

func numbered(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("W%02d", n-1-i))
	}
	return list
}

// TestAPoll asks for every number once, as many at a time as the carrier takes, and not again before it is wanted.
func TestAPoll(t *testing.T) {
	d := &desk{Account: carriertest.Open(numbered(25)...)}
	r := d.rounds(book.Carrier{}, 10, 0)
	cursor := poll(t, r, "")
	seen := map[string]int{}
	for _, n := range slices.Concat(d.calls...) {
		seen[n]++
	}
	if len(d.calls) != 3 || len(seen) != 25 || seen["W00"] != 1 || len(d.calls[2]) != 5 || cursor != "25" {
		t.Fatalf("calls %v, then %q", d.calls, cursor)
	}
	if cursor = poll(t, r, cursor); len(d.calls) != 3 || cursor != "25" {
		t.Errorf("asked again at once: %v, %q", d.calls[3:], cursor)
	}
	d.Pass(24 * time.Hour)
	if cursor = poll(t, r, cursor); len(d.calls) != 6 || cursor != "50" {
		t.Errorf("not asked a day later: %v, %q", d.calls[3:], cursor)
	}
}

// TestWhatWasNotRecordedIsAskedAgain: the same cursor asks for the same, also where others are wanted more by then; the one behind it shows that it was
// recorded; and a program that begins anew asks for what was not.
func TestWhatWasNotRecordedIsAskedAgain(t *testing.T) {
	d := &desk{Account: carriertest.Open("A", "B", "C", "D")}
	r := d.rounds(book.Carrier{}, 2, 0)
	var next string
	for range 2 {
		d.Pass(time.Second)
		b, err := r.Changes(t.Context(), "7 B")
		if err != nil || len(b.Messages) != 2 || b.Messages[0].Waybill != "A" || b.Next != "9" || !b.More {
			t.Fatalf("%+v, %v", b, err)
		}
		next = b.Next
	}
	if b, err := d.rounds(book.Carrier{}, 2, 0).Changes(t.Context(), "7"); err != nil || b.Messages[0].Waybill != "A" {
		t.Errorf("anew: %+v, %v", b, err)
	}
	if b, err := r.Changes(t.Context(), next); err != nil || len(b.Messages) != 2 || b.Messages[0].Waybill != "C" || b.Next != "11" {
		t.Errorf("%+v, %v", b, err)
	}
	if b, err := d.rounds(book.Carrier{}, 2, 0).Changes(t.Context(), "9"); err != nil || b.Messages[0].Waybill != "C" {
		t.Errorf("what was recorded is kept: %+v, %v", b, err)
	}
	if b, err := (&desk{Account: carriertest.Open()}).rounds(book.Carrier{}, 2, 0).Changes(t.Context(), ""); err != nil || b.Next != "0" || b.More {
		t.Errorf("nothing is open: %+v, %v", b, err)
	}
	if list, err := d.rounds(book.Carrier{}, 3, 0).Track(t.Context(), []string{"A", "B", "C", "D"}); err != nil || len(list) != 4 {
		t.Errorf("%v, %v", list, err)
	}
}

// TestCallsOfADay: with all of its numbers wanted all day an account is asked as often as it may be, spread over the day, and never oftener in any 24 hours,
// whatever a number costs; and a program that begins anew has no calls more.
func TestCallsOfADay(t *testing.T) {
	for _, c := range []struct {
		day         int64
		each, calls int
	}{{100, 10, 0}, {100, 10, 1}, {101, 3, 2}, {2, 10, 2}, {1, 1, 1}, {2000, 10, 0}} {
		d := &desk{Account: carriertest.Open(numbered(99)...)}
		who := book.Carrier{CallsPerDay: c.day}
		r, cursor := d.rounds(who, c.each, c.calls), ""
		const days = 3
		for look := range days * 24 * 12 {
			if look%36 == 18 { // it begins anew
				r = d.rounds(who, c.each, c.calls)
			}
			cursor = poll(t, r, cursor)
			d.Pass(5 * time.Minute)
			d.everyOneIsWanted(t)
		}
		at := func(i int) (calls int64) { return max(1, int64(len(d.calls[i])*c.calls)) }
		var all int64
		for i := range d.calls {
			var within, hour int64
			for k := i; k < len(d.calls) && d.times[k].Sub(d.times[i]) < 24*time.Hour; k++ {
				if within += at(k); d.times[k].Sub(d.times[i]) < time.Hour {
					hour += at(k)
				}
			}
			if all += at(i); within > c.day || hour > max(2*c.day/24+2, int64(c.calls)) {
				t.Fatalf("%+v: %d calls within a day, %d within an hour", c, within, hour)
			}
		}
		if least := days * (c.day - max(1, c.day/10)) * 9 / 10; c.day > 2 && all < least {
			t.Errorf("%+v: %d calls in %d days, of which %d are the least", c, all, days, least)
		}
	}
}

// TestCallsThatWouldBeMadeForNothingElse: where more calls are saved up than may be wanted, numbers are asked for before they are, behind half of their pause; and
// not where calls cost nothing, or are short.
func TestCallsThatWouldBeMadeForNothingElse(t *testing.T) {
	for _, c := range []struct {
		day    int64
		passes time.Duration
		want   int
	}{{2000, 7 * time.Hour, 20}, {2000, 5 * time.Hour, 0}, {0, 7 * time.Hour, 0}, {1, 7 * time.Hour, 10}} {
		d := &desk{Account: carriertest.Open(numbered(20)...)}
		r := d.rounds(book.Carrier{CallsPerDay: c.day}, 10, 0)
		cursor := poll(t, r, "")
		list, err := d.Wanted(t.Context(), d.Now().Add(1000*time.Hour), 1000)
		for i := range list {
			list[i].Asked, list[i].Pace, list[i].Wanted = d.Now(), awaited.Seldom, d.Now().Add(awaited.Seldom.Pause())
		}
		if err := errors.Join(err, d.Keep(t.Context(), list)); err != nil {
			t.Fatal(err)
		}
		d.calls = nil
		d.Pass(c.passes)
		poll(t, r, cursor)
		if got := len(slices.Concat(d.calls...)); got != c.want && c.day != 1 || c.day == 1 && got > c.want {
			t.Errorf("%d calls a day, %v later: %d were asked for, want %d", c.day, c.passes, got, c.want)
		}
	}
}

// everyOneIsWanted has all numbers wanted at once.
func (d *desk) everyOneIsWanted(t *testing.T) {
	t.Helper()
	list, err := d.Wanted(t.Context(), d.Now().Add(1000*time.Hour), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i].Asked, list[i].Wanted = carriertest.Begun.Add(-100*time.Hour), carriertest.Begun
	}
	if err := d.Keep(t.Context(), list); err != nil {
		t.Fatal(err)
	}
}

// TestNumbersThatNobodyAnswersForStepBack: where the carrier fails at some numbers the others are asked for, and they themselves later; where it only asks to
// be left in peace they are still the next.
func TestNumbersThatNobodyAnswersForStepBack(t *testing.T) {
	d := &desk{Account: carriertest.Open("A", "B", "C", "D"), fault: carrier.Unavailable("out of order", nil)}
	r := d.rounds(book.Carrier{}, 2, 0)
	for i, want := range []struct {
		fault error
		asks  string
	}{{d.fault, "[A B]"}, {carrier.TooManyCalls("slow down", "9", d.Now()), "[C D]"}, {d.fault, "[C D]"}, {nil, "[A B]"}} {
		if d.fault = want.fault; i == 3 {
			d.Pass(10 * time.Minute)
		}
		if _, err := r.Changes(t.Context(), "5"); !errors.Is(err, want.fault) || fmt.Sprint(d.calls[i]) != want.asks {
			t.Errorf("question %d: %v, %v", i, d.calls[i], err)
		}
	}
}

// TestNothingIsToldOfThem: a poll ends though many numbers are wanted of which nothing is told: the carrier does not know them yet, and is in no trouble.
func TestNothingIsToldOfThem(t *testing.T) {
	d := &desk{Account: carriertest.Open(numbered(600)...), told: map[string]int{}}
	for _, n := range numbered(600) {
		d.told[n] = 0
	}
	r := d.rounds(book.Carrier{}, 1, 0)
	cursor := poll(t, r, "")
	if first := len(d.calls); first == 0 || first >= carrier.PagesPerPoll {
		t.Errorf("%d questions in a poll", first)
	}
	if since := r.Waits(); !since.Equal(carriertest.Begun) {
		t.Errorf("the oldest question waits since %s", since)
	}
	for range 10 {
		cursor = poll(t, r, cursor)
	}
	if len(d.calls) != 600 || !r.Waits().IsZero() {
		t.Errorf("%d questions, the oldest waits since %s", len(d.calls), r.Waits())
	}
}

// TestNewsAreLookedForSoon: behind news a number is asked again a moment later, and then more and more slowly; one of which there was none, later.
func TestNewsAreLookedForSoon(t *testing.T) {
	d := &desk{Account: carriertest.Open("A")}
	r, cursor := d.rounds(book.Carrier{}, 1, 0), ""
	for range 1200 {
		cursor = poll(t, r, cursor)
		d.Pass(2 * time.Second)
	}
	if n := len(d.calls); n < 10 || n > 25 {
		t.Errorf("asked %d times in 40 minutes", n)
	}
	before := len(d.calls)
	d.Pass(24 * time.Hour)
	d.told = map[string]int{"A": 2}
	for range 20 {
		if cursor = poll(t, r, cursor); len(d.calls) == before+1 {
			d.Record("A", shipping.InTransit)
		}
		d.Pass(time.Second)
	}
	if n := len(d.calls) - before; n != 2 {
		t.Errorf("asked %d times around the news", n)
	}
}

// TestWhatIsBookedMeanwhileIsSeen: at the next poll, and within a minute in one that goes on and on.
func TestWhatIsBookedMeanwhileIsSeen(t *testing.T) {
	d := &desk{Account: carriertest.Open(numbered(30)...)}
	r := d.rounds(book.Carrier{}, 1, 0)
	cursor := ""
	for i := range 80 {
		b, err := r.Changes(t.Context(), cursor)
		if err != nil {
			t.Fatal(err)
		}
		if cursor = b.Next; i == 5 {
			_, _ = d.Took(&carrier.Confirmation{Waybill: "NEW"}, nil)
		}
		d.Pass(10 * time.Second)
	}
	if !slices.ContainsFunc(d.calls, func(list []string) bool { return list[0] == "NEW" }) {
		t.Errorf("nobody asked for it: %v", d.calls)
	}
	_, _ = d.Took(&carrier.Confirmation{Waybill: "LATE"}, nil)
	poll(t, r, poll(t, r, cursor))
	if last := d.calls[len(d.calls)-1]; !slices.ContainsFunc(d.calls, func(list []string) bool { return list[0] == "LATE" }) {
		t.Errorf("nobody asked for it: %v", last)
	}
}

// TestWhatIsRecordedOtherwiseIsSeen: what a push says of a number that is wanted in hours is seen within half an hour.
func TestWhatIsRecordedOtherwiseIsSeen(t *testing.T) {
	d := &desk{Account: carriertest.Open("A")}
	d.Record("A", shipping.InfoReceived)
	r, cursor := d.rounds(book.Carrier{CallsPerDay: 48}, 1, 1), ""
	for range 14 {
		if len(d.calls) > 0 {
			t.Fatal("not handed over, and asked for")
		}
		cursor = poll(t, r, cursor)
		d.Pass(5 * time.Minute)
	}
	d.Record("A", shipping.OutForDelivery)
	for range 7 {
		cursor = poll(t, r, cursor)
		d.Pass(5 * time.Minute)
	}
	if len(d.calls) != 1 {
		t.Errorf("asked %d times", len(d.calls))
	}
}

// TestABookingThatIsSeenLate: what was booked most of an hour ago, and is in the read tables since now, is seen at the next poll.
func TestABookingThatIsSeenLate(t *testing.T) {
	d := &desk{Account: carriertest.Open("A")}
	r, cursor := d.rounds(book.Carrier{}, 1, 1), ""
	d.Pass(time.Hour)
	cursor = poll(t, r, cursor)
	d.Pass(-50 * time.Minute)
	_, _ = d.Took(&carrier.Confirmation{Waybill: "LATE"}, nil)
	d.Pass(51 * time.Minute)
	if poll(t, r, cursor); fmt.Sprint(d.calls[len(d.calls)-1]) != "[LATE]" {
		t.Errorf("asked for %v", d.calls)
	}
}

// TestManyAreNew: all that is new is seen at once, however many there are.
func TestManyAreNew(t *testing.T) {
	d := &desk{Account: carriertest.Open(numbered(2500)...)}
	if poll(t, d.rounds(book.Carrier{}, 100, 0), ""); len(d.calls) != 25 {
		t.Errorf("%d calls", len(d.calls))
	}
}

// TestTheOldestHasItsTurn: also where there is one call for each poll, the fourth number is the one that has waited longest, by programs that begin anew each time;
// and what waits longest of all is told.
func TestTheOldestHasItsTurn(t *testing.T) {
	d := &desk{Account: carriertest.Open("A", "B", "C", "D", "OLD")}
	cursor := ""
	for i := range 8 {
		d.Pass(31 * time.Minute)
		list, err := d.Changed(t.Context(), time.Time{}, 9)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			if list, err = d.Wanted(t.Context(), d.Now().Add(1000*time.Hour), 9); err != nil {
				t.Fatal(err)
			}
		}
		for k := range list {
			n := &list[k]
			if n.Asked, n.Wanted, n.Pace = carriertest.Begun.Add(-99*time.Hour), carriertest.Begun.Add(-10*time.Hour), awaited.Often; n.Waybill == "OLD" {
				n.Wanted, n.Pace = carriertest.Begun.Add(-20*time.Hour), awaited.Rarely
			}
		}
		if err := d.Keep(t.Context(), list); err != nil {
			t.Fatal(err)
		}
		r := d.rounds(book.Carrier{CallsPerDay: 48}, 1, 1)
		cursor = poll(t, r, cursor)
		want := carriertest.Begun.Add(-20 * time.Hour)
		if i%4 == 3 {
			want = carriertest.Begun.Add(-10 * time.Hour)
		}
		if !r.Waits().Equal(want) {
			t.Errorf("poll %d: the oldest question waits since %s", i, r.Waits())
		}
	}
	if fmt.Sprint(d.calls) != "[[A] [A] [A] [OLD] [A] [A] [A] [OLD]]" {
		t.Errorf("%v", d.calls)
	}
}

// TestAPartOfAMillisecond: what is wanted within it by what is kept, and not yet by what is reckoned, is asked for, and not looked at for ever.
func TestAPartOfAMillisecond(t *testing.T) {
	d := &desk{Account: carriertest.Open("A")}
	looked := 0
	r := &rounds.Rounds{Open: &counted{d, func() {
		if looked++; looked > 20 {
			t.Fatal("it looks at the same again and again")
		}
	}}, Ask: d.answer, Each: 1}
	list, err := d.Changed(t.Context(), time.Time{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	list[0].Asked, list[0].Wanted = carriertest.Begun.Add(60_001*time.Millisecond), carriertest.Begun.Add(90_001*time.Millisecond) // half a millisecond early
	if err := d.Keep(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	d.Pass(90_001*time.Millisecond + 200*time.Microsecond)
	if poll(t, r, ""); len(d.calls) != 1 {
		t.Errorf("asked %d times", len(d.calls))
	}
}

// counted are numbers of which each look is counted.
type counted struct {
	*desk
	look func()
}

func (c *counted) Wanted(ctx context.Context, by time.Time, most int) ([]awaited.Number, error) {
	c.look()
	return c.desk.Wanted(ctx, by, most)
}

// broken are numbers that cannot be read or kept.
type broken struct {
	*desk
	fails string
}

var errBroken = errors.New("no disk")

func (b *broken) Changed(ctx context.Context, since time.Time, most int) ([]awaited.Number, error) {
	if b.fails == "changed" {
		return nil, errBroken
	}
	return b.desk.Changed(ctx, since, most)
}

func (b *broken) Wanted(ctx context.Context, by time.Time, most int) ([]awaited.Number, error) {
	if b.fails == "wanted" {
		return nil, errBroken
	}
	return b.desk.Wanted(ctx, by, most)
}

func (b *broken) Keep(ctx context.Context, list []awaited.Number) error {
	if b.fails == "keep" && len(list) > 0 {
		return errBroken
	}
	return b.desk.Keep(ctx, list)
}

// TestWhatCannotBeKeptIsNotTakenForAsked: where the numbers cannot be read or kept that is told, and it goes on where it was.
func TestWhatCannotBeKeptIsNotTakenForAsked(t *testing.T) {
	b := &broken{desk: &desk{Account: carriertest.Open("A", "B", "C")}}
	r := &rounds.Rounds{Open: b, Ask: b.answer, Each: 1}
	for _, b.fails = range []string{"changed", "keep", "wanted"} {
		if _, err := r.Changes(t.Context(), ""); !errors.Is(err, errBroken) || len(b.calls) > 0 {
			t.Errorf("%s: %v, %v", b.fails, err, b.calls)
		}
	}
	b.fails = ""
	first, err := r.Changes(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	b.fails = "keep"
	if _, err := r.Changes(t.Context(), first.Next); !errors.Is(err, errBroken) || len(b.calls) != 1 {
		t.Errorf("%v, %v", err, b.calls)
	}
	b.fails = ""
	if poll(t, r, first.Next); fmt.Sprint(b.calls) != "[[A] [B] [C]]" {
		t.Errorf("%v", b.calls)
	}
}
