package afresh

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
)

// TestWhatIsNotLookedAt: a person says first what becomes of an order that was told otherwise, and channels are asked again for a
// parcel that none took alone.
func TestWhatIsNotLookedAt(t *testing.T) {
	retry := []fact.Timer{{Name: fact.TimerRetry}}
	for name, c := range map[string]struct {
		got  fact.Body
		want bool
	}{
		"held":                         {lookAt(&fact.OrderState{Stage: fact.StageHeld}), true},
		"held and told otherwise":      {lookAt(&fact.OrderState{Stage: fact.StageHeld, Retold: make([]shipping.Order, 1)}), false},
		"waits":                        {lookAt(&fact.OrderState{Stage: fact.StageWaiting, Missing: []fact.Shortage{{SKU: "A"}}}), true},
		"waits and was told otherwise": {lookAt(&fact.OrderState{Stage: fact.StageWaiting, Missing: []fact.Shortage{{SKU: "A"}}, Retold: make([]shipping.Order, 1)}), false},
		"ships":                        {lookAt(&fact.OrderState{Stage: fact.StageShipping}), false},
		"no channel took it":           {parcel(&fact.ParcelState{Booking: fact.Booking{Stage: fact.BookingStuck}, Timers: retry}), true},
		"a channel is being asked":     {parcel(&fact.ParcelState{Booking: fact.Booking{Stage: fact.BookingAsked}, Timers: retry}), false},
		"stuck, and nothing is tried":  {parcel(&fact.ParcelState{Booking: fact.Booking{Stage: fact.BookingStuck}}), false},
		"stuck, and watched otherwise": {parcel(&fact.ParcelState{Booking: fact.Booking{Stage: fact.BookingStuck}, Timers: []fact.Timer{{Name: fact.CaseDue}}}), false},
	} {
		if (c.got != nil) != c.want {
			t.Errorf("%s: %v", name, c.got)
		}
	}
}

// watched is a merchant whose clock is set by hand, with a parcel that no channel takes.
func watched(t *testing.T, now func() time.Time) (*merchant.Merchant, shipping.ParcelID) {
	t.Helper()
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	m, err := p.Merchant(t.Context(), merchant.First)
	if err == nil {
		_, err = m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: shipping.SKU("ANVIL").Stream(), By: "test",
			Body: &fact.StockMoved{SKU: "ANVIL", Quantity: 9, From: shipping.Supplier, To: "dui/A"}}}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return m, taken(t, m, "HEAVY", "ANVIL", 33000)
}

// taken is the first parcel of an order that came in.
func taken(t *testing.T, m *merchant.Merchant, number, sku string, weight int) shipping.ParcelID {
	t.Helper()
	list, err := m.TakeOrders(t.Context(), []byte(strings.NewReplacer("NUMBER", number, "ITEM", sku, "33000", strconv.Itoa(weight)).Replace(
		`{"number":"NUMBER","placed":"2026-06-01T08:00:00Z","currency":"EUR","address":{"name":"E B","lines":["Gasse 3"],"city":"Wien","postcode":"1010","country":"AT"},"lines":[{"sku":"ITEM","quantity":1,"price":"10.00","weight":33000,"hs":"691200","origin":"CN"}]}`)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return list[0].ID.Parcel(1)
}

// tries are how often the channels were asked again for a parcel.
func tries(t *testing.T, m *merchant.Merchant, id shipping.ParcelID) (n int) {
	t.Helper()
	facts, err := m.Ledger.History(t.Context(), m.ID, id.Stream())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		if _, is := f.Body.(*fact.TimerElapsed); is {
			n++
		}
	}
	return n
}

// TestWhatFailsTriesNothingTwice: a look that fails behind a parcel goes on where it was, and does not try that parcel again and again.
func TestWhatFailsTriesNothingTwice(t *testing.T) {
	m, heavy := watched(t, time.Now)
	fill := m.Fill
	m.Fill = func(ctx context.Context) error {
		if tries(t, m, heavy) > 0 {
			return errors.New("the disk is full")
		}
		return fill(ctx)
	}
	var w watch
	for range 3 {
		if err := w.round(t.Context(), m); err == nil {
			t.Fatal("the look did not fail")
		}
	}
	if n := tries(t, m, heavy); n != 1 {
		t.Errorf("tried %d times", n)
	}
	m.Fill = fill
	for range 2 {
		if err := w.round(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if n := tries(t, m, heavy); n != 1 || w.version == "" {
		t.Errorf("tried %d times, looked by %q", n, w.version)
	}
}

// TestLotsAreLookedAtEveryHour: while the Book is the same, what is short is looked at every hour, and not before.
func TestLotsAreLookedAtEveryHour(t *testing.T) {
	now := time.Now()
	m, _ := watched(t, func() time.Time { return now })
	var w watch
	round := func() {
		if err := w.round(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	round()
	if _, err := m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: shipping.SKU("PEN").Stream(), By: "test",
		Body: &fact.StockMoved{SKU: "PEN", Quantity: 1, From: shipping.Supplier, To: "dui/A"}}}}); err != nil {
		t.Fatal(err)
	}
	light := taken(t, m, "LIGHT", "PEN", 300)
	if _, err := m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: shipping.SKU("PEN").Stream(), By: "test",
		Body: &fact.StockMoved{SKU: "PEN", Quantity: 1, From: "dui/A", To: shipping.Count}}}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		wait time.Duration
		back bool
	}{{0, false}, {59 * time.Minute, false}, {time.Minute, true}} {
		now = now.Add(c.wait)
		round()
		state, err := m.Ledger.Read(t.Context(), m.ID, light.Stream())
		if err != nil {
			t.Fatal(err)
		}
		if got := fact.ParcelIn(state, light).Booking.CallOff; got != c.back {
			t.Errorf("after %v: taken back %v", c.wait, got)
		}
	}
}
