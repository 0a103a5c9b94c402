package sim

import (
	"cmp"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/shipping"
)

// when tells when each parcel reached a milestone first, by the carrier's clock.
func when(list []carrier.Message, m shipping.Milestone) map[string]time.Time {
	at := map[string]time.Time{}
	for i := range list {
		if w := list[i].Waybill; list[i].Scan.Milestone == m && at[w].IsZero() {
			at[w] = list[i].At
		}
	}
	return at
}

func sorted(at map[string]time.Time) []time.Time {
	list := make([]time.Time, 0, len(at))
	for _, t := range at {
		list = append(list, t)
	}
	slices.SortFunc(list, time.Time.Compare)
	return list
}

const year = 365 * 24 * time.Hour

// narrow is a truck line that is asked for more than twice what it takes.
func narrow(t testing.TB, ch book.Channel, hub int64, how Behaviour) (*rig, []string) {
	r := open(t, Config{Channels: []book.Channel{ch}, Behave: always(how), Capacity: map[shipping.ChannelID]Capacity{ch.ID: {PerDay: 50, Hub: hub}}})
	var waybills []string
	for n := range 600 {
		ask := request(n)
		ask.Channel = ch
		yes, err := r.Book(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		waybills = append(waybills, yes.Waybill)
		r.pass(12 * time.Minute)
	}
	return r, waybills
}

func TestALinehaulTakesWhatItCanAndNoMore(t *testing.T) {
	quick := truck
	quick.Legs = append([]book.Leg{{From: "CN", To: "CN", Ends: shipping.HandedToLinehaul}}, truck.Legs[1:]...)
	for _, ch := range []book.Channel{truck, local, quick} {
		r, waybills := narrow(t, ch, 20, plain)
		if s := r.Stats().Channels[ch.ID]; s.Waiting < 250 || s.Uncollected < s.Waiting-60 || s.Departed > 5*50+3 {
			t.Errorf("%s: after five days %+v", ch.ID, s)
		}
		r.pass(year)
		feed := r.feed(t)
		left := sorted(when(feed, departure(&ch)))
		if len(left) != len(waybills) {
			t.Fatalf("%s: %d of %d departed", ch.ID, len(left), len(waybills))
		}
		for i := range left {
			j := i
			for j < len(left) && left[j].Sub(left[i]) < 24*time.Hour {
				j++
			}
			if j-i > 50+3 {
				t.Fatalf("%s: %d departed in the day after %s", ch.ID, j-i, left[i])
			}
		}
		if took := left[len(left)-1].Sub(left[0]); took > 14*24*time.Hour {
			t.Errorf("%s: 600 parcels at 50 a day took %s", ch.ID, took)
		}
		collected, n := sorted(when(feed, shipping.PickedUp)), r.network(ch.ID)
		for i := range collected {
			gone, _ := slices.BinarySearchFunc(left, collected[i], func(a, b time.Time) int { return cmp.Or(a.Compare(b), -1) })
			if int64(i+1-gone) > n.room {
				t.Fatalf("%s: the hub held %d of %d parcels", ch.ID, i+1-gone, n.room)
			}
		}
		if s := n.count; s.Delivered != 600 || s.Departed != 600 || s.Waiting != 0 || s.Uncollected != 0 || s.MostWaited < 250 || n.inside != 0 {
			t.Errorf("%s: %+v, %d in the hub", ch.ID, s, n.inside)
		}
	}
}

func TestFirstComeFirstServed(t *testing.T) {
	r, waybills := narrow(t, truck, 20, Behaviour{Lose: 300}) // room in the hub comes free at any time
	r.pass(year)
	collected := when(r.feed(t), shipping.PickedUp)
	type due struct{ planned, was time.Time }
	var list []due
	for _, w := range waybills {
		b := r.byWaybill[w]
		plan, _ := imagine(r.seed, b.Key, &truck, b.How, b.At)
		list = append(list, due{time.Unix(plan[1].at, 0), collected[w]})
	}
	slices.SortFunc(list, func(a, b due) int { return a.planned.Compare(b.planned) })
	waited := 0
	for i, d := range list {
		if i > 0 && d.was.Before(list[i-1].was) || d.was.Before(d.planned) {
			t.Fatalf("due %s and collected %s, after %s", d.planned, d.was, list[i-1].was)
		}
		if d.was.After(d.planned) {
			waited++
		}
	}
	if waited < 300 {
		t.Errorf("%d waited at the door", waited)
	}
}

func TestAHubWithRoomForAllCollectsAtOnce(t *testing.T) {
	r, _ := narrow(t, truck, 0, plain)
	r.pass(24 * time.Hour)
	if s := r.Stats().Channels[truck.ID]; s.Uncollected != 0 || s.Waiting < 200 || len(when(r.feed(t), shipping.PickedUp)) != 600 {
		t.Errorf("got %+v", s)
	}
}

func TestACancelMovesTheOthersUp(t *testing.T) {
	without, _ := narrow(t, truck, 20, plain)
	r, waybills := narrow(t, truck, 20, plain)
	_ = r.Stats() // what is due has happened then
	gone := map[string]bool{}
	for _, w := range waybills {
		if b := r.byWaybill[w]; b.journey.waits && !b.journey.collected && len(gone) < 100 {
			if err := r.Cancel(t.Context(), &carrier.Cancellation{Key: w, Waybill: w}); err != nil {
				t.Fatal(err)
			}
			gone[w] = true
		} else if b.journey.collected {
			if err := r.Cancel(t.Context(), &carrier.Cancellation{Key: w, Waybill: w}); carrier.RefusalCode(err) != "IN_TRANSIT" {
				t.Fatalf("a collected parcel: %v", err)
			}
		}
	}
	before, after := without.Stats().Channels[truck.ID], r.Stats().Channels[truck.ID]
	if len(gone) != 100 || after.Waiting != before.Waiting-100 || after.Uncollected != before.Uncollected-100 || after.Cancelled != 100 {
		t.Errorf("%+v, then %+v", before, after)
	}
	without.pass(year)
	r.pass(year)
	all, fewer := without.feed(t), r.feed(t)
	was, is := when(all, shipping.PickedUp), when(fewer, shipping.PickedUp)
	sooner := 0
	for w := range was {
		switch at, travels := is[w]; {
		case travels == gone[w]:
			t.Fatalf("%s: cancelled %v, travels %v", w, gone[w], travels)
		case travels && at.Before(was[w].Add(-36*time.Hour)):
			sooner++
		case travels && at.After(was[w]):
			t.Errorf("%s was collected at %s instead of %s", w, at, was[w])
		}
	}
	if sooner < 100 {
		t.Errorf("%d were collected more than a day and a half sooner", sooner)
	}
	last := func(list []carrier.Message) time.Time {
		d := sorted(when(list, shipping.HandedToLinehaul))
		return d[len(d)-1]
	}
	if d := last(all).Sub(last(fewer)); d < 44*time.Hour || d > 52*time.Hour {
		t.Errorf("the queue of 100 less ends %s sooner; two days of the linehaul it is", d)
	}
}

// Parcels that may not depart keep their places in the hub, and let the others by.
func TestAnEmbargoedParcelKeepsItsPlace(t *testing.T) {
	r := open(t, Config{Behave: always(plain), Capacity: map[shipping.ChannelID]Capacity{truck.ID: {PerDay: 24}},
		Conditions: []Condition{{From: days(2), Until: days(6), NoDeparture: true, Where: Where{Countries: []shipping.Country{"DE"}}}}})
	german := map[string]bool{}
	for n := range 300 {
		ask := request(n)
		ask.To.Country = []shipping.Country{"DE", "FR"}[n%2]
		yes, err := r.Book(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		german[yes.Waybill] = n%2 == 0
	}
	r.pass(year)
	var meanwhile, dayAfter [2]int
	for w, at := range when(r.feed(t), shipping.HandedToLinehaul) {
		k := 1
		if german[w] {
			k = 0
		}
		if !at.Before(days(2)) && at.Before(days(6)) {
			meanwhile[k]++
		} else if !at.Before(days(6)) && at.Before(days(7)) {
			dayAfter[k]++
		}
	}
	if meanwhile[0] != 0 || meanwhile[1] != 96 || dayAfter[0] != 24 {
		t.Errorf("German and French: %v meanwhile, %v the day after", meanwhile, dayAfter)
	}
}

func TestWhoWasPutOffOnceIsNotPutOffAfterARestart(t *testing.T) {
	c := Config{Behave: always(plain), Faults: Faults{Busy: 1000}, Journal: filepath.Join(t.TempDir(), "journal")}
	first := open(t, c)
	if _, err := first.Book(t.Context(), request(1)); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("got %v", err)
	}
	first.release(t)
	open(t, c).take(t, 1)
}

// hard is a month in which nothing is as usual.
func hard() []Condition {
	day := func(n int) time.Time { return start.Add(time.Duration(n) * 24 * time.Hour) }
	return []Condition{
		{Name: "strike of the drivers", From: day(2), Until: day(4), NoDeparture: true},
		{Name: "few trucks", From: day(5), Until: day(9), CapacityShare: 40, Slow: 150},
		{Name: "customs down", From: day(12), Until: day(16), NoClearance: true, Hold: 300},
		{Name: "border closed", From: day(18), Until: day(21), NoArrival: true},
		{Name: "clock", From: day(3), Until: day(20), Skew: -90, Faults: Faults{Late: 100, Duplicate: 100, Malformed: 100, Busy: 200, DropAnswer: 200}},
		{Name: "embargo", From: day(6), Until: day(7), Embargo: true, Where: Where{Countries: []shipping.Country{"DE"}}},
		{Name: "refusals", From: day(8), Until: day(9), Refuse: 500},
		{Name: "thieves", From: day(9), Until: day(16), Lose: 100, Damage: 100},
		{Name: "flood at the destination", From: day(25), Until: day(35), Return: 300},
		{Name: "out of order", From: day(4).Add(time.Hour), Until: day(4).Add(7 * time.Hour), Down: true},
	}
}

// A carrier that ends and starts again, in whatever state, and one that is asked for news all the time,
// tell the same story as one that is left alone.
func TestAJamSurvivesARestart(t *testing.T) {
	run := func(again, polls bool) (*rig, []carrier.Message) {
		c := Config{Conditions: hard(), Capacity: map[shipping.ChannelID]Capacity{truck.ID: {PerDay: 37, Hub: 30}}}
		if again {
			c.Journal = filepath.Join(t.TempDir(), "journal")
		}
		r := open(t, c)
		taken := map[int]string{}
		for n := range 700 {
			for range 3 {
				if yes, err := r.Book(t.Context(), request(n)); err == nil {
					taken[n] = yes.Waybill
					break
				} else if shipping.CodeOf(err) == shipping.Refused {
					break
				}
			}
			if w := taken[n-40]; w != "" && n%4 == 0 {
				_ = r.Cancel(t.Context(), &carrier.Cancellation{Key: w, Waybill: w}) // often too late
			}
			if polls {
				r.Part = 5
				_, _ = r.Changes(t.Context(), "") // it may be down
				r.Part = 0
			}
			r.pass(23 * time.Minute)
			if again && n%97 == 96 {
				if err := r.Server.Close(); err != nil {
					t.Fatal(err)
				}
				old := r.clock.Load()
				r = open(t, c)
				r.clock.Store(old)
			}
		}
		r.pass(year)
		return r, r.feed(t)
	}
	one, story := run(false, false)
	count := one.Stats().Channels[truck.ID]
	if len(story) < 4000 || count.MostWaited < 100 || count.Refused < 20 || count.Cancelled < 20 || count.Lost < 10 || count.Returned < 10 {
		t.Fatalf("%d messages, %+v", len(story), count)
	}
	for _, how := range [][2]bool{{false, true}, {true, false}, {true, true}} {
		r, told := run(how[0], how[1])
		if !reflect.DeepEqual(told, story) || r.Stats().Channels[truck.ID] != count {
			t.Errorf("started again %v, asked all the time %v: %d messages for %d, %+v for %+v", how[0], how[1], len(told), len(story), r.Stats().Channels[truck.ID], count)
		}
	}
}

func TestWhoeverComesWhenThereIsNewsMissesNone(t *testing.T) {
	c := Config{Conditions: hard(), Capacity: map[shipping.ChannelID]Capacity{truck.ID: {PerDay: 37, Hub: 30}}}
	current := func() *rig {
		r := open(t, c)
		for n := range 100 {
			_, _ = r.Book(t.Context(), request(n)) // some are refused, some answers are lost
		}
		return r
	}
	left, r := current(), current()
	left.pass(year)
	cursor, polls, empty := "", 0, 0
	var news []carrier.Message
	for at := r.next(0); !at.IsZero(); at = r.next(len(news)) {
		r.clock.Store(at.Unix())
		b, err := r.Changes(t.Context(), cursor)
		if err != nil {
			t.Fatal(err)
		}
		if polls++; len(b.Messages) == 0 {
			empty++
		}
		cursor, news = b.Next, append(news, b.Messages...)
	}
	if all := left.feed(t); len(all) < 1000 || !reflect.DeepEqual(news, all) || empty > polls/4 {
		t.Errorf("%d messages of %d in %d polls, %d of them in vain", len(news), len(all), polls, empty)
	}
}

// A parcel's life in the carrier's books alone, without HTTP: ten channels with queues, half of them jammed. The ratio
// is to the same lives on channels without a capacity.
func BenchmarkJam(b *testing.B) {
	var channels []book.Channel
	capacity := map[shipping.ChannelID]Capacity{}
	for i := range 10 {
		ch := truck
		ch.ID = shipping.ChannelID(fmt.Sprint("line ", i))
		channels = append(channels, ch)
		capacity[ch.ID] = Capacity{PerDay: int64(120 + 50*i), Hub: 100}
	}
	run := func(c Config, lives int) (time.Duration, int64) {
		clock := start
		c.Channels, c.Now, c.Behave = channels, func() time.Time { return clock }, always(plain)
		s, err := New(c)
		if err != nil {
			b.Fatal(err)
		}
		begin := time.Now()
		for n := range lives {
			a := ask{Key: fmt.Sprint(n), Parcel: "p", Channel: channels[n%10].ID}
			a.From.Country, a.To.Country = "CN", "DE"
			if _, _, _, err := s.take(&a); err != nil {
				b.Fatal(err)
			}
			if clock = clock.Add(20 * time.Second); n%180 == 0 {
				s.since(0, 1)
			}
		}
		clock = clock.Add(year)
		s.since(0, 1)
		return time.Since(begin), s.Stats().Events
	}
	for b.Loop() {
		const lives = 40_000
		bare, _ := run(Config{}, lives)
		took, events := run(Config{Capacity: capacity, Conditions: hard()[:4]}, lives)
		b.ReportMetric(lives/took.Seconds(), "lives/s")
		b.ReportMetric(float64(events)/lives, "events/life")
		b.ReportMetric(float64(took)/float64(bare), "x_without_queues")
	}
}

// TestFull: a hub without a bound is never full, and one with a bound is as soon as it holds so many.
func TestFull(t *testing.T) {
	for n, want := range map[*network]bool{{}: false, {inside: 7}: false, {room: 1}: false, {room: 1, inside: 1}: true, {room: 2, inside: 1}: false, {room: 2, inside: 3}: true} {
		if n.full() != want {
			t.Errorf("%d in a hub for %d is full: %t", n.inside, n.room, !want)
		}
	}
}
