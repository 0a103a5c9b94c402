package shipengine

import (
	"strings"
	"time"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where a parcel is, or a push.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	found := answer.Holding("tracking_number")
	if len(found) == 0 {
		found = answer.Holding("events")
	}
	for _, n := range found {
		a.Add(parcel(n))
	}
	for _, e := range answer.All("errors") {
		code := e.Get("error_code")
		a.Refuse(code, e.Get("message"), code == "not_found" || code == "tracking_not_found")
	}
	return a
}

func parcel(n *payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Coarse: true, Number: n.Get("tracking_number")}
	delivered := n.Get("status_code") == "DE" || n.Get("status_code") == "SP"
	if !delivered {
		h.Estimate.To = history.Read(n.Get("estimated_delivery_date"))
	}
	for _, t := range n.Whole("events") {
		h.Events = append(h.Events, event(t))
	}
	if len(h.Events) == 0 && n.Get("status_code") != "" {
		e := history.Event{When: history.Read(n.First("actual_delivery_date", "ship_date")), Code: n.Get("status_code"), Text: n.First("carrier_status_description", "status_description")}
		h.Events = []history.Event{meant(e, n.Get("status_code"))}
	}
	return h
}

func event(t *payload.Node) history.Event {
	e := history.Event{When: when(t.Get("occurred_at"), t.Get("carrier_occurred_at")), Code: t.First("event_code", "carrier_status_code", "status_code"), Text: t.First("description", "carrier_status_description", "event_description")}
	e.Place = history.Place{City: t.Get("city_locality"), Region: t.Get("state_province"), Postcode: t.Get("postal_code"), Country: payload.Country(t.Get("country_code"))}
	if row, ok := details[strings.ToUpper(t.Get("status_detail_code"))]; ok {
		e.Meaning, e.Reason = row.meaning, row.reason
		return e
	}
	return meant(e, t.Get("status_code"))
}

// when reads the instant in UTC, and the same time by the clocks of the place, which tells the offset.
func when(utc, local string) history.Moment {
	at, here := history.Read(utc), history.Read(local)
	if at.Precision != history.Instant || here.Precision != history.Local {
		if at.Precision == history.Unsaid {
			return here
		}
		return at
	}
	_, offset := at.Wall.Zone()
	clock := time.Date(at.Wall.Year(), at.Wall.Month(), at.Wall.Day(), at.Wall.Hour(), at.Wall.Minute(), at.Wall.Second(), 0, time.UTC).Add(-time.Duration(offset) * time.Second)
	apart := here.Wall.Sub(clock)
	if apart%(15*time.Minute) != 0 || apart > 14*time.Hour || apart < -12*time.Hour {
		return at
	}
	return here.At(int(apart / time.Second))
}

// meant says what an event means: by its words, held against the code of ShipEngine where there is one.
func meant(e history.Event, status string) history.Event {
	m, reason, worded := history.Worded(e.Text)
	switch strings.ToUpper(status) {
	case "AC":
		if e.Meaning = history.Of(shipping.LabelCreated); worded && m == history.Of(shipping.PickedUp) {
			e.Meaning = m
		}
	case "DE":
		if e.Meaning = history.Of(shipping.DeliveredMilestone); worded && m == history.Of(shipping.BackWithSender) {
			e.Meaning = m
		}
	case "SP":
		e.Meaning = history.Of(shipping.AwaitingPickup)
	case "AT":
		e.Meaning = history.Of(shipping.DeliveryFailed)
	case "EX":
		if e.Meaning = history.Of(shipping.HeldByOperator); worded && m != history.Of(shipping.DeliveredMilestone) {
			e.Meaning = m
		}
	case "IT":
		if e.Meaning = history.Underway; worded && m != history.Of(shipping.DeliveredMilestone) {
			e.Meaning = m
		}
	default: // "UN", "NY", or none
		if worded {
			e.Meaning = m
		}
	}
	if worded && e.Meaning == m {
		e.Reason = reason
	}
	return e
}
