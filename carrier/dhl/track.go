// Package dhl speaks with DHL's unified interface (Shipment Tracking, Unified), which answers for all of its networks.
package dhl

import (
	"strings"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where parcels are, or a push.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	found := answer.All("shipments")
	if len(found) == 0 {
		found = answer.Holding("events")
	}
	if len(found) == 0 && answer.At("status", "statusCode") != nil { // a push tells the newest alone
		found = []*payload.Node{answer}
	}
	for _, n := range found {
		a.Add(parcel(n))
	}
	if title := answer.First("detail", "title"); len(a.Histories) == 0 && title != "" {
		a.Refuse(answer.Get("status"), title, answer.Get("status") == "404")
	}
	return a
}

func parcel(n *payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Coarse: true, Number: n.Get("id")}
	h.Origin, h.Destination = place(n.At("origin")).Country, place(n.At("destination")).Country
	h.Estimate = history.Estimate{From: history.Read(n.Get("estimatedDeliveryTimeFrame", "estimatedFrom")), To: history.Read(n.Get("estimatedDeliveryTimeFrame", "estimatedThrough"))}
	if !h.Estimate.Known() {
		h.Estimate.To = history.Read(n.Get("estimatedTimeOfDelivery"))
	}
	for _, e := range n.Whole("events") {
		h.Events = append(h.Events, event(e))
	}
	if len(h.Events) == 0 && n.At("status", "statusCode") != nil {
		h.Events = []history.Event{event(n.At("status"))}
	}
	for _, r := range n.All("details", "references") {
		if r.Get("type") == "local-tracking-number" || r.Get("type") == "domestic-tracking-number" {
			h.Onward = append(h.Onward, history.Leg{Number: r.Get("number")})
		}
	}
	return h
}

func place(n *payload.Node) history.Place {
	address := n.At("address")
	p := history.Place{City: address.Get("addressLocality"), Postcode: address.Get("postalCode"), Country: payload.Country(address.Get("countryCode"))}
	if code := n.Get("servicePoint", "url"); code != "" {
		p.Facility = n.Get("servicePoint", "label")
	}
	return p
}

func event(n *payload.Node) history.Event {
	e := history.Event{When: history.Read(n.Get("timestamp")), Place: place(n.At("location")), Code: n.Get("statusCode"), Text: strings.Join(strings.Fields(n.First("description", "status", "remark")), " ")}
	switch strings.ToLower(e.Code) {
	case "pre-transit":
		e.Meaning = history.Of(shipping.LabelCreated)
	case "delivered":
		e.Meaning = history.Of(shipping.DeliveredMilestone)
		if m, _, ok := read(n); ok && m == history.Of(shipping.BackWithSender) {
			e.Meaning = m
		}
	case "failure":
		e.Meaning = history.Of(shipping.DeliveryFailed)
		if m, reason, ok := read(n); ok && !onTheWay(m) && m != history.Of(shipping.DeliveredMilestone) {
			e.Meaning, e.Reason = m, reason
		}
	case "transit":
		e.Meaning = history.Underway
		if m, reason, ok := read(n); ok && m != history.Of(shipping.DeliveredMilestone) {
			e.Meaning, e.Reason = m, reason
		}
	default: // "unknown", or a code of one of the networks
		if m, reason, ok := read(n); ok {
			e.Meaning, e.Reason = m, reason
		}
	}
	return e
}

// onTheWay reports whether a meaning says no more than that the parcel moves.
func onTheWay(m history.Meaning) bool {
	return m == history.Underway || m == history.HubIn || m == history.HubOut
}

// read reads the words of an event, of which the description is the plainest.
func read(n *payload.Node) (history.Meaning, string, bool) {
	for _, field := range []string{"description", "status", "remark"} {
		text := strings.ToLower(n.Get(field))
		for _, p := range german {
			if strings.Contains(text, p.words) {
				return p.meaning, "", true
			}
		}
		if m, reason, ok := history.Worded(text); ok {
			return m, reason, true
		}
	}
	return history.Unknown, "", false
}

// german are the words of the parcel network where it was asked in German.
var german = []struct {
	words   string
	meaning history.Meaning
}{
	{"nicht zugestellt", history.Of(shipping.DeliveryFailed)},
	{"zustellung war nicht möglich", history.Of(shipping.DeliveryFailed)},
	{"zustellversuch", history.Of(shipping.DeliveryFailed)},
	{"zurückgesandt", history.Of(shipping.ReturnStarted)},
	{"rücksendung", history.Of(shipping.ReturnStarted)},
	{"in das zustellfahrzeug geladen", history.Of(shipping.WithCourier)},
	{"zur abholung", history.Of(shipping.AwaitingPickup)},
	{"zugestellt", history.Of(shipping.DeliveredMilestone)},
	{"elektronisch angekündigt", history.Of(shipping.LabelCreated)},
	{"eingeliefert", history.Of(shipping.DroppedOff)},
	{"abgeholt", history.Of(shipping.PickedUp)},
	{"zoll", history.CustomsSubmitted},
	{"eingetroffen", history.HubIn},
	{"bearbeitet", history.HubIn},
	{"verlassen", history.HubOut},
}
