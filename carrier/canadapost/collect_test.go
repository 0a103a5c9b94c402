package canadapost

import (
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/canadapost/mock"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/collecting"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// collected is a pick-up that is taken.
func collected() collecting.Pickup {
	p := collecting.Pickup{ID: "pck_06eci1nc03m9h067tpr0gbo1", At: carriertest.Begun, From: ask(1).From, Plan: carriertest.Tomorrow(-4), Contact: collecting.Contact{Name: "Eva Berg", Phone: "613 555 0100", Instructions: "Gate 3", Email: "ops@shop.example"}}
	p.Loads = []collecting.Load{{Service: ask(1).Channel.Service, To: ask(1).To.Place(), Parcels: 5, Weight: 12_500}}
	return p
}

func TestPickups(t *testing.T) {
	long := strings.Repeat("x", 300)
	carriertest.Collect(t, &carriertest.Collects{
		Open: func(t *testing.T, lose, slow int) (collecting.Collector, func() (int, int)) {
			r := start(t, &mock.Server{Lose: lose, Slow: slow})
			return r.Connector, r.Pickups
		},
		Behind: func(base string) collecting.Collector {
			return Open(book.Carrier{ID: "canada-post", Account: bookAccount, Login: mock.Login, Address: base}, mock.Secret, nil, time.Minute)
		},
		Pickup: collected(),
		Wants:  pickup.Answer{Number: "0074698052", Cost: shipping.Money{Amount: 396, Currency: "CAD"}},
		Wrong: map[string][]func(*collecting.Pickup){
			"phone":    {func(p *collecting.Pickup) { p.Contact.Phone = "555 0100" }},
			"email":    {func(p *collecting.Pickup) { p.Contact.Email = "" }},
			"service":  {func(p *collecting.Pickup) { p.Plan.Service = "ground" }},
			"street":   {func(p *collecting.Pickup) { p.From.Street = "" }, func(p *collecting.Pickup) { p.From.Place.Country = "US" }},
			"from":     {func(p *collecting.Pickup) { p.Plan.Window.From = p.Plan.Window.From.Add(-3 * time.Hour) }, func(p *collecting.Pickup) { p.Plan.Window.From = p.Plan.Window.From.Add(time.Minute) }},
			"to":       {func(p *collecting.Pickup) { p.Plan.Window.To = p.Plan.Window.To.Add(time.Hour) }},
			"no_tour":  {func(p *collecting.Pickup) { p.From.Place.Postcode = "X1X 1X1" }},
			"too_long": {func(p *collecting.Pickup) { p.Contact.Name = long }, func(p *collecting.Pickup) { p.Contact.Instructions = long }, func(p *collecting.Pickup) { p.From.Name = long }},
		},
	})
}

// TestTheCutOffOfAPlace is asked for, and what is beyond it is not.
func TestTheCutOffOfAPlace(t *testing.T) {
	r := start(t, &mock.Server{})
	p := collected()
	p.Plan.Day = "2026-05-04"
	p.At = carriertest.Begun.Add(11*time.Hour - time.Minute) // 15:59 in Ottawa
	if err := r.comes(t.Context(), &p, "K1K4T3"); err != nil {
		t.Error(err)
	}
	p.At = p.At.Add(time.Minute)
	if err := r.comes(t.Context(), &p, "K1K4T3"); carrier.RefusalCode(err) != "cut_off" {
		t.Errorf("%v", err)
	}
	p.Plan.Day = "2026-05-05"
	if err := r.comes(t.Context(), &p, "K1K4T3"); err != nil {
		t.Error(err)
	}
}

// TestOnlyThePickupOfThePlaceIsFound, and of the day.
func TestOnlyThePickupOfThePlaceIsFound(t *testing.T) {
	r := start(t, &mock.Server{})
	p, other := collected(), collected()
	other.From.Place.Postcode = "H2B 1A0"
	if _, err := r.Collect(t.Context(), &other); err != nil {
		t.Fatal(err)
	}
	beside := collected() // under the same postcode
	beside.From.Street = "7 Side Rd"
	if _, err := r.Collect(t.Context(), &beside); err != nil {
		t.Fatal(err)
	}
	later := collected()
	later.Plan.Day, later.Plan.Window.From, later.Plan.Window.To = "2026-05-06", p.Plan.Window.From.AddDate(0, 0, 1), p.Plan.Window.To.AddDate(0, 0, 1)
	if _, err := r.Collect(t.Context(), &later); err != nil {
		t.Fatal(err)
	}
	if a, err := r.FindPickup(t.Context(), &p); a != nil || err != nil {
		t.Errorf("%+v, %v", a, err)
	}
	if a, err := r.FindPickup(t.Context(), &later); err != nil || a == nil || a.Number != "0074698054" {
		t.Errorf("%+v, %v", a, err)
	}
}

// TestAYesSaysSo: messages are no yes to a cancellation, and what is no certificate proves nothing.
func TestAYesSaysSo(t *testing.T) {
	c := Open(book.Carrier{Account: bookAccount, Login: mock.Login, Address: carriertest.Saying(t, `<messages xmlns="http://www.canadapost.ca/ws/messages"/>`)}, mock.Secret, nil, time.Minute)
	p := collected()
	if err := c.CancelPickup(t.Context(), &p); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
	other := Open(book.Carrier{Account: bookAccount, Login: mock.Login, Address: carriertest.Saying(t, `<certificate><image>JVBERi0=</image></certificate>`)}, mock.Secret, nil, time.Minute)
	if _, err := other.Prove(t.Context(), "1"); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
}
