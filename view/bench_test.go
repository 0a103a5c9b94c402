package view_test

import (
	"context"
	"fmt"
	"sort"
	"testing"
	"time"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

// journey tells the whole life of a parcel of an international channel: 27 facts over some twelve days.
func journey(n int, start time.Time) []*fact.Fact {
	order := shipping.OrderID(fmt.Sprintf("ord_%08d", n))
	id := order.Parcel(1)
	parcel := id.Stream()
	at := start
	var facts []*fact.Fact
	tell := func(stream shipping.Stream, hours int, body fact.Body) {
		at = at.Add(time.Duration(hours) * time.Hour)
		facts = append(facts, factOf(stream, at, body))
	}
	tell(order.Stream(), 0, &fact.OrderReceived{Order: shipping.Order{ID: order, Number: fmt.Sprint(n), Storefront: "shop", Currency: "EUR", Placed: start}})
	tell(order.Stream(), 0, &fact.OrderAccepted{})
	tell(order.Stream(), 0, &fact.Allocated{Warehouse: "szx", Parcels: []shipping.ParcelID{id}})
	tell(parcel, 0, &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: order, Warehouse: "szx", Ship: shipping.Place{Country: "DE"}, Weight: 400}})
	tell(parcel, 0, &fact.ChannelChosen{})
	tell(parcel, 0, &fact.BookingRequested{Channel: channelOf(n), Carrier: "swiftpost", Attempt: 1})
	tell(parcel, 0, &fact.Booked{Channel: channelOf(n), Carrier: "swiftpost", Waybill: fmt.Sprintf("SP%09d", n), Cost: shipping.Money{Amount: 450, Currency: "EUR"}})
	tell(parcel, 0, &fact.Awaited{Await: await("handover", at, 24)})
	tell(parcel, 12, &fact.ScanReceived{Scan: fact.Scan{Milestone: shipping.PickedUp}})
	tell(parcel, 0, &fact.HandedOver{})
	tell(parcel, 0, &fact.Awaited{Await: await("leg:departed_origin", at, 48), Promise: shipping.Window{From: at.AddDate(0, 0, 7), To: at.AddDate(0, 0, 12)}})
	for i, m := range []shipping.Milestone{shipping.PickedUp, shipping.OriginHubIn, shipping.DepartedOrigin, shipping.ArrivedDestination,
		shipping.ImportReleased, shipping.AtDeliveryOffice, shipping.WithCourier, shipping.DeliveredMilestone} {
		hours := []int{0, 8, 30, 100, 30, 50, 20, 7 + n%9}[i]
		if i > 0 {
			tell(parcel, hours, &fact.ScanReceived{Scan: fact.Scan{Milestone: m}})
		}
		tell(parcel, 0, reached(m, at))
	}
	tell(order.Stream(), 0, &fact.ParcelClosed{Parcel: id, Status: shipping.Delivered})
	tell(order.Stream(), 0, &fact.OrderCompleted{})
	return facts
}

func channelOf(n int) shipping.ChannelID { return shipping.ChannelID(fmt.Sprintf("ch-%d", n%8)) }

func await(name string, at time.Time, hours int) []fact.Timer {
	return []fact.Timer{{Name: "silence", Due: at.AddDate(0, 0, 5)}, {Name: name, Due: at.Add(time.Duration(hours) * time.Hour)}}
}

func reached(m shipping.Milestone, at time.Time) *fact.MilestoneReached {
	b := &fact.MilestoneReached{Milestone: m, Status: shipping.InTransit}
	legs := map[shipping.Milestone]string{shipping.PickedUp: "departed_origin", shipping.OriginHubIn: "departed_origin", shipping.DepartedOrigin: "arrived_destination",
		shipping.ArrivedDestination: "import_released", shipping.ImportReleased: "delivered", shipping.AtDeliveryOffice: "delivered", shipping.WithCourier: "delivered"}
	if m == shipping.DeliveredMilestone {
		b.Status = shipping.Delivered
		return b
	}
	b.Await = await("leg:"+legs[m], at, 60)
	b.Estimate = fact.Estimate{Half: shipping.Window{From: at.Add(100 * time.Hour), To: at.Add(200 * time.Hour)}, Most: shipping.Window{From: at.Add(20 * time.Hour), To: at.Add(300 * time.Hour)}, Sample: 40}
	return b
}

// traffic is what n parcels, one beginning every few minutes, have told in the order of time.
func traffic(n int) []*fact.Fact {
	var all []*fact.Fact
	for i := range n {
		all = append(all, journey(i, day.Add(time.Duration(i)*4*time.Minute))...)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].Recorded.Before(all[j].Recorded) })
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
			if err := s.Apply(context.Background(), "main", all[i:min(i+5000, len(all))], fmt.Sprint(i)); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(len(all)*b.N)/b.Elapsed().Seconds(), "facts/s")
}

// BenchmarkHealth reads the health of eight channels with so many open parcels among all; the ratio is to
// counting the same open rows.
func BenchmarkHealth(b *testing.B) {
	for _, size := range []struct{ open, all int }{{10_000, 100_000}, {100_000, 1_000_000}} {
		b.Run(fmt.Sprintf("open=%d/all=%d", size.open, size.all), func(b *testing.B) {
			if testing.Short() && size.all > 100_000 {
				b.Skip("takes a minute to fill")
			}
			ctx := context.Background()
			s, d := filled(b, size.open, size.all)
			now := day.Add(time.Duration(size.all) * 2 * time.Second)
			var list []view.ChannelHealth
			var err error
			for b.Loop() {
				if list, err = s.Health(ctx, "main", now); err != nil {
					b.Fatal(err)
				}
			}
			took := b.Elapsed()
			var open, counted int64
			for _, h := range list {
				open += h.Health.Open
			}
			begin := time.Now()
			for range b.N {
				if err := d.Read.QueryRowContext(ctx, "SELECT count(*) FROM view_parcel WHERE merchant = 'main' AND ended = 0 AND booked > 0").Scan(&counted); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(took)/float64(time.Since(begin)), "x_counting")
			b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ms")
			if open != counted {
				b.Fatalf("%d parcels are open, and %d counted", open, counted)
			}
		})
	}
}

// BenchmarkFigures asks for what everything adds up to, of a hundred thousand parcels.
func BenchmarkFigures(b *testing.B) {
	s, _ := filled(b, 10_000, 100_000)
	for b.Loop() {
		if f, err := s.Figures(context.Background(), "main"); err != nil || f.Parcels != 100_000 {
			b.Fatal(f, err)
		}
	}
}

// filled are read tables of so many parcels, of which the last ones are on the way.
func filled(b *testing.B, open, all int) (*view.Store, *db.DB) {
	b.Helper()
	d := dbtest.Open(b, dbtest.SQLite(b))
	s, err := view.Open(context.Background(), d)
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; i < all; i += 2000 {
		var batch []*fact.Fact
		for n := i; n < min(i+2000, all); n++ {
			life := journey(n, day.Add(time.Duration(n)*2*time.Second))
			if n >= all-open {
				life = life[:8+n%12]
			} else {
				life = append(life[3:7:7], life[len(life)-3])
			}
			batch = append(batch, life...)
		}
		if err := s.Apply(context.Background(), "main", batch, fmt.Sprint(i)); err != nil {
			b.Fatal(err)
		}
	}
	return s, d
}

// BenchmarkLookUps asks for what people look for, among two hundred thousand parcels of which a twentieth is on the way.
func BenchmarkLookUps(b *testing.B) {
	ctx := context.Background()
	s, _ := filled(b, 10_000, 200_000)
	order := "ord_00150000"
	for _, c := range []struct {
		name string
		ask  func() (int, error)
	}{
		{"OrderParcels", func() (int, error) {
			l, err := s.OrderParcels(ctx, "main", shipping.OrderID(order))
			return len(l), err
		}},
		{"ParcelsNamed/order", func() (int, error) { l, err := s.ParcelsNamed(ctx, "main", order); return len(l), err }},
		{"ParcelsNamed/waybill", func() (int, error) { l, err := s.ParcelsNamed(ctx, "main", "SP000150000"); return len(l), err }},
		{"Find", func() (int, error) { _, err := s.Find(ctx, "main", "199999", ""); return 1, err }},
		{"OnTheWay", func() (int, error) { n, err := s.OnTheWay(ctx, "main", day); return int(n), err }},
		{"ToHandOver", func() (int, error) { l, err := s.ToHandOver(ctx, "main", "swiftpost", "szx"); return len(l), err }},
		{"Health", func() (int, error) { l, err := s.Health(ctx, "main", day.Add(400_000*time.Second)); return len(l), err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if n, err := c.ask(); err != nil || n == 0 {
					b.Fatal(n, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N), "us")
		})
	}
}
