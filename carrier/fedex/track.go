package fedex

import (
	"strings"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where parcels are. A number that had several parcels has several histories.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	results := answer.Holding("trackingNumberInfo")
	if len(results) == 0 {
		results = answer.Holding("scanEvents")
	}
	for _, result := range results {
		if e := result.At("error"); e != nil && len(result.All("scanEvents")) == 0 {
			refuse(a, e)
			continue
		}
		a.Add(parcel(result))
	}
	for _, e := range answer.All("errors") {
		refuse(a, e)
	}
	return a
}

func refuse(a *history.Answer, e *payload.Node) {
	code := e.Get("code")
	a.Refuse(code, e.Get("message"), strings.HasSuffix(code, "NOTFOUND"))
}

func parcel(r *payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Number: r.Get("trackingNumberInfo", "trackingNumber"), Unique: r.Get("trackingNumberInfo", "trackingNumberUniqueId")}
	h.Origin = country(r.At("originLocation", "locationContactAndAddress", "address"), r.At("shipperInformation", "address"))
	h.Destination = country(r.At("recipientInformation", "address"), r.At("lastUpdatedDestinationAddress"), r.At("destinationLocation", "locationContactAndAddress", "address"))
	for _, n := range r.Whole("scanEvents") {
		h.Events = append(h.Events, event(n))
	}
	window := r.At("estimatedDeliveryTimeWindow", "window")
	h.Estimate = history.Estimate{From: when(window.Get("begins")), To: when(window.Get("ends"))}
	for _, d := range r.All("dateAndTimes") {
		if d.Get("type") == "ESTIMATED_DELIVERY" && !h.Estimate.Known() {
			h.Estimate.To = when(d.Get("dateTime"))
		}
	}
	return h
}

// country is the first that one of some addresses names.
func country(addresses ...*payload.Node) shipping.Country {
	for _, address := range addresses {
		if c := payload.Country(address.Get("countryCode")); c != "" {
			return c
		}
	}
	return ""
}

func event(n *payload.Node) history.Event {
	where := n.At("scanLocation")
	e := history.Event{When: when(n.Get("date")), Code: n.Get("eventType"), Text: n.Get("eventDescription")}
	e.Place = history.Place{City: where.Get("city"), Region: where.Get("stateOrProvinceCode"), Postcode: where.Get("postalCode"), Country: payload.Country(where.First("countryCode", "countryName")), Facility: n.Get("locationId")}
	row, ok := codes[strings.ToUpper(e.Code)]
	if !ok {
		row, ok = codes[strings.ToUpper(n.Get("derivedStatusCode"))]
		if ok && row.meaning == history.Silent {
			ok = false // "in transit" is said of whatever has no status of its own
		}
	}
	if !ok {
		return e
	}
	e.Meaning, e.Reason = row.meaning, row.reason
	detail := strings.ToLower(n.Get("exceptionDescription") + " " + e.Text)
	return said(e, strings.ToUpper(n.Get("exceptionCode")), detail)
}

// when reads a time. Midnight without an offset is a day: FedEx writes days so.
func when(text string) history.Moment {
	m := history.Read(text)
	if m.Precision == history.Local && m.Wall.Hour() == 0 && m.Wall.Minute() == 0 && m.Wall.Second() == 0 {
		return m.Date()
	}
	return m
}

// said makes the meaning of a code exact by what stands beside it.
func said(e history.Event, exception, detail string) history.Event {
	switch e.Code {
	case "DL":
		if strings.Contains(detail, "returned to") || strings.Contains(detail, "return to shipper") || strings.Contains(detail, "to shipper") {
			e.Meaning = history.Of(shipping.BackWithSender)
		}
	case "DE":
		e.Reason = failed(exception, detail)
	case "SE", "DY", "DD":
		e = troubled(e, detail)
	case "EA":
		if strings.Contains(detail, "export approved") || strings.Contains(detail, "regulatory") {
			e.Meaning = history.Of(shipping.ExportReleased)
		}
	case "CC":
		if strings.Contains(detail, "export") {
			e.Meaning = history.Of(shipping.ExportReleased)
		} else if strings.Contains(detail, "import") {
			e.Meaning = history.Of(shipping.ImportReleased)
		}
	case "CD":
		if strings.Contains(detail, "held") || strings.Contains(detail, "inspection") || strings.Contains(detail, "agency") {
			e.Meaning, e.Reason = history.CustomsHeld, history.Inspection
		}
	case "AR":
		if strings.Contains(detail, "local fedex facility") {
			e.Meaning = history.Of(shipping.AtDeliveryOffice)
		}
	}
	return e
}

// failed is why a delivery failed: by the code of the exception, or its words.
func failed(exception, detail string) string {
	switch exception {
	case "07", "A07":
		return history.RefusedBy
	case "08", "15":
		return history.Absent
	case "03":
		return history.BadAddress
	}
	for _, w := range []struct{ word, reason string }{{"refused", history.RefusedBy}, {"not available", history.Absent}, {"business closed", history.Closed},
		{"incorrect", history.BadAddress}, {"address", history.BadAddress}, {"moved", history.BadAddress}, {"payment", history.Payment}, {"access", history.NoAccess}, {"identification", history.Identity}} {
		if strings.Contains(detail, w.word) {
			return w.reason
		}
	}
	return ""
}

// troubled tells damage and loss from a delay.
func troubled(e history.Event, detail string) history.Event {
	switch {
	case strings.Contains(detail, "damage"):
		e.Meaning, e.Reason = history.Of(shipping.Damaged), history.Damage
	case strings.Contains(detail, "lost"), strings.Contains(detail, "missing"):
		e.Meaning, e.Reason = history.Of(shipping.DeclaredLost), history.Missing
	case strings.Contains(detail, "weather"):
		e.Reason = history.Weather
	}
	return e
}
