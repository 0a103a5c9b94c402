package proof_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/carrier/ups/mock"
	"crosslane/merchant"
	"crosslane/merchant/proof"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

const provedBook = `
name: Sonne
from: 2024-01-01T00:00:00Z
base: EUR
warehouses:
  - {id: leipzig, name: Leipzig, place: {country: DE, postcode: "04109"}, zone: Europe/Berlin, sender: Sonne, street: Lindenweg 5, city: Leipzig, phone: "+49 341 5550100"}
carriers:
  - {id: ups, name: UPS, connector: ups, account: A1B2C3, login: mock, secret: "env:CROSSLANE_CARRIER_MAIN__UPS", address: %q}
  - {id: hand, name: By hand, connector: table}
policy: {day_cost: 25, spread_cost: 15, late_cost: 1500}
alerts: {depart: 48, arrive: 168, silence: 120, pickup: 168}
channels:
  - &way {id: ups, name: UPS, carrier: ups, service: "65", kind: express, from: [leipzig], to: [FR], legs: [{name: carriage, from: DE, to: "", ends: delivered, usual_hours: 84, most_hours: 120}], rates: all, days: {least: 2, most: 5}, limits: {weight: 30000}, reliability: 950}
  - {<<: *way, id: hand, carrier: hand, service: X, waybill: "HAND######", to: [DE]}
rates: [{name: all, currency: EUR, from: 2024-01-01, zones: [{name: all, countries: [FR, DE], breaks: [{up_to: 30000, flat: 1200}]}]}]
`

// shop is a merchant whose parcels go with UPS to France, and by hand within Germany.
type shop struct {
	*merchant.Merchant
	t     *testing.T
	clock time.Time
	ups   mock.Server
	asked atomic.Int32 // for proofs
	gone  atomic.Bool  // UPS answers nothing
	n     int
}

func open(t *testing.T) *shop {
	t.Helper()
	t.Setenv("CROSSLANE_CARRIER_MAIN__UPS", mock.Secret)
	s := &shop{t: t, clock: time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)}
	s.ups.Now = func() time.Time { return s.clock }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("returnPOD") != "" {
			s.asked.Add(1)
		}
		if s.gone.Load() {
			panic(http.ErrAbortHandler)
		}
		s.ups.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return s.clock }})
	s.must(err)
	t.Cleanup(p.Close)
	s.Merchant, err = p.Merchant(t.Context(), merchant.First)
	s.must(err)
	s.must(s.Publish(t.Context(), fmt.Appendf(nil, provedBook, server.URL), s.clock))
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

// booked books a parcel to a country, and answers with its waybill.
func (s *shop) booked(country, postcode string) string {
	s.t.Helper()
	c := s.Carriers(merchant.CarrierOptions{Labels: true})
	defer c.Close()
	s.n++
	taken, err := s.TakeOrders(s.t.Context(), fmt.Appendf(nil, `[{"number":"N-%d","placed":"2026-05-04T08:00:00Z","currency":"EUR",
 "address":{"name":"Anne Roux","lines":["1 Rue Haute"],"city":"Anywhere","postcode":%q,"country":%q,"email":"anne@b.example","phone":"+33 4 78 00 00 00"},
 "lines":[{"sku":"MUG","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}]`, s.n, postcode, country), nil)
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

// delivered lets five days pass, and records that a parcel was delivered.
func (s *shop) delivered(by, waybill string) {
	s.t.Helper()
	s.clock = s.clock.Add(5 * 24 * time.Hour)
	sheet, err := s.ReadScans(strings.NewReader("waybill,time,milestone\n"+waybill+","+s.clock.Format(time.RFC3339)+",delivered\n"), shipping.CarrierID(by), "")
	s.must(err)
	taken, err := s.TakeScans(s.t.Context(), sheet, "carrier:"+by)
	if err != nil || taken.Recorded != 1 {
		s.t.Fatalf("%+v, %v", taken, err)
	}
	s.must(s.Fill(s.t.Context()))
}

func (s *shop) proof(name string) *proof.Proof {
	s.t.Helper()
	p, err := proof.Of(s.t.Context(), s.Merchant, name, "clerk:anna")
	s.must(err)
	return p
}

// TestAProofIsAskedForOnce, when the parcel is delivered, kept, told in the parcel's story, and gone with the addressee.
func TestAProofIsAskedForOnce(t *testing.T) {
	s := open(t)
	waybill := s.booked("FR", "69001")
	if p := s.proof(waybill); !strings.Contains(p.None, "not delivered yet") || len(p.Papers) != 0 || s.asked.Load() != 0 {
		t.Errorf("on its way: %+v", p)
	}
	s.delivered("ups", waybill)
	s.gone.Store(true)
	if _, err := proof.Of(t.Context(), s.Merchant, waybill, "clerk:anna"); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("UPS is silent: %v", err)
	}
	s.gone.Store(false)
	asked := s.asked.Load()
	for range 2 { // the second time it lies here
		p := s.proof(waybill)
		if len(p.Papers) != 2 || p.Papers[0].Media != "application/pdf" || p.Papers[1].Media != "image/png" || !strings.HasPrefix(string(p.Papers[0].Body), "%PDF") || p.By != "PROBE" || p.Place != "Front Door" || p.At == nil || p.None != "" {
			t.Fatalf("%+v", p)
		}
	}
	if n := s.asked.Load(); n != asked+1 {
		t.Errorf("UPS was asked %d times", n-asked)
	}
	told, err := s.Explain(t.Context(), "N-1")
	s.must(err)
	var words []string
	for _, r := range told {
		words = append(words, r.Text)
	}
	text := strings.Join(words, "\n")
	for _, want := range []string{"proof of delivery of waybill " + waybill + " lies here: a letter (PDF).", "a picture (PNG).", "who took it, where and when."} {
		if !strings.Contains(text, want) {
			t.Errorf("the story does not tell %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "PROBE") {
		t.Errorf("the story names who took it")
	}
	_, err = s.Erase(t.Context(), shipping.Address{Email: "anne@b.example"})
	s.must(err)
	if p := s.proof(waybill); len(p.Papers) != 0 || p.By != "" || !strings.Contains(p.None, "erased") || s.asked.Load() != asked+1 {
		t.Errorf("after the erasure: %+v", p)
	}
}

// TestThereIsNoProof: that the carrier has none, or gives none, is said.
func TestThereIsNoProof(t *testing.T) {
	s := open(t)
	waybill := s.booked("FR", "69001")
	s.clock = s.clock.Add(time.Hour)
	sheet, err := s.ReadScans(strings.NewReader("waybill,time,milestone\n"+waybill+","+s.clock.Format(time.RFC3339)+",delivered\n"), "ups", "")
	s.must(err)
	_, err = s.TakeScans(t.Context(), sheet, "carrier:ups")
	s.must(err)
	s.must(s.Fill(t.Context()))
	if p := s.proof(waybill); p.None != "UPS has no proof of this delivery, or none yet" {
		t.Errorf("%+v", p)
	}
	by := s.booked("DE", "53113")
	s.delivered("hand", by)
	if _, err := proof.Of(t.Context(), s.Merchant, by, "clerk:anna"); shipping.CodeOf(err) != shipping.Unsupported || !strings.Contains(err.Error(), by) {
		t.Errorf("%v", err)
	}
	if _, err := proof.Of(t.Context(), s.Merchant, "nothing", "clerk:anna"); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("%v", err)
	}
	if p := s.proof(waybill); p.None != "" || len(p.Papers) != 2 || s.asked.Load() != 2 {
		t.Errorf("one that was not there yet: %q, asked %d times", p.None, s.asked.Load())
	}
}

// TestAnErasedAddresseeIsNotAskedFor: nothing is fetched about whoever asked to be forgotten.
func TestAnErasedAddresseeIsNotAskedFor(t *testing.T) {
	s := open(t)
	waybill := s.booked("FR", "69001")
	s.delivered("ups", waybill)
	_, err := s.Erase(t.Context(), shipping.Address{Email: "anne@b.example"})
	s.must(err)
	if p := s.proof(waybill); !strings.Contains(p.None, "erased") || s.asked.Load() != 0 {
		t.Errorf("%+v, asked %d times", p, s.asked.Load())
	}
}

// TestWhoMayAsk: whoever may only look is shown what lies here, and has no carrier asked.
func TestWhoMayAsk(t *testing.T) {
	s := open(t)
	waybill := s.booked("FR", "69001")
	s.delivered("ups", waybill)
	reader := account.As(t.Context(), account.Actor{Name: "token:reader", Grants: account.Grants{"main": account.ReadOnly}})
	if _, err := proof.Of(reader, s.Merchant, waybill, "token:reader"); shipping.CodeOf(err) != shipping.Forbidden || s.asked.Load() != 0 {
		t.Errorf("%v", err)
	}
	stranger := account.As(t.Context(), account.Actor{Name: "token:stranger", Grants: account.Grants{"other": account.Owner}})
	s.proof(waybill)
	if _, err := proof.Of(stranger, s.Merchant, waybill, "token:stranger"); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("%v", err)
	}
	if p, err := proof.Of(reader, s.Merchant, waybill, "token:reader"); err != nil || len(p.Papers) != 2 {
		t.Errorf("%+v, %v", p, err)
	}
}
