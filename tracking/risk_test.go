package tracking

import (
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// A promise is at risk when the early end of the middle half lies behind it; not on the same second, not when it has
// run out, not when nothing was promised or nothing is known.
func TestWhenAPromiseIsAtRisk(t *testing.T) {
	now := at(0)
	promised := []fact.Timer{{Name: fact.TimerSilence, Due: now.Add(5 * time.Hour)}, {Name: fact.TimerPromise, Due: now.Add(10 * time.Hour)}}
	for name, c := range map[string]struct {
		timers []fact.Timer
		early  time.Time
		stage  fact.BookingStage
		risk   bool
	}{
		"behind it":        {promised, now.Add(10*time.Hour + time.Second), "", true},
		"with its end":     {promised, now.Add(10 * time.Hour), "", false},
		"before it":        {promised, now.Add(9 * time.Hour), "", false},
		"nothing is known": {promised, time.Time{}, "", false},
		"nothing promised": {promised[:1], now.Add(11 * time.Hour), "", false},
		"it ran out now":   {[]fact.Timer{{Name: fact.TimerPromise, Due: now}}, now.Add(11 * time.Hour), "", false},
		"a second is left": {[]fact.Timer{{Name: fact.TimerPromise, Due: now.Add(time.Second)}}, now.Add(11 * time.Hour), "", true},
		"no longer booked": {promised, now.Add(11 * time.Hour), fact.BookingOff, false},
		"nobody books it":  {promised, now.Add(11 * time.Hour), fact.BookingStuck, false},
	} {
		p := booked()
		p.Timers, p.Estimate.Half.From = c.timers, c.early
		if c.stage != "" {
			p.Booking.Stage = c.stage
		}
		d := AtRisk(p, now)
		if (d != nil) != c.risk {
			t.Errorf("%s: %+v", name, d)
		}
		if d != nil && (d.What != fact.CaseAtRisk || d.Await[len(d.Await)-1].Name != fact.TimerPromiseAtRisk || len(d.Await) != len(c.timers)) {
			t.Errorf("%s: %+v", name, d)
		}
	}
	p := booked()
	p.Timers, p.Estimate.Half.From = promised, time.Time{}
	early := now.Add(-time.Hour)
	if p.Timers[1].Due = early; AtRisk(p, early.Add(-time.Hour)) != nil { // long before any estimate
		t.Error("what is not known is late")
	}
}

// Legs that always take as long leave nothing open: the four ends of the estimate are one instant.
func TestLegsThatAlwaysTakeAsLong(t *testing.T) {
	w := &Watch{Channel: &book.Channel{ID: "clockwork", Days: line.Days, Legs: []book.Leg{
		{From: "CN", To: "DE", Ends: shipping.ArrivedDestination, Usual: 48, Most: 48}, {From: "DE", To: "DE", Ends: shipping.DeliveredMilestone, Usual: 24, Most: 24},
	}}, Alerts: alerts}
	p := booked()
	m := w.Fold(p, &fact.ScanReceived{Scan: report{milestone: shipping.PickedUp}.scan()}, at(0))
	if got := windows(&m.Estimate); got != [4]int{72, 72, 72, 72} {
		t.Errorf("%v", got)
	}
}

// A number is read in capitals, without what people put between its signs, and no longer than any courier writes.
func TestHowANumberIsRead(t *testing.T) {
	const sixtyFour = "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"
	for number, want := range map[string]string{
		" lx 123-456\t785\u00a0cn\r\n": "LX123456785CN", "azAZ09": "AZAZ09", sixtyFour: sixtyFour, "- " + sixtyFour + " -": sixtyFour,
		"": "", " - ": "", sixtyFour + "0": "", "A/B": "", "A:B": "", "A@B": "", "A[B": "", "a`b": "", "a{b": "", "é": "",
	} {
		if got, ok := cleanNumber(number); ok != (want != "") || ok && got != want {
			t.Errorf("%q is read as %q, %t; want %q", number, got, ok, want)
		}
	}
}

// What is known of a number, in a line, and below it where the courier shows the parcel.
func TestCandidatesInWords(t *testing.T) {
	for want, c := range map[string]Candidate{
		"Any: check digit none": {Courier: "Any", Check: CheckNone},
		"Post, letters: check digit right; service registered; area of Leipzig\n    https://post.example/1": {
			Courier: "Post", Service: "letters", Check: CheckRight, URL: "https://post.example/1",
			Parts: []Part{{"service", "RR", "registered"}, {"serial", "1", ""}, {"area", "04", "of Leipzig"}},
		},
	} {
		if got := c.Text(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Patterns of numbers have so many numbers before they begin again; what is no pattern has none, and fits none.
func TestPatternsAndTheirLimits(t *testing.T) {
	for pattern, want := range map[string]uint64{
		"A#": 10, "####C": 10_000, "##################": 1_000_000_000_000_000_000, "###################": 0, "A": 0, "a#": 0, "": 0,
		"S10:LX:CN": 100_000_000, "S10:L:CN": 0, "S10:LX:CNN": 0, "S10:lx:CN": 0, "S10:LX:c1": 0, "S10:LX": 0,
	} {
		if got := Serials(pattern); got != want {
			t.Errorf("%q has %d numbers, want %d", pattern, got, want)
		}
		if want == 0 && (Fits(pattern, "A1") || Fits(pattern, "")) {
			t.Errorf("a number fits %q", pattern)
		}
	}
	for serial, want := range map[uint64]string{0: "A00", 7: "A07", 99: "A99", 100: "A00", 123: "A23"} {
		if got, err := Number("A##", serial); got != want || err != nil {
			t.Errorf("the number of %d is %q, %v", serial, got, err)
		}
	}
}
