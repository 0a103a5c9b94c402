package pickup_test

import (
	"testing"
	"time"

	"crosslane/fact/pickup"
	"crosslane/shipping"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

func plan(day shipping.Date, parcels int64) pickup.Plan {
	return pickup.Plan{Day: day, Window: shipping.Window{From: noon, To: noon.Add(time.Hour)}, Parcels: parcels, Weight: 1000}
}

// TestHowAPickupStands after each fact.
func TestHowAPickupStands(t *testing.T) {
	yes := pickup.Answer{To: pickup.ToCome, Done: true, Number: "N1", Office: "COSA", Promised: shipping.Window{From: noon, To: noon.Add(time.Hour)}, Cost: shipping.Money{Amount: 500, Currency: "EUR"}}
	l := &pickup.List{}
	for i, c := range []struct {
		body    any
		stage   pickup.Stage
		parcels int64
		number  string
		open    bool
	}{
		{&pickup.Asked{Pickup: "p", Carrier: "ups", Warehouse: "w", Plan: plan("2026-05-05", 5)}, pickup.Unanswered, 5, "", true},
		{&pickup.Answered{Pickup: "p", Answer: yes}, pickup.Held, 5, "N1", true},
		{&pickup.ChangeAsked{Pickup: "p", Plan: plan("2026-05-05", 7)}, pickup.Changing, 5, "N1", true},
		{&pickup.Answered{Pickup: "p", Answer: pickup.Answer{To: pickup.ToChange, Code: "E1"}}, pickup.Held, 5, "N1", true},
		{&pickup.ChangeAsked{Pickup: "p", Plan: plan("2026-05-05", 8)}, pickup.Changing, 5, "N1", true},
		{&pickup.Answered{Pickup: "p", Answer: pickup.Answer{To: pickup.ToChange, Done: true, Number: "N2"}}, pickup.Held, 8, "N2", true},
		{&pickup.CancelAsked{Pickup: "p"}, pickup.Cancelling, 8, "N2", true},
		{&pickup.Answered{Pickup: "p", Answer: pickup.Answer{To: pickup.ToCancel, Code: "E2"}}, pickup.Held, 8, "N2", true},
		{&pickup.ChangeAsked{Pickup: "p", Plan: plan("2026-05-05", 9)}, pickup.Changing, 8, "N2", true},
		{&pickup.CancelAsked{Pickup: "p"}, pickup.Cancelling, 8, "N2", true},
		{&pickup.Answered{Pickup: "p", Answer: pickup.Answer{To: pickup.ToCancel, Code: "E2"}}, pickup.Changing, 8, "N2", true},
		{&pickup.Answered{Pickup: "p", Answer: pickup.Answer{To: pickup.ToChange, Code: "E1"}}, pickup.Held, 8, "N2", true},
		{&pickup.CancelAsked{Pickup: "p"}, pickup.Cancelling, 8, "N2", true},
		{&pickup.Answered{Pickup: "p", Answer: pickup.Answer{To: pickup.ToCancel, Done: true}}, pickup.Cancelled, 8, "N2", false},
	} {
		l.Fold(noon, c.body)
		p := l.Find("p")
		if p.Stage != c.stage || p.Plan.Parcels != c.parcels || p.Answer.Number != c.number || p.Open() != c.open || (l.On("2026-05-05", "") != nil) != c.open {
			t.Errorf("step %d: %+v", i, p)
		}
		if i > 0 && (p.Answer.Cost.Amount != 500 || p.Answer.Office != "COSA") {
			t.Errorf("step %d: what was told is forgotten: %+v", i, p.Answer)
		}
		if changed := i >= 5; i > 0 && changed != (p.Answer.Promised == shipping.Window{}) {
			t.Errorf("step %d: the window is %v", i, p.Answer.Promised)
		}
	}
	l.Fold(noon, &pickup.Asked{Pickup: "q", Plan: plan("2026-05-06", 1)})
	l.Fold(noon, &pickup.Answered{Pickup: "q", Answer: pickup.Answer{To: pickup.ToCome, Code: "E3"}})
	if q := l.Find("q"); q.Stage != pickup.Refused || q.Open() || len(l.Pickups) != 2 {
		t.Errorf("%+v", q)
	}
}

// TestWhatIsLongOverIsForgotten, and what has no answer is not.
func TestWhatIsLongOverIsForgotten(t *testing.T) {
	l := &pickup.List{}
	l.Fold(noon, &pickup.Asked{Pickup: "over", Plan: plan("2026-01-02", 1)})
	l.Fold(noon, &pickup.Answered{Pickup: "over", Answer: pickup.Answer{To: pickup.ToCome, Done: true, Number: "N"}})
	l.Fold(noon, &pickup.Asked{Pickup: "open", Plan: plan("2026-01-02", 1)})
	before := l.Pickups
	l.Fold(noon, &pickup.Asked{Pickup: "new", Plan: plan("2026-02-02", 1)})
	if len(l.Pickups) != 3 {
		t.Errorf("a month is kept: %+v", l.Pickups)
	}
	l.Fold(noon, &pickup.Asked{Pickup: "newer", Plan: plan("2026-02-03", 1)})
	if l.Find("over") != nil || l.Find("open") == nil || len(l.Pickups) != 3 || before[0].ID != "over" {
		t.Errorf("%+v", l.Pickups)
	}
}
