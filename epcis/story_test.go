package epcis

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

var (
	start  = time.Date(2026, 3, 2, 6, 30, 0, 0, time.UTC)
	teller = Teller{Domain: "shop.example", Warehouses: []book.Warehouse{{ID: "szx", Zone: "Asia/Shanghai", GLN: "4012345000009"}, {ID: "lej", Place: shipping.Place{Country: "DE"}}, {ID: "akl", Place: shipping.Place{Country: "NZ"}}}}
	hall   = time.FixedZone("", 8*3600)
)

// recorded is a fact that was recorded a minute after it happened.
func recorded(at time.Time, b fact.Body) *fact.Fact {
	return &fact.Fact{At: at, Recorded: at.Add(time.Minute).UTC(), Body: b}
}

func planned(warehouse shipping.WarehouseID) *fact.Fact {
	return recorded(start, &fact.ParcelPlanned{Plan: fact.ParcelPlan{Warehouse: warehouse}})
}

func booked(waybill string) *fact.Fact {
	return recorded(start, &fact.Booked{Carrier: "silkway", Waybill: waybill})
}

func scanned(at time.Time, s fact.Scan) *fact.Fact {
	s.Carrier, s.Waybill = "silkway", "SW1"
	return recorded(at, &fact.ScanReceived{Scan: s})
}

// travelled is a parcel's stream, from its label to the door.
func travelled() []*fact.Fact {
	berlin := time.FixedZone("", 3600)
	return []*fact.Fact{planned("szx"), booked("SW1"), recorded(start.Add(9*time.Hour), &fact.HandedOver{}),
		scanned(start.Add(12*time.Hour).In(hall), fact.Scan{Milestone: shipping.DepartedOrigin, Place: fact.ScanPlace{Country: "CN", Locode: "CNSZX", City: "Shenzhen"}}),
		scanned(time.Date(2026, 3, 9, 10, 0, 0, 0, time.UTC), fact.Scan{Milestone: shipping.ArrivedDestination, Said: "2026-03-09T11:00:00", Place: fact.ScanPlace{Country: "DE", City: "Köln", Facility: "Halle 3"}}),
		scanned(time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC), fact.Scan{Milestone: shipping.Sorted, Said: "2026-03-10"}),
		scanned(start, fact.Scan{Milestone: shipping.Unmapped, Code: "ZZ"}),
		scanned(start, fact.Scan{Milestone: shipping.Unmapped, Code: "photo", Noted: fact.Silent}),
		scanned(start, fact.Scan{Milestone: shipping.DeliveredMilestone, Classifier: fact.Estimated}),
		scanned(start, fact.Scan{Leg: fact.ScanLeg{Carrier: "DHL", Number: "003404"}}),
		scanned(time.Date(2026, 3, 11, 15, 4, 5, 0, berlin), fact.Scan{Milestone: shipping.DeliveredMilestone, Text: "Anne Roux", Place: fact.ScanPlace{Country: "DE", City: "Bonn", Postcode: "53111", Locode: "DEBNJ"}})}
}

// written is what is told of streams, of one parcel each.
func written(t *testing.T, streams ...[]*fact.Fact) []byte {
	t.Helper()
	var text bytes.Buffer
	w, err := NewWriter(&text, &teller, start.Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range streams {
		events, _ := teller.Tell(shipping.ParcelID("par_0"+string(rune('1'+i))+"-1"), "1001", s)
		if err := w.Write(events); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// TestAStoryIsTold: what happened, where and when; what is foreseen, not understood, or has no offset is none; nobody is named.
func TestAStoryIsTold(t *testing.T) {
	events, left := teller.Tell("par_01-1", "1001", travelled())
	if left != (LeftOut{NoInstant: 1, Unmapped: 1}) {
		t.Errorf("left out: %+v", left)
	}
	const own = "https://shop.example/"
	want := []string{
		"ADD commissioning/active 2026-03-02T14:30:00.000+08:00 at https://id.gs1.org/414/4012345000009 stays",
		"OBSERVE shipping/in_transit 2026-03-02T23:30:00.000+08:00 at https://id.gs1.org/414/4012345000009",
		"OBSERVE departing/in_transit 2026-03-03T02:30:00.000+08:00 at " + own + "locodes/loc/CNSZX",
		"OBSERVE arriving/in_transit 2026-03-09T11:00:00.000+01:00 at " + own + "countries/loc/DE stays by_place",
		"OBSERVE accepting/in_progress 2026-03-11T15:04:05.000+01:00",
	}
	var got []string
	for _, e := range events {
		text := e.Action + " " + e.Step + "/" + e.Disposition + " " + e.Time
		if !strings.HasSuffix(e.Time, e.Offset) {
			t.Errorf("%s with offset %s", e.Time, e.Offset)
		}
		if e.ReadPoint != nil {
			text += " at " + e.ReadPoint.ID
		}
		if e.Location != nil {
			text += " stays"
		}
		got = append(got, strings.TrimSpace(text+" "+e.Found))
		bills := []Transaction{{"po", own + "orders/bt/1001"}, {"desadv", own + "carriers/silkway/bt/SW1"}}
		if !slices.Equal(e.Transactions, bills) || !slices.Equal(e.Things, []string{own + "parcels/obj/par_01-1"}) || e.Type != "ObjectEvent" {
			t.Errorf("%+v", e)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("told:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if events[0].Recorded != "2026-03-02T06:31:00.000Z" {
		t.Errorf("recorded %s", events[0].Recorded)
	}
	for _, word := range []string{"Anne", "Bonn", "53111", "DEBNJ", "Köln", "Halle"} {
		if text := string(written(t, travelled())); strings.Contains(text, word) {
			t.Errorf("%s stands in it", word)
		}
	}
}

// TestOnlyWhatIsNew is told, and only of it something is left out.
func TestOnlyWhatIsNew(t *testing.T) {
	later := teller
	later.Since = start.Add(12*time.Hour + time.Minute)
	events, left := later.Tell("par_01-1", "1001", travelled())
	if len(events) != 3 || events[0].Step != "departing" || left != (LeftOut{NoInstant: 1}) {
		t.Errorf("%d events, first %+v; left out %+v", len(events), events[0], left)
	}
}

// TestLabelsAgain: a thing comes into the world once; another number on the label that is an SSCC is another thing.
func TestLabelsAgain(t *testing.T) {
	gone := recorded(start, &fact.BookingCancelled{Waybill: "SW1"})
	events, _ := teller.Tell("par_01-1", "", []*fact.Fact{planned("lej"), booked("SW1"), gone, booked("SW2"), gone, booked("00340434161094042557")})
	var got []string
	for _, e := range events {
		got = append(got, e.Action+" "+strings.TrimSuffix(e.Step+"/"+e.Disposition, "/")+" "+e.Things[0])
		if len(e.Transactions) != 1 || e.ReadPoint.ID != "https://shop.example/warehouses/loc/lej" || e.Offset != "+01:00" {
			t.Errorf("%+v", e)
		}
	}
	const parcel = " https://shop.example/parcels/obj/par_01-1"
	want := []string{"ADD commissioning/active" + parcel, "OBSERVE void_shipping" + parcel, "OBSERVE encoding/encoded" + parcel, "OBSERVE void_shipping" + parcel, "ADD commissioning/active https://id.gs1.org/00/340434161094042557"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if other, _ := teller.Tell("par_01-1", "", []*fact.Fact{planned("lej"), booked("00340434161094042558")}); !strings.HasSuffix(other[0].Things[0], parcel[1:]) {
		t.Errorf("a number that is no SSCC: %q", other[0].Things)
	}
	concluded := recorded(start, &fact.HandedOver{})
	concluded.Cause = "scan"
	if more, _ := teller.Tell("par_01-1", "", []*fact.Fact{planned("lej"), concluded}); len(more) != 0 {
		t.Errorf("a hand-over that was concluded: %+v", more)
	}
	destroyed, _ := teller.Tell("par_01-1", "", []*fact.Fact{planned("lej"), scanned(start, fact.Scan{Milestone: shipping.Destroyed})})
	if len(destroyed) != 1 || destroyed[0].Action != "DELETE" {
		t.Errorf("destroyed: %+v", destroyed)
	}
}

// TestNoOffsetIsMadeUp: of a warehouse that the Book has no more, or in a country with two times; of a local time in such a country, or one that is not what the place's clocks say.
func TestNoOffsetIsMadeUp(t *testing.T) {
	for name, stream := range map[string][]*fact.Fact{
		"no warehouse":   {planned("gone"), booked("SW1")},
		"two times":      {planned("akl"), booked("SW1")},
		"no place":       {scanned(start, fact.Scan{Milestone: shipping.Sorted, Said: "2026-03-02T06:30:00"})},
		"two times said": {scanned(start, fact.Scan{Milestone: shipping.Sorted, Said: "2026-03-02T06:30:00", Place: fact.ScanPlace{Country: "NZ"}})},
		"other clocks":   {scanned(start, fact.Scan{Milestone: shipping.Sorted, Said: "2026-03-02T06:30:00", Place: fact.ScanPlace{Country: "DE"}})},
		"a day":          {scanned(start, fact.Scan{Milestone: shipping.Sorted, Said: "2026-03-02", Place: fact.ScanPlace{Country: "DE"}})},
		"seconds":        {scanned(start.In(time.FixedZone("", 3601)), fact.Scan{Milestone: shipping.Sorted})},
	} {
		if events, left := teller.Tell("par_01-1", "", stream); len(events) != 0 || left != (LeftOut{NoInstant: 1}) {
			t.Errorf("%s: %+v, left out %+v", name, events, left)
		}
	}
}

// TestSimulatedIsSaid: of a parcel that exists only in the computer each event says so.
func TestSimulatedIsSaid(t *testing.T) {
	stream := []*fact.Fact{planned("szx"), recorded(start, &fact.Booked{Carrier: "sim", Waybill: "S1", Simulated: true}), scanned(start, fact.Scan{Milestone: shipping.PickedUp})}
	events, _ := teller.Tell("par_01-1", "", stream)
	for _, e := range events {
		if e.Simulated != "yes" {
			t.Errorf("%+v", e)
		}
	}
	if heard, refused, err := Read(written(t, stream)); err != nil || len(heard) != 0 || len(refused) != 2 || refused[0].Field != "simulated" {
		t.Errorf("%+v, %+v, %v", heard, refused, err)
	}
}

// TestEveryMilestoneHasItsWords, is heard again from what is told of it, and from the words alone where these leave nothing open.
func TestEveryMilestoneHasItsWords(t *testing.T) {
	vocabulary, alone := schemaOf(t), map[string]bool{}
	seen := map[shipping.Milestone]bool{}
	for _, w := range words {
		if seen[w.milestone] {
			t.Errorf("%s stands twice", w.milestone)
		}
		seen[w.milestone] = true
		if w.alone {
			if alone[w.step+"/"+w.disposition] || Meant(w.step, w.disposition) != w.milestone {
				t.Errorf("%s/%s means %s", w.step, w.disposition, Meant(w.step, w.disposition))
			}
			alone[w.step+"/"+w.disposition] = true
		}
		scan := scanned(start.In(hall), fact.Scan{Milestone: w.milestone, Place: fact.ScanPlace{Country: "CN", IATA: "SZX"}})
		text := written(t, []*fact.Fact{planned("szx"), scanned(start.In(hall), fact.Scan{Milestone: shipping.PickedUp}), scan, scan})
		heard, refused, err := Read(text)
		if most := map[bool]int{true: 2, false: 3}[w.milestone == shipping.LabelCreated]; err != nil || len(refused) != 0 || len(heard) != most { // a label is told once
			t.Fatalf("%s: %+v, %+v, %v", w.milestone, heard, refused, err)
		}
		h := heard[1]
		if h.Scan.Milestone != w.milestone || !h.At.Equal(start) || h.Carrier != "silkway" || h.Waybill != "SW1" || h.Event != 2 {
			t.Errorf("%s is heard as %+v", w.milestone, h)
		}
		if _, offset := h.At.Zone(); offset != 8*3600 {
			t.Errorf("%s: offset %d", w.milestone, offset)
		}
		vocabulary(text)
	}
	if len(seen) != 40 || seen[shipping.Unmapped] {
		t.Errorf("%d milestones have words", len(seen))
	}
	for pair, want := range map[[2]string]shipping.Milestone{{"departing", ""}: shipping.TransitOut, {"accepting", "in_progress"}: shipping.Unmapped, {"accepting", ""}: shipping.Unmapped,
		{"other", "unknown"}: shipping.Unmapped, {"holding", ""}: shipping.Unmapped, {"encoding", "encoded"}: shipping.LabelCreated, {"", ""}: shipping.Unmapped} {
		if got := Meant(pair[0], pair[1]); got != want {
			t.Errorf("%v means %s, want %s", pair, got, want)
		}
	}
}

// schemaOf is a schema of what is told, by which documents are tried. It is stricter than that of GS1: no field is told that does not stand in it.
func schemaOf(t *testing.T) func(text []byte) {
	t.Helper()
	file, err := os.ReadFile("testdata/told.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := jsonschema.UnmarshalJSON(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("told.json", rules); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("told.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text []byte) {
		t.Helper()
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err == nil {
			err = schema.Validate(doc)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// TestDocumentsKeepTheSchema: of one parcel, of several, and of none.
func TestDocumentsKeepTheSchema(t *testing.T) {
	valid := schemaOf(t)
	valid(written(t, travelled(), travelled()[:3], nil, []*fact.Fact{planned("lej"), booked("00340434161094042557")}))
	valid(written(t))
}

// TestHashes: events have the identifiers that other programs give them. The first is GS1 Germany's example; the others were reckoned
// by epcis-event-hash-generator 1.9.3, by epcis2.js 2.7.3 and by openepcis-event-hash-generator 0.9.2, which agree.
func TestHashes(t *testing.T) {
	e := Event{Type: "ObjectEvent", Offset: "-06:00", Action: "OBSERVE", Step: "shipping", Disposition: "in_transit", ReadPoint: &Place{"https://id.gs1.org/414/0614141073467/254/1234"},
		Things:       []string{"https://id.gs1.org/01/10614141073464/21/2018", "https://id.gs1.org/01/10614141073464/21/2017"},
		Transactions: []Transaction{{"po", "http://transaction.acme.com/po/12345678"}}}
	at := time.Date(2022, 2, 17, 2, 33, 31, 116_000_000, time.UTC)
	if got := e.hash(at, ""); got != "ni:///sha-256;ffa491b16867e34a7791a8d5389d826afc24e63a121026b6a4004ace38631b4b?ver=CBV2.0" {
		t.Error(got)
	}
	var want []string
	file, err := os.ReadFile("testdata/travelled.hashes")
	if err != nil {
		t.Fatal(err)
	}
	want = strings.Fields(string(file))
	events, _ := teller.Tell("par_01-1", "1001", travelled())
	var got []string
	for _, e := range events {
		got = append(got, e.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// TestThePageShowsIt: the document of docs/epcis.md is the one that is told, and the other is read as it says.
func TestThePageShowsIt(t *testing.T) {
	page, err := os.ReadFile("../docs/epcis.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(page), "```")
	var shown []string
	for i := 1; i < len(blocks); i += 2 {
		if text, is := strings.CutPrefix(blocks[i], "json\n"); is {
			shown = append(shown, text)
		}
	}
	if len(shown) != 2 {
		t.Fatalf("%d documents", len(shown))
	}
	var page1, told any
	if err := json.Unmarshal([]byte(shown[0]), &page1); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(written(t, travelled()[:4]), &told); err != nil || !reflect.DeepEqual(page1, told) {
		t.Errorf("%v: it is\n%s", err, written(t, travelled()[:4]))
	}
	heard, refused, err := Read([]byte(shown[1]))
	if err != nil || len(refused) != 1 || refused[0].String() != `eventTimeZoneOffset: "CET" is no offset; write it as +08:00` || len(heard) != 2 {
		t.Fatalf("%+v, %+v, %v", heard, refused, err)
	}
	if h := heard[0]; h.Waybill != "SW1" || h.Carrier != "" || h.Scan.Milestone != shipping.TransitIn || h.Scan.Code != "arriving/in_transit" || h.Scan.Place.Facility != "urn:epc:id:sgln:4012345.00002.0" || h.At.Format(time.RFC3339) != "2026-03-05T04:10:00+01:00" {
		t.Errorf("%+v", h)
	}
	if h := heard[1]; h.Waybill != "00340434161094042557" || h.Scan.Milestone != shipping.Unmapped || h.Scan.Code != "accepting/in_progress" {
		t.Errorf("%+v", h)
	}
}
