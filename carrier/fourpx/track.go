// Package fourpx speaks with 4PX, a line from China: what it answers about a parcel.
package fourpx

import (
	"strings"
	"time"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where parcels are.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	found := answer.All("data")
	if len(found) == 0 || found[0].At("trackingList") != nil {
		found = answer.Holding("tracks")
	}
	for _, n := range found {
		if len(n.All("tracks")) == 0 {
			a.Refuse("", n.First("queryCode", "serverCode")+": nothing is told of this number", true)
			continue
		}
		a.Add(parcel(n))
	}
	if len(a.Histories) == 0 && len(a.Problems) == 0 {
		for _, n := range answer.Holding("trackingList") { // the open platform
			a.Add(open(n))
		}
	}
	if len(a.Histories) == 0 && len(a.Problems) == 0 && (answer.Get("result") != "" || answer.Get("message") != "") {
		a.Refuse(answer.Get("result"), answer.First("message", "msg"), answer.Get("result") == "1")
	}
	return a
}

func parcel(n *payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Number: n.First("queryCode", "serverCode", "shipperCode"), Also: []string{n.Get("serverCode"), n.Get("shipperCode")}, Origin: payload.Country(n.Get("ctStartCode")), Destination: payload.Country(n.Get("ctEndCode"))}
	if number := n.Get("channelTrackCode"); number != "" && number != h.Number {
		h.Onward = append(h.Onward, history.Leg{Number: number})
	}
	for _, t := range n.Whole("tracks") {
		e := history.Event{When: when(t), Code: t.Get("tkCode"), Text: strings.Join(strings.Fields(t.Get("tkDesc")), " "), Place: place(t.Get("tkLocation"))}
		h.Events = append(h.Events, meant(e))
	}
	return h
}

func open(n *payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Number: n.First("deliveryOrderNo", "trackingNo"), Destination: payload.Country(n.Get("destinationCountry"))}
	for _, t := range n.Whole("trackingList") {
		e := history.Event{When: history.Read(t.Get("occurDatetime")), Code: t.Get("businessLinkCode"), Text: t.Get("trackingContent"), Place: place(t.Get("occurLocation"))}
		h.Events = append(h.Events, meant(e))
	}
	return h
}

// when reads the instant in UTC, and tells it by the offset of the place where one is said. The other text is Chinese time, whatever the
// place: it serves where the instant is missing.
func when(t *payload.Node) history.Moment {
	at := history.Read(t.Get("tkDate"))
	if at.Precision == history.Unsaid {
		at = history.ReadEpoch(t.Get("tkDate"))
	}
	if at.Precision != history.Instant {
		return history.Read(t.Get("tkDateStr")).At(8 * 3600)
	}
	if zone := t.Get("tkTimezone"); zone != "" {
		if offset, ok := history.Offset(zone); ok {
			at.Wall = at.Wall.In(time.FixedZone("", offset))
		}
	}
	return at
}

// place reads "ShaTian,DongGuan" and "AUSTRIA".
func place(text string) history.Place {
	if c := payload.Country(text); c != "" {
		return history.Place{Country: c}
	}
	parts := strings.Split(text, ",")
	p := history.Place{City: strings.TrimSpace(parts[len(parts)-1])}
	if len(parts) > 1 {
		if c := payload.Country(parts[len(parts)-1]); c != "" {
			return history.Place{City: strings.TrimSpace(parts[0]), Country: c}
		}
		p.Facility = strings.TrimSpace(parts[0])
	}
	return p
}

// meant says what an event means: by its code, the longest beginning that is in the table.
func meant(e history.Event) history.Event {
	code := strings.TrimPrefix(strings.ToUpper(e.Code), "FPX_")
	text := strings.ToLower(e.Text)
	row, ok := codes[code]
	if !ok {
		for _, family := range families {
			if strings.HasPrefix(code, family.prefix) {
				row, ok = family.row, true
				break
			}
		}
	}
	if !ok {
		return e
	}
	e.Meaning, e.Reason = row.meaning, row.reason
	switch code {
	case "O_IR", "O_IRI": // what a partner passes on
		if !strings.Contains(text, "data") && !strings.Contains(text, "information") && !strings.Contains(text, "label") && !strings.Contains(text, "waybill") {
			e.Meaning, e.Reason, _ = history.Worded(text)
		}
	case "M_IT", "M_CRSD", "D_AOPC", "D_APC", "O_RR":
		if m, reason, worded := history.Worded(text); worded {
			e.Meaning, e.Reason = m, reason
		}
	}
	return e
}

// row is what a code means.
type row struct {
	meaning history.Meaning
	reason  string
}

// codes are 4PX's events, without "FPX_" before them.
var codes = map[string]row{
	"C_AAF":  {history.Of(shipping.OriginHubIn), ""},
	"C_ADFF": {history.Of(shipping.OriginHubOut), ""},
	"C_SPLS": {history.Of(shipping.PickedUp), ""},
	"C_SPQS": {history.Of(shipping.PickedUp), ""},
	"D_AAD":  {history.HubIn, ""},
	"D_AOPC": {history.HubIn, ""},
	"D_APC":  {history.HubIn, ""},
	"D_FD":   {history.Of(shipping.DeliveryFailed), ""},
	"D_SD":   {history.Of(shipping.WithCourier), ""},
	"D_STPP": {history.Of(shipping.HandedToLastMile), ""},
	"I_CC":   {history.Of(shipping.ImportSubmitted), ""},
	"I_CPC":  {history.Of(shipping.ImportSubmitted), ""},
	"I_RCUK": {history.Of(shipping.ImportReleased), ""},
	"L_RPIF": {history.Of(shipping.LabelCreated), ""},
	"L_SC":   {history.Of(shipping.PickedUp), ""},
	"M_ATA":  {history.Of(shipping.ArrivedDestination), ""},
	"M_CRSD": {history.HubIn, ""},
	"M_DFOA": {history.Of(shipping.DepartedOrigin), ""},
	"M_HA":   {history.Of(shipping.HandedToLinehaul), ""},
	"M_IT":   {history.Of(shipping.Sorted), ""},
	"O_IR":   {history.Of(shipping.LabelCreated), ""},
	"O_IRI":  {history.Of(shipping.LabelCreated), ""},
	"O_RR":   {history.Unknown, ""},
	"Q_ECC":  {history.Of(shipping.ExportReleased), ""},
	"S_OK":   {history.Of(shipping.DeliveredMilestone), ""},
	"S_OKPO": {history.Of(shipping.DeliveredMilestone), history.PostOffice},
	"S_OKSC": {history.Of(shipping.DeliveredMilestone), ""},
}

// families are codes whose last letters only say more exactly what happened.
var families = []struct {
	prefix string
	row
}{
	{"S_OK", row{history.Of(shipping.DeliveredMilestone), ""}},
	{"I_HC", row{history.Of(shipping.ImportHeld), history.Inspection}},
	{"M_TD", row{history.Of(shipping.Delayed), ""}},
	{"D_FD", row{history.Of(shipping.DeliveryFailed), ""}},
	{"D_DD", row{history.Of(shipping.Delayed), ""}},
	{"D_SH", row{history.Of(shipping.HeldByOperator), ""}},
}
