package tracking

import (
	"slices"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// windows writes an estimate as hours after start.
func windows(e *fact.Estimate) [4]int {
	in := func(t time.Time) int {
		if t.IsZero() {
			return -1
		}
		return int(t.Sub(start) / time.Hour)
	}
	return [4]int{in(e.Most.From), in(e.Half.From), in(e.Half.To), in(e.Most.To)}
}

var seen = []fact.Spread{
	{From: shipping.PickedUp, Sample: 400, P05: 150, P25: 180, P50: 200, P75: 230, P95: 300},
	{From: shipping.DepartedOrigin, Sample: 19, P05: 1, P25: 2, P50: 3, P75: 4, P95: 5},
	{From: shipping.ArrivedDestination, Sample: 20, P05: 30, P25: 40, P50: 50, P75: 60, P95: 90},
}

func TestEstimatesOnTheWay(t *testing.T) {
	for _, c := range []struct {
		name    string
		spreads []fact.Spread
		reports []report
		want    [4]int
		sample  int64
	}{
		{"by the lane", seen, []report{{shipping.PickedUp, 0, ""}}, [4]int{150, 180, 230, 300}, 400},
		{"a milestone between keeps it", seen, []report{{shipping.PickedUp, 0, ""}, {shipping.OriginHubIn, 20, ""}}, [4]int{150, 180, 230, 300}, 400},
		{"too few from here, so the one before stays", seen, []report{{shipping.PickedUp, 0, ""}, {shipping.DepartedOrigin, 20, ""}}, [4]int{150, 180, 230, 300}, 400},
		{"and shrinks with time", seen, []report{{shipping.PickedUp, 0, ""}, {shipping.DepartedOrigin, 190, ""}}, [4]int{190, 190, 230, 300}, 400},
		{"until it is over: by the legs", seen, []report{{shipping.PickedUp, 0, ""}, {shipping.DepartedOrigin, 240, ""}}, [4]int{310, 356, 420, 466}, 0},
		{"the next spread", seen, []report{{shipping.PickedUp, 0, ""}, {shipping.ArrivedDestination, 100, ""}}, [4]int{130, 140, 160, 190}, 20},
		{"by the legs", nil, []report{{shipping.PickedUp, 0, ""}}, [4]int{90, 139, 205, 254}, 0},
		{"by the legs, within one", nil, []report{{shipping.PickedUp, 0, ""}, {shipping.OriginHubIn, 20, ""}}, [4]int{90, 139, 205, 254}, 0},
		{"by the legs, the next one", nil, []report{{shipping.PickedUp, 0, ""}, {shipping.HandedToLinehaul, 40, ""}}, [4]int{110, 156, 220, 266}, 0},
		{"papers that run ahead", nil, []report{{shipping.PickedUp, 0, ""}, {shipping.ImportSubmitted, 40, ""}}, [4]int{90, 139, 205, 254}, 0},
		{"a label", nil, []report{{shipping.LabelCreated, 0, ""}}, [4]int{90, 139, 205, 254}, 0},
		{"first heard of when it was delayed", nil, []report{{shipping.Delayed, 10, ""}}, [4]int{100, 149, 215, 264}, 0},
		{"it waits for the addressee", seen, []report{{shipping.PickedUp, 0, ""}, {shipping.AwaitingPickup, 20, ""}}, [4]int{-1, -1, -1, -1}, 0},
		{"it is delivered", seen, []report{{shipping.PickedUp, 0, ""}, {shipping.DeliveredMilestone, 20, ""}}, [4]int{-1, -1, -1, -1}, 0},
		{"it goes back", seen, []report{{shipping.PickedUp, 0, ""}, {shipping.ReturnStarted, 20, ""}}, [4]int{-1, -1, -1, -1}, 0},
	} {
		w, p := &Watch{Channel: line, Alerts: alerts, Spreads: c.spreads}, booked()
		for _, r := range c.reports {
			s := &fact.ScanReceived{Scan: r.scan()}
			m := w.Fold(p, s, at(r.hour))
			p.Apply(&fact.Fact{At: at(r.hour), Body: m})
		}
		if got := windows(&p.Estimate); got != c.want || p.Estimate.Sample != c.sample {
			t.Errorf("%s: %v of %d, want %v", c.name, got, p.Estimate.Sample, c.want)
		}
	}
	if m := by(nil).Fold(booked(), &fact.ScanReceived{Scan: report{milestone: shipping.PickedUp}.scan()}, at(0)); m.Estimate != (fact.Estimate{}) {
		t.Errorf("nothing is known, and still %+v", m.Estimate)
	}
}

// By the legs, days that are not worked count: an estimate over Easter.
func TestEstimatesKnowHolidays(t *testing.T) {
	berlin := zoneOf(t, "Europe/Berlin")
	l := rides(t, "szx-eu-air", "szx", shipping.Place{Country: "DE"}, time.Date(2026, 3, 23, 3, 0, 0, 0, berlin))
	m := l.on(shipping.ArrivedDestination, time.Date(2026, 4, 2, 20, 0, 0, 0, berlin))
	// Usually 68 h from Thursday evening, 37 h less at the earliest: 4 h on Thursday, Tuesday, 3 h on Wednesday.
	if got := m.Estimate.Most.From.In(berlin).Format("Mon 02.01. 15:04"); got != "Wed 08.04. 03:00" {
		t.Errorf("not before %s", got)
	}
}

func TestSpreadsAreKeptInTheOrderOfTravel(t *testing.T) {
	if !slices.IsSortedFunc(EstimatedFrom, func(a, b shipping.Milestone) int { return Rank(a) - Rank(b) }) || Rank(EstimatedFrom[0]) == 0 {
		t.Error(EstimatedFrom)
	}
}

func TestAPromiseAtRiskIsSaidOnce(t *testing.T) {
	w, p := &Watch{Channel: line, Alerts: alerts, Spreads: seen}, booked()
	on := func(m shipping.Milestone, hour int) *fact.Deviated {
		s := &fact.ScanReceived{Scan: report{milestone: m}.scan()}
		p.Apply(&fact.Fact{At: at(hour), Body: s})
		p.Apply(&fact.Fact{At: at(hour), Body: w.Fold(p, s, at(hour))})
		d := AtRisk(p, at(hour))
		if d != nil {
			p.Apply(&fact.Fact{At: at(hour), Body: d})
		}
		return d
	}
	if d := on(shipping.PickedUp, 155); d != nil { // comes from hour 335 on in three of four cases
		t.Errorf("in time: %+v", d)
	}
	d := on(shipping.ArrivedDestination, 300)
	if d == nil || d.What != fact.CaseAtRisk || Explain(d.Why[0]) != "one in four such parcels comes within 40 h from here, and the promise ends after 35 h; last known: Arrived in the destination country" {
		t.Fatalf("got %+v", d)
	}
	if d := on(shipping.ImportSubmitted, 310); d != nil {
		t.Errorf("said again: %+v", d)
	}
	if d, _ := elapse(t, p, fact.TimerPromiseAtRisk); d == nil || d.What != fact.TimerPromise {
		t.Errorf("then it is missed: %+v", d)
	}
	if d := on(shipping.Sorted, 340); d != nil {
		t.Errorf("missed already: %+v", d)
	}
}
