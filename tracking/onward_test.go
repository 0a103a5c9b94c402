package tracking

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/fact/onward"
	"crosslane/shipping"
)

// told is a scan of one of two carriers: the line that booked the parcel (SW1), or the one that has its last mile (number P100001).
type told struct {
	by        string
	milestone shipping.Milestone
	hour      int
}

func (s told) scan() fact.Scan {
	scan := report{s.milestone, s.hour, ""}.scan()
	if s.by == "paket" {
		scan.Carrier, scan.Waybill = "paket", "P100001"
	}
	return scan
}

// numbered is a parcel that travels under a further number.
func numbered(p *fact.ParcelState) *fact.ParcelState {
	p.Apply(&fact.Fact{At: at(0), Body: &fact.ParcelNumbered{Onward: onward.Numbers{{Carrier: "Paket", Number: "P100001", Since: at(0)}}}})
	return p
}

// story tells what comes of scans, and where the parcel stands then.
func story(list ...told) (reached []string, p *fact.ParcelState) {
	p = numbered(booked())
	for _, s := range list {
		if m := take(p, s.scan(), at(s.hour)); m != nil {
			reached = append(reached, strings.TrimSpace(string(m.Milestone)+"@"+strconv.Itoa(s.hour)+" "+string(m.By)))
		}
	}
	return reached, p
}

var line1 = []told{{"line", shipping.PickedUp, 0}, {"line", shipping.DepartedOrigin, 20}, {"line", shipping.ArrivedDestination, 100}, {"line", shipping.ImportReleased, 110}}

func TestTwoNumbersOneStory(t *testing.T) {
	way := []string{"picked_up@0", "departed_origin@20", "arrived_destination@100", "import_released@110"}
	for name, c := range map[string]struct {
		told []told
		want []string
		at   int // when the last milestone was
	}{
		"the line repeats what the last mile told": {[]told{
			{"paket", shipping.HandedToLastMile, 120}, {"line", shipping.HandedToLastMile, 126}, {"paket", shipping.WithCourier, 130}, {"line", shipping.WithCourier, 137},
			{"paket", shipping.DeliveryFailed, 132}, {"line", shipping.DeliveryFailed, 140}, {"paket", shipping.WithCourier, 150}, {"line", shipping.WithCourier, 159},
			{"paket", shipping.DeliveredMilestone, 155}, {"line", shipping.DeliveredMilestone, 170}},
			[]string{"handed_to_last_mile@120 paket", "with_courier@130 paket", "delivery_failed@132 paket", "with_courier@150 paket", "delivered@155 paket"}, 155},
		"an attempt that the line dates behind the next one": {[]told{{"paket", shipping.DeliveryFailed, 132}, {"paket", shipping.WithCourier, 150}, {"line", shipping.DeliveryFailed, 152}},
			[]string{"delivery_failed@132 paket", "with_courier@150 paket"}, 150},
		"the line was heard first": {[]told{
			{"line", shipping.HandedToLastMile, 126}, {"line", shipping.WithCourier, 137}, {"paket", shipping.HandedToLastMile, 120}, {"paket", shipping.WithCourier, 130},
			{"paket", shipping.DeliveryFailed, 132}},
			[]string{"handed_to_last_mile@126", "with_courier@137", "delivery_failed@132 paket"}, 132},
		"the line alone tells the end": {[]told{{"paket", shipping.WithCourier, 130}, {"line", shipping.DeliveredMilestone, 170}, {"paket", shipping.DeliveredMilestone, 135}},
			[]string{"with_courier@130 paket", "delivered@170"}, 135},
		"what lies not ahead moves nothing": {[]told{{"paket", shipping.AtDeliveryOffice, 130}, {"line", shipping.ImportReleased, 131}, {"line", shipping.Sorted, 132}, {"line", shipping.WithCourier, 133}},
			[]string{"delivery_office@130 paket", "with_courier@133"}, 133},
		"the own way, told late":        {[]told{{"paket", shipping.WithCourier, 130}, {"line", shipping.LeftImportOffice, 112}}, []string{"with_courier@130 paket"}, 130},
		"another end than the one told": {[]told{{"paket", shipping.DeliveredMilestone, 130}, {"line", shipping.DeclaredLost, 400}}, []string{"delivered@130 paket"}, 130},
		"it goes back, says the line":   {[]told{{"paket", shipping.WithCourier, 130}, {"line", shipping.ReturnStarted, 140}, {"paket", shipping.Sorted, 150}}, []string{"with_courier@130 paket", "return_started@140"}, 140},
		"damaged, says the line":        {[]told{{"paket", shipping.Sorted, 120}, {"line", shipping.Damaged, 125}, {"paket", shipping.WithCourier, 123}}, []string{"sorted@120 paket", "damaged@125", "with_courier@123 paket"}, 123},
		"a label says nothing":          {[]told{{"paket", shipping.LabelCreated, 120}, {"paket", shipping.VoidedMilestone, 121}, {"paket", shipping.ExportCancelled, 122}, {"line", shipping.WithCourier, 130}}, []string{"with_courier@130"}, 130},
	} {
		got, p := story(append(append([]told{}, line1...), c.told...)...)
		if want := append(append([]string{}, way...), c.want...); !reflect.DeepEqual(got, want) || !p.Track.At.Equal(at(c.at)) {
			t.Errorf("%s:\ngot  %q, at %s\nwant %q", name, got, p.Track.At, want)
		}
	}
}

// TestInWhateverOrder: what both tell ends alike, whoever is heard first.
func TestInWhateverOrderTwoAreHeard(t *testing.T) {
	own := []told{{"paket", shipping.HandedToLastMile, 120}, {"paket", shipping.Sorted, 124}, {"paket", shipping.WithCourier, 130}, {"paket", shipping.DeliveryFailed, 132}}
	echo := []told{{"line", shipping.HandedToLastMile, 126}, {"line", shipping.Sorted, 129}, {"line", shipping.WithCourier, 136}, {"line", shipping.DeliveryFailed, 139}}
	for name, order := range map[string][]told{"the last mile first": append(append([]told{}, own...), echo...), "in turn": {own[0], echo[0], own[1], echo[1], own[2], echo[2], own[3], echo[3]},
		"the line ahead": {echo[0], own[0], echo[1], own[1], echo[2], own[2], echo[3], own[3]}, "the line first": append(append([]told{}, echo...), own...)} {
		got, p := story(append(append([]told{}, line1...), order...)...)
		seen := map[string]bool{}
		for _, r := range got {
			m, _, _ := strings.Cut(r, "@")
			if seen[m] {
				t.Errorf("%s: %s is told twice: %q", name, m, got)
			}
			seen[m] = true
		}
		if p.Track.Milestone != shipping.DeliveryFailed || !p.Track.At.Equal(at(132)) || p.Track.Custody.By != "paket" {
			t.Errorf("%s: %s at %s by %q", name, p.Track.Milestone, p.Track.At, p.Track.Custody.By)
		}
	}
}

func TestWhoMayTakeADeliveryBack(t *testing.T) {
	for by, want := range map[string]shipping.Milestone{"line": shipping.DeliveredMilestone, "paket": shipping.WithCourier} {
		_, p := story(append(append([]told{}, line1...), told{"paket", shipping.DeliveredMilestone, 130})...)
		s := told{by, shipping.WithCourier, 135}.scan()
		s.Classifier = Correction
		take(p, s, at(135))
		if p.Track.Milestone != want {
			t.Errorf("taken back by %s: %s", by, p.Track.Milestone)
		}
	}
	_, p := story(append(append([]told{}, line1...), told{"paket", shipping.DeliveredMilestone, 130})...)
	s := told{"paket", shipping.WithCourier, 135}.scan()
	s.Classifier = Correction
	take(p, s, at(135))
	if m := take(p, told{"line", shipping.DeliveredMilestone, 140}.scan(), at(140)); m == nil {
		t.Error("what was taken back is still an echo")
	}
}

// TestSilenceListensToBoth: the line says nothing any more, the last mile does.
func TestSilenceListensToBoth(t *testing.T) {
	_, p := story(append(append([]told{}, line1...), told{"paket", shipping.Sorted, 200})...)
	take(p, told{"line", shipping.Sorted, 300}.scan(), at(300)) // an echo is a sign of life, too
	if d := watch.Elapsed(p, fact.Timer{Name: fact.TimerSilence, Due: at(200 + 120)}, at(200+120)); d != nil {
		t.Errorf("%+v", d)
	}
	if !p.Track.Last.Equal(at(300)) || !p.Track.At.Equal(at(200)) {
		t.Errorf("last heard %s, stands since %s", p.Track.Last, p.Track.At)
	}
}

func TestUnderWhichNumbersItTravels(t *testing.T) {
	leg := func(carrier, number string) fact.Scan {
		return fact.Scan{Carrier: "swift", Waybill: "SW1", Code: "LM", Milestone: shipping.HandedToLastMile, Leg: fact.ScanLeg{Carrier: carrier, Number: number}}
	}
	for name, c := range map[string]struct {
		change func(*fact.Scan)
		want   string
	}{
		"as told":                     {func(*fact.Scan) {}, "P100002 of Paket"},
		"by a person, of the parcel":  {func(s *fact.Scan) { s.Carrier, s.Waybill = "", "" }, "P100002 of Paket"},
		"alone":                       {func(s *fact.Scan) { s.Code, s.Milestone = "", "" }, "P100002 of Paket"},
		"of another carrier":          {func(s *fact.Scan) { s.Carrier = "paket" }, ""},
		"of another booking":          {func(s *fact.Scan) { s.Waybill = "SW0" }, ""},
		"no number":                   {func(s *fact.Scan) { s.Leg.Number = "N/A" }, ""},
		"known":                       {func(s *fact.Scan) { s.Leg.Number = "p-100001" }, ""},
		"the parcel's own, by nobody": {func(s *fact.Scan) { s.Leg = fact.ScanLeg{Number: "SW100"} }, ""},
	} {
		p := numbered(booked())
		if name == "the parcel's own, by nobody" {
			p.Booking.Waybill = "SW10001"
		}
		s := leg("Paket", "P 100002")
		if c.change(&s); name == "the parcel's own, by nobody" {
			s.Waybill, s.Leg.Number = "SW10001", "SW-10001"
		}
		got := ""
		if n := Numbered(p, &fact.ScanReceived{Scan: s}, at(5)); n != nil {
			last := n.Onward[len(n.Onward)-1]
			if got = last.Number + " of " + last.Carrier; !last.Since.Equal(at(5)) {
				t.Errorf("%s: since %s", name, last.Since)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if s.NumberAlone() != (name == "alone") {
			t.Errorf("%s: alone %v", name, s.NumberAlone())
		}
	}
	p := numbered(booked())
	for number, want := range map[string]shipping.Code{"P100001": shipping.Known, "P100002": ""} { // however often it is told
		s := fact.ScanReceived{Scan: fact.Scan{Carrier: "swift", Waybill: "SW1", Leg: fact.ScanLeg{Carrier: "Paket", Number: number}}}
		if err := Admit(p, &s, at(9)); shipping.CodeOf(err) != want {
			t.Errorf("%s: %v", number, err)
		}
	}
	p.Apply(&fact.Fact{At: at(90), Body: &fact.ScanReceived{Scan: fact.Scan{Carrier: "swift", Waybill: "SW1", Leg: fact.ScanLeg{Number: "P100003"}}}})
	if !p.Track.Last.IsZero() || len(p.Track.Prints) != 0 {
		t.Error("a number is taken for a sign of life")
	}
	p.Track.Custody.Since = at(90)
	p.Apply(&fact.Fact{At: at(91), Body: &fact.BookingCancelled{Waybill: "SW1"}})
	if p.Track.Onward != nil || !reflect.DeepEqual(p.Track.Custody, onward.Custody{}) {
		t.Error("a booking is undone, and its further numbers stay, or what was told under them")
	}
}

func TestWhatAMilestoneOfAnotherMeansForTheParcel(t *testing.T) {
	for _, c := range []struct {
		m    shipping.Milestone
		at   shipping.Country
		want shipping.Milestone
	}{
		{shipping.PickedUp, "DE", shipping.HandedToLastMile}, {shipping.PickedUp, "", shipping.HandedToLastMile}, {shipping.DroppedOff, "CN", shipping.HandedToLinehaul},
		{shipping.OriginHubIn, "DE", shipping.Sorted}, {shipping.OriginHubOut, "", shipping.Sorted}, {shipping.DepartedOrigin, "CN", shipping.DepartedOrigin},
		{shipping.TransitIn, "BE", shipping.TransitIn}, {shipping.ImportHeld, "DE", shipping.ImportHeld}, {shipping.WithCourier, "DE", shipping.WithCourier}, {shipping.LabelCreated, "", shipping.LabelCreated},
	} {
		if got := Onward(c.m, c.at, "DE"); got != c.want {
			t.Errorf("%s in %q: %s, want %s", c.m, c.at, got, c.want)
		}
	}
}

func TestEchoesAreFound(t *testing.T) {
	p, stream := fact.NewBalance("parcel:par_1"), shipping.Stream("parcel:par_1")
	var facts []*fact.Fact
	tell := func(hour int, body fact.Body) *fact.Fact {
		f := &fact.Fact{Stream: stream, Version: int64(len(facts) + 1), At: at(hour), Body: body}
		p.Apply(f)
		facts = append(facts, f)
		return f
	}
	tell(-2, &fact.BookingRequested{Channel: line.ID, Carrier: "swift", Attempt: 1})
	tell(-1, &fact.Booked{Channel: line.ID, Carrier: "swift", Waybill: "SW1"})
	tell(0, &fact.ParcelNumbered{Onward: onward.Numbers{{Carrier: "Paket", Number: "P100001"}}})
	want := map[shipping.FactID]bool{}
	for i, s := range []told{{"line", shipping.ImportReleased, 100}, {"paket", shipping.WithCourier, 110}, {"line", shipping.WithCourier, 115}, {"line", shipping.LeftImportOffice, 105}, {"line", shipping.DeliveredMilestone, 120},
		{"line", shipping.DeclaredLost, 130}, {"paket", shipping.DeliveredMilestone, 119}, {"line", shipping.Unmapped, 121}} {
		b := &fact.ScanReceived{Scan: s.scan()}
		b.Scan.Print = uint64(i + 1)
		f := tell(s.hour, b)
		if i == 2 {
			want[f.ID()] = true
		}
		if m := watch.Fold(p.State.(*fact.ParcelState), b, at(s.hour)); m != nil {
			tell(s.hour, m)
		}
	}
	if got := Echoes(facts); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
