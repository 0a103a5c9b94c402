package merchant_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
	"crosslane/world"
)

// TestWhatWaitsLeavesAChannelThatIsSwitched books parcels, has the channels assessed by a Book whose trigger
// takes a backlog of three for a jam, and follows every parcel to its next label.
func TestWhatWaitsLeavesAChannelThatIsSwitched(t *testing.T) {
	at := time.Now().Truncate(time.Hour).Add(2 * time.Hour)
	p := placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return at }})
	m := of(t, p, merchant.First)
	stocked(t, m, "MUG")
	var orders []string
	for i := range 40 {
		orders = append(orders, mug(fmt.Sprint("U-", i), "GB", "SW1A 1AA"))
	}
	ordered(t, m, orders...)
	jumpy := strings.Replace(string(book.DefaultFile()), "when: health.open >= 5 && health.late_hours > 48", "when: health.backlog >= 3", 1)
	published(t, m, jumpy)
	carriers := m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true, Seed: 1})
	defer carriers.Close()
	drained(t, m, carriers)
	filled(t, m)
	if err := m.Watch(at).Look(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	before := waiting(t, m)
	drained(t, m, carriers)
	filled(t, m)
	switches, err := m.Views.Switches(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	var left int64
	after := waiting(t, m)
	for _, w := range switches {
		on := view.LaneChannel{Lane: w.Lane, Channel: w.Channel}
		if w.Trigger != "late" { // another trigger of the Book, which this season sets off
			continue
		}
		if w.Phase != fact.SwitchAway || before[on] < 3 {
			t.Errorf("%+v with %d waiting", w, before[on])
		}
		left += before[on] - after[on]
	}
	f, err := m.Views.Figures(t.Context(), m.ID)
	if err != nil || left == 0 || f.Rebooked != left || f.Switches != int64(len(switches)) || f.CasesOpened == 0 {
		t.Errorf("%d parcels left %d channels; figures %+v, %v", left, len(switches), f, err)
	}
	if _, err := p.Audit(t.Context(), merchant.AuditOptions{}); err != nil {
		t.Error(err)
	}
}

// drained performs every job that is due.
func drained(t testing.TB, m *merchant.Merchant, c *merchant.Carriers) {
	t.Helper()
	if _, err := m.Ledger.Drain(context.Background(), m.ID, m.Workers(c)...); err != nil {
		t.Fatal(err)
	}
}

// filled fills the read tables.
func filled(t testing.TB, m *merchant.Merchant) {
	t.Helper()
	if err := m.Fill(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// waiting counts the parcels that have not been handed over.
func waiting(t *testing.T, m *merchant.Merchant) map[view.LaneChannel]int64 {
	t.Helper()
	list, err := m.Views.Health(t.Context(), m.ID, m.Now())
	if err != nil {
		t.Fatal(err)
	}
	n := map[view.LaneChannel]int64{}
	for _, h := range list {
		n[h.LaneChannel] = h.Health.Waiting
	}
	return n
}

// TestAssessing assesses the channels of a world on a new day: each once, and again only on the next day.
func TestAssessing(t *testing.T) {
	at := merchant.At{Data: t.TempDir()}
	play, err := world.Open(t.Context(), world.Config{Seed: 5, Days: 2, PerDay: 30, Start: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}, at, world.Rules{}, false)
	if err != nil {
		t.Fatal(err)
	}
	last := time.Date(2026, 3, 6, 1, 0, 0, 0, time.UTC)
	enough := errors.New("enough")
	play.Passed = func(now time.Time) error {
		if now.Before(last.Add(-2 * time.Hour)) {
			return nil
		}
		return enough
	}
	if err := play.Run(t.Context()); !errors.Is(err, enough) {
		t.Fatal(err)
	}
	play.Close()
	m := of(t, placed(t, at, merchant.Options{Now: func() time.Time { return last }}), merchant.First)
	filled(t, m)
	var found []int
	for _, later := range []time.Duration{0, time.Hour, 24 * time.Hour} {
		if err := m.Watch(last.Add(later)).Look(t.Context(), last.Add(later)); err != nil { // as a server that has just begun would
			t.Fatal(err)
		}
		found = append(found, assessments(t, m, last))
	}
	if found[0] == 0 || found[1] != found[0] || found[2] <= found[1] {
		t.Errorf("assessments after each: %v", found)
	}
}

// assessments counts what the lanes' streams hold.
func assessments(t *testing.T, m *merchant.Merchant, at time.Time) (n int) {
	t.Helper()
	health, err := m.Views.Health(t.Context(), m.ID, at)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[shipping.Lane]bool{}
	for _, h := range health {
		if seen[h.Lane] {
			continue
		}
		seen[h.Lane] = true
		facts, err := m.Ledger.History(t.Context(), m.ID, h.Lane.Stream())
		if err != nil {
			t.Fatal(err)
		}
		n += len(facts)
	}
	return n
}
