package sim

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/carriertest"
	"crosslane/shipping"
	"crosslane/tracking"
)

var (
	start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	truck = shipping.Channel{ID: "cn-de-truck", Carrier: "sim", Service: "Euro Truck", Kind: shipping.DedicatedLine, Days: shipping.Days{Least: 12, Most: 20}, Legs: []shipping.Leg{
		{From: "CN", To: "CN", Ends: shipping.HandedToLinehaul, Usual: 36, Most: 60},
		{From: "CN", To: "DE", Ends: shipping.ArrivedDestination, Usual: 240, Most: 330},
		{From: "DE", To: "DE", Ends: shipping.HandedToLastMile, Usual: 24, Most: 60},
		{From: "DE", To: "DE", Ends: shipping.DeliveredMilestone, Usual: 30, Most: 60},
	}}
	local = shipping.Channel{ID: "de-local", Carrier: "sim", Kind: shipping.LastMile, Days: shipping.Days{Least: 1, Most: 3}}
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
		c.Channels = []shipping.Channel{truck, local}
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

func always(b Behaviour) func(shipping.ChannelID) Behaviour {
	return func(shipping.ChannelID) Behaviour { return b }
}

func request(n int) *carrier.Request {
	return &carrier.Request{
		Key: fmt.Sprintf("parcel:par_%d#4", n), Parcel: shipping.ParcelID(fmt.Sprintf("par_%d", n)), At: start, Channel: truck,
		Plan: shipping.ParcelPlan{Weight: 500, Value: shipping.Money{Amount: 2000, Currency: "EUR"}, Ship: shipping.Place{Country: "DE"}},
		From: shipping.Warehouse{ID: "szx", Name: "Shenzhen", Place: shipping.Place{Country: "CN"}},
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
		r := open(t, Config{Behave: always(plain)})
		other := request(99)
		other.Channel.ID = "no such channel"
		return &carriertest.Subject{
			Connector: r.Client, Request: request, Refused: other,
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

func TestALostAnswerIsNotASecondBooking(t *testing.T) {
	r := open(t, Config{Behave: always(plain), Faults: Faults{DropAnswer: 1000, Busy: 1000}})
	for n, tries := 0, 0; n < 20; tries++ {
		_, err := r.Book(t.Context(), request(n))
		if err == nil {
			n++
		} else if shipping.CodeOf(err) != shipping.Unavailable || tries > 100 {
			t.Fatal(err)
		}
	}
	if s := r.Stats(); s.Asked != 60 || s.Keys != 20 || s.Booked != 20 || s.Doubles != 0 {
		t.Errorf("got %+v", s)
	}
}

func TestTwoBookingsOfOneParcelAreCounted(t *testing.T) {
	r := open(t, Config{Behave: always(plain)})
	first, again := r.take(t, 1), request(1)
	again.Key = "another key"
	if _, err := r.Book(t.Context(), again); err != nil || r.Stats().Doubles != 1 {
		t.Errorf("%v, %+v", err, r.Stats())
	}
	again = request(2)
	r.take(t, 2)
	yes := r.take(t, 2)
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: yes.Waybill}); err != nil {
		t.Fatal(err)
	}
	again.Key = "a third key"
	if _, err := r.Book(t.Context(), again); err != nil || r.Stats().Doubles != 1 || first.Waybill == yes.Waybill {
		t.Errorf("a parcel may be booked again when its booking is undone: %v, %+v", err, r.Stats())
	}
}

func TestAParcelOnItsWayIsNotCancelled(t *testing.T) {
	r := open(t, Config{Behave: always(plain)})
	yes := r.take(t, 1)
	r.pass(24 * time.Hour)
	err := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: yes.Waybill})
	if shipping.CodeOf(err) != shipping.Refused || carrier.RefusalCode(err) != "IN_TRANSIT" {
		t.Errorf("got %v", err)
	}
	r = open(t, Config{Behave: always(plain)})
	yes = r.take(t, 1)
	r.pass(time.Hour)
	if err := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: yes.Waybill}); err != nil {
		t.Fatal(err)
	}
	r.pass(90 * 24 * time.Hour)
	if news := r.feed(t); len(news) != 2 || news[0].Scan.Milestone != shipping.LabelCreated || news[1].Scan.Milestone != shipping.VoidedMilestone {
		t.Errorf("a voided parcel does not travel: %d messages", len(news))
	}
	stubborn := open(t, Config{Behave: always(Behaviour{RefuseCancel: 1000})})
	err = stubborn.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: stubborn.take(t, 1).Waybill})
	if carrier.RefusalCode(err) != "NOT_NOW" {
		t.Errorf("got %v", err)
	}
}

func TestACarrierThatStartsAgainKnowsItsBookings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	first := open(t, Config{Journal: path})
	var kept []*carrier.Confirmation
	for n := range 30 {
		yes, err := first.Book(t.Context(), request(n))
		if err != nil && shipping.CodeOf(err) != shipping.Refused {
			t.Fatal(err)
		}
		kept = append(kept, yes)
		if n == 10 && yes != nil {
			first.pass(time.Hour)
			if err := first.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: yes.Waybill}); err != nil {
				t.Fatal(err)
			}
		}
		first.pass(time.Hour)
		if n%7 == 0 {
			first.feed(t)
		}
	}
	torn, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := torn.WriteString(`{"book":{"key":"half a li`); err != nil || torn.Close() != nil {
		t.Fatal(err)
	}
	second := open(t, Config{Journal: path, Behave: always(Behaviour{Refuse: 1000})})
	second.clock.Store(first.clock.Load())
	for n, want := range kept {
		if yes, err := second.Book(t.Context(), request(n)); !reflect.DeepEqual(yes, want) {
			t.Errorf("request %d: %+v, %v, before it was %+v", n, yes, err, want)
		}
	}
	for _, r := range []*rig{first, second} {
		r.pass(90 * 24 * time.Hour)
	}
	if a, b := first.feed(t), second.feed(t); len(a) < 300 || !reflect.DeepEqual(a, b) {
		t.Errorf("%d messages, and %d after the restart", len(a), len(b))
	}
	if a, b := first.Stats(), second.Stats(); a.Booked != b.Booked || a.Cancelled != b.Cancelled || a.Refused != b.Refused {
		t.Errorf("%+v, after the restart %+v", a, b)
	}
}

func TestADamagedJournalIsCorrupt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(path, []byte("not a line\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Config{Journal: path}); shipping.CodeOf(err) != shipping.Corrupt {
		t.Errorf("got %v", err)
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

func TestEveryCodeHasItsMilestone(t *testing.T) {
	for _, c := range codes {
		if MilestoneOf(c.code) != c.milestone || c.milestone != shipping.Unmapped && tracking.Rank(c.milestone) == 0 {
			t.Errorf("%s: %s", c.code, c.milestone)
		}
	}
	for _, m := range append(way, home...) {
		if codes[indexes[m.milestone]].milestone != m.milestone {
			t.Errorf("there is no code for %s", m.milestone)
		}
	}
	if MilestoneOf("??") != shipping.Unmapped {
		t.Error("a code that is not in the table means nothing")
	}
}

func FuzzReadEvents(f *testing.F) {
	f.Add([]byte("{\"waybill\":\"SX1\",\"code\":\"PU01\",\"time\":\"2026-03-02T09:00:00+08:00\"}\n{\"next\":\"1\",\"more\":false}\n"))
	f.Add([]byte("{\"waybill\":\"SX1\",\"code\":[]}\nrubbish\n\n{\"next\":\"9\"}"))
	f.Add([]byte("{\"next\":null}"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		messages, _, err := readEvents(body)
		if err != nil && (shipping.CodeOf(err) != shipping.Unavailable || messages != nil) {
			t.Errorf("%v with %d messages", err, len(messages))
		}
		for _, m := range messages {
			if m.Problem == nil && (m.Waybill == "" || m.At.IsZero() || m.Scan.Milestone == "") {
				t.Errorf("%q counts as sound", m.Raw)
			}
		}
	})
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
