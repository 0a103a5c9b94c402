// Package canadapost speaks with Canada Post: the connector books, voids, rates, manifests and tracks by its XML interfaces (shipment-v8, manifest-v8, rate-v4, track-v2), and Tracking reads
// what it answers about a parcel. It was built by the public schemas and pages for developers and tried against a mock in the same form (carrier/canadapost/mock), never against the live service.
package canadapost

import (
	"strconv"
	"strings"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where a parcel is.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	if detail := answer.Find("tracking-detail"); detail != nil {
		a.Add(parcel(detail))
	}
	if list := answer.Find("messages"); list != nil {
		for _, m := range list.All("message") {
			a.Refuse(m.Get("code"), m.Get("description"), m.Get("code") == "004")
		}
	}
	return a
}

func parcel(n *payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Number: n.Get("pin")}
	h.Origin, h.Destination = origin(h.Number), destination(n.Get("destination-postal-id"))
	h.Estimate.To = history.Read(n.First("changed-expected-date", "expected-delivery-date"))
	for _, o := range n.Whole("significant-events", "occurrence") {
		h.Events = append(h.Events, event(o))
	}
	if back := n.Get("return-pin"); back != "" && back != h.Number {
		h.Onward = append(h.Onward, history.Leg{Carrier: "Canada Post, return", Number: back})
	}
	return h
}

// origin is the country that a postal number (UPU S10) ends in; Canada where the number is Canada Post's own.
func origin(number string) shipping.Country {
	if len(number) == 13 && number[0] >= 'A' && number[12] >= 'A' {
		return payload.Country(number[11:])
	}
	return "CA"
}

// destination is the country of a postcode, as far as its form tells.
func destination(code string) shipping.Country {
	code = strings.ReplaceAll(code, " ", "")
	switch {
	case len(code) == 6 && code[0] >= 'A' && code[1] >= '0' && code[1] <= '9':
		return "CA"
	case len(code) == 5:
		if _, err := strconv.Atoi(code); err == nil {
			return "US"
		}
	}
	return ""
}

// zones are the abbreviations that stand beside a time, in hours and half hours from UTC (times 2).
var zones = map[string]int{"NST": -7, "NDT": -5, "AST": -8, "ADT": -6, "EST": -10, "EDT": -8, "CST": -12, "CDT": -10, "MST": -14, "MDT": -12, "PST": -16, "PDT": -14, "UTC": 0, "GMT": 0}

// provinces are Canada's.
var provinces = map[string]bool{"AB": true, "BC": true, "MB": true, "NB": true, "NL": true, "NS": true, "NT": true, "NU": true, "ON": true, "PE": true, "QC": true, "SK": true, "YT": true}

func event(n *payload.Node) history.Event {
	e := history.Event{When: history.ReadParts(n.Get("event-date"), n.Get("event-time")), Code: n.Get("event-identifier"), Text: n.Get("event-description")}
	if half, ok := zones[strings.ToUpper(n.Get("event-time-zone"))]; ok {
		e.When = e.When.At(half * 1800)
	}
	e.Place = history.Place{City: n.Get("event-site"), Region: n.Get("event-province"), Facility: n.Get("event-retail-name")}
	if provinces[e.Place.Region] {
		e.Place.Country = "CA"
	}
	number, err := strconv.Atoi(e.Code)
	if err != nil {
		return e
	}
	e.Meaning, e.Reason = meant(number)
	text := strings.ToLower(e.Text)
	if number == 1496 && (strings.Contains(text, "renvoy") || strings.Contains(text, "expéditeur") || strings.Contains(text, "to sender")) {
		e.Meaning = history.Of(shipping.BackWithSender)
	}
	return e
}

// meant says what an event's number means; leading zeros do not count. Single numbers go before the ranges.
func meant(number int) (history.Meaning, string) {
	if row, ok := numbers[number]; ok {
		return row.meaning, row.reason
	}
	for _, r := range ranges {
		if number >= r.from && number <= r.to {
			return r.meaning, r.reason
		}
	}
	return history.Unknown, ""
}
