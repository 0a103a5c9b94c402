package epcis

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

const sound = `{"type":"ObjectEvent","eventTime":"2026-03-05T03:10:00Z","eventTimeZoneOffset":"+01:00","action":"OBSERVE","bizStep":"arriving","disposition":"in_transit","epcList":["https://line.example/obj/SW1"]}`

func listed(events ...string) []byte {
	return []byte(`{"@context":["x",{"own":"https://shop.example/crosslane/","n":1}],"type":"EPCISDocument","schemaVersion":"2.0","epcisBody":{"eventList":[` + strings.Join(events, ",") + `]}}`)
}

// mended is the sound event with something else in it.
func mended(old, now string) string { return strings.Replace(sound, old, now, 1) }

// TestBadDocuments are refused as a whole, with the field, and what to do.
func TestBadDocuments(t *testing.T) {
	for text, want := range map[string]string{
		"<epcis/>":               "document: it cannot be read as JSON",
		"":                       "document: it cannot be read as JSON",
		`[]`:                     "document: it cannot be read as JSON",
		`{"type":1}`:             "type: it is a number",
		`{"type":"ObjectEvent"}`: "type: \"ObjectEvent\" is no document",
		`{"type":"EPCISDocument","schemaVersion":"1.2"}`:                                                 "schemaVersion: \"1.2\" is not read",
		`{"type":"EPCISDocument","epcisBody":{"eventList":{}}}`:                                          "epcisBody.eventList: it is a object",
		strings.Repeat(" ", MostBytes+1):                                                                 "document: it is longer than 32 MB",
		`{"type":"EPCISDocument","epcisBody":{"eventList":[` + strings.Repeat("1,", MostEvents) + `1]}}`: "eventList: it has more than 100000 events",
		strings.Repeat("[", 20000):                                                                       "document: it cannot be read as JSON",
		string(listed(crowd(9000), crowd(9001), crowd(9002), crowd(9003), crowd(9004), crowd(9005), crowd(9006), crowd(9007), crowd(9008), crowd(9009), crowd(9010), crowd(9011))): "eventList: it tells of parcels more than",
	} {
		heard, refused, err := Read([]byte(text))
		said := ""
		if known, ok := errors.AsType[*shipping.Error](err); ok {
			said = known.Field + ": " + known.Message
		}
		if shipping.CodeOf(err) != shipping.Invalid || !strings.HasPrefix(said, want) || heard != nil || refused != nil {
			t.Errorf("%.60s: %v, want %s", text, err, want)
		}
	}
}

// crowd is an event of many parcels.
func crowd(n int) string {
	return mended(`"https://line.example/obj/SW1"`, strings.TrimSuffix(strings.Repeat(`"https://l.example/1",`, n), ","))
}

// TestBadEvents are refused one by one, and the others taken.
func TestBadEvents(t *testing.T) {
	for event, want := range map[string]string{
		mended("ObjectEvent", "AssociationEvent"):                                                   "type: ",
		mended("OBSERVE", "LOOK"):                                                                   "action: ",
		mended("2026-03-05T03:10:00Z", "2026-03-05T03:10:00"):                                       "eventTime: ",
		mended(`"eventTimeZoneOffset":"+01:00",`, ""):                                               "eventTimeZoneOffset: ",
		mended("+01:00", "+15:00"):                                                                  "eventTimeZoneOffset: ",
		mended(`["https://line.example/obj/SW1"]`, `"x"`):                                           "epcList: it is a string",
		mended(`["https://line.example/obj/SW1"]`, `[]`):                                            "epcList: nothing",
		mended("https://line.example/obj/SW1", "urn:epc:id:sscc:4043416.31"):                        "epcList: nothing",
		mended("https://line.example/obj/SW1", "https://l.example/a%0Ab"):                           "epcList: nothing",
		mended("SW1", strings.Repeat("9", 101)):                                                     "epcList: nothing",
		mended("ObjectEvent", "AggregationEvent"):                                                   "epcList: nothing",
		mended(`"epcList"`, `"errorDeclaration":{"declarationTime":"x"},"epcList"`):                 "errorDeclaration: ",
		mended(`"epcList"`, `"own:milestone":"https://shop.example/crosslane/delivered","epcList"`): "milestone: ",
		mended(`"epcList"`, `"own:milestone":"unmapped","epcList"`):                                 "milestone: ",
		mended(`"epcList"`, `"own:simulated":"yes","epcList"`):                                      "simulated: ",
		mended(`"epcList"`, `"bizTransactionList":[{"type":"desadv","bizTransaction":"https://l.example/bt/1"},{"type":"desadv","bizTransaction":"https://l.example/bt/2"}],"epcList"`): "bizTransactionList: it names 2",
		mended(`"epcList"`, `"x:deep":`+strings.Repeat("[", 24)+strings.Repeat("]", 24)+`,"epcList"`):                                                                                   "event: its parts lie",
		mended(`"epcList"`, `"x:long":"`+strings.Repeat("x", mostEvent)+`","epcList"`):                                                                                                  "event: it is longer",
		crowd(10_001): "epcList: it names more than",
		`7`:           "event: it cannot be read",
	} {
		heard, refused, err := Read(listed(sound, event, sound))
		if err != nil || len(heard) != 2 || len(refused) != 1 || refused[0].Event != 2 || !strings.HasPrefix(refused[0].String(), want) {
			t.Errorf("%.300s: %d heard, %+v, %v, want %s", event, len(heard), refused, err, want)
		}
	}
}

// TestOneIdentifierForTwo: the second event is refused, unless it is the same.
func TestOneIdentifierForTwo(t *testing.T) {
	a := mended(`"epcList"`, `"eventID":"urn:uuid:1","epcList"`)
	heard, refused, err := Read(listed(a, strings.Replace(a, "arriving", "departing", 1), a, sound, sound))
	if err != nil || len(heard) != 4 || len(refused) != 1 || refused[0].Event != 2 || refused[0].Field != "eventID" || refused[0].ID != "urn:uuid:1" {
		t.Errorf("%+v, %+v, %v", heard, refused, err)
	}
}

// TestWhatIsHeard: parcels by the names that others give them, words in each of their forms, places, and no more than was said.
func TestWhatIsHeard(t *testing.T) {
	for _, c := range []struct{ event, want string }{
		{sound, "|SW1|| transit_in arriving/in_transit"},
		{mended("https://line.example/obj/SW1", "https://line.example/parcels/obj/par_1-1"), "||par_1-1| transit_in arriving/in_transit"},
		{mended("https://line.example/obj/SW1", "https://line.example/00/340434161094042557"), "|00340434161094042557|| transit_in arriving/in_transit"},
		{mended("https://line.example/obj/SW1", "https://line.example/00/340434161094042558"), "|340434161094042558|| transit_in arriving/in_transit"},
		{mended("https://line.example/obj/SW1", "urn:epc:id:sscc:4043416.3109404255"), "|00340434161094042557|| transit_in arriving/in_transit"},
		{mended(`"epcList"`, `"bizTransactionList":[{"type":"po","bizTransaction":"https://x.example/bt/1"},{"type":"urn:epcglobal:cbv:btt:desadv","bizTransaction":"https://x.example/carriers/silkway/bt/SW%202"}],"epcList"`), "silkway|SW 2|| transit_in arriving/in_transit"},
		{mended(`["https`, `["https://line.example/obj/SW0","https`), "|SW0|| transit_in arriving/in_transit; |SW1|| transit_in arriving/in_transit"},
		{strings.Replace(mended(`["https`, `["https://line.example/obj/SW0","https`), `"epcList"`, `"bizTransactionList":[{"type":"desadv","bizTransaction":"https://x.example/bt/ALL"}],"epcList"`, 1), "|SW0|| transit_in arriving/in_transit; |SW1|| transit_in arriving/in_transit"},
		{strings.Replace(mended("ObjectEvent", "AggregationEvent"), "epcList", "childEPCs", 1), "|SW1|| transit_in arriving/in_transit"},
		{mended("arriving", "https://ref.gs1.org/cbv/BizStep-departing"), "|SW1|| transit_out departing/in_transit"},
		{strings.Replace(mended("arriving", "urn:epcglobal:cbv:bizstep:storing"), "in_transit", "cbv:Disp-available", 1), "|SW1|| awaiting_pickup storing/available"},
		{mended(`"bizStep":"arriving","disposition":"in_transit",`, ""), "|SW1|| unmapped "},
		{mended("arriving", "https://line.example/step/9"), "|SW1|| unmapped https://line.example/step/9/in_transit"},
		{mended(`"epcList"`, `"own:milestone":"https://any.example/crosslane/origin_hub_in","other:offset":"by_place","epcList"`), "|SW1|| origin_hub_in arriving/in_transit/origin_hub_in"},
		{mended(`"epcList"`, `"other:milestone":"sorted","own:offset":"by_place","epcList"`), "|SW1|| transit_in arriving/in_transit said 2026-03-05T04:10:00"},
		{mended(`"epcList"`, `"own:milestone":7,"epcList"`), "|SW1|| transit_in arriving/in_transit"},
	} {
		heard, refused, err := Read(listed(c.event))
		var got []string
		for _, h := range heard {
			text := fmt.Sprintf("%s|%s|%s| %s %s", h.Carrier, h.Waybill, h.Parcel, h.Scan.Milestone, h.Scan.Code)
			if h.Scan.Said != "" {
				text += " said " + h.Scan.Said
			}
			got = append(got, text)
			if h.At.Format(time.RFC3339) != "2026-03-05T04:10:00+01:00" || string(h.Raw) != c.event {
				t.Errorf("%s: at %s, raw %s", c.event, h.At, h.Raw)
			}
		}
		if err != nil || len(refused) != 0 || strings.Join(got, "; ") != c.want {
			t.Errorf("%s: %q, %+v, %v, want %s", c.event, got, refused, err, c.want)
		}
	}
	query := `{"type":"EPCISQueryDocument","epcisBody":{"queryResults":{"queryName":"q","resultsBody":{"eventList":[` + sound + `]}}}}`
	if heard, _, err := Read([]byte(query)); err != nil || len(heard) != 1 {
		t.Errorf("a query document: %+v, %v", heard, err)
	}
}

// TestPlacesAreHeard as they were told.
func TestPlacesAreHeard(t *testing.T) {
	for id, want := range map[string]fact.ScanPlace{
		"https://a.example/locodes/loc/CNSZX":      {Locode: "CNSZX", Country: "CN"},
		"https://a.example/locodes/loc/Q":          {Locode: "Q"},
		"https://a.example/iata/loc/FRA":           {IATA: "FRA"},
		"https://a.example/countries/loc/DE":       {Country: "DE"},
		"https://a.example/countries/loc/ZZ":       {},
		"https://a.example/warehouses/loc/szx%201": {Facility: "szx 1"},
		"urn:epc:id:sgln:4012345.00002.0":          {Facility: "urn:epc:id:sgln:4012345.00002.0"},
		"https://a.example/x/loc/%zz":              {Facility: "https://a.example/x/loc/%zz"},
	} {
		if got := whereRead(id); got != want {
			t.Errorf("%s: %+v", id, got)
		}
	}
	event := mended(`"epcList"`, `"bizLocation":{"id":"https://a.example/countries/loc/DE"},"epcList"`)
	heard, _, err := Read(listed(event, strings.Replace(event, `"epcList"`, `"readPoint":{"id":"https://a.example/iata/loc/FRA"},"epcList"`, 1)))
	if err != nil || heard[0].Scan.Place.Country != "DE" || heard[1].Scan.Place.IATA != "FRA" {
		t.Errorf("%+v, %v", heard, err)
	}
}

// FuzzRead: whatever comes is read or refused.
func FuzzRead(f *testing.F) {
	f.Add(listed(sound))
	f.Add([]byte(`{"type":"EPCISDocument","epcisBody":{"eventList":[null]}}`))
	f.Add(listed(mended("https://line.example/obj/SW1", "urn:epc:id:sscc:.")))
	f.Fuzz(func(t *testing.T, text []byte) {
		heard, _, _ := Read(text)
		for _, h := range heard {
			if h.At.IsZero() || h.Waybill == "" && h.Parcel == "" || h.Event == 0 {
				t.Errorf("%+v", h)
			}
		}
	})
}
