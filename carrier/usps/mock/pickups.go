package mock

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"crosslane/carrier/mocked"
)

// pickup is one that was asked for.
type pickup struct {
	number    string
	version   int
	asked     map[string]any
	cancelled bool
}

// tag is the version of a pick-up as it is told.
func (p *pickup) tag() string { return fmt.Sprintf("\"%s-%d\"", p.number, p.version) }

// Pickups is how many pick-ups were taken, and how many of them are not cancelled.
func (s *Server) Pickups() (all, alive int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.pickups {
		if !p.cancelled {
			alive++
		}
	}
	return len(s.pickups), alive
}

// wrongPickup says what is wrong with a pick-up, and in which field; empty where nothing is.
func (s *Server) wrongPickup(a map[string]any) (detail, field string) {
	day, _ := a["pickupDate"].(string)
	at, _ := a["pickupAddress"].(map[string]any)
	parts, _ := a["packages"].([]any)
	spot, _ := a["pickupLocation"].(map[string]any)
	weight, _ := a["estimatedWeight"].(float64)
	central := mocked.Now(s.Now).UTC().Add(-5 * time.Hour)
	switch {
	case day < central.Format(time.DateOnly) || day == central.Format(time.DateOnly) && central.Hour() >= 2:
		return "Same-day pickup is not available.", "pickupDate"
	case at["firstName"] == "" || at["lastName"] == "" || at["address"] == nil:
		return "The address is incomplete.", "pickupAddress"
	case len(parts) == 0 || weight <= 0:
		return "The packages are missing.", "packages"
	case spot["packageLocation"] == "" || spot["packageLocation"] == "OTHER" && spot["specialInstructions"] == nil:
		return "The location is incomplete.", "pickupLocation"
	}
	return "", ""
}

// collects answers what is asked about pick-ups.
func (s *Server) collects(w http.ResponseWriter, r *http.Request) {
	number := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/pickup/v3/carrier-pickup"), "/")
	at := slices.IndexFunc(s.pickups, func(p *pickup) bool { return p.number == number && !p.cancelled })
	switch {
	case number == "" && r.Method == http.MethodPost:
		s.collect(w, r)
	case at < 0:
		refuse(w, http.StatusNotFound, "Not Found", "There is no such pickup.", "confirmationNumber")
	case r.Method != http.MethodGet && r.Header.Get("If-Match") != s.pickups[at].tag():
		refuse(w, http.StatusBadRequest, "Bad Request", "The ETag does not match.", "If-Match")
	case r.Method == http.MethodPut:
		s.changePickup(w, r, s.pickups[at])
	case r.Method == http.MethodDelete:
		s.pickups[at].cancelled = true // its yes says nothing
	default:
		s.pickups[at].tell(w)
	}
}

func (s *Server) collect(w http.ResponseWriter, r *http.Request) {
	a := map[string]any{}
	if !mocked.Read(w, r, &a) {
		refuse(w, http.StatusBadRequest, "Bad Request", "The request is not what is asked for here.", "")
		return
	}
	if detail, field := s.wrongPickup(a); detail != "" {
		refuse(w, http.StatusBadRequest, "Bad Request", detail, field)
		return
	}
	n := len(s.pickups) + 1
	p := &pickup{number: fmt.Sprintf("WTC%09d", n), asked: a}
	s.pickups = append(s.pickups, p)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	p.tell(w)
}

func (s *Server) changePickup(w http.ResponseWriter, r *http.Request, p *pickup) {
	var a struct {
		Request map[string]any `json:"carrierPickupRequest"`
	}
	if !mocked.Read(w, r, &a) {
		refuse(w, http.StatusBadRequest, "Bad Request", "The request is not what is asked for here.", "")
		return
	}
	if detail, field := s.wrongPickup(a.Request); detail != "" {
		refuse(w, http.StatusBadRequest, "Bad Request", detail, field)
		return
	}
	p.asked = a.Request
	p.version++
	p.tell(w)
}

func (p *pickup) tell(w http.ResponseWriter) {
	w.Header().Set("ETag", p.tag())
	mocked.Say(w, http.StatusOK, map[string]any{"confirmationNumber": p.number, "pickupDate": p.asked["pickupDate"], "carrierPickupRequest": p.asked})
}
