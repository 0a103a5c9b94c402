package tracking

import (
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// ride is a parcel on its way by the Book that the program starts with.
type ride struct {
	*Watch
	p *fact.ParcelState
}

// rides books a parcel at an instant with a channel of the default Book.
func rides(t testing.TB, id shipping.ChannelID, from shipping.WarehouseID, to shipping.Place, booked time.Time) *ride {
	t.Helper()
	return ridesBy(book.Default(), defaults(t), id, from, to, booked)
}

// ridesBy is the same by a Book and its calendars.
func ridesBy(b *book.Book, calendars *Calendars, id shipping.ChannelID, from shipping.WarehouseID, to shipping.Place, booked time.Time) *ride {
	l := &ride{p: &fact.ParcelState{}, Watch: &Watch{Alerts: b.Alerts, Handling: b.Policy.HandlingHours, Calendars: calendars}}
	for i := range b.Channels {
		if b.Channels[i].ID == id {
			l.Channel = &b.Channels[i]
		}
	}
	l.p.Apply(&fact.Fact{At: booked, Body: &fact.ParcelPlanned{Plan: fact.ParcelPlan{Warehouse: from, Ship: to}}})
	l.p.Apply(&fact.Fact{At: booked, Body: &fact.BookingRequested{Channel: id, Attempt: 1}})
	l.p.Apply(&fact.Fact{At: booked, Body: &fact.Booked{Channel: id, Waybill: "W"}})
	l.p.Apply(&fact.Fact{At: booked, Body: l.AwaitAfterBooking(l.p, booked)})
	return l
}

// on lets something happen to the parcel: its hand-over, or a milestone.
func (l *ride) on(what shipping.Milestone, when time.Time) *fact.MilestoneReached {
	if what == "hand over" {
		l.p.Apply(&fact.Fact{At: when, Body: &fact.HandedOver{}})
		l.p.Apply(&fact.Fact{At: when, Body: l.AwaitAfterHandOver(l.p, when)})
		return nil
	}
	s := &fact.ScanReceived{Scan: fact.Scan{Waybill: "W", Milestone: what, Print: uint64(when.Unix())}}
	l.p.Apply(&fact.Fact{At: when, Body: s})
	m := l.Fold(l.p, s, when)
	if m != nil {
		l.p.Apply(&fact.Fact{At: when, Body: m})
	}
	return m
}

// due lists the timers that are asked for by prefix, in the time of a zone.
func (l *ride) due(zone *time.Location, prefixes ...string) string {
	var list []string
	for _, t := range l.p.Timers {
		for _, prefix := range prefixes {
			if strings.HasPrefix(t.Name, prefix) {
				list = append(list, strings.TrimPrefix(t.Name, fact.TimerLeg)+" "+t.Due.In(zone).Format("Mon 02.01. 15:04"))
			}
		}
	}
	return strings.Join(list, ", ")
}

type stage struct {
	what shipping.Milestone
	when string // in the zone of the table
	legs string
}

func (l *ride) play(t *testing.T, zone *time.Location, stages []stage) {
	t.Helper()
	for _, s := range stages {
		when, err := time.ParseInLocation("2006-01-02 15:04", s.when, zone)
		if err != nil {
			t.Fatal(err)
		}
		l.on(s.what, when)
		if got := l.due(zone, fact.TimerLeg); got != s.legs {
			t.Errorf("after %s at %s: %s, want %s", s.what, s.when, got, s.legs)
		}
	}
}

func TestLegsOfADomesticParcel(t *testing.T) {
	berlin := zoneOf(t, "Europe/Berlin")
	l := rides(t, "dui-star", "dui", shipping.Place{Country: "DE", Postcode: "10115"}, time.Date(2026, 3, 27, 15, 0, 0, 0, berlin))
	// A day of work from Friday ends on Monday, and two more days of patience on Wednesday; summer time begins between.
	if got := l.due(berlin, fact.TimerHandover, fact.TimerPromise); got != "handover Wed 01.04. 15:00, promise Thu 02.04. 15:00" {
		t.Errorf("after booking: %s", got)
	}
	l.play(t, berlin, []stage{
		{"hand over", "2026-03-30 12:00", "origin_hub_out Tue 31.03. 06:00"},
		{shipping.PickedUp, "2026-03-30 18:00", "origin_hub_out Tue 31.03. 06:00"},
		{shipping.OriginHubOut, "2026-03-30 23:00", "delivered Wed 01.04. 21:00"},
		{shipping.AtDeliveryOffice, "2026-03-31 05:00", "delivered Wed 01.04. 21:00"},
		{shipping.DeliveryFailed, "2026-03-31 14:00", "delivered Wed 01.04. 21:00"},
		{shipping.AwaitingPickup, "2026-03-31 18:00", ""},
		{shipping.DeliveredMilestone, "2026-04-01 10:00", ""},
	})
}

func TestLegsOfAParcelByAir(t *testing.T) {
	berlin := zoneOf(t, "Europe/Berlin")
	l := rides(t, "szx-eu-air", "szx", shipping.Place{Country: "DE", Postcode: "10115"}, time.Date(2026, 3, 23, 3, 0, 0, 0, berlin))
	l.play(t, berlin, []stage{
		{shipping.PickedUp, "2026-03-24 03:00", "departed_origin Thu 26.03. 03:00"},
		{"hand over", "2026-03-24 03:00", "departed_origin Thu 26.03. 03:00"},
		{shipping.ImportSubmitted, "2026-03-24 10:00", "departed_origin Thu 26.03. 03:00"}, // documents run ahead
		{shipping.OriginHubOut, "2026-03-24 20:00", "departed_origin Thu 26.03. 03:00"},
		{shipping.DepartedOrigin, "2026-03-25 20:00", "arrived_destination Mon 30.03. 11:00"}, // nobody rests on a plane; 110 h, and clocks are put forward
		{shipping.HeldByOperator, "2026-03-27 20:00", "arrived_destination Mon 30.03. 11:00"},
		{shipping.ArrivedDestination, "2026-04-02 12:00", "import_released Wed 08.04. 12:00"}, // Good Friday, Saturday, Easter, Easter Monday
		{shipping.DutyDue, "2026-04-02 18:00", "import_released Wed 08.04. 12:00"},
		{shipping.ImportHeld, "2026-04-07 08:00", "import_released Wed 08.04. 12:00"},
		{shipping.ImportReleased, "2026-04-08 09:00", "delivered Mon 13.04. 17:00"}, // 80 h of working days
		{shipping.WithCourier, "2026-04-13 08:00", "delivered Mon 13.04. 17:00"},
		{shipping.DeliveredMilestone, "2026-04-13 12:00", ""},
	})
}

func TestLegsOfAParcelByShip(t *testing.T) {
	angeles := zoneOf(t, "America/Los_Angeles")
	l := rides(t, "szx-us-sea", "szx", shipping.Place{Country: "US", Region: "CA", Postcode: "94107"}, time.Date(2026, 11, 1, 20, 0, 0, 0, angeles))
	l.play(t, angeles, []stage{
		{"hand over", "2026-11-03 00:00", "departed_origin Thu 05.11. 12:00"},
		{shipping.DepartedOrigin, "2026-11-05 00:00", "arrived_destination Thu 19.11. 04:00"},
		{shipping.ImportReleased, "2026-11-18 00:00", "delivered Mon 23.11. 08:00"},     // cleared at sea
		{shipping.ArrivedDestination, "2026-11-20 12:00", "delivered Wed 25.11. 20:00"}, // so that the last leg begins here
		{shipping.HandedToLastMile, "2026-11-24 12:00", "delivered Wed 25.11. 20:00"},
		{shipping.DeliveredMilestone, "2026-11-25 12:00", ""},
	})
	l = rides(t, "szx-us-sea", "szx", shipping.Place{Country: "US", Region: "CA", Postcode: "94107"}, time.Date(2026, 11, 1, 20, 0, 0, 0, angeles))
	l.play(t, angeles, []stage{
		{shipping.ArrivedDestination, "2026-11-20 12:00", "import_released Wed 25.11. 00:00"}, // nobody scanned it before
		{shipping.ImportReleased, "2026-11-24 18:00", "delivered Tue 01.12. 02:00"},           // Thanksgiving between
	})
}

// fall lets the timer of a leg fall due.
func (l *ride) fall(t *testing.T, ends shipping.Milestone) *fact.Deviated {
	t.Helper()
	for _, timer := range l.p.Timers {
		if timer.Name == LegTimer(ends) {
			when := timer.Due.Add(2 * time.Hour)
			l.p.Apply(&fact.Fact{At: when, Body: &fact.TimerElapsed{Timer: timer}})
			d := l.Elapsed(l.p, timer, when)
			if d != nil {
				l.p.Apply(&fact.Fact{At: when, Body: d})
			}
			return d
		}
	}
	t.Fatalf("%s is not awaited, but %v", ends, l.p.Timers)
	return nil
}

func TestALegThatTakesTooLongIsADeviation(t *testing.T) {
	l := &ride{watch, booked()}
	for _, r := range []report{{shipping.PickedUp, 0, ""}, {shipping.DepartedOrigin, 30, ""}, {shipping.ArrivedDestination, 130, ""}} {
		take(l.p, r.scan(), at(r.hour))
	}
	d := l.fall(t, shipping.HandedToLastMile)
	if d == nil || d.What != fact.CaseLeg || Explain(d.Why[0]) != "import takes 74 h, at most 72 h are allowed; awaited: Handed to the last-mile carrier" {
		t.Fatalf("got %+v", d)
	}
	if len(keepLeg(nil, l.p)) != 0 || !awaits(l.p, fact.TimerPromise) {
		t.Errorf("awaited afterwards: %s", awaited(l.p.Timers))
	}
	take(l.p, report{shipping.ImportSubmitted, 210, ""}.scan(), at(210))
	if len(keepLeg(nil, l.p)) != 0 {
		t.Errorf("the leg is awaited again: %s", awaited(l.p.Timers))
	}
	take(l.p, report{shipping.ImportHeld, 220, ""}.scan(), at(220))
	if d := l.fall(t, shipping.HandedToLastMile); d == nil || d.What != fact.CaseHeld || d.Why[0].Rule != RuleHeld || !strings.HasPrefix(Explain(d.Why[0]), "held by import customs: import takes 74 h") {
		t.Fatalf("held after the leg was late: %+v", d)
	}
	take(l.p, report{shipping.ImportHeld, 300, ""}.scan(), at(300))
	if len(keepLeg(nil, l.p)) != 0 {
		t.Errorf("a hold that goes on is awaited again: %s", awaited(l.p.Timers))
	}
}

func TestACorrectionTakesALegBack(t *testing.T) {
	p := booked()
	run(p, []report{{shipping.PickedUp, 0, ""}, {shipping.DepartedOrigin, 20, ""}, {shipping.ArrivedDestination, 90, ""}, {shipping.TransitIn, 95, Correction}})
	if got := awaited(keepLeg(nil, p)); got != "leg:arrived_destination@255" {
		t.Errorf("got %s", got)
	}
}

func TestALegThatEndedMeanwhileIsNoDeviation(t *testing.T) {
	old := func(m shipping.Milestone) fact.Timer { return fact.Timer{Name: LegTimer(m), Due: at(400)} }
	for name, c := range map[string]struct {
		scans []fact.Scan
		timer fact.Timer
	}{
		"ended":             {[]fact.Scan{report{milestone: shipping.HandedToLinehaul}.scan()}, old(shipping.HandedToLinehaul)},
		"ended, then late":  {[]fact.Scan{report{milestone: shipping.ArrivedDestination}.scan(), report{milestone: shipping.ImportHeld}.scan(), report{milestone: shipping.Delayed}.scan()}, old(shipping.ArrivedDestination)},
		"a scan there":      {[]fact.Scan{report{milestone: shipping.DepartedOrigin}.scan(), {Waybill: "SW1", Milestone: shipping.Unmapped, Place: fact.ScanPlace{Country: "DE"}}}, old(shipping.ArrivedDestination)},
		"delivered":         {[]fact.Scan{report{milestone: shipping.DeliveredMilestone}.scan()}, old(shipping.DeliveredMilestone)},
		"of another Book":   {[]fact.Scan{report{milestone: shipping.PickedUp}.scan()}, old(shipping.ImportReleased)},
		"on the way back":   {[]fact.Scan{report{milestone: shipping.ReturnStarted}.scan()}, old(shipping.DeliveredMilestone)},
		"handed over since": {[]fact.Scan{report{milestone: shipping.PickedUp}.scan()}, fact.Timer{Name: fact.TimerHandover, Due: at(400)}},
	} {
		p := booked()
		for i, s := range c.scans {
			take(p, s, at(10+i))
		}
		if d := watch.Elapsed(p, c.timer, at(400)); d != nil {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

// TestThereHoweverWritten: a parcel is there where it is scanned in the country of its address, or in its territory under the
// territory's own code; anywhere else it is not.
func TestThereHoweverWritten(t *testing.T) {
	for _, c := range []struct {
		ship shipping.Place
		at   shipping.Country
		want bool
	}{
		{shipping.Place{Country: "FR", Postcode: "97400"}, "RE", true}, {shipping.Place{Country: "FR", Postcode: "97400"}, "FR", true}, {shipping.Place{Country: "FR", Postcode: "97400"}, "GP", false},
		{shipping.Place{Country: "RE", Postcode: "97400"}, "RE", true}, {shipping.Place{Country: "RE", Postcode: "97400"}, "FR", false},
		{shipping.Place{Country: "ES", Postcode: "35001"}, "ES", true}, {shipping.Place{Country: "DE", Postcode: "10115"}, "PL", false}, {shipping.Place{}, "", false},
	} {
		p := booked()
		p.Plan.Ship, p.Track.Country = c.ship, c.at
		if there(p) != c.want {
			t.Errorf("a scan in %s of a parcel to %s: there is %v", c.at, c.ship, !c.want)
		}
	}
}

func TestWhatIsNotHandedOverIsADeviation(t *testing.T) {
	p := booked()
	if d, _ := elapse(t, p, fact.TimerHandover); d == nil || d.What != fact.TimerHandover || Explain(d.Why[0]) != "booked 48 h ago and not handed over (the alert is at 48 h); last known: Label created" {
		t.Errorf("got %+v", d)
	}
	p = booked()
	take(p, report{shipping.LabelCreated, 3, ""}.scan(), at(3))
	if got := awaited(p.Timers); got != "handover@47 promise@335 silence@123" {
		t.Errorf("a report that there is a label: %s", got)
	}
	p.Apply(&fact.Fact{At: at(40), Body: &fact.HandedOver{}})
	if d := watch.Elapsed(p, fact.Timer{Name: fact.TimerHandover, Due: at(47)}, at(47)); d != nil {
		t.Errorf("handed over: %+v", d)
	}
}

func TestAPromiseStays(t *testing.T) {
	p := booked()
	first := p.Booking.Promise
	p.Apply(&fact.Fact{At: at(20), Body: &fact.BookingCancelled{}})
	slow := *line
	slow.Days = shipping.Days{Least: 20, Most: 40}
	a := by(&slow).AwaitAfterBooking(p, at(30))
	p.Apply(&fact.Fact{At: at(30), Body: a})
	if p.Booking.Promise != first || awaited(p.Timers) != "handover@78 silence@150 promise@335" {
		t.Errorf("promised %v, awaited %s", p.Booking.Promise, awaited(p.Timers))
	}
	if a := by(&slow).AwaitAfterBooking(p, at(340)); awaited(a.Await) != "handover@388 silence@460" {
		t.Errorf("booked when the promise was over: %s", awaited(a.Await))
	}
}
