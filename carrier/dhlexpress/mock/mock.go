// Package mock answers as DHL Express does (MyDHL API 3.1), in its form, over HTTP: for tests and trials of the connector without an account. It carries
// nothing. What it can be made to do is what goes wrong with such interfaces.
package mock

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"crosslane/carrier/mocked"
)

// Account, Login and Secret are the only ones that it takes.
const (
	Account = "123456789"
	Login   = "mock"
	Secret  = "mock-secret"
)

// Server is one account. The zero value is ready to use, and safe for concurrent use.
type Server struct {
	// Now is the clock. Nil: the machine's.
	Now func() time.Time
	// Heaviest is the weight in grams beyond which nothing is taken. Zero: 70 kg.
	Heaviest int64
	// Lose loses the answer of every n-th shipment that is made: it is made, and the connection closed. Zero: none.
	Lose int
	// Slow answers every n-th call with 429 and a second of peace. Zero: none.
	Slow int
	// Late makes the image of every n-th waybill so late that it is not there when it is first asked for. Zero: none.
	Late int
	// Hide is for how long a shipment is not found by its reference, and has no history. Zero: it is found at once.
	Hide time.Duration
	// Pace is how long a parcel takes from one event to the next. Zero: a day.
	Pace time.Duration
	// Free says no prices.
	Free bool

	mu        sync.Mutex
	shipments []*shipment
	pickups   []*pickup
	calls     int
}

// shipment is one that was made.
type shipment struct {
	number, reference string
	from, to          string
	late              bool
	at                time.Time
}

// Made is how many shipments were made.
func (s *Server) Made() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.shipments)
}

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	login, secret, _ := r.BasicAuth()
	switch {
	case login != Login || secret != Secret:
		refuse(w, r, http.StatusUnauthorized, "Invalid Credentials")
	case mocked.Nth(s.calls, s.Slow):
		mocked.Busy(w)
		refuse(w, r, http.StatusTooManyRequests, "Too many requests within a time frame")
	default:
		s.route(w, r)
	}
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	number, what, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/shipments/"), "/")
	switch {
	case r.Method == http.MethodPost && r.URL.Path == "/shipments":
		s.make(w, r)
	case r.URL.Path == "/pickups" && r.Method == http.MethodPost, strings.HasPrefix(r.URL.Path, "/pickups/"):
		s.collects(w, r)
	case r.Method != http.MethodGet:
		refuse(w, r, http.StatusNotFound, "No such resource")
	case r.URL.Path == "/rates":
		s.rate(w, r)
	case r.URL.Path == "/tracking":
		s.find(w, r)
	case what == "tracking":
		s.track(w, r, s.shipment(number))
	case what == "proof-of-delivery":
		s.prove(w, r, s.shipment(number))
	case what == "get-image":
		s.image(w, r, s.shipment(number))
	default:
		refuse(w, r, http.StatusNotFound, "No such resource")
	}
}

func (s *Server) shipment(number string) *shipment {
	for _, each := range s.shipments {
		if each.number == number {
			return each
		}
	}
	return nil
}

type party struct {
	Address struct {
		City    string `json:"cityName"`
		Country string `json:"countryCode"`
		Line1   string `json:"addressLine1"`
	} `json:"postalAddress"`
	Contact struct {
		Phone   string `json:"phone"`
		Company string `json:"companyName"`
		Name    string `json:"fullName"`
	} `json:"contactInformation"`
}

type asked struct {
	Planned  string `json:"plannedShippingDateAndTime"`
	Product  string `json:"productCode"`
	Accounts []struct {
		Number string `json:"number"`
	} `json:"accounts"`
	Services []struct {
		Code string `json:"serviceCode"`
	} `json:"valueAddedServices"`
	Images struct {
		Form string `json:"encodingFormat"`
	} `json:"outputImageProperties"`
	References []struct {
		Value string `json:"value"`
	} `json:"customerReferences"`
	Parties struct {
		Shipper  party `json:"shipperDetails"`
		Receiver party `json:"receiverDetails"`
	} `json:"customerDetails"`
	Content struct {
		Packages []struct {
			Weight json.Number `json:"weight"`
		} `json:"packages"`
		Declarable bool `json:"isCustomsDeclarable"`
		Export     *struct {
			Lines []json.RawMessage `json:"lineItems"`
		} `json:"exportDeclaration"`
		Incoterm string `json:"incoterm"`
	} `json:"content"`
}

// products are those that it has, and "7" beyond Europe is none of them.
const products = "PUNDTYKW"

// wrong says what is wrong with what is asked, by a pointer or a number; empty where nothing is.
func (s *Server) wrong(a *asked) string {
	grams, ok := weight(a)
	at, err := time.Parse("2006-01-02T15:04:05 GMT-07:00", a.Planned)
	switch {
	case err != nil:
		return "998: ShipTimeStamp is not well formatted.(Expected Sample Format : '2010-02-11T17:10:09 GMT+01:00')"
	case at.Before(mocked.Now(s.Now)):
		return "998: ShipTimeStamp is in the past"
	case len(a.Accounts) == 0 || a.Accounts[0].Number != Account:
		return "8007: The Shipper Account is invalid."
	case len(a.Product) != 1 || !strings.Contains(products, a.Product):
		return "#/productCode: the product is not available between this origin and destination"
	case len(a.Services) > 0 && a.Services[0].Code == "XX":
		return "7008: The requested Special Service Code #/valueAddedServices/0/serviceCode 'XX' is not available between this origin and destination."
	case !ok:
		return "#/content/packages/0: required key [weight] not found"
	case grams > cmp.Or(s.Heaviest, 70_000):
		return "#/content/packages/0/weight: it is more than the product takes"
	case a.Content.Declarable && (a.Content.Export == nil || len(a.Content.Export.Lines) == 0):
		return "#/content/exportDeclaration: required key [lineItems] not found"
	case a.Content.Incoterm == "":
		return "#/content: required key [incoterm] not found"
	case a.Images.Form != "pdf" && a.Images.Form != "zpl":
		return "#/outputImageProperties/encodingFormat: is not one of pdf, zpl"
	}
	return a.Parties.Shipper.wrong("shipperDetails") + a.Parties.Receiver.wrong("receiverDetails")
}

func (p *party) wrong(whose string) string {
	for _, f := range []struct {
		key, text string
		most      int
	}{
		{"addressLine1", p.Address.Line1, 45}, {"cityName", p.Address.City, 45}, {"countryCode", p.Address.Country, 2}, {"phone", p.Contact.Phone, 70},
		{"companyName", p.Contact.Company, 100}, {"fullName", p.Contact.Name, 255},
	} {
		if n := utf8.RuneCountInString(f.text); n == 0 || n > f.most {
			return "#/customerDetails/" + whose + ": " + f.key + " has " + strconv.Itoa(n) + " signs, 1 to " + strconv.Itoa(f.most) + " are taken"
		}
	}
	return ""
}

func weight(a *asked) (grams int64, ok bool) {
	if len(a.Content.Packages) == 0 {
		return 0, false
	}
	kilograms, err := a.Content.Packages[0].Weight.Float64()
	return int64(kilograms*1000 + 0.5), err == nil && kilograms > 0
}

// charges are what a parcel costs: 30.00 and 1.00 for each 100 g begun, and the same in dollars of nobody's.
func (s *Server) charges(grams int64) []any {
	if s.Free {
		return []any{}
	}
	cents := 3000 + (grams+99)/100*100
	return []any{map[string]any{"currencyType": "PULCL", "priceCurrency": "USD", "price": 999},
		map[string]any{"currencyType": "BILLC", "priceCurrency": "EUR", "price": json.Number(fmt.Sprintf("%d.%02d", cents/100, cents%100))}}
}

func (s *Server) make(w http.ResponseWriter, r *http.Request) {
	a := &asked{}
	if !mocked.Read(w, r, a) {
		refuse(w, r, http.StatusBadRequest, "The body is not valid JSON")
		return
	}
	if why := s.wrong(a); why != "" {
		status := http.StatusBadRequest
		if strings.HasPrefix(why, "#") {
			status = http.StatusUnprocessableEntity
		}
		refuse(w, r, status, why)
		return
	}
	n := len(s.shipments) + 1
	made := &shipment{number: fmt.Sprintf("%010d", 1_103_733_900+n), from: a.Parties.Shipper.Address.Country, to: a.Parties.Receiver.Address.Country, at: mocked.Now(s.Now), late: mocked.Nth(n, s.Late)}
	if len(a.References) > 0 {
		made.reference = a.References[0].Value
	}
	s.shipments = append(s.shipments, made)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	grams, _ := weight(a)
	mocked.Say(w, http.StatusCreated, map[string]any{"shipmentTrackingNumber": made.number, "packages": []any{map[string]any{"referenceNumber": 1, "trackingNumber": "JD0146" + made.number}},
		"documents":       []any{map[string]any{"typeCode": "label", "imageFormat": strings.ToUpper(a.Images.Form), "content": mocked.Label(a.Images.Form == "zpl")}},
		"shipmentCharges": s.charges(grams)})
}

func (s *Server) rate(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	kilograms, err := strconv.ParseFloat(q.Get("weight"), 64)
	if err != nil || q.Get("accountNumber") != Account || q.Get("originCityName") == "" || q.Get("destinationCityName") == "" || q.Get("length") == "" {
		refuse(w, r, http.StatusBadRequest, "Missing mandatory parameters")
		return
	}
	list := []any{}
	for _, code := range products {
		list = append(list, map[string]any{"productCode": string(code), "totalPrice": s.charges(int64(kilograms*1000 + 0.5))})
	}
	mocked.Say(w, http.StatusOK, map[string]any{"products": list})
}

// find finds shipments by their reference.
func (s *Server) find(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("shipperAccountNumber") == "" || q.Get("dateRangeFrom") == "" || q.Get("dateRangeTo") == "" {
		refuse(w, r, http.StatusBadRequest, "Missing mandatory parameters: shipperAccountNumber")
		return
	}
	found := []any{}
	for _, each := range s.shipments {
		day := each.at.UTC().Format(time.DateOnly)
		if each.reference == q.Get("shipmentReference") && q.Get("shipperAccountNumber") == Account && s.shows(each) && day >= q.Get("dateRangeFrom") && day <= q.Get("dateRangeTo") {
			found = append(found, map[string]any{"shipmentTrackingNumber": each.number, "status": "Success", "shipmentTimestamp": each.at.UTC().Format("2006-01-02T15:04:05"),
				"shipperReferences": []any{map[string]any{"value": each.reference, "typeCode": "CU"}}, "events": []any{}})
		}
	}
	if len(found) == 0 {
		refuse(w, r, http.StatusNotFound, "No Shipments Found for ReferenceID | "+q.Get("shipmentReference"))
		return
	}
	mocked.Say(w, http.StatusOK, map[string]any{"shipments": found})
}

// shows reports whether the data of a shipment have come through.
func (s *Server) shows(each *shipment) bool { return !mocked.Now(s.Now).Before(each.at.Add(s.Hide)) }

func (s *Server) image(w http.ResponseWriter, r *http.Request, n *shipment) {
	if n == nil || n.late || r.URL.Query().Get("pickupYearAndMonth") != n.at.UTC().Format("2006-01") {
		if n != nil {
			n.late = false
		}
		refuse(w, r, http.StatusNotFound, "1504: No document images found for the provided search criteria.")
		return
	}
	mocked.Say(w, http.StatusOK, map[string]any{"documents": []any{map[string]any{"shipmentTrackingNumber": n.number, "typeCode": "waybill", "encodingFormat": "PDF", "content": mocked.Label(false)}}})
}

// track tells of a shipment: one after another the pick-up, buildings, and the delivery, by the clocks of the places.
func (s *Server) track(w http.ResponseWriter, r *http.Request, n *shipment) {
	if n == nil || !s.shows(n) {
		refuse(w, r, http.StatusNotFound, "No data found")
		return
	}
	origin, destination := map[string]any{"code": "AAA", "description": "ORIGIN-" + n.from}, map[string]any{"code": "ZZZ", "description": "DESTINATION-" + n.to}
	events := []any{}
	for i, step := range [][2]string{{"PU", "Shipment picked up"}, {"DF", "Departed facility"}, {"AR", "Arrived at delivery facility"}, {"WC", "With delivery courier"}, {"OK", "Delivered"}} {
		at := n.at.Add(time.Duration(i+1) * cmp.Or(s.Pace, 24*time.Hour)).UTC().Truncate(time.Second)
		if at.After(mocked.Now(s.Now)) {
			break
		}
		here, offset, zone := origin, "+08:00", 8*time.Hour
		if i > 1 {
			here, offset, zone = destination, "+01:00", time.Hour
		}
		event := map[string]any{"date": at.Add(zone).Format(time.DateOnly), "time": at.Add(zone).Format(time.TimeOnly), "typeCode": step[0], "description": step[1], "serviceArea": []any{here}}
		if r.URL.Query().Get("requestGMTOffsetPerEvent") == "true" {
			event["GMTOffset"] = offset
		}
		events = append(events, event)
	}
	mocked.Say(w, http.StatusOK, map[string]any{"shipments": []any{map[string]any{"shipmentTrackingNumber": n.number, "status": "Success", "shipmentTimestamp": n.at.UTC().Format("2006-01-02T15:04:05"),
		"shipperDetails": map[string]any{"serviceArea": []any{origin}}, "receiverDetails": map[string]any{"serviceArea": []any{destination}}, "events": events}}})
}

func refuse(w http.ResponseWriter, r *http.Request, status int, detail string) {
	mocked.Say(w, status, map[string]any{"instance": "/expressapi" + r.URL.Path, "detail": detail, "title": http.StatusText(status), "message": http.StatusText(status), "status": strconv.Itoa(status)})
}
