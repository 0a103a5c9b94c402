package mock

import (
	"cmp"
	"net/http"
	"time"

	"crosslane/carrier/mocked"
)

// prove has a proof of what was delivered: five steps after it was made.
func (s *Server) prove(w http.ResponseWriter, r *http.Request, n *shipment) {
	if n == nil || mocked.Now(s.Now).Before(n.at.Add(5*cmp.Or(s.Pace, 24*time.Hour))) || r.URL.Query().Get("shipperAccountNumber") != Account {
		refuse(w, r, http.StatusNotFound, "No POD data found for the provided shipment")
		return
	}
	mocked.Say(w, http.StatusOK, map[string]any{"documents": []any{map[string]any{"encodingFormat": "PDF", "content": mocked.Label(false), "typeCode": "POD"}}})
}
