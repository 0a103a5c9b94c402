// Package mock answers as ShipEngine does, in its form, over HTTP: for tests and trials of the connector without an account. It carries nothing. What it can
// be made to do is what goes wrong with such interfaces.
package mock

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"crosslane/carrier/mocked"
)

// Key is the only API key that it takes.
const Key = "TEST_mock"

// Server is the account of one key. The zero value with Now set is ready to use, and safe for concurrent use.
type Server struct {
	// Now is the clock. Nil: the machine's.
	Now func() time.Time
	// Heaviest is the weight in grams beyond which no service takes a parcel. Zero: 30 kg.
	Heaviest int64
	// Lose loses the answer of every n-th label that is bought: it is bought, and the connection closed. Zero: none.
	Lose int
	// Slow answers every n-th call with 429 and a second of peace. Zero: none.
	Slow int
	// Late makes the label of every n-th shipment so late that it is "processing" when it is first asked for. Zero: none.
	Late int
	// Pace is how long a parcel takes from one event to the next. Zero: a day.
	Pace time.Duration
	// Shut refuses to void labels: they were used.
	Shut bool

	mu     sync.Mutex
	labels []*label
	byOurs map[string]*label
	calls  int
}

// label is one that was bought.
type label struct {
	n        int
	id, ours string
	number   string
	service  string
	format   string
	cents    int64
	voided   bool
	late     bool
	manifest string
	at       time.Time
}

// Bought is how many labels were bought, and how many of them are not void.
func (s *Server) Bought() (all, alive int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.labels {
		if !l.voided {
			alive++
		}
	}
	return len(s.labels), alive
}

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	switch {
	case r.Header.Get("Api-Key") != Key:
		refuse(w, http.StatusUnauthorized, "security", "unauthorized", "", "The API key is invalid.")
	case mocked.Nth(s.calls, s.Slow):
		mocked.Busy(w)
		refuse(w, http.StatusTooManyRequests, "business_rules", "rate_limit_exceeded", "", "You have sent too many requests.")
	default:
		s.route(w, r)
	}
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/v1/")
	id := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(path, "labels/"), "/void"), "/track")
	switch {
	case r.Method == http.MethodPost && path == "labels":
		s.buy(w, r)
	case r.Method == http.MethodPost && path == "rates":
		s.rate(w, r)
	case r.Method == http.MethodGet && path == "labels":
		s.list(w, r)
	case r.Method == http.MethodGet && strings.HasPrefix(path, "labels/external_shipment_id/"):
		s.show(w, s.byOurs[strings.TrimPrefix(path, "labels/external_shipment_id/")])
	case r.Method == http.MethodPut && strings.HasSuffix(path, "/void"):
		s.void(w, s.label(id))
	case r.Method == http.MethodGet && strings.HasSuffix(path, "/track"):
		s.track(w, s.label(id))
	case path == "manifests":
		s.manifest(w, r)
	default:
		refuse(w, http.StatusNotFound, "validation", "not_found", "", "There is no such address.")
	}
}

func (s *Server) label(id string) *label {
	for _, l := range s.labels {
		if l.id == id {
			return l
		}
	}
	return nil
}

type asked struct {
	Format   string `json:"label_format"`
	Shipment struct {
		Ours    string `json:"external_shipment_id"`
		Carrier string `json:"carrier_id"`
		Service string `json:"service_code"`
		To      struct {
			Name    string `json:"name"`
			Line1   string `json:"address_line1"`
			Country string `json:"country_code"`
		} `json:"ship_to"`
		From struct {
			Country string `json:"country_code"`
		} `json:"ship_from"`
		Customs *struct {
			Items []struct {
				Description string      `json:"description"`
				Value       json.Number `json:"value"`
			} `json:"customs_items"`
		} `json:"customs"`
		Packages []struct {
			Weight struct {
				Value int64  `json:"value"`
				Unit  string `json:"unit"`
			} `json:"weight"`
		} `json:"packages"`
	} `json:"shipment"`
}

// read reads what is asked, and answers itself where that cannot be.
func (s *Server) read(w http.ResponseWriter, r *http.Request) *asked {
	a := &asked{}
	if !mocked.Read(w, r, a) {
		refuse(w, http.StatusBadRequest, "validation", "request_body_required", "", "The body is not valid JSON.")
		return nil
	}
	sh := &a.Shipment
	switch heaviest := cmp.Or(s.Heaviest, 30_000); {
	case sh.Carrier == "" || sh.Service == "":
		refuse(w, http.StatusBadRequest, "validation", "field_value_required", "service_code", "A carrier and a service must be named.")
	case sh.To.Line1 == "":
		refuse(w, http.StatusBadRequest, "validation", "invalid_address", "ship_to.address_line1", "Address line 1 is required.")
	case len(sh.Packages) == 0 || sh.Packages[0].Weight.Value <= 0:
		refuse(w, http.StatusBadRequest, "validation", "field_value_required", "packages[0].weight", "A weight must be above zero.")
	case sh.To.Country != sh.From.Country && (sh.Customs == nil || len(sh.Customs.Items) == 0):
		refuse(w, http.StatusBadRequest, "business_rules", "customs_items_required", "customs", "Customs items are required for international shipments.")
	case sh.Packages[0].Weight.Value > heaviest:
		refuse(w, http.StatusBadRequest, "business_rules", "invalid_field_value", "packages[0].weight", "The weight exceeds what the service takes.")
	default:
		return a
	}
	return nil
}

// price is what a parcel costs, in cents: 4.00 and 1.00 for each 100 g begun.
func price(a *asked) int64 { return 400 + (a.Shipment.Packages[0].Weight.Value+99)/100*100 }

func (s *Server) buy(w http.ResponseWriter, r *http.Request) {
	a := s.read(w, r)
	if a == nil {
		return
	}
	if s.byOurs[a.Shipment.Ours] != nil {
		refuse(w, http.StatusBadRequest, "business_rules", "identifier_conflict", "external_shipment_id", "A shipment with this external_shipment_id already exists.")
		return
	}
	n := len(s.labels) + 1
	l := &label{n: n, id: fmt.Sprintf("se-%d", n), ours: a.Shipment.Ours, number: fmt.Sprintf("9400100000000000%06d", n), service: a.Shipment.Service, format: a.Format, cents: price(a), at: mocked.Now(s.Now), late: mocked.Nth(n, s.Late)}
	if s.byOurs == nil {
		s.byOurs = map[string]*label{}
	}
	s.labels, s.byOurs[l.ours] = append(s.labels, l), l
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	s.show(w, l)
}

// show tells a label. One that is late is told to be "processing" once.
func (s *Server) show(w http.ResponseWriter, l *label) {
	if l == nil {
		refuse(w, http.StatusNotFound, "validation", "not_found", "", "No label was found.")
		return
	}
	told := l.told()
	if l.late {
		l.late = false
		told["status"], told["tracking_number"], told["label_download"] = "processing", "", nil
	}
	mocked.Say(w, http.StatusOK, told)
}

func (l *label) told() map[string]any {
	media := "application/pdf"
	if l.format == "zpl" {
		media = "application/zpl"
	}
	status := "completed"
	if l.voided {
		status = "voided"
	}
	return map[string]any{"label_id": l.id, "status": status, "external_shipment_id": l.ours, "tracking_number": l.number, "voided": l.voided, "service_code": l.service,
		"shipment_cost": money(l.cents), "insurance_cost": money(0), "label_download": map[string]string{"href": "data:" + media + ";base64," + mocked.Label(l.format == "zpl")}}
}

func money(cents int64) map[string]any {
	return map[string]any{"currency": "usd", "amount": json.Number(fmt.Sprintf("%d.%02d", cents/100, cents%100))}
}

func (s *Server) rate(w http.ResponseWriter, r *http.Request) {
	a := s.read(w, r)
	if a == nil {
		return
	}
	mocked.Say(w, http.StatusOK, map[string]any{"rate_response": map[string]any{"rates": []any{map[string]any{"service_code": a.Shipment.Service, "shipping_amount": money(price(a)), "insurance_amount": money(0),
		"confirmation_amount": money(0), "other_amount": money(0)}}}})
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	number := r.URL.Query().Get("tracking_number")
	found := []any{}
	for _, l := range s.labels {
		if l.number == number {
			found = append(found, l.told())
		}
	}
	mocked.Say(w, http.StatusOK, map[string]any{"labels": found, "total": len(found), "page": 1, "pages": 1, "links": map[string]any{}})
}

func (s *Server) void(w http.ResponseWriter, l *label) {
	switch {
	case l == nil:
		refuse(w, http.StatusNotFound, "validation", "not_found", "", "No label was found.")
	case s.Shut:
		mocked.Say(w, http.StatusOK, map[string]any{"approved": false, "message": "The label was used: it cannot be voided any more.", "reason_code": "label_used"})
	case l.voided:
		mocked.Say(w, http.StatusOK, map[string]any{"approved": false, "message": "The label is void already.", "reason_code": "already_voided"})
	default:
		l.voided = true
		mocked.Say(w, http.StatusOK, map[string]any{"approved": true, "message": "The refund was asked for."})
	}
}

// track tells of a label: one after another the pick-up, a building, and the delivery.
func (s *Server) track(w http.ResponseWriter, l *label) {
	if l == nil {
		refuse(w, http.StatusNotFound, "validation", "not_found", "", "No label was found.")
		return
	}
	events := []any{}
	for i, step := range [][3]string{{"AC", "SHIPMENT_CREATED", "Label created"}, {"IT", "PICKED_UP", "Picked up"}, {"IT", "HUB_SCAN_IN", "Arrived at facility"}, {"IT", "OUT_FOR_DELIVERY", "Out for delivery"}, {"DE", "DELIVERED", "Delivered"}} {
		at := l.at.Add(time.Duration(i) * cmp.Or(s.Pace, 24*time.Hour)).UTC().Truncate(time.Second)
		if at.After(mocked.Now(s.Now)) {
			break
		}
		events = append([]any{map[string]any{"occurred_at": at.Format(time.RFC3339), "carrier_occurred_at": at.Add(-6 * time.Hour).Format("2006-01-02T15:04:05"), "description": step[2], "event_code": step[1],
			"status_code": step[0], "status_detail_code": step[1], "city_locality": "AUSTIN", "state_province": "TX", "postal_code": "78701", "country_code": "US"}}, events...)
	}
	mocked.Say(w, http.StatusOK, map[string]any{"tracking_number": l.number, "status_code": "IT", "events": events})
}

func (s *Server) manifest(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		list := []any{}
		if l := s.label(r.URL.Query().Get("label_ids")); l != nil && l.manifest != "" {
			list = append(list, map[string]any{"manifest_id": l.manifest})
		}
		mocked.Say(w, http.StatusOK, map[string]any{"manifests": list, "total": len(list), "page": 1, "pages": 1, "links": map[string]any{}})
		return
	}
	var a struct {
		Labels []string `json:"label_ids"`
	}
	if !mocked.Read(w, r, &a) || len(a.Labels) == 0 {
		refuse(w, http.StatusBadRequest, "validation", "field_value_required", "label_ids", "No labels are named.")
		return
	}
	id := "se-m-" + a.Labels[0]
	for _, name := range a.Labels {
		l := s.label(name)
		if l == nil || l.voided || l.manifest != "" {
			refuse(w, http.StatusBadRequest, "business_rules", "invalid_status", "label_ids", name+" cannot be put on a manifest.")
			return
		}
	}
	for _, name := range a.Labels {
		s.label(name).manifest = id
	}
	mocked.Say(w, http.StatusOK, map[string]any{"manifests": []any{map[string]any{"manifest_id": id, "shipments": len(a.Labels)}}})
}

func refuse(w http.ResponseWriter, status int, kind, code, field, message string) {
	mocked.Say(w, status, map[string]any{"request_id": "aa3d8e8e-462b-4476-9618-72db7f7b7009", "errors": []any{map[string]any{"error_source": "shipengine", "error_type": kind, "error_code": code, "field_name": field, "message": message}}})
}
