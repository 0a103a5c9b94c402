package merchant_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
)

// three is the Book of two lines with a third carrier, the cheapest, in the place of the first; without says that the
// first is gone.
func three(text, connector string, without bool) string {
	text = strings.Replace(text, "\npolicy:", "\n  - {id: three, name: Three, connector: "+connector+"}\npolicy:", 1)
	text = strings.Replace(text, "\nrates:", "\n  - <<: *line\n    id: third\n    name: Third\n    carrier: three\n    rates: third\nrates:", 1)
	text += "  - {name: third, currency: EUR, from: 2024-01-01, zones: [{name: all, countries: [FR], breaks: [{up_to: 30000, flat: 100}]}]}\n"
	if without {
		text = strings.Replace(text, "{id: one, name: One, connector: sim, address: \"\"}", "{id: uno, name: Uno, connector: table}", 1)
		text = strings.Replace(text, "carrier: one", "carrier: uno\n    waybill: \"UN#########C\"", 1)
	}
	return text
}

// logged is what a running business says.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) count(words string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), words)
}

// running runs a merchant's business until the test, or the function that it answers with, ends it.
func running(t *testing.T, m *merchant.Merchant, c *merchant.Carriers) (*logged, func()) {
	t.Helper()
	log := &logged{}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- m.Run(ctx, merchant.RunOptions{Carriers: c, Poll: 50 * time.Millisecond, Log: slog.New(slog.NewTextHandler(log, nil))})
	}()
	end := sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the business ended with %v", err)
		}
	})
	t.Cleanup(end)
	return log, end
}

// bookedWith waits until the parcels of some orders are booked, all with one carrier.
func bookedWith(t *testing.T, m *merchant.Merchant, by shipping.CarrierID, orders []merchant.Taken) {
	t.Helper()
	for _, o := range orders {
		var stands fact.Booking
		eventually(t, fmt.Sprintf("%s is booked with %s", o.Number, by), func() bool {
			id := o.ID.Parcel(1)
			state, err := m.Ledger.Read(t.Context(), m.ID, id.Stream())
			if err != nil {
				t.Fatal(err)
			}
			stands = fact.ParcelIn(state, id).Booking
			return stands.Stage == fact.BookingHeld
		})
		if stands.Carrier != by {
			t.Errorf("%s is booked with %s, want %s", o.Number, stands.Carrier, by)
		}
	}
}

// TestANewCarrierTakesTheNextOrder: a Book with another carrier is published while the business runs. The next order
// goes with it, and the carrier that the Book does not name any more is still asked for news of its parcels.
func TestANewCarrierTakesTheNextOrder(t *testing.T) {
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	published(t, m, twoLines("", ""))
	stocked(t, m, "MUG")
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	running(t, m, c)
	bookedWith(t, m, "one", ordered(t, m, mugs(1, 3)...))
	published(t, m, three(twoLines("", ""), "sim", true))
	bookedWith(t, m, "three", ordered(t, m, mugs(11, 3)...))
	since := m.Now()
	eventually(t, "the carrier of the Book before is asked for news", func() bool {
		states := c.States()
		i := -1
		for j, s := range states {
			if s.Carrier == "one" {
				i = j
			}
		}
		return i >= 0 && states[i].Answered.After(since) && states[i].Trouble == nil
	})
}

// TestACarrierThatCannotBeOpened is named once, and everything else goes on.
func TestACarrierThatCannotBeOpened(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "one.jsonl"), 0o700); err != nil { // where its books should be
		t.Fatal(err)
	}
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	published(t, m, three(twoLines("", ""), "sim", false))
	stocked(t, m, "MUG")
	c := m.Carriers(merchant.CarrierOptions{Dir: dir, AllowSimulated: true})
	defer c.Close()
	log, end := running(t, m, c)
	bookedWith(t, m, "three", ordered(t, m, mugs(1, 3)...))
	asked := func() (at time.Time) {
		for _, s := range c.States() {
			switch {
			case s.Carrier == "one" && s.Trouble == nil:
				t.Fatal("the fault of the first carrier is not shown")
			case s.Carrier == "two":
				at = s.Asked
			}
		}
		return at
	}
	for range 3 { // the carriers of the Book are looked after meanwhile, too
		since := m.Now()
		eventually(t, "the second carrier is asked", func() bool { return asked().After(since.Add(time.Second)) })
	}
	end()
	if n := log.count("no way to a carrier"); n != 1 || log.count("carrier=one") != 1 {
		t.Errorf("it is named %d times:\n%s", n, log.text.String())
	}
}

// TestACarrierThatCouldNotBeOpenedIsTriedAgain with the next Book, though that says the same of it; one that is open stays so.
func TestACarrierThatCouldNotBeOpenedIsTriedAgain(t *testing.T) {
	dir := t.TempDir()
	inTheWay := filepath.Join(dir, "one.jsonl")
	if err := os.MkdirAll(inTheWay, 0o700); err != nil { // where its books should be
		t.Fatal(err)
	}
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	c := m.Carriers(merchant.CarrierOptions{Dir: dir, AllowSimulated: true})
	defer c.Close()
	heard := func(text string) (one, two carrier.State) {
		t.Helper()
		published(t, m, text)
		if err := c.Listen(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, s := range c.States() {
			switch s.Carrier {
			case "one":
				one = s
			case "two":
				two = s
			}
		}
		return one, two
	}
	if one, two := heard(twoLines("", "")); one.Trouble == nil || two.Trouble != nil {
		t.Fatalf("%+v, %+v", one, two)
	}
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	if one, two := heard(dearer(twoLines("", ""))); one.Trouble != nil || one.Answered.IsZero() || two.Trouble != nil {
		t.Errorf("%+v, %+v", one, two)
	}
}

// TestNoWayIsACase: what cannot be booked because this program has no way to the carrier becomes one case, is no
// refusal of the carrier, and is booked once there is a way.
func TestNoWayIsACase(t *testing.T) {
	clock := time.Now()
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return clock }}), merchant.First)
	published(t, m, twoLines("", ""))
	stocked(t, m, "MUG")
	orders := ordered(t, m, mugs(1, 5)...)
	none := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir()}) // the carriers are simulated, and nobody wants that
	defer none.Close()
	for range 3 {
		drained(t, m, none)
		clock = clock.Add(5 * time.Minute)
	}
	filled(t, m)
	f, err := m.Views.Figures(t.Context(), m.ID)
	if err != nil || f.Refusals != 0 || f.BackupsUsed != 0 || f.CasesOpened != 1 || f.CasesOpen != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	kinds, err := m.Views.CaseKinds(t.Context(), m.ID)
	if err != nil || len(kinds) != 1 || kinds[0] != fact.CaseNoWay {
		t.Errorf("the case is %v, %v", kinds, err)
	}
	health, err := m.Views.Health(t.Context(), m.ID, clock)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range health {
		if h.Channel != "first" || h.Health.Refused != 0 || h.Health.Unanswered != 0 {
			t.Errorf("%+v", h)
		}
	}
	states := none.States()
	if len(states) != 2 || states[0].Trouble == nil || !strings.Contains(states[0].Trouble.Error(), "it is simulated") {
		t.Errorf("%+v", states)
	}
	simulated, err := m.Simulated(t.Context())
	if err != nil || !simulated {
		t.Errorf("simulated: %v, %v", simulated, err)
	}
	says(t, m.Ready(t.Context(), false), shipping.Refused, "no parcel would travel", "--simulated")
	if err := m.Ready(t.Context(), true); err != nil {
		t.Error(err)
	}
	clock = clock.Add(2 * time.Hour)
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	drained(t, m, c)
	bookedWith(t, m, "one", orders)
}

// TestCloseEndsTheWays: behind Close no way is left and none opens again; carriers opened anew have the books that they
// kept.
func TestCloseEndsTheWays(t *testing.T) {
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	published(t, m, twoLines("", ""))
	stocked(t, m, "MUG")
	kept := t.TempDir()
	for n := range 3 {
		c := m.Carriers(merchant.CarrierOptions{Dir: kept, AllowSimulated: true})
		orders := ordered(t, m, mugs(10*n, 2)...)
		drained(t, m, c)
		bookedWith(t, m, "one", orders)
		if err := c.Listen(t.Context()); err != nil {
			t.Fatal(err)
		}
		if states := c.States(); len(states) < 2 || states[0].Carrier != "one" || states[0].Trouble != nil {
			t.Errorf("%+v", states)
		}
		c.Close()
		c.Close() // a second time harms nothing
		says(t, c.Listen(t.Context()), shipping.Unavailable, "closed")
		if states := c.States(); len(states) != 0 {
			t.Errorf("left: %+v", states)
		}
	}
}

// TestConnectorsAreNamed: a Book that names another connector is no way to that carrier, told with those that there are.
func TestConnectorsAreNamed(t *testing.T) {
	if names := merchant.Connectors(); !slices.IsSorted(names) || !slices.Contains(names, "sim") || !slices.Contains(names, "table") || !slices.Contains(names, "shipengine") {
		t.Fatalf("known are %s", names)
	}
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	text := three(twoLines("", ""), "pigeon", false)
	if err := m.Publish(t.Context(), []byte(text), m.Now()); err != nil {
		says(t, err, shipping.Invalid, "pigeon") // refused before it is in force: better still
		return
	}
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	if err := c.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	var states []carrier.State
	for _, s := range c.States() {
		if s.Carrier == "three" {
			states = append(states, s)
		}
	}
	if len(states) != 1 {
		t.Fatalf("%+v", c.States())
	}
	says(t, states[0].Trouble, shipping.Unsupported, "pigeon", "known are sim, table")
}

// TestMessagesWithoutAWay: a Book that has buyers told where nothing is set up leaves no message waiting in silence: the log says
// so, and each job, which is dead after its last attempt.
func TestMessagesWithoutAWay(t *testing.T) {
	at := time.Now()
	one := openOffice(t)
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	published(t, m, twoLines(one.URL, "http://127.0.0.1:1")+"\nmessages: {enabled: true, ways: [mail]}\n")
	stocked(t, m, "MUG")
	c := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	defer c.Close()
	orders := ordered(t, m, mug("M-1", "FR", "75011"))
	log := &logged{}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- m.Run(ctx, merchant.RunOptions{Carriers: c, Poll: 50 * time.Millisecond, MessageAttempts: 1, Log: slog.New(slog.NewTextHandler(log, nil))})
	}()
	bookedWith(t, m, "one", orders)
	one.tell(`{"waybill":"SX00000001","code":"PU01","time":"` + at.Add(time.Minute).Format(time.RFC3339) + `"}`)
	one.tell(`{"waybill":"SX00000001","code":"LM09","time":"` + at.Add(time.Minute).Format(time.RFC3339) + `"}`)
	eventually(t, "the message is dead", func() bool {
		dead, err := m.Ledger.DeadJobs(t.Context(), m.ID)
		return err == nil && len(dead) > 0 && strings.Contains(dead[0].Error, "messages by mail are not set up here")
	})
	stop()
	if err := <-ended; err != nil || log.count("no way to tell them is set up") != 1 {
		t.Errorf("%v, the log says %s", err, log.text.String())
	}
}
