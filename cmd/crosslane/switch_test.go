package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/ledger/upkeep"
	"crosslane/view"
)

// TestWhatWaitsLeavesAChannelThatIsSwitched books parcels, has the channels assessed by a Book whose trigger
// takes a backlog of three for a jam, and follows every parcel to its next label.
func TestWhatWaitsLeavesAChannelThatIsSwitched(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	stock := "sku,warehouse,quantity,reference\n"
	for i := range 50 {
		stock += fmt.Sprintf("%d,szx,100,A%d\n%d,szx,100,B%d\n", 20000+i, i, 21000+i, i)
	}
	done(t, stock, "--data", data, "import", "stock", "-")
	imported(t, data, exportFile(t, 40))
	c := commands{Where: Where{Data: data, Tenant: "main"}}
	ctx, at := context.Background(), time.Now().Truncate(time.Hour).Add(2*time.Hour)
	now := func() time.Time { return at }
	s, err := c.open(ctx, now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	jumpy := strings.Replace(string(book.DefaultFile()), "when: health.open >= 5 && health.late_hours > 48", "when: health.backlog >= 3", 1)
	b, err := book.Read([]byte(jumpy))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.publish(ctx, b, []byte(jumpy), at); err != nil {
		t.Fatal(err)
	}
	fleet, stop, err := s.connect(ctx, now, partners{seed: 1, dir: data})
	defer stop()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ledger.Drain(ctx, fleet.Workers()...); err != nil {
		t.Fatal(err)
	}
	if err := assessed(ctx, s, at); err != nil {
		t.Fatal(err)
	}
	before := waiting(t, s)
	if _, err := s.ledger.Drain(ctx, fleet.Workers()...); err != nil {
		t.Fatal(err)
	}
	if err := s.fillViews(ctx); err != nil {
		t.Fatal(err)
	}
	switches, err := s.views.Switches(ctx, s.tenant)
	if err != nil {
		t.Fatal(err)
	}
	var left int64
	after := waiting(t, s)
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
	f, err := s.views.Figures(ctx, s.tenant)
	if err != nil || left == 0 || f.Rebooked != left || f.Switches != int64(len(switches)) || f.CasesOpened == 0 {
		t.Errorf("%d parcels left %d channels; figures %+v, %v", left, len(switches), f, err)
	}
	if _, err := upkeep.Audit(ctx, s.ledgerDB, upkeep.Options{}); err != nil {
		t.Error(err)
	}
}

// assessed fills the read tables and has the channels assessed, as a server that has just begun would.
func assessed(ctx context.Context, s *shop, at time.Time) error {
	if err := s.fillViews(ctx); err != nil {
		return err
	}
	n := node{shop: s}
	return n.assess(s.care(s.fillViews).Rounds(at), func() time.Time { return at })(ctx)
}

// waiting counts the parcels that have not been handed over.
func waiting(t *testing.T, s *shop) map[view.LaneChannel]int64 {
	t.Helper()
	list, err := s.views.Health(context.Background(), s.tenant, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	n := map[view.LaneChannel]int64{}
	for _, h := range list {
		n[h.LaneChannel] = h.Health.Waiting
	}
	return n
}
