package sim

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/shipping"
)

// pair is a line and the carrier to which it hands its parcels on, by one clock.
type pair struct {
	line, last *Server
	clock      *atomic.Int64
}

func openPair(t *testing.T, journal string, faults Faults) *pair {
	t.Helper()
	p := &pair{clock: &atomic.Int64{}}
	p.clock.Store(start.Unix())
	handing := truck
	handing.Carrier = "line"
	handing.Legs = slices.Clone(truck.Legs)
	handing.Legs[3].Carrier = "last"
	round := &Round{}
	for _, s := range []struct {
		to   **Server
		id   shipping.CarrierID
		sold []book.Channel
	}{{&p.last, "last", []book.Channel{local}}, {&p.line, "line", []book.Channel{handing}}} {
		c := Config{Seed: 7, Now: func() time.Time { return time.Unix(p.clock.Load(), 0).UTC() }, Channels: s.sold, Behave: always(Behaviour{Miss: 400, Return: 100}), Faults: faults, Round: round, ID: s.id,
			Carriers: []book.Carrier{{ID: "line", Name: "The Line"}, {ID: "last", Name: "Last Mile Ltd"}}}
		if journal != "" {
			c.Journal = journal + "/" + string(s.id)
		}
		server, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		*s.to = server
		t.Cleanup(func() { _ = server.Close() })
	}
	return p
}

func (p *pair) book(t *testing.T, s *Server, n int) *booking {
	t.Helper()
	b, _, _, err := s.take(&ask{Key: fmt.Sprint("k", n), Parcel: shipping.ParcelID(fmt.Sprint("par_", n)), Channel: s.traffic.networks[0].channel.ID, From: shipping.Address{Country: "CN"}, To: shipping.Address{Country: "DE", City: "Bonn"}, Weight: 500})
	if err != nil || b.Refused != nil {
		t.Fatal(b, err)
	}
	return b
}

// heard reads a feed to its end, in parts, and writes what it tells.
func heard(s *Server, cursor string, part int) (lines []string, next string) {
	at, _ := readPlaces(cursor)
	for {
		list, more := s.news(&at, part)
		for i := range list {
			e := list[i].event()
			lines = append(lines, fmt.Sprint(e.Waybill, " ", e.Code, " ", e.Time.UTC().Format("01-02T15:04"), " ", e.Partner, " ", e.PartnerNumber))
		}
		if !more {
			return lines, at.cursor()
		}
	}
}

// TestAParcelIsHandedOn: from the hand-over on the other carrier tells, under a number of its own, and the line repeats it, later and by another clock.
func TestAParcelIsHandedOn(t *testing.T) {
	p := openPair(t, "", Faults{})
	for n := range 12 {
		p.book(t, p.line, n)
	}
	own := p.book(t, p.last, 99)
	p.clock.Add(60 * 24 * 3600)
	theirs, end := heard(p.last, "", 5)
	lines, _ := heard(p.line, "", 1000)
	number := p.line.byKey["k3"].journey.number
	var told, echoed []string
	for _, l := range theirs {
		if strings.HasPrefix(l, number+" ") {
			told = append(told, strings.Fields(l)[1]+" "+strings.Fields(l)[2])
		}
	}
	leg := 0
	for _, l := range lines {
		if w := strings.Fields(l); w[0] == p.line.byKey["k3"].Waybill && strings.HasSuffix(l, " Last Mile Ltd "+number) {
			leg++
			echoed = append(echoed, w[1]+" "+w[2])
		}
	}
	if len(told) < 4 || told[0][:4] != "PU01" || len(echoed) != len(told) || echoed[0][:4] != "LM01" {
		t.Fatalf("told %q, echoed %q", told, echoed)
	}
	for _, one := range told[1:] { // the picked up is the line's own hand-over
		i := slices.IndexFunc(echoed, func(e string) bool { return e[:4] == one[:4] && e[5:] > one[5:] })
		if i < 0 {
			t.Fatalf("%q is not repeated, later: %q", one, echoed)
		}
		echoed = slices.Delete(echoed, i, i+1)
	}
	if !slices.ContainsFunc(theirs, func(l string) bool { return strings.HasPrefix(l, own.Waybill+" ") }) || !p.last.Silent(end) || p.last.Silent("") || p.last.Silent(strings.Split(end, "+")[0]) {
		t.Errorf("its own parcels are lost, or the end %q is none", end)
	}
	var about []string
	for _, r := range p.line.about([]string{number}) {
		about = append(about, codes[r.step.code].code)
	}
	if len(about) != len(told) || len(p.line.about([]string{p.line.byKey["k3"].Waybill})) < len(echoed) {
		t.Errorf("asked for the number: %q", about)
	}
}

// TestWhatIsHandedOnIsToldAlikeAfterARestart: the places of a feed hold on, whenever it was asked, and whoever opens first.
func TestWhatIsHandedOnIsToldAlikeAfterARestart(t *testing.T) {
	dir := t.TempDir()
	p := openPair(t, dir, Faults{})
	for n := range 30 {
		p.book(t, p.line, n)
		p.clock.Add(3 * 3600)
	}
	p.clock.Add(15 * 24 * 3600)
	first, place := heard(p.last, "", 7)
	p.clock.Add(45 * 24 * 3600)
	rest, _ := heard(p.last, place, 3)
	now := p.clock.Load()
	if err := p.line.Close(); err != nil {
		t.Fatal(err)
	}
	if lines := p.last.partners.round.lines("last"); len(lines) != 0 {
		t.Errorf("%d hand it parcels that are closed", len(lines))
	}
	if err := p.last.Close(); err != nil {
		t.Fatal(err)
	}
	again := openPair(t, dir, Faults{})
	again.clock.Store(now)
	all, _ := heard(again.last, "", 1000)
	if whole := append(slices.Clone(first), rest...); !slices.Equal(whole, all) || len(first) == 0 || len(rest) == 0 {
		t.Errorf("%d and %d were told, and now %d", len(first), len(rest), len(all))
	}
	if behind, _ := heard(again.last, place, 1000); !slices.Equal(behind, rest) {
		t.Errorf("behind %s: %d, and before %d", place, len(behind), len(rest))
	}
}

func TestPlacesOfAFeed(t *testing.T) {
	for cursor, want := range map[string]string{"": "0", "12": "12", "12+b=4+a=3": "12+a=3+b=4", "0+a=0": "0"} {
		if p, ok := readPlaces(cursor); !ok || p.cursor() != want {
			t.Errorf("%q: %q %v", cursor, p.cursor(), ok)
		}
	}
	for _, cursor := range []string{"x", "-1", "1+a", "1+a=x", "1+a=-1", "+"} {
		if _, ok := readPlaces(cursor); ok {
			t.Errorf("%q is a place", cursor)
		}
	}
	m := readEvent([]byte(`{"waybill":"SX1","code":"LM01","time":"2026-03-02T08:00:00Z","partner":"Last Mile Ltd","partner_number":"LM100001"}`))
	if m.Scan.Leg.Carrier != "Last Mile Ltd" || m.Scan.Leg.Number != "LM100001" || m.Problem != nil {
		t.Errorf("%+v", m)
	}
}
