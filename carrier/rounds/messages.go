package rounds

import (
	"slices"
	"time"

	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/fact/onward"
	"crosslane/shipping"
	"crosslane/tracking"
	"crosslane/tracking/history"
)

// Messages makes what a carrier told of a number into messages, and the further numbers of its parcel behind them. An event that was taken back is none; what takes it back is a correction
// to what stood before. Where only the clocks of a place are known, and not its zone, nobody can say when it happened.
func Messages(waybill string, h *history.History, route history.Route) []carrier.Message {
	h.Tell(route)
	list := make([]carrier.Message, 0, len(h.Events))
	var stands shipping.Milestone
	for i := range h.Events {
		e := &h.Events[i]
		if e.Withdrawn {
			continue
		}
		m := carrier.Message{Waybill: waybill, Raw: []byte(e.When.Text() + "\t" + e.Code + "\t" + e.Text), Scan: fact.Scan{Code: e.Code, Text: e.Text, Milestone: e.Milestone, Seq: int64(i + 1), Reason: e.Reason,
			Place: fact.ScanPlace{Country: e.Place.Country, City: e.Place.City, Facility: e.Place.Facility, Region: e.Place.Region, Postcode: e.Place.Postcode, Locode: e.Place.Locode, IATA: e.Place.IATA},
			Back:  e.Direction == history.Back, Leg: fact.ScanLeg{Carrier: e.Carrier, Number: e.Number}}}
		m.At, m.Scan.Said = dated(e)
		if e.Milestone == shipping.Unmapped && e.Meaning != history.Unknown {
			m.Scan.Noted = fact.Silent
		}
		if e.Withdraws && stands != "" {
			m.Scan.Milestone, m.Scan.Classifier = stands, tracking.Correction
		}
		if tracking.Stands(stands, e.Milestone) {
			stands = e.Milestone
		}
		list = append(list, m)
	}
	return append(list, numbers(waybill, h.Onward)...)
}

// numbers makes the further numbers of a parcel into messages, of each carrier the one that it is told of last. They have no time: they are known from when they are heard.
func numbers(waybill string, legs []history.Leg) (list []carrier.Message) {
	for i, l := range legs {
		if l.Number != "" && !slices.ContainsFunc(legs[i+1:], func(later history.Leg) bool { return later.Number != "" && onward.Same(later.Carrier, l.Carrier) }) {
			list = append(list, carrier.Message{Waybill: waybill, Scan: fact.Scan{Leg: fact.ScanLeg{Carrier: l.Carrier, Number: l.Number}}})
		}
	}
	return list
}

// dated is when an event happened, and what was said where that was no instant. A local time of which the zone is not known is taken for one of UTC, and a day
// for its noon there, which is that day nearly everywhere: it is at most half a day off, and what happened is known.
func dated(e *history.Event) (at time.Time, said string) {
	at, exact, ok := e.Instant()
	switch {
	case exact:
		return at, ""
	case !ok && e.When.Precision == history.Day:
		at = e.When.Wall.Add(12 * time.Hour)
	case !ok:
		at = e.When.Wall
	}
	return at, e.When.Text()
}
