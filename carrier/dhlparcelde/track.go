package dhlparcelde

import (
	"strings"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where parcels are. Its times are those of clocks in Germany, without an offset.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	for _, n := range pieces(answer) {
		if code := n.Get("error-status"); code != "" && code != "0" && len(list(n)) == 0 {
			a.Refuse(code, n.First("error", "status"), code == "100")
			continue
		}
		a.Add(parcel(n))
	}
	if code := answer.Get("code"); len(a.Histories) == 0 && len(a.Problems) == 0 && code != "" && code != "0" {
		a.Refuse(code, answer.Get("error"), code == "100")
	}
	return a
}

// pieces are the parcels of an answer, wherever they stand.
func pieces(n *payload.Node) []*payload.Node {
	if n == nil {
		return nil
	}
	if n.Get("name") == "piece-shipment" {
		return []*payload.Node{n}
	}
	var found []*payload.Node
	for _, kid := range n.All("data") {
		found = append(found, pieces(kid)...)
	}
	return found
}

// list are the events of a parcel, wherever they stand below it.
func list(n *payload.Node) (events []*payload.Node) {
	for _, kid := range n.All("data") {
		if kid.Get("name") == "piece-event" {
			events = append(events, kid)
		} else {
			events = append(events, list(kid)...)
		}
	}
	return events
}

func parcel(n *payload.Node) *history.History {
	h := &history.History{Number: n.First("piece-code", "searched-piece-code", "piece-identifier"), Unique: n.Get("piece-id")}
	h.Also = []string{n.Get("searched-piece-code"), n.Get("piece-identifier"), n.Get("searched-ref-no")}
	h.Origin, h.Destination = payload.Country(n.Get("origin-country")), payload.Country(n.Get("dest-country"))
	h.Estimate.To = history.Read(n.First("delivery-date", "expected-delivery-date"))
	for _, e := range list(n) {
		h.Events = append(h.Events, event(e))
	}
	if len(h.Events) == 0 && n.Get("ice") != "" { // the short form tells the newest alone
		n.Kids = append([]*payload.Node{{Name: "event-timestamp", Text: n.Get("status-timestamp")}, {Name: "event-text", Text: n.Get("status")}}, n.Kids...)
		h.Events = []history.Event{event(n)}
	}
	return h
}

func event(n *payload.Node) history.Event {
	ice, ric, standard := strings.ToUpper(n.Get("ice")), strings.ToUpper(n.Get("ric")), strings.ToUpper(n.Get("standard-event-code"))
	e := history.Event{When: history.Read(n.Get("event-timestamp")), Code: strings.TrimSuffix(ice+"/"+ric, "/"), Text: n.First("event-text", "event-status", "event-short-status")}
	e.Place = history.Place{City: n.Get("event-location"), Country: payload.Country(n.Get("event-country"))}
	if e.Place.Country == "" {
		e.Place.Country = german[strings.ToLower(n.Get("event-country"))]
	}
	e.Returning = n.Get("ruecksendung") == "true"
	if e.Code == "" {
		e.Code = standard
	}
	e.Meaning, e.Reason = meant(ice, ric, standard)
	e.Withdraws = ice == "STORN"
	return e
}

// german are countries as the interface names them when it is asked in German, where that differs from every other name.
var german = map[string]shipping.Country{"deutschland": "DE", "österreich": "AT", "schweiz": "CH", "frankreich": "FR", "niederlande": "NL", "belgien": "BE", "italien": "IT", "spanien": "ES", "polen": "PL",
	"dänemark": "DK", "schweden": "SE", "großbritannien": "GB", "vereinigtes königreich": "GB", "vereinigte staaten": "US", "usa": "US", "tschechien": "CZ", "luxemburg": "LU", "ungarn": "HU", "irland": "IE", "norwegen": "NO",
	"finnland": "FI", "china": "CN", "kanada": "CA", "japan": "JP"}

// meant says what an event means: by what happened (ice) and why (ric), and where ice is not known by the standard event.
func meant(ice, ric, standard string) (history.Meaning, string) {
	reason := reasons[ric]
	if row, ok := exact[ice+"/"+ric]; ok {
		return row.meaning, first(row.reason, reason)
	}
	if m, ok := byStandard[ice+" "+standard]; ok {
		return m, reason
	}
	if row, ok := ices[ice]; ok {
		return row.meaning, first(row.reason, reason)
	}
	if m, ok := standards[standard]; ok && ice == "" {
		return m, ""
	}
	return history.Unknown, ""
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
