package view_test

import (
	"context"
	"fmt"
	"sort"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/shipping"
	"crosslane/view"
)

// journey tells the whole life of a parcel of an international channel: 27 facts over some twelve days.
func journey(n int, start time.Time) []view.Told {
	order := shipping.OrderID(fmt.Sprintf("ord_%08d", n))
	id := order.Parcel(1)
	parcel := id.Stream()
	at := start
	var facts []view.Told
	tell := func(stream shipping.Stream, hours int, body shipping.Body) {
		at = at.Add(time.Duration(hours) * time.Hour)
		facts = append(facts, fact(stream, at, body))
	}
	tell(order.Stream(), 0, &shipping.OrderReceived{Order: shipping.Order{ID: order, Number: fmt.Sprint(n), Storefront: "shop", Currency: "EUR", Placed: start}})
	tell(order.Stream(), 0, &shipping.OrderAccepted{})
	tell(order.Stream(), 0, &shipping.Allocated{Warehouse: "szx", Parcels: []shipping.ParcelID{id}})
	tell(parcel, 0, &shipping.ParcelPlanned{Plan: shipping.ParcelPlan{Order: order, Warehouse: "szx", Ship: shipping.Place{Country: "DE"}, Weight: 400}})
	tell(parcel, 0, &shipping.ChannelChosen{})
	tell(parcel, 0, &shipping.BookingRequested{Channel: channelOf(n), Carrier: "swiftpost", Attempt: 1})
	tell(parcel, 0, &shipping.Booked{Channel: channelOf(n), Carrier: "swiftpost", Waybill: fmt.Sprintf("SP%09d", n), Cost: shipping.Money{Amount: 450, Currency: "EUR"}})
	tell(parcel, 0, &shipping.Awaited{Await: await("handover", at, 24)})
	tell(parcel, 12, &shipping.ScanReceived{Scan: shipping.Scan{Milestone: shipping.PickedUp}})
	tell(parcel, 0, &shipping.HandedOver{})
	tell(parcel, 0, &shipping.Awaited{Await: await("leg:departed_origin", at, 48), Promise: shipping.Window{From: at.AddDate(0, 0, 7), To: at.AddDate(0, 0, 12)}})
	for i, m := range []shipping.Milestone{shipping.PickedUp, shipping.OriginHubIn, shipping.DepartedOrigin, shipping.ArrivedDestination,
		shipping.ImportReleased, shipping.AtDeliveryOffice, shipping.WithCourier, shipping.DeliveredMilestone} {
		hours := []int{0, 8, 30, 100, 30, 50, 20, 7 + n%9}[i]
		if i > 0 {
			tell(parcel, hours, &shipping.ScanReceived{Scan: shipping.Scan{Milestone: m}})
		}
		tell(parcel, 0, reached(m, at))
	}
	tell(order.Stream(), 0, &shipping.ParcelClosed{Parcel: id, Status: shipping.Delivered})
	tell(order.Stream(), 0, &shipping.OrderCompleted{})
	return facts
}

func channelOf(n int) shipping.ChannelID { return shipping.ChannelID(fmt.Sprintf("ch-%d", n%8)) }

func await(name string, at time.Time, hours int) []shipping.Timer {
	return []shipping.Timer{{Name: "silence", Due: at.AddDate(0, 0, 5)}, {Name: name, Due: at.Add(time.Duration(hours) * time.Hour)}}
}

func reached(m shipping.Milestone, at time.Time) *shipping.MilestoneReached {
	b := &shipping.MilestoneReached{Milestone: m, Status: shipping.InTransit}
	legs := map[shipping.Milestone]string{shipping.PickedUp: "departed_origin", shipping.OriginHubIn: "departed_origin", shipping.DepartedOrigin: "arrived_destination",
		shipping.ArrivedDestination: "import_released", shipping.ImportReleased: "delivered", shipping.AtDeliveryOffice: "delivered", shipping.WithCourier: "delivered"}
	if m == shipping.DeliveredMilestone {
		b.Status = shipping.Delivered
		return b
	}
	b.Await = await("leg:"+legs[m], at, 60)
	b.Estimate = shipping.Estimate{Half: shipping.Window{From: at.Add(100 * time.Hour), To: at.Add(200 * time.Hour)}, Most: shipping.Window{From: at.Add(20 * time.Hour), To: at.Add(300 * time.Hour)}, Sample: 40}
	return b
}

// traffic is what n parcels, one beginning every few minutes, have told in the order of time.
func traffic(n int) []view.Told {
	var all []view.Told
	for i := range n {
		all = append(all, journey(i, day.Add(time.Duration(i)*4*time.Minute))...)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Fact.Recorded.Before(all[j].Fact.Recorded) })
	return all
}

// BenchmarkApply fills the read tables with the lives of parcels, in batches as CatchUp does.
func BenchmarkApply(b *testing.B) {
	all := traffic(12000)
	for b.Loop() {
		b.StopTimer()
		s, err := view.Open(context.Background(), dbtest.Open(b, dbtest.SQLite(b)))
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		for i := 0; i < len(all); i += 5000 {
			if err := s.Apply(context.Background(), all[i:min(i+5000, len(all))], fmt.Sprint(i)); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(all)*b.N)/b.Elapsed().Seconds(), "facts/s")
}
