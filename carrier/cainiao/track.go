// Package cainiao speaks with Cainiao, the logistics network of AliExpress and others: what it answers about parcels.
package cainiao

import (
	"strings"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Tracking reads an answer to the question where parcels are.
func Tracking(answer *payload.Node) *history.Answer {
	a := &history.Answer{}
	for _, list := range []string{"detailList", "trackElementList", "details"} {
		for _, n := range answer.Holding(list) {
			a.Add(parcel(n, n.Whole(list)))
		}
	}
	if len(a.Histories) == 0 {
		for _, n := range answer.Holding("mailNo") {
			if trace := n.At("latestTrace"); trace != nil {
				a.Add(parcel(n, []*payload.Node{trace}))
			} else {
				a.Refuse("", n.Get("mailNo")+": nothing is told of this number", true)
			}
		}
	}
	if len(a.Histories) == 0 && len(a.Problems) == 0 {
		if words := answer.First("error_desc", "errorMsg", "msg", "error", "sub_msg"); words != "" || answer.Get("success") == "false" {
			a.Refuse(answer.First("errorCode", "code"), words, false)
		}
	}
	return a
}

func parcel(n *payload.Node, events []*payload.Node) *history.History {
	h := &history.History{NewestFirst: true, Number: n.First("mailNo", "num", "tracking_number"), Origin: payload.Country(n.First("originCountry", "original_country")), Destination: payload.Country(n.First("destCountry", "destinationCountry", "target_country"))}
	if number := n.First("copyRealMailNo", "transNum"); number != "" && number != h.Number {
		h.Onward = append(h.Onward, history.Leg{Carrier: n.Get("destCpInfo", "cpName"), Number: number})
	}
	h.Estimate = history.Estimate{From: history.ReadEpoch(n.Get("globalEtaInfo", "deliveryMinTime")), To: history.ReadEpoch(n.Get("globalEtaInfo", "deliveryMaxTime"))}
	for _, t := range events {
		e := history.Event{When: when(t), Code: t.First("actionCode", "status"), Text: strings.TrimSpace(t.First("standerdDesc", "desc", "event_desc", "descTitle"))}
		e.Place = history.Place{City: t.First("city", "address"), Country: payload.Country(t.Get("country")), Facility: t.Get("facilityName")}
		if town, text, ok := bracketed(e.Text); ok && e.Place.City == "" {
			e.Place.City, e.Text = town, text
		}
		h.Events = append(h.Events, meant(e))
	}
	return h
}

// when reads the local time and the offset beside it. The count of milliseconds is not believed: it takes the local time for that of
// Beijing. It serves alone where nothing else is told.
func when(t *payload.Node) history.Moment {
	local := history.Read(t.First("timeStr", "event_date"))
	if local.Precision == history.Unsaid {
		if local = history.Read(t.Get("time")); local.Precision == history.Unsaid {
			at := history.ReadEpoch(t.Get("time"))
			if at.Precision == history.Unsaid {
				return at
			}
			local = history.Read(at.Wall.Add(8 * 3600 * 1e9).Format("2006-01-02T15:04:05")) // the clock at the place
		}
	}
	if zone := t.First("timeZone", "time_zone"); zone != "" {
		if offset, ok := history.Offset(zone); ok {
			return local.At(offset)
		}
	}
	return local
}

// bracketed takes the town from the front of "[Town] what happened": capital and small letters, no code.
func bracketed(text string) (town, rest string, ok bool) {
	if !strings.HasPrefix(text, "[") {
		return "", text, false
	}
	town, rest, ok = strings.Cut(text[1:], "]")
	rest = strings.TrimSpace(rest)
	if !ok || rest == "" || len(town) < 3 || strings.ToUpper(town) == town || strings.ContainsAny(town, "()0123456789") || strings.Contains(town, "Post") {
		return "", text, false
	}
	return strings.TrimSpace(town), rest, true
}

func meant(e history.Event) history.Event {
	code := strings.TrimPrefix(strings.ToUpper(e.Code), "AE_")
	row, ok := codes[code]
	if !ok && strings.HasPrefix(code, "GTMS_STA_") && (strings.Contains(code, "CHANGE") || strings.HasSuffix(code, "TO_DOOR")) {
		e.Meaning, ok = history.Of(shipping.Redirected), false
	}
	if !ok {
		return e
	}
	e.Meaning, e.Reason = row.meaning, row.reason
	return e
}

// row is what a code means.
type row struct {
	meaning history.Meaning
	reason  string
}

// codes are Cainiao's actions (Alibaba, aliexpress.logistics.redefining.querytrackingresult, and what it answers besides).
var codes = map[string]row{
	"ARRIVAL":               {history.HubIn, ""},
	"CC_EX_FAILURE":         {history.Of(shipping.ExportHeld), ""},
	"CC_EX_START":           {history.Of(shipping.ExportSubmitted), ""},
	"CC_EX_SUCCESS":         {history.Of(shipping.ExportReleased), ""},
	"CC_HO_IN_SUCCESS":      {history.Of(shipping.ImportSubmitted), ""},
	"CC_HO_OUT_SUCCESS":     {history.Of(shipping.ImportReleased), ""},
	"CC_IM_FAILURE":         {history.Of(shipping.ImportHeld), ""},
	"CC_IM_PROCESS":         {history.Of(shipping.ImportSubmitted), ""},
	"CC_IM_START":           {history.Of(shipping.ImportSubmitted), ""},
	"CC_IM_SUCCESS":         {history.Of(shipping.ImportReleased), ""},
	"CIQ_FAILURE":           {history.Of(shipping.CustomsRefused), ""},
	"CIQ_SUCCESS":           {history.Of(shipping.ImportReleased), ""},
	"CONSIGN":               {history.Of(shipping.LabelCreated), ""},
	"CUS_DECLARE":           {history.Of(shipping.ImportSubmitted), ""},
	"CUS_FAILURE":           {history.Of(shipping.ImportInfoRequired), history.Documents},
	"CUS_SUCCESS":           {history.Of(shipping.ImportReleased), ""},
	"CUS_TAX":               {history.Of(shipping.DutyDue), history.Payment},
	"CW_INBOUND":            {history.HubIn, ""},
	"CW_OUTBOUND":           {history.HubOut, ""},
	"DEPARTURE":             {history.HubOut, ""},
	"FAILED":                {history.Of(shipping.DeliveryFailed), ""},
	"GOT":                   {history.Of(shipping.PickedUp), ""},
	"GSTAHUB_INBOUND":       {history.HubIn, ""},
	"GSTA_BUYER_SIGN":       {history.Of(shipping.DeliveredMilestone), history.Collected},
	"GSTA_INBOUND":          {history.Of(shipping.AwaitingPickup), history.Shop},
	"GSTA_SIGN":             {history.Of(shipping.DeliveredMilestone), history.Collected},
	"GTMS_ACCEPT":           {history.Of(shipping.HandedToLastMile), ""},
	"GTMS_ASN":              {history.Of(shipping.LabelCreated), ""},
	"GTMS_DELIVERING":       {history.Of(shipping.WithCourier), ""},
	"GTMS_DEL_FAILURE":      {history.Of(shipping.DeliveryFailed), ""},
	"GTMS_DO_ARRIVE":        {history.Of(shipping.AtDeliveryOffice), ""},
	"GTMS_DO_DEPART":        {history.Of(shipping.WithCourier), ""},
	"GTMS_FAILURE":          {history.Of(shipping.HeldByOperator), ""},
	"GTMS_OTHER":            {history.Silent, ""},
	"GTMS_RE_DELIVERING":    {history.Of(shipping.WithCourier), ""},
	"GTMS_SC_ARRIVE":        {history.Of(shipping.Sorted), ""},
	"GTMS_SIGNED":           {history.Of(shipping.DeliveredMilestone), ""},
	"GTMS_SIGN_FAILURE":     {history.Of(shipping.DeliveryFailed), ""},
	"GTMS_STATION_IN":       {history.HubIn, ""},
	"GTMS_STATION_OUT":      {history.HubOut, ""},
	"GTMS_STA_CHANGE":       {history.Of(shipping.Redirected), history.OnRequest},
	"GTMS_STA_CNCP_CHANGE":  {history.Of(shipping.Redirected), ""},
	"GTMS_STA_CN_CHANGE":    {history.Of(shipping.Redirected), ""},
	"GTMS_STA_CUST_TO_DOOR": {history.Of(shipping.Redirected), history.OnRequest},
	"GTMS_STA_SIGNED":       {history.Of(shipping.AwaitingPickup), history.Shop},
	"GTMS_WAIT_SELF_PICK":   {history.Of(shipping.AwaitingPickup), ""},
	"GWMS_ACCEPT":           {history.Of(shipping.LabelCreated), ""},
	"GWMS_CANCEL":           {history.Of(shipping.VoidedMilestone), ""},
	"GWMS_HANDOVER":         {history.HubOut, ""},
	"GWMS_OUTBOUND":         {history.HubOut, ""},
	"GWMS_PACKAGE":          {history.Silent, ""},
	"GWMS_PICK":             {history.Silent, ""},
	"LAST_MILE_ASN_NOTIFY":  {history.Silent, ""},
	"LH_ARRIVE":             {history.Of(shipping.ArrivedDestination), ""},
	"LH_DEPART":             {history.Of(shipping.DepartedOrigin), ""},
	"LH_HO_AIRLINE":         {history.Of(shipping.HandedToLinehaul), ""},
	"LH_HO_IN_SUCCESS":      {history.HubIn, ""},
	"LH_HO_OUT_SUCCESS":     {history.Underway, ""},
	"LH_OTHER":              {history.Silent, ""},
	"OM_CONSIGN":            {history.Of(shipping.LabelCreated), ""},
	"PU_PICKUP_SUCCESS":     {history.Of(shipping.PickedUp), ""},
	"PU_SIGN_IN_SUCCESS":    {history.Of(shipping.PickedUp), ""},
	"RETURNED":              {history.Of(shipping.BackWithSender), ""},
	"RT_DESTROY":            {history.Of(shipping.Destroyed), ""},
	"RT_INBOUND":            {history.Of(shipping.ReturnStarted), ""},
	"RT_OUTBOUND":           {history.Of(shipping.ReturnTransit), ""},
	"RT_TMS_ACCEPT":         {history.Of(shipping.ReturnTransit), ""},
	"RT_WH_DESTROY":         {history.Of(shipping.Destroyed), ""},
	"RT_WH_INBOUND":         {history.Of(shipping.ReturnTransit), ""},
	"RT_WH_OUTBOUND":        {history.Of(shipping.ReturnTransit), ""},
	"SC_HO_OUT_SUCCESS":     {history.Of(shipping.HandedToLinehaul), ""},
	"SC_INBOUND_SUCCESS":    {history.Of(shipping.OriginHubIn), ""},
	"SC_OUTBOUND_SUCCESS":   {history.Of(shipping.OriginHubOut), ""},
	"SC_SIGN_IN_SUCCESS":    {history.Of(shipping.OriginHubIn), ""},
	"SENT_SCAN":             {history.Of(shipping.WithCourier), ""},
	"SIGNED":                {history.Of(shipping.DeliveredMilestone), ""},
	"STA_SIGN":              {history.Of(shipping.DeliveredMilestone), history.Collected},
	"TD_TRANS_ARRIVE":       {history.Of(shipping.TransitIn), ""},
	"TD_TRANS_DEPART":       {history.Of(shipping.TransitOut), ""},
}
