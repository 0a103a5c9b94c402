package asked_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"crosslane/carrier/awaited"
	"crosslane/carrier/gls/mock"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/order"
	kept "crosslane/view/asked"
)

const leipzigBook = `
name: Leipzig
from: 2024-01-01T00:00:00Z
base: EUR
warehouses: [{id: leipzig, name: Leipzig, place: {country: DE, postcode: "04109"}, street: Lindenweg 5, city: Leipzig}]
carriers: [{id: gls, name: GLS, connector: gls, account: %s, login: %s, secret: "env:CROSSLANE_CARRIER_MAIN__GLS", address: %q, calls_per_day: 48}]
policy: {day_cost: 25, spread_cost: 15, late_cost: 1500}
alerts: {depart: 48, arrive: 168, silence: 120, pickup: 168}
channels:
  - id: gls
    name: GLS
    carrier: gls
    service: PARCEL
    kind: postal
    from: [leipzig]
    to: [DE]
    legs: [{name: carriage, from: DE, to: "", ends: delivered, usual_hours: 48, most_hours: 96}]
    rates: all
    days: {least: 1, most: 4}
    limits: {weight: 30000}
    reliability: 950
rates: [{name: all, currency: EUR, from: 2024-01-01, zones: [{name: all, countries: [DE], breaks: [{up_to: 30000, flat: 500}]}]}]
`

// shop is a merchant whose parcels go by GLS, over HTTP, and which numbers GLS was asked for, call by call.
type shop struct {
	*merchant.Merchant
	t     *testing.T
	clock time.Time

	mu    sync.Mutex
	calls [][]string
	busy  bool
}

func open(t *testing.T) *shop {
	t.Helper()
	t.Setenv("CROSSLANE_CARRIER_MAIN__GLS", mock.Secret)
	s := &shop{t: t, clock: time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)}
	office := &mock.Server{Now: func() time.Time { return s.clock }}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if numbers, ok := strings.CutPrefix(r.URL.Path, "/track-and-trace-v1/tracking/simple/trackids/"); ok {
			s.mu.Lock()
			s.calls = append(s.calls, strings.Split(numbers, ","))
			busy := s.busy
			s.mu.Unlock()
			if busy {
				w.Header().Set("Retry-After", "60")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
		}
		office.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: func() time.Time { return s.clock }})
	s.must(err)
	t.Cleanup(p.Close)
	s.Merchant, err = p.Merchant(t.Context(), merchant.First)
	s.must(err)
	s.must(s.Publish(t.Context(), fmt.Appendf(nil, leipzigBook, mock.Contact, mock.Login, web.URL), s.clock))
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

// booked books so many parcels.
func (s *shop) booked(c *merchant.Carriers, n int) {
	s.t.Helper()
	var orders []string
	for i := range n {
		orders = append(orders, fmt.Sprintf(`{"number":"N-%d","placed":"2026-05-04T08:00:00Z","currency":"EUR","address":{"name":"Eva Beispiel","lines":["Testgasse 3"],"city":"Berlin","postcode":"10115","country":"DE"},
 "lines":[{"sku":"MUG","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}`, i))
	}
	_, err := s.TakeOrders(s.t.Context(), []byte("["+strings.Join(orders, ",")+"]"), nil)
	s.must(err)
	_, err = s.Ledger.Drain(s.t.Context(), s.ID, s.Workers(c)...)
	s.must(err)
	s.must(s.Fill(s.t.Context()))
}

// listens asks for news once, after some time, and answers with how many numbers GLS was asked for by each call.
func (s *shop) listens(c *merchant.Carriers, after time.Duration) (sizes []int) {
	s.t.Helper()
	s.clock = s.clock.Add(after)
	before := len(s.calls)
	s.must(c.Listen(s.t.Context()))
	s.must(s.Fill(s.t.Context()))
	for _, numbers := range s.calls[before:] {
		sizes = append(sizes, len(numbers))
	}
	return sizes
}

// TestABudgetOverHTTP: parcels are asked for within the calls of the account, each before any is asked for twice; a program that begins anew has no calls more and
// asks for those that wait; a carrier that was called too often is asked for the same when it may be, and its state tells what waits.
func TestABudgetOverHTTP(t *testing.T) {
	s := open(t)
	carriers := func() *merchant.Carriers {
		c := s.Carriers(merchant.CarrierOptions{Labels: true})
		t.Cleanup(c.Close)
		return c
	}
	c := carriers()
	s.booked(c, 25)
	if got := s.listens(c, time.Hour); len(got) != 0 {
		t.Errorf("booked an hour ago, not handed over, and asked for: %v", got)
	}
	if got := fmt.Sprint(s.listens(c, 12*time.Hour)); got != "[10]" {
		t.Fatalf("asked for %s", got)
	}
	if st := c.States()[0]; st.Waits.IsZero() || st.Waits.After(s.clock) {
		t.Errorf("fifteen wait: %+v", st)
	}
	c = carriers()
	if got := s.listens(c, time.Minute); len(got) != 0 {
		t.Errorf("begun anew, and asked for %v", got)
	}
	s.busy = true
	s.clock = s.clock.Add(40 * time.Minute)
	if err := c.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st := c.States()[0]; st.Failures != 0 || st.Trouble == nil || len(s.calls) != 2 {
		t.Errorf("too many calls: %+v, %v", st, s.calls)
	}
	s.busy = false
	if got := fmt.Sprint(s.listens(c, 40*time.Minute), s.listens(c, 40*time.Minute)); got != "[10] [5]" {
		t.Errorf("asked for %s", got)
	}
	seen := map[string]bool{}
	for _, numbers := range [][]string{s.calls[0], s.calls[2], s.calls[3]} {
		for _, n := range numbers {
			seen[n] = true
		}
	}
	if st := c.States()[0]; len(seen) != 25 || fmt.Sprint(s.calls[1]) != fmt.Sprint(s.calls[2]) || !st.Waits.IsZero() {
		t.Errorf("%d of 25 were asked for, the oldest question waits since %s: %v", len(seen), st.Waits, s.calls)
	}
	for range 400 {
		s.listens(c, 30*time.Minute)
	}
	if n, err := s.Views.OnTheWay(t.Context(), s.ID, s.clock); err != nil || n != 0 {
		t.Errorf("%d parcels have not come, %v", n, err)
	}
	for pace := range awaited.Paces {
		list, err := s.Views.Asked.Wanted(t.Context(), kept.Of{Merchant: s.ID, Carrier: "gls"}, int64(pace), 1<<50, 99)
		if err != nil || len(list) != 0 {
			t.Errorf("%d numbers are kept of which none is on its way, %v", len(list), err)
		}
	}
	if len(s.calls) > 25*20 {
		t.Errorf("%d calls", len(s.calls))
	}
}
