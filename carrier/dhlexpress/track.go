package dhlexpress

import (
	"strings"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where parcels are. Times are local to the place, as DHL tells no offset.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	for _, shipment := range answer.Holding("events") {
		a.Add(fromJSON(shipment))
	}
	for _, bill := range answer.Holding("AWBNumber") {
		if h := fromXML(bill, a); h != nil {
			a.Add(h)
		}
	}
	if status := answer.First("detail", "title"); len(a.Histories) == 0 && status != "" {
		a.Refuse(answer.Get("status"), status, answer.Get("status") == "404" || strings.Contains(strings.ToLower(status), "no shipments found") || strings.Contains(strings.ToLower(status), "not found"))
	}
	if c := answer.Find("Condition"); len(a.Histories) == 0 && len(a.Problems) == 0 && c != nil {
		a.Refuse(c.Get("ConditionCode"), c.Get("ConditionData"), missing(c.Get("ConditionCode")))
	}
	return a
}

// missing reports whether a code of the older interface says that the number is not known.
func missing(code string) bool { return code == "103" || code == "209" }

func fromJSON(s *payload.Node) *history.History {
	h := &history.History{Number: s.Get("shipmentTrackingNumber")}
	h.Origin, h.Destination = side(s.At("shipperDetails")), side(s.At("receiverDetails"))
	h.Estimate.To = history.Read(s.First("estimatedDeliveryDate", "estimatedTimeOfDelivery"))
	for _, n := range s.Whole("events") {
		e := history.Event{Code: n.Get("typeCode"), Text: n.Get("description"), Place: area(n)}
		e.When = history.ReadParts(n.Get("date"), n.Get("time"))
		if offset, ok := history.Offset(n.Get("GMTOffset")); ok && n.Get("GMTOffset") != "" {
			e.When = e.When.At(offset)
		}
		h.Events = append(h.Events, meant(e))
	}
	return h
}

func fromXML(bill *payload.Node, a *history.Answer) *history.History {
	info := bill.At("ShipmentInfo")
	if info == nil {
		c := bill.At("Status", "Condition")
		if bill.At("Status") == nil {
			return nil
		}
		a.Refuse(c.Get("ConditionCode"), first(c.Get("ConditionData"), bill.Get("Status", "ActionStatus")), missing(c.Get("ConditionCode")) || strings.Contains(bill.Get("Status", "ActionStatus"), "No Shipments Found"))
		return nil
	}
	h := &history.History{Number: bill.Get("AWBNumber")}
	h.Origin, h.Destination = described(info.At("OriginServiceArea")).Country, described(info.At("DestinationServiceArea")).Country
	h.Estimate.To = history.Read(info.First("EstDlvyDate", "EstDlvyDateUTC"))
	for _, n := range info.Whole("ShipmentEvent") {
		e := history.Event{Code: n.Get("ServiceEvent", "EventCode"), Text: clean(n.Get("ServiceEvent", "Description")), Place: described(n.At("ServiceArea"))}
		e.When = history.ReadParts(n.Get("Date"), n.Get("Time"))
		h.Events = append(h.Events, meant(e))
	}
	return h
}

// meant says what an event's code means.
func meant(e history.Event) history.Event {
	row, ok := codes[strings.ToUpper(e.Code)]
	if !ok {
		return e
	}
	e.Meaning, e.Reason = row.meaning, row.reason
	if text := strings.ToLower(e.Text); e.Code == "SS" && (strings.Contains(text, "custom") || strings.Contains(text, "clearance")) {
		e.Meaning = history.Of(shipping.CustomsRefused)
	}
	return e
}

// area reads the first service area of a part of an answer: a code like an airport's, and words such as "AUCKLAND-NZ".
func area(n *payload.Node) history.Place {
	return described(n.At("serviceArea"))
}

// side is the country of the shipper or the receiver.
func side(n *payload.Node) shipping.Country {
	if c := payload.Country(n.Get("postalAddress", "countryCode")); c != "" {
		return c
	}
	return area(n).Country
}

func described(n *payload.Node) history.Place {
	p := history.Place{IATA: strings.ToUpper(n.First("code", "ServiceAreaCode"))}
	text := clean(n.First("description", "Description"))
	for _, sign := range []string{" - ", "-", ", "} {
		i := strings.LastIndex(text, sign)
		if i < 0 {
			continue
		}
		behind := strings.TrimSpace(text[i+len(sign):])
		if sign == ", " && len(behind) == 2 {
			continue // "New York, NY": a state
		}
		if c := payload.Country(behind); c != "" {
			p.City, p.Country = strings.TrimSpace(text[:i]), c
			return p
		}
	}
	if city, region, ok := strings.Cut(text, ", "); ok && len(region) == 2 {
		text, p.Region = city, region
	}
	p.City = text
	p.Country = payload.Country(n.Get("countryCode"))
	return p
}

func clean(text string) string { return strings.Join(strings.Fields(text), " ") }

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// row is what a code means.
type row struct {
	meaning history.Meaning
	reason  string
}

// codes are the events of DHL Express (its table of statuses, service "express").
var codes = map[string]row{
	"AD": {history.Silent, ""}, // agreed delivery: an appointment
	"AF": {history.HubIn, ""},
	"AR": {history.Of(shipping.AtDeliveryOffice), ""},
	"BA": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"BN": {history.CustomsSubmitted, ""},
	"BR": {history.CustomsReleased, ""},
	"CA": {history.Of(shipping.DeliveryFailed), history.Closed},
	"CC": {history.Of(shipping.AwaitingPickup), history.Depot},
	"CD": {history.CustomsQuestion, history.Documents},
	"CM": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"CR": {history.CustomsReleased, ""},
	"CS": {history.Silent, ""}, // closed shipment: the file, not the parcel
	"DD": {history.Of(shipping.DeliveredMilestone), history.Damage},
	"DF": {history.HubOut, ""},
	"DS": {history.Of(shipping.Destroyed), ""},
	"FD": {history.Of(shipping.Redirected), ""},
	"HP": {history.Of(shipping.DutyDue), history.Payment},
	"IC": {history.CustomsSubmitted, ""},
	"MC": {history.Of(shipping.Delayed), history.Misroute},
	"MD": {history.Of(shipping.Delayed), history.Capacity},
	"MS": {history.Of(shipping.Delayed), history.Misroute},
	"ND": {history.Of(shipping.DeliveryFailed), ""},
	"NH": {history.Of(shipping.DeliveryFailed), history.Absent},
	"OH": {history.Of(shipping.HeldByOperator), ""},
	"OK": {history.Of(shipping.DeliveredMilestone), ""},
	"PD": {history.Of(shipping.DeliveredMilestone), history.Partial},
	"PL": {history.HubIn, ""},
	"PO": {history.HubOut, ""}, // departing origin
	"PU": {history.Of(shipping.PickedUp), ""},
	"PY": {history.Silent, ""},
	"RD": {history.Of(shipping.DeliveryFailed), history.RefusedBy},
	"RR": {history.CustomsSubmitted, ""},
	"RT": {history.Of(shipping.ReturnStarted), ""},
	"RW": {history.Silent, ""}, // weighed again
	"SA": {history.Of(shipping.DroppedOff), ""},
	"SC": {history.Of(shipping.Redirected), ""},
	"SM": {history.Silent, ""},
	"SS": {history.Of(shipping.HeldByOperator), ""}, // stopped; by customs where the words say so
	"TP": {history.Of(shipping.HandedToLastMile), ""},
	"TR": {history.Of(shipping.HandedToLastMile), ""},
	"UD": {history.CustomsHeld, history.Inspection},
	"WC": {history.Of(shipping.WithCourier), ""},
}
