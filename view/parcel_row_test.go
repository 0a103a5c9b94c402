package view_test

import (
	"slices"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

func ms(h int) view.Millis { return view.Millis(hour(h).UnixMilli()) }

// TestParcelRow follows a parcel of an international channel from its plan to the door, fact by fact.
func TestParcelRow(t *testing.T) {
	ctx := t.Context()
	leg := func(m shipping.Milestone, s shipping.Status, next string, due int) *fact.MilestoneReached {
		return &fact.MilestoneReached{Milestone: m, Status: s, Await: []fact.Timer{{Name: next, Due: hour(due)}, {Name: "depart", Due: hour(500)}}}
	}
	plan := fact.ParcelPlan{Order: "ord_1", Warehouse: "szx", Ship: shipping.Place{Country: "DE"}, Weight: 400}
	type step struct {
		h      int
		body   fact.Body
		change func(r *view.ParcelRow)
	}
	steps := []step{
		{0, &fact.ParcelPlanned{Plan: plan}, func(r *view.ParcelRow) {
			*r = view.ParcelRow{ID: "par_1-1", Order: "ord_1", Warehouse: "szx", Country: "DE", Weight: 400, Status: shipping.Pending}
		}},
		{1, &fact.BookingRequested{Channel: "sea", Carrier: "y", Attempt: 1}, func(r *view.ParcelRow) {
			r.Channel, r.Carrier, r.Request = "sea", "y", view.Request{Attempt: 1, Asked: ms(1)}
		}},
		{2, &fact.BookingRejected{Channel: "sea"}, func(r *view.ParcelRow) { r.Request = view.Request{Attempt: 1, Refusals: 1} }},
		{3, &fact.ParcelStuck{}, func(r *view.ParcelRow) { r.Status = shipping.Exception }},
		{4, &fact.BookingRequested{Channel: "air", Carrier: "x", Attempt: 2}, func(r *view.ParcelRow) {
			r.Channel, r.Carrier, r.Request = "air", "x", view.Request{Attempt: 2, Refusals: 1, Asked: ms(4)}
		}},
		{5, &fact.Booked{Channel: "air", Carrier: "x", Waybill: "W1", Cost: shipping.Money{Amount: 450, Currency: "EUR"}}, func(r *view.ParcelRow) {
			r.Waybill, r.Booked, r.Cost, r.Request.Asked, r.Status, r.Milestone = "W1", ms(5), view.Charge{Amount: 450, Currency: "EUR"}, 0, shipping.InfoReceived, shipping.LabelCreated
		}},
		{5, &fact.Awaited{Await: []fact.Timer{{Name: "handover", Due: hour(20)}}, Promise: shipping.Window{From: hour(90), To: hour(100)}}, func(r *view.ParcelRow) {
			r.Promised, r.Progress.Due, r.Progress.Awaits = ms(100), ms(20), "handover"
		}},
		{23, &fact.HandedOver{}, func(r *view.ParcelRow) {
			r.Handed, r.Progress.Due, r.Progress.Awaits, r.Progress.Late = ms(23), 0, "", int64(3*time.Hour/time.Millisecond)
		}},
		{24, &fact.Awaited{Await: []fact.Timer{{Name: "leg:departed_origin", Due: hour(40)}}}, func(r *view.ParcelRow) { r.Progress.Due, r.Progress.Awaits = ms(40), "leg:departed_origin" }},
		{41, &fact.Deviated{Await: []fact.Timer{{Name: "leg:departed_origin", Due: hour(60)}}}, func(*view.ParcelRow) {}},
		{42, &fact.Deviated{Await: []fact.Timer{{Name: "leg:origin_hub_out", Due: hour(50)}}}, func(r *view.ParcelRow) {
			r.Progress.Due, r.Progress.Awaits, r.Progress.Late = ms(50), "leg:origin_hub_out", int64(2*time.Hour/time.Millisecond)
		}},
		{44, leg(shipping.DepartedOrigin, shipping.InTransit, "leg:arrived_destination", 80), func(r *view.ParcelRow) {
			r.Status, r.Milestone, r.Progress = shipping.InTransit, shipping.DepartedOrigin, view.Progress{Departed: ms(44), Due: ms(80), Awaits: "leg:arrived_destination"}
		}},
		{70, leg(shipping.ArrivedDestination, shipping.InTransit, "leg:import_released", 95), func(r *view.ParcelRow) {
			r.Milestone, r.Progress = shipping.ArrivedDestination, view.Progress{Departed: ms(44), Customs: ms(70), Due: ms(95), Awaits: "leg:import_released"}
		}},
		{71, &fact.MessageSent{Message: shipping.MessageKind("arrived")}, func(*view.ParcelRow) {}},
		{72, &fact.MessageSent{Message: shipping.MessageLate}, func(r *view.ParcelRow) { r.Trouble.Warned = ms(72) }},
		{73, &fact.MessageSent{Message: shipping.MessageAtRisk}, func(*view.ParcelRow) {}},
		{90, leg(shipping.ImportReleased, shipping.InTransit, "leg:delivered", 120), func(r *view.ParcelRow) {
			r.Milestone, r.Progress = shipping.ImportReleased, view.Progress{Departed: ms(44), Due: ms(120), Awaits: "leg:delivered"}
		}},
		{95, &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered}, func(r *view.ParcelRow) {
			r.Status, r.Milestone, r.Ended, r.Progress = shipping.Delivered, shipping.DeliveredMilestone, ms(95), view.Progress{Departed: ms(44)}
		}},
	}
	engines(t, func(t *testing.T, s *view.Store) {
		var want view.ParcelRow
		for i, c := range steps {
			if err := s.Apply(ctx, "main", []*fact.Fact{factOf("parcel:par_1-1", hour(c.h), c.body)}, "1"); err != nil {
				t.Fatal(err)
			}
			c.change(&want)
			want.Updated = ms(c.h)
			list, err := s.Parcels(ctx, "main", view.Page{})
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			got := list[0]
			if got.Progress.Trail = ""; got != want {
				t.Errorf("step %d:\ngot  %+v\nwant %+v", i, got, want)
			}
		}
		f, err := s.Figures(ctx, "main")
		if err != nil || f.Stuck != 1 || f.Deviations != 2 || f.Refusals != 1 || f.BackupsUsed != 1 || f.DeliveredOnTime != 1 || f.Warned != 0 {
			t.Errorf("figures %+v, %v", f, err)
		}
	})
}

// TestNoEventFromAheadOfTime: an event dated years ahead counts when it was recorded, so that what the others showed stays.
func TestNoEventFromAheadOfTime(t *testing.T) {
	ctx := t.Context()
	engines(t, func(t *testing.T, s *view.Store) {
		facts := told(newWay(1).booked(0).ended(50, shipping.Delivered), newWay(2).booked(0).ended(60, shipping.Delivered))
		facts[len(facts)-1].At = day.AddDate(73, 0, 0)
		if err := s.Apply(ctx, "main", facts, "1"); err != nil {
			t.Fatal(err)
		}
		tracker, _, err := s.HealthTracker(ctx, "main", hour(60))
		if err != nil {
			t.Fatal(err)
		}
		on := view.LaneChannel{Lane: "szx-DE", Channel: "air"}
		if spreads := tracker.Spreads()[on]; len(spreads) != 1 || spreads[0].Sample != 2 || spreads[0].P95 != 60 {
			t.Errorf("spreads %+v", spreads)
		}
		if list, err := s.Parcels(ctx, "main", view.Page{}); err != nil || list[0].Ended != ms(60) {
			t.Errorf("it ended at %s, %v", list[0].Ended.Time(), err)
		}
		if f, err := s.Figures(ctx, "main"); err != nil || f.DeliveredOnTime != 2 {
			t.Errorf("figures %+v, %v", f, err)
		}
	})
}

// TestBookingUndone: with its label a parcel loses what was awaited of it and what it cost; how often it was refused stays.
func TestBookingUndone(t *testing.T) {
	ctx := t.Context()
	engines(t, func(t *testing.T, s *view.Store) {
		w := newWay(1).asked(0).at(0, &fact.BookingRejected{}).booked(0).handed(40).at(41, &fact.BookingCancelled{})
		if err := s.Apply(ctx, "main", w.facts, "1"); err != nil {
			t.Fatal(err)
		}
		list, err := s.Parcels(ctx, "main", view.Page{})
		if err != nil {
			t.Fatal(err)
		}
		r := list[0]
		if p := r.Progress; p.Due != 0 || p.Awaits != "" || p.Late != 0 || r.Waybill != "" || r.Booked != 0 || r.Cost.Currency != "" || r.Request.Refusals != 1 || r.Channel != "air" {
			t.Errorf("%+v", r)
		}
		if e := r.Estimated(); e != nil {
			t.Errorf("an estimate %+v", e)
		}
	})
}

// TestWhatACarrierHasNotClosed lists what is handed over, or was booked long ago, until its carrier closes it or its label is void; also behind its end.
func TestWhatACarrierHasNotClosed(t *testing.T) {
	ctx := t.Context()
	engines(t, func(t *testing.T, s *view.Store) {
		label := func(toClose bool) *fact.Booked {
			return &fact.Booked{Channel: "air", Carrier: "x", Waybill: "W1", ToClose: toClose}
		}
		void := &fact.BookingCancelled{Waybill: "W1"}
		facts := told(
			newWay(1).asked(0).at(0, label(true)).handed(2).at(3, &fact.ManifestAnswered{Code: fact.NotOnManifest}).ended(30, shipping.Delivered),
			newWay(2).asked(0).at(0, label(true)).handed(2).at(3, &fact.ManifestAnswered{Manifest: "P1"}),
			newWay(3).asked(0).at(0, label(false)).handed(2),
			newWay(4).asked(0).at(0, label(true)),
			newWay(5).asked(0).at(0, label(true)).handed(2).at(3, void),
			newWay(6).asked(0).at(0, label(true)).at(1, void).at(20, label(true)),
			newWay(7).asked(0).at(0, label(true)).at(1, void).at(20, label(false)),
		)
		if err := s.Apply(ctx, "main", facts, "1"); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			by     shipping.CarrierID
			from   shipping.WarehouseID
			before int
			want   []shipping.ParcelID
		}{
			{"", "", 0, []shipping.ParcelID{newWay(1).id}}, {"x", "szx", 1, []shipping.ParcelID{newWay(1).id, newWay(4).id}},
			{"x", "", 21, []shipping.ParcelID{newWay(1).id, newWay(4).id, newWay(6).id}}, {"y", "", 21, nil}, {"x", "moon", 21, nil},
		} {
			if got, err := s.Unclosed(ctx, "main", c.by, c.from, hour(c.before)); err != nil || !slices.Equal(got, c.want) {
				t.Errorf("by %q from %q before %d: %v, want %v, %v", c.by, c.from, c.before, got, c.want, err)
			}
		}
	})
}
