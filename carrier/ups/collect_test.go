package ups

import (
	"strings"
	"testing"
	"time"

	"crosslane/carrier/carriertest"
	"crosslane/carrier/collecting"
	"crosslane/carrier/ups/mock"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// collected is a pick-up that is taken.
func collected() collecting.Pickup {
	p := collecting.Pickup{ID: "pck_06eci1nc03m9h067tpr0gbo1", At: carriertest.Begun, From: ask(1).From, Plan: carriertest.Tomorrow(2), Contact: collecting.Contact{Name: "Eva Berg", Phone: "+49 341 5550100", Instructions: "Gate 3"}}
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
			c := behind(base, "", time.Minute)
			c.wire.Bearer = nil
			return c
		},
		Pickup: collected(),
		Wants:  pickup.Answer{Number: "29000000001", Cost: shipping.Money{Amount: 635, Currency: "EUR"}},
		Wrong: map[string][]func(*collecting.Pickup){
			"phone":    {func(p *collecting.Pickup) { p.Contact.Phone = "" }, func(p *collecting.Pickup) { p.Contact.Phone = strings.Repeat("9", 16) }},
			"service":  {func(p *collecting.Pickup) { p.Plan.Service = "ground" }, func(p *collecting.Pickup) { p.Loads = []collecting.Load{{Service: "SAVER", Parcels: 1}} }},
			"street":   {func(p *collecting.Pickup) { p.From.Street = "" }, func(p *collecting.Pickup) { p.From.City = "" }},
			"parcels":  {func(p *collecting.Pickup) { p.Loads = []collecting.Load{{Service: "65", Parcels: 1000}} }},
			"too_long": {func(p *collecting.Pickup) { p.Contact.Name = long }, func(p *collecting.Pickup) { p.From.Name = long }, func(p *collecting.Pickup) { p.Contact.Instructions = long }},
		},
	})
}

// TestUPSTellsOfTodayAndTomorrow alone: of a later one that is not told nothing is known.
func TestUPSTellsOfTodayAndTomorrow(t *testing.T) {
	r := start(t, &mock.Server{})
	p := collected()
	if a, err := r.FindPickup(t.Context(), &p); a != nil || err != nil {
		t.Errorf("tomorrow: %+v, %v", a, err)
	}
	p.Plan.Day = "2026-05-06"
	if a, err := r.FindPickup(t.Context(), &p); a != nil || shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("the day after: %+v, %v", a, err)
	}
	other := collected()
	other.ID = "pck_2"
	if _, err := r.Collect(t.Context(), &other); err != nil {
		t.Fatal(err)
	}
	p.Plan.Day = "2026-05-05"
	if a, err := r.FindPickup(t.Context(), &p); a != nil || err != nil {
		t.Errorf("another's is found: %+v, %v", a, err)
	}
}

// TestWeights of pick-ups are told in the units of the place, to the tenth that is begun.
func TestWeights(t *testing.T) {
	for grams, want := range map[int64][2]string{12_500: {"12.5", "27.6"}, 1: {"0.1", "0.1"}, 12_501: {"12.6", "27.6"}} {
		if kg, lb := tenths(grams, 100), tenths(grams*100_000, 4_535_924); kg != want[0] || lb != want[1] {
			t.Errorf("%d: %s kg, %s lb", grams, kg, lb)
		}
	}
}

// TestAYesSaysSo: an answer that does not say that the pick-up is cancelled is none.
func TestAYesSaysSo(t *testing.T) {
	c := behind(carriertest.Saying(t, "{}"), "", time.Minute)
	c.wire.Bearer = nil
	p := collected()
	if err := c.CancelPickup(t.Context(), &p); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
}
