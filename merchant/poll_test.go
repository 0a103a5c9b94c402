package merchant_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/sim"
	"crosslane/merchant"
	"crosslane/shipping"
)

// TestUnmatchedReportsOutliveARestart: a carrier reports of parcels that nobody knows (yet). Its place is kept all the
// same, and after a restart those reports are still looked up, and nothing else is heard again.
func TestUnmatchedReportsOutliveARestart(t *testing.T) {
	clock := time.Now()
	theirs := clock
	server, err := sim.New(sim.Config{Name: "first", Seed: 1, Now: func() time.Time { return theirs }, Faults: sim.Faults{Malformed: 20},
		Channels: []book.Channel{{ID: "first", Days: shipping.Days{Least: 7, Most: 11}}}})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	url, stop, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stop() }()
	client := sim.Connect(url, 0)
	defer client.Close()
	for i := 0; server.Stats().Booked < 200; i++ { // some are refused
		_, _ = client.Book(t.Context(), &carrier.Request{Key: fmt.Sprint(i), Parcel: shipping.ParcelID(fmt.Sprintf("par_%d-1", i)),
			To: shipping.Address{Country: "DE"}, Channel: book.Channel{ID: "first"}})
	}
	theirs = theirs.Add(48 * time.Hour)
	clock = theirs

	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return clock }}), merchant.First)
	published(t, m, fmt.Sprintf(jamBook, url, "http://127.0.0.1:1"))
	started := func() *merchant.Carriers {
		return m.Carriers(merchant.CarrierOptions{Dir: t.TempDir(), AllowSimulated: true})
	}
	heard := func(c *merchant.Carriers) (carrier.State, string, string) {
		before := len(told(t, m))
		if err := c.Listen(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after := len(told(t, m)); after != before {
			t.Fatalf("%d facts about parcels that nobody knows", after-before)
		}
		feeds, err := m.Views.Bookmarks(t.Context(), m.ID, "carrier:one")
		if err != nil || len(feeds) != 1 {
			t.Fatal(feeds, err)
		}
		place, err := m.Views.Bookmark(t.Context(), m.ID, "carrier:one"+feeds[0])
		if err != nil {
			t.Fatal(err)
		}
		waiting, err := m.Views.Bookmark(t.Context(), m.ID, "unmatched:one")
		if err != nil {
			t.Fatal(err)
		}
		return c.States()[0], place, waiting
	}
	first, again := started(), started()
	defer first.Close()
	defer again.Close()
	before, place, waiting := heard(first)
	after, placeAfter, waitingAfter := heard(again)
	if before.Carrier != "one" || before.Unmatched < 150 || place == "" || before.Trouble != nil {
		t.Fatalf("%+v up to %q", before, place)
	}
	if placeAfter != place || after.Unmatched != before.Unmatched || waitingAfter != waiting {
		t.Errorf("before the restart %d unmatched up to %q, behind it %d up to %q", before.Unmatched, place, after.Unmatched, placeAfter)
	}
	if !strings.Contains(waiting, `"problem":`) {
		t.Error("all of them could be read: the test says less than it should")
	}
	clock = clock.Add((carrier.UnmatchedDays + 1) * 24 * time.Hour)
	if after, _, waiting = heard(again); after.Unmatched != 0 || after.LetGo < 150 || strings.Contains(waiting, "waybill") {
		t.Errorf("let go %d, and still kept %d: %.100s", after.LetGo, after.Unmatched, waiting)
	}
}
