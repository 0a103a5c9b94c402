// Package mock answers as DHL Paket does (Parcel DE Shipping v2, and DHL's unified tracking), in its form, over HTTP: for tests and trials of the connector without
// an account. It carries nothing. What it can be made to do is what goes wrong with such interfaces.
package mock

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"crosslane/carrier/mocked"
)

// Login, Key and Password are the only ones that it takes, and Billing is a number whose first ten signs are the only customer.
const (
	Billing  = "33333333330101"
	Login    = "mock"
	Key      = "mock-key"
	Password = "mock-secret"
)

// Server is one account. The zero value is ready to use, and safe for concurrent use.
type Server struct {
	// Now is the clock. Nil: the machine's.
	Now func() time.Time
	// Heaviest is the weight in grams beyond which nothing is taken. Zero: 31.5 kg.
	Heaviest int64
	// Lose loses the answer of every n-th shipment that is booked: it is booked, and the connection closed. Zero: none.
	Lose int
	// Slow answers every n-th call with 429 and a second of peace. Zero: none.
	Slow int
	// Hide is for how long a shipment has no history. Zero: it has one at once.
	Hide time.Duration
	// Pace is how long a parcel takes from one event to the next. Zero: a day.
	Pace time.Duration
	// LoseDeleted loses the answers about shipments that are deleted.
	LoseDeleted bool

	mu        sync.Mutex
	shipments []*shipment
	calls     int
}

// shipment is one that was booked.
type shipment struct {
	number, reference string
	country           string
	closed            bool
	deleted           bool
	at                time.Time
}

// Booked is how many shipments were booked, and how many of them are not deleted.
func (s *Server) Booked() (all, alive int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.shipments {
		if !p.deleted {
			alive++
		}
	}
	return len(s.shipments), alive
}

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	login, password, _ := r.BasicAuth()
	tracks := r.URL.Path == "/track/shipments"
	switch {
	case r.Header.Get("Dhl-Api-Key") != Key || !tracks && (login != Login || password != Password):
		problem(w, http.StatusUnauthorized, "Unauthorized", "Unauthorized for given resource.")
	case mocked.Nth(s.calls, s.Slow):
		mocked.Busy(w)
		problem(w, http.StatusTooManyRequests, "Too many requests", "Too many requests within defined time period, please try again later.")
	case tracks:
		s.trace(w, r.URL.Query().Get("trackingNumber"))
	default:
		s.route(w, r)
	}
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + strings.TrimPrefix(r.URL.Path, "/parcel/de/shipping/v2") {
	case "POST /orders":
		s.book(w, r)
	case "DELETE /orders":
		s.remove(w, r.URL.Query().Get("shipment"))
	case "POST /manifests":
		s.close(w, r)
	case "GET /manifests":
		s.list(w)
	default:
		problem(w, http.StatusNotFound, "Not Found", "The requested resource is not available.")
	}
}

func (s *Server) find(number string) *shipment {
	for _, p := range s.shipments {
		if p.number == number {
			return p
		}
	}
	return nil
}

type asked struct {
	Profile   string `json:"profile"`
	Shipments []struct {
		Product   string `json:"product"`
		Billing   string `json:"billingNumber"`
		Reference string `json:"refNo"`
		Consignee struct {
			Name1    string `json:"name1"`
			Name     string `json:"name"`
			City     string `json:"city"`
			Country  string `json:"country"`
			Postcode string `json:"postalCode"`
		} `json:"consignee"`
		Details struct {
			Weight struct {
				Unit  string `json:"uom"`
				Value int64  `json:"value"`
			} `json:"weight"`
		} `json:"details"`
		Services map[string]any `json:"services"`
		Customs  *struct {
			Items []map[string]any `json:"items"`
		} `json:"customs"`
	} `json:"shipments"`
	Numbers []string `json:"shipmentNumbers"`
}

// read reads what is asked, and answers itself where that cannot be.
func read(w http.ResponseWriter, r *http.Request) *asked {
	a := &asked{}
	if !mocked.Read(w, r, a) || a.Profile != "STANDARD_GRUPPENPROFIL" {
		say(w, http.StatusBadRequest, "Your request contained technical errors as listed below.", map[string]any{"propertyPath": "profile", "message": "Parameter profile must be given."})
		return nil
	}
	return a
}

// union are the countries of the European Union, as far as trials go there.
var union = strings.Fields("DEU AUT BEL FRA NLD POL ITA ESP")

// wrong says where something is wrong with a shipment; empty where nothing is.
func (s *Server) wrong(a *asked) (property, message string) {
	sh := &a.Shipments[0]
	switch to := &sh.Consignee; {
	case sh.Billing[:10] != Billing[:10]:
		return "billingNumber", "The billing number is not valid for this user."
	case to.Name1 == "" && to.Name == "" || to.City == "":
		return "consignee", "Please enter the name and the city of the recipient."
	case to.Country == "DEU" && to.Postcode == "00000":
		return "consignee", "The city entered does not match the postcode. The shipment is not codeable."
	case sh.Details.Weight.Unit != "g" || sh.Details.Weight.Value > cmp.Or(s.Heaviest, 31_500):
		return "details.weight", "The weight of the shipment is too high."
	case sh.Product == "V01PAK" && to.Country != "DEU":
		return "product", "The product is not available for this country."
	case sh.Services["bulkyGoods"] == true && sh.Product == "V62KP":
		return "services.bulkyGoods", "The service is not available for this product."
	case sh.Customs == nil && !slices.Contains(union, to.Country):
		return "customs", "Please enter the goods for customs."
	}
	return "", ""
}

func (s *Server) book(w http.ResponseWriter, r *http.Request) {
	a := read(w, r)
	if a == nil {
		return
	}
	if len(a.Shipments) != 1 || len(a.Shipments[0].Billing) != 14 || len(a.Shipments[0].Reference) < 8 || len(a.Shipments[0].Reference) > 35 {
		say(w, http.StatusBadRequest, "Your request contained technical errors as listed below.", map[string]any{"propertyPath": "shipments[0].refNo", "message": "Parameter refNo must have 8 to 35 signs."})
		return
	}
	if property, message := s.wrong(a); property != "" {
		say(w, http.StatusBadRequest, "0 of 1 shipment successfully printed.", map[string]any{"sstatus": status(http.StatusBadRequest, "Bad Request", ""),
			"validationMessages": []any{map[string]any{"property": property, "validationMessage": message, "validationState": "Error"}}})
		return
	}
	n := len(s.shipments) + 1
	p := &shipment{number: fmt.Sprintf("00340434333330101%08d", n), reference: a.Shipments[0].Reference, country: a.Shipments[0].Consignee.Country, at: mocked.Now(s.Now)}
	s.shipments = append(s.shipments, p)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	label := map[string]any{"b64": mocked.Label(false), "fileFormat": "PDF", "printFormat": r.URL.Query().Get("printFormat")}
	if r.URL.Query().Get("docFormat") == "ZPL2" {
		label = map[string]any{"zpl2": string(mocked.ZPL()), "fileFormat": "ZPL2", "printFormat": r.URL.Query().Get("printFormat")}
	}
	item := map[string]any{"shipmentNo": p.number, "shipmentRefNo": p.reference, "routingCode": "40327653113+99000943058020", "sstatus": status(http.StatusOK, "OK", ""), "label": label, "validationMessages": []any{}}
	if a.Shipments[0].Customs != nil && a.Shipments[0].Product == "V53WPAK" {
		item["customsDoc"] = map[string]any{"b64": mocked.Label(false), "fileFormat": "PDF", "printFormat": "A4-PT"}
	}
	say(w, http.StatusOK, "1 of 1 shipment successfully printed.", item)
}

// remove deletes a shipment; of one that was deleted, or is closed, it has none.
func (s *Server) remove(w http.ResponseWriter, number string) {
	p := s.find(number)
	if p == nil || p.deleted || p.closed {
		say(w, http.StatusBadRequest, "0 of 1 shipment successfully canceled.", map[string]any{"shipmentNo": number, "sstatus": status(http.StatusNoContent, "UnknownShipmentNumber", "Unknown shipment number.")})
		return
	}
	p.deleted = true
	if s.LoseDeleted {
		mocked.Lost()
	}
	say(w, http.StatusOK, "1 of 1 shipment successfully canceled.", map[string]any{"shipmentNo": number, "sstatus": status(http.StatusOK, "OK", "")})
}

// close closes shipments. What it says of one that is closed already stands in no public document: here it is no yes.
func (s *Server) close(w http.ResponseWriter, r *http.Request) {
	a := read(w, r)
	if a == nil {
		return
	}
	items := make([]any, 0, len(a.Numbers))
	for _, number := range a.Numbers {
		p, said := s.find(number), status(http.StatusBadRequest, "Bad Request", "The shipment cannot be closed.")
		if p != nil && !p.deleted && !p.closed {
			p.closed, said = true, status(http.StatusOK, "OK", "")
		}
		items = append(items, map[string]any{"shipmentNo": number, "sstatus": said})
	}
	say(w, http.StatusMultiStatus, "The shipments were processed.", items...)
}

// list is the list of the day.
func (s *Server) list(w http.ResponseWriter) {
	items := []any{}
	for _, p := range s.shipments {
		if p.closed {
			items = append(items, map[string]any{"shipmentNo": p.number, "sheetNo": "1", "sstatus": status(http.StatusOK, "OK", "")})
		}
	}
	say(w, http.StatusOK, "The list was found.", items...)
}

// trace tells of a parcel, newest first.
func (s *Server) trace(w http.ResponseWriter, number string) {
	p := s.find(number)
	if p == nil || p.deleted || mocked.Now(s.Now).Before(p.at.Add(s.Hide)) {
		problem(w, http.StatusNotFound, "No result found", "No shipment with given tracking number found.")
		return
	}
	events := []any{}
	for i, step := range [][3]string{{"pre-transit", "The instruction data for this shipment have been provided by the sender to DHL electronically", "Leipzig"}, {"transit", "The shipment has been processed in the parcel center of origin", "Leipzig"},
		{"transit", "The shipment has been loaded onto the delivery vehicle", "Bonn"}, {"delivered", "The shipment has been successfully delivered", "Bonn"}} {
		at := p.at.Add(time.Duration(i) * cmp.Or(s.Pace, 24*time.Hour)).Truncate(time.Second)
		if at.After(mocked.Now(s.Now)) {
			break
		}
		events = append([]any{map[string]any{"timestamp": at.In(time.FixedZone("", 2*60*60)).Format(time.RFC3339), "statusCode": step[0], "status": step[1], "description": step[1],
			"location": map[string]any{"address": map[string]any{"addressLocality": step[2], "countryCode": "DE"}}}}, events...)
	}
	side := func(country string) map[string]any {
		return map[string]any{"address": map[string]any{"countryCode": country}}
	}
	mocked.Say(w, http.StatusOK, map[string]any{"shipments": []any{map[string]any{"id": p.number, "service": "parcel-de", "origin": side("DE"), "destination": side(p.country[:2]), "status": events[0], "events": events}}})
}

func status(code int, title, detail string) map[string]any {
	said := map[string]any{"title": title, "status": code, "statusCode": code}
	if detail != "" {
		said["detail"] = detail
	}
	return said
}

// say tells of single shipments below what holds for all.
func say(w http.ResponseWriter, code int, detail string, items ...any) {
	mocked.Say(w, code, map[string]any{"status": status(code, http.StatusText(code), detail), "items": items})
}

// problem is what is said where nothing is said of single shipments.
func problem(w http.ResponseWriter, code int, title, detail string) {
	mocked.Say(w, code, status(code, title, detail))
}
