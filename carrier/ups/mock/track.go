package mock

import (
	"cmp"
	"net/http"
	"time"

	"crosslane/carrier/mocked"
)

// track tells of parcels; where there are none it says so with a good status, or with 404.
func (s *Server) track(w http.ResponseWriter, r *http.Request, asked string, list []*parcel) {
	if len(list) == 0 && len(asked)%2 == 0 {
		mocked.Say(w, http.StatusOK, map[string]any{"trackResponse": map[string]any{"shipment": []any{
			map[string]any{"inquiryNumber": asked, "warnings": []any{map[string]any{"code": "TW0001", "message": "Tracking Information Not Found"}}}}}})
		return
	}
	if len(list) == 0 {
		refuse(w, http.StatusNotFound, notFound, "Tracking number information not found")
		return
	}
	told := make([]any, len(list))
	for i, p := range list {
		told[i] = map[string]any{"inquiryNumber": p.number, "package": []any{s.proved(r, p)}}
	}
	mocked.Say(w, http.StatusOK, map[string]any{"trackResponse": map[string]any{"shipment": told}})
}

// proved tells of a parcel, and of its delivery what is asked for.
func (s *Server) proved(r *http.Request, p *parcel) map[string]any {
	told := s.history(p)
	if p.void || mocked.Now(s.Now).Before(p.at.Add(4*cmp.Or(s.Pace, 24*time.Hour))) {
		return told
	}
	delivery := map[string]any{"location": "Front Door", "receivedBy": "PROBE"}
	if r.URL.Query().Get("returnSignature") == "true" {
		delivery["signature"] = map[string]any{"image": drawn("GIF")}
	}
	if r.URL.Query().Get("returnPOD") == "true" {
		delivery["pod"] = map[string]any{"content": mocked.Label(false)}
	}
	told["deliveryInformation"] = delivery
	return told
}

// history tells of a parcel, newest first.
func (s *Server) history(p *parcel) map[string]any {
	activities := []any{}
	step := func(at time.Time, country string, status [4]string) {
		at = at.UTC().Truncate(time.Second)
		local := at.Add(-5 * time.Hour)
		activities = append([]any{map[string]any{"date": local.Format("20060102"), "time": local.Format("150405"), "gmtDate": at.Format("20060102"), "gmtTime": at.Format("150405"), "gmtOffset": "-05:00",
			"location": map[string]any{"address": map[string]any{"city": "TOWN", "countryCode": country}},
			"status":   map[string]any{"type": status[0], "code": status[1], "statusCode": status[2], "description": status[3]}}}, activities...)
	}
	for i, status := range [][4]string{{"M", "MP", "003", "Shipper created a label, UPS has not received the package yet."}, {"P", "PU", "038", "Pickup Scan"}, {"I", "DP", "005", "Departed from Facility"},
		{"I", "OT", "021", "Out For Delivery Today"}, {"D", "FS", "011", "DELIVERED"}} {
		at, country := p.at.Add(time.Duration(i)*cmp.Or(s.Pace, 24*time.Hour)), p.from
		if at.After(mocked.Now(s.Now)) || p.void && i > 0 {
			break
		}
		if i > 2 {
			country = p.to
		}
		step(at, country, status)
	}
	if p.void {
		step(mocked.Now(s.Now), p.from, [4]string{"MV", "VP", "007", "Shipment information voided."})
	}
	numbers := make([]any, len(p.references))
	for i, each := range p.references {
		numbers[i] = map[string]any{"type": "SHIPMENT", "number": each}
	}
	return map[string]any{"trackingNumber": p.number, "referenceNumber": numbers, "activity": activities,
		"packageAddress": []any{map[string]any{"type": "ORIGIN", "address": map[string]any{"countryCode": p.from}}, map[string]any{"type": "DESTINATION", "address": map[string]any{"countryCode": p.to}}}}
}
