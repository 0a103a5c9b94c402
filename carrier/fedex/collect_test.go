package fedex

import (
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/collecting"
	"crosslane/carrier/fedex/mock"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// collected is a pick-up that is taken.
func collected() collecting.Pickup {
	p := collecting.Pickup{ID: "pck_06eci1nc03m9h067tpr0gbo1", At: carriertest.Begun, From: ask(1).From, Plan: carriertest.Tomorrow(-5), Contact: collecting.Contact{Name: "Eva Berg", Phone: "+1 512 555 0100", Instructions: "Gate 3"}}
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
			c := Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: base}, mock.Secret, nil, time.Minute)
			c.ship.Bearer = nil
			return c
		},
		Pickup: collected(),
		Wants:  pickup.Answer{Number: "3001", Office: "COSA"},
		Wrong: map[string][]func(*collecting.Pickup){
			"phone":     {func(p *collecting.Pickup) { p.Contact.Phone = "" }},
			"bad_phone": {func(p *collecting.Pickup) { p.Contact.Phone = "5" }},
			"service":   {func(p *collecting.Pickup) { p.Plan.Service = "freight" }},
			"street":    {func(p *collecting.Pickup) { p.From.Street = "" }},
			"too_long":  {func(p *collecting.Pickup) { p.Contact.Name = long }, func(p *collecting.Pickup) { p.Contact.Instructions = long }},
		},
	})
}

// TestGroundComesByItself, and Express is not cancelled without its station.
func TestGroundComesByItself(t *testing.T) {
	r := start(t, &mock.Server{})
	p := collected()
	p.Plan.Service = "Ground"
	a, err := r.Collect(t.Context(), &p)
	if err != nil || a.Office != "" {
		t.Fatalf("%+v, %v", a, err)
	}
	p.Number = a.Number
	if err := r.CancelPickup(t.Context(), &p); err != nil {
		t.Error(err)
	}
	p.Plan.Service = "express"
	if err := r.CancelPickup(t.Context(), &p); carrier.RefusalCode(err) != "no_station" {
		t.Errorf("%v", err)
	}
}

// TestAYesToACancellationSaysSo: an answer that does not name the pick-up is none.
func TestAYesToACancellationSaysSo(t *testing.T) {
	c := Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: carriertest.Saying(t, `{"output":{}}`)}, mock.Secret, nil, time.Minute)
	c.ship.Bearer = nil
	p := collected()
	p.Number, p.Office = "3001", "COSA"
	if err := c.CancelPickup(t.Context(), &p); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
}
