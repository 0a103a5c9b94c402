package view_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

// TestWork lists cases as they are worked on, page by page.
func TestWork(t *testing.T) {
	engines(t, func(t *testing.T, s *view.Store) {
		ctx := context.Background()
		var facts []*fact.Fact
		open := func(name string, due time.Time, more ...fact.Body) {
			at := shipping.CaseID(name).Stream()
			facts = append(facts, factOf(at, day, &fact.CaseOpened{What: "depart", Due: due}))
			for i, body := range more {
				facts = append(facts, factOf(at, day.Add(time.Duration(len(facts)+i)*time.Minute), body))
			}
		}
		open("cas_a", time.Time{})
		open("cas_b", day.Add(2*time.Hour), &fact.CaseAssigned{Owner: "anna"})
		open("cas_c", day.Add(time.Hour), &fact.TimerElapsed{}, &fact.CaseAssigned{Owner: "bert"})
		open("cas_d", day.Add(2*time.Hour), &fact.CaseAssigned{Owner: "anna"})
		open("cas_e", day, &fact.CaseClosed{Why: "first"})
		open("cas_f", day, &fact.CaseAssigned{Owner: "carl"}, &fact.CaseClosed{Why: "last"})
		for phase, channel := range map[fact.SwitchPhase]string{fact.SwitchAway: "air", fact.SwitchReturning: "sea", fact.SwitchOver: "post"} {
			for _, trigger := range []string{"late", "lost"} {
				facts = append(facts, factOf(shipping.Lane("szx-DE").Stream(), day, &fact.ChannelSwitched{Channel: shipping.ChannelID(channel), Trigger: trigger, Phase: phase}))
			}
		}
		if err := s.Apply(ctx, "main", facts, "1"); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			page view.Page
			want string
		}{
			{view.Page{}, "[cas_c cas_b cas_d cas_a cas_f cas_e]"},
			{view.Page{Limit: 2}, "[cas_c cas_b]"},
			{view.Page{Limit: 2, Before: "cas_b"}, "[cas_d cas_a]"},
			{view.Page{Limit: 9, Before: "cas_a"}, "[cas_f cas_e]"},
			{view.Page{Before: "cas_e"}, "[]"},
			{view.Page{Before: "cas_nobody"}, "[]"},
			{view.Page{State: "open", Owner: "anna"}, "[cas_b cas_d]"},
			{view.Page{State: "closed", Before: "cas_c"}, "[cas_f cas_e]"},
		} {
			list, err := s.Work(ctx, "main", c.page)
			var ids []shipping.CaseID
			for _, r := range list {
				ids = append(ids, r.ID)
			}
			if got := fmt.Sprint(ids); err != nil || got != c.want {
				t.Errorf("%+v: %s, %v, want %s", c.page, got, err, c.want)
			}
		}
		if a, err := s.Attention(ctx, "main"); err != nil || a != (view.Attention{Open: 4, Overdue: 1, Switched: 2}) {
			t.Errorf("attention: %+v, %v", a, err)
		}
		kinds, err := s.CaseKinds(ctx, "main")
		owners, failed := s.CaseOwners(ctx, "main")
		if err != nil || failed != nil || !reflect.DeepEqual(kinds, []string{"depart"}) || !reflect.DeepEqual(owners, []string{"anna", "bert"}) {
			t.Errorf("kinds %v, %v; owners %v, %v", kinds, err, owners, failed)
		}
	})
}

// TestEstimated: the newest estimate stands until the parcel ends.
func TestEstimated(t *testing.T) {
	engines(t, func(t *testing.T, s *view.Store) {
		ctx := context.Background()
		told := journey(1, day)
		var seen []shipping.Milestone
		for i, f := range told {
			if err := s.Apply(ctx, "main", []*fact.Fact{f}, fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
			if _, ok := f.Body.(*fact.MilestoneReached); !ok {
				continue
			}
			list, err := s.OrderParcels(ctx, "main", "ord_00000001")
			if err != nil || len(list) != 1 {
				t.Fatalf("%v, %v", list, err)
			}
			if e := list[0].Estimated(); e != nil {
				seen = append(seen, e.Milestone)
				if half := [2]time.Duration{e.Half[0].Time().Sub(e.At.Time()), e.Half[1].Time().Sub(e.At.Time())}; half != [2]time.Duration{100 * time.Hour, 200 * time.Hour} || e.Most[1] <= e.Half[1] || e.Most[0] >= e.Half[0] {
					t.Errorf("at %s: %+v", e.Milestone, e)
				}
			} else {
				seen = append(seen, "")
			}
		}
		want := []shipping.Milestone{shipping.PickedUp, shipping.PickedUp, shipping.DepartedOrigin, shipping.ArrivedDestination, shipping.ImportReleased, shipping.AtDeliveryOffice, shipping.WithCourier, ""}
		if !reflect.DeepEqual(seen, want) {
			t.Errorf("estimated at %v, want %v", seen, want)
		}
	})
}
