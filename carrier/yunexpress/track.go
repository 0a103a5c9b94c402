package yunexpress

import (
	"strings"
	"time"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where a parcel is, or a push. An answer with status 200 may be a refusal.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	found := answer.Holding("track_events")
	if len(found) == 0 {
		found = answer.Holding("waybill_number")
	}
	for _, n := range found {
		h := parcel(n)
		if outer := answer.At("result"); h.Number == "" && outer != nil { // the number stands above the list
			h.Number = outer.First("waybill_number", "tracking_number", "customer_order_number")
		}
		a.Add(h)
	}
	if len(found) == 0 && answer.Get("success") == "false" {
		a.Refuse(answer.Get("code"), answer.First("msg", "message"), missing(answer.Get("msg")))
	}
	return a
}

// missing reports whether words say that a number is not known: of its codes no list is public.
func missing(words string) bool {
	words = strings.ToLower(words)
	return strings.Contains(words, "不存在") || strings.Contains(words, "not found") || strings.Contains(words, "not exist")
}

func parcel(n *payload.Node) *history.History {
	h := &history.History{Also: []string{n.Get("customer_order_number")}, Number: n.First("waybill_number", "tracking_number", "customer_order_number")}
	h.Origin, h.Destination = payload.Country(n.First("origin_code", "origin_country")), payload.Country(n.First("destination_code", "country_code"))
	h.Estimate = history.Estimate{From: history.Read(n.Get("EstimatedDeliveryFromDateZone")), To: history.Read(n.Get("EstimatedDeliveryToDateZone"))}
	if number := n.Get("tracking_number"); number != "" && number != h.Number {
		h.Onward = append(h.Onward, history.Leg{Carrier: n.Get("last_mile_name"), Number: number})
	}
	for _, e := range n.Whole("track_events") {
		h.Events = append(h.Events, event(e))
	}
	return h
}

func event(n *payload.Node) history.Event {
	e := history.Event{When: when(n.Get("process_time"), n.Get("process_utc_time")), Code: n.Get("track_node_code"), Text: n.First("process_content", "track_node_description", "description")}
	if e.When.Precision == history.Unsaid {
		e.When = history.Read(n.Get("event_date"))
	}
	if zone := n.Get("time_zone"); zone != "" {
		if offset, ok := history.Offset(zone); ok {
			e.When = e.When.At(offset)
		}
	}
	e.Place = history.Place{City: n.First("process_city", "location"), Region: n.Get("process_province"), Country: payload.Country(n.Get("process_country")), Facility: n.Get("process_location")}
	if e.Code == "" {
		e.Meaning, e.Reason, _ = history.Worded(e.Text)
		return e
	}
	row, ok := codes[strings.ToUpper(e.Code)]
	if !ok {
		return e
	}
	e.Meaning, e.Reason = row.meaning, row.reason
	text := strings.ToLower(e.Text + " " + n.Get("track_node_description"))
	if strings.ToUpper(e.Code) == "DELIVERY_ATTEMPT" && (strings.Contains(text, "fail") || strings.Contains(text, "attempted") || strings.Contains(text, "unsuccessful") || strings.Contains(text, "失败") || strings.Contains(text, "not home")) {
		e.Meaning = history.Of(shipping.DeliveryFailed)
	}
	return e
}

// when makes an instant of a local time and the same time in UTC. The letter Z is written behind either, and says nothing: where both say the
// same, it is UTC.
func when(local, utc string) history.Moment {
	here, there := wall(local), wall(utc)
	switch {
	case there.Precision != history.Local:
		return history.Read(local)
	case here.Precision != history.Local:
		return there.At(0)
	}
	apart := here.Wall.Sub(there.Wall)
	if apart%(15*time.Minute) != 0 || apart > 14*time.Hour || apart < -12*time.Hour {
		return there.At(0)
	}
	return here.At(int(apart / time.Second))
}

// wall is what clocks showed, whatever offset stands behind it.
func wall(text string) history.Moment {
	text = strings.TrimSuffix(text, "Z")
	if m := history.Read(text); m.Precision != history.Instant {
		return m
	}
	return history.Moment{}
}

// row is what a code means.
type row struct {
	meaning history.Meaning
	reason  string
}

// codes are YunExpress's nodes, in words and in its short form.
var codes = map[string]row{
	"AIRPORT_HOLD":            {history.Of(shipping.ExportHeld), history.Seized},
	"AIRPORT_INSPECTION":      {history.Of(shipping.HeldByOperator), history.Inspection},
	"AIRPORT_RELEASE":         {history.Of(shipping.HandedToLinehaul), ""},
	"ARRIVE_CONFIRM_OC":       {history.HubIn, ""},
	"ARRIVE_ORIN_CUSTOMS":     {history.Of(shipping.ExportSubmitted), ""},
	"CARRIER_PICKUP":          {history.Of(shipping.HandedToLinehaul), ""},
	"CHANGE_WAYBILL_INFO":     {history.Of(shipping.Redirected), ""},
	"CUSTOMS_COMPLETE":        {history.Of(shipping.ImportReleased), ""},
	"CUSTOMS_DELAY":           {history.Of(shipping.ImportInfoRequired), history.Documents},
	"CUSTOMS_EXCEPTION":       {history.Of(shipping.CustomsRefused), ""},
	"CUSTOMS_HOLD":            {history.Of(shipping.ImportHeld), history.Seized},
	"CUSTOMS_INSPCTION":       {history.Of(shipping.ImportHeld), history.Inspection},
	"CUSTOMS_INSPECTION":      {history.Of(shipping.ImportHeld), history.Inspection},
	"CUSTOMS_PROCESSING":      {history.Of(shipping.ImportSubmitted), ""},
	"CUSTOMS_RELEASE":         {history.Of(shipping.ImportReleased), ""},
	"DELIVERED":               {history.Of(shipping.DeliveredMilestone), ""},
	"DELIVERY_ATTEMPT":        {history.Of(shipping.WithCourier), ""}, // "in delivery"; a failed one where the words say so
	"DELIVERY_FAILURE":        {history.Of(shipping.DeliveryFailed), ""},
	"DEPART_CONFIRM_OC":       {history.HubOut, ""},
	"EDD":                     {history.Silent, ""},
	"EXPORT_CUSTOMS_COMPLETE": {history.Of(shipping.ExportReleased), ""},
	"FIRST_MILE_ARRIVE":       {history.Of(shipping.OriginHubIn), ""},
	"FIRST_MILE_DEPART":       {history.Of(shipping.OriginHubOut), ""},
	"IN_TRANSIT":              {history.Of(shipping.Sorted), ""},
	"IN_TRANSIT_CARRIER":      {history.Underway, ""},
	"MAIN_LINE_ARRIVE":        {history.Of(shipping.ArrivedDestination), ""},
	"MAIN_LINE_DEPART":        {history.Of(shipping.DepartedOrigin), ""},
	"MD/DD":                   {history.Of(shipping.ArrivedDestination), ""},
	"MD/TT":                   {history.Of(shipping.DeliveredMilestone), ""},
	"ORDER_CREATION":          {history.Of(shipping.LabelCreated), ""},
	"OTHER":                   {history.Of(shipping.Delayed), ""},
	"PACKAGE_EXCEPTION":       {history.Of(shipping.Damaged), ""},
	"PACKAGE_LOST":            {history.Of(shipping.DeclaredLost), history.Missing},
	"PICKED_UP":               {history.Of(shipping.PickedUp), ""},
	"PICKUP_CARGO_TERMINAL":   {history.Of(shipping.LeftImportOffice), ""},
	"PRE_ADVICING":            {history.Silent, ""},
	"PRE_INFO":                {history.Silent, ""},
	"READY_FOR_OUTBOUND":      {history.HubIn, ""},
	"READY_FOR_PICKUP":        {history.Underway, ""}, // at the cargo terminal: the carrier fetches it, not the buyer
	"RETURNED":                {history.Of(shipping.ReturnStarted), ""},
	"RETURNED_BACK":           {history.Of(shipping.ReturnStarted), ""},
	"RETURNED_TO_SENDER":      {history.Of(shipping.BackWithSender), ""},
	"TRANSITHUB_ARRIVE":       {history.Of(shipping.HandedToLastMile), ""},
	"TRANSIT_IN":              {history.Of(shipping.TransitIn), ""},
	"TRANSIT_OUT":             {history.Of(shipping.TransitOut), ""},
	"XD/CS":                   {history.Of(shipping.OriginHubIn), ""},
	"XD/ZC":                   {history.Of(shipping.PickedUp), ""},
	"YB/XD":                   {history.Of(shipping.LabelCreated), ""},
}
