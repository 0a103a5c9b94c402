package usps

import (
	"slices"
	"strings"
	"testing"
	"time"

	"crosslane/carrier/carriertest"
	"crosslane/carrier/collecting"
	"crosslane/carrier/usps/mock"
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
			to := who
			to.Address = base
			c := Open(to, mock.Secret, nil, time.Minute)
			c.wire.Bearer = nil
			return c
		},
		Pickup: collected(),
		Wants:  pickup.Answer{Number: "WTC000000001", Promised: wholeDay()},
		Wrong: map[string][]func(*collecting.Pickup){
			"contact":  {func(p *collecting.Pickup) { p.Contact.Name = " " }},
			"service":  {func(p *collecting.Pickup) { p.Plan.Service = "ground" }},
			"place":    {func(p *collecting.Pickup) { p.From.Street = "" }},
			"day":      {func(p *collecting.Pickup) { p.Plan.Day = "2026-05-04" }, func(p *collecting.Pickup) { p.Plan.Day = "2026-05-03" }},
			"too_long": {func(p *collecting.Pickup) { p.Contact.Name = long }, func(p *collecting.Pickup) { p.Contact.Instructions = long }},
		},
	})
}

func wholeDay() shipping.Window {
	from := collected().Plan.Window.From.Add(-14 * time.Hour)
	return shipping.Window{From: from, To: from.Add(24*time.Hour - time.Minute)}
}

// TestParts: parcels by mail class as a pick-up tells them apart, and names in two.
func TestParts(t *testing.T) {
	got := parts([]collecting.Load{{Service: "PRIORITY_MAIL FB", Parcels: 2}, {Service: "PRIORITY_MAIL_INTERNATIONAL", Parcels: 3}, {Service: "MEDIA_MAIL", Parcels: 1}, {Service: "PRIORITY_MAIL", Parcels: 4}, {Service: "LIBRARY_MAIL", Parcels: 1}})
	if want := []pickupPart{{"PRIORITY_MAIL", 6}, {"INTERNATIONAL", 3}, {"OTHER", 2}}; !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	for name, want := range map[string]string{"Eva Maria Berg": "Eva Maria/Berg", "Eva": "Eva/Eva"} {
		if first, last, err := named(name); err != nil || first+"/"+last != want {
			t.Errorf("%s: %s %s, %v", name, first, last, err)
		}
	}
}
