package gls

import (
	"strings"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where parcels are. Each has a history or an error of its own.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	found := answer.All("parcels")
	if len(found) == 0 {
		found = answer.Holding("events")
	}
	for _, n := range found {
		if code := n.Get("errorCode"); code != "" && len(n.All("events")) == 0 {
			a.Refuse(code, n.Get("requested")+": "+n.Get("errorMessage"), strings.HasPrefix(code, "E_404"))
			continue
		}
		a.Add(parcel(n))
	}
	for _, e := range answer.All("errors") {
		a.Refuse(e.First("errorCode", "code"), e.First("errorMessage", "message", "description"), strings.HasPrefix(e.First("errorCode", "code"), "E_404"))
	}
	if code := answer.Get("errorCode"); len(a.Histories) == 0 && len(a.Problems) == 0 && code != "" {
		a.Refuse(code, answer.Get("errorMessage"), strings.HasPrefix(code, "E_404"))
	}
	return a
}

func parcel(n *payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Number: n.First("requested", "unitno"), Also: []string{n.Get("unitno")}}
	for _, e := range n.Whole("events") {
		h.Events = append(h.Events, event(e))
	}
	if status := strings.ToUpper(n.Get("status")); len(h.Events) == 0 && status != "" {
		h.Events = []history.Event{{When: history.Read(n.Get("statusDateTime")), Code: status, Text: status, Meaning: summaries[status]}}
	}
	return h
}

func event(n *payload.Node) history.Event {
	e := history.Event{When: history.Read(n.Get("eventDateTime")), Code: strings.ToUpper(n.Get("code")), Text: n.Get("description")}
	e.Place = history.Place{City: n.Get("city"), Postcode: n.Get("postalCode"), Country: payload.Country(n.Get("country"))}
	group, detail, _ := strings.Cut(e.Code, ".")
	row, ok := codes[e.Code]
	if !ok {
		row, ok = codes[group]
	}
	if !ok {
		return e
	}
	e.Meaning, e.Reason = row.meaning, row.reason
	if group == "DELIVD" && (strings.Contains(detail, "SHOP") || strings.Contains(detail, "LOCKER")) {
		e.Meaning, e.Reason = history.Of(shipping.AwaitingPickup), history.Shop
	}
	if e.Reason == "" {
		e.Reason = reason(detail)
	}
	return e
}

// reason reads the second part of a code.
func reason(detail string) string {
	switch {
	case strings.Contains(detail, "REFUS"):
		return history.RefusedBy
	case strings.Contains(detail, "ADDRESS"):
		return history.BadAddress
	case strings.Contains(detail, "ABSEN"), strings.Contains(detail, "NOTHOME"):
		return history.Absent
	case strings.Contains(detail, "NEIGHB"):
		return history.Neighbour
	case strings.Contains(detail, "CLOSED"):
		return history.Closed
	case strings.Contains(detail, "DAMAG"):
		return history.Damage
	}
	return ""
}

// row is what a code, or the first part of one, means.
type row struct {
	meaning history.Meaning
	reason  string
}

// codes are GLS's events. Of most groups the first part says enough.
var codes = map[string]row{
	"INTIAL.PREADVICE":    {history.Of(shipping.LabelCreated), ""},
	"INTIAL.E48_DATA":     {history.Of(shipping.LabelCreated), ""},
	"INTIAL.NORMAL":       {history.Of(shipping.PickedUp), ""},
	"INTRAN":              {history.Of(shipping.Sorted), ""},
	"INBOUD":              {history.HubIn, ""},
	"OUTBOD":              {history.HubOut, ""},
	"TRANSI":              {history.HubIn, ""},
	"INDELIVERY":          {history.Of(shipping.WithCourier), ""},
	"OUTDEL":              {history.Of(shipping.WithCourier), ""},
	"NOTDEL":              {history.Of(shipping.DeliveryFailed), ""},
	"DELIVD":              {history.Of(shipping.DeliveredMilestone), ""},
	"DELIVD.PARCELSHOP":   {history.Of(shipping.AwaitingPickup), history.Shop},
	"DELIVD.DEL_BY_PSAPP": {history.Of(shipping.DeliveredMilestone), history.Collected},
	"INWAREHOUSE":         {history.Of(shipping.HeldByOperator), ""},
	"CANCEL":              {history.Of(shipping.VoidedMilestone), ""},
}

// summaries are the words for a parcel as a whole, read where no event is told.
var summaries = map[string]history.Meaning{
	"PREADVICE":    history.Of(shipping.LabelCreated),
	"INTRANSIT":    history.Underway,
	"INDELIVERY":   history.Of(shipping.WithCourier),
	"DELIVEREDPS":  history.Of(shipping.AwaitingPickup),
	"DELIVERED":    history.Of(shipping.DeliveredMilestone),
	"INWAREHOUSE":  history.Of(shipping.HeldByOperator),
	"NOTDELIVERED": history.Of(shipping.DeliveryFailed),
	"NOTPICKEDUP":  history.Of(shipping.LabelCreated),
	"CANCELED":     history.Of(shipping.VoidedMilestone),
}
