package view_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/view/trail"
)

// way tells the facts of one parcel of channel "air" from szx to Germany, at hours after day.
type way struct {
	id    shipping.ParcelID
	facts []*fact.Fact
}

func newWay(n int) *way {
	w := &way{id: shipping.OrderID(fmt.Sprintf("ord_%04d", n)).Parcel(1)}
	return w.at(0, &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: shipping.OrderID(fmt.Sprintf("ord_%04d", n)), Warehouse: "szx", Ship: shipping.Place{Country: "DE"}}})
}

func hour(h int) time.Time { return day.Add(time.Duration(h) * time.Hour) }

func (w *way) at(h int, bodies ...fact.Body) *way {
	for _, b := range bodies {
		w.facts = append(w.facts, factOf(w.id.Stream(), hour(h), b))
	}
	return w
}

func (w *way) asked(h int) *way {
	return w.at(h, &fact.BookingRequested{Channel: "air", Carrier: "x", Attempt: 1})
}

func (w *way) booked(h int) *way {
	return w.asked(h).at(h, &fact.Booked{Channel: "air", Carrier: "x", Waybill: "W" + string(w.id)},
		&fact.Awaited{Await: await("handover", hour(h), 24), Promise: shipping.Window{From: hour(h), To: hour(h + 200)}})
}

func (w *way) handed(h int) *way {
	return w.at(h, &fact.HandedOver{}, &fact.Awaited{Await: append(await("leg:departed_origin", hour(h), 30), fact.Timer{Name: "depart", Due: hour(h + 48)})})
}

// reached moves the parcel a step; the leg that follows is due in so many hours, or none when 0.
func (w *way) reached(h int, m shipping.Milestone, leg shipping.Milestone, hours int) *way {
	b := &fact.MilestoneReached{Milestone: m, Status: shipping.InTransit}
	if hours > 0 {
		b.Await = await("leg:"+string(leg), hour(h), hours)
	}
	return w.at(h, b)
}

func (w *way) ended(h int, s shipping.Status) *way {
	m := map[shipping.Status]shipping.Milestone{shipping.Delivered: shipping.DeliveredMilestone, shipping.Lost: shipping.DeclaredLost, shipping.Cancelled: shipping.VoidedMilestone}[s]
	return w.at(h, &fact.MilestoneReached{Milestone: m, Status: s})
}

func told(ways ...*way) (all []*fact.Fact) {
	for _, w := range ways {
		all = append(all, w.facts...)
	}
	return all
}

func TestHealth(t *testing.T) {
	switched := func(phase fact.SwitchPhase) []*fact.Fact {
		return []*fact.Fact{factOf(shipping.Lane("szx-DE").Stream(), day, &fact.ChannelSwitched{Channel: "air", Trigger: "slow", Phase: phase, Share: 100})}
	}
	type fares struct {
		name  string
		facts []*fact.Fact
		now   int
		want  fact.Health
	}
	all := []fares{
		{"nothing", told(newWay(1)), 5, fact.Health{}},
		{"could not be asked", told(newWay(1).asked(0).at(1, &fact.BookingHindered{Channel: "air", What: fact.CaseNoWay})), 9, fact.Health{Asked: 1}},
		{"not asked, for nobody knows any more where to", told(newWay(1).asked(0).at(1, &fact.BookingRejected{Channel: "air", Code: fact.AddressErased}), newWay(2).asked(0)), 9,
			fact.Health{Asked: 2, Unanswered: 1}},
		{"asked, not answered", told(newWay(1).asked(0)), 1, fact.Health{Asked: 1}},
		{"asked long ago", told(newWay(1).asked(0), newWay(2).asked(2)), 2, fact.Health{Asked: 2, Unanswered: 1}},
		{"asked 23 hours ago and 24", told(newWay(1).asked(0), newWay(2).asked(1)), 24, fact.Health{Asked: 1, Unanswered: 2}},
		{"ended in the first hour of seven days and before", told(newWay(1).booked(-200).ended(0, shipping.Lost), newWay(2).booked(-199).ended(1, shipping.Delivered)), 168,
			fact.Health{Sample: 1, Ended: 1, OnTime: 1000}},
		{"a day behind and less", told(newWay(1).booked(0), newWay(2).booked(1)), 48, fact.Health{Sample: 2, Open: 2, LateHours: 23, LateShare: 500, Backlog: 2, BacklogHours: 48, Waiting: 2}},
		{"returning", told(newWay(1).booked(-30).handed(-30).at(0, &fact.MilestoneReached{Milestone: shipping.ReturnStarted, Status: shipping.Returning})), 1, fact.Health{Sample: 1, Open: 1, Backlog: 1, BacklogHours: 31}},
		{"refused", told(newWay(1).asked(0).at(3, &fact.BookingRejected{Channel: "air"}), newWay(2).booked(0), newWay(3).asked(3), newWay(4).asked(-30).at(-30, &fact.BookingRejected{Channel: "air"})), 3,
			fact.Health{Sample: 1, Open: 1, Backlog: 1, BacklogHours: 3, Waiting: 1, Asked: 3, Refused: 500}},
		{"waits for the hand-over", told(newWay(1).booked(0)), 30, fact.Health{Sample: 1, Open: 1, LateHours: 6, Backlog: 1, BacklogHours: 30, Waiting: 1}},
		{"handed over too late, a leg in time", told(newWay(1).booked(0).handed(40)), 41, fact.Health{Sample: 1, Open: 1, LateHours: 16, Backlog: 1, BacklogHours: 41}},
		{"recovered", told(newWay(1).booked(0).handed(40).reached(60, shipping.DepartedOrigin, shipping.ArrivedDestination, 40)), 61, fact.Health{Sample: 1, Open: 1}},
		{"a leg too late by a day", told(newWay(1).booked(0).handed(2), newWay(2).booked(0).handed(2), newWay(3).booked(0).handed(2).reached(20, shipping.DepartedOrigin, shipping.ArrivedDestination, 400)), 57,
			fact.Health{Sample: 3, Open: 3, LateHours: 25, LateShare: 667, Backlog: 2, BacklogHours: 57}},
		{"overdue, and nothing awaited any more", told(newWay(1).booked(0).handed(2).at(33, &fact.TimerElapsed{Timer: fact.Timer{Name: "leg:departed_origin"}},
			&fact.Deviated{Await: await("silence", hour(33), 10)}).reached(34, shipping.Delayed, "", 0)), 42,
			fact.Health{Sample: 1, Open: 1, LateHours: 10, Backlog: 1, BacklogHours: 42}},
		{"in customs", told(newWay(1).booked(-200).handed(-199).reached(-190, shipping.DepartedOrigin, "", 0).reached(-20, shipping.ArrivedDestination, shipping.ImportReleased, 40).reached(-10, shipping.ImportReleased, "", 0),
			newWay(2).booked(-200).handed(-199).reached(-190, shipping.DepartedOrigin, "", 0).reached(-20, shipping.ArrivedDestination, shipping.ImportReleased, 400)), 3,
			fact.Health{Sample: 2, Open: 2, ClearanceHours: 10, InClearance: 1}},
		{"ended", told(newWay(1).booked(-200).handed(-199).ended(-2, shipping.Delivered), newWay(2).booked(-250).handed(-249).ended(-1, shipping.Delivered), newWay(3).booked(-250).ended(0, shipping.Lost),
			newWay(4).booked(-300).ended(-180, shipping.Lost), newWay(5).booked(-9).ended(0, shipping.Cancelled)), 0, fact.Health{Sample: 3, Asked: 1, Ended: 3, OnTime: 333, Lost: 333}},
		{"a booking undone", told(newWay(1).booked(-30).at(0, &fact.BookingCancelled{})), 1, fact.Health{}},
		{"switched, and empty", switched(fact.SwitchAway), 1, fact.Health{}},
		{"a channel that stays in a country", told(newWay(1).booked(0).at(2, &fact.HandedOver{}, &fact.Awaited{Await: await("leg:origin_hub_out", hour(2), 9)}).
			reached(5, shipping.OriginHubOut, shipping.DeliveredMilestone, 30)), 6, fact.Health{Sample: 1, Open: 1, Asked: 1}},
		{"out of the hub, not of the country", told(newWay(1).booked(-40).handed(-38).at(-20, &fact.MilestoneReached{Milestone: shipping.OriginHubOut, Status: shipping.InTransit, Await: await("leg:departed_origin", hour(-38), 50)})), 0,
			fact.Health{Sample: 1, Open: 1, LateHours: 8, Backlog: 1, BacklogHours: 40}},
	}
	engines(t, func(t *testing.T, s *view.Store) {
		for i, c := range all {
			merchant := shipping.MerchantID(fmt.Sprint("merchant ", i))
			if err := s.Apply(context.Background(), merchant, c.facts, "1"); err != nil {
				t.Fatal(err)
			}
			list, err := s.Health(context.Background(), merchant, hour(c.now))
			if err != nil {
				t.Fatal(err)
			}
			var got fact.Health
			for _, h := range list {
				if h.Lane != "szx-DE" || h.Channel != "air" || len(list) > 1 {
					t.Errorf("%s: of what? %+v", c.name, list)
				}
				got = h.Health
			}
			if got != c.want {
				t.Errorf("%s:\ngot  %+v\nwant %+v", c.name, got, c.want)
			}
			if tracker, _, err := s.HealthTracker(context.Background(), merchant, hour(c.now)); err != nil || !reflect.DeepEqual(tracker.Health(hour(c.now)), list) {
				t.Errorf("%s: a tracker tells %+v, %v", c.name, tracker.Health(hour(c.now)), err)
			}
			if c.name == "switched, and empty" && len(list) != 1 {
				t.Error("a switched channel is not shown")
			}
		}
	})
}

// random tells what may happen to parcels that are planned and cases that are open, in an order that no
// story would let pass: the read tables must bear it.
func random(rng *rand.Rand, n int) []*fact.Fact {
	var all []*fact.Fact
	at := day
	for i := range 40 {
		all = append(all, newWay(i).facts...)
	}
	for i := range 9 {
		all = append(all, factOf(shipping.NewCaseID(day, fmt.Sprint(i)).Stream(), day, &fact.CaseOpened{What: "switch", Lane: "szx-DE"}))
	}
	milestones := append(trail.Milestones(), shipping.OriginHubOut, shipping.ImportSubmitted, shipping.Delayed, shipping.LeftImportOffice)
	for range n {
		at = at.Add(time.Duration(rng.IntN(90)) * time.Minute)
		w := newWay(rng.IntN(40))
		id, cas := w.id, shipping.NewCaseID(day, fmt.Sprint(rng.IntN(9))).Stream()
		channel := channelOf(rng.IntN(3))
		m := milestones[rng.IntN(len(milestones))]
		step := reached(m, at)
		bodies := []fact.Body{&fact.BookingRequested{Channel: channel, Attempt: 1}, &fact.Booked{Channel: channel, Waybill: fmt.Sprint(at.Unix())},
			&fact.BookingRejected{Channel: channel}, &fact.BookingCancelled{}, &fact.DiversionAsked{Channel: channel}, &fact.CancelRejected{}, &fact.HandedOver{},
			&fact.Awaited{Await: await("handover", at, 20), Promise: shipping.Window{From: at, To: at.Add(50 * time.Hour)}}, &fact.Deviated{What: "x"}, &fact.ParcelStuck{}, &fact.ParcelCalledOff{},
			&fact.MessageSent{Message: shipping.MessageLate}, step, step, step, step, &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered},
			&fact.MilestoneReached{Milestone: shipping.DeclaredLost, Status: shipping.Lost}, &fact.MilestoneReached{Milestone: shipping.ReturnStarted, Status: shipping.Returning}}
		switch k := rng.IntN(10); k {
		case 0:
			about := []fact.Body{&fact.CaseOpened{What: "x", Parcel: id, Channel: channel, Lane: "szx-DE", Due: at}, &fact.CaseJoined{Parcel: id}, &fact.CaseLeft{Parcel: id}, &fact.CaseAssigned{Owner: "anna"},
				&fact.CaseScheduled{Due: fact.Timer{Name: "due", Due: at}}, &fact.TimerElapsed{}, &fact.CaseClosed{Why: "done"}}
			all = append(all, factOf(cas, at, about[rng.IntN(len(about))]))
		case 1:
			phases := []fact.SwitchPhase{fact.SwitchAway, fact.SwitchOver, fact.SwitchReturning}
			all = append(all, factOf("lane:szx-DE", at, &fact.ChannelSwitched{Channel: channel, Trigger: "slow", Phase: phases[rng.IntN(3)]}))
		default:
			all = append(all, factOf(id.Stream(), at, bodies[rng.IntN(len(bodies))]))
		}
	}
	return all
}

// shown is everything that the read tables tell.
func shown(t *testing.T, s *view.Store, now time.Time) []any {
	t.Helper()
	return shownOf(t, s, "main", now)
}

func shownOf(t *testing.T, s *view.Store, merchant shipping.MerchantID, now time.Time) []any {
	t.Helper()
	ctx, p := context.Background(), view.Page{Limit: 1000}
	var all []any
	add := func(v any, err error) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	parcels, err := s.Parcels(ctx, merchant, p)
	add(parcels, err)
	cases, err := s.Cases(ctx, merchant, p)
	add(cases, err)
	switches, err := s.Switches(ctx, merchant)
	add(switches, err)
	health, err := s.Health(ctx, merchant, now)
	add(health, err)
	tracker, _, err := s.HealthTracker(ctx, merchant, now)
	if err != nil {
		t.Fatal(err)
	}
	add(tracker.Spreads(), nil)
	calibration, err := s.Calibration(ctx, merchant)
	add(calibration, err)
	figures, err := s.Figures(ctx, merchant)
	add(figures, err)
	orders, err := s.Orders(ctx, merchant, p)
	add(orders, err)
	attention, err := s.Attention(ctx, merchant)
	add(attention, err)
	kinds, err := s.CaseKinds(ctx, merchant)
	add(kinds, err)
	owners, err := s.CaseOwners(ctx, merchant)
	add(owners, err)
	onTheWay, err := s.OnTheWay(ctx, merchant, now)
	add(onTheWay, err)
	waiting, err := s.Waiting(ctx, merchant, view.LaneChannel{Lane: "szx-DE", Channel: "ch-1"}, "", 1000)
	add(waiting, err)
	work, err := s.Work(ctx, merchant, view.Page{Before: string(shipping.NewCaseID(day, "1"))})
	add(work, err)
	mine, err := s.OrderParcels(ctx, merchant, "ord_0001")
	add(mine, err)
	of, err := s.Bearers(ctx, merchant, "y", []string{"W1", "W2"})
	add(of, err)
	found, err := s.Find(ctx, merchant, "1", "")
	add(found, ignoreNotFound(err))
	return all
}

func ignoreNotFound(err error) error {
	if shipping.CodeOf(err) == shipping.NotFound {
		return nil
	}
	return err
}

func TestHoweverTheFactsAreCutTheTablesAreTheSame(t *testing.T) {
	engines(t, func(t *testing.T, s *view.Store) {
		for seed := range uint64(2) {
			facts := random(rand.New(rand.NewPCG(seed, 1)), 1200)
			var first []any
			for _, cut := range []int{len(facts), 7, 500} {
				if err := s.Clear(context.Background(), "main"); err != nil {
					t.Fatal(err)
				}
				for i := 0; i < len(facts); i += cut {
					if err := s.Apply(context.Background(), "main", facts[i:min(i+cut, len(facts))], fmt.Sprint(i)); err != nil {
						t.Fatal(err)
					}
				}
				got := shown(t, s, facts[len(facts)-1].At)
				if first == nil {
					first = got
				}
				same(t, got, first)
			}
		}
	})
}

func same(t *testing.T, got, want []any) {
	t.Helper()
	for i := range got {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("got\n%+v\nwant\n%+v", got[i], want[i])
		}
	}
}

func TestSeveralThatCatchUpAtOnceTakeEachFactOnce(t *testing.T) {
	facts := random(rand.New(rand.NewPCG(3, 3)), 12000)
	feed := func(_ context.Context, after string, limit int) ([]*fact.Fact, string, error) {
		var at int
		if after != "" {
			if _, err := fmt.Sscan(after, &at); err != nil {
				return nil, "", err
			}
		}
		next := min(at+limit/10, len(facts))
		return facts[at:next], fmt.Sprint(next), nil
	}
	engines(t, func(t *testing.T, s *view.Store) {
		if err := s.Apply(context.Background(), "main", facts, fmt.Sprint(len(facts))); err != nil {
			t.Fatal(err)
		}
		want := shown(t, s, day)
		if err := s.Clear(context.Background(), "main"); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if err := s.CatchUp(context.Background(), "main", feed); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		same(t, shown(t, s, day), want)
	})
}
