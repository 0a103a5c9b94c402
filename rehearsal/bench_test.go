package rehearsal_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/db"
	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/ledger"
	"crosslane/rehearsal"
	"crosslane/shipping"
)

// shop is a ledger into which a busy shop's orders are recorded: each is accepted, packed, booked, handed
// over and delivered.
type shop struct {
	b      *testing.B
	ledger *ledger.Ledger
	now    time.Time
}

const products = 300

var places = []shipping.Place{{Country: "DE", Postcode: "45127"}, {Country: "US", Postcode: "90045"}, {Country: "FR", Postcode: "75001"},
	{Country: "GB", Postcode: "SW1A 1AA"}, {Country: "PL", Postcode: "00-001"}, {Country: "JP", Postcode: "100-0001"}}

func ware(i int) shipping.Product {
	return shipping.Product{SKU: shipping.SKU("SKU-" + strconv.Itoa(i)), Name: "Ware", Weight: shipping.Grams(150 + 37*(i%60)), HS: "940521", Origin: "CN",
		Size:  shipping.Dimensions{Length: 120 + shipping.Millimetres(i%90), Width: 90, Height: 40 + shipping.Millimetres(i%50)},
		Value: shipping.Money{Amount: int64(900 + 13*i), Currency: "EUR"}}
}

// deliver records goods for a day of so many orders.
func (s *shop) deliver(orders int) {
	var list []*ledger.Pending
	for i := range products {
		sku := ware(i).SKU
		for _, to := range []shipping.Location{"szx", "dui", "lax"} {
			list = append(list, s.submit(&fact.Fact{Stream: sku.Stream(), By: "test", Body: &fact.StockMoved{
				SKU: sku, Lot: s.now.Format("060102"), Quantity: int64(2*orders/products) + 1, From: shipping.Supplier, To: to}}))
		}
	}
	s.wait(list)
}

func (s *shop) submit(facts ...*fact.Fact) *ledger.Pending {
	return s.ledger.Submit("main", ledger.Entry{Facts: facts})
}

func (s *shop) wait(list []*ledger.Pending) (facts []*fact.Fact) {
	for _, p := range list {
		got, err := p.Wait(context.Background())
		if err != nil {
			s.b.Fatal(err)
		}
		facts = append(facts, got...)
	}
	return facts
}

// hour records the orders from one number to another, and delivers them at once.
func (s *shop) hour(from, to int) {
	var list []*ledger.Pending
	for n := from; n < to; n++ {
		number := strconv.Itoa(n)
		id := shipping.NewOrderID("main", "shop", number, s.now)
		o := shipping.Order{ID: id, Storefront: "shop", Number: number, Placed: s.now, Currency: "EUR", Ship: places[n%len(places)], To: "pap_x"}
		for k := range 1 + n%2 {
			w := ware((n*7 + k*31) % products)
			o.Lines = append(o.Lines, shipping.Line{Product: w, Quantity: 1, Price: w.Value})
		}
		list = append(list, s.submit(&fact.Fact{Stream: id.Stream(), By: "test", Body: &fact.OrderReceived{Order: o}}))
	}
	var lives []*ledger.Pending
	for _, f := range s.wait(list) {
		if b, ok := f.Body.(*fact.BookingRequested); ok {
			lives = append(lives, s.submit(s.life(f.Stream, b)...))
		}
	}
	s.wait(lives)
}

// life is what happens to a parcel.
func (s *shop) life(stream shipping.Stream, b *fact.BookingRequested) []*fact.Fact {
	facts := []*fact.Fact{{Stream: stream, By: "test", Body: &fact.Booked{Channel: b.Channel, Carrier: b.Carrier, Waybill: "W" + stream.ID(),
		Cost: shipping.Money{Amount: 500, Currency: "EUR"}}}}
	for i, m := range []shipping.Milestone{shipping.PickedUp, shipping.DepartedOrigin, shipping.ArrivedDestination, shipping.ImportReleased,
		shipping.AtDeliveryOffice, shipping.WithCourier, shipping.DeliveredMilestone} {
		facts = append(facts, &fact.Fact{Stream: stream, At: s.now.Add(time.Duration(i) * time.Minute), By: "test", Body: &fact.ScanReceived{
			Scan: fact.Scan{Carrier: b.Carrier, Waybill: "W" + stream.ID(), Code: string(m), Milestone: m, Print: uint64(i + 1)}}})
	}
	return facts
}

// record makes a ledger of so many orders.
func record(b *testing.B, orders int) *ledger.Ledger {
	rules, err := fulfillment.Prepare(book.Default())
	if err != nil {
		b.Fatal(err)
	}
	d, err := db.Open(context.Background(), filepath.Join(b.TempDir(), "ledger.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	s := &shop{b: b, now: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
	if s.ledger, err = ledger.Open(context.Background(), d, fulfillment.New(fulfillment.NewShelf(rules)), ledger.Options{Now: func() time.Time { return s.now }}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.ledger.Close() })
	s.wait([]*ledger.Pending{s.submit(&fact.Fact{Stream: shipping.BookStream, At: rules.Book.From, By: "test",
		Body: &fact.BookPublished{Version: rules.Book.Version, Name: rules.Book.Name}})})
	const perHour = 500
	for n := 0; n < orders; n += perHour {
		if n%(24*perHour) == 0 {
			s.deliver(24 * perHour)
		}
		s.hour(n, min(n+perHour, orders))
		s.now = s.now.Add(time.Hour)
	}
	return s.ledger
}

// BenchmarkReplay decides recorded orders again by another Book. ×read is how much longer that takes
// than reading the same feed alone. REHEARSAL_ORDERS says how many orders; 10,000 when it is not set.
func BenchmarkReplay(b *testing.B) {
	orders := 10_000
	if n, err := strconv.Atoi(os.Getenv("REHEARSAL_ORDERS")); err == nil {
		orders = n
	}
	l := record(b, orders)
	other := book.Default()
	other.Policy.DayCost *= 20
	var bare, full time.Duration
	var facts int64
	var a *rehearsal.Answer
	for b.Loop() {
		facts = 0
		began := time.Now()
		if err := rehearsal.Read(context.Background(), l, "main", nil, func(*fact.Fact) error { facts++; return nil }); err != nil {
			b.Fatal(err)
		}
		bare += time.Since(began)
		began = time.Now()
		r, err := rehearsal.NewReplay(other, time.Time{}, time.Time{})
		if err != nil {
			b.Fatal(err)
		}
		if err := rehearsal.Read(context.Background(), l, "main", nil, r.Take); err != nil {
			b.Fatal(err)
		}
		a = r.End()
		full += time.Since(began)
	}
	if a.Orders != int64(orders) || a.Elsewhere == 0 {
		b.Fatalf("%d orders, %d parcels elsewhere", a.Orders, a.Elsewhere)
	}
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(b.N)*float64(orders)/full.Seconds(), "orders/s")
	b.ReportMetric(full.Seconds()/bare.Seconds(), "×read")
	b.ReportMetric(float64(memory.HeapAlloc>>20), "MiB-kept")
	b.Logf("%d facts, %d parcels elsewhere", facts, a.Elsewhere)
}
