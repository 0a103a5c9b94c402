package mock

import (
	"cmp"
	"net/http"
	"time"

	"crosslane/carrier/mocked"
)

// certify has a certificate of what was delivered: four steps after it was created.
func (s *Server) certify(w http.ResponseWriter, pin string) {
	n := s.find(func(n *shipment) bool { return n.pin == pin })
	if n == nil || mocked.Now(s.Now).Before(n.at.Add(4*cmp.Or(s.Pace, 24*time.Hour))) {
		refuse(w, http.StatusNotFound, "007", "No Delivery Information Available")
		return
	}
	say(w, http.StatusOK, `<delivery-confirmation-certificate xmlns="http://www.canadapost.ca/ws/track-v2"><filename>certificate.pdf</filename><image>`+mocked.Label(false)+`</image><mime-type>application/pdf</mime-type></delivery-confirmation-certificate>`)
}
