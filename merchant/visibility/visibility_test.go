package visibility_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/merchant/visibility"
	"crosslane/order"
	"crosslane/shipping"
)

const toldBook = `
name: Sonne
from: 2024-01-01T00:00:00Z
base: EUR
epcis: {domain: %s}
warehouses:
  - {id: leipzig, name: Leipzig, place: {country: DE, postcode: "04109"}, zone: Europe/Berlin, sender: Sonne, street: Lindenweg 5, city: Leipzig, gln: "4012345000009"}
carriers: [{id: hand, name: By hand, connector: table}]
policy: {day_cost: 25, spread_cost: 15, late_cost: 1500}
alerts: {depart: 48, arrive: 168, silence: 120, pickup: 168}
channels:
  - {id: hand, name: By hand, carrier: hand, service: X, waybill: "HAND######", kind: express, from: [leipzig], to: [DE], legs: [{name: carriage, from: DE, to: "", ends: delivered, usual_hours: 84, most_hours: 120}], rates: all, days: {least: 2, most: 5}, limits: {weight: 30000}, reliability: 950}
rates: [{name: all, currency: EUR, from: 2024-01-01, zones: [{name: all, countries: [DE], breaks: [{up_to: 30000, flat: 1200}]}]}]
`

// shop is a merchant whose parcels go by hand.
type shop struct {
	*merchant.Merchant
	t     *testing.T
	clock time.Time
}

func open(t *testing.T, domain string) *shop {
	t.Helper()
	s := &shop{t: t, clock: time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)}
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return s.clock }})
	s.must(err)
	t.Cleanup(p.Close)
	s.Merchant, err = p.Merchant(t.Context(), merchant.First)
	s.must(err)
	text := fmt.Sprintf(toldBook, domain)
	if domain == "" {
		text = strings.Replace(text, "epcis: {domain: }\n", "", 1)
	}
	s.must(s.Publish(t.Context(), []byte(text), s.clock))
	list, err := order.NewStock(strings.NewReader("sku,warehouse,quantity,reference\nMUG,leipzig,100,A\n"))
	s.must(err)
	_, err = stock.Receive(t.Context(), s.Merchant, list, stock.AsKnown)
	s.must(err)
	return s
}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// booked books the parcel of an order, and answers with its waybill.
func (s *shop) booked(number string) string {
	s.t.Helper()
	c := s.Carriers(merchant.CarrierOptions{Labels: true})
	defer c.Close()
	taken, err := s.TakeOrders(s.t.Context(), fmt.Appendf(nil, `[{"number":%q,"placed":"2026-05-04T08:00:00Z","currency":"EUR",
 "address":{"name":"Anne Roux","lines":["Haute Gasse 1"],"city":"Bonn","postcode":"53111","country":"DE","email":"anne@b.example"},
 "lines":[{"sku":"MUG","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}]`, number), nil)
	s.must(err)
	_, err = s.Ledger.Drain(s.t.Context(), s.ID, s.Workers(c)...)
	s.must(err)
	s.must(s.Fill(s.t.Context()))
	rows, err := s.Views.OrderParcels(s.t.Context(), s.ID, taken[0].ID)
	if err != nil || len(rows) != 1 || rows[0].Waybill == "" {
		s.t.Fatalf("%+v, %v", rows, err)
	}
	return rows[0].Waybill
}

// travels reports scans of a parcel, a day apart.
func (s *shop) travels(waybill string, milestones ...shipping.Milestone) {
	s.t.Helper()
	text := "waybill,time,milestone,country,place\n"
	for _, m := range milestones {
		s.clock = s.clock.Add(24 * time.Hour)
		text += waybill + "," + s.clock.In(time.FixedZone("", 2*3600)).Format(time.RFC3339) + "," + string(m) + ",DE,Bonn\n"
	}
	sheet, err := s.ReadScans(strings.NewReader(text), "hand", "")
	s.must(err)
	taken, err := s.TakeScans(s.t.Context(), sheet, "carrier:hand")
	if err != nil || taken.Recorded != len(milestones) {
		s.t.Fatalf("%+v, %v", taken, err)
	}
	s.must(s.Fill(s.t.Context()))
}

func (s *shop) told(w visibility.Wanted) ([]byte, visibility.Told) {
	s.t.Helper()
	var text bytes.Buffer
	told, err := visibility.Write(s.t.Context(), s.Merchant, &text, w)
	s.must(err)
	return text.Bytes(), told
}

func (s *shop) take(text []byte, by shipping.CarrierID) *visibility.Taken {
	s.t.Helper()
	taken, err := visibility.Take(s.t.Context(), s.Merchant, text, by, "clerk:anna")
	s.must(err)
	return taken
}

// scans are those of a parcel: what, when, by whom.
func (s *shop) scans(waybill string) (list []string) {
	s.t.Helper()
	id, err := s.Parcel(s.t.Context(), waybill)
	s.must(err)
	history, err := s.Ledger.History(s.t.Context(), s.ID, id.Stream())
	s.must(err)
	for _, f := range history {
		if b, is := f.Body.(*fact.ScanReceived); is {
			list = append(list, string(b.Scan.Milestone)+" "+f.At.Format(time.RFC3339))
		}
	}
	return list
}

// TestThereAndBack: what one merchant tells, another who has the same parcel hears as the same milestones at the same instants, and once.
func TestThereAndBack(t *testing.T) {
	here, there := open(t, "sonne.example"), open(t, "mond.example")
	waybill := here.booked("N-1")
	if other := there.booked("N-1"); other != waybill {
		t.Fatal(other)
	}
	way := []shipping.Milestone{shipping.PickedUp, shipping.OriginHubIn, shipping.Sorted, shipping.AtDeliveryOffice, shipping.WithCourier, shipping.DeliveryFailed, shipping.DeliveredMilestone}
	here.travels(waybill, way...)
	text, told := here.told(visibility.Wanted{Named: []string{"N-1", waybill}})
	if told != (visibility.Told{Parcels: 1, Events: 1 + len(way)}) {
		t.Errorf("told: %+v", told)
	}
	for _, word := range []string{"Anne", "Roux", "Bonn", "53111", "anne@"} {
		if bytes.Contains(text, []byte(word)) {
			t.Errorf("%s stands in it", word)
		}
	}
	there.clock = here.clock.Add(time.Hour)
	taken := there.take(text, "")
	if taken.Recorded != 1+len(way) || taken.Unchanged != 0 || taken.ToMend != 0 || taken.Refused == nil {
		t.Errorf("%+v", taken)
	}
	heard := there.scans(waybill)
	if label := heard[0]; !strings.HasPrefix(label, "label_created 2026-05-04T10:00:00+02:00") || !slices.Equal(heard[1:], here.scans(waybill)) {
		t.Errorf("heard %q, told %q", heard, here.scans(waybill))
	}
	if again := there.take(text, ""); again.Recorded != 0 || again.Unchanged != 1+len(way) || again.ToMend != 0 {
		t.Errorf("again: %+v", again)
	}
	id, _ := there.Parcel(t.Context(), waybill)
	state, err := there.Ledger.Read(t.Context(), there.ID, id.Stream())
	there.must(err)
	if st := fact.ParcelIn(state, id); st.Track.Status != shipping.Delivered {
		t.Errorf("it is %s", st.Track.Status)
	}
}

// TestWhatIsWanted: all parcels, those that are named, what is new; a name of nothing, and a Book without a domain, write nothing.
func TestWhatIsWanted(t *testing.T) {
	s := open(t, "sonne.example")
	first, _ := s.booked("N-1"), s.booked("N-2")
	s.travels(first, shipping.PickedUp)
	if text, told := s.told(visibility.Wanted{}); told.Parcels != 2 || told.Events != 3 || bytes.Count(text, []byte("eventID")) != 3 || bytes.Count(text, []byte("/orders/bt/N-")) != 3 {
		t.Errorf("%+v: %s", told, text)
	}
	if _, told := s.told(visibility.Wanted{Since: s.clock.Add(-time.Hour)}); told.Parcels != 2 || told.Events != 1 {
		t.Errorf("since: %+v", told)
	}
	var text bytes.Buffer
	if _, err := visibility.Write(t.Context(), s.Merchant, &text, visibility.Wanted{Named: []string{"N-1", "N-9"}}); shipping.CodeOf(err) != shipping.NotFound || text.Len() != 0 {
		t.Errorf("%v, %s", err, text.String())
	}
	bare := open(t, "")
	bare.booked("N-1")
	if _, err := visibility.Write(t.Context(), bare.Merchant, &text, visibility.Wanted{}); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "epcis.domain") || text.Len() != 0 {
		t.Errorf("%v, %s", err, text.String())
	}
}

// TestWhatCannotBeTaken is told event by event; the others are recorded, and what is not understood is kept.
func TestWhatCannotBeTaken(t *testing.T) {
	s := open(t, "sonne.example")
	waybill := s.booked("N-1")
	s.clock = s.clock.Add(48 * time.Hour)
	event := func(step, at, number string) string {
		return `{"type":"ObjectEvent","eventID":"urn:x:` + step + number + at + `","eventTime":"` + at + `","eventTimeZoneOffset":"+02:00","action":"OBSERVE","bizStep":"` + step + `","epcList":["https://l.example/obj/` + number + `"]}`
	}
	const at = "2026-05-05T10:00:00+02:00"
	text := []byte(`{"type":"EPCISDocument","epcisBody":{"eventList":[` + strings.Join([]string{event("departing", at, waybill), event("packing", at, waybill), event("arriving", at, "NOBODY"),
		event("arriving", "2999-01-01T00:00:00Z", waybill), event("arriving", "yesterday", waybill), event("arriving", at, "par_nothing")}, ",") + `]}}`)
	taken := s.take(text, "hand")
	var got []string
	for _, r := range taken.Refused {
		got = append(got, fmt.Sprint(r.Event, " ", r.Field, " ", r.ID != ""))
	}
	if want := []string{"3 waybill true", "4 time true", "5 eventTime true", "6 parcel true"}; taken.Recorded != 2 || taken.ToMend != 4 || !slices.Equal(got, want) {
		t.Errorf("%+v", taken)
	}
	if scans := s.scans(waybill); !slices.Equal(scans, []string{"transit_out " + at, "unmapped " + at}) {
		t.Errorf("%q", scans)
	}
	if unnamed := s.take(text, ""); unnamed.Recorded != 0 || unnamed.ToMend != 6 || unnamed.Refused[0].Field != "carrier" {
		t.Errorf("no carrier is named: %+v", unnamed)
	}
	if _, err := visibility.Take(t.Context(), s.Merchant, []byte("<epcis/>"), "hand", "x"); shipping.CodeOf(err) != shipping.Invalid {
		t.Error(err)
	}
	if codes := s.unmapped(); !slices.Contains(codes, "packing") {
		t.Errorf("its code is not counted: %q", codes)
	}
}

func (s *shop) unmapped() (codes []string) {
	s.t.Helper()
	s.must(s.Fill(s.t.Context()))
	list, err := s.Views.Unmapped(s.t.Context(), s.ID)
	s.must(err)
	for _, c := range list {
		codes = append(codes, c.Code)
	}
	return codes
}

// TestWhoMay: whoever looks may have it told, whoever scans may tell; nobody else.
func TestWhoMay(t *testing.T) {
	s := open(t, "sonne.example")
	as := func(role account.Role, text string) (told, took shipping.Code) {
		ctx := account.As(t.Context(), account.Actor{Name: "token:x", Grants: account.Grants{s.ID: role}})
		_, err := visibility.Write(ctx, s.Merchant, &bytes.Buffer{}, visibility.Wanted{})
		_, other := visibility.Take(ctx, s.Merchant, []byte(text), "hand", "x")
		return shipping.CodeOf(err), shipping.CodeOf(other)
	}
	if told, took := as(account.ReadOnly, "<epcis/>"); told != "" || took != shipping.Forbidden {
		t.Errorf("a reader: %q, %q", told, took)
	}
	if told, took := as(account.Partner, `{"type":"EPCISDocument"}`); told != shipping.Forbidden || took != "" {
		t.Errorf("a partner: %q, %q", told, took)
	}
}

// counter counts what is written, and keeps the longest part.
type counter struct{ bytes, longest int }

func (c *counter) Write(b []byte) (int, error) {
	c.bytes, c.longest = c.bytes+len(b), max(c.longest, len(b))
	return len(b), nil
}

// TestParcelByParcel: what is held of a long document is one parcel's part.
func TestParcelByParcel(t *testing.T) {
	s := open(t, "sonne.example")
	for i := range 5 {
		s.booked(fmt.Sprint("N-", i))
	}
	c := &counter{}
	if told, err := visibility.Write(t.Context(), s.Merchant, c, visibility.Wanted{}); err != nil || told.Events != 5 || c.longest*3 > c.bytes {
		t.Errorf("%+v, %v, %+v", told, err, c)
	}
}
