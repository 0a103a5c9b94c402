package merchant_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier/sim"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
)

// jamBook has two channels from Shenzhen to France, of two carriers, and a trigger for when the first runs late.
const jamBook = `
name: Two lines
from: 2024-06-01T00:00:00Z
base: EUR
warehouses: [{id: szx, name: Shenzhen, place: {country: CN, postcode: "518000"}, zone: Asia/Shanghai}]
carriers:
  - {id: one, name: One, connector: sim, address: %q}
  - {id: two, name: Two, connector: sim, address: %q}
policy: {day_cost: 20, spread_cost: 10, late_cost: 1000, backups: 1}
alerts: {depart: 48, arrive: 168, silence: 240, pickup: 168}
triggers:
  - name: late
    when: health.late_hours > 48 && health.sample >= 5
    clear: health.sample > 100000000
    then: {switch: 100, rebook: true, case: true}
channels:
  - &line
    id: first
    name: First
    carrier: one
    service: A
    kind: dedicated_line
    from: [szx]
    to: [FR]
    legs:
      - {name: linehaul,  from: CN, to: "", ends: arrived_destination, usual_hours: 300, most_hours: 400}
      - {name: last mile, from: "", to: "", ends: delivered,           usual_hours: 300, most_hours: 400}
    rates: first
    limits: {weight: 30000}
    days: {least: 12, most: 18}
    reliability: 920
  - <<: *line
    id: second
    name: Second
    carrier: two
    rates: second
rates:
  - {name: first,  currency: EUR, from: 2024-01-01, zones: [{name: all, countries: [FR], breaks: [{up_to: 30000, flat: 500}]}]}
  - {name: second, currency: EUR, from: 2024-01-01, zones: [{name: all, countries: [FR], breaks: [{up_to: 30000, flat: 700}]}]}
`

// jam is a merchant whose parcels are all booked with the first of two channels and wait at the warehouse.
type jam struct {
	*merchant.Merchant
	place    *merchant.Place
	at       merchant.At
	carriers *merchant.Carriers
	one, two *sim.Server
	parcels  int
}

// openJam makes it. Nothing is ever collected: the carriers' clocks stand still.
func openJam(tb testing.TB, n int, faults sim.Faults) *jam {
	start := time.Now()
	j := &jam{parcels: n, at: merchant.At{Data: tb.TempDir()}}
	open := func(channel shipping.ChannelID, seed uint64) (*sim.Server, string) {
		s, err := sim.New(sim.Config{Name: string(channel), Seed: seed, Now: func() time.Time { return start }, Faults: faults,
			Channels: []book.Channel{{ID: channel, Days: shipping.Days{Least: 12, Most: 18}}},
			Behave:   func(shipping.ChannelID) sim.Behaviour { return sim.Behaviour{} }})
		if err != nil {
			tb.Fatal(err)
		}
		server := httptest.NewServer(s.Handler())
		tb.Cleanup(server.Close)
		return s, server.URL
	}
	one, at1 := open("first", 1)
	two, at2 := open("second", 2)
	j.one, j.two = one, two
	j.open(tb)
	published(tb, j.Merchant, fmt.Sprintf(jamBook, at1, at2))
	j.book(tb)
	return j
}

// open opens the place and the ways to the carriers.
func (j *jam) open(tb testing.TB) {
	tb.Helper()
	j.place = placed(tb, j.at, merchant.Options{})
	j.Merchant = of(tb, j.place, merchant.First)
	j.carriers = j.Carriers(merchant.CarrierOptions{Dir: j.at.Data, AllowSimulated: true})
}

func (j *jam) close() {
	j.carriers.Close()
	j.place.Close()
}

// book takes the orders in and has them booked.
func (j *jam) book(tb testing.TB) {
	ctx := context.Background()
	product := shipping.Product{SKU: "MUG", Name: "Mug", Weight: 400, HS: "691200", Origin: "CN", Value: shipping.Money{Amount: 1200, Currency: "EUR"}}
	entries := []ledger.Entry{
		{Facts: []*fact.Fact{{Stream: product.SKU.Stream(), At: time.Now(), By: "seller", Body: &fact.ProductListed{Product: product}}}},
		{Facts: []*fact.Fact{{Stream: product.SKU.Stream(), At: time.Now(), By: "warehouse", Body: &fact.StockMoved{
			SKU: "MUG", Quantity: int64(j.parcels), From: shipping.Supplier, To: "szx"}}}},
	}
	to := shipping.NewDocument("application/json", "per_jam", []byte(`{"name":"Anne Roux","line1":"1 rue de la Paix","city":"Paris","postcode":"75011","country":"FR"}`))
	for i := range j.parcels {
		o := shipping.Order{ID: shipping.NewOrderID("main", "jam", strconv.Itoa(i), time.Now()), Storefront: "jam", Number: strconv.Itoa(i), Placed: time.Now(),
			Seller: "Jam", Currency: "EUR", To: to.ID, Ship: shipping.Place{Country: "FR", Postcode: "75011"},
			Lines: []shipping.Line{{Product: product, Quantity: 1, Price: product.Value}}}
		entries = append(entries, ledger.Entry{Facts: []*fact.Fact{{Stream: o.ID.Stream(), At: o.Placed, By: "jam", Body: &fact.OrderReceived{Order: o}}}, Documents: []shipping.Document{to}})
	}
	pending := make([]*ledger.Pending, len(entries))
	for i, e := range entries {
		pending[i] = j.Ledger.Submit(j.ID, e)
	}
	for _, p := range pending {
		if _, err := p.Wait(ctx); err != nil {
			tb.Fatal(err)
		}
	}
	j.until(tb, func() bool { return j.one.Stats().Booked == int64(j.parcels) })
}

// until has the workers work until something is so and no job is open.
func (j *jam) until(tb testing.TB, so func() bool) {
	tb.Helper()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var crew sync.WaitGroup
	for _, w := range j.Workers(j.carriers) {
		crew.Go(func() {
			if err := j.Ledger.Work(ctx, j.ID, w, ledger.WorkOptions{Backoff: 50 * time.Millisecond}); err != nil {
				tb.Error(err)
			}
		})
	}
	defer crew.Wait()
	defer stop()
	for range 10 * 600 {
		if so() {
			next, err := j.Ledger.NextJob(ctx, j.ID)
			if err != nil {
				tb.Fatal(err)
			}
			if next.IsZero() {
				return
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	tb.Fatalf("the carriers count %+v and %+v", j.one.Stats(), j.two.Stats())
}

// late tells that the first channel runs late.
func (j *jam) late(tb testing.TB) {
	f := &fact.Fact{Stream: shipping.NewLane("szx", "FR").Stream(), At: time.Now(), By: "watch", Body: &fact.ChannelAssessed{
		Channel: "first", Health: fact.Health{Sample: int64(j.parcels), Open: int64(j.parcels), LateHours: 61}}}
	if _, err := j.Ledger.Record(context.Background(), j.ID, ledger.Entry{Facts: []*fact.Fact{f}}); err != nil {
		tb.Fatal(err)
	}
}

// moved holds the carriers' books against the ledger's: every parcel has left the first and is booked
// with the second, once.
func (j *jam) moved(tb testing.TB) {
	tb.Helper()
	n := int64(j.parcels)
	one, two := j.one.Stats(), j.two.Stats()
	if one.Booked != n || one.Cancelled != n || two.Booked != n || two.Cancelled != 0 || one.Doubles+two.Doubles != 0 {
		tb.Fatalf("of %d parcels the carriers count %+v and %+v", n, one, two)
	}
	found, err := j.place.Audit(context.Background(), merchant.AuditOptions{})
	if err == nil {
		err = merchant.Violation(found)
	}
	if err != nil || found[0].Streams < n {
		tb.Fatalf("audit of %+v: %v", found, err)
	}
}

// size is how many parcels are switched: SWITCH of the environment, else a few.
func size(few int) int {
	if n, err := strconv.Atoi(os.Getenv("SWITCH")); err == nil {
		return n
	}
	return few
}

// TestSwitchMovesWhatWaits switches a channel for whose carrier everything waits, while answers are lost.
func TestSwitchMovesWhatWaits(t *testing.T) {
	j := openJam(t, size(300), sim.Faults{DropAnswer: 50, Busy: 50})
	defer j.close()
	begun := time.Now()
	j.late(t)
	j.until(t, func() bool { return j.two.Stats().Booked == int64(j.parcels) })
	t.Logf("%d parcels switched in %s", j.parcels, time.Since(begun).Round(time.Millisecond))
	j.moved(t)
}

// TestSwitchSurvivesKills kills the node again and again while it switches a channel.
func TestSwitchSurvivesKills(t *testing.T) {
	j := openJam(t, size(600), sim.Faults{DropAnswer: 50, Busy: 50})
	j.late(t)
	j.close()
	rng := rand.New(rand.NewPCG(3, 4))
	kills := 0
	for j.two.Stats().Booked < int64(j.parcels) && kills < 10 {
		n := startNode(t, j.at)
		if kills%8 != 7 { // else while it starts
			n.works(t)
		}
		time.Sleep(time.Duration(50+rng.IntN(500)) * time.Millisecond)
		n.kill(t)
		kills++
	}
	j.open(t)
	defer j.close()
	j.until(t, func() bool { return j.two.Stats().Booked == int64(j.parcels) })
	t.Logf("%d parcels switched by a node that was killed %d times; the carriers were asked %d times to book", j.parcels, kills, j.one.Stats().Asked+j.two.Stats().Asked)
	if kills < 2 {
		t.Errorf("killed %d times: too few to say anything", kills)
	}
	j.moved(t)
}

// The switch of a channel for which everything waits; the ratio is to booking the same parcels the first time.
func BenchmarkSwitch(b *testing.B) {
	for b.Loop() {
		begun := time.Now()
		j := openJam(b, size(5000), sim.Faults{})
		booked := time.Since(begun)
		begun = time.Now()
		j.late(b)
		j.until(b, func() bool { return j.two.Stats().Booked == int64(j.parcels) })
		took := time.Since(begun)
		j.moved(b)
		j.close()
		b.ReportMetric(float64(j.parcels)/took.Seconds(), "parcels/s")
		b.ReportMetric(float64(took)/float64(booked), "x_booking_them")
	}
}
