package pickup

import (
	"testing"
	"time"

	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// TestAnotherDay: a carrier that comes on another day than it was asked for is told so, and one that names no day is believed.
func TestAnotherDay(t *testing.T) {
	from := time.Date(2026, 5, 6, 0, 0, 0, 0, time.FixedZone("", -5*3600))
	for want, w := range map[string]shipping.Window{
		"the carrier comes": {},
		"the carrier comes on another day than it was asked for: 2026-05-06": {From: from, To: from.Add(time.Hour)},
	} {
		p := &pickup.Pickup{Stage: pickup.Held, Plan: pickup.Plan{Day: "2026-05-05"}, Answer: pickup.Answer{To: pickup.ToCome, Done: true, Number: "N", Promised: w}}
		if got := stands(p); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	p := &pickup.Pickup{Stage: pickup.Held, Plan: pickup.Plan{Day: "2026-05-06"}, Answer: pickup.Answer{Promised: shipping.Window{From: from, To: from.Add(time.Hour)}}}
	if got := stands(p); got != "the carrier comes" {
		t.Error(got)
	}
}
