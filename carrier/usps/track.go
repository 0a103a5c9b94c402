package usps

import (
	"strings"
	"time"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// noHistory is USPS's code for a number of which it knows nothing (yet).
const noHistory = "150001"

// Tracking reads an answer to the question where parcels are.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	found := answer.Holding("trackingNumber")
	if len(found) == 0 {
		found = answer.Holding("trackingEvents")
	}
	for _, n := range found {
		a.Add(parcel(n))
	}
	for _, e := range answer.Holding("code") {
		if len(found) == 0 && e.Get("message") != "" {
			code, words := e.Get("code"), e.Get("message")
			for _, detail := range e.All("errors") {
				code, words = first(detail.Get("code"), code), first(detail.First("detail", "title"), words)
			}
			a.Refuse(code, words, code == noHistory || e.Get("code") == noHistory)
		}
	}
	if e := answer.Get("error_description"); e != "" {
		a.Refuse(answer.Get("error"), e, false)
	}
	return a
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func parcel(n *payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Number: n.Get("trackingNumber")}
	h.Origin, h.Destination = side(n, "origin"), side(n, "destination")
	h.Estimate.To = history.Read(n.First("expectedDeliveryTimeStamp", "expectedDeliveryDate", "predictedDeliveryDate", "guaranteedDeliveryTimeStamp"))
	for _, t := range n.Whole("trackingEvents") {
		h.Events = append(h.Events, event(t))
	}
	return h
}

// side is the country at one end: the United States where USPS names a postcode of theirs and no country.
func side(n *payload.Node, end string) shipping.Country {
	if c := payload.Country(n.First(end+"Country", end+"CountryCode")); c != "" {
		return c
	}
	if n.Get(end+"ZIP") != "" {
		return "US"
	}
	return ""
}

func event(n *payload.Node) history.Event {
	e := history.Event{When: when(n), Code: n.Get("eventCode"), Text: n.Get("eventType")}
	e.Place = history.Place{City: n.Get("eventCity"), Region: n.Get("eventState"), Postcode: n.Get("eventZIP"), Country: payload.Country(n.Get("eventCountry")), Facility: n.Get("firm")}
	if n.Get("eventCountry") == "" && (e.Place.City != "" || e.Place.Region != "" || e.Place.Postcode != "") {
		e.Place.Country = "US"
	}
	return meant(e)
}

// when reads the local time of an event and its offset. The time in UTC that stands beside it is not believed by itself: its date is the
// local one. It serves where the offset is missing: the two times of day tell it.
func when(n *payload.Node) history.Moment {
	local := history.Read(n.Get("eventTimestamp"))
	if text := n.Get("GMTOffset"); text != "" {
		if offset, ok := history.Offset(text); ok {
			return local.At(offset)
		}
	}
	utc := history.Read(n.Get("GMTTimestamp"))
	if local.Precision == history.Unsaid {
		return history.Moment{}
	}
	if utc.Precision != history.Instant || local.Precision != history.Local {
		return local
	}
	minutes := (clock(local.Wall) - clock(utc.Wall) + 36*60) % (24 * 60)
	minutes -= 12 * 60 // from -12 to +12 hours
	quarter := 15 * ((minutes + 12*60 + 7) / 15)
	return local.At((quarter - 12*60) * 60)
}

func clock(t time.Time) int { return t.Hour()*60 + t.Minute() }

// meant says what an event means: by its code, and where one code has two meanings by its words.
func meant(e history.Event) history.Event {
	text := strings.ToLower(e.Text)
	row, ok := codes[strings.ToUpper(e.Code)]
	if !ok || row.meaning == history.Unknown {
		row, ok = worded(text)
	}
	if !ok {
		return e
	}
	e.Meaning, e.Reason = row.meaning, row.reason
	switch {
	case strings.Contains(text, "origin facility") && e.Meaning == history.HubIn:
		e.Meaning = history.Of(shipping.OriginHubIn)
	case strings.Contains(text, "origin facility") && e.Meaning == history.HubOut:
		e.Meaning = history.Of(shipping.OriginHubOut)
	case strings.Contains(text, "to original sender"), strings.Contains(text, "returned to sender"):
		if e.Meaning == history.Of(shipping.DeliveredMilestone) {
			e.Meaning = history.Of(shipping.BackWithSender)
		}
	case e.Meaning == history.Of(shipping.DeliveredMilestone):
		e.Reason = left(text)
	case strings.Contains(text, "customs"):
		if row, ok := worded(text); ok {
			e.Meaning, e.Reason = row.meaning, row.reason
		}
	}
	return e
}

// left is where a parcel was left.
func left(text string) string {
	for _, w := range []struct{ word, reason string }{{"locker", history.Locker}, {"mailbox", history.Mailbox}, {"neighbor", history.Neighbour}, {"porch", history.SafePlace},
		{"front door", history.SafePlace}, {"garage", history.SafePlace}, {"individual picked up", history.Collected}, {"picked up at", history.Collected}} {
		if strings.Contains(text, w.word) {
			return w.reason
		}
	}
	return ""
}

// worded reads the events for which USPS has words alone.
func worded(text string) (row, bool) {
	for _, w := range phrases {
		if strings.Contains(text, w.words) {
			return w.row, true
		}
	}
	return row{}, false
}
