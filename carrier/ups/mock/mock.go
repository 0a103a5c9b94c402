// Package mock answers as UPS does (Shipping and Rating v2409, Label Recovery and Tracking v1), in its form, over HTTP: for tests and trials of the connector without an account. It carries
// nothing. What it can be made to do is what goes wrong with such interfaces.
package mock

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"crosslane/carrier/mocked"
)

// Account, Login and Secret are the only ones that it takes.
const (
	Account = "A1B2C3"
	Login   = "mock"
	Secret  = "mock-secret"
)

// Codes of UPS's that hold for all of its interfaces, and of two of them.
const (
	missingField = "20007"
	wrongField   = "20008"
	noService    = "111210"
	notFound     = "151044"
)

// Server is one account. The zero value is ready to use, and safe for concurrent use.
type Server struct {
	// Now is the clock. Nil: the machine's.
	Now func() time.Time
	// Heaviest is the weight in grams beyond which nothing is taken. Zero: 70 kg.
	Heaviest int64
	// Lose loses the answer of every n-th parcel that is booked: it is booked, and the connection closed. Zero: none.
	Lose int
	// Slow answers every n-th call with 429 and a second of peace. Zero: none.
	Slow int
	// Late has no label of every n-th parcel yet when it is first asked for again. Zero: none.
	Late int
	// Ends ends a token after so many calls. Zero: it does not end.
	Ends int
	// Hide is for how long a parcel is not found by its reference, and has no history. Zero: it is found at once.
	Hide time.Duration
	// Untracked is for how long tracking alone does not know a parcel. Zero: it knows it at once.
	Untracked time.Duration
	// Pace is how long a parcel takes from one event to the next. Zero: a day.
	Pace time.Duration
	// Shut voids no parcels: they are on their way.
	Shut bool
	// Free says no prices.
	Free bool

	mu      sync.Mutex
	parcels []*parcel
	pickups []*pickup
	calls   int
	tokens  mocked.Tokens
}

// parcel is one that was booked.
type parcel struct {
	number     string
	references []string
	from, to   string
	void, late bool
	at         time.Time
}

// Booked is how many parcels were booked, and how many of them are not voided.
func (s *Server) Booked() (all, alive int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.parcels {
		if !p.void {
			alive++
		}
	}
	return len(s.parcels), alive
}

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path == "/security/v1/oauth/token" {
		id, secret, _ := r.BasicAuth()
		if id != Login || secret != Secret || r.Header.Get("X-Merchant-Id") != Account {
			refuse(w, http.StatusUnauthorized, "250002", "Invalid Authentication Information.")
			return
		}
		s.tokens.Give(w, r, Login, Secret)
		return
	}
	s.calls++
	switch {
	case !s.tokens.Take(r, s.Ends):
		refuse(w, http.StatusUnauthorized, "251004", "The token has expired.")
	case mocked.Nth(s.calls, s.Slow):
		mocked.Busy(w)
		refuse(w, http.StatusTooManyRequests, "429", "Too Many Requests")
	case len(r.Header.Get("Transid")) != 32 || r.Header.Get("Transactionsrc") == "":
		refuse(w, http.StatusBadRequest, missingField, "Missing Required field, transId.")
	case s.collects(w, r):
	default:
		s.route(w, r)
	}
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	const details, references, voids = "/api/track/v1/details/", "/api/track/v1/reference/details/", "/api/shipments/v2409/void/cancel/"
	switch path := r.URL.Path; {
	case r.Method == http.MethodPost && path == "/api/shipments/v2409/ship":
		s.book(w, r)
	case r.Method == http.MethodPost && path == "/api/rating/v2409/Rate":
		s.rate(w, r)
	case r.Method == http.MethodPost && path == "/api/labels/v1/recovery":
		s.draw(w, r)
	case r.Method == http.MethodDelete && strings.HasPrefix(path, voids):
		s.void(w, s.find(strings.TrimPrefix(path, voids)))
	case r.Method == http.MethodGet && strings.HasPrefix(path, details):
		number := strings.TrimPrefix(path, details)
		s.track(w, r, number, slices.DeleteFunc(slices.Clone(s.parcels), func(p *parcel) bool { return p.number != number || !s.known(p, s.Untracked) }))
	case r.Method == http.MethodGet && strings.HasPrefix(path, references):
		ours := strings.TrimPrefix(path, references)
		s.track(w, r, ours, slices.DeleteFunc(slices.Clone(s.parcels), func(p *parcel) bool {
			return r.URL.Query().Get("shipperNum") != Account || !slices.Contains(p.references, ours) || !s.known(p, s.Untracked)
		}))
	default:
		refuse(w, http.StatusNotFound, "20006", "Invalid request action.")
	}
}

func (s *Server) find(number string) *parcel {
	for _, p := range s.parcels {
		if p.number == number {
			return p
		}
	}
	return nil
}

// known reports whether the data of a parcel have come through.
func (s *Server) known(p *parcel, besides time.Duration) bool {
	return !mocked.Now(s.Now).Before(p.at.Add(max(s.Hide, besides)))
}

type party struct {
	Name    string `json:"Name"`
	Account string `json:"ShipperNumber"`
	Phone   struct {
		Number string `json:"Number"`
	} `json:"Phone"`
	Address struct {
		Lines    []string `json:"AddressLine"`
		City     string   `json:"City"`
		Postcode string   `json:"PostalCode"`
		Country  string   `json:"CountryCode"`
	} `json:"Address"`
}

type coded struct {
	Code string `json:"Code"`
}

type reference struct {
	Value string `json:"Value"`
}

type shipment struct {
	Shipper  party `json:"Shipper"`
	To       party `json:"ShipTo"`
	Service  coded `json:"Service"`
	Packages []struct {
		Weight struct {
			Unit   coded  `json:"UnitOfMeasurement"`
			Weight string `json:"Weight"`
		} `json:"PackageWeight"`
		References []reference `json:"ReferenceNumber"`
	} `json:"Package"`
	References []reference `json:"ReferenceNumber"`
}

type asked struct {
	Ship struct {
		Shipment shipment `json:"Shipment"`
		Label    struct {
			Format coded `json:"LabelImageFormat"`
		} `json:"LabelSpecification"`
	} `json:"ShipmentRequest"`
	Rate struct {
		Shipment shipment `json:"Shipment"`
	} `json:"RateRequest"`
	Recovery struct {
		Label struct {
			Format coded `json:"LabelImageFormat"`
		} `json:"LabelSpecification"`
		Number    string `json:"TrackingNumber"`
		Reference struct {
			Number  reference `json:"ReferenceNumber"`
			Account string    `json:"ShipperNumber"`
		} `json:"ReferenceValues"`
	} `json:"LabelRecoveryRequest"`
}

// read reads what is asked, and answers itself where that cannot be.
func read(w http.ResponseWriter, r *http.Request) *asked {
	a := &asked{}
	if !mocked.Read(w, r, a) {
		refuse(w, http.StatusBadRequest, "10001", "The request is not well formed.")
		return nil
	}
	return a
}

// tenths is a weight in tenths of its unit.
func (s *shipment) tenths() int64 {
	if len(s.Packages) == 0 {
		return 0
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(s.Packages[0].Weight.Weight, ".", ""), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// wrong says what is wrong with a shipment: UPS's code, and its words; empty where nothing is.
func (s *Server) wrong(a *shipment) (code, message string) {
	most := cmp.Or(s.Heaviest, 70_000) / 100
	if len(a.Packages) > 0 && a.Packages[0].Weight.Unit.Code == "LBS" {
		most = most * 22 / 10
	}
	for _, p := range []struct {
		whose string
		party *party
	}{{"Shipper", &a.Shipper}, {"ShipTo", &a.To}} {
		if p.party.Name == "" || p.party.Address.City == "" || p.party.Address.Country == "" || len(p.party.Address.Lines) == 0 {
			return missingField, "Missing Required field, " + p.whose + "/Address."
		}
		if len(p.party.Name) > 35 || len(p.party.Address.Postcode) > 9 || strings.Trim(p.party.Phone.Number, "0123456789") != "" {
			return wrongField, "The field, " + p.whose + ", contains invalid data."
		}
	}
	switch {
	case a.Shipper.Account != Account:
		return wrongField, "The field, ShipperNumber, contains invalid data, " + a.Shipper.Account + "."
	case a.To.Address.Postcode == "00000":
		return wrongField, "The field, ShipTo/Address/PostalCode, contains invalid data, 00000."
	case a.Service.Code == "99":
		return noService, "The requested service is unavailable between the selected locations."
	case a.tenths() <= 0 || a.tenths() > most:
		return wrongField, "The field, PackageWeight/Weight, contains invalid data."
	case a.Shipper.Address.Country != a.To.Address.Country && (a.To.Phone.Number == "" || a.Shipper.Phone.Number == ""):
		return missingField, "Missing Required field, Phone/Number."
	}
	return "", ""
}

// sum is an amount in the currency of the account.
func sum(cents int64) map[string]any {
	return map[string]any{"CurrencyCode": "EUR", "MonetaryValue": fmt.Sprintf("%d.%02d", cents/100, cents%100)}
}

// charges are what a parcel costs: what anybody pays, and of that the account 12.00 and 0.10 for each tenth of a unit.
func (s *Server) charges(a *shipment) (anybody, account map[string]any) {
	cents := 1200 + a.tenths()*10
	return sum(cents * 2), sum(cents)
}

func (s *Server) book(w http.ResponseWriter, r *http.Request) {
	a := read(w, r)
	if a == nil {
		return
	}
	sh := &a.Ship.Shipment
	if code, message := s.wrong(sh); code != "" {
		refuse(w, http.StatusBadRequest, code, message)
		return
	}
	n := len(s.parcels) + 1
	p := &parcel{number: fmt.Sprintf("1Z%s03%08d", Account, n), from: sh.Shipper.Address.Country, to: sh.To.Address.Country, late: mocked.Nth(n, s.Late), at: mocked.Now(s.Now)}
	for _, f := range append(sh.References, sh.Packages[0].References...) {
		p.references = append(p.references, f.Value)
	}
	s.parcels = append(s.parcels, p)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	format := a.Ship.Label.Format.Code
	made := map[string]any{"ShipmentIdentificationNumber": p.number,
		"PackageResults": []any{map[string]any{"TrackingNumber": p.number, "ShippingLabel": map[string]any{"ImageFormat": coded{format}, "GraphicImage": drawn(format)}}}}
	if anybody, account := s.charges(sh); !s.Free {
		made["ShipmentCharges"], made["NegotiatedRateCharges"] = map[string]any{"TotalCharges": anybody}, map[string]any{"TotalCharge": account}
	}
	mocked.Say(w, http.StatusOK, map[string]any{"ShipmentResponse": map[string]any{"Response": done(), "ShipmentResults": made}})
}

// done says that what was asked is done.
func done() map[string]any {
	return map[string]any{"ResponseStatus": map[string]any{"Code": "1", "Description": "Success"}}
}

// drawn is a label in base64.
func drawn(format string) string {
	if format != "GIF" {
		return mocked.Label(format == "ZPL")
	}
	var b bytes.Buffer
	_ = gif.Encode(&b, image.NewPaletted(image.Rect(0, 0, 2, 1), color.Palette{color.White, color.Black}), nil)
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func (s *Server) rate(w http.ResponseWriter, r *http.Request) {
	a := read(w, r)
	if a == nil {
		return
	}
	if code, message := s.wrong(&a.Rate.Shipment); code != "" {
		refuse(w, http.StatusBadRequest, code, message)
		return
	}
	rated := map[string]any{"Service": a.Rate.Shipment.Service}
	if anybody, account := s.charges(&a.Rate.Shipment); !s.Free {
		rated["TotalCharges"], rated["NegotiatedRateCharges"] = anybody, map[string]any{"TotalCharge": account}
	}
	mocked.Say(w, http.StatusOK, map[string]any{"RateResponse": map[string]any{"Response": done(), "RatedShipment": []any{rated}}})
}

// draw draws labels once more, by a number or by a reference.
func (s *Server) draw(w http.ResponseWriter, r *http.Request) {
	a := read(w, r)
	if a == nil {
		return
	}
	list, format := []any{}, a.Recovery.Label.Format.Code
	for _, p := range s.parcels {
		switch {
		case p.void || p.number != a.Recovery.Number && (a.Recovery.Reference.Account != Account || !slices.Contains(p.references, a.Recovery.Reference.Number.Value) || !s.known(p, 0)):
		case p.late:
			p.late = false
		default:
			list = append(list, map[string]any{"TrackingNumber": p.number, "LabelImage": map[string]any{"LabelImageFormat": coded{format}, "GraphicImage": drawn(format)}})
		}
	}
	if len(list) == 0 {
		refuse(w, http.StatusBadRequest, wrongField, "The field, TrackingNumber, contains invalid data: there is no label.")
		return
	}
	mocked.Say(w, http.StatusOK, map[string]any{"LabelRecoveryResponse": map[string]any{"Response": done(), "LabelResults": list}})
}

func (s *Server) void(w http.ResponseWriter, p *parcel) {
	if p == nil || p.void || s.Shut {
		refuse(w, http.StatusBadRequest, wrongField, "The field, ShipmentIdentificationNumber, contains invalid data: it cannot be voided.")
		return
	}
	p.void = true
	mocked.Say(w, http.StatusOK, map[string]any{"VoidShipmentResponse": map[string]any{"Response": done(), "SummaryResult": map[string]any{"Status": map[string]any{"Code": "1", "Description": "Voided"}}}})
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	mocked.Say(w, status, map[string]any{"response": map[string]any{"errors": []any{map[string]any{"code": code, "message": message}}}})
}
