// Package royalmail speaks with Royal Mail: what it answers about an item (Tracking API v2).
package royalmail

import (
	"strings"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where items are.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	pieces := answer.Holding("mailPieceId")
	if len(pieces) == 0 {
		pieces = answer.Holding("events")
	}
	for _, piece := range pieces {
		if piece.At("events") == nil && piece.At("summary") == nil {
			continue
		}
		a.Add(item(piece))
	}
	for _, e := range answer.Holding("errorCode") {
		code := e.Get("errorCode")
		words := strings.TrimSpace(e.Get("errorDescription") + ". " + e.Get("errorCause"))
		a.Refuse(code, strings.Trim(words, ". "), code == "E1142" || code == "E1144" || strings.Contains(strings.ToLower(words), "not found") || strings.Contains(strings.ToLower(words), "not available"))
	}
	if len(a.Histories) == 0 && len(a.Problems) == 0 && answer.Get("httpMessage") != "" {
		a.Refuse(answer.Get("httpCode"), first(answer.Get("moreInformation"), answer.Get("httpMessage")), answer.Get("httpCode") == "404")
	}
	return a
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func item(n *payload.Node) *history.History {
	summary := n.At("summary")
	h := &history.History{NewestFirst: true, Number: first(summary.Get("oneDBarcode"), n.Get("mailPieceId"))}
	h.Also = []string{n.Get("mailPieceId"), summary.Get("uniqueItemId")}
	h.Origin, h.Destination = payload.Country(summary.Get("originCountryCode")), payload.Country(summary.Get("destinationCountryCode"))
	day := n.Get("estimatedDelivery", "date")
	h.Estimate = history.Estimate{From: history.ReadParts(day, n.Get("estimatedDelivery", "startOfEstimatedWindow")), To: history.ReadParts(day, n.Get("estimatedDelivery", "endOfEstimatedWindow"))}
	for _, e := range n.Whole("events") {
		h.Events = append(h.Events, event(e.Get("eventCode"), e.Get("eventName"), e.Get("eventDateTime"), e.Get("locationName")))
	}
	if len(h.Events) == 0 && summary.Get("lastEventCode") != "" {
		h.Events = []history.Event{event(summary.Get("lastEventCode"), summary.Get("lastEventName"), summary.Get("lastEventDateTime"), summary.Get("lastEventLocationName"))}
	}
	return h
}

func event(code, name, when, where string) history.Event {
	e := history.Event{When: history.Read(when), Code: code, Text: name, Place: history.Place{Facility: where, City: town(where)}}
	row, ok := codes[strings.ToUpper(code)]
	if !ok {
		return e
	}
	e.Meaning, e.Reason = row.meaning, row.reason
	text := strings.ToLower(name)
	if back := strings.Contains(text, "return"); back && (e.Code == "EVKRF" || e.Code == "EVKAI") {
		e.Meaning = history.Of(shipping.ReturnStarted)
	}
	if e.Code == "EVDAC" && (strings.Contains(text, "post office") || strings.Contains(text, "customer")) {
		e.Meaning = history.Of(shipping.DroppedOff)
	}
	return e
}

// town is the place that a delivery office or a mail centre is named after.
func town(name string) string {
	for _, kind := range []string{" DO", " MC", " RDC", " HWDC", " CSP", " Delivery Office", " Mail Centre"} {
		if city, ok := strings.CutSuffix(name, kind); ok {
			return city
		}
	}
	return name
}

// row is what a code means.
type row struct {
	meaning history.Meaning
	reason  string
}

// codes are Royal Mail's events, as far as they are public.
var codes = map[string]row{
	"EVAIE": {history.Of(shipping.LabelCreated), ""},
	"EVAIP": {history.Of(shipping.LabelCreated), ""},
	"EVBAH": {history.HubIn, ""},
	"EVDAC": {history.Of(shipping.PickedUp), ""},
	"EVDAV": {history.Of(shipping.PickedUp), ""},
	"EVGMI": {history.Of(shipping.Redirected), history.Misroute},
	"EVGPD": {history.Of(shipping.WithCourier), ""},
	"EVIAV": {history.Of(shipping.Sorted), ""},
	"EVIMC": {history.Of(shipping.Sorted), ""},
	"EVIPI": {history.Of(shipping.Redirected), ""},
	"EVKAA": {history.Of(shipping.DeliveryFailed), history.Absent},
	"EVKAI": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"EVKDN": {history.Of(shipping.DeliveredMilestone), history.Neighbour},
	"EVKGA": {history.Of(shipping.DeliveryFailed), history.BadAddress},
	"EVKLC": {history.Of(shipping.AwaitingPickup), history.PostOffice},
	"EVKNA": {history.Of(shipping.DeliveryFailed), history.Absent},
	"EVKOP": {history.Of(shipping.DeliveredMilestone), ""},
	"EVKRF": {history.Of(shipping.DeliveryFailed), history.RefusedBy},
	"EVKSF": {history.Of(shipping.DeliveredMilestone), history.SafePlace},
	"EVKSP": {history.Of(shipping.DeliveredMilestone), ""},
	"EVNDA": {history.Of(shipping.AwaitingPickup), history.PostOffice},
	"EVNKS": {history.Of(shipping.HeldByOperator), history.OnRequest},
	"EVNMI": {history.Of(shipping.Redirected), history.Misroute},
	"EVNOC": {history.Of(shipping.DeliveredMilestone), history.Collected},
	"EVNRT": {history.Of(shipping.HeldByOperator), ""},
	"EVPLC": {history.Of(shipping.DeliveredMilestone), history.Collected},
	"EVRTS": {history.Of(shipping.BackWithSender), ""},
}
