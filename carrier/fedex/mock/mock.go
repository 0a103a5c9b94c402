// Package mock answers as FedEx does (Ship, Rate and Track API, v1), in its form, over HTTP: for tests and trials of the connector without an account. It
// carries nothing. What it can be made to do is what goes wrong with such interfaces.
package mock

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"crosslane/calendar"
	"crosslane/carrier/mocked"
	"crosslane/shipping"
)

// Account, Login and Secret are the only ones that it takes.
const (
	Account = "740561073"
	Login   = "mock"
	Secret  = "mock-secret"
)

// Server is one account. The zero value is ready to use, and safe for concurrent use.
type Server struct {
	// Now is the clock. Nil: the machine's.
	Now func() time.Time
	// Heaviest is the weight in grams beyond which nothing is taken. Zero: 68 kg.
	Heaviest int64
	// Lose loses the answer of every n-th shipment that is made: it is made, and the connection closed. Zero: none.
	Lose int
	// Slow answers every n-th call with 429 and a second of peace. Zero: none.
	Slow int
	// Ends ends a token after so many calls. Zero: it does not end.
	Ends int
	// Hide is for how long a shipment is not found by its reference, and has no history. Zero: it is found at once.
	Hide time.Duration
	// Pace is how long a parcel takes from one event to the next. Zero: a day.
	Pace time.Duration
	// Shut cancels no shipments: they are handed over.
	Shut bool
	// Free says no prices.
	Free bool

	mu        sync.Mutex
	shipments []*shipment
	pickups   []*pickup
	calls     int
	tokens    mocked.Tokens
}

// shipment is one that was made.
type shipment struct {
	number, reference string
	from, to          place
	cancelled         bool
	at                time.Time
}

// Booked is how many shipments were made, and how many of them are not cancelled.
func (s *Server) Booked() (all, alive int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, each := range s.shipments {
		if !each.cancelled {
			alive++
		}
	}
	return len(s.shipments), alive
}

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path == "/oauth/token" {
		if r.PostFormValue("client_id") != Login || r.PostFormValue("client_secret") != Secret {
			refuse(w, http.StatusUnauthorized, "NOT.AUTHORIZED.ERROR", "The given client credentials were not valid.")
			return
		}
		s.tokens.Give(w, r, Login, Secret)
		return
	}
	s.calls++
	switch {
	case !s.tokens.Take(r, s.Ends):
		refuse(w, http.StatusUnauthorized, "NOT.AUTHORIZED.ERROR", "Access token expired. Please modify your request and try again.")
	case mocked.Nth(s.calls, s.Slow):
		mocked.Busy(w)
		w.WriteHeader(http.StatusTooManyRequests)
	default:
		s.route(w, r)
	}
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path {
	case "POST /ship/v1/shipments":
		s.book(w, r)
	case "PUT /ship/v1/shipments/cancel":
		s.cancel(w, r)
	case "POST /pickup/v1/pickups":
		s.collect(w, r)
	case "PUT /pickup/v1/pickups/cancel":
		s.cancelPickup(w, r)
	case "POST /rate/v1/rates/quotes":
		s.rate(w, r)
	case "POST /track/v1/referencenumbers":
		s.find(w, r)
	case "POST /track/v1/trackingdocuments":
		s.prove(w, r)
	case "POST /track/v1/trackingnumbers":
		s.track(w, r)
	default:
		refuse(w, http.StatusNotFound, "NOT.FOUND.ERROR", "The resource you requested is no longer available. Please modify your request and try again.")
	}
}

type place struct {
	Lines    []string `json:"streetLines"`
	City     string   `json:"city"`
	State    string   `json:"stateOrProvinceCode"`
	Postcode string   `json:"postalCode"`
	Country  string   `json:"countryCode"`
}

type party struct {
	Contact struct {
		Phone string `json:"phoneNumber"`
	} `json:"contact"`
	Address place `json:"address"`
}

type asked struct {
	Account struct {
		Value string `json:"value"`
	} `json:"accountNumber"`
	Number   string `json:"trackingNumber"`
	Shipment struct {
		Shipper    party   `json:"shipper"`
		Recipients []party `json:"recipients"`
		Recipient  party   `json:"recipient"`
		Service    string  `json:"serviceType"`
		Label      struct {
			Image string `json:"imageType"`
		} `json:"labelSpecification"`
		Customs *struct {
			Commodities []struct {
				Weight struct {
					Value json.Number `json:"value"`
				} `json:"weight"`
			} `json:"commodities"`
		} `json:"customsClearanceDetail"`
		Packages []struct {
			References []struct {
				Type  string `json:"customerReferenceType"`
				Value string `json:"value"`
			} `json:"customerReferences"`
			Weight struct {
				Units string      `json:"units"`
				Value json.Number `json:"value"`
			} `json:"weight"`
		} `json:"requestedPackageLineItems"`
	} `json:"requestedShipment"`
}

// read reads what is asked, and answers itself where that cannot be.
func read(w http.ResponseWriter, r *http.Request, a any) bool {
	if !mocked.Read(w, r, a) {
		refuse(w, http.StatusBadRequest, "INVALID.INPUT.EXCEPTION", "Invalid field value in the input")
		return false
	}
	return true
}

// wrong says by a code and words what is wrong with a shipment; empty where nothing is.
func (s *Server) wrong(a *asked) (code, message string) {
	sh := &a.Shipment
	grams, known := weight(a)
	switch {
	case a.Account.Value != Account:
		return "ACCOUNT.NUMBERORKEY.INVALID", "The account number does not go with the key."
	case len(sh.Recipients) != 1 || len(sh.Recipients[0].Address.Lines) == 0 || len(sh.Shipper.Address.Lines) == 0:
		return "INVALID.INPUT.EXCEPTION", "Invalid field value in the input"
	case len(sh.Recipients[0].Address.State) > 2:
		return "RECIPIENT.ADDRESSSTATEORPROVINCECODE.MAXCHAREXCEEDED", "The length of the destination state or province code exceeds the limit of 2 characters. Please update and try again."
	case len(sh.Recipients[0].Contact.Phone) < 10:
		return "RECIPIENTCONTACT.PHONENUMBER.INVALID", "Recipient phone number is invalid."
	case sh.Recipients[0].Address.Postcode == "00000":
		return "DESTINATION.POSTALCODE.MISSING.ORINVALID", "Destination postal code is missing or invalid."
	case !known || grams > cmp.Or(s.Heaviest, 68_000):
		return "PACKAGE.WEIGHT.INVALID", "Package weight is missing or invalid."
	case !strings.HasPrefix(sh.Service, "FEDEX_") && !strings.HasPrefix(sh.Service, "INTERNATIONAL_"):
		return "SERVICETYPE.NOT.ALLOWED", "The service type is not allowed between these addresses."
	case sh.Shipper.Address.Country != sh.Recipients[0].Address.Country && sh.Customs == nil:
		return "INVALID.INPUT.EXCEPTION", "Invalid field value in the input"
	}
	return "", ""
}

func weight(a *asked) (grams int64, known bool) {
	if len(a.Shipment.Packages) != 1 || a.Shipment.Packages[0].Weight.Units != "KG" {
		return 0, false
	}
	kilograms, err := a.Shipment.Packages[0].Weight.Value.Float64()
	return int64(kilograms*1000 + 0.5), err == nil && kilograms > 0
}

// charge is what a parcel costs: 20.00 and 1.00 for each 100 g begun.
func charge(grams int64) json.Number {
	return json.Number(fmt.Sprintf("%d.50", 20+(grams+99)/100))
}

func (s *Server) book(w http.ResponseWriter, r *http.Request) {
	a := &asked{}
	if !read(w, r, a) {
		return
	}
	if code, message := s.wrong(a); code != "" {
		refuse(w, http.StatusBadRequest, code, message)
		return
	}
	n := len(s.shipments) + 1
	made := &shipment{number: fmt.Sprintf("7949%08d", n), from: a.Shipment.Shipper.Address, to: a.Shipment.Recipients[0].Address, at: mocked.Now(s.Now)}
	for _, each := range a.Shipment.Packages[0].References {
		if each.Type == "CUSTOMER_REFERENCE" {
			made.reference = each.Value
		}
	}
	s.shipments = append(s.shipments, made)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	grams, _ := weight(a)
	completed := map[string]any{}
	if !s.Free {
		completed["shipmentRating"] = map[string]any{"actualRateType": "PAYOR_ACCOUNT_PACKAGE", "shipmentRateDetails": []any{
			map[string]any{"rateType": "PAYOR_LIST_PACKAGE", "currency": "USD", "totalNetCharge": 999.99}, map[string]any{"rateType": "PAYOR_ACCOUNT_PACKAGE", "currency": "USD", "totalNetCharge": charge(grams)}}}
	}
	document := map[string]any{"contentType": "LABEL", "docType": a.Shipment.Label.Image, "copiesToPrint": 1, "encodedLabel": mocked.Label(a.Shipment.Label.Image == "ZPLII")}
	say(w, map[string]any{"transactionShipments": []any{map[string]any{"masterTrackingNumber": made.number, "serviceType": a.Shipment.Service, "alerts": []any{}, "completedShipmentDetail": completed,
		"pieceResponses": []any{map[string]any{"masterTrackingNumber": made.number, "trackingNumber": made.number, "packageSequenceNumber": 1, "packageDocuments": []any{document}}}}}})
}

func (s *Server) rate(w http.ResponseWriter, r *http.Request) {
	a := &asked{}
	if !read(w, r, a) {
		return
	}
	grams, known := weight(a)
	if a.Account.Value != Account || !known || a.Shipment.Recipient.Address.Country == "" {
		refuse(w, http.StatusBadRequest, "INVALID.INPUT.EXCEPTION", "Invalid field value in the input")
		return
	}
	rates := []any{}
	if !s.Free {
		rates = append(rates, map[string]any{"rateType": "ACCOUNT", "totalNetCharge": charge(grams), "shipmentRateDetail": map[string]any{"currency": "USD"}})
	}
	say(w, map[string]any{"rateReplyDetails": []any{map[string]any{"serviceType": a.Shipment.Service, "packagingType": "YOUR_PACKAGING", "ratedShipmentDetails": rates}}})
}

func (s *Server) shipment(number string) *shipment {
	for _, each := range s.shipments {
		if each.number == number {
			return each
		}
	}
	return nil
}

func (s *Server) cancel(w http.ResponseWriter, r *http.Request) {
	a := &asked{}
	if !read(w, r, a) {
		return
	}
	switch made := s.shipment(a.Number); {
	case made == nil:
		refuse(w, http.StatusNotFound, "NOT.FOUND.ERROR", "The resource you requested is no longer available. Please modify your request and try again.")
	case made.cancelled:
		refuse(w, http.StatusBadRequest, "CANCELSHIPMENT.TRACKINGNUMBER.DELETED", "The tracking number is already deleted.")
	case s.Shut:
		refuse(w, http.StatusBadRequest, "TRACKINGIDS.TRACKINGNUMBER.CLOSED", "The tracking number is closed.")
	default:
		made.cancelled = true
		say(w, map[string]any{"cancelledShipment": true, "cancelledHistory": true, "successMessage": "Success"})
	}
}

// central is the zone of FedEx's days.
var central = calendar.ZoneOf(shipping.Place{Country: "US", Region: "TN"})

// find finds shipments by their reference.
func (s *Server) find(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Find struct {
			Type    string `json:"type"`
			Value   string `json:"value"`
			Account string `json:"accountNumber"`
			From    string `json:"shipDateBegin"`
			To      string `json:"shipDateEndDate"`
		} `json:"referencesInformation"`
	}
	if !read(w, r, &a) {
		return
	}
	switch {
	case a.Find.Type != "CUSTOMER_REFERENCE":
		refuse(w, http.StatusBadRequest, "TRACKING.REFERENCETYPE.INVALID", "Please provide a valid reference/associated type.")
		return
	case a.Find.From == "" || a.Find.To < a.Find.From:
		refuse(w, http.StatusBadRequest, "TRACKING.SHIPDATERANGE.INVALID", "Invalid ship date range. Please provide valid ship begin and end date.")
		return
	case a.Find.From < mocked.Now(s.Now).In(central).AddDate(0, 0, -30).Format(time.DateOnly):
		refuse(w, http.StatusBadRequest, "TRACKING.SHIPDATERANGE.TOOLONG", "Ship date range is too long. Please reduce the range and try again.")
		return
	case a.Find.To > mocked.Now(s.Now).In(central).Format(time.DateOnly):
		refuse(w, http.StatusBadRequest, "TRACKING.SHIPDATEEND.FUTURE", "Invalid ship date range. End date must not be in the future.")
		return
	}
	found := []any{}
	for _, each := range s.shipments {
		day := each.at.In(central).Format(time.DateOnly)
		if each.reference == a.Find.Value && a.Find.Account == Account && s.shows(each) && day >= a.Find.From && day <= a.Find.To {
			found = append(found, map[string]any{"trackingNumber": each.number, "trackResults": []any{s.history(each)}})
		}
	}
	if len(found) == 0 {
		found = append(found, map[string]any{"trackResults": []any{map[string]any{"error": map[string]any{"code": "TRACKING.REFERENCENUMBER.NOTFOUND", "message": "Reference number cannot be found. Please correct the reference number and try again."}}}})
	}
	say(w, map[string]any{"completeTrackResults": found})
}

// shows reports whether the data of a shipment have come through.
func (s *Server) shows(each *shipment) bool { return !mocked.Now(s.Now).Before(each.at.Add(s.Hide)) }

func (s *Server) track(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Numbers []struct {
			Info struct {
				Number string `json:"trackingNumber"`
			} `json:"trackingNumberInfo"`
		} `json:"trackingInfo"`
	}
	if !read(w, r, &a) {
		return
	}
	if len(a.Numbers) == 0 || len(a.Numbers) > 30 {
		refuse(w, http.StatusBadRequest, "TRACKING.TRACKINGNUMBER.EMPTY", "Please provide tracking number.")
		return
	}
	list := []any{}
	for _, n := range a.Numbers {
		result := map[string]any{"trackingNumberInfo": map[string]any{"trackingNumber": n.Info.Number}, "error": map[string]any{"code": "TRACKING.TRACKINGNUMBER.NOTFOUND", "message": "Tracking number cannot be found. Please correct the tracking number and try again."}}
		if made := s.shipment(n.Info.Number); made != nil && s.shows(made) {
			result = s.history(made)
		}
		list = append(list, map[string]any{"trackingNumber": n.Info.Number, "trackResults": []any{result}})
	}
	say(w, map[string]any{"completeTrackResults": list})
}

// history tells of a shipment, newest first.
func (s *Server) history(made *shipment) map[string]any {
	events, last := []any{}, "OC"
	for i, step := range [][2]string{{"OC", "Shipment information sent to FedEx"}, {"PU", "Picked up"}, {"DP", "Left FedEx origin facility"}, {"AR", "Arrived at FedEx location"}, {"OD", "On FedEx vehicle for delivery"}, {"DL", "Delivered"}} {
		at := made.at.Add(time.Duration(i) * cmp.Or(s.Pace, 24*time.Hour)).Truncate(time.Second)
		if at.After(mocked.Now(s.Now)) || made.cancelled && i > 0 {
			break
		}
		here, zone := made.from, time.FixedZone("", -5*60*60)
		if i > 2 {
			here, zone = made.to, time.FixedZone("", 2*60*60)
		}
		last = step[0]
		events = append(events, map[string]any{"date": at.In(zone).Format("2006-01-02T15:04:05-07:00"), "eventType": step[0], "eventDescription": step[1], "derivedStatusCode": step[0],
			"scanLocation": map[string]any{"city": here.City, "countryCode": here.Country}})
	}
	if made.cancelled {
		last = "CA"
	}
	slices.Reverse(events)
	return map[string]any{"trackingNumberInfo": map[string]any{"trackingNumber": made.number, "trackingNumberUniqueId": "12029~" + made.number + "~FDEG"}, "scanEvents": events,
		"latestStatusDetail":     map[string]any{"code": last, "derivedCode": last},
		"additionalTrackingInfo": map[string]any{"packageIdentifiers": []any{map[string]any{"type": "CUSTOMER_REFERENCE", "values": []string{made.reference}}}},
		"shipperInformation":     map[string]any{"address": map[string]any{"countryCode": made.from.Country}}, "recipientInformation": map[string]any{"address": map[string]any{"countryCode": made.to.Country}}}
}

func say(w http.ResponseWriter, output map[string]any) {
	mocked.Say(w, http.StatusOK, map[string]any{"transactionId": "624deea6-b709-470c-8c39-4b5511281492", "output": output})
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	mocked.Say(w, status, map[string]any{"transactionId": "624deea6-b709-470c-8c39-4b5511281492", "errors": []any{map[string]any{"code": code, "message": message}}})
}
