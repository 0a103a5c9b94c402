package view_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

var day = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// engines runs a test on every engine that is there.
func engines(t *testing.T, test func(t *testing.T, s *view.Store)) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, err := view.Open(context.Background(), dbtest.Open(t, dsn))
		if err != nil {
			t.Fatal(err)
		}
		test(t, s)
	})
}

func factOf(stream shipping.Stream, at time.Time, body fact.Body) *fact.Fact {
	return &fact.Fact{Stream: stream, At: at, Recorded: at, Body: body}
}

// life tells the life of a parcel: booked on the attempt given, delivered after so many days, promised within three.
func life(n int, attempt int64, days int) []*fact.Fact {
	order := shipping.OrderID(fmt.Sprintf("ord_%03d", n))
	parcel := order.Parcel(1).Stream()
	facts := []*fact.Fact{
		factOf(order.Stream(), day, &fact.OrderReceived{Order: shipping.Order{ID: order, Number: fmt.Sprint(n), Currency: "EUR", Placed: day}}),
		factOf(order.Stream(), day, &fact.OrderAccepted{}),
		factOf(order.Stream(), day, &fact.Allocated{Parcels: []shipping.ParcelID{order.Parcel(1)}}),
		factOf(parcel, day, &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: order, Ship: shipping.Place{Country: "DE"}}}),
	}
	for a := int64(1); a < attempt; a++ {
		facts = append(facts, factOf(parcel, day, &fact.BookingRequested{Channel: "a", Carrier: "x", Attempt: a}),
			factOf(parcel, day, &fact.BookingRejected{Channel: "a"}))
	}
	facts = append(facts,
		factOf(parcel, day, &fact.BookingRequested{Channel: "b", Carrier: "y", Attempt: attempt}),
		factOf(parcel, day, &fact.Booked{Channel: "b", Carrier: "y", Waybill: fmt.Sprintf("W%d", n), Cost: shipping.Money{Amount: 450, Currency: "EUR"}}),
		factOf(parcel, day, &fact.HandedOver{}),
		factOf(parcel, day, &fact.Awaited{Promise: shipping.Window{From: day, To: day.AddDate(0, 0, 3)}}))
	if days > 0 {
		at := day.AddDate(0, 0, days)
		facts = append(facts, factOf(parcel, at, &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered}))
	}
	return facts
}

func TestFigures(t *testing.T) {
	engines(t, func(t *testing.T, s *view.Store) {
		ctx := context.Background()
		var all []*fact.Fact
		all = append(all, life(1, 1, 2)...) // on time
		all = append(all, life(2, 3, 5)...) // two refusals, late
		all = append(all, life(3, 1, 0)...) // on its way
		for i, cut := 0, 3; i < len(all); i += cut {
			if err := s.Apply(ctx, "main", all[i:min(i+cut, len(all))], fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		f, err := s.Figures(ctx, "main")
		if err != nil {
			t.Fatal(err)
		}
		if f.Orders != 3 || f.Parcels != 3 || f.Delivered != 2 || f.DeliveredOnTime != 1 || f.DeliveredLate != 1 ||
			f.LateShare != "0.5000" || f.Refusals != 2 || f.BackupsUsed != 1 || f.Cost["EUR"] != 1350 {
			t.Errorf("figures: %+v", f)
		}
		if n, err := s.OnTheWay(ctx, "main", day); err != nil || n != 1 {
			t.Errorf("%d on the way, %v", n, err)
		}
		if other, err := s.Figures(ctx, "other"); err != nil || other.Orders != 0 {
			t.Errorf("another merchant sees %d orders, %v", other.Orders, err)
		}
		ids, err := s.Bearers(ctx, "main", "y", []string{"W3", "none", "W1"})
		if err != nil || ids[0].Parcel != "par_003-1" || ids[1].Parcel != "" || ids[2].Parcel != "par_001-1" {
			t.Errorf("parcels by waybill: %v, %v", ids, err)
		}
	})
}

func TestPagesFollowOneAnother(t *testing.T) {
	engines(t, func(t *testing.T, s *view.Store) {
		ctx := context.Background()
		var all []*fact.Fact
		for n := range 1000 {
			all = append(all, life(n, 1, n%2)...)
		}
		if err := s.Apply(ctx, "main", all, "7"); err != nil {
			t.Fatal(err)
		}
		seen, before := 0, ""
		for {
			rows, err := s.Parcels(ctx, "main", view.Page{Limit: 300, Before: before, Only: "delivered"})
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) == 0 {
				break
			}
			for _, r := range rows {
				if before != "" && string(r.ID) >= before {
					t.Fatalf("%s comes after %s", r.ID, before)
				}
				before = string(r.ID)
			}
			seen += len(rows)
		}
		if seen != 500 {
			t.Errorf("the pages show %d parcels, want 500", seen)
		}
		if row, err := s.Find(ctx, "main", "17", ""); err != nil || row.ID != "ord_017" {
			t.Errorf("found %v, %v", row.ID, err)
		}
		if _, err := s.Find(ctx, "main", "nobody", ""); shipping.CodeOf(err) != shipping.NotFound {
			t.Errorf("an unknown order: %v", err)
		}
		if err := s.Clear(ctx, "main"); err != nil {
			t.Fatal(err)
		}
		if cursor, err := s.Cursor(ctx, "main"); err != nil || cursor != "" {
			t.Errorf("cursor after Clear: %q, %v", cursor, err)
		}
	})
}
