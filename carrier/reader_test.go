package carrier_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
)

func reading(now time.Time, owner carrier.Owner) *carrier.Reader {
	return &carrier.Reader{Carrier: "post", Now: func() time.Time { return now }, Owners: func(_ context.Context, _ shipping.CarrierID, waybills []string) ([]carrier.Owner, error) {
		owners := make([]carrier.Owner, len(waybills))
		for i, w := range waybills {
			if w == "W1" || w == "" {
				owners[i] = owner
			}
		}
		return owners, nil
	}}
}

func TestMessagesBecomeReports(t *testing.T) {
	r := reading(start, carrier.Owner{Parcel: "par_1", Person: "per_1"})
	sound := carrier.Message{Waybill: "W1", Raw: []byte("raw"), At: start, Scan: fact.Scan{Code: "PU", Text: "Picked up", Milestone: shipping.PickedUp, Seq: 3, Mapping: 2, Place: fact.ScanPlace{Country: "CN", City: "Łódź", Facility: "hub"}}}
	unknown := sound
	unknown.Scan.Milestone, unknown.Scan.Code = "", "ZZ"
	other, nobody, bare := sound, sound, unknown
	other.Waybill, nobody.Waybill, bare.Raw = "W2", "", nil
	reports, unmatched, err := r.Read(t.Context(), []carrier.Message{sound, other, unknown, nobody, bare})
	if err != nil || len(reports) != 3 || len(unmatched) != 2 || unmatched[0].Waybill != "W2" || unmatched[1].Waybill != "" {
		t.Fatalf("%d reports, %+v, %v", len(reports), unmatched, err)
	}
	f, s := reports[0].Fact, reports[0].Fact.Body.(*fact.ScanReceived).Scan
	want := sound.Scan
	want.Carrier, want.Waybill = "post", "W1"
	want.Print = tracking.Fingerprint(&want, start)
	if s != want || f.Stream != shipping.ParcelID("par_1").Stream() || f.By != "carrier:post" || !f.At.Equal(start) || len(reports[0].Documents()) != 0 {
		t.Errorf("got %+v in %+v", s, f)
	}
	s = reports[1].Fact.Body.(*fact.ScanReceived).Scan
	docs := reports[1].Documents()
	if len(docs) != 1 || docs[0].ID != s.Raw || docs[0].Person != "per_1" || s.Milestone != shipping.Unmapped || s.Text != "Picked up" || !reports[1].Fact.At.Equal(start) {
		t.Errorf("a code that nobody knows: %+v, %+v", s, docs)
	}
	if !s.Unknown() {
		t.Errorf("it is noted as known: %+v", s)
	}
	if s = reports[2].Fact.Body.(*fact.ScanReceived).Scan; s.Raw != "" || s.Milestone != shipping.Unmapped || reports[2].Raw != nil {
		t.Errorf("without raw bytes: %+v", s)
	}
	if reports, unmatched, err := r.Read(t.Context(), nil); err != nil || len(reports)+len(unmatched) != 0 {
		t.Errorf("nothing: %v", err)
	}
}

func TestTimesThatCannotBe(t *testing.T) {
	booked, now := start, start.Add(240*time.Hour)
	const apart = 26 * time.Hour
	for _, c := range []struct {
		name   string
		at     time.Time
		booked time.Time
		why    string
	}{
		{"when it was booked", booked, booked, ""},
		{"as long before as two zones lie apart", booked.Add(-apart), booked, ""},
		{"before it was booked", booked.Add(-apart - time.Second), booked, "before the parcel was booked"},
		{"in 1900", time.Date(1900, 1, 1, 0, 0, 0, 0, time.FixedZone("", 14*3600)), booked, "before 1970"},
		{"in 1900, booked at an unknown time", time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}, "before 1970"},
		{"at the last second of 1969", time.Unix(-1, 0), time.Time{}, "before 1970"},
		{"at the first of 1970", time.Unix(0, 0), time.Time{}, ""},
		{"now", now, booked, ""},
		{"as far ahead as two zones lie apart", now.Add(apart), booked, ""},
		{"in the future", now.Add(apart + time.Second), booked, "dated in the future"},
		{"years ahead", now.AddDate(300, 0, 0), booked, "dated in the future"},
		{"never", time.Time{}, booked, "does not say when"},
	} {
		r := reading(now, carrier.Owner{Parcel: "par_1", Person: "per_1", Booked: c.booked})
		m := carrier.Message{Waybill: "W1", Raw: []byte("raw"), At: c.at, Scan: fact.Scan{Code: "DL", Text: "Delivered", Milestone: shipping.DeliveredMilestone}}
		reports, _, err := r.Read(t.Context(), []carrier.Message{m})
		if err != nil || len(reports) != 1 {
			t.Fatal(err)
		}
		f, s := reports[0].Fact, reports[0].Fact.Body.(*fact.ScanReceived).Scan
		if c.why == "" {
			if s.Milestone != shipping.DeliveredMilestone || !f.At.Equal(c.at) || s.Raw != "" {
				t.Errorf("%s: %+v at %s", c.name, s, f.At)
			}
			continue
		}
		if s.Milestone != shipping.Unmapped || !f.At.Equal(now) || !strings.Contains(s.Text, c.why) || !strings.HasSuffix(s.Text, "; it says: Delivered") || s.Raw == "" || s.Code != "DL" || s.Unknown() {
			t.Errorf("%s: %+v at %s", c.name, s, f.At)
		}
		if c.name == "in the future" { // an hour later it is none any more
			continue
		}
		later := reading(now.Add(time.Hour), carrier.Owner{Parcel: "par_1", Booked: c.booked}).Scan(carrier.Owner{Parcel: "par_1", Booked: c.booked}, &m)
		if again := later.Fact.Body.(*fact.ScanReceived).Scan; again.Print != s.Print {
			t.Errorf("%s: heard again it is another", c.name)
		}
	}
}

// Two messages that could not be read are not one, be it by their bytes or, without these, by what they say.
func TestUnreadMessagesAreToldApart(t *testing.T) {
	problem := errors.New("not an event")
	prints := map[uint64]string{}
	for name, m := range map[string]carrier.Message{
		"a": {Raw: []byte("a"), Problem: problem}, "b": {Raw: []byte("b"), Problem: problem}, "no bytes": {Problem: problem},
		"another problem": {Problem: errors.New("other")}, "another code": {Problem: problem, Scan: fact.Scan{Code: "X"}},
		"another text": {Problem: problem, Scan: fact.Scan{Text: "X"}}, "another number": {Waybill: "W2", Raw: []byte("a"), Problem: problem},
	} {
		if m.Waybill == "" {
			m.Waybill = "W1"
		}
		report := reading(start, carrier.Owner{}).Scan(carrier.Owner{Parcel: "par_1"}, &m)
		s := report.Fact.Body.(*fact.ScanReceived).Scan
		if before, ok := prints[s.Print]; ok {
			t.Errorf("%s is taken for %s", name, before)
		}
		prints[s.Print] = name
		if !strings.HasPrefix(s.Text, "the message could not be read: ") {
			t.Errorf("%s: %q", name, s.Text)
		}
	}
}

func TestWhatACarrierSaysIsKeptShort(t *testing.T) {
	long := strings.Repeat("x", 101)
	for _, c := range []struct {
		name string
		scan fact.Scan
		want fact.Scan
		raw  bool
	}{
		{"short", fact.Scan{Code: long[:100]}, fact.Scan{Code: long[:100]}, false},
		{"a long code", fact.Scan{Code: long}, fact.Scan{Code: long[:99] + "…"}, true},
		{"a long text", fact.Scan{Text: long + long + long}, fact.Scan{Text: (long + long + long)[:299] + "…"}, true},
		{"a text of 300 signs", fact.Scan{Text: (long + long + long)[:300]}, fact.Scan{Text: (long + long + long)[:300]}, false},
		{"a long city", fact.Scan{Place: fact.ScanPlace{City: long}}, fact.Scan{Place: fact.ScanPlace{City: long[:99] + "…"}}, true},
		{"a long facility", fact.Scan{Place: fact.ScanPlace{Facility: long}}, fact.Scan{Place: fact.ScanPlace{Facility: long[:99] + "…"}}, true},
		{"a long place", fact.Scan{Place: fact.ScanPlace{Region: long, Postcode: long, Locode: long, IATA: long}}, fact.Scan{Place: fact.ScanPlace{Region: long[:99] + "…", Postcode: long[:99] + "…", Locode: long[:99] + "…", IATA: long[:99] + "…"}}, true},
		{"a long leg", fact.Scan{Leg: fact.ScanLeg{Carrier: long, Number: long}}, fact.Scan{Leg: fact.ScanLeg{Carrier: long[:99] + "…", Number: long[:99] + "…"}}, true},
		{"a long reason", fact.Scan{Reason: long}, fact.Scan{Reason: long[:99] + "…"}, true},
		{"no country", fact.Scan{Place: fact.ScanPlace{Country: "ZZZZ"}}, fact.Scan{}, true},
		{"a country", fact.Scan{Place: fact.ScanPlace{Country: "DE"}}, fact.Scan{Place: fact.ScanPlace{Country: "DE"}}, false},
		{"no text", fact.Scan{Text: "a\x00b"}, fact.Scan{Text: "a b"}, true},
	} {
		c.scan.Milestone, c.want.Milestone = shipping.Sorted, shipping.Sorted
		m := carrier.Message{Waybill: "W1", Raw: []byte("raw"), At: start, Scan: c.scan}
		report := reading(start, carrier.Owner{}).Scan(carrier.Owner{Parcel: "par_1"}, &m)
		got := report.Fact.Body.(*fact.ScanReceived).Scan
		if (got.Raw != "") != c.raw || (report.Raw != nil) != c.raw {
			t.Errorf("%s: raw is kept as %q", c.name, got.Raw)
		}
		got.Carrier, got.Waybill, got.Raw, got.Print = "", "", "", 0
		if got != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}
