package carrier_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/shipping"
)

var handing = carrier.Handing{Carrier: book.Carrier{ID: "post", Name: "China Post"}, Warehouse: "szx", At: start, By: "user:ann"}

// ready is a parcel that can be handed over.
func ready(named string, id shipping.ParcelID, waybill string) carrier.Candidate {
	return carrier.Candidate{Named: named, Parcel: id, State: &fact.ParcelState{
		Plan:    fact.ParcelPlan{Order: "ord_1", Warehouse: "szx", Ship: shipping.Place{Country: "DE"}, Weight: 500, Value: shipping.Money{Amount: 2000, Currency: "EUR"}},
		Booking: fact.Booking{Stage: fact.BookingHeld, Carrier: "post", Channel: "cn-packet", Waybill: waybill},
	}}
}

func TestAManifestHoldsWhatIsHandedOver(t *testing.T) {
	m, facts := carrier.HandOver(handing, []carrier.Candidate{ready("W2", "par_2", "W2"), ready("par_1", "par_1", "W1"), ready("par_2", "par_2", "W2")})
	if len(m.Lines) != 2 || len(facts) != 2 || m.Carrier != "post" || m.Name != "China Post" || m.Warehouse != "szx" || !m.Handed.Equal(start) || m.Simulated {
		t.Fatalf("got %+v", m)
	}
	want := carrier.ManifestLine{Parcel: "par_1", Order: "ord_1", Waybill: "W1", Channel: "cn-packet", Country: "DE", Weight: 500, Value: shipping.Money{Amount: 2000, Currency: "EUR"}}
	if m.Lines[0] != want || m.Lines[1].Waybill != "W2" {
		t.Errorf("got %+v", m.Lines)
	}
	now := ready("W3", "par_3", "W3") // booked in the minute that is written
	now.State.Track.Milestone, now.State.Track.At = shipping.LabelCreated, start.Add(30*time.Second)
	if m, _ := carrier.HandOver(handing, []carrier.Candidate{now}); len(m.Lines) != 1 {
		t.Errorf("booked in the same minute: %+v", m.LeftOut)
	}
	for i, f := range facts {
		if f.Stream != m.Lines[i].Parcel.Stream() || f.By != "user:ann" || !f.At.Equal(start) || f.Kind() != fact.KindOf(&fact.HandedOver{}) {
			t.Errorf("got %+v", f)
		}
	}
	if len(m.LeftOut) != 1 || m.LeftOut[0].Named != "par_2" || !strings.Contains(m.LeftOut[0].Why, "twice") {
		t.Errorf("left out %+v", m.LeftOut)
	}
}

func TestWhatIsNotOnAManifestAndWhy(t *testing.T) {
	for why, change := range map[string]func(*carrier.Candidate){
		"no parcel of post has this identifier or waybill":  func(c *carrier.Candidate) { c.State = nil },
		"no parcel of post has this identifier or waybill ": func(c *carrier.Candidate) { c.Parcel = "" },
		"it is delivered": func(c *carrier.Candidate) { c.State.Track.Status = shipping.Delivered },
		"it has no valid label: its booking is being undone": func(c *carrier.Candidate) { c.State.Booking.Stage = fact.BookingCancelling },
		"it has no valid label: post was asked":              func(c *carrier.Candidate) { c.State.Booking.Stage = fact.BookingAsked },
		"it has no valid label ":                             func(c *carrier.Candidate) { c.State.Booking.Waybill = "" },
		"it is booked with other":                            func(c *carrier.Candidate) { c.State.Booking.Carrier = "other" },
		"it leaves from lax":                                 func(c *carrier.Candidate) { c.State.Plan.Warehouse = "lax" },
		"it was booked later, at 2026": func(c *carrier.Candidate) {
			c.State.Track.Milestone, c.State.Track.At = shipping.LabelCreated, start.Add(time.Minute)
		},
		"it was handed over before, at 2026": func(c *carrier.Candidate) { c.State.Track.Handed = start.Add(-time.Hour) },
	} {
		c := ready("as it was named", "par_1", "W1")
		change(&c)
		m, facts := carrier.HandOver(handing, []carrier.Candidate{c})
		if len(m.Lines)+len(facts) != 0 || len(m.LeftOut) != 1 || !strings.HasPrefix(m.LeftOut[0].Why, strings.TrimSpace(why)) || m.LeftOut[0].Named != "as it was named" || m.Number != "" {
			t.Errorf("%s: %+v", why, m)
		}
	}
	anywhere := handing
	anywhere.Warehouse = ""
	if m, _ := carrier.HandOver(anywhere, []carrier.Candidate{ready("W1", "par_1", "W1")}); len(m.Lines) != 1 {
		t.Errorf("got %+v", m.LeftOut)
	}
}

func TestTheSameListHasTheSameNumber(t *testing.T) {
	one, two := ready("W1", "par_1", "W1"), ready("W2", "par_2", "W2")
	number := func(h carrier.Handing, list ...carrier.Candidate) string {
		m, _ := carrier.HandOver(h, list)
		return m.Number
	}
	first := number(handing, one, two)
	later, other := handing, handing
	later.At, other.Carrier.ID = start.Add(time.Second), "other"
	other1 := one
	state := *one.State
	state.Booking.Carrier = "other"
	other1.State = &state
	if !strings.HasPrefix(first, "MF-20260302-") || number(handing, two, one) != first {
		t.Errorf("got %s", first)
	}
	numbers := map[string]bool{first: true, number(handing, one): true, number(handing, two): true, number(later, one): true, number(other, other1): true, number(handing, ready("", "par_1", "W3")): true}
	if len(numbers) != 6 {
		t.Errorf("got %v", numbers)
	}
	m, _ := carrier.HandOver(handing, []carrier.Candidate{one, two})
	m.LeaveOut("par_none", errors.New("x"))
	if m.Number != first || len(m.LeftOut) != 0 {
		t.Errorf("got %+v", m)
	}
	m.LeaveOut("par_2", shipping.BadField("picks", "by the books MUG is not there", "count"))
	if m.Number != number(handing, one) || len(m.Lines) != 1 || len(m.LeftOut) != 1 || m.LeftOut[0] != (carrier.LeftOut{Named: "W2", Parcel: "par_2", Why: "by the books MUG is not there"}) {
		t.Errorf("got %+v", m)
	}
	m.LeaveOut("par_1", errors.New("plain"))
	if m.Number != "" || m.LeftOut[1].Why != "plain" {
		t.Errorf("got %+v", m)
	}
}

func mixed() *carrier.Manifest {
	list := []carrier.Candidate{ready("", "par_1", "W1"), ready("", "par_2", "W2"), ready("", "par_3", "W3"), ready("", "par_4", "W4"), {Named: "W9\nx"}, {Named: "=1+1"}}
	list[1].State.Plan.Ship.Country, list[1].State.Plan.Value = "AT", shipping.Money{Amount: 100, Currency: "CHF"}
	list[2].State.Plan.Weight, list[2].State.Plan.Value = 0, shipping.Money{}
	list[3].State.Plan.Weight = 1
	m, _ := carrier.HandOver(handing, list)
	return m
}

func TestTotalsOfAManifest(t *testing.T) {
	sums, err := mixed().Totals()
	if err != nil || sums.Parcels != 4 || sums.Weight != 1001 || sums.Unweighed != 1 || sums.Unvalued != 1 || len(sums.Values) != 2 || sums.Values[0] != (shipping.Money{Amount: 100, Currency: "CHF"}) ||
		sums.Values[1] != (shipping.Money{Amount: 4000, Currency: "EUR"}) || len(sums.Countries) != 2 || sums.Countries[0] != (carrier.CountryCount{Country: "AT", Parcels: 1}) || sums.Countries[1].Parcels != 3 {
		t.Errorf("got %+v, %v", sums, err)
	}
	m := mixed()
	m.Lines[0].Value.Amount = math.MaxInt64
	if _, err := m.Totals(); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("got %v", err)
	}
	if err := m.Text(&strings.Builder{}); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestAManifestOnPaper(t *testing.T) {
	m := mixed()
	var out strings.Builder
	if err := m.Text(&out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{m.Number, "China Post (post)", "szx", "2026-03-02 08:00 +00:00", "1  W1", "par_1", "DE", "500 g", "20.00 EUR", "unknown  unknown", "1.00 CHF",
		"4 parcels, 1001 g, 1 of unknown weight, 1.00 CHF, 40.00 EUR, 1 of unknown value\n", "AT  1\n", "Not on this list (2)", "W9 x", "no parcel of post has this identifier or waybill", "Received"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "SIMULATED") {
		t.Error("it is not simulated")
	}
	simulated := handing
	simulated.Simulated, simulated.Warehouse = true, ""
	m, _ = carrier.HandOver(simulated, nil)
	out.Reset()
	if err := m.Text(&out); err != nil || !strings.Contains(out.String(), "SIMULATED") || strings.Contains(out.String(), "Not on this list") || strings.Contains(out.String(), "From") || !strings.Contains(out.String(), "\n0 parcels\n") || !strings.Contains(out.String(), "without a parcel") {
		t.Errorf("%v\n%s", err, &out)
	}
	if err := m.Text(full{}); err == nil {
		t.Error("it was not written")
	}
}

func TestAManifestAsATable(t *testing.T) {
	m := mixed()
	var out strings.Builder
	if err := m.CSV(&out); err != nil {
		t.Fatal(err)
	}
	n := m.Number
	want := "manifest,carrier,handed,waybill,parcel,order,channel,country,weight_g,value,currency,simulated,left_out,closed\n" +
		n + ",post,2026-03-02T08:00:00Z,W1,par_1,ord_1,cn-packet,DE,500,20.00,EUR,false,,\n" +
		n + ",post,2026-03-02T08:00:00Z,W2,par_2,ord_1,cn-packet,AT,500,1.00,CHF,false,,\n" +
		n + ",post,2026-03-02T08:00:00Z,W3,par_3,ord_1,cn-packet,DE,,,,false,,\n" +
		n + ",post,2026-03-02T08:00:00Z,W4,par_4,ord_1,cn-packet,DE,1,20.00,EUR,false,,\n" +
		n + ",post,2026-03-02T08:00:00Z,W9 x,,,,,,,,false,no parcel of post has this identifier or waybill,\n" +
		n + ",post,2026-03-02T08:00:00Z,'=1+1,,,,,,,,false,no parcel of post has this identifier or waybill,\n"
	if out.String() != want {
		t.Errorf("got\n%s", &out)
	}
	if err := m.CSV(full{}); err == nil {
		t.Error("it was not written")
	}
}
