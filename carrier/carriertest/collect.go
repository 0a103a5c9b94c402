package carriertest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/collecting"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// Collects is a carrier that comes for parcels, as [Collect] tries it.
type Collects struct {
	// Open begins an account that loses the answer of every so many-th pick-up, and answers every so many-th call with 429. Count is how many were taken, and how many of them are not cancelled.
	Open func(t *testing.T, lose, slow int) (by collecting.Collector, count func() (all, alive int))
	// Behind is a connector to whatever answers, that asks for no token.
	Behind func(base string) collecting.Collector
	// Pickup is one that is taken.
	Pickup collecting.Pickup
	// Wrong are changes of it that are refused before the carrier is called, by the field that is named.
	Wrong map[string][]func(*collecting.Pickup)
	Wants pickup.Answer // to Pickup
}

// Tomorrow is what a carrier is asked for, for a warehouse whose clocks are so many hours off.
func Tomorrow(hours int) pickup.Plan {
	from := time.Date(2026, 5, 5, 14, 0, 0, 0, time.FixedZone("", hours*60*60))
	return pickup.Plan{Day: "2026-05-05", Window: shipping.Window{From: from, To: from.Add(3 * time.Hour)}, Parcels: 5, Weight: 12_500}
}

// Collect holds a carrier against what every carrier that comes for parcels does.
func Collect(t *testing.T, c *Collects) {
	t.Helper()
	t.Run("asked, changed, cancelled", c.whole)
	t.Run("a lost answer", c.lost)
	t.Run("called too often", c.busy)
	t.Run("what is no answer", c.strange)
	t.Run("what cannot be asked for", c.wrong)
}

func (c *Collects) whole(t *testing.T) {
	by, count := c.Open(t, 0, 0)
	p := c.Pickup
	a, err := by.Collect(t.Context(), &p)
	if err != nil || *a != c.Wants {
		t.Fatalf("%+v, %v, want %+v", a, err, c.Wants)
	}
	p.Number, p.Office, p.Why = a.Number, a.Office, "no parcels"
	if changes, can := by.(collecting.Changer); can {
		other := p
		other.Plan.Window.To, other.Plan.Parcels = p.Plan.Window.To.Add(30*time.Minute), 7
		for range 2 { // the same change is made once
			if a, err := changes.ChangePickup(t.Context(), &other); err != nil || a.Number != p.Number {
				t.Errorf("changed: %+v, %v", a, err)
			}
		}
		other.Number = "0000000000"
		if _, err := changes.ChangePickup(t.Context(), &other); shipping.CodeOf(err) != shipping.NotFound && shipping.CodeOf(err) != shipping.Refused {
			t.Errorf("one that it does not have is changed: %v", err)
		}
	}
	if err := by.CancelPickup(t.Context(), &p); err != nil {
		t.Errorf("cancelled: %v", err)
	}
	if err := by.CancelPickup(t.Context(), &p); shipping.CodeOf(err) != shipping.NotFound && shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("cancelled twice: %v", err)
	}
	if all, alive := count(); all != 1 || alive != 0 {
		t.Errorf("%d pick-ups, %d alive", all, alive)
	}
}

func (c *Collects) lost(t *testing.T) {
	by, count := c.Open(t, 1, 0)
	p := c.Pickup
	if _, err := by.Collect(t.Context(), &p); shipping.CodeOf(err) != shipping.Unavailable {
		t.Fatalf("the answer is lost: %v", err)
	}
	if all, alive := count(); all != 1 || alive != 1 {
		t.Errorf("%d pick-ups, %d alive", all, alive)
	}
	finds, can := by.(collecting.Finder)
	if !can {
		return
	}
	a, err := finds.FindPickup(t.Context(), &p)
	if err != nil || a == nil || a.Number != c.Wants.Number {
		t.Fatalf("it is not found: %+v, %v", a, err)
	}
	p.Number, p.Office = a.Number, a.Office
	if err := by.CancelPickup(t.Context(), &p); err != nil {
		t.Error(err)
	}
	if a, err := finds.FindPickup(t.Context(), &p); err != nil || a != nil {
		t.Errorf("one that is cancelled is found: %+v, %v", a, err)
	}
}

func (c *Collects) busy(t *testing.T) {
	by, count := c.Open(t, 0, 1)
	p := c.Pickup
	p.Number, p.Office = "1", "1"
	_, err := by.Collect(t.Context(), &p)
	for what, err := range map[string]error{"asked": err, "cancelled": by.CancelPickup(t.Context(), &p)} {
		if busy, is := errors.AsType[*carrier.BusyError](err); !is || !busy.Many || busy.For != time.Second {
			t.Errorf("%s: %v", what, err)
		}
	}
	if all, _ := count(); all != 0 {
		t.Errorf("%d pick-ups", all)
	}
}

// strange: what is no answer of the carrier's is no yes, also where its yes says nothing.
func (c *Collects) strange(t *testing.T) {
	for _, status := range []int{200, 403, 502} {
		base := At(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, "<html><body>a gateway</body>")
		}))
		by, p := c.Behind(base), c.Pickup
		p.Number, p.Office, p.Why = "1", "1", "no parcels"
		_, err := by.Collect(t.Context(), &p)
		errs := map[string]error{"asked": err, "cancelled": by.CancelPickup(t.Context(), &p)}
		if changes, can := by.(collecting.Changer); can {
			_, errs["changed"] = changes.ChangePickup(t.Context(), &p)
		}
		if finds, can := by.(collecting.Finder); can {
			_, errs["found"] = finds.FindPickup(t.Context(), &p)
		}
		for what, err := range errs {
			if shipping.CodeOf(err) != shipping.Unavailable {
				t.Errorf("%s by a page with status %d: %v", what, status, err)
			}
		}
	}
}

func (c *Collects) wrong(t *testing.T) {
	by, count := c.Open(t, 0, 0)
	for field, list := range c.Wrong {
		for i, change := range list {
			p := c.Pickup
			change(&p)
			_, err := by.Collect(t.Context(), &p)
			e, is := errors.AsType[*shipping.Error](err)
			if !is || e.Field != field && carrier.RefusalCode(err) != field || !strings.Contains(e.Message+e.Hint, " ") {
				t.Errorf("%s, %d: %v", field, i, err)
			}
		}
	}
	if all, _ := count(); all != 0 {
		t.Errorf("%d pick-ups", all)
	}
}

// Saying is the address of whatever answers every call with a good status and a text.
func Saying(t *testing.T, text string) string {
	t.Helper()
	return At(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }))
}
