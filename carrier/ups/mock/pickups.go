package mock

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"crosslane/carrier/mocked"
)

const (
	pickups        = "/api/pickupcreation/v2409/pickup"
	pickupByNumber = "/api/shipments/v2409/pickup/02"
	pickupsPending = "/api/shipments/v2409/pickup/oncall"
)

// noPickup is a code of the mock's own: UPS publishes none.
const noPickup = "9500000"

// pickup is one that was asked for.
type pickup struct {
	number, reference, place, day string
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

// collects answers what is asked about pick-ups, and reports whether that was it.
func (s *Server) collects(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case r.Method == http.MethodPost && r.URL.Path == pickups:
		s.collect(w, r)
	case r.Method == http.MethodDelete && r.URL.Path == pickupByNumber:
		s.cancelPickup(w, r.Header.Get("Prn"))
	case r.Method == http.MethodGet && r.URL.Path == pickupsPending:
		s.pending(w, r)
	default:
		return false
	}
	return true
}

// collect takes a pick-up. For an address and a day it takes one: asked again, it answers with the same number.
func (s *Server) collect(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Ask struct {
			Shipper struct {
				Account struct {
					Number string `json:"AccountNumber"`
				} `json:"Account"`
			} `json:"Shipper"`
			Date struct {
				Close string `json:"CloseTime"`
				Ready string `json:"ReadyTime"`
				Day   string `json:"PickupDate"`
			} `json:"PickupDateInfo"`
			At struct {
				Company string   `json:"CompanyName"`
				Contact string   `json:"ContactName"`
				Lines   []string `json:"AddressLine"`
				City    string   `json:"City"`
				Phone   struct {
					Number string `json:"Number"`
				} `json:"Phone"`
			} `json:"PickupAddress"`
			Pieces []struct {
				Service  string `json:"ServiceCode"`
				Quantity string `json:"Quantity"`
				Country  string `json:"DestinationCountryCode"`
			} `json:"PickupPiece"`
			Payment   string `json:"PaymentMethod"`
			Reference string `json:"ReferenceNumber"`
		} `json:"PickupCreationRequest"`
	}
	if !mocked.Read(w, r, &a) {
		refuse(w, http.StatusBadRequest, "10001", "The request is not well formed.")
		return
	}
	ask := &a.Ask
	day, err := time.Parse("20060102", ask.Date.Day)
	badPiece := len(ask.Pieces) == 0
	for _, p := range ask.Pieces {
		n, err := strconv.Atoi(p.Quantity)
		badPiece = badPiece || err != nil || n < 1 || len(p.Service) != 3 || len(p.Country) != 2
	}
	switch {
	case ask.Shipper.Account.Number != Account:
		refuse(w, http.StatusBadRequest, wrongField, "The field, AccountNumber, contains invalid data.")
	case err != nil || day.Before(mocked.Now(s.Now).Add(-36*time.Hour)) || len(ask.Date.Close) != 4 || ask.Date.Ready >= ask.Date.Close:
		refuse(w, http.StatusBadRequest, wrongField, "The field, PickupDateInfo, contains invalid data.")
	case ask.At.Company == "" || ask.At.Contact == "" || len(ask.At.Lines) != 1 || ask.At.City == "" || strings.Trim(ask.At.Phone.Number, "0123456789") != "" || ask.At.Phone.Number == "":
		refuse(w, http.StatusBadRequest, missingField, "Missing Required field, PickupAddress.")
	case badPiece || ask.Payment != "01":
		refuse(w, http.StatusBadRequest, wrongField, "The field, PickupPiece, contains invalid data.")
	default:
		s.taken(w, ask.Reference, ask.At.Lines[0]+ask.At.City, ask.Date.Day)
	}
}

func (s *Server) taken(w http.ResponseWriter, reference, place, day string) {
	at := slices.IndexFunc(s.pickups, func(p *pickup) bool { return p.place == place && p.day == day && !p.cancelled })
	if at < 0 {
		at = len(s.pickups)
		s.pickups = append(s.pickups, &pickup{number: fmt.Sprintf("29%09d", at+1), reference: reference, place: place, day: day})
		if mocked.Nth(at+1, s.Lose) {
			mocked.Lost()
		}
	}
	made := map[string]any{"Response": done(), "PRN": s.pickups[at].number, "RateStatus": map[string]any{"Code": "02", "Description": "Rate not available"}}
	if !s.Free {
		made["RateStatus"] = map[string]any{"Code": "01", "Description": "Rate available"}
		made["RateResult"] = map[string]any{"RateType": "FD", "CurrencyCode": "EUR", "GrandTotalOfAllCharge": "6.35"}
	}
	mocked.Say(w, http.StatusOK, map[string]any{"PickupCreationResponse": made})
}

func (s *Server) cancelPickup(w http.ResponseWriter, number string) {
	at := slices.IndexFunc(s.pickups, func(p *pickup) bool { return p.number == number && !p.cancelled })
	if at < 0 || s.Shut {
		refuse(w, http.StatusBadRequest, noPickup, "The pickup cannot be cancelled.")
		return
	}
	s.pickups[at].cancelled = true
	mocked.Say(w, http.StatusOK, map[string]any{"PickupCancelResponse": map[string]any{"Response": done(), "PickupType": "01"}})
}

// pending tells of the pick-ups of today and tomorrow.
func (s *Server) pending(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Accountnumber") != Account {
		refuse(w, http.StatusBadRequest, wrongField, "The field, AccountNumber, contains invalid data.")
		return
	}
	list := []any{}
	until := mocked.Now(s.Now).AddDate(0, 0, 1).Format("20060102")
	for _, p := range s.pickups {
		if p.day <= until && s.Hide == 0 {
			code := map[bool]string{false: "002", true: "007"}[p.cancelled]
			list = append(list, map[string]any{"PickupType": "01", "ServiceDate": p.day, "PRN": p.number, "OnCallStatusCode": code, "PickupStatusMessage": "Dispatched", "ReferenceNumber": p.reference})
		}
	}
	mocked.Say(w, http.StatusOK, map[string]any{"PickupPendingStatusResponse": map[string]any{"Response": done(), "PendingStatus": list}})
}
