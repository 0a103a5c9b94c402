package looked_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/dhlparcelde/mock"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/merchant/looked"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

// TestWhatSomebodySawIsBookedAnew: a booking whose answer was lost waits as a case, for ever, until somebody has looked at the carrier's; then the parcel gets its one label.
func TestWhatSomebodySawIsBookedAnew(t *testing.T) {
	t.Setenv("CROSSLANE_CARRIER_MAIN__DHL", mock.Key+":"+mock.Password)
	office := &mock.Server{Lose: 1}
	web := httptest.NewServer(office)
	defer web.Close()
	clock := time.Now() // the connector goes by the clock of the machine
	place, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return clock }})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	defer place.Close()
	m, err := place.Merchant(t.Context(), merchant.First)
	must(err)
	must(m.Publish(t.Context(), carriertest.Book("dhl-parcel-de", mock.Billing, mock.Login, web.URL), clock))
	list, err := order.NewStock(strings.NewReader("sku,warehouse,quantity,reference\nMUG,bonn,100,A\n"))
	must(err)
	_, err = stock.Receive(t.Context(), m, list, stock.AsKnown)
	must(err)
	taken, err := m.TakeOrders(t.Context(), []byte(`[{"number":"N-1","placed":"2026-05-04T08:00:00Z","currency":"EUR",
 "address":{"name":"Anne Roux","lines":["Hauptstr. 1"],"city":"Berlin","postcode":"10115","country":"DE"},"lines":[{"sku":"MUG","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}]`), nil)
	must(err)
	id := taken[0].ID.Parcel(1)
	c := m.Carriers(merchant.CarrierOptions{Labels: true})
	defer c.Close()
	booking := func() *fact.Booking {
		t.Helper()
		_, err := m.Ledger.Drain(t.Context(), m.ID, m.Workers(c)...)
		must(err)
		state, err := m.Ledger.Read(t.Context(), m.ID, id.Stream())
		must(err)
		return &fact.ParcelIn(state, id).Booking
	}
	booking()
	for range 6 { // the worker asks more and more rarely
		clock = clock.Add(24 * time.Hour)
		booking()
	}
	if k := booking(); k.Stage != fact.BookingAsked || k.Hindered != fact.CaseUnusableAnswer {
		t.Fatalf("%+v", k)
	}
	if all, _ := office.Booked(); all != 1 {
		t.Fatalf("%d shipments were booked", all)
	}
	stranger := account.As(t.Context(), account.Actor{Name: "token:x", Grants: account.Grants{"main": account.ReadOnly}})
	if _, err := looked.NotBooked(stranger, m, string(id), "x"); shipping.CodeOf(err) != shipping.Forbidden {
		t.Errorf("who may only look says it: %v", err)
	}
	if _, err := looked.NotBooked(t.Context(), m, "nobody", "x"); shipping.CodeOf(err) != shipping.NotFound {
		t.Errorf("of no parcel: %v", err)
	}
	office.Lose = 0
	if got, err := looked.NotBooked(t.Context(), m, "N-1", "clerk:anna"); err != nil || got != id {
		t.Fatal(got, err)
	}
	clock = clock.Add(24 * time.Hour)
	k := booking()
	if all, _ := office.Booked(); k.Stage != fact.BookingHeld || k.Label == "" || all != 2 {
		t.Errorf("%d shipments, %+v", all, k)
	}
	if _, err := looked.NotBooked(t.Context(), m, string(id), "clerk:anna"); shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("of what is booked: %v", err)
	}
	_, err = m.Ledger.Record(t.Context(), m.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: id.Stream(), At: clock, By: "clerk:anna", Body: &fact.NotBooked{Channel: "paket"}}}})
	if shipping.CodeOf(err) != shipping.Known {
		t.Errorf("recorded of what is booked: %v", err)
	}
}
