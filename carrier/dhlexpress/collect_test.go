package dhlexpress

import (
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier/carriertest"
	"crosslane/carrier/collecting"
	"crosslane/carrier/dhlexpress/mock"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// wanted is a pick-up that is taken.
func wanted() collecting.Pickup {
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
			return Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: base}, mock.Secret, nil, time.Minute)
		},
		Pickup: wanted(),
		Wants:  pickup.Answer{Number: "PRG000000000001", Promised: wanted().Plan.Window},
		Wrong: map[string][]func(*collecting.Pickup){
			"phone":    {func(p *collecting.Pickup) { p.Contact.Phone = "" }},
			"service":  {func(p *collecting.Pickup) { p.Plan.Service = "ground" }},
			"street":   {func(p *collecting.Pickup) { p.From.Street = "" }},
			"day":      {func(p *collecting.Pickup) { p.Plan.Day = "2026-05-15" }},
			"parcels":  {func(p *collecting.Pickup) { p.Loads = []collecting.Load{{Service: "P", Parcels: 1000}} }, func(p *collecting.Pickup) { p.Loads = []collecting.Load{{Parcels: 1}} }},
			"too_long": {func(p *collecting.Pickup) { p.Contact.Name = long }, func(p *collecting.Pickup) { p.Contact.Instructions = long }},
		},
	})
}

// TestAYesSaysSo: an answer without a number, or with two, is none.
func TestAYesSaysSo(t *testing.T) {
	for _, text := range []string{"{}", `{"dispatchConfirmationNumbers":["PRG1","PRG2"]}`} {
		c := Open(book.Carrier{Account: mock.Account, Login: mock.Login, Address: carriertest.Saying(t, text)}, mock.Secret, nil, time.Minute)
		p := wanted()
		if _, err := c.Collect(t.Context(), &p); shipping.CodeOf(err) != shipping.Unavailable {
			t.Errorf("%s: %v", text, err)
		}
		if _, err := c.ChangePickup(t.Context(), &p); shipping.CodeOf(err) != shipping.Unavailable {
			t.Errorf("%s: %v", text, err)
		}
	}
}
