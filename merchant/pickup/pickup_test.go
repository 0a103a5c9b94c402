package pickup_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/account"
	canadapost "crosslane/carrier/canadapost/mock"
	"crosslane/carrier/collecting"
	dhlexpress "crosslane/carrier/dhlexpress/mock"
	fedex "crosslane/carrier/fedex/mock"
	ups "crosslane/carrier/ups/mock"
	usps "crosslane/carrier/usps/mock"
	"crosslane/fact"
	held "crosslane/fact/pickup"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/merchant/pickup"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

const collectedBook = `
name: Sunny
from: 2024-01-01T00:00:00Z
base: EUR
warehouses:
  - {id: leipzig, name: Leipzig, place: {country: DE, postcode: "04109"}, zone: Europe/Berlin, sender: Sonne, street: Lindenweg 5, city: Leipzig, phone: "+49 341 5550100"}
  - {id: austin, name: Austin, place: {country: US, region: TX, postcode: "78701"}, zone: America/Chicago, sender: Sunny, street: 1 Main St, city: Austin, phone: "512 555 0100"}
  - {id: ottawa, name: Ottawa, place: {country: CA, region: ON, postcode: K1K 4T3}, zone: America/Toronto, sender: Sunny, street: 502 Main St N, city: Ottawa, phone: "613 555 0100"}
calendars:
  - {country: DE, weekend: [sat, sun], holidays: ["2026-05-14"]}
carriers:
  - {id: ups, name: UPS, connector: ups, account: A1B2C3, login: mock, secret: "env:CROSSLANE_CARRIER_MAIN__UPS", address: %q}
  - {id: dhl, name: DHL Express, connector: dhl-express, account: "123456789", login: mock, secret: "env:CROSSLANE_CARRIER_MAIN__DHL", address: %q, pickup_until: "13:00"}
  - {id: fedex, name: FedEx, connector: fedex, account: "740561073", login: mock, secret: "env:CROSSLANE_CARRIER_MAIN__FEDEX", address: %q}
  - {id: usps, name: USPS, connector: usps, account: "12345678 901234567 901234568 1000012345", login: mock, secret: "env:CROSSLANE_CARRIER_MAIN__USPS", address: %q}
  - {id: post, name: Canada Post, connector: canada-post, account: "2004381 42708517 ops@shop.example", login: mock, secret: "env:CROSSLANE_CARRIER_MAIN__POST", address: %q}
  - {id: hand, name: By hand, connector: table}
policy: {day_cost: 25, spread_cost: 15, late_cost: 1500}
alerts: {depart: 48, arrive: 168, silence: 120, pickup: 168}
channels:
  - &way {id: ups, name: UPS, carrier: ups, service: "65", kind: express, from: [leipzig], to: [US], legs: [{name: carriage, from: DE, to: "", ends: delivered, usual_hours: 84, most_hours: 120}], rates: all, days: {least: 2, most: 5}, limits: {weight: 30000}, reliability: 950}
  - {<<: *way, id: dhl, carrier: dhl, service: P}
  - {<<: *way, id: fedex, carrier: fedex, service: FEDEX_GROUND, from: [austin], legs: [{name: carriage, from: US, to: "", ends: delivered, usual_hours: 84, most_hours: 120}]}
  - {<<: *way, id: usps, carrier: usps, service: PRIORITY_MAIL, from: [austin], legs: [{name: carriage, from: US, to: "", ends: delivered, usual_hours: 84, most_hours: 120}]}
  - {<<: *way, id: post, carrier: post, service: DOM.EP, from: [ottawa], to: [CA], legs: [{name: carriage, from: CA, to: "", ends: delivered, usual_hours: 84, most_hours: 120}]}
  - {<<: *way, id: hand, carrier: hand, service: X, waybill: "HAND######"}
rates: [{name: all, currency: EUR, from: 2024-01-01, zones: [{name: all, countries: [CA, US], breaks: [{up_to: 30000, flat: 1200}]}]}]
`

// shop is a merchant whose carriers answer over HTTP. Lost is how many answers to what changes something are lost from now on.
type shop struct {
	*merchant.Merchant
	t     *testing.T
	clock time.Time
	lost  atomic.Int32
	calls atomic.Int32 // that change something

	called func() // when a call comes that changes something

	ups    ups.Server
	dhl    dhlexpress.Server
	fedex  fedex.Server
	usps   usps.Server
	post   canadapost.Server
	closed sync.Map // carriers that answer nothing, by name
}

// at serves a carrier.
func (s *shop) at(name string, by http.Handler) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, gone := s.closed.Load(name); gone {
			panic(http.ErrAbortHandler)
		}
		changes := r.Method != http.MethodGet && strings.Contains(strings.ToLower(r.URL.Path), "pickup")
		if changes {
			s.calls.Add(1)
			if s.called != nil {
				s.called()
			}
		}
		if changes && s.lost.Add(-1) >= 0 {
			by.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		by.ServeHTTP(w, r)
	}))
	s.t.Cleanup(server.Close)
	return server.URL
}

func open(t *testing.T) *shop {
	t.Helper()
	for name, secret := range map[string]string{"UPS": ups.Secret, "DHL": dhlexpress.Secret, "FEDEX": fedex.Secret, "USPS": usps.Secret, "POST": canadapost.Secret} {
		t.Setenv("CROSSLANE_CARRIER_MAIN__"+name, secret)
	}
	s := &shop{t: t, clock: time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)}
	s.ups.Now, s.dhl.Now, s.fedex.Now, s.usps.Now, s.post.Now = s.now, s.now, s.now, s.now, s.now
	p, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: s.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if s.Merchant, err = p.Merchant(t.Context(), merchant.First); err != nil {
		t.Fatal(err)
	}
	book := fmt.Appendf(nil, collectedBook, s.at("ups", &s.ups), s.at("dhl", &s.dhl), s.at("fedex", &s.fedex), s.at("usps", &s.usps), s.at("post", &s.post))
	s.must(s.Publish(t.Context(), book, s.clock))
	return s
}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) now() time.Time { return s.clock }

// day is so many days ahead.
func (s *shop) day(ahead int) shipping.Date { return shipping.DateOf(s.clock.AddDate(0, 0, ahead)) }

// asking is for tomorrow afternoon.
func (s *shop) asking(by shipping.CarrierID, from shipping.WarehouseID) pickup.Asking {
	return pickup.Asking{Carrier: by, Warehouse: from, Day: s.day(1), From: "14:00", To: "17:00", Parcels: 5, Weight: 12_500, Who: "clerk:anna",
		Contact: collecting.Contact{Name: "Eva Berg", Instructions: "Gate 3"}}
}

func (s *shop) ask(a pickup.Asking) *pickup.Pickup {
	s.t.Helper()
	s.clock = s.clock.Add(time.Second)
	p, err := pickup.Ask(s.t.Context(), s.Merchant, a)
	s.must(err)
	return p
}

// TestCarriersCome: each that takes pick-ups is asked to come, changes it where it can, and is told not to come.
func TestCarriersCome(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		by     shipping.CarrierID
		from   shipping.WarehouseID
		number string
		cost   string
		alive  func() (int, int)
		change bool
	}{
		{"ups", "leipzig", "29000000001", "6.35 EUR", s.ups.Pickups, false},
		{"dhl", "leipzig", "PRG000000000001", "", s.dhl.Pickups, true},
		{"fedex", "austin", "3001", "", s.fedex.Pickups, false},
		{"usps", "austin", "WTC000000001", "", s.usps.Pickups, true},
		{"post", "ottawa", "0074698052", "3.96 CAD", s.post.Pickups, true},
	} {
		p := s.ask(s.asking(c.by, c.from))
		if p.Fault != nil || p.Stage != held.Held || p.Number != c.number || p.Parcels != 5 || p.From.Format("15:04") != "14:00" {
			t.Fatalf("%s: %+v, %v", c.by, p, p.Fault)
		}
		if (p.Cost == nil) != (c.cost == "") || p.Cost != nil && p.Cost.String() != c.cost {
			t.Errorf("%s: it costs %v", c.by, p.Cost)
		}
		if _, err := pickup.Ask(t.Context(), s.Merchant, s.asking(c.by, c.from)); shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), c.number) {
			t.Errorf("%s is asked twice: %v", c.by, err)
		}
		changed, err := pickup.Change(t.Context(), s.Merchant, string(p.ID), pickup.Asking{To: "17:30", Who: "clerk:anna"})
		if c.change && (err != nil || changed.Fault != nil || changed.To.Format("15:04") != "17:30" || changed.Parcels != 5 || changed.Number != c.number) {
			t.Errorf("%s: %+v, %v", c.by, changed, err)
		}
		if !c.change && (shipping.CodeOf(err) != shipping.Unsupported || !strings.Contains(err.Error(), "pickup cancel")) {
			t.Errorf("%s changes none: %v", c.by, err)
		}
		gone, err := pickup.Cancel(t.Context(), s.Merchant, c.number, "no parcels", "clerk:anna")
		if err != nil || gone.Fault != nil || gone.Stage != held.Cancelled {
			t.Errorf("%s: %+v, %v", c.by, gone, err)
		}
		if again := s.ask(s.asking(c.by, c.from)); again.Fault != nil || again.ID == p.ID || again.Number == c.number {
			t.Errorf("%s, anew: %+v, %v", c.by, again, again.Fault)
		}
		if all, alive := c.alive(); all != 2 || alive != 1 {
			t.Errorf("%s has %d pick-ups, %d alive", c.by, all, alive)
		}
	}
	list, err := pickup.List(t.Context(), s.Merchant, pickup.Filter{})
	if err != nil || len(list) != 5 || list[0].Warehouse != "austin" {
		t.Errorf("%d, %v", len(list), err)
	}
	if list, err = pickup.List(t.Context(), s.Merchant, pickup.Filter{Over: true, Warehouse: "leipzig"}); err != nil || len(list) != 4 {
		t.Errorf("%d at leipzig, %v", len(list), err)
	}
	if _, err = pickup.Ask(t.Context(), s.Merchant, s.asking("hand", "leipzig")); shipping.CodeOf(err) != shipping.Unsupported || !strings.Contains(err.Error(), "by telephone") {
		t.Errorf("one that takes none: %v", err)
	}
}

// TestALostAnswerAsksForNothingTwice: where the carrier tells what it has, what came of it is found; else a person says so. Nothing is asked for a second time.
func TestALostAnswerAsksForNothingTwice(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		by    shipping.CarrierID
		from  shipping.WarehouseID
		finds string
		alive func() (int, int)
	}{{"ups", "leipzig", "29000000001", s.ups.Pickups}, {"post", "ottawa", "0074698052", s.post.Pickups}, {"dhl", "leipzig", "", s.dhl.Pickups}, {"fedex", "austin", "", s.fedex.Pickups}, {"usps", "austin", "", s.usps.Pickups}} {
		s.lost.Store(1)
		p := s.ask(s.asking(c.by, c.from))
		if p.Stage != held.Unanswered || p.Fault == nil || p.Fault.Code != shipping.Unavailable || !strings.Contains(p.Fault.Error(), "settle "+string(p.ID)) || p.Stands != "asked, no answer" {
			t.Fatalf("%s: %+v, %v", c.by, p, p.Fault)
		}
		again := s.ask(s.asking(c.by, c.from))
		if again.ID != p.ID || (again.Stage == held.Held) != (c.finds != "") || again.Number != c.finds {
			t.Errorf("%s, again: %+v, %v", c.by, again, again.Fault)
		}
		if c.finds == "" {
			if _, err := pickup.Cancel(t.Context(), s.Merchant, string(p.ID), "", "clerk:anna"); err != nil {
				t.Errorf("%s: %v", c.by, err)
			}
			seen, err := pickup.Settle(t.Context(), s.Merchant, string(p.ID), "SEEN-1", "clerk:anna")
			if err != nil || seen.Stage != held.Held || seen.Number != "SEEN-1" {
				t.Errorf("%s, as somebody saw: %+v, %v", c.by, seen, err)
			}
		}
		if all, alive := c.alive(); all != 1 || alive != 1 {
			t.Errorf("%s has %d pick-ups, %d alive", c.by, all, alive)
		}
	}
}

// TestWhoDoesNotWait leaves the pick-up as it stands, to whoever asks next: it is told, and looked for.
func TestWhoDoesNotWait(t *testing.T) {
	s := open(t)
	ctx, leave := context.WithCancel(t.Context())
	s.called = leave
	p, err := pickup.Ask(ctx, s.Merchant, s.asking("ups", "leipzig"))
	if err != nil || p.Stage != held.Unanswered || p.Fault == nil {
		t.Fatalf("%+v, %v", p, err)
	}
	s.called = nil
	for range 100 { // the carrier has not done with it
		if all, _ := s.ups.Pickups(); all == 1 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if again := s.ask(s.asking("ups", "leipzig")); again.ID != p.ID || again.Stage != held.Held {
		t.Errorf("%+v, %v", again, again.Fault)
	}
}

// TestWhatTheCarrierDoesNotHave is known after a while, and may be asked for anew.
func TestWhatTheCarrierDoesNotHave(t *testing.T) {
	s := open(t)
	s.closed.Store("post", true)
	p := s.ask(s.asking("post", "ottawa"))
	if p.Stage != held.Unanswered { // the connection broke off: it may have been heard
		t.Fatalf("%+v, %v", p, p.Fault)
	}
	s.closed.Delete("post")
	if p = s.ask(s.asking("post", "ottawa")); p.Stage != held.Unanswered || !strings.Contains(p.Fault.Error(), "under way") {
		t.Errorf("at once: %+v, %v", p, p.Fault)
	}
	s.clock = s.clock.Add(6 * time.Minute)
	if p = s.ask(s.asking("post", "ottawa")); p.Stage != held.Refused || !strings.Contains(p.Stands, "has no such pick-up") {
		t.Errorf("later: %+v", p)
	}
	if p = s.ask(s.asking("post", "ottawa")); p.Stage != held.Held {
		t.Errorf("anew: %+v, %v", p, p.Fault)
	}
}

// TestALostChangeOrCancellationIsAskedOnceMore: it is done once.
func TestALostChangeOrCancellationIsAskedOnceMore(t *testing.T) {
	s := open(t)
	p := s.ask(s.asking("dhl", "leipzig"))
	change := pickup.Asking{To: "18:00", Parcels: 7, Weight: 20_000, Who: "clerk:anna"}
	s.lost.Store(1)
	changed, err := pickup.Change(t.Context(), s.Merchant, string(p.ID), change)
	s.must(err)
	if changed.Stage != held.Changing || changed.Fault == nil || changed.Parcels != 5 {
		t.Fatalf("%+v, %v", changed, changed.Fault)
	}
	if _, err := pickup.Change(t.Context(), s.Merchant, string(p.ID), pickup.Asking{To: "18:30", Who: "clerk:anna"}); shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("another change meanwhile: %v", err)
	}
	changed, err = pickup.Change(t.Context(), s.Merchant, string(p.ID), change)
	s.must(err)
	if changed.Stage != held.Held || changed.Parcels != 7 || changed.To.Format("15:04") != "18:00" || !strings.HasSuffix(s.dhl.Coming(p.Number), "to 18:00") {
		t.Errorf("%+v, %v, %s", changed, changed.Fault, s.dhl.Coming(p.Number))
	}
	s.lost.Store(1)
	gone, err := pickup.Cancel(t.Context(), s.Merchant, string(p.ID), "", "clerk:anna")
	s.must(err)
	if gone.Stage != held.Cancelling || gone.Fault == nil {
		t.Fatalf("%+v", gone)
	}
	gone, err = pickup.Cancel(t.Context(), s.Merchant, string(p.ID), "", "clerk:anna") // the carrier has it no more
	s.must(err)
	if gone.Stage != held.Cancelled || gone.Fault != nil {
		t.Errorf("%+v, %v", gone, gone.Fault)
	}
}

// TestWhatWasCancelledAtTheCarriers is settled by what somebody saw there, and another may be asked for: FedEx Express cancels none whose station is not known.
func TestWhatWasCancelledAtTheCarriers(t *testing.T) {
	s := open(t)
	s.lost.Store(1)
	p := s.ask(s.asking("fedex", "austin"))
	settle := func(number string) (*pickup.Pickup, error) {
		return pickup.Settle(t.Context(), s.Merchant, string(p.ID), number, "clerk:anna")
	}
	seen, err := settle("3001")
	if err != nil || seen.Stage != held.Held || seen.Stands != "the carrier comes" {
		t.Fatalf("%+v, %v", seen, err)
	}
	stays, err := pickup.Cancel(t.Context(), s.Merchant, string(p.ID), "", "clerk:anna")
	if err != nil || stays.Stage != held.Held || stays.Fault == nil || !strings.Contains(stays.Fault.Error()+stays.Fault.Hint, "settle --none") {
		t.Fatalf("%+v, %v", stays, err)
	}
	if _, err := settle("3002"); shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("another number of what comes: %v", err)
	}
	calls := s.calls.Load()
	gone, err := settle("")
	if err != nil || gone.Stage != held.Cancelled || gone.Stands != "cancelled" || s.calls.Load() != calls {
		t.Errorf("%+v, %v", gone, err)
	}
	if _, err := settle(""); shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("once more: %v", err)
	}
	if again := s.ask(s.asking("fedex", "austin")); again.Stage != held.Held {
		t.Errorf("%+v, %v", again, again.Fault)
	}
}

// TestOneServiceHasManySpellings: FedEx Express is asked once for a day, whatever it is called; Ground comes by itself.
func TestOneServiceHasManySpellings(t *testing.T) {
	s := open(t)
	first := s.ask(s.asking("fedex", "austin"))
	for _, word := range []string{"express", "Express", " EXPRESS"} {
		a := s.asking("fedex", "austin")
		a.Service = word
		if _, err := pickup.Ask(t.Context(), s.Merchant, a); shipping.CodeOf(err) != shipping.Refused || !strings.Contains(err.Error(), first.Number) {
			t.Errorf("%q: %v", word, err)
		}
	}
	a := s.asking("fedex", "austin")
	a.Service = "Ground"
	if p := s.ask(a); p.Stage != held.Held || p.Service != "ground" {
		t.Errorf("%+v, %v", p, p.Fault)
	}
	if all, alive := s.fedex.Pickups(); all != 2 || alive != 2 {
		t.Errorf("%d pick-ups, %d alive", all, alive)
	}
}

// TestWhatWaitsIsCounted: where nobody says how many parcels there are, it is those that are booked with the carrier at the warehouse and have not left.
func TestWhatWaitsIsCounted(t *testing.T) {
	s := open(t)
	list, err := order.NewStock(strings.NewReader("sku,warehouse,quantity,reference\nMUG,leipzig,100,A\n"))
	s.must(err)
	_, err = stock.Receive(t.Context(), s.Merchant, list, stock.AsKnown)
	s.must(err)
	tell := func(id shipping.ParcelID, bodies ...fact.Body) {
		t.Helper()
		for _, b := range bodies {
			_, err := s.Ledger.Record(t.Context(), s.ID, ledger.Entry{Facts: []*fact.Fact{{Stream: id.Stream(), At: s.clock, By: "clerk:anna", Body: b}}})
			s.must(err)
		}
	}
	by := shipping.CarrierID("")
	for n := range 3 {
		taken, err := s.TakeOrders(t.Context(), fmt.Appendf(nil, `[{"number":"N-%d","placed":%q,"currency":"EUR","address":{"name":"Anne Roux","lines":["1 Main St"],"city":"Boise","region":"ID","postcode":"83701","country":"US"},
 "lines":[{"sku":"MUG","name":"Mug","quantity":1,"price":"12.00","weight":400,"hs":"691200","origin":"CN"}]}]`, n, s.clock.Format(time.RFC3339)), nil)
		s.must(err)
		id := taken[0].ID.Parcel(1)
		state, err := s.Ledger.Read(t.Context(), s.ID, id.Stream())
		s.must(err)
		k := fact.ParcelIn(state, id).Booking
		by = k.Carrier
		tell(id, &fact.Booked{Channel: k.Channel, Carrier: k.Carrier, Waybill: fmt.Sprintf("W%d", n)})
		if n == 2 {
			tell(id, &fact.HandedOver{})
		}
	}
	a := s.asking(by, "leipzig")
	a.Parcels, a.Weight = 0, 0
	p := s.ask(a)
	if p.Stage != held.Held || p.Parcels != 2 || p.Weight < 800 {
		t.Errorf("%+v, %v", p, p.Fault)
	}
}

// TestOnlyWhatCanBe is asked for, in the words of whoever asks, and the carrier is not called for anything else.
func TestOnlyWhatCanBe(t *testing.T) {
	s := open(t)
	for name, c := range map[string]struct {
		change func(*pickup.Asking)
		field  string
	}{
		"yesterday":              {func(a *pickup.Asking) { a.Day = s.day(-1) }, "day"},
		"a Sunday":               {func(a *pickup.Asking) { a.Day = s.day(6) }, "day"},
		"beyond a year":          {func(a *pickup.Asking) { a.Day = s.day(400) }, "day"},
		"no day":                 {func(a *pickup.Asking) { a.Day = "tomorrow" }, "day"},
		"no time":                {func(a *pickup.Asking) { a.From = "2 pm" }, "from"},
		"the wrong way":          {func(a *pickup.Asking) { a.From, a.To = "17:00", "14:00" }, "to"},
		"no weight":              {func(a *pickup.Asking) { a.Weight = 0 }, "weight"},
		"a weight of no parcels": {func(a *pickup.Asking) { a.Parcels = 0 }, "weight"},
		"nothing waits":          {func(a *pickup.Asking) { a.Parcels, a.Weight = 0, 0 }, "parcels"},
		"too heavy":              {func(a *pickup.Asking) { a.Weight = 50_000_000 }, "weight"},
		"of no warehouse":        {func(a *pickup.Asking) { a.Warehouse = "" }, "warehouse"},
		"of another warehouse":   {func(a *pickup.Asking) { a.Warehouse = "moon" }, "warehouse"},
		"of no carrier":          {func(a *pickup.Asking) { a.Carrier = "nobody" }, "carrier"},
		"today, over":            {func(a *pickup.Asking) { a.Day, a.From, a.To = s.day(0), "07:00", "08:00" }, "to"},
		"where it carries none":  {func(a *pickup.Asking) { a.Warehouse = "ottawa" }, "carrier"},
	} {
		a := s.asking("dhl", "leipzig")
		c.change(&a)
		_, err := pickup.Ask(t.Context(), s.Merchant, a)
		e, ok := err.(*shipping.Error) //nolint:errorlint // as it is told
		if !ok || e.Code != shipping.Invalid || e.Field != c.field || e.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.clock = s.clock.Add(4 * time.Hour) // noon by UTC is later in Leipzig
	a := s.asking("dhl", "leipzig")
	a.Day = s.day(0)
	if _, err := pickup.Ask(t.Context(), s.Merchant, a); err == nil || !strings.Contains(err.Error(), "13:00") {
		t.Errorf("beyond the cut-off: %v", err)
	}
	if n := s.calls.Load(); n != 0 {
		t.Errorf("carriers were asked %d times", n)
	}
	list, err := pickup.List(t.Context(), s.Merchant, pickup.Filter{Over: true})
	if err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestANumberThatIsGivenAgain is that of the pick-up that comes.
func TestANumberThatIsGivenAgain(t *testing.T) {
	s := open(t)
	first := s.ask(s.asking("fedex", "austin"))
	_, err := pickup.Cancel(t.Context(), s.Merchant, string(first.ID), "", "clerk:anna")
	s.must(err)
	s.lost.Store(1)
	second := s.ask(s.asking("fedex", "austin"))
	_, err = pickup.Settle(t.Context(), s.Merchant, string(second.ID), first.Number, "clerk:anna")
	s.must(err)
	if p, err := pickup.Cancel(t.Context(), s.Merchant, first.Number, "", "clerk:anna"); err != nil || p.ID != second.ID {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestNobodyListsWhatIsNotKnown: a day that is none, a carrier or a warehouse that the Book does not have.
func TestNobodyListsWhatIsNotKnown(t *testing.T) {
	s := open(t)
	for field, f := range map[string]pickup.Filter{"day": {Day: "16.12."}, "carrier": {Carrier: "nobody"}, "warehouse": {Warehouse: "moon"}} {
		_, err := pickup.List(t.Context(), s.Merchant, f)
		if e, ok := err.(*shipping.Error); !ok || e.Code != shipping.Invalid || e.Field != field || e.Hint == "" { //nolint:errorlint // as it is told
			t.Errorf("%s: %v", field, err)
		}
	}
}

// TestTheContactLiesBesideTheFacts, and goes when the person asks to be forgotten; the pick-up stays.
func TestTheContactLiesBesideTheFacts(t *testing.T) {
	s := open(t)
	a := s.asking("dhl", "leipzig")
	a.Contact.Email = "eva@shop.example"
	p := s.ask(a)
	history, err := s.Ledger.History(t.Context(), s.ID, shipping.PickupStream("dhl", "leipzig"))
	if err != nil || len(history) != 2 || strings.Contains(fmt.Sprintf("%+v", history[0].Body), "Eva") {
		t.Fatalf("%+v, %v", history, err)
	}
	asked := history[0].Body.(*held.Asked)
	doc, err := s.Ledger.Document(t.Context(), s.ID, asked.Plan.Contact)
	if err != nil || !strings.Contains(string(doc.Body), "Eva Berg") {
		t.Fatalf("%s, %v", doc.Body, err)
	}
	if n, err := s.Erase(t.Context(), shipping.Address{Email: "eva@shop.example"}); err != nil || n != 1 {
		t.Fatalf("%d documents, %v", n, err)
	}
	gone, err := pickup.Cancel(t.Context(), s.Merchant, string(p.ID), "", "clerk:anna")
	if err != nil || gone.Stage != held.Cancelled {
		t.Errorf("%+v, %v", gone, err)
	}
}

// TestWhoMayAsk: whoever may only look lists pick-ups, and asks for none; a stranger sees none.
func TestWhoMayAsk(t *testing.T) {
	s := open(t)
	reader := account.As(t.Context(), account.Actor{Name: "token:reader", Grants: account.Grants{"main": account.ReadOnly}})
	stranger := account.As(t.Context(), account.Actor{Name: "token:stranger", Grants: account.Grants{"other": account.Owner}})
	p := s.ask(s.asking("dhl", "leipzig"))
	calls := s.calls.Load()
	for what, err := range map[string]error{
		"asks":     second(pickup.Ask(reader, s.Merchant, s.asking("ups", "leipzig"))),
		"changes":  second(pickup.Change(reader, s.Merchant, string(p.ID), pickup.Asking{To: "18:00"})),
		"cancels":  second(pickup.Cancel(reader, s.Merchant, string(p.ID), "", "token:reader")),
		"settles":  second(pickup.Settle(reader, s.Merchant, string(p.ID), "N", "token:reader")),
		"stranger": second(pickup.List(stranger, s.Merchant, pickup.Filter{})),
	} {
		if code := shipping.CodeOf(err); code != shipping.Forbidden && (what != "stranger" || code != shipping.NotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if list, err := pickup.List(reader, s.Merchant, pickup.Filter{}); err != nil || len(list) != 1 || s.calls.Load() != calls {
		t.Errorf("%d listed, %v, %d calls", len(list), err, s.calls.Load()-calls)
	}
}

// second is the error of a call.
func second[T any](_ T, err error) error { return err }
