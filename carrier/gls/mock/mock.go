// Package mock answers as GLS does (ShipIT and Track and Trace, v1), in its form, over HTTP: for tests and trials of the connector without an account. It
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

	"crosslane/carrier/mocked"
)

// Contact, Login and Secret are the only ones that it takes.
const (
	Contact = "276a45fkqM"
	Login   = "mock"
	Secret  = "mock-secret"
)

// media is the form of ShipIT.
const media = "application/glsVersion1+json"

// Server is one contact id. The zero value is ready to use, and safe for concurrent use.
type Server struct {
	// Now is the clock. Nil: the machine's.
	Now func() time.Time
	// Heaviest is the weight in grams beyond which nothing is taken. Zero: 40 kg.
	Heaviest int64
	// Lose loses the answer of every n-th parcel that is booked: it is booked, and the connection closed. Zero: none.
	Lose int
	// Slow answers every n-th call with 429 and a second of peace. Zero: none.
	Slow int
	// Late has no label of every n-th parcel yet when it is first asked to print it again. Zero: none.
	Late int
	// Ends ends a token after so many calls. Zero: it does not end.
	Ends int
	// Hide is for how long a parcel is not found by its reference. Zero: it is found at once.
	Hide time.Duration
	// Pace is how long a parcel takes from one event to the next. Zero: a day.
	Pace time.Duration
	// Shut cancels no parcels: they are on their way.
	Shut bool

	mu      sync.Mutex
	parcels []*parcel
	calls   int
	tokens  mocked.Tokens
}

// parcel is one that was booked.
type parcel struct {
	track, number string
	references    []string
	format        string
	cancelled     bool
	late          bool
	at            time.Time
}

// Booked is how many parcels were booked, and how many of them are not cancelled.
func (s *Server) Booked() (all, alive int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.parcels {
		if !p.cancelled {
			alive++
		}
	}
	return len(s.parcels), alive
}

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path == "/oauth2/v2/token" {
		s.tokens.Give(w, r, Login, Secret)
		return
	}
	s.calls++
	switch {
	case !s.tokens.Take(r, s.Ends):
		w.WriteHeader(http.StatusUnauthorized)
	case mocked.Nth(s.calls, s.Slow):
		mocked.Busy(w)
		mocked.Say(w, http.StatusTooManyRequests, map[string]any{"fault": map[string]any{"faultstring": "Rate limit quota violation.", "detail": map[string]any{"errorcode": "policies.ratelimit.QuotaViolation"}}})
	default:
		s.route(w, r)
	}
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	const traces = "/track-and-trace-v1/tracking/simple/trackids/"
	path := strings.TrimPrefix(r.URL.Path, "/shipit-farm/v1/backend/rs")
	track, cancels := strings.CutPrefix(path, "/shipments/cancel/")
	switch {
	case r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, traces):
		s.trace(w, strings.Split(strings.TrimPrefix(r.URL.Path, traces), ","))
	case r.Method != http.MethodPost:
		refuse(w, http.StatusNotFound, "NO_SUCH_ADDRESS", "there is no such address")
	case cancels:
		s.cancel(w, s.find(track))
	case path == "/shipments/endofday":
		s.day(w)
	case r.Header.Get("Content-Type") != media:
		refuse(w, http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "ask in "+media)
	case path == "/shipments/validate":
		s.validate(w, r)
	case path == "/shipments":
		s.book(w, r)
	case path == "/shipments/reprintparcel":
		s.print(w, r)
	case path == "/tracking/parcels":
		s.list(w, r)
	default:
		refuse(w, http.StatusNotFound, "NO_SUCH_ADDRESS", "there is no such address")
	}
}

func (s *Server) find(track string) *parcel {
	for _, p := range s.parcels {
		if p.track == track {
			return p
		}
	}
	return nil
}

type asked struct {
	Shipment struct {
		References []string `json:"ShipmentReference"`
		Product    string   `json:"Product"`
		Consignee  struct {
			Address struct {
				Name1   string `json:"Name1"`
				City    string `json:"City"`
				Street  string `json:"Street"`
				Zip     string `json:"Zipcode"`
				Country string `json:"CountryCode"`
			} `json:"Address"`
		} `json:"Consignee"`
		Shipper struct {
			Contact string `json:"ContactID"`
		} `json:"Shipper"`
		Units []struct {
			Weight json.Number `json:"Weight"`
		} `json:"ShipmentUnit"`
		Services []named `json:"Service"`
	} `json:"Shipment"`
	Track    string `json:"TrackID"`
	Printing struct {
		Labels struct {
			Template string `json:"TemplateSet"`
			Format   string `json:"LabelFormat"`
		} `json:"ReturnLabels"`
	} `json:"PrintingOptions"`
}

type named struct {
	Service struct {
		Name string `json:"ServiceName"`
	} `json:"Service"`
}

// read reads what is asked, and answers itself where that cannot be.
func read(w http.ResponseWriter, r *http.Request) *asked {
	a := &asked{}
	if !mocked.Read(w, r, a) {
		refuse(w, http.StatusBadRequest, "NOT_READABLE", "the body is not what is asked for here")
		return nil
	}
	return a
}

// wrong says where something is wrong with a shipment, and which rule it breaks; empty where nothing is.
func (s *Server) wrong(a *asked) (location, rule string) {
	sh := &a.Shipment
	var kilograms float64
	if len(sh.Units) > 0 {
		kilograms, _ = sh.Units[0].Weight.Float64()
	}
	switch to := &sh.Consignee.Address; {
	case sh.Shipper.Contact != Contact:
		return "/Shipment/Shipper/ContactID", "CONTACT_NOT_KNOWN"
	case to.Name1 == "" || to.City == "" || to.Street == "" || to.Country == "":
		return "/Shipment/Consignee/Address", "MISSING"
	case to.Zip == "00000":
		return "/Shipment/Consignee/Address/ZIPCode", "COMMON_VALID_ZIPCODE"
	case kilograms <= 0 || int64(kilograms*1000+0.5) > cmp.Or(s.Heaviest, 40_000):
		return "/Shipment/ShipmentUnit/0/Weight", "WEIGHT_NOT_ALLOWED"
	case slices.ContainsFunc(sh.Services, func(n named) bool { return n.Service.Name == "NO_SUCH_SERVICE" }):
		return "/Shipment/Service/0", "SERVICE_NOT_ALLOWED"
	}
	return "", ""
}

// validate says no with a good status.
func (s *Server) validate(w http.ResponseWriter, r *http.Request) {
	a := read(w, r)
	if a == nil {
		return
	}
	location, rule := s.wrong(a)
	issues := []any{}
	if rule != "" {
		issues = append(issues, map[string]any{"Rule": rule, "Location": location, "Parameters": []string{}})
	}
	mocked.Say(w, http.StatusOK, map[string]any{"Success": rule == "", "ValidationResult": map[string]any{"Issues": issues}})
}

func (s *Server) book(w http.ResponseWriter, r *http.Request) {
	a := read(w, r)
	if a == nil {
		return
	}
	if location, rule := s.wrong(a); rule != "" {
		refuse(w, http.StatusBadRequest, rule, location)
		return
	}
	n := len(s.parcels) + 1
	p := &parcel{track: fmt.Sprintf("ZM%06d", n), number: fmt.Sprintf("5%010d", n), references: a.Shipment.References, format: a.Printing.Labels.Format, at: mocked.Now(s.Now), late: mocked.Nth(n, s.Late)}
	s.parcels = append(s.parcels, p)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	mocked.Say(w, http.StatusOK, p.told())
}

func (p *parcel) told() map[string]any {
	return map[string]any{"CreatedShipment": map[string]any{"ShipmentReference": p.references, "CustomerID": "2760000000", "PickupLocation": "DE 560", "GDPR": []string{},
		"ParcelData": []any{map[string]any{"TrackID": p.track, "ParcelNumber": p.number}},
		"PrintData":  []any{map[string]any{"Data": []string{mocked.Label(p.format == "ZEBRA")}, "LabelFormat": p.format}}}}
}

func (s *Server) print(w http.ResponseWriter, r *http.Request) {
	a := read(w, r)
	if a == nil {
		return
	}
	p := s.find(a.Track)
	if p == nil || p.late {
		if p != nil {
			p.late = false
		}
		refuse(w, http.StatusNotFound, "NO_DATA_FOUND", "there is no label of this parcel")
		return
	}
	p.format = a.Printing.Labels.Format
	mocked.Say(w, http.StatusOK, p.told())
}

// list finds parcels by their reference.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Reference string    `json:"ShipmentReference"`
		From      time.Time `json:"DateFrom"`
		To        time.Time `json:"DateTo"`
	}
	if !mocked.Read(w, r, &a) || a.From.IsZero() || a.To.IsZero() {
		refuse(w, http.StatusBadRequest, "NOT_READABLE", "DateFrom and DateTo are needed")
		return
	}
	found := []any{}
	for _, p := range s.parcels {
		if !slices.Contains(p.references, a.Reference) || p.at.Before(a.From) || p.at.After(a.To) || mocked.Now(s.Now).Before(p.at.Add(s.Hide)) {
			continue
		}
		status := "PREADVICE"
		if p.cancelled {
			status = "CANCELED"
		}
		found = append(found, map[string]any{"TrackID": p.track, "ParcelNumber": p.number, "ShipmentReference": p.references, "InitialDate": p.at.UTC().Format(time.RFC3339), "Status": status})
	}
	mocked.Say(w, http.StatusOK, map[string]any{"UnitItems": found})
}

func (s *Server) cancel(w http.ResponseWriter, p *parcel) {
	switch {
	case p == nil:
		refuse(w, http.StatusNotFound, "NO_DATA_FOUND", "there is no such parcel")
	case s.Shut || p.cancelled:
		mocked.Say(w, http.StatusOK, map[string]any{"TrackID": p.track, "Result": "NOT POSSIBLE"})
	default:
		p.cancelled = true
		mocked.Say(w, http.StatusOK, map[string]any{"TrackID": p.track, "Result": "CANCELLED"})
	}
}

// day is the report of the day: what is not cancelled.
func (s *Server) day(w http.ResponseWriter) {
	list := []any{}
	for _, p := range s.parcels {
		if !p.cancelled {
			list = append(list, map[string]any{"ShipmentReference": p.references, "Product": "PARCEL", "ShipmentUnit": []any{map[string]any{"TrackID": p.track}}})
		}
	}
	mocked.Say(w, http.StatusOK, map[string]any{"Shipments": list})
}

// trace tells of parcels, newest first; of one that is not known with a good status, too.
func (s *Server) trace(w http.ResponseWriter, numbers []string) {
	list := []any{}
	for _, n := range numbers {
		p := s.find(n)
		if p == nil {
			list = append(list, map[string]any{"requested": n, "errorCode": "E_404_01", "errorMessage": "Resource Not Found"})
			continue
		}
		list = append(list, s.history(p))
	}
	mocked.Say(w, http.StatusOK, map[string]any{"parcels": list})
}

func (s *Server) history(p *parcel) map[string]any {
	berlin := time.FixedZone("", 2*60*60)
	events, status := []any{}, "PREADVICE"
	for i, step := range [][3]string{{"INTIAL.PREADVICE", "The parcel data was entered into the GLS system.", "PREADVICE"}, {"INTIAL.NORMAL", "The parcel was handed over to GLS.", "INTRANSIT"},
		{"INTRAN.NORMAL", "The parcel has reached the parcel center.", "INTRANSIT"}, {"INDELIVERY.NORMAL", "The parcel is expected to be delivered during the day.", "INDELIVERY"}, {"DELIVD.NORMAL", "The parcel has been delivered.", "DELIVERED"}} {
		at := p.at.Add(time.Duration(i) * cmp.Or(s.Pace, 24*time.Hour)).Truncate(time.Second)
		if at.After(mocked.Now(s.Now)) || p.cancelled && i > 0 {
			break
		}
		status = step[2]
		events = append([]any{map[string]any{"code": step[0], "city": "Berlin", "postalCode": "10437", "country": "DE", "description": step[1], "eventDateTime": at.In(berlin).Format("2006-01-02T15:04:05-0700")}}, events...)
	}
	if p.cancelled {
		status = "CANCELED"
	}
	return map[string]any{"requested": p.track, "unitno": p.number, "status": status, "statusDateTime": mocked.Now(s.Now).In(berlin).Format("2006-01-02T15:04:05-0700"), "events": events}
}

// refuse says in the header what is wrong, and nothing behind it.
func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Error", code)
	w.Header().Set("Message", message)
	w.WriteHeader(status)
}
