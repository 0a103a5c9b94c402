package tracking

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

var (
	start  = time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 8*3600))
	alerts = book.Alerts{Depart: 48, Arrive: 168, Silence: 120, Pickup: 96}
	line   = &book.Channel{
		ID: "cn-de-truck", Carrier: "swift", Kind: book.DedicatedLine, Days: shipping.Days{Least: 7, Most: 14},
		Legs: []book.Leg{
			{Name: "first mile", Carrier: "swift", From: "CN", To: "CN", Ends: shipping.HandedToLinehaul, Usual: 24, Most: 48},
			{Name: "linehaul", Carrier: "swift", From: "CN", To: "DE", Ends: shipping.ArrivedDestination, Usual: 100, Most: 160},
			{Name: "import", Carrier: "swift", From: "DE", To: "DE", Ends: shipping.HandedToLastMile, Usual: 24, Most: 72},
			{Name: "last mile", Carrier: "paket", From: "DE", To: "DE", Ends: shipping.DeliveredMilestone, Usual: 24, Most: 72},
		},
	}
)

// watch watches the parcels of line.
var watch = by(line)

func by(ch *book.Channel) *Watch { return &Watch{Channel: ch, Alerts: alerts} }

type report struct {
	milestone  shipping.Milestone
	hour       int
	classifier fact.Classifier
}

func at(hour int) time.Time { return start.Add(time.Duration(hour) * time.Hour) }

func booked() *fact.ParcelState {
	p := &fact.ParcelState{}
	p.Apply(&fact.Fact{At: at(-3), Body: &fact.ParcelPlanned{Plan: fact.ParcelPlan{Ship: shipping.Place{Country: "DE"}}}})
	p.Apply(&fact.Fact{At: at(-2), Body: &fact.BookingRequested{Channel: line.ID, Carrier: "swift", Attempt: 1}})
	p.Apply(&fact.Fact{At: at(-1), Body: &fact.Booked{Channel: line.ID, Carrier: "swift", Waybill: "SW1"}})
	p.Apply(&fact.Fact{At: at(-1), Body: watch.AwaitAfterBooking(p, at(-1))})
	return p
}

// take does what is done with a scan: admit, record, fold, record.
func take(p *fact.ParcelState, s fact.Scan, when time.Time) *fact.MilestoneReached {
	s.Print = Fingerprint(&s, when)
	b := &fact.ScanReceived{Scan: s}
	if Admit(p, b, when) != nil {
		return nil
	}
	p.Apply(&fact.Fact{At: when, Body: b})
	m := watch.Fold(p, b, when)
	if m != nil {
		p.Apply(&fact.Fact{At: when, Body: m})
	}
	return m
}

func (r report) scan() fact.Scan {
	return fact.Scan{Carrier: "swift", Waybill: "SW1", Code: "C-" + string(r.milestone), Milestone: r.milestone, Classifier: r.classifier}
}

func run(p *fact.ParcelState, reports []report) {
	for _, r := range reports {
		take(p, r.scan(), at(r.hour))
	}
}

func TestEveryMilestoneHasARowAndEveryStatusWords(t *testing.T) {
	statuses := map[shipping.Status]bool{}
	for i, m := range Milestones() {
		s := StatusOf(m)
		if !slices.Contains(shipping.Statuses(), s) || Rank(m) != i+1 || MilestoneName(m) == MilestoneName("?") {
			t.Errorf("%s: status %q, rank %d", m, s, Rank(m))
		}
		statuses[s] = true
	}
	if len(Milestones()) != 40 || StatusOf(shipping.Unmapped) != "" || Rank(shipping.Unmapped) != 0 {
		t.Errorf("%d milestones", len(Milestones()))
	}
	for _, s := range shipping.Statuses() {
		reachable := statuses[s] || s == shipping.Pending || s == shipping.Expired
		if !reachable || StatusName(s) == "Unknown" {
			t.Errorf("%s is reached by no milestone or has no name", s)
		}
	}
}

func TestWhatShowsThatTheCarrierHasTheParcel(t *testing.T) {
	for m, want := range map[shipping.Milestone]bool{shipping.PickedUp: true, shipping.ArrivedDestination: true, shipping.DeliveredMilestone: true, shipping.BackWithSender: true,
		shipping.LabelCreated: false, shipping.VoidedMilestone: false, shipping.ExportCancelled: false, shipping.Unmapped: false} {
		if InHand(m) != want {
			t.Errorf("%s: %v", m, !want)
		}
	}
}

func TestEveryStatusHasAName(t *testing.T) {
	for _, s := range shipping.Statuses() {
		if StatusName(s) == "Unknown" {
			t.Errorf("%s has no name", s)
		}
	}
	if StatusName("no such status") != "Unknown" {
		t.Error("a status that nobody knows has a name")
	}
}

func TestAParcelTravels(t *testing.T) {
	p := booked()
	for _, step := range []struct {
		report
		status shipping.Status
		leg    int64
	}{
		{report{shipping.PickedUp, 0, ""}, shipping.Accepted, 0},
		{report{shipping.OriginHubIn, 5, ""}, shipping.InTransit, 0},
		{report{shipping.HandedToLinehaul, 20, ""}, shipping.InTransit, 0},
		{report{shipping.DepartedOrigin, 30, ""}, shipping.InTransit, 1},
		{report{shipping.Delayed, 50, ""}, shipping.Exception, 1},
		{report{shipping.ArrivedDestination, 120, ""}, shipping.InTransit, 1},
		{report{shipping.ImportHeld, 125, ""}, shipping.InCustoms, 2},
		{report{shipping.ImportReleased, 140, ""}, shipping.InCustoms, 2},
		{report{shipping.WithCourier, 150, ""}, shipping.OutForDelivery, 3},
		{report{shipping.DeliveryFailed, 155, ""}, shipping.AttemptFailed, 3},
		{report{shipping.DeliveredMilestone, 170, ""}, shipping.Delivered, 3},
	} {
		m := take(p, step.scan(), at(step.hour))
		if m == nil || m.Status != step.status || m.Leg != step.leg {
			t.Fatalf("%s: got %+v", step.milestone, m)
		}
	}
	if len(p.Timers) != 0 {
		t.Errorf("nothing is awaited of a delivered parcel, but %v", p.Timers)
	}
}

func TestWhatChangesNothing(t *testing.T) {
	for name, s := range map[string]struct {
		scan fact.Scan
		hour int
	}{
		"unknown code":                  {fact.Scan{Waybill: "SW1", Carrier: "swift", Code: "??", Milestone: shipping.Unmapped}, 50},
		"estimate":                      {fact.Scan{Waybill: "SW1", Carrier: "swift", Milestone: shipping.DeliveredMilestone, Classifier: fact.Estimated}, 50},
		"plan":                          {fact.Scan{Waybill: "SW1", Carrier: "swift", Milestone: shipping.DeliveredMilestone, Classifier: fact.Planned}, 50},
		"older scan":                    {fact.Scan{Waybill: "SW1", Carrier: "swift", Milestone: shipping.OriginHubIn}, 5},
		"older correction":              {fact.Scan{Waybill: "SW1", Carrier: "swift", Milestone: shipping.OriginHubIn, Classifier: Correction}, 5},
		"booking that is undone":        {fact.Scan{Waybill: "SW0", Carrier: "swift", Milestone: shipping.VoidedMilestone}, 50},
		"number of a stranger":          {fact.Scan{Waybill: "X9", Carrier: "other", Milestone: shipping.DeliveredMilestone}, 50},
		"same instant and lower rank":   {fact.Scan{Waybill: "SW1", Carrier: "swift", Milestone: shipping.OriginHubIn}, 30},
		"milestone that nobody defined": {fact.Scan{Waybill: "SW1", Carrier: "swift", Milestone: "beamed_up"}, 50},
	} {
		p := booked()
		run(p, []report{{shipping.PickedUp, 0, ""}, {shipping.DepartedOrigin, 30, ""}})
		if m := take(p, s.scan, at(s.hour)); m != nil || p.Track.Milestone != shipping.DepartedOrigin {
			t.Errorf("%s: got %+v", name, m)
		}
	}
	p := booked()
	if m := take(p, fact.Scan{Carrier: "paket", Waybill: "DE77", Milestone: shipping.WithCourier}, at(99)); m == nil {
		t.Error("a carrier of a later leg counts by its own numbers")
	}
}

func TestATerminalStatusYieldsOnlyToACorrectionOrAReturn(t *testing.T) {
	for _, c := range []struct {
		report
		want shipping.Status
	}{
		{report{shipping.Sorted, 200, ""}, shipping.Delivered},
		{report{shipping.Delayed, 200, ""}, shipping.Delivered},
		{report{shipping.Sorted, 200, Correction}, shipping.InTransit},
		{report{shipping.ReturnStarted, 200, ""}, shipping.Returning},
		{report{shipping.BackWithSender, 200, ""}, shipping.Returned},
		{report{shipping.DeclaredLost, 200, ""}, shipping.Lost},
	} {
		p := booked()
		run(p, []report{{shipping.PickedUp, 0, ""}, {shipping.DeliveredMilestone, 170, ""}, c.report})
		if p.Track.Status != c.want {
			t.Errorf("delivered, then %s %s: %s", c.milestone, c.classifier, p.Track.Status)
		}
	}
}

func TestRepeatedPollsAddNothing(t *testing.T) {
	p := booked()
	r := report{shipping.PickedUp, 0, ""}
	take(p, r.scan(), at(0))
	s := r.scan()
	s.Text, s.Seq, s.Mapping = "in another language", 9, 2
	s.Print = Fingerprint(&s, at(0).UTC())
	if err := Admit(p, &fact.ScanReceived{Scan: s}, at(0)); shipping.CodeOf(err) != shipping.Known {
		t.Errorf("the same event in another zone and language: %v", err)
	}
	for _, other := range []fact.ScanPlace{{City: "Duisburg"}, {Country: "DE"}, {Facility: "D1"}} {
		s.Place = other
		s.Print = Fingerprint(&s, at(0))
		if err := Admit(p, &fact.ScanReceived{Scan: s}, at(0)); err != nil {
			t.Errorf("another place is another event: %+v: %v", other, err)
		}
	}
	if err := Admit(p, &fact.ScanReceived{}, time.Time{}); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("a scan without a time: %v", err)
	}
}

// TestALongHistoryIsTakenInOnce: carriers tell all that they have at each question, hundreds of events of a parcel that was sent round and round.
func TestALongHistoryIsTakenInOnce(t *testing.T) {
	p := booked()
	for round := range 2 {
		for hour := range 500 {
			r := report{shipping.TransitIn, hour, ""}
			s := r.scan()
			s.Print = Fingerprint(&s, at(hour))
			err := Admit(p, &fact.ScanReceived{Scan: s}, at(hour))
			if (round == 0) != (err == nil) {
				t.Fatalf("event %d, told the %d. time: %v", hour, round+1, err)
			}
			if err == nil {
				take(p, s, at(hour))
			}
		}
	}
}

// Any order and repetition of the same scans ends in the same milestone, and on no way
// does a parcel go back to an earlier phase, or to an earlier instant within a phase.
func TestAnyOrderOfScansEndsAlike(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	all := append(Milestones(), shipping.Unmapped)
	for round := range 3000 {
		var reports []report
		for range 1 + random.IntN(12) {
			reports = append(reports, report{all[random.IntN(len(all))], random.IntN(40), [...]fact.Classifier{"", "", "", fact.Estimated}[random.IntN(4)]})
		}
		var want string
		for try := range 6 {
			p := booked()
			reports = append(reports, reports[random.IntN(len(reports))])
			for _, r := range reports {
				before := p.Track
				take(p, r.scan(), at(r.hour))
				checkForward(t, &before, &p.Track)
			}
			got := fmt.Sprint(p.Track.Milestone, p.Track.Status, p.Track.At)
			if try == 0 {
				want = got
			} else if got != want {
				t.Fatalf("round %d: %s, before it was %s, with %v", round, got, want, reports)
			}
			random.Shuffle(len(reports), func(i, j int) { reports[i], reports[j] = reports[j], reports[i] })
		}
	}
}

func checkForward(t *testing.T, before, after *fact.Track) {
	t.Helper()
	a, b := rowOf(before.Milestone), rowOf(after.Milestone)
	if b.phase < a.phase || b.phase == a.phase && after.At.Before(before.At) {
		t.Fatalf("from %s at %s back to %s at %s", before.Milestone, before.At, after.Milestone, after.At)
	}
}

func FuzzFold(f *testing.F) {
	f.Add([]byte{1, 0, 2, 5, 11, 30, 29, 90})
	f.Add([]byte{40, 3, 35, 1, 29, 0, 29, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		forward, backward := booked(), booked()
		var reports []report
		for i := 0; i+1 < len(data) && i < 60; i += 2 {
			reports = append(reports, report{milestone: append(Milestones(), shipping.Unmapped)[int(data[i])%41], hour: int(data[i+1])})
		}
		run(forward, reports)
		slices.Reverse(reports)
		run(backward, reports)
		if forward.Track.Milestone != backward.Track.Milestone || !forward.Track.At.Equal(backward.Track.At) {
			t.Errorf("%s forwards, %s backwards", forward.Track.Milestone, backward.Track.Milestone)
		}
	})
}
