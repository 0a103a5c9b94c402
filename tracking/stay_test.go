package tracking

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

var record = flag.Bool("record", false, "record anew what is told of the parcels")

// An audit decides again what was told of a parcel years ago, so that it is never to change by the way. Whoever means to
// change it raises fulfillment.Version, and records: go test ./tracking -run TestWhatIsToldStays -record.
func TestWhatIsToldStays(t *testing.T) {
	const path = "testdata/told.txt"
	var now bytes.Buffer
	b, calendars := book.Default(), defaults(t)
	for i, ch := range b.Channels {
		for seed := range uint64(24) {
			rng := rand.New(rand.NewPCG(seed, uint64(i)))
			to := shipping.Place{Country: "DE", Postcode: "10115"}
			if len(ch.Legs) > 0 && seed%4 != 3 {
				to = shipping.Place{Country: ch.Legs[len(ch.Legs)-1].From}
			}
			l := ridesBy(b, calendars, ch.ID, []shipping.WarehouseID{"szx", "dui"}[seed%2], to, start.Add(time.Duration(rng.IntN(2000))*time.Hour))
			if seed%3 == 0 {
				l.Spreads = seen
			}
			told := l.travel(t, rng)
			fmt.Fprintf(&now, "%s %d: %s, %d timers, %.6x\n", ch.ID, seed, l.p.Track.Milestone, len(l.p.Timers), sha256.Sum256(told))
		}
	}
	if *record {
		if err := os.WriteFile(path, now.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	recorded, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	was, is := bytes.Split(recorded, []byte("\n")), bytes.Split(now.Bytes(), []byte("\n"))
	for i := range min(len(was), len(is)) {
		if !bytes.Equal(was[i], is[i]) {
			t.Fatalf("told otherwise than before:\nwas %s\nis  %s", was[i], is[i])
		}
	}
	if len(was) != len(is) {
		t.Errorf("%d parcels, %d are recorded", len(is), len(was))
	}
}

// travel lets scans of every kind come, mostly in their order, and timers fall due between them; it answers with all
// that was told.
func (l *ride) travel(t *testing.T, rng *rand.Rand) []byte {
	var told bytes.Buffer
	say := func(body fact.Body, at time.Time) {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		told.Write(text)
		l.p.Apply(&fact.Fact{At: at, Body: body})
	}
	all, at, next := Milestones(), l.p.Track.At, 0
	list := slices.DeleteFunc(slices.Clone(all), func(m shipping.Milestone) bool { return rowOf(m) == nil || rowOf(m).phase > moving })
	for n := range 25 {
		at = at.Add(time.Duration(1+rng.IntN(40)) * time.Hour)
		for _, timer := range append([]fact.Timer(nil), l.p.Timers...) {
			if timer.Due.After(at) {
				continue
			}
			if d := l.Elapsed(l.p, timer, timer.Due); d != nil {
				say(d, timer.Due)
			} else if a := l.StillAwaited(l.p, timer); a != nil {
				say(a, timer.Due)
			}
		}
		if n == 2 {
			say(&fact.HandedOver{}, at)
			say(l.AwaitAfterHandOver(l.p, at), at)
		}
		if next = min(next+rng.IntN(3), len(list)-1); rng.IntN(9) == 0 {
			next = rng.IntN(next + 1)
		}
		s := fact.Scan{Waybill: "W", Milestone: list[next], Print: rng.Uint64()}
		if n > 20 { // and comes to an end, of whatever kind
			s.Milestone = all[rng.IntN(len(all))]
		}
		switch rng.IntN(8) {
		case 0:
			s.Classifier = Correction
		case 1:
			s.Place.Country = []shipping.Country{"CN", "DE", "PL"}[rng.IntN(3)]
		case 2:
			s.Waybill, s.Carrier = "X", "paket"
		}
		when := at.Add(-time.Duration(rng.IntN(20)) * time.Hour)
		scan := &fact.ScanReceived{Scan: s}
		say(scan, when)
		if m := l.Fold(l.p, scan, when); m != nil {
			say(m, when)
		}
		if d := AtRisk(l.p, when); d != nil {
			say(d, when)
		}
	}
	return told.Bytes()
}
