// Package landmark speaks with Landmark Global: what it answers about parcels (Track, XML).
package landmark

import (
	"strings"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where parcels are. Times are those of the place, without an offset.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	last := answer.Find("EndDeliveryCarrier")
	for _, n := range answer.Holding("LandmarkTrackingNumber") {
		h := parcel(n)
		if last != nil && last.Text != "" && last.Text != "To Be Routed" && h.Number != "" {
			h.Onward = append(h.Onward, history.Leg{Carrier: strings.TrimSpace(last.Text), Number: n.Get("TrackingNumber")})
		}
		a.Add(h)
	}
	for _, e := range answer.Holding("ErrorCode") {
		a.Refuse(e.Get("ErrorCode"), e.Get("ErrorMessage"), strings.Contains(strings.ToLower(e.Get("ErrorMessage")), "not found"))
	}
	return a
}

func parcel(n *payload.Node) *history.History {
	h := &history.History{Coarse: true, Number: n.First("TrackingNumber", "LandmarkTrackingNumber")}
	h.Also = []string{n.Get("LandmarkTrackingNumber"), n.Get("PackageReference")}
	for _, e := range n.Whole("Events", "Event") {
		h.Events = append(h.Events, event(e))
	}
	return h
}

func event(n *payload.Node) history.Event {
	e := history.Event{When: history.Read(n.Get("DateTime")), Code: n.Get("EventCode"), Text: strings.Join(strings.Fields(n.Get("Status")), " "), Place: place(n.Get("Location"))}
	row, ok := codes[e.Code]
	if !ok {
		return e
	}
	e.Meaning, e.Reason = row.meaning, row.reason
	if words := strings.ToLower(e.Text); e.Code == "90" && (strings.Contains(words, "dut") || strings.Contains(words, "tax")) {
		e.Meaning = history.Of(shipping.DutyDue)
	}
	if m, reason, worded := history.Worded(e.Text); row.words && worded {
		e.Meaning, e.Reason = m, reason
	}
	return e
}

// states are parts of countries that could be taken for a country's code: what stands behind a town may be either.
var states = "AL AR CA CO DE GA ID IL IN LA MA MD ME MO MS MT NC NE NL PA SC SD VA AZ KY SK PE NS MN"

// place reads "Feltham, SRY", "Los Angeles, CA, US" and "Machelen".
func place(text string) history.Place {
	parts := strings.Split(text, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	p := history.Place{City: parts[0]}
	switch len(parts) {
	case 1:
	case 2:
		if c := payload.Country(parts[1]); c != "" && !strings.Contains(" "+states+" ", " "+parts[1]+" ") {
			p.Country = c
		} else {
			p.Region = parts[1]
		}
	default:
		p.Region, p.Country = parts[len(parts)-2], payload.Country(parts[len(parts)-1])
	}
	return p
}

// row is what a code means. Words: the words beside it say more, because several things share the code.
type row struct {
	meaning history.Meaning
	reason  string
	words   bool
}

// codes are Landmark's events: from 50 to 100 before it has the parcel, from 200 in a network.
var codes = map[string]row{
	"50":  {history.Of(shipping.LabelCreated), "", false},
	"60":  {history.Of(shipping.LabelCreated), "", false},
	"75":  {history.Of(shipping.LabelCreated), "", false},
	"80":  {history.Of(shipping.LabelCreated), "", false},
	"90":  {history.Of(shipping.HeldByOperator), history.Payment, false},
	"100": {history.Of(shipping.LabelCreated), "", false},
	"125": {history.Of(shipping.ImportReleased), "", true},
	"135": {history.Of(shipping.ImportHeld), "", false},
	"150": {history.Of(shipping.DepartedOrigin), "", false},
	"155": {history.HubIn, "", false},
	"200": {history.Underway, "", true},
	"225": {history.HubIn, "", true},
	"250": {history.Underway, "", true},
	"275": {history.Underway, "", true},
	"300": {history.Of(shipping.WithCourier), "", false},
	"400": {history.Of(shipping.DeliveryFailed), "", true},
	"410": {history.Of(shipping.DeliveryFailed), "", true},
	"450": {history.Of(shipping.AwaitingPickup), "", true},
	"500": {history.Of(shipping.DeliveredMilestone), "", false},
	"510": {history.Of(shipping.DeliveredMilestone), "", false},
	"900": {history.Of(shipping.DeliveryFailed), "", true},
}
