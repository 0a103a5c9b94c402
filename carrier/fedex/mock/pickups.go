package mock

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"crosslane/carrier/mocked"
)

// pickup is one that was asked for.
type pickup struct {
	number, company, day, station string
	cancelled                     bool
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

// collect takes a pick-up, each that is asked for.
func (s *Server) collect(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Account struct {
			Value string `json:"value"`
		} `json:"associatedAccountNumber"`
		Origin struct {
			Location party  `json:"pickupLocation"`
			Ready    string `json:"readyDateTimestamp"`
			Close    string `json:"customerCloseTime"`
			Spot     string `json:"packageLocation"`
		} `json:"originDetail"`
		Weight struct {
			Units string      `json:"units"`
			Value json.Number `json:"value"`
		} `json:"totalWeight"`
		Parcels int    `json:"packageCount"`
		Company string `json:"carrierCode"`
	}
	if !read(w, r, &a) {
		return
	}
	ready, err := time.Parse("2006-01-02T15:04:05Z", a.Origin.Ready)
	_, wrong := time.Parse("15:04:05", a.Origin.Close)
	pounds, noWeight := a.Weight.Value.Float64()
	switch {
	case a.Account.Value != Account:
		refuse(w, http.StatusBadRequest, "ACCOUNT.NUMBERORKEY.INVALID", "The account number does not go with the key.")
	case err != nil || wrong != nil || noWeight != nil || pounds <= 0 || a.Weight.Units != "LB" || a.Parcels < 1 || a.Origin.Spot == "" || len(a.Origin.Location.Address.Lines) == 0 || len(a.Origin.Location.Contact.Phone) < 8:
		refuse(w, http.StatusBadRequest, "INVALID.INPUT.EXCEPTION", "Invalid field value in the input")
	case ready.Before(mocked.Now(s.Now).Add(-36 * time.Hour)):
		refuse(w, http.StatusBadRequest, "PICKUP.REQUESTED.PREVIOUS.DAY", "Cannot schedule a pickup requested for a previous day.")
	case a.Company != "FDXE" && a.Company != "FDXG":
		refuse(w, http.StatusBadRequest, "CARRIERCODE.INVALID", "The carrier code is invalid.")
	default:
		n := len(s.pickups) + 1
		p := &pickup{number: fmt.Sprint(3000 + n), company: a.Company, day: ready.Format(time.DateOnly)}
		output := map[string]any{"pickupConfirmationCode": p.number, "message": "Courier on the way"}
		if p.company == "FDXE" {
			p.station = "COSA"
			output["location"] = p.station
		}
		s.pickups = append(s.pickups, p)
		if mocked.Nth(n, s.Lose) {
			mocked.Lost()
		}
		say(w, output)
	}
}

func (s *Server) cancelPickup(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Number  string `json:"pickupConfirmationCode"`
		Company string `json:"carrierCode"`
		Day     string `json:"scheduledDate"`
		Station string `json:"location"`
	}
	if !read(w, r, &a) {
		return
	}
	at := slices.IndexFunc(s.pickups, func(p *pickup) bool {
		return p.number == a.Number && p.company == a.Company && p.day == a.Day && p.station == a.Station && !p.cancelled
	})
	if at < 0 {
		refuse(w, http.StatusNotFound, "NOT.FOUND.ERROR", "The resource you requested is no longer available. Please modify your request and try again.")
		return
	}
	s.pickups[at].cancelled = true
	say(w, map[string]any{"pickupConfirmationCode": a.Number, "cancelConfirmationMessage": "Requested pickup has been cancelled Successfully."})
}
