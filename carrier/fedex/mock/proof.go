package mock

import (
	"cmp"
	"net/http"
	"time"

	"crosslane/carrier/mocked"
)

// prove has a letter about what was delivered: five steps after it was made.
func (s *Server) prove(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Detail struct {
			Type   string `json:"documentType"`
			Format string `json:"documentFormat"`
		} `json:"trackDocumentDetail"`
		Of []struct {
			Info struct {
				Number string `json:"trackingNumber"`
			} `json:"trackingNumberInfo"`
		} `json:"trackDocumentSpecification"`
	}
	if !read(w, r, &a) {
		return
	}
	if a.Detail.Type != "SIGNATURE_PROOF_OF_DELIVERY" || a.Detail.Format != "PDF" || len(a.Of) != 1 {
		refuse(w, http.StatusBadRequest, "TRACKING.DOCUMENTTYPE.INVALID", "Please provide a valid document type.")
		return
	}
	made := s.shipment(a.Of[0].Info.Number)
	if made == nil || made.cancelled || mocked.Now(s.Now).Before(made.at.Add(5*cmp.Or(s.Pace, 24*time.Hour))) {
		say(w, map[string]any{"documentType": a.Detail.Type, "alerts": []any{map[string]any{"code": "TRACKING.DATA.NOTFOUND", "alertType": "NOTE", "message": "Tracking data unavailable"}}})
		return
	}
	say(w, map[string]any{"documentType": a.Detail.Type, "documentFormat": "PDF", "document": []string{mocked.Label(false)}})
}
