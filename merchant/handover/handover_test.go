package handover_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/canadapost"
	"crosslane/carrier/canadapost/mock"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/handover"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

const northBook = `
name: North
from: 2024-01-01T00:00:00Z
base: CAD
warehouses:
  - &ottawa {id: ottawa, name: Ottawa, place: {country: CA, region: ON, postcode: K1K 4T3}, zone: America/Toronto, sender: Sunny, street: 502 Main St N, city: Ottawa, phone: "613 555 0100"}
  - {<<: *ottawa, id: montreal, name: Montreal, city: Montreal, place: {country: CA, region: QC, postcode: H2B 1A0}}
carriers:
  - {id: post, name: Canada Post, connector: canada-post, account: "2004381 42708517", login: mock, secret: "env:CROSSLANE_CARRIER_MAIN__POST", address: %q}
  - {id: hand, name: By hand, connector: table}
policy: {day_cost: 25, spread_cost: 15, late_cost: 1500}
alerts: {depart: 48, arrive: 168, silence: 120, pickup: 168}
channels:
  - &post
    id: post
    name: Post
    carrier: post
    service: DOM.EP
    kind: postal
    from: [ottawa, montreal]
    to: [CA]
    legs: [{name: carriage, from: CA, to: "", ends: delivered, usual_hours: 84, most_hours: 120}]
    rates: all
    days: {least: 2, most: 5}
    limits: {weight: 30000}
    reliability: 950
  - {<<: *post, id: hand, name: Hand, carrier: hand, service: X, waybill: "HAND######", to: [US], legs: [{name: carriage, from: CA, to: "", ends: delivered, usual_hours: 84, most_hours: 120}]}
rates: [{name: all, currency: CAD, from: 2024-01-01, zones: [{name: all, countries: [CA, US], breaks: [{up_to: 30000, flat: 1200}]}]}]
`

// office is Canada Post over HTTP, and what goes wrong on the way there.
type office struct {
	mock.Server
	url string

	mu     sync.Mutex
	lose   int      // answers to a transmission that are lost from now on
	refuse string   // what it says to a transmission in place of closing it
	asked  []string // bodies of transmissions
	gone   bool     // it cannot be reached
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	gone, transmits := o.gone, strings.HasSuffix(r.URL.Path, "/manifest")
	lost, refuse := transmits && o.lose > 0, o.refuse
	if transmits {
		o.asked = append(o.asked, r.URL.Path)
		o.lose--
	}
	o.mu.Unlock()
	switch {
	case gone:
		panic(http.ErrAbortHandler)
	case transmits && refuse != "":
		w.Header().Set("Content-Type", "application/vnd.cpc.manifest-v8+xml")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `<messages xmlns="http://www.canadapost.ca/ws/messages"><message><code>9174</code><description>`+refuse+`</description></message></messages>`)
		return
	}
	if lost {
		o.Server.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	}
	o.Server.ServeHTTP(w, r)
}

// set changes what goes wrong.
func (o *office) set(change func(*office)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	change(o)
}

// shop is a merchant with two warehouses in Canada.
type shop struct {
	*merchant.Merchant
	*office
	t     *testing.T
	place *merchant.Place
	clock time.Time
	n     int
}

func open(t *testing.T) *shop {
	t.Helper()
	t.Setenv("CROSSLANE_CARRIER_MAIN__POST", mock.Secret)
	s := &shop{t: t, office: &office{}, clock: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}
	web := httptest.NewServer(s.office)
	t.Cleanup(web.Close)
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return s.clock }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	s.place = p
	if s.Merchant, err = p.Merchant(t.Context(), merchant.First); err != nil {
		t.Fatal(err)
	}
	s.url = web.URL
	s.must(s.Publish(t.Context(), fmt.Appendf(nil, northBook, web.URL), s.clock))
	list, err := order.NewStock(strings.NewReader("sku,warehouse,quantity,reference\nMUG,ottawa,100,A\nCUP,montreal,100,B\n"))
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

// booked books parcels of a product for a country, and answers with their waybills.
func (s *shop) booked(n int, sku, country string) (waybills []string) {
	s.t.Helper()
	c := s.Carriers(merchant.CarrierOptions{Labels: true})
	defer c.Close()
	for range n {
		s.n++
		region, code := "QC", "H2B 1A0"
		if country == "US" {
			region, code = "ID", "83701"
		}
		taken, err := s.TakeOrders(s.t.Context(), fmt.Appendf(nil, `[{"number":"N-%d","placed":"2026-05-04T08:00:00Z","currency":"CAD",
 "address":{"name":"Anne Roux","lines":["1 Rue Haute"],"city":"Anywhere","region":%q,"postcode":%q,"country":%q},
 "lines":[{"sku":%q,"name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}]`, s.n, region, code, country, sku), nil)
		s.must(err)
		_, err = s.Ledger.Drain(s.t.Context(), s.ID, s.Workers(c)...)
		s.must(err)
		s.must(s.Fill(s.t.Context()))
		rows, err := s.Views.OrderParcels(s.t.Context(), s.ID, taken[0].ID)
		if err != nil || len(rows) != 1 || rows[0].Waybill == "" {
			s.t.Fatalf("%+v, %v", rows, err)
		}
		waybills = append(waybills, rows[0].Waybill)
	}
	slices.Sort(waybills)
	return waybills
}

func (s *shop) handed(h handover.Handing) *handover.Handed {
	s.t.Helper()
	s.clock = s.clock.Add(time.Minute)
	h.Carrier, h.At, h.Who = cmp.Or(h.Carrier, "post"), s.clock, "clerk:anna"
	handed, err := handover.Record(s.t.Context(), s.Merchant, h)
	s.must(err)
	return handed
}

// stands are the numbers that are open, with how they stand.
func (s *shop) stands() string {
	s.t.Helper()
	list, err := handover.Unclosed(s.t.Context(), s.Merchant, "", "")
	s.must(err)
	var lines []string
	for i := range list {
		lines = append(lines, list[i].Waybill+" "+list[i].Stands())
	}
	return strings.Join(lines, "\n")
}

// state is a parcel by its waybill.
func (s *shop) state(waybill string) (*fact.ParcelState, shipping.ParcelID) {
	s.t.Helper()
	id, err := s.Parcel(s.t.Context(), waybill)
	s.must(err)
	state, err := s.Ledger.Read(s.t.Context(), s.ID, id.Stream())
	s.must(err)
	return fact.ParcelIn(state, id), id
}

// delivered has a parcel reach its end.
func (s *shop) delivered(waybill string) {
	s.t.Helper()
	s.clock = s.clock.Add(time.Hour)
	sheet, err := s.ReadScans(strings.NewReader("waybill,time,milestone\n"+waybill+","+s.clock.Format(time.RFC3339)+",delivered\n"), "post", "")
	s.must(err)
	_, err = s.TakeScans(s.t.Context(), sheet, "clerk:anna")
	s.must(err)
}

// direct is a way to the office that the shop does not know of.
func (s *shop) direct() *canadapost.Connector {
	return canadapost.Open(book.Carrier{Account: "2004381 42708517", Login: mock.Login, Address: s.url}, mock.Secret, nil, time.Minute)
}

// TestACarrierClosesWhatItIsHanded: by warehouse, each on a manifest of its own, which is told everywhere.
func TestACarrierClosesWhatItIsHanded(t *testing.T) {
	s := open(t)
	ottawa, montreal := s.booked(2, "MUG", "CA"), s.booked(1, "CUP", "CA")
	if got := s.stands(); got != "" {
		t.Errorf("what was booked today is open already:\n%s", got)
	}
	s.clock = s.clock.Add(25 * time.Hour)
	if got := s.stands(); strings.Count(got, "booked more than a day ago, not handed over") != 3 {
		t.Errorf("what lies about is not told:\n%s", got)
	}
	handed := s.handed(handover.Handing{})
	if len(handed.Lines) != 3 || len(handed.Closings) != 2 || handed.Err() != nil || s.stands() != "" {
		t.Fatalf("%+v, open: %s", handed, s.stands())
	}
	first, second := handed.Closings[0], handed.Closings[1]
	if first.Warehouse != "montreal" || !slices.Equal(first.Closed, montreal) || !slices.Equal(second.Closed, ottawa) || first.Manifest == second.Manifest || second.Manifest == "" {
		t.Errorf("%+v", handed.Closings)
	}
	for _, l := range handed.Lines {
		if want := map[bool]string{true: first.Manifest, false: second.Manifest}[l.Waybill == montreal[0]]; l.Closed != want {
			t.Errorf("%s is closed on %q, want %q", l.Waybill, l.Closed, want)
		}
	}
	var text, csv bytes.Buffer
	s.must(handed.Text(&text))
	s.must(handed.CSV(&csv))
	told, err := json.Marshal(handed)
	s.must(err)
	for _, want := range []string{"Closed by Canada Post, from ottawa: its manifest " + second.Manifest + ", 2 parcels", "Received"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the print does not say %q:\n%s", want, text.String())
		}
	}
	if !strings.Contains(csv.String(), ","+first.Manifest+"\n") || !strings.Contains(string(told), `"closings":[{"carrier":"post"`) || !strings.Contains(string(told), `"number":"MF-`) {
		t.Errorf("%s\n%s", csv.String(), told)
	}
	note, err := s.Explain(t.Context(), "N-1")
	s.must(err)
	words := fmt.Sprintf("%+v", note)
	if !strings.Contains(words, "Asked the carrier to close waybill") || !strings.Contains(words, "on the carrier's manifest "+second.Manifest) {
		t.Errorf("nobody explains it: %s", words)
	}
	again := s.handed(handover.Handing{})
	if len(again.Lines) != 0 || len(again.Closings) != 0 || len(s.asked) != 2 {
		t.Errorf("run again: %+v, asked %d times", again, len(s.asked))
	}
	s.whole()
}

// whole audits the business: what was recorded is decided again, and the read tables hold it.
func (s *shop) whole() {
	s.t.Helper()
	if list, err := s.place.Audit(s.t.Context(), merchant.AuditOptions{Views: true}); err != nil || len(list) != 1 || list[0].Violated > 0 {
		s.t.Errorf("%s %v", merchant.AuditText(list), err)
	}
}

// TestAnswersThatAreLost: the same list is asked for again, though more was handed over meanwhile, and stands on the manifest that was made.
func TestAnswersThatAreLost(t *testing.T) {
	s := open(t)
	first := s.booked(2, "MUG", "CA")
	s.set(func(o *office) { o.lose = 1 })
	lost := s.handed(handover.Handing{})
	if len(lost.Lines) != 2 || len(lost.Closings) != 1 || lost.Closings[0].Fault == nil || shipping.CodeOf(lost.Err()) != shipping.Unavailable || !slices.Equal(lost.Closings[0].Open, first) {
		t.Fatalf("%+v", lost)
	}
	if st, _ := s.state(first[0]); st.Track.Handed.IsZero() || st.Booking.Closing.List == "" {
		t.Errorf("the hand-over is undone, or nobody knows that it was asked: %+v", st.Booking.Closing)
	}
	if got := s.stands(); strings.Count(got, "asked, no answer") != 2 {
		t.Errorf("it stands:\n%s", got)
	}
	st, _ := s.state(first[0])
	key := st.Booking.Closing.List
	second := s.booked(1, "MUG", "CA")
	then := s.handed(handover.Handing{})
	if len(then.Lines) != 1 || len(then.Closings) != 2 || then.Err() != nil || s.stands() != "" {
		t.Fatalf("%+v, open: %s", then, s.stands())
	}
	got := map[string]string{}
	for _, o := range then.Closings {
		for _, n := range o.Closed {
			got[n] = o.Manifest
		}
	}
	if got[first[0]] != "P000000001" || got[first[1]] != "P000000001" || got[second[0]] != "P000000002" {
		t.Errorf("%v", got)
	}
	if len(s.asked) != 2 {
		t.Errorf("%d manifests were asked for", len(s.asked))
	}
	for _, n := range append(first, second...) {
		_, id := s.state(n)
		history, err := s.Ledger.History(t.Context(), s.ID, id.Stream())
		s.must(err)
		asks := 0
		for _, f := range history {
			if b, ok := f.Body.(*fact.ManifestAsked); ok {
				if asks++; (b.List == key) == (n == second[0]) {
					t.Errorf("%s is on list %s", n, b.List)
				}
			}
		}
		if asks != 1 {
			t.Errorf("%s is asked for %d times", n, asks)
		}
	}
	s.whole()
}

// TestWhatACarrierDoesNotKnow is named, not asked for again by itself, and asked for when it is named, or recorded as closed.
func TestWhatACarrierDoesNotKnow(t *testing.T) {
	s := open(t)
	list := s.booked(3, "MUG", "CA")
	for _, n := range list[1:] {
		s.must(s.direct().Cancel(t.Context(), &carrier.Cancellation{Waybill: n}))
	}
	handed := s.handed(handover.Handing{})
	if o := handed.Closings[0]; len(handed.Lines) != 3 || !slices.Equal(o.Closed, list[:1]) || !slices.Equal(o.Unknown, list[1:]) || o.Fault != nil {
		t.Fatalf("%+v", handed.Closings)
	}
	if err := handed.Err(); shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), list[1]) || !strings.Contains(err.Error(), "--closed") {
		t.Errorf("%v", err)
	}
	if got := s.stands(); strings.Count(got, "the carrier has no such booking to close") != 2 {
		t.Errorf("it stands:\n%s", got)
	}
	if again := s.handed(handover.Handing{}); len(again.Closings) != 0 {
		t.Errorf("it is asked for again: %+v", again.Closings)
	}
	if named := s.handed(handover.Handing{Named: list[1:2]}); len(named.Closings) != 1 || !slices.Equal(named.Closings[0].Unknown, list[1:2]) || named.Closings[0].Manifest != "" {
		t.Errorf("it is named: %+v", named.Closings)
	}
	settled, err := handover.Settle(t.Context(), s.Merchant, handover.Handing{Carrier: "post", Named: []string{list[0], list[1], "nonsense"}, Who: "clerk:anna"}, "P77")
	if err != nil || !slices.Equal(settled.Closed, list[1:2]) || len(settled.LeftOut) != 2 {
		t.Errorf("%+v, %v", settled, err)
	}
	if st, _ := s.state(list[1]); st.Booking.Closing.Manifest != "P77" || strings.Count(s.stands(), "\n") != 0 {
		t.Errorf("%+v", st.Booking.Closing)
	}
	if _, err := handover.Settle(t.Context(), s.Merchant, handover.Handing{Carrier: "post"}, "P77"); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("of nothing: %v", err)
	}
	s.whole()
}

// TestARefusalUndoesNoHandOver: it is told with what to do, and asked for again with what came in meanwhile.
func TestARefusalUndoesNoHandOver(t *testing.T) {
	s := open(t)
	list := s.booked(2, "MUG", "CA")
	s.set(func(o *office) { o.refuse = "The account is on hold." })
	no := s.handed(handover.Handing{})
	if len(no.Lines) != 2 || len(no.Closings) != 1 || no.Closings[0].Fault == nil {
		t.Fatalf("%+v", no)
	}
	if err := no.Err(); shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), "The account is on hold.") || !strings.Contains(err.Error(), "crosslane handed post asks again") {
		t.Errorf("%v", err)
	}
	if st, _ := s.state(list[0]); st.Track.Handed.IsZero() || !strings.Contains(s.stands(), "the carrier said no: 9174") {
		t.Errorf("%s", s.stands())
	}
	s.set(func(o *office) { o.refuse = "" })
	more := s.booked(1, "MUG", "CA")
	then := s.handed(handover.Handing{})
	if len(then.Closings) != 1 || len(then.Closings[0].Closed) != 3 || !slices.Contains(then.Closings[0].Closed, more[0]) || then.Err() != nil {
		t.Errorf("%+v", then.Closings)
	}
	s.set(func(o *office) { o.refuse = "The account is on hold." })
	late := s.booked(1, "MUG", "CA")
	s.handed(handover.Handing{})
	s.delivered(late[0])
	if last := s.handed(handover.Handing{}); len(last.Closings) != 0 || !strings.Contains(s.stands(), late[0]) {
		t.Errorf("what was refused and is delivered is asked for again by itself, or forgotten: %+v", last.Closings)
	}
	s.whole()
}

// TestNoWayToTheCarrier: nobody is reached, the account is wrong, the warehouse is gone: nothing is asked for, and told.
func TestNoWayToTheCarrier(t *testing.T) {
	s := open(t)
	s.booked(1, "MUG", "CA")
	t.Setenv("CROSSLANE_CARRIER_MAIN__POST", "")
	if no := s.handed(handover.Handing{}); len(no.Lines) != 1 || shipping.CodeOf(no.Err()) != shipping.Unauthorized || !strings.Contains(s.stands(), "not asked yet") {
		t.Errorf("%+v: %s", no.Closings, s.stands())
	}
	t.Setenv("CROSSLANE_CARRIER_MAIN__POST", "wrong")
	if no := s.handed(handover.Handing{}); shipping.CodeOf(no.Err()) != shipping.Unauthorized || !strings.Contains(no.Err().Error(), "account and secret") {
		t.Errorf("%+v", no.Closings)
	}
	t.Setenv("CROSSLANE_CARRIER_MAIN__POST", mock.Secret)
	s.set(func(o *office) { o.gone = true })
	if no := s.handed(handover.Handing{}); shipping.CodeOf(no.Err()) != shipping.Unavailable {
		t.Errorf("%+v", no.Closings)
	}
	s.set(func(o *office) { o.gone = false })
	if yes := s.handed(handover.Handing{}); len(yes.Closings) != 1 || yes.Err() != nil || len(yes.Closings[0].Closed) != 1 {
		t.Errorf("%+v", yes.Closings)
	}
}

// TestNothingVoidIsClosed: a parcel whose label is being voided is neither handed over nor closed, nor told as open.
func TestNothingVoidIsClosed(t *testing.T) {
	s := open(t)
	list := s.booked(2, "MUG", "CA")
	st, _ := s.state(list[0])
	_, err := s.CancelOrder(t.Context(), st.Plan.Order, "the buyer does not want it any more", "clerk:anna")
	s.must(err)
	handed := s.handed(handover.Handing{Named: list})
	if len(handed.Lines) != 1 || len(handed.LeftOut) != 1 || len(handed.Closings) != 1 || !slices.Equal(handed.Closings[0].Closed, list[1:]) {
		t.Errorf("%+v", handed)
	}
	s.clock = s.clock.Add(25 * time.Hour)
	if got := s.stands(); got != "" {
		t.Errorf("it is open: %s", got)
	}
}

// TestCarriersThatCloseNothing go on as before, and so does whoever may only look.
func TestCarriersThatCloseNothing(t *testing.T) {
	s := open(t)
	s.booked(1, "MUG", "US")
	handed := s.handed(handover.Handing{Carrier: "hand"})
	if len(handed.Lines) != 1 || len(handed.Closings) != 0 || handed.Err() != nil || s.stands() != "" {
		t.Errorf("%+v", handed)
	}
	for right, grants := range map[shipping.Code]account.Grants{shipping.Forbidden: {"main": account.ReadOnly}, shipping.NotFound: {"other": account.Owner}} {
		ctx := account.As(t.Context(), account.Actor{Name: "token:x", Grants: grants})
		_, one := handover.Record(ctx, s.Merchant, handover.Handing{Carrier: "post"})
		_, two := handover.Settle(ctx, s.Merchant, handover.Handing{Carrier: "post", Named: []string{"x"}}, "P1")
		if _, err := handover.Unclosed(ctx, s.Merchant, "", ""); shipping.CodeOf(one) != right || shipping.CodeOf(two) != right || (err == nil) != (right == shipping.Forbidden) {
			t.Errorf("%v, %v, %v", one, two, err)
		}
	}
}

// TestTwoAtOnce ask for one manifest.
func TestTwoAtOnce(t *testing.T) {
	s := open(t)
	s.booked(2, "MUG", "CA")
	var both sync.WaitGroup
	for range 4 {
		both.Go(func() {
			if _, err := handover.Record(t.Context(), s.Merchant, handover.Handing{Carrier: "post", At: s.clock, Who: "clerk:anna"}); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if len(s.asked) != 1 || s.stands() != "" {
		t.Errorf("asked %d times; open: %s", len(s.asked), s.stands())
	}
}
