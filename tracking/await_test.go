package tracking

import (
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// awaited writes the timers as "name@hours after start".
func awaited(timers []fact.Timer) string {
	var list []string
	for _, t := range timers {
		list = append(list, t.Name+"@"+t.Due.Sub(start).String())
	}
	return strings.ReplaceAll(strings.Join(list, " "), "h0m0s", "")
}

func TestWhatIsAwaitedOnTheWay(t *testing.T) {
	p := booked()
	if got := awaited(p.Timers); got != "handover@47 silence@119 promise@335" {
		t.Errorf("after booking: %s", got)
	}
	for _, step := range []struct {
		milestone shipping.Milestone
		hour      int
		want      string
	}{
		{shipping.PickedUp, 0, "depart@48 leg:handed_to_linehaul@48 promise@335 silence@120"},
		{"hand over", 1, "depart@49 leg:handed_to_linehaul@48 silence@121 promise@335"},
		{shipping.OriginHubIn, 10, "depart@49 leg:handed_to_linehaul@48 promise@335 silence@130"},
		{shipping.ImportSubmitted, 20, "depart@49 leg:handed_to_linehaul@48 promise@335 silence@140"},
		{shipping.DepartedOrigin, 40, "arrive@208 leg:arrived_destination@200 promise@335 silence@160"},
		{shipping.Delayed, 60, "arrive@208 leg:arrived_destination@200 promise@335 silence@180"},
		{shipping.TransitIn, 70, "arrive@208 leg:arrived_destination@200 promise@335 silence@190"},
		{shipping.DutyDue, 75, "arrive@208 leg:arrived_destination@200 promise@335 silence@195"},
		{shipping.ArrivedDestination, 100, "leg:handed_to_last_mile@172 promise@335 silence@220"},
		{shipping.ImportHeld, 110, "leg:handed_to_last_mile@172 promise@335 silence@230"},
		{shipping.AwaitingPickup, 150, "promise@335 pickup@246 silence@270"},
		{shipping.DeliveredMilestone, 160, ""},
		{shipping.ReturnStarted, 200, "silence@320"},
		{shipping.BackWithSender, 300, ""},
	} {
		if step.milestone == "hand over" {
			p.Apply(&fact.Fact{At: at(step.hour), Body: &fact.HandedOver{}})
			a := watch.AwaitAfterHandOver(p, at(step.hour))
			if !a.Promise.To.IsZero() || !p.Booking.Promise.From.Equal(at(7*24-1)) {
				t.Errorf("promised %v, and then %v", p.Booking.Promise, a.Promise)
			}
			p.Apply(&fact.Fact{At: at(step.hour), Body: a})
		} else {
			take(p, report{milestone: step.milestone}.scan(), at(step.hour))
		}
		if got := awaited(p.Timers); got != step.want {
			t.Errorf("after %s: %s, want %s", step.milestone, got, step.want)
		}
	}
}

func TestTheFirstScanDoesNotPutTheDepartureOff(t *testing.T) {
	p := booked()
	p.Apply(&fact.Fact{At: at(0), Body: &fact.HandedOver{}})
	p.Apply(&fact.Fact{At: at(0), Body: watch.AwaitAfterHandOver(p, at(0))})
	run(p, []report{{shipping.OriginHubIn, 30, ""}})
	if got := awaited(p.Timers); got != "depart@48 leg:handed_to_linehaul@48 promise@335 silence@150" {
		t.Errorf("got %s", got)
	}
}

func TestNothingIsAwaitedOfAParcelWhoseFirstScanIsItsDelivery(t *testing.T) {
	p := booked()
	run(p, []report{{shipping.DeliveredMilestone, 30, ""}})
	if a := watch.AwaitAfterHandOver(p, at(30)); len(a.Await) != 0 || !a.Promise.To.IsZero() {
		t.Errorf("got %+v", a)
	}
	p.Booking.Promise = shipping.Window{}
	if a := watch.AwaitAfterHandOver(p, at(30)); len(a.Await) != 0 || !a.Promise.To.Equal(at(30+14*24)) {
		t.Errorf("booked when nothing was promised yet: %+v", a)
	}
}

func TestADomesticChannelAwaitsNoBorder(t *testing.T) {
	home := &book.Channel{Kind: book.LastMile, Days: shipping.Days{Least: 1, Most: 3}, Legs: []book.Leg{{From: "DE", To: "DE", Ends: shipping.DeliveredMilestone, Most: 60}}}
	if got := awaited(by(home).AwaitAfterHandOver(&fact.ParcelState{}, at(0)).Await); got != "leg:delivered@60 silence@120 promise@72" {
		t.Errorf("got %s", got)
	}
	if a := by(nil).AwaitAfterHandOver(&fact.ParcelState{}, at(0)); len(a.Await) != 2 || !a.Promise.To.IsZero() {
		t.Errorf("a channel that is gone: %+v", a)
	}
}

func TestAShipIsNotMissingWhileItSails(t *testing.T) {
	ship := &book.Channel{Legs: []book.Leg{{From: "CN", To: "US", Ends: shipping.ArrivedDestination, Usual: 300, Most: 420}}}
	s := &fact.ScanReceived{Scan: fact.Scan{Milestone: shipping.DepartedOrigin}}
	if m := by(ship).Fold(booked(), s, at(0)); !strings.HasPrefix(awaited(m.Await), "arrive@420 ") {
		t.Errorf("got %s", awaited(m.Await))
	}
}

// elapse lets the named timer of a parcel fall due.
func elapse(t *testing.T, p *fact.ParcelState, name string) (*fact.Deviated, fact.Timer) {
	t.Helper()
	for _, timer := range p.Timers {
		if timer.Name == name {
			p.Apply(&fact.Fact{At: timer.Due, Body: &fact.TimerElapsed{Timer: timer}})
			d := watch.Elapsed(p, timer, timer.Due)
			if d != nil {
				p.Apply(&fact.Fact{At: timer.Due, Body: d})
			}
			return d, timer
		}
	}
	t.Fatalf("%s is not awaited", name)
	return nil, fact.Timer{}
}

func TestWhatDoesNotHappenIsADeviation(t *testing.T) {
	for _, c := range []struct {
		name    string
		reports []report
		explain string
	}{
		{fact.TimerDepart, []report{{shipping.PickedUp, 0, ""}}, "picked up 48 h ago and not departed (the alert is at 48 h); last known: Picked up by the carrier"},
		{fact.TimerArrive, []report{{shipping.PickedUp, 0, ""}, {shipping.DepartedOrigin, 20, ""}}, "departed 168 h ago and not arrived in the destination country (the alert is at 168 h); last known: Departed from the origin country"},
		{fact.TimerPickup, []report{{shipping.AwaitingPickup, 20, ""}}, "waiting for the addressee for 96 h (the alert is at 96 h); last known: Ready for pickup"},
		{fact.TimerSilence, []report{{shipping.OriginHubIn, 20, ""}}, "no scan of any kind for 120 h (the alert is at 120 h); last known: Arrived at the origin hub"},
	} {
		p := booked()
		run(p, c.reports)
		d, _ := elapse(t, p, c.name)
		if d == nil || d.What != c.name || len(d.Why) != 1 || Explain(d.Why[0]) != c.explain {
			t.Errorf("%s: %+v", c.name, d)
			continue
		}
		if awaits(p, c.name) != (c.name == fact.TimerSilence) || !awaits(p, fact.TimerSilence) {
			t.Errorf("%s: awaited afterwards %s", c.name, awaited(p.Timers))
		}
	}
	if Explain(fact.Reason{Rule: "weight"}) != "" {
		t.Error("a reason of somebody else is not explained here")
	}
}

func TestAMissedPromiseIsADeviation(t *testing.T) {
	p := booked()
	p.Apply(&fact.Fact{At: at(0), Body: &fact.HandedOver{}})
	p.Apply(&fact.Fact{At: at(0), Body: watch.AwaitAfterHandOver(p, at(0))})
	if d, _ := elapse(t, p, fact.TimerPromise); d == nil || Explain(d.Why[0]) != "handed over 335 h ago, promised within 335 h" {
		t.Errorf("got %+v", d)
	}
	p = booked()
	if d, _ := elapse(t, p, fact.TimerPromise); d == nil || Explain(d.Why[0]) != "booked 336 h ago, promised within 336 h" {
		t.Errorf("got %+v", d)
	}
}

func TestWhatCameMeanwhileIsNoDeviation(t *testing.T) {
	p := booked()
	run(p, []report{{shipping.PickedUp, 0, ""}})
	timers := slices.Concat(booked().Timers, p.Timers)
	run(p, []report{{shipping.ArrivedDestination, 40, ""}, {shipping.Unmapped, 45, ""}})
	for _, timer := range timers {
		if timer.Name == fact.TimerPromise {
			continue
		}
		if d := watch.Elapsed(p, timer, timer.Due); d != nil {
			t.Errorf("%s: %+v", timer.Name, d)
		}
	}
	run(p, []report{{shipping.DeliveredMilestone, 90, ""}})
	for _, timer := range append(timers, fact.Timer{Name: "no such timer"}, fact.Timer{Name: LegTimer("no such end")}) {
		if d := watch.Elapsed(p, timer, at(500)); d != nil {
			t.Errorf("delivered, and %s: %+v", timer.Name, d)
		}
	}
}

func TestAScanInTheDestinationCountryIsAnArrival(t *testing.T) {
	p := booked()
	run(p, []report{{shipping.PickedUp, 0, ""}, {shipping.DepartedOrigin, 20, ""}})
	take(p, fact.Scan{Carrier: "swift", Waybill: "SW1", Code: "??", Milestone: shipping.Unmapped, Place: fact.ScanPlace{Country: "DE"}}, at(100))
	if d, _ := elapse(t, p, fact.TimerArrive); d != nil {
		t.Errorf("got %+v", d)
	}
}

func TestAScanAbroadIsADeparture(t *testing.T) {
	p := booked()
	run(p, []report{{shipping.PickedUp, 0, ""}})
	take(p, fact.Scan{Carrier: "swift", Waybill: "SW1", Code: "??", Milestone: shipping.Unmapped, Place: fact.ScanPlace{Country: "KZ"}}, at(40))
	if d, _ := elapse(t, p, fact.TimerDepart); d != nil {
		t.Errorf("got %+v", d)
	}
}

func TestScansThatMoveNothingBreakTheSilence(t *testing.T) {
	p := booked()
	run(p, []report{{shipping.OriginHubIn, 0, ""}, {shipping.Unmapped, 70, ""}})
	d, timer := elapse(t, p, fact.TimerSilence)
	if d != nil || awaits(p, fact.TimerSilence) {
		t.Fatalf("got %+v, awaited %s", d, awaited(p.Timers))
	}
	if a := watch.StillAwaited(p, timer); a == nil || awaited(a.Await) != "depart@48 leg:handed_to_linehaul@48 promise@335 silence@190" {
		t.Errorf("got %+v", a)
	}
	if a := watch.StillAwaited(p, fact.Timer{Name: fact.TimerDepart}); a != nil {
		t.Errorf("only silence begins anew, but %+v", a)
	}
}

// Fingerprint, admission and fold of the six scans of a life; the ratio is to writing the same facts into a buffer.
func BenchmarkScan(b *testing.B) {
	b.ReportAllocs()
	reports := []report{{shipping.PickedUp, 0, ""}, {shipping.OriginHubIn, 5, ""}, {shipping.DepartedOrigin, 20, ""}, {shipping.ArrivedDestination, 90, ""}, {shipping.WithCourier, 120, ""}, {shipping.DeliveredMilestone, 125, ""}}
	scans := make([]*fact.ScanReceived, len(reports))
	for i, r := range reports {
		scans[i] = &fact.ScanReceived{Scan: r.scan()}
	}
	p, start := new(fact.ParcelState), *booked()
	var when time.Time
	var written []byte
	for b.Loop() {
		*p = start
		for i, s := range scans {
			when = at(reports[i].hour)
			s.Scan.Print = Fingerprint(&s.Scan, when)
			if Admit(p, s, when) != nil {
				b.Fatal("not admitted")
			}
			if m := watch.Fold(p, s, when); m != nil {
				p.Track.Milestone, p.Track.Status, p.Track.At, p.Timers, p.Estimate = m.Milestone, m.Status, when, m.Await, m.Estimate
			}
		}
	}
	took := b.Elapsed()
	begin := time.Now()
	for range b.N {
		for _, s := range scans {
			written = fact.AppendBody(written[:0], s)
		}
	}
	b.ReportMetric(float64(took.Nanoseconds())/float64(b.N*len(reports)), "ns/scan")
	b.ReportMetric(float64(took)/float64(time.Since(begin)), "x_writing_the_fact")
}

func TestNobodyScansAShip(t *testing.T) {
	p, ship := booked(), *line
	ship.Legs = append([]book.Leg{{From: "CN", To: "DE", Ends: shipping.ArrivedDestination, Usual: 300, Most: 340}}, line.Legs...)
	for _, timer := range by(&ship).AwaitAfterHandOver(p, at(0)).Await {
		if timer.Name == fact.TimerSilence && !timer.Due.Equal(at(340)) {
			t.Errorf("silence counts from %v, want %v", timer.Due, at(340))
		}
	}
}
