package rounds

import (
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/tracking"
	"crosslane/tracking/history"
)

// TestWhatIsNoStepIsNoted: a code that is known and no step of the way is told from one that nobody knows.
func TestWhatIsNoStepIsNoted(t *testing.T) {
	h := &history.History{}
	for _, m := range []history.Meaning{history.Silent, history.Unknown, history.Of(shipping.PickedUp)} {
		h.Events = append(h.Events, history.Event{When: history.Read("2026-05-01T10:00:00+02:00"), Meaning: m, Code: string(m)})
	}
	list := Messages("W1", h, history.Route{})
	if len(list) != 3 || list[0].Scan.Noted != fact.Silent || list[0].Scan.Unknown() || !list[1].Scan.Unknown() || list[2].Scan.Noted != "" || list[2].Scan.Unknown() {
		t.Errorf("%+v", list)
	}
}

// TestMessages: what was taken back is none, what takes it back corrects to what stood before; a clock without a zone is no instant.
func TestMessages(t *testing.T) {
	at := func(text string, m shipping.Milestone, place history.Place) history.Event {
		return history.Event{When: history.Read(text), Meaning: history.Of(m), Code: string(m), Place: place}
	}
	undo := at("2026-05-01T10:05:00+02:00", "", history.Place{Country: "DE"})
	undo.Meaning, undo.Code, undo.Withdraws = history.Silent, "STORN", true
	h := &history.History{Events: []history.Event{at("2026-05-01T08:00:00", shipping.WithCourier, history.Place{Country: "DE"}), at("2026-05-01T10:00:00+02:00", shipping.DeliveredMilestone, history.Place{Country: "DE"}), undo,
		at("2026-05-02T08:00:00", shipping.WithCourier, history.Place{Country: "US", IATA: "LAX"}), at("2026-05-03", shipping.DeliveredMilestone, history.Place{Country: "US", Region: "CA", Postcode: "90001", Locode: "USLAX"})}}
	h.Events[3].Reason, h.Events[4].Number, h.Events[4].Carrier, h.Events[4].Returning = "recipient_absent", "94001", "usps", true
	list := Messages("W1", h, history.Route{})
	if len(list) != 4 {
		t.Fatalf("%+v", list)
	}
	first, second, third, fourth := list[0], list[1], list[2], list[3]
	if !first.At.Equal(time.Date(2026, 5, 1, 6, 0, 0, 0, time.UTC)) || first.Scan.Milestone != shipping.WithCourier || first.Waybill != "W1" {
		t.Errorf("by the place: %+v", first)
	}
	if second.Scan.Milestone != shipping.WithCourier || second.Scan.Classifier != tracking.Correction || second.Scan.Code != "STORN" {
		t.Errorf("taken back: %+v", second)
	}
	if second.Scan.Said != "" || first.Scan.Said != "2026-05-01T08:00:00" {
		t.Errorf("what was said: %q, %q", first.Scan.Said, second.Scan.Said)
	}
	if !third.At.Equal(time.Date(2026, 5, 2, 8, 0, 0, 0, time.UTC)) || third.Scan.Said != "2026-05-02T08:00:00" || third.Scan.Classifier != fact.Actual || third.Scan.Milestone != shipping.WithCourier || third.Scan.Reason != "recipient_absent" ||
		third.Scan.Place != (fact.ScanPlace{Country: "US", IATA: "LAX"}) || third.Scan.Back {
		t.Errorf("a clock whose zone is not known: %+v", third)
	}
	if !fourth.At.Equal(time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC)) || fourth.Scan.Said != "2026-05-03" || !fourth.Scan.Back || fourth.Scan.Leg != (fact.ScanLeg{Carrier: "usps", Number: "94001"}) ||
		fourth.Scan.Place != (fact.ScanPlace{Country: "US", Region: "CA", Postcode: "90001", Locode: "USLAX"}) {
		t.Errorf("a day: %+v", fourth)
	}
}

// TestFurtherNumbersAreTold: of each carrier the one that it is told of last, behind the events.
func TestFurtherNumbersAreTold(t *testing.T) {
	h := &history.History{Events: []history.Event{{When: history.Read("2026-05-01T10:00:00Z"), Code: "PU", Meaning: history.Of(shipping.PickedUp)}},
		Onward: []history.Leg{{Carrier: "USPS", Number: "A1"}, {Number: "B1"}, {Carrier: "usps", Number: "A2"}, {Carrier: "GLS"}, {Number: ""}}}
	list := Messages("W1", h, history.Route{})
	var told []fact.ScanLeg
	for _, m := range list[1:] {
		if m.Waybill != "W1" || !m.At.IsZero() || !m.Scan.NumberAlone() || m.Problem != nil {
			t.Errorf("%+v", m)
		}
		told = append(told, m.Scan.Leg)
	}
	if len(told) != 2 || told[0] != (fact.ScanLeg{Number: "B1"}) || told[1] != (fact.ScanLeg{Carrier: "usps", Number: "A2"}) || list[0].Scan.Code != "PU" {
		t.Errorf("%+v", list)
	}
}
