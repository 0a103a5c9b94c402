package sim

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/carriertest"
	"crosslane/document"
	"crosslane/fact"
	"crosslane/shipping"
)

var (
	start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	truck = book.Channel{ID: "cn-de-truck", Carrier: "sim", Service: "Euro Truck", Kind: book.DedicatedLine, Days: shipping.Days{Least: 12, Most: 20}, Legs: []book.Leg{
		{From: "CN", To: "CN", Ends: shipping.HandedToLinehaul, Usual: 36, Most: 60},
		{From: "CN", To: "DE", Ends: shipping.ArrivedDestination, Usual: 240, Most: 330},
		{From: "DE", To: "DE", Ends: shipping.ImportReleased, Usual: 24, Most: 60},
		{From: "DE", To: "DE", Ends: shipping.DeliveredMilestone, Usual: 30, Most: 60},
	}}
	local = book.Channel{ID: "de-local", Carrier: "sim", Kind: book.LastMile, Days: shipping.Days{Least: 1, Most: 3}}
	plain = Behaviour{} // nothing goes wrong
)

// rig is a carrier that runs, and the way to it.
type rig struct {
	*Server
	*Client
	url   string
	clock *atomic.Int64
}

func (r *rig) pass(d time.Duration) { r.clock.Add(int64(d / time.Second)) }

func open(t testing.TB, c Config) *rig {
	t.Helper()
	clock := &atomic.Int64{}
	clock.Store(start.Unix())
	c.Now = func() time.Time { return time.Unix(clock.Load(), 0).UTC() }
	if c.Channels == nil {
		c.Channels = []book.Channel{truck, local}
	}
	if c.Seed == 0 {
		c.Seed = 7
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	url, stop, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	client := Connect(url, time.Minute)
	t.Cleanup(func() {
		client.Close()
		if err := stop(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return &rig{s, client, url, clock}
}

// release lets go of the journal, so that the carrier can start again.
func (r *rig) release(t *testing.T) {
	t.Helper()
	if err := r.Server.Close(); err != nil {
		t.Fatal(err)
	}
}

func always(b Behaviour) func(shipping.ChannelID) Behaviour {
	return func(shipping.ChannelID) Behaviour { return b }
}

func request(n int) *carrier.Request {
	return &carrier.Request{
		Key: fmt.Sprintf("parcel:par_%d#4", n), Parcel: shipping.ParcelID(fmt.Sprintf("par_%d", n)), At: start, Channel: truck,
		Plan: fact.ParcelPlan{Weight: 500, Value: shipping.Money{Amount: 2000, Currency: "EUR"}, Ship: shipping.Place{Country: "DE"}},
		From: book.Warehouse{ID: "szx", Name: "Shenzhen", Place: shipping.Place{Country: "CN"}},
		To:   shipping.Address{Name: "Ann \"Example\"", City: "Köln", Postcode: "50667", Country: "DE"},
	}
}

func (r *rig) take(t testing.TB, n int) *carrier.Confirmation {
	t.Helper()
	yes, err := r.Book(t.Context(), request(n))
	if err != nil {
		t.Fatal(err)
	}
	return yes
}

// feed reads all news there is.
func (r *rig) feed(t testing.TB) []carrier.Message {
	t.Helper()
	var list []carrier.Message
	cursor := ""
	for {
		b, err := r.Changes(t.Context(), cursor)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, b.Messages...)
		if cursor = b.Next; !b.More {
			return list
		}
	}
}

func TestConformance(t *testing.T) {
	carriertest.Run(t, func(t *testing.T) *carriertest.Subject {
		r := open(t, Config{Name: "Simpost", Behave: always(plain)})
		r.Labels = true
		other := request(99)
		other.Channel.ID = "no such channel"
		return &carriertest.Subject{
			Connector: r.Client, Request: request, Refused: other, Simulated: true,
			Pass:   func() { r.pass(60 * 24 * time.Hour); r.Part = 7 },
			Behind: func(base string, timeout time.Duration) carrier.Connector { return Connect(base, timeout) },
		}
	})
}

func TestLabelsAreDrawnOnDemand(t *testing.T) {
	r := open(t, Config{Name: "Simpost", Behave: always(plain)})
	r.Labels = true
	a, b := r.take(t, 1), r.take(t, 1)
	if len(a.Label) == 0 || !slices.Equal(a.Label, b.Label) {
		t.Errorf("%d and %d bytes", len(a.Label), len(b.Label))
	}
	printer := request(2)
	printer.From.Labels = "zpl203"
	if yes, err := r.Book(t.Context(), printer); err != nil || yes.Media != "application/zpl" || yes.Check() != nil {
		t.Errorf("for a label printer: %v", err)
	}
	unread := request(3)
	unread.To.Name = "Ann 🎁"
	if _, err := r.Book(t.Context(), unread); carrier.RefusalCode(err) != document.Unprintable || r.Stats().Booked != 2 {
		t.Errorf("what no label can show: %v, %d booked", err, r.Stats().Booked)
	}
	if !r.Simulated() {
		t.Error("nobody carries the parcel")
	}
	if err := r.Health(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestNothingDependsOnTheOrderOfRequests(t *testing.T) {
	faults := Faults{Duplicate: 50, Late: 50, Malformed: 50, Unknown: 50}
	var feeds [2][]carrier.Message
	for i := range feeds {
		r := open(t, Config{Faults: faults})
		order := rand.New(rand.NewPCG(1, uint64(i))).Perm(60)
		for _, n := range order {
			_, err := r.Book(t.Context(), request(n))
			if err != nil && shipping.CodeOf(err) != shipping.Refused {
				t.Fatal(err)
			}
			if i == 1 {
				r.feed(t)
			}
		}
		for range 40 {
			r.pass(48 * time.Hour)
			if i == 1 {
				r.feed(t)
			}
		}
		feeds[i] = r.feed(t)
	}
	if len(feeds[0]) < 600 || !reflect.DeepEqual(feeds[0], feeds[1]) {
		t.Errorf("%d and %d messages, and not the same", len(feeds[0]), len(feeds[1]))
	}
}

func TestALifeFollowsTheLegs(t *testing.T) {
	r := open(t, Config{Behave: always(plain)})
	const parcels = 400
	for n := range parcels {
		r.take(t, n)
	}
	r.pass(100 * 24 * time.Hour)
	starts, ends := map[string]time.Time{}, map[string]time.Time{}
	var took []time.Duration
	for _, m := range r.feed(t) {
		if m.Problem != nil || m.Scan.Milestone == shipping.Unmapped {
			t.Fatalf("%s: %v", m.Raw, m.Problem)
		}
		switch m.Scan.Milestone {
		case shipping.DepartedOrigin:
			starts[m.Waybill] = m.At
		case shipping.HandedToLinehaul:
			ends[m.Waybill] = m.At
		case shipping.ArrivedDestination:
			took = append(took, m.At.Sub(ends[m.Waybill]))
			if _, offset := m.At.Zone(); offset != 3600 || m.Scan.Place.Country != "DE" || starts[m.Waybill].After(m.At) {
				t.Errorf("%s: %s", m.At, m.Raw)
			}
		}
	}
	slices.Sort(took)
	if len(took) != parcels {
		t.Fatalf("%d of %d arrived", len(took), parcels)
	}
	median, late := took[parcels/2].Hours(), 0
	for _, d := range took {
		if d.Hours() > 330 {
			late++
		}
	}
	if median < 225 || median > 255 || late == 0 || late > parcels/10 {
		t.Errorf("a leg of usually 240 and at most 330 hours takes %.0f in the middle, %d of %d took longer", median, late, parcels)
	}
}

func TestMishapsComeAsOftenAsTheBehaviourSays(t *testing.T) {
	counts := map[shipping.Milestone]int{}
	refused := 0
	r := open(t, Config{Behave: always(Behaviour{Refuse: 100, Hold: 100, Miss: 200, Damage: 100, Return: 100, Lose: 100})})
	const parcels = 1000
	for n := range parcels {
		if _, err := r.Book(t.Context(), request(n)); err != nil {
			if carrier.RefusalCode(err) != "NO_CAPACITY" {
				t.Fatal(err)
			}
			refused++
		}
	}
	r.pass(200 * 24 * time.Hour)
	for _, m := range r.feed(t) {
		counts[m.Scan.Milestone]++
	}
	for what, c := range map[string][3]int{
		"refused": {refused, 60, 140}, "held": {counts[shipping.ImportHeld], 50, 130}, "damaged": {counts[shipping.Damaged], 45, 130},
		"sent back": {counts[shipping.BackWithSender], 40, 130}, "declared lost": {counts[shipping.DeclaredLost], 20, 80},
		"missed": {counts[shipping.DeliveryFailed], 150, 330}, "delivered": {counts[shipping.DeliveredMilestone], 650, 800},
	} {
		if c[0] < c[1] || c[0] > c[2] {
			t.Errorf("%s: %d, want %d to %d", what, c[0], c[1], c[2])
		}
	}
}

func TestFaultyEventsAreToldApart(t *testing.T) {
	r := open(t, Config{Behave: always(plain), Faults: Faults{Duplicate: 200, Late: 200, Malformed: 200, Unknown: 200}})
	for n := range 50 {
		r.take(t, n)
	}
	r.pass(100 * 24 * time.Hour)
	problems, unknown, sound, older := 0, 0, 0, 0
	last := map[string]time.Time{}
	for _, m := range r.feed(t) {
		switch {
		case m.Problem != nil:
			problems++
		case m.Scan.Milestone == shipping.Unmapped:
			unknown++
		default:
			sound++
			if m.At.Before(last[m.Waybill]) {
				older++
			}
			last[m.Waybill] = m.At
		}
		if m.Waybill == "" || len(m.Raw) == 0 {
			t.Errorf("got %+v", m)
		}
	}
	if problems < 100 || unknown < 100 || sound < 600 || older < 50 {
		t.Errorf("%d malformed, %d unknown, %d sound, %d of them older than the one before", problems, unknown, sound, older)
	}
}

// A whole life: a booking and all its events, over HTTP. The ratio is to the bare request: the same number of
// requests to the carrier's health page.
func BenchmarkLife(b *testing.B) {
	r := open(b, Config{Behave: always(plain)})
	cursor, events := "", 0
	n := 0
	for b.Loop() {
		r.take(b, n)
		if n++; n%200 == 0 {
			r.pass(12 * time.Hour)
			for more := true; more; {
				batch, err := r.Changes(b.Context(), cursor)
				if err != nil {
					b.Fatal(err)
				}
				cursor, more, events = batch.Next, batch.More, events+len(batch.Messages)
			}
		}
	}
	took := b.Elapsed()
	begin := time.Now()
	for range n {
		if err := r.Health(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/took.Seconds(), "lives/s")
	b.ReportMetric(float64(events)/float64(n), "events/life")
	b.ReportMetric(float64(took)/float64(time.Since(begin)), "x_bare_request")
}

// A channel that ends at a depot says nothing of the door, whatever happens there.
func TestToTheDepotAndNoFurther(t *testing.T) {
	ch := local
	ch.Legs = []book.Leg{{From: "DE", To: "DE", Ends: shipping.AtDeliveryOffice, Usual: 8, Most: 14}}
	for i := range 200 {
		steps, _ := imagine(7, fmt.Sprint(i), &ch, Behaviour{Miss: 500, Return: 500, Damage: 100}, start)
		if last := codes[steps[len(steps)-1].code].milestone; last != shipping.AtDeliveryOffice {
			t.Fatalf("parcel %d ends with %s", i, last)
		}
	}
}
