package carrier_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
)

var options = carrier.ScanSheetOptions{Carrier: "post", Now: start}

func sheet(t *testing.T, text string, o carrier.ScanSheetOptions) *carrier.ScanSheet {
	t.Helper()
	s, err := carrier.ReadScanSheet(strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAListOfScansIsRead(t *testing.T) {
	s := sheet(t, "\ufeffTracking Number; Date-Time ;STATUS;City;Country;Facility;Remark;Carrier;Colour\n"+
		"W1;2026-03-01T14:30:00+08:00;picked up;Shenzhen;cn;Hub 3;2 bags;;red\n"+
		"\n"+
		" W2 ;2026-03-01 15:00 +01:00;Out-For-Delivery;;Germany;;;courier\n"+
		" ; ; ;;;;;;\n", options)
	if len(s.Rows) != 2 || len(s.Repairs) != 0 {
		t.Fatalf("got %+v", s)
	}
	one, two := s.Rows[0], s.Rows[1]
	if one.Line != 2 || one.Carrier != "post" || one.Message.Waybill != "W1" || !one.Message.At.Equal(time.Date(2026, 3, 1, 6, 30, 0, 0, time.UTC)) ||
		one.Message.Scan != (fact.Scan{Code: "picked_up", Milestone: shipping.PickedUp, Text: "2 bags", Place: fact.ScanPlace{Country: "CN", City: "Shenzhen", Facility: "Hub 3"}}) {
		t.Errorf("got %+v", one)
	}
	if _, offset := one.Message.At.Zone(); offset != 8*3600 {
		t.Errorf("the zone is lost: %s", one.Message.At)
	}
	if two.Line != 4 || two.Carrier != "courier" || two.Message.Waybill != "W2" || two.Message.Scan.Milestone != shipping.WithCourier || two.Message.Scan.Place.Country != "DE" {
		t.Errorf("got %+v", two)
	}
}

func TestHeadersAreForgiving(t *testing.T) {
	for _, header := range []string{"waybill,time,milestone", "AWB,When,What", "tracking_no\tTimestamp\tEvent", "number;at;code", "Parcel ID,event time,status"} {
		cells := "W1,2026-03-01T14:30Z,lost"
		if strings.HasPrefix(header, "Parcel") {
			cells = "par_1,2026-03-01T14:30Z,lost"
		}
		for _, sep := range ",;\t" {
			if s := strings.ContainsRune(header, sep); s {
				cells = strings.ReplaceAll(cells, ",", string(sep))
			}
		}
		if s := sheet(t, header+"\r\n"+cells, options); len(s.Rows) != 1 || s.Rows[0].Message.Scan.Milestone != shipping.DeclaredLost {
			t.Errorf("%s: %+v", header, s)
		}
	}
}

func TestFilesThatAreNoListOfScans(t *testing.T) {
	many := "waybill,time,milestone\nW1,2026-03-01T14:30Z,lost\n" + strings.Repeat(",x,\n", carrier.MostScanRows-1)
	for _, c := range []struct {
		name, text string
		o          carrier.ScanSheetOptions
		field      string
	}{
		{"empty", "", options, "file"},
		{"no parcel", "time,milestone\n", options, "waybill"},
		{"no time", "waybill,milestone\n", options, "time"},
		{"no milestone", "waybill,time\n", options, "milestone"},
		{"no carrier", "waybill,time,milestone\n", carrier.ScanSheetOptions{Now: start}, "carrier"},
		{"two milestones", "waybill,time,milestone,Status\n", options, "Status"},
		{"too many rows", many + "W1,2026-03-01T14:30Z,lost\n", options, "file"},
		{"too long", strings.Repeat("x", 32<<20+1), options, "file"},
	} {
		_, err := carrier.ReadScanSheet(strings.NewReader(c.text), c.o)
		var e *shipping.Error
		if !errors.As(err, &e) || e.Code != shipping.Invalid || e.Field != c.field || e.Message == "" || e.Hint == "" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if s := sheet(t, many, options); len(s.Rows) != 1 || len(s.Repairs) != carrier.MostScanRows-1 {
		t.Errorf("%d rows, %d repairs", len(s.Rows), len(s.Repairs))
	}
	if _, err := carrier.ReadScanSheet(iotest.ErrReader(errors.New("away")), options); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("got %v", err)
	}
	for _, text := range []string{"parcel,time,milestone\n", "waybill,time,milestone,carrier\n"} {
		if _, err := carrier.ReadScanSheet(strings.NewReader(text), carrier.ScanSheetOptions{Now: start}); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestARowThatCannotBeUsedIsNotLost(t *testing.T) {
	const header = "waybill,parcel,time,milestone,place,country,facility,note,carrier\n"
	long := strings.Repeat("x", 101)
	for _, c := range []struct{ row, field, hint string }{
		{",,2026-03-01T14:30Z,lost", "waybill", "par_"},
		{"../x,,2026-03-01T14:30Z,lost", "waybill", ""},
		{"W1,,,lost", "time", "offset"},
		{"W1,,yesterday,lost", "time", "offset"},
		{"W1,,2026-03-01,lost", "time", "offset"},
		{"W1,,03/01/2026 14:30Z,lost", "time", "offset"},
		{"W1,,2026-03-01 14:30,lost", "time", "2026-03-01 14:30+08:00"},
		{"W1,,1969-12-31T23:59:59Z,lost", "time", ""},
		{"W1,,2026-03-02T08:00:01Z,lost", "time", "when it happened"},
		{"W1,,2026-03-01T14:30Z,", "milestone", "picked_up"},
		{"W1,,2026-03-01T14:30Z,unmapped", "milestone", "handed_over"},
		{"W1,,2026-03-01T14:30Z,gone fishing", "milestone", "delivered"},
		{"W1,,2026-03-01T14:30Z,lost,,Atlantis", "country", "DE"},
		{"W1,,2026-03-01T14:30Z,lost," + long, "place", "shorten"},
		{"W1,,2026-03-01T14:30Z,lost,,," + long, "place", "shorten"},
		{"W1,,2026-03-01T14:30Z,lost,,,," + long + long + long, "note", "shorten"},
		{"W1,,2026-03-01T14:30Z,lost,,,,\xff", "note", "shorten"},
		{"W1" + strings.Repeat(",", 64), "row", "quote"},
	} {
		s := sheet(t, header+"W1,,2026-03-01T14:30Z,lost\n"+c.row+"\nW2,,2026-03-01T14:30Z,lost,,,,"+(long + long + long)[:300], options)
		if len(s.Rows) != 2 || len(s.Repairs) != 1 {
			t.Fatalf("%s: %d rows, %+v", c.row, len(s.Rows), s.Repairs)
		}
		r := s.Repairs[0]
		if r.Line != 3 || strings.Join(r.Cells, ",") != c.row || r.Error.Field != c.field || r.Error.Code != shipping.Invalid || r.Error.Message == "" || !strings.Contains(r.Error.Hint, c.hint) {
			t.Errorf("%.50s: %+v, %v", c.row, r, r.Error)
		}
	}
	s := sheet(t, "waybill,time,milestone,carrier\nW1,2026-03-01T14:30Z,lost,\n", carrier.ScanSheetOptions{Now: start})
	if len(s.Repairs) != 1 || s.Repairs[0].Error.Field != "carrier" {
		t.Errorf("whose waybill? %+v", s)
	}
	s = sheet(t, header+"W1"+strings.Repeat(",", 63), options)
	if len(s.Repairs) != 1 || s.Repairs[0].Error.Field != "time" {
		t.Errorf("64 cells: %+v", s.Repairs)
	}
}

func TestTimesOfAList(t *testing.T) {
	szx := options
	szx.Zone = time.FixedZone("", 8*3600)
	want := time.Date(2026, 3, 1, 6, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		text string
		o    carrier.ScanSheetOptions
		good bool
	}{
		{"2026-03-01T14:30:00+08:00", options, true}, {"2026-03-01T06:30Z", options, true}, {"2026-03-01 14:30:00+08:00", options, true},
		{"2026-03-01 14:30:00 +08:00", options, true}, {"2026-03-01 14:30+08:00", options, true}, {"2026-03-01 14:30 +08:00", options, true},
		{"2026-03-01 14:30:00 +0800", options, true}, {"2026-03-01T14:30:00+08:00", szx, true},
		{"2026-03-01T14:30:00", szx, true}, {"2026-03-01T14:30", szx, true}, {"2026-03-01 14:30:00", szx, true}, {"2026-03-01 14:30", szx, true},
		{"2026-03-01T14:30:00", options, false}, {"2026-03-01T14:30", options, false}, {"2026-03-01 14:30:00", options, false},
		{"2026-02-30 14:30", szx, false}, {"01.03.2026 14:30", szx, false},
	} {
		s := sheet(t, "waybill,time,milestone\nW1,"+c.text+",lost", c.o)
		if len(s.Rows) == 1 != c.good || c.good && !s.Rows[0].Message.At.Equal(want) {
			t.Errorf("%s: %+v, %+v", c.text, s.Rows, s.Repairs)
		}
	}
	for text, good := range map[string]bool{"1970-01-01T00:00:00Z": true, "2026-03-02T08:00:00Z": true} {
		if s := sheet(t, "waybill,time,milestone\nW1,"+text+",lost", options); (len(s.Rows) == 1) != good {
			t.Errorf("%s: %+v", text, s.Repairs)
		}
	}
}

func TestMilestonesByTheirWords(t *testing.T) {
	for word, want := range map[string]shipping.Milestone{
		"picked_up": shipping.PickedUp, "Handed over": shipping.PickedUp, "HANDED-OVER": shipping.PickedUp, " departed ": shipping.DepartedOrigin,
		"arrived": shipping.ArrivedDestination, "arrived destination": shipping.ArrivedDestination, "customs": shipping.ImportSubmitted,
		"customs cleared": shipping.ImportReleased, "held\u00a0by customs": shipping.ImportHeld, "delivered": shipping.DeliveredMilestone,
		"lost": shipping.DeclaredLost, "returned": shipping.BackWithSender, "ready_for_pickup": shipping.AwaitingPickup, "delivery_office": shipping.AtDeliveryOffice,
	} {
		if got, ok := carrier.MilestoneNamed(word); !ok || got != want {
			t.Errorf("%q is %s, %t", word, got, ok)
		}
	}
	for _, word := range []string{"", "unmapped", "x", "del"} {
		if _, ok := carrier.MilestoneNamed(word); ok {
			t.Errorf("%q is no milestone", word)
		}
	}
	words := carrier.MilestoneWords()
	if words[0] != string(tracking.Milestones()[0]) || !slices.Contains(words, "handed_over") || !slices.IsSorted(words[len(tracking.Milestones()):]) {
		t.Errorf("got %v", words)
	}
	for _, w := range words {
		if m, ok := carrier.MilestoneNamed(w); !ok || tracking.Rank(m) == 0 {
			t.Errorf("%q is offered and not read", w)
		}
	}
}

func TestAListMeetsItsParcels(t *testing.T) {
	s := sheet(t, "waybill,parcel,time,milestone,note\n"+
		"W1,,2026-03-01T14:30Z,handed over,two bags\n"+
		"W9,,2026-03-01T14:30Z,lost,\n"+
		"W1,,2026-02-01T14:30Z,lost,\n"+
		"bad/,,2026-03-01T14:30Z,lost,\n"+
		"W2,par_2,2026-03-01T15:30Z,delivered,\n"+
		",par_9,2026-03-01T15:30Z,delivered,\n"+
		"W1,,2026-03-01T16:30Z,delivered,\n", options)
	owner := carrier.Owner{Parcel: "par_1", Person: "per_1", Booked: start.AddDate(0, 0, -5)}
	reports := s.Match([]carrier.Owner{owner, {}, owner, {Parcel: "par_2"}, {}}, "user:ann", start) // the last one has no owner
	if len(reports) != 2 || len(s.Rows) != 2 {
		t.Fatalf("%d reports", len(reports))
	}
	one, two := reports[0].Fact, reports[1].Fact
	scan := one.Body.(*fact.ScanReceived).Scan
	if one.Stream != shipping.ParcelID("par_1").Stream() || one.By != "user:ann" || scan.Milestone != shipping.PickedUp || scan.Waybill != "W1" || scan.Carrier != "post" || scan.Text != "two bags" || scan.Print == 0 {
		t.Errorf("got %+v", one)
	}
	if scan := two.Body.(*fact.ScanReceived).Scan; two.Stream != shipping.ParcelID("par_2").Stream() || scan.Waybill != "" || scan.Milestone != shipping.DeliveredMilestone {
		t.Errorf("got %+v", two)
	}
	var got []string
	for _, r := range s.Repairs {
		got = append(got, fmt.Sprint(r.Line, " ", r.Error.Field, " ", r.Error.Code))
	}
	if want := []string{"3 waybill not_found", "4 time invalid", "5 waybill invalid", "7 parcel not_found", "8 waybill not_found"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	s.Refuse(1, shipping.BadField("picks", "not there", "count"))
	s.Refuse(0, errors.New("plain"))
	n := len(s.Repairs)
	if a, b := s.Repairs[n-2], s.Repairs[n-1]; a.Line != 6 || a.Error.Field != "picks" || b.Line != 2 || b.Error.Code != shipping.Internal || b.Error.Message != "plain" {
		t.Errorf("got %+v %+v", a, b)
	}
}

func TestRepairsCanBeMendedAndHandedInAgain(t *testing.T) {
	s := sheet(t, "waybill,time,milestone,note\nW1,2026-03-01T14:30Z,gone,=1+1\nW2,2026-03-01T14:30Z\n", options)
	var out strings.Builder
	if err := s.WriteRepairs(&out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	lines := strings.Split(text, "\n")
	if lines[0] != "waybill,time,milestone,note,line,problem,hint" || !strings.HasPrefix(lines[1], `W1,2026-03-01T14:30Z,gone,'=1+1,2,"milestone: ""gone"" is no milestone",`) || !strings.HasPrefix(lines[2], "W2,2026-03-01T14:30Z,,,3,") {
		t.Errorf("got\n%s", text)
	}
	again := sheet(t, strings.Replace(strings.Replace(text, "gone,", "lost,", 1), "W2,2026-03-01T14:30Z,,", "W2,2026-03-01T14:30Z,lost,", 1), options)
	if len(again.Rows) != 2 || again.Rows[0].Message.Scan.Text != "=1+1" {
		t.Errorf("got %+v", again)
	}
	var wide strings.Builder
	if err := sheet(t, "waybill,time,milestone\nW1,x,lost,more,cells\nW2,x\n", options).WriteRepairs(&wide); err != nil {
		t.Fatal(err)
	}
	lines = strings.Split(wide.String(), "\n")
	if lines[0] != "waybill,time,milestone,,,line,problem,hint" || !strings.HasPrefix(lines[1], "W1,x,lost,more,cells,2,") || !strings.HasPrefix(lines[2], "W2,x,,,,3,") {
		t.Errorf("got\n%s", &wide)
	}
	if err := s.WriteRepairs(full{}); err == nil {
		t.Error("it was not written")
	}
}

// full takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func FuzzReadScanSheet(f *testing.F) {
	f.Add("waybill,time,milestone\nW1,2026-03-01T14:30Z,lost\n\"torn")
	f.Add("parcel;time;milestone\npar_1;2026-03-01T14:30Z;lost")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := carrier.ReadScanSheet(strings.NewReader(text), options)
		if err != nil {
			if code := shipping.CodeOf(err); code != shipping.Invalid {
				t.Errorf("%v", err)
			}
			return
		}
		for _, r := range s.Rows {
			if r.Message.Waybill == "" && r.Parcel == "" || r.Message.At.IsZero() || tracking.Rank(r.Message.Scan.Milestone) == 0 {
				t.Errorf("%+v counts as sound", r)
			}
		}
		for _, r := range s.Repairs {
			if r.Error == nil || r.Line == 0 {
				t.Errorf("%+v", r)
			}
		}
	})
}

// A list written by a spreadsheet has an apostrophe before what could be a formula: it is no part of the number. One
// apostrophe, or one before a letter, is.
func TestApostrophesOfSpreadsheets(t *testing.T) {
	now := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	for cell, want := range map[string]string{"'-W1": "-W1", "'=W1": "=W1", "'@W1": "@W1", "'W1": "'W1", "'": "'", "W1": "W1", "'-": "-"} {
		s, err := carrier.ReadScanSheet(strings.NewReader("waybill,time,milestone\n"+cell+",2026-03-02T08:00:00Z,delivered\n"), carrier.ScanSheetOptions{Carrier: "post", Now: now})
		if err != nil || len(s.Rows)+len(s.Repairs) != 1 {
			t.Fatalf("%q: %+v, %v", cell, s, err)
		}
		switch {
		case want == "W1" && s.Rows[0].Message.Waybill != want:
			t.Errorf("%q is read as %q", cell, s.Rows[0].Message.Waybill)
		case want != "W1" && !strings.Contains(s.Repairs[0].Error.Message, strconv.Quote(want)):
			t.Errorf("%q is refused with %v, not as %q", cell, s.Repairs[0].Error, want)
		}
	}
}
