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
	number, planned, close string
	cancelled              bool
}

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

// Coming is for when a pick-up is planned, as DHL was told: when it is ready, and until when.
func (s *Server) Coming(number string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.pickup(number); p != nil {
		return p.planned + " to " + p.close
	}
	return ""
}

func (s *Server) pickup(number string) *pickup {
	if at := slices.IndexFunc(s.pickups, func(p *pickup) bool { return p.number == number && !p.cancelled }); at >= 0 {
		return s.pickups[at]
	}
	return nil
}

type pickupAsked struct {
	Number   string `json:"dispatchConfirmationNumber"`
	Planned  string `json:"plannedPickupDateAndTime"`
	Close    string `json:"closeTime"`
	Accounts []struct {
		Number string `json:"number"`
	} `json:"accounts"`
	Parties struct {
		Shipper party `json:"shipperDetails"`
	} `json:"customerDetails"`
	Shipments []struct {
		Product  string `json:"productCode"`
		Units    string `json:"unitOfMeasurement"`
		Packages []struct {
			Weight float64 `json:"weight"`
		} `json:"packages"`
	} `json:"shipmentDetails"`
}

// wrong says what is wrong with a pick-up, and when it is ready; empty where nothing is.
func (s *Server) wrongPickup(a *pickupAsked) (ready time.Time, why string) {
	ready, err := time.Parse("2006-01-02T15:04:05GMT-07:00", a.Planned)
	now := mocked.Now(s.Now)
	switch {
	case err != nil:
		return ready, "#/plannedPickupDateAndTime: is not valid"
	case ready.Before(now.Add(-12*time.Hour)) || ready.After(now.AddDate(0, 0, 11)):
		return ready, "6003: The pickup date is in the past, or more than 10 days ahead"
	case len(a.Accounts) == 0 || a.Accounts[0].Number != Account:
		return ready, "8007: The Shipper Account is invalid."
	case len(a.Shipments) == 0:
		return ready, "#: required key [shipmentDetails] not found"
	}
	for _, n := range a.Shipments {
		if len(n.Product) != 1 || n.Units != "metric" || len(n.Packages) == 0 || n.Packages[0].Weight <= 0 {
			return ready, "#/shipmentDetails/0: is not valid"
		}
	}
	return ready, a.Parties.Shipper.wrong("shipperDetails")
}

// collects answers what is asked about pick-ups.
func (s *Server) collects(w http.ResponseWriter, r *http.Request) {
	number := strings.TrimPrefix(r.URL.Path, "/pickups/")
	p := s.pickup(number)
	a := &pickupAsked{}
	switch {
	case r.Method == http.MethodDelete && p != nil && r.URL.Query().Get("requestorName") != "" && r.URL.Query().Get("reason") != "":
		p.cancelled = true // its yes says nothing
		return
	case r.Method == http.MethodDelete || r.Method == http.MethodPatch && p == nil:
		refuse(w, r, http.StatusNotFound, "Pickup not found")
		return
	case !mocked.Read(w, r, a):
		refuse(w, r, http.StatusBadRequest, "The body is not valid JSON")
		return
	}
	ready, why := s.wrongPickup(a)
	if why != "" {
		refuse(w, r, http.StatusBadRequest, why)
		return
	}
	if r.Method == http.MethodPatch {
		p.planned, p.close = a.Planned, a.Close
		mocked.Say(w, http.StatusOK, map[string]any{"dispatchConfirmationNumber": p.number, "readyByTime": ready.Format("15:04"), "nextPickupDate": ready.Format(time.DateOnly)})
		return
	}
	n := len(s.pickups) + 1
	p = &pickup{number: fmt.Sprintf("PRG%012d", n), planned: a.Planned, close: a.Close}
	s.pickups = append(s.pickups, p)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	mocked.Say(w, http.StatusCreated, map[string]any{"dispatchConfirmationNumbers": []string{p.number}, "readyByTime": ready.Format("15:04"), "nextPickupDate": ready.Format(time.DateOnly)})
}
