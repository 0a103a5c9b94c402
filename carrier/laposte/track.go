package laposte

import (
	"strings"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where parcels are. The list of events is the history; the line of stages above it is a summary, and is not
// read.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	for _, n := range answer.Holding("returnCode") {
		code := n.Get("returnCode")
		if s := n.At("shipment"); s != nil {
			a.Add(parcel(s))
			continue
		}
		a.Refuse(code, n.First("returnMessage", "idShip"), code == "404" || code == "400")
	}
	if len(a.Histories) == 0 && len(a.Problems) == 0 {
		for _, s := range answer.Holding("idShip") {
			a.Add(parcel(s))
		}
	}
	if words := answer.First("message", "error"); len(a.Histories) == 0 && len(a.Problems) == 0 && words != "" {
		a.Refuse(answer.Get("code"), words, answer.Get("code") == "RESOURCE_NOT_FOUND")
	}
	return a
}

func parcel(n *payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Number: n.Get("idShip")}
	context := n.At("contextData")
	h.Origin, h.Destination = payload.Country(context.Get("originCountry")), payload.Country(context.Get("arrivalCountry"))
	h.Estimate.To = history.Read(n.Get("estimDate"))
	if n.Get("isFinal") == "true" && n.Get("deliveryDate") != "" {
		h.Estimate = history.Estimate{} // what was expected is no estimate once it has happened
	}
	for _, e := range n.Whole("event") {
		h.Events = append(h.Events, event(e))
	}
	if number := context.First("partner", "reference"); context.At("partner") != nil && number == "" {
		if number = context.Get("partner", "reference"); number != "" {
			h.Onward = append(h.Onward, history.Leg{Carrier: context.Get("partner", "name"), Number: number})
		}
	}
	return h
}

func event(n *payload.Node) history.Event {
	e := history.Event{When: history.Read(n.Get("date")), Code: strings.ToUpper(n.Get("code")), Text: n.Get("label"), Place: history.Place{Country: payload.Country(n.Get("country"))}}
	row, ok := codes[e.Code]
	if !ok {
		return e
	}
	e.Meaning, e.Reason = row.meaning, row.reason
	text := strings.ToLower(e.Text)
	switch e.Code {
	case "ET2":
		switch {
		case strings.Contains(text, "quitté"), strings.Contains(text, "est parti"):
			e.Meaning = history.Of(shipping.DepartedOrigin)
		case strings.Contains(text, "prêt à partir"), strings.Contains(text, "remis au transporteur"):
			e.Meaning = history.Of(shipping.HandedToLinehaul)
		}
	case "DI1":
		switch {
		case strings.Contains(text, "voisin"):
			e.Reason = history.Neighbour
		case strings.Contains(text, "boîte aux lettres"), strings.Contains(text, "boite aux lettres"):
			e.Reason = history.Mailbox
		case strings.Contains(text, "retir"):
			e.Reason = history.Collected
		}
	}
	return e
}

// row is what a code means.
type row struct {
	meaning history.Meaning
	reason  string
}

// codes are La Poste's events (Suivi v2, "codes événements").
var codes = map[string]row{
	"DR1": {history.Of(shipping.LabelCreated), ""},
	"DR2": {history.Of(shipping.Delayed), ""}, // the sender has not handed it in
	"PC1": {history.Of(shipping.PickedUp), ""},
	"PC2": {history.Of(shipping.PickedUp), ""},
	"ET1": {history.HubIn, ""},
	"ET2": {history.Of(shipping.OriginHubIn), ""},
	"ET3": {history.Of(shipping.ArrivedDestination), ""},
	"ET4": {history.Of(shipping.TransitIn), ""},
	"EP1": {history.Of(shipping.AtDeliveryOffice), ""},
	"DO1": {history.Of(shipping.ImportSubmitted), ""},
	"DO2": {history.Of(shipping.ImportReleased), ""},
	"DO3": {history.Of(shipping.ImportHeld), history.Inspection},
	"PB1": {history.Of(shipping.Delayed), ""},
	"PB2": {history.Silent, ""},
	"MD2": {history.Of(shipping.WithCourier), ""},
	"ND1": {history.Of(shipping.DeliveryFailed), ""},
	"AG1": {history.Of(shipping.AwaitingPickup), history.PostOffice},
	"RE1": {history.Of(shipping.ReturnStarted), ""},
	"DI1": {history.Of(shipping.DeliveredMilestone), ""},
	"DI2": {history.Of(shipping.BackWithSender), ""},
}
