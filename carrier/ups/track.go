package ups

import (
	"strings"
	"time"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where parcels are, or a push.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	for _, s := range answer.All("trackResponse", "shipment") {
		for _, p := range s.All("package") {
			a.Add(parcel(s, p))
		}
		for _, w := range s.All("warnings") {
			code := w.Get("code")
			a.Refuse(code, w.Get("message"), code == "TW0001")
		}
	}
	for _, e := range answer.All("response", "errors") {
		code := e.Get("code")
		a.Refuse(code, e.Get("message"), missing(code))
	}
	if answer.At("activityStatus") != nil {
		a.Add(pushed(answer))
	}
	return a
}

// missing reports whether a code says that a number is not known, or is none.
func missing(code string) bool {
	return code == "151044" || code == "151018" || code == "151062"
}

func parcel(s, p *payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Number: p.Get("trackingNumber")}
	if h.Also = []string{s.Get("inquiryNumber")}; h.Number == "" {
		h.Number = h.Also[0]
	}
	for _, address := range p.All("packageAddress") {
		switch c := payload.Country(address.At("address").First("countryCode", "country")); strings.ToUpper(address.Get("type")) {
		case "ORIGIN":
			h.Origin = c
		case "DESTINATION":
			h.Destination = c
		}
	}
	for _, n := range p.Whole("activity") {
		e := history.Event{When: when(n, "date", "time"), Place: place(n.At("location", "address"))}
		status := n.At("status")
		h.Events = append(h.Events, meant(e, status.Get("type"), status.Get("statusCode"), status.Get("code"), status.Get("description")))
	}
	for _, d := range p.All("deliveryDate") {
		if kind := strings.ToUpper(d.Get("type")); kind == "SDD" || kind == "RDD" { // scheduled, rescheduled
			date := d.Get("date")
			h.Estimate = history.Estimate{From: history.ReadParts(date, p.Get("deliveryTime", "startTime")), To: history.ReadParts(date, p.Get("deliveryTime", "endTime"))}
		}
	}
	return h
}

// pushed reads a message of Track Alert: one event.
func pushed(n *payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Number: n.Get("trackingNumber")}
	e := history.Event{When: when(n, "localActivityDate", "localActivityTime"), Place: place(n.At("activityLocation"))}
	status := n.At("activityStatus")
	h.Events = []history.Event{meant(e, status.Get("type"), status.Get("descriptionCode"), status.Get("code"), status.Get("description"))}
	h.Estimate.To = history.ReadParts(n.Get("scheduledDeliveryDate"), "")
	return h
}

// when reads the time of an activity: local, with an offset where UPS says one, or the same instant in UTC beside it.
func when(n *payload.Node, date, clock string) history.Moment {
	local := history.ReadParts(n.Get(date), n.Get(clock))
	if text := n.Get("gmtOffset"); text != "" {
		if offset, ok := history.Offset(text); ok {
			return local.At(offset)
		}
	}
	utc := history.ReadParts(n.Get("gmtDate"), n.Get("gmtTime"))
	if local.Precision != history.Local || utc.Precision != history.Local {
		return local
	}
	apart := local.Wall.Sub(utc.Wall)
	if apart%(15*time.Minute) != 0 || apart > 14*time.Hour || apart < -12*time.Hour {
		return local
	}
	return local.At(int(apart / time.Second))
}

func place(n *payload.Node) history.Place {
	return history.Place{City: n.Get("city"), Region: n.First("stateProvince", "stateProvinceCode"), Postcode: n.Get("postalCode"), Country: payload.Country(n.First("countryCode", "country"))}
}

// meant says what an activity means: by its status code of three figures, and where that says little, by its kind and words.
func meant(e history.Event, kind, status, code, text string) history.Event {
	e.Code, e.Text = strings.TrimSpace(code), strings.Join(strings.Fields(text), " ")
	if e.Code == "" {
		e.Code = status
	}
	row, ok := statuses[threeFigures(status)]
	words := strings.ToLower(e.Text)
	if threeFigures(status) == "003" && kind != "" && !strings.HasPrefix(strings.ToUpper(kind), "M") {
		row, ok = worded(words)
	}
	if !ok {
		row, ok = kinds[strings.ToUpper(strings.TrimSpace(kind))]
	}
	if !ok {
		return e
	}
	e.Meaning, e.Reason = row.meaning, row.reason
	switch {
	case e.Meaning == history.Underway:
		e.Meaning = scanned(e.Code, words)
	case e.Meaning == history.Of(shipping.DutyDue) && !duty(words):
		e.Meaning = history.Of(shipping.HeldByOperator) // cash on delivery
	}
	return e
}

// duty reports whether a payment that is awaited is one at the border.
func duty(words string) bool {
	return strings.Contains(words, "dut") || strings.Contains(words, "tax") || strings.Contains(words, "import") || strings.Contains(words, "brokerage")
}

// worded reads an activity whose status code contradicts its kind.
func worded(words string) (row, bool) {
	if strings.Contains(words, "customs") && (strings.Contains(words, "released") || strings.Contains(words, "cleared")) {
		return row{history.CustomsReleased, ""}, true
	}
	return row{}, false
}

func threeFigures(status string) string {
	status = strings.TrimLeft(strings.TrimSpace(status), "0")
	return strings.Repeat("0", max(0, 3-len(status))) + status
}

// scanned tells arrivals, departures and the like apart, which share one status code ("On the Way").
func scanned(code, text string) history.Meaning {
	switch strings.ToUpper(code) {
	case "AR", "OR", "IP", "YP":
		return history.HubIn
	case "DP", "LR":
		return history.HubOut
	}
	switch {
	case strings.HasPrefix(text, "arriv"), strings.Contains(text, "arrival scan"), strings.Contains(text, "origin scan"), strings.Contains(text, "processing at"), strings.Contains(text, "import scan"), strings.Contains(text, "export scan"):
		return history.HubIn
	case strings.HasPrefix(text, "depart"), strings.Contains(text, "departure scan"):
		return history.HubOut
	case strings.Contains(text, "out for delivery"):
		return history.Of(shipping.WithCourier)
	}
	return history.Silent // "on the way", and no more
}
