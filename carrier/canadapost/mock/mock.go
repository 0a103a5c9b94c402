// Package mock answers as Canada Post does (shipment-v8, manifest-v8, rate-v4, track-v2), in its form, over HTTP: for tests and trials of the connector without an account. It carries nothing.
// What it can be made to do is what goes wrong with such interfaces.
package mock

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"crosslane/carrier/mocked"
	"crosslane/carrier/payload"
)

// Customer, Contract, Login and Secret are the only ones that it takes.
const (
	Customer = "2004381"
	Contract = "42708517"
	Login    = "mock"
	Secret   = "mock-secret"
)

// Codes of Canada Post's: of an account, of what is not as its schemas have it, and of what follows a booking.
const (
	notAllowed  = "AA004"
	notValid    = "Server"
	transmitted = "8064"
	refunded    = "7292"
)

const shipmentForm, manifestForm = "application/vnd.cpc.shipment-v8+xml", "application/vnd.cpc.manifest-v8+xml"

// Server is one customer. The zero value is ready to use, and safe for concurrent use.
type Server struct {
	// Now is the clock. Nil: the machine's.
	Now func() time.Time
	// Heaviest is the weight in grams beyond which nothing is taken. Zero: 30 kg.
	Heaviest int64
	// Lose loses the answer of every n-th parcel that is booked: it is booked, and the connection closed. Zero: none.
	Lose int
	// Slow answers every n-th call with 429 and a second of peace. Zero: none.
	Slow int
	// Late has no label of every n-th parcel yet when it is first asked for. Zero: none.
	Late int
	// Hide is for how long a parcel is not found by its reference. Zero: it is found at once.
	Hide time.Duration
	// Pace is how long a parcel takes from one event to the next. Zero: a day.
	Pace time.Duration
	// Linked lists shipments by links alone.
	Linked bool
	// Free says no prices.
	Free bool

	mu        sync.Mutex
	shipments []*shipment
	pickups   []*pickup
	manifests int
	calls     int
}

// shipment is one that was created.
type shipment struct {
	id, pin, reference, group, order string
	encoding, price, postcode        string
	sender                           string // as it was told
	void, late, refund               bool
	at                               time.Time
}

// Booked is how many parcels were booked, and how many of them are neither voided nor to be refunded.
func (s *Server) Booked() (all, alive int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.shipments {
		if !n.void && !n.refund {
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
	login, secret, _ := r.BasicAuth()
	switch {
	case login != Login || secret != Secret:
		refuse(w, http.StatusUnauthorized, "E002", "AAA Authentication Failure")
	case mocked.Nth(s.calls, s.Slow):
		mocked.Busy(w)
		refuse(w, http.StatusTooManyRequests, notValid, "Rejected by SLM Monitor")
	case strings.HasPrefix(r.URL.Path, "/rs/") && !strings.HasPrefix(r.URL.Path, "/rs/"+Customer+"/"+Customer+"/") && !strings.HasPrefix(r.URL.Path, "/rs/artifact/") && r.URL.Path != "/rs/ship/price":
		refuse(w, http.StatusForbidden, notAllowed, "You cannot mail on behalf of the requested customer.")
	case s.collects(w, r):
	default:
		s.route(w, r)
	}
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/rs/"+Customer+"/"+Customer)
	id, what, _ := strings.Cut(strings.TrimPrefix(path, "/shipment/"), "/")
	n := s.find(func(n *shipment) bool { return n.id == id })
	pin, traces := strings.CutPrefix(r.URL.Path, "/vis/track/pin/")
	switch {
	case strings.HasPrefix(r.URL.Path, "/vis/certificate/"):
		s.certify(w, strings.TrimPrefix(r.URL.Path, "/vis/certificate/"))
	case traces && r.Method == http.MethodGet:
		s.track(w, strings.TrimSuffix(pin, "/detail"))
	case path == "/rs/ship/price":
		s.rate(w, r)
	case strings.HasPrefix(path, "/rs/artifact/"):
		s.artifact(w, r, strings.TrimPrefix(path, "/rs/artifact/"))
	case r.Header.Get("Accept") != shipmentForm && r.Header.Get("Accept") != manifestForm:
		refuse(w, http.StatusNotAcceptable, notValid, "The media type is not known: "+r.Header.Get("Accept"))
	case path == "/shipment" && r.Method == http.MethodPost:
		s.create(w, r)
	case path == "/shipment":
		s.list(w, r)
	case path == "/group":
		s.groups(w, r)
	case path == "/manifest" && r.Method == http.MethodPost:
		s.transmit(w, r)
	case strings.HasPrefix(path, "/manifest/"):
		say(w, http.StatusOK, `<manifest xmlns="http://www.canadapost.ca/ws/manifest-v8"><po-number>`+strings.TrimPrefix(path, "/manifest/")+`</po-number><links/></manifest>`)
	case n == nil:
		say(w, http.StatusNotFound, `<messages xmlns="http://www.canadapost.ca/ws/messages"/>`)
	case what == "" && r.Method == http.MethodDelete:
		s.void(w, n)
	case what == "refund":
		s.payBack(w, r, n)
	case what == "details":
		say(w, http.StatusOK, `<shipment-details xmlns="http://www.canadapost.ca/ws/shipment-v8"><tracking-pin>`+n.pin+`</tracking-pin><shipment-detail><delivery-spec>`+n.sender+`</delivery-spec></shipment-detail></shipment-details>`)
	case what == "price":
		say(w, http.StatusOK, `<shipment-price xmlns="http://www.canadapost.ca/ws/shipment-v8"><due-amount>`+n.price+`</due-amount></shipment-price>`)
	default:
		say(w, http.StatusOK, n.told(r, false))
	}
}

// find finds the first shipment that is not voided.
func (s *Server) find(is func(*shipment) bool) *shipment {
	i := slices.IndexFunc(s.shipments, func(n *shipment) bool { return !n.void && is(n) })
	if i < 0 {
		return nil
	}
	return s.shipments[i]
}

// read reads what is asked, and answers itself where that cannot be.
func read(w http.ResponseWriter, r *http.Request, name string) *payload.Node {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err == nil {
		n, err := payload.Read(body)
		if err == nil && n.Name == name && !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			return n
		}
	}
	refuse(w, http.StatusBadRequest, notValid, "The XML is not valid: "+name+" is asked for")
	return nil
}

// wrong says what is wrong with a shipment; empty where nothing is.
func (s *Server) wrong(a *payload.Node) string {
	spec := a.At("delivery-spec")
	to, from := spec.At("destination", "address-details"), spec.At("sender")
	grams := weight(spec)
	switch {
	case spec.Get("settlement-info", "paid-by-customer") != Customer || spec.Get("settlement-info", "contract-id") != Contract:
		return "The contract is not that of the customer."
	case to.Get("address-line-1") == "" || to.Get("city") == "" || to.Get("country-code") == "" || to.Get("postal-zip-code") == "00000":
		return "The destination is not valid."
	case from.Get("company") == "" || from.Get("contact-phone") == "" || from.Get("address-details", "postal-zip-code") == "":
		return "The sender is not valid."
	case to.Get("country-code") != "CA" && spec.At("customs", "sku-list", "item") == nil:
		return "The customs information is missing."
	case to.Get("country-code") != "CA" && spec.At("options", "option") == nil:
		return "The option for what is not delivered is missing."
	case grams <= 0 || grams > cmp.Or(s.Heaviest, 30_000):
		return "The weight is not valid."
	case a.Get("group-id") == "" && a.Get("transmit-shipment") != "true":
		return "Neither group-id nor transmit-shipment is there."
	case spec.Get("service-code") == "DOM.NO":
		return "The service is not available."
	}
	return ""
}

func weight(n *payload.Node) int64 {
	kilograms, err := strconv.ParseFloat(n.Get("parcel-characteristics", "weight"), 64)
	if err != nil {
		return 0
	}
	return int64(kilograms*1000 + 0.5)
}

// price is what a parcel costs: 10.00 and 1.00 for each 100 g begun.
func price(grams int64) string {
	cents := 1000 + (grams+99)/100*100
	return fmt.Sprintf("%d.%02d", cents/100, cents%100)
}

func (s *Server) create(w http.ResponseWriter, r *http.Request) {
	a := read(w, r, "shipment")
	if a == nil {
		return
	}
	if why := s.wrong(a); why != "" {
		refuse(w, http.StatusBadRequest, notValid, why)
		return
	}
	n := len(s.shipments) + 1
	spec := a.At("delivery-spec")
	made := &shipment{id: fmt.Sprintf("%018d", 545021584835950000+n), pin: fmt.Sprintf("2004381%09d", n), reference: a.Get("customer-request-id"), group: a.Get("group-id"), encoding: spec.Get("print-preferences", "encoding"),
		postcode: spec.Get("destination", "address-details", "postal-zip-code"), sender: written(spec.At("sender")), late: mocked.Nth(n, s.Late), at: mocked.Now(s.Now)}
	if made.group == "" {
		s.manifests++
		made.order = fmt.Sprintf("P%09d", s.manifests)
	}
	if !s.Free {
		made.price = price(weight(spec))
	}
	s.shipments = append(s.shipments, made)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	say(w, http.StatusOK, made.told(r, true))
}

// written is a part of what was asked, as it was.
func written(n *payload.Node) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<%s>%s", n.Name, html.EscapeString(strings.TrimSpace(n.Text)))
	for _, kid := range n.Kids {
		b.WriteString(written(kid))
	}
	fmt.Fprintf(&b, "</%s>", n.Name)
	return b.String()
}

func (s *Server) rate(w http.ResponseWriter, r *http.Request) {
	a := read(w, r, "mailing-scenario")
	if a == nil {
		return
	}
	grams, to := weight(a), a.At("destination")
	if a.Get("contract-id") != Contract || grams <= 0 || grams > cmp.Or(s.Heaviest, 30_000) || len(to.Kids) != 1 {
		refuse(w, http.StatusBadRequest, notValid, "The contract, the weight or the destination is not valid.")
		return
	}
	quote := ""
	if !s.Free {
		quote = `<price-quote><service-code>` + html.EscapeString(a.Get("services", "service-code")) + `</service-code><price-details><due>` + price(grams) + `</due></price-details></price-quote>`
	}
	say(w, http.StatusOK, `<price-quotes xmlns="http://www.canadapost.ca/ws/ship/rate-v4">`+quote+`</price-quotes>`)
}

// say answers in XML.
func say(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+body) //nolint:gosec // XML, and no page
}

func refuse(w http.ResponseWriter, status int, code, description string) {
	say(w, status, `<messages xmlns="http://www.canadapost.ca/ws/messages"><message><code>`+code+`</code><description>`+html.EscapeString(description)+`</description></message></messages>`)
}
