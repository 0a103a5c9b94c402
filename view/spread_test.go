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

// delivered tells of a parcel that was booked at an instant and delivered so many hours later; both
// estimates were given at pick-up, an hour after the booking.
func delivered(n, hours int, at time.Time, half, most shipping.Window) []*fact.Fact {
	w := newWay(n)
	picked := &fact.MilestoneReached{Milestone: shipping.PickedUp, Status: shipping.Accepted, Estimate: fact.Estimate{Half: half, Most: most, Sample: 9}}
	w.facts = append(w.facts, factOf(w.id.Stream(), at, &fact.BookingRequested{Channel: "air"}), factOf(w.id.Stream(), at, &fact.Booked{Channel: "air", Waybill: fmt.Sprint(n)}),
		factOf(w.id.Stream(), at.Add(time.Hour), picked), factOf(w.id.Stream(), at.Add(2*time.Hour), picked),
		factOf(w.id.Stream(), at.Add(time.Duration(hours)*time.Hour), &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered}))
	return w.facts
}

func TestSpreadsAndCalibration(t *testing.T) {
	engines(t, func(t *testing.T, s *view.Store) {
		var all []*fact.Fact
		for n := range 100 { // 1 to 100 hours from the booking
			hours := n + 1
			all = append(all, delivered(n, hours, day, shipping.Window{From: hour(26), To: hour(75)}, shipping.Window{From: hour(5), To: hour(95)})...)
		}
		for n := range 50 { // of long ago: not in the spreads
			all = append(all, delivered(1000+n, 500, day.AddDate(0, -5, 0), shipping.Window{}, shipping.Window{})...)
		}
		if err := s.Apply(context.Background(), "main", all, "1"); err != nil {
			t.Fatal(err)
		}
		tracker, _, err := s.HealthTracker(context.Background(), "main", day)
		if err != nil {
			t.Fatal(err)
		}
		spreads := tracker.Spreads()
		got := spreads[view.LaneChannel{Lane: "szx-DE", Channel: "air"}]
		want := []fact.Spread{{From: shipping.LabelCreated, Sample: 100, P05: 4, P25: 24, P50: 52, P75: 76, P95: 96},
			{From: shipping.PickedUp, Sample: 100, P05: 3, P25: 23, P50: 52, P75: 76, P95: 96}}
		if len(spreads) != 1 || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("spreads %+v", spreads)
		}
		followed := view.NewHealthTracker()
		followed.Take(all)
		if again := followed.Spreads(); !reflect.DeepEqual(again, spreads) {
			t.Errorf("a tracker that followed the facts has the spreads %+v", again)
		}
		list, err := s.Calibration(context.Background(), "main")
		if err != nil {
			t.Fatal(err)
		}
		of := view.Calibration{Milestone: shipping.PickedUp, Sample: 100, In50: 50, In90: 91}
		if len(list) != 2 || list[0] != of || list[1].Lane != "szx-DE" || list[1].In90 != 91 {
			t.Errorf("calibration %+v", list)
		}
	})
}

func TestCasesAndSwitches(t *testing.T) {
	const shared = shipping.CaseID("cas_1")
	lane := shipping.Lane("szx-DE")
	stream := shared.Stream()
	a, b, c := newWay(1).booked(0), newWay(2).booked(0), newWay(3).booked(0)
	all := append(told(a, b, c),
		factOf(lane.Stream(), hour(1), &fact.ChannelSwitched{Channel: "air", Trigger: "slow", Phase: fact.SwitchAway, Share: 100, Stop: true, Case: shared}),
		factOf(stream, hour(1), &fact.CaseOpened{What: "switch", Channel: "air", Lane: lane, Due: hour(20)}),
		factOf(stream, hour(2), &fact.CaseJoined{Parcel: a.id}), factOf(stream, hour(2), &fact.CaseJoined{Parcel: b.id}), factOf(stream, hour(3), &fact.CaseLeft{Parcel: b.id}),
		factOf(stream, hour(4), &fact.CaseAssigned{Owner: "anna"}), factOf(stream, hour(20), &fact.TimerElapsed{Timer: fact.Timer{Name: "due", Due: hour(20)}}),
		factOf("case:cas_2", hour(5), &fact.CaseOpened{What: "stuck", Parcel: c.id}), factOf("case:cas_2", hour(6), &fact.CaseClosed{Why: "done"}),
		factOf(lane.Stream(), hour(7), &fact.ChannelSwitched{Channel: "air", Trigger: "slow", Phase: fact.SwitchReturning, Share: 50}),
		factOf(lane.Stream(), hour(8), &fact.ChannelSwitched{Channel: "air", Trigger: "slow", Phase: fact.SwitchAway, Share: 100}),
		factOf(lane.Stream(), hour(9), &fact.ChannelSwitched{Channel: "air", Trigger: "slow", Phase: fact.SwitchOver}),
		factOf(lane.Stream(), hour(10), &fact.ChannelSwitched{Channel: "air", Trigger: "slow", Phase: fact.SwitchAway, Share: 60, Case: shared}),
		// One leaves the channel, one is asked to and stays, one is called off.
		factOf(a.id.Stream(), hour(11), &fact.DiversionAsked{Channel: "air", Trigger: "slow"}), factOf(a.id.Stream(), hour(11), &fact.BookingCancelled{}),
		factOf(a.id.Stream(), hour(11), &fact.BookingRequested{Channel: "rail", Attempt: 2}), factOf(a.id.Stream(), hour(12), &fact.Booked{Channel: "rail", Waybill: "R1"}),
		factOf(b.id.Stream(), hour(11), &fact.DiversionAsked{Channel: "air", Trigger: "slow"}), factOf(b.id.Stream(), hour(12), &fact.CancelRejected{}),
		factOf(c.id.Stream(), hour(11), &fact.DiversionAsked{Channel: "air", Trigger: "slow"}), factOf(c.id.Stream(), hour(12), &fact.BookingCancelled{}), factOf(c.id.Stream(), hour(12), &fact.ParcelCalledOff{}),
		// Promised by hour 200: a comes two days and an hour late, warned in time; b is late since an hour.
		factOf(a.id.Stream(), hour(100), &fact.MessageSent{Message: shipping.MessageSwitched}),
		factOf(b.id.Stream(), hour(201), &fact.MessageSent{Message: shipping.MessageLate}),
		factOf(a.id.Stream(), hour(249), &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered}))
	engines(t, func(t *testing.T, s *view.Store) {
		ctx := context.Background()
		if err := s.Apply(ctx, "main", all, "1"); err != nil {
			t.Fatal(err)
		}
		f, err := s.Figures(ctx, "main")
		if err != nil || f.Switches != 2 || f.Rebooked != 1 || f.CasesOpened != 2 || f.CasesOpen != 1 || f.Late != 2 || f.DaysLate != 3+3 || f.Warned != 1 {
			t.Errorf("figures %+v, %v", f, err)
		}
		open, err := s.Cases(ctx, "main", view.Page{State: "open", Owner: "anna"})
		if err != nil || len(open) != 1 || open[0] != (view.CaseRow{ID: shared, What: "switch", Channel: "air", Lane: lane, Opened: view.Millis(hour(1).UnixMilli()),
			Owner: "anna", Due: view.Millis(hour(20).UnixMilli()), Overdue: 1, Parcels: 2, Left: 1}) {
			t.Errorf("open cases %+v, %v", open, err)
		}
		closed, err := s.Cases(ctx, "main", view.Page{State: "closed"})
		if err != nil || len(closed) != 1 || closed[0].Why != "done" || closed[0].Parcels != 1 {
			t.Errorf("closed cases %+v, %v", closed, err)
		}
		parcels, err := s.CaseParcels(ctx, "main", shared, view.Page{Limit: 1})
		if err != nil || len(parcels) != 1 || parcels[0].ID != b.id {
			t.Errorf("parcels of the case %+v, %v", parcels, err)
		}
		parcels, err = s.CaseParcels(ctx, "main", shared, view.Page{Before: string(b.id)})
		if err != nil || len(parcels) != 1 || parcels[0].ID != a.id {
			t.Errorf("more parcels of the case %+v, %v", parcels, err)
		}
		switches, err := s.Switches(ctx, "main")
		if err != nil || len(switches) != 1 || switches[0].Times != 2 || switches[0].Share != 60 || switches[0].Stop != 0 || switches[0].Case != shared {
			t.Errorf("switches %+v, %v", switches, err)
		}
		if n, err := s.OnTheWay(ctx, "main", hour(3)); err != nil || n != 0 {
			t.Errorf("%d parcels on the way that are nobody's case, %v", n, err)
		}
		if n, err := s.OnTheWay(ctx, "main", hour(1)); err != nil || n != 1 {
			t.Errorf("%d parcels on the way that were nobody's case then, %v", n, err)
		}
	})
}

func TestWaiting(t *testing.T) {
	ways := []*way{newWay(1).booked(0), newWay(2).booked(0).handed(1), newWay(3).asked(0), newWay(4).booked(0), newWay(5).booked(0).at(1, &fact.BookingCancelled{}),
		newWay(6).booked(0).ended(2, shipping.Cancelled), newWay(7).booked(0)}
	engines(t, func(t *testing.T, s *view.Store) {
		if err := s.Apply(context.Background(), "main", told(ways...), "1"); err != nil {
			t.Fatal(err)
		}
		var got []shipping.ParcelID
		for after := shipping.ParcelID(""); ; {
			list, err := s.Waiting(context.Background(), "main", view.LaneChannel{Lane: "szx-DE", Channel: "air"}, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(list) == 0 {
				break
			}
			got = append(got, list...)
			after = got[len(got)-1]
		}
		if want := []shipping.ParcelID{ways[0].id, ways[3].id, ways[6].id}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}
