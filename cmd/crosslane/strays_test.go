package main

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/sim"
	"crosslane/shipping"
)

// TestStraysOutliveARestart: a carrier reports of parcels that nobody knows (yet). Its place is kept all the same, and
// after a restart those reports are still looked up, and nothing else is heard again.
func TestStraysOutliveARestart(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	world := startCarriers(t, 1, dir)
	client := sim.Connect(world.urls[0], 0)
	defer client.Close()
	for i := 0; world.servers[0].Stats().Booked < 200; i++ { // some are refused
		_, _ = client.Book(ctx, &carrier.Request{Key: fmt.Sprint(i), Parcel: shipping.ParcelID(fmt.Sprintf("par_%d-1", i)),
			To: shipping.Address{Country: "DE"}, Channel: book.Channel{ID: "line-first"}})
	}
	time.Sleep(20 * time.Millisecond) // seconds by the carriers' clock
	world.freeze()

	s, err := (&commands{Where: Where{Data: filepath.Join(dir, "data"), Tenant: "main"}}).open(ctx, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	started := func() *fleet {
		return &fleet{shop: s, now: time.Now, order: world.ids[:1], lines: map[shipping.CarrierID]*line{"first": {Connector: client, tracker: client, silent: func(string) bool { return false }}}}
	}
	heard := func(f *fleet) *line {
		entries, recorded, err := f.News(ctx)
		if err != nil || len(entries) != 0 {
			t.Fatalf("%d entries about parcels that nobody knows, %v", len(entries), err)
		}
		if err := recorded(ctx); err != nil {
			t.Fatal(err)
		}
		return f.lines["first"]
	}
	before, after := heard(started()), heard(started())
	if len(before.strays) < 150 || before.cursor == "" || after.cursor != before.cursor || len(after.strays) != len(before.strays) {
		t.Fatalf("before the restart %d strays up to %q, behind it %d up to %q", len(before.strays), before.cursor, len(after.strays), after.cursor)
	}
	unread := 0
	for i := range before.strays {
		b, a := before.strays[i], after.strays[i]
		if a.polls != b.polls+1 || a.message.At.UnixNano() != b.message.At.UnixNano() || !reflect.DeepEqual(a.message.Scan, b.message.Scan) ||
			(a.message.Problem == nil) != (b.message.Problem == nil) || string(a.message.Raw) != string(b.message.Raw) {
			t.Fatalf("a stray is heard as\n%+v\nand after the restart as\n%+v", b, a)
		}
		if b.message.Problem != nil {
			unread++
		}
	}
	if unread == 0 {
		t.Error("all of them could be read: the test says less than it should")
	}
	f := started()
	for range mostPolls {
		heard(f)
	}
	if text, err := s.views.Bookmark(ctx, straysOf("first")); err != nil || text != "" || len(f.lines["first"].strays) != 0 {
		t.Errorf("let go, and still kept: %.100s, %v", text, err)
	}
}
