package carrier_test

import (
	"strings"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

// TestWhatIsToldUnderAFurtherNumber: the beginning of another carrier's way is the middle of the parcel's.
func TestWhatIsToldUnderAFurtherNumber(t *testing.T) {
	for country, want := range map[shipping.Country]shipping.Milestone{"DE": shipping.HandedToLastMile, "CN": shipping.HandedToLinehaul} {
		m := carrier.Message{Waybill: "W1", At: start, Scan: fact.Scan{Code: "PU", Milestone: shipping.PickedUp, Place: fact.ScanPlace{Country: country}}}
		owner := carrier.Owner{Parcel: "par_1", Onward: true, To: "DE"}
		if got := reading(start, owner).Scan(owner, &m).Fact.Body.(*fact.ScanReceived).Scan; got.Milestone != want || got.Code != "PU" || got.Waybill != "W1" {
			t.Errorf("in %s: %+v", country, got)
		}
		owner.Onward = false
		if got := reading(start, owner).Scan(owner, &m).Fact.Body.(*fact.ScanReceived).Scan; got.Milestone != shipping.PickedUp {
			t.Errorf("its own: %+v", got)
		}
	}
}

// TestANumberIsNoEvent: it has no time, and counts from when it is heard.
func TestANumberIsNoEvent(t *testing.T) {
	now := start.Add(time.Hour)
	owner := carrier.Owner{Parcel: "par_1", Booked: start}
	m := carrier.Message{Waybill: "W1", Scan: fact.Scan{Leg: fact.ScanLeg{Carrier: "USPS", Number: "9400100000000000000000"}}}
	r := reading(now, owner).Scan(owner, &m)
	got := r.Fact.Body.(*fact.ScanReceived).Scan
	if !r.Fact.At.Equal(now) || r.Raw != nil || !got.NumberAlone() || got.Unknown() || got.Text != "" || got.Leg != m.Scan.Leg {
		t.Errorf("%+v at %s", got, r.Fact.At)
	}
	m.Scan.Code = "X" // an event without a time stays one
	if got := reading(now, owner).Scan(owner, &m).Fact.Body.(*fact.ScanReceived).Scan; !strings.Contains(got.Text, "does not say when") {
		t.Errorf("%+v", got)
	}
}

func TestAListTellsTheLastMile(t *testing.T) {
	s := sheet(t, "waybill,time,milestone,Last Mile,Last-mile number\n"+
		"W1,2026-03-01T14:30Z,handed_to_last_mile,DHL Paket,00 3404-3412345678901\nW2,2026-03-01T14:30Z,lost,,\nW3,2026-03-01T14:30Z,lost,USPS,N/A\nW4,2026-03-01T14:30Z,lost,USPS,\nW5,2026-03-01T14:30Z,lost,,9400100000000000000000\n", options)
	if len(s.Rows) != 3 || s.Rows[0].Message.Scan.Leg != (fact.ScanLeg{Carrier: "DHL Paket", Number: "0034043412345678901"}) || s.Rows[1].Message.Scan.Leg != (fact.ScanLeg{}) || s.Rows[2].Message.Scan.Leg.Number != "9400100000000000000000" {
		t.Errorf("%+v", s.Rows)
	}
	for i, want := range []string{"\"N/A\" can be no number", "USPS has a number of its own"} {
		if i >= len(s.Repairs) || s.Repairs[i].Error.Field != "last_mile_number" || !strings.Contains(s.Repairs[i].Error.Message, want) || s.Repairs[i].Error.Hint == "" {
			t.Fatalf("%+v, want %s", s.Repairs, want)
		}
	}
}
