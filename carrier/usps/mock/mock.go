// Package mock answers as USPS does (Labels, International Labels, Payments, SCAN Forms and Tracking, v3), in its form, over HTTP: for tests and trials of
// the connector without an account. It carries nothing. What it can be made to do is what goes wrong with such interfaces.
package mock

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"crosslane/carrier/mocked"
)

// Account, Login and Secret are the only ones that it takes: CRID, MID, manifest MID and account of the Enterprise Payment System.
const (
	Account = "12345678 901234567 901234568 1000012345"
	Login   = "mock"
	Secret  = "mock-secret"
)

// form is that of answers with a label in them.
const form = "application/vnd.usps.labels+json"

// Server is one account. The zero value is ready to use, and safe for concurrent use.
type Server struct {
	// Now is the clock. Nil: the machine's.
	Now func() time.Time
	// Lose loses the answer of every n-th label that is made: it is made, and the connection closed. Zero: none.
	Lose int
	// Slow answers every n-th call with 429 and a second of peace. Zero: none.
	Slow int
	// Ends ends a token after so many calls. Zero: it does not end.
	Ends int
	// Spends ends an authorization to pay after so many labels. Zero: it does not end.
	Spends int
	// Pace is how long a parcel takes from one event to the next. Zero: a day.
	Pace time.Duration
	// Sent tells that the data of all labels are with the postal systems: they are not cancelled, and refunds are asked for.
	Sent bool
	// Shut asks for no refunds either: the labels are in use.
	Shut bool

	mu      sync.Mutex
	labels  []*label
	pickups []*pickup
	calls   int
	tokens  mocked.Tokens
	// paid and spent are the authorizations to pay that were given, and the calls that the newest was used for.
	paid, spent int
}

// label is one that was made.
type label struct {
	number, key, asked string
	abroad             bool
	answer             map[string]any
	country            string
	cancelled          bool
	refund             time.Time // when it was asked for; the zero time: it was not
	listed             bool      // on a SCAN form
	at                 time.Time
}

// Booked is how many labels were made, and how many of them are not undone.
func (s *Server) Booked() (all, alive int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.labels {
		if !l.cancelled && l.refund.IsZero() {
			alive++
		}
	}
	return len(s.labels), alive
}

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path == "/oauth2/v3/token" {
		s.tokens.Give(w, r, Login, Secret)
		return
	}
	s.calls++
	switch {
	case !s.tokens.Take(r, s.Ends):
		refuse(w, http.StatusUnauthorized, "Unauthorized", "The token is not valid, or it has ended.", "")
	case mocked.Nth(s.calls, s.Slow):
		mocked.Busy(w)
		refuse(w, http.StatusTooManyRequests, "Too Many Requests", "Too many requests have been received from the client in a short amount of time.", "")
	default:
		s.route(w, r)
	}
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	const within, abroad, traces = "/labels/v3/label", "/international-labels/v3/international-label", "/tracking/v3/tracking/"
	isAbroad := strings.HasPrefix(r.URL.Path, abroad)
	number, one := strings.CutPrefix(strings.TrimPrefix(r.URL.Path, abroad), "/")
	if !isAbroad {
		number, one = strings.CutPrefix(r.URL.Path, within+"/")
	}
	isLabel := one || r.URL.Path == within || r.URL.Path == abroad
	switch {
	case r.Method == http.MethodPost && r.URL.Path == "/payments/v3/payment-authorization":
		s.authorize(w, r)
	case r.Method == http.MethodPost && r.URL.Path == "/scan-forms/v3/scan-form":
		s.list(w, r)
	case strings.HasPrefix(r.URL.Path, "/pickup/v3/carrier-pickup"):
		s.collects(w, r)
	case r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, traces):
		s.track(w, strings.TrimPrefix(r.URL.Path, traces))
	case !isLabel || r.Method != http.MethodPost && r.Method != http.MethodDelete:
		refuse(w, http.StatusNotFound, "Not Found", "There is no such resource.", "")
	case !s.pays(r):
		refuse(w, http.StatusUnauthorized, "Unauthorized", "The payment authorization token is not valid.", "X-Payment-Authorization-Token")
	case r.Method == http.MethodPost:
		s.book(w, r, isAbroad)
	case one:
		s.cancel(w, s.find(func(l *label) bool { return l.number == number && l.abroad == isAbroad }))
	default:
		s.cancel(w, s.find(func(l *label) bool {
			return l.key != "" && l.key == r.Header.Get("X-Idempotency-Key") && l.abroad == isAbroad
		}))
	}
}

func (s *Server) find(meets func(*label) bool) *label {
	if i := slices.IndexFunc(s.labels, meets); i >= 0 {
		return s.labels[i]
	}
	return nil
}

// authorize gives an authorization to pay.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Roles []struct {
			Name     string `json:"roleName"`
			CRID     string `json:"CRID"`
			MID      string `json:"MID"`
			Manifest string `json:"manifestMID"`
			Type     string `json:"accountType"`
			Account  string `json:"accountNumber"`
		} `json:"roles"`
	}
	if !mocked.Read(w, r, &a) || len(a.Roles) != 2 || a.Roles[0].Name != "PAYER" || a.Roles[1].Name != "LABEL_OWNER" || a.Roles[0].Type != "EPS" {
		refuse(w, http.StatusBadRequest, "Bad Request", "The roles PAYER and LABEL_OWNER must be specified.", "roles")
		return
	}
	if p := a.Roles[0]; p.CRID+" "+p.MID+" "+p.Manifest+" "+p.Account != Account {
		refuse(w, http.StatusBadRequest, "Bad Request", "The account is not active.", "accountNumber")
		return
	}
	s.paid++
	s.spent = 0
	mocked.Say(w, http.StatusOK, map[string]any{"paymentAuthorizationToken": s.payment(), "roles": []any{}})
}

func (s *Server) payment() string { return fmt.Sprintf("pay-%d", s.paid) }

// pays reports whether a call bears the newest authorization.
func (s *Server) pays(r *http.Request) bool {
	s.spent++
	return s.paid > 0 && r.Header.Get("X-Payment-Authorization-Token") == s.payment() && (s.Spends == 0 || s.spent <= s.Spends)
}

type asked struct {
	Image struct {
		Type string `json:"imageType"`
	} `json:"imageInfo"`
	To struct {
		Last    string `json:"lastName"`
		Firm    string `json:"firm"`
		Street  string `json:"streetAddress"`
		City    string `json:"city"`
		State   string `json:"state"`
		ZIP     string `json:"ZIPCode"`
		Country string `json:"countryISOAlpha2Code"`
	} `json:"toAddress"`
	From struct {
		ZIP string `json:"ZIPCode"`
	} `json:"fromAddress"`
	Package struct {
		Weight json.Number   `json:"weight"`
		Length json.Number   `json:"length"`
		Day    string        `json:"mailingDate"`
		Extra  []json.Number `json:"extraServices"`
	} `json:"packageDescription"`
	Customs *struct {
		AES      string            `json:"AESITN"`
		Contents []json.RawMessage `json:"contents"`
	} `json:"customsForm"`
}

// wrong says what is wrong with a label that is asked for, and in which field; empty where nothing is.
func (s *Server) wrong(a *asked, abroad bool) (detail, field string) {
	pounds, err := a.Package.Weight.Float64()
	today := mocked.Now(s.Now).Add(-12 * time.Hour).Format(time.DateOnly)
	switch {
	case a.To.Street == "" || a.To.City == "" || a.To.Last+a.To.Firm == "" || len(a.From.ZIP) != 5:
		return "The address is incomplete.", "toAddress"
	case !abroad && (len(a.To.State) != 2 || len(a.To.ZIP) != 5 || a.To.ZIP == "00000"):
		return "Address Not Found.", "toAddress.ZIPCode"
	case abroad && (len(a.To.Country) != 2 || a.Customs == nil || a.Customs.AES == "" || len(a.Customs.Contents) == 0):
		return "The customs form is incomplete.", "customsForm"
	case err != nil || pounds <= 0 || pounds > 70:
		return "Items must weigh 70 pounds or less.", "packageDescription.weight"
	case !abroad && a.Package.Length == "":
		return "The length is missing.", "packageDescription.length"
	case a.Package.Day < today:
		return "The mailing date may be today plus 0 to 7 days in advance.", "packageDescription.mailingDate"
	}
	return "", ""
}

// book makes a label, once under a key. What is asked for otherwise under the same key is refused.
func (s *Server) book(w http.ResponseWriter, r *http.Request, abroad bool) {
	a := &asked{}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil || json.NewDecoder(bytes.NewReader(body)).Decode(a) != nil || r.Header.Get("Accept") != form {
		refuse(w, http.StatusBadRequest, "Bad Request", "The request is not what is asked for here.", "")
		return
	}
	key := r.Header.Get("X-Idempotency-Key")
	if l := s.find(func(l *label) bool { return key != "" && l.key == key }); l != nil {
		if l.asked != string(body) {
			refuse(w, http.StatusBadRequest, "Bad Request", "The key was used for another request.", "X-Idempotency-Key")
			return
		}
		mocked.Say(w, http.StatusOK, l.answer)
		return
	}
	if detail, field := s.wrong(a, abroad); detail != "" {
		refuse(w, http.StatusBadRequest, "Bad Request", detail, field)
		return
	}
	n := len(s.labels) + 1
	pounds, _ := a.Package.Weight.Float64()
	extra := []any{}
	for _, code := range a.Package.Extra {
		extra = append(extra, map[string]any{"name": "Service " + code.String(), "price": 3.5})
	}
	l := &label{number: fmt.Sprintf("9400100000%012d", n), key: key, asked: string(body), abroad: abroad, country: cmp.Or(a.To.Country, "US"), at: mocked.Now(s.Now)}
	l.answer = map[string]any{"postage": json.Number(fmt.Sprintf("%d.25", 8+int(pounds))), "extraServices": extra, "fees": []any{}, "mailingDate": a.Package.Day,
		"labelImage": mocked.Label(strings.HasPrefix(a.Image.Type, "ZPL"))}
	name, status := "trackingNumber", http.StatusOK
	if abroad {
		l.number, name, status = fmt.Sprintf("LZ%09dUS", n), "internationalTrackingNumber", http.StatusCreated
	}
	l.answer[name] = l.number
	s.labels = append(s.labels, l)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	mocked.Say(w, status, l.answer)
}

func (s *Server) cancel(w http.ResponseWriter, l *label) {
	bad := func(detail string) { refuse(w, http.StatusBadRequest, "Bad Request", detail, "trackingNumber") }
	today := mocked.Now(s.Now)
	switch {
	case l == nil:
		bad("Order not found")
	case l.cancelled:
		bad("Order cannot be canceled")
	case !s.Sent && !s.Shut && !l.listed:
		l.cancelled = true
		mocked.Say(w, http.StatusOK, map[string]any{"trackingNumber": l.number, "status": "CANCELED"})
	case s.Shut:
		bad("A refund request for this order cannot be submitted")
	case l.refund.Format(time.DateOnly) == today.Format(time.DateOnly):
		bad("A refund request for this order has already been submitted today")
	default:
		l.refund = today
		mocked.Say(w, http.StatusOK, map[string]any{"trackingNumber": l.number, "status": "DISPUTED", "disputeId": "103789"})
	}
}

// list makes a SCAN form. A label is on one alone.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Day      string `json:"mailingDate"`
		EntryZIP string `json:"entryFacilityZIPCode"`
		Shipment struct {
			Numbers []string `json:"trackingNumbers"`
		} `json:"shipment"`
		From struct {
			Street string `json:"streetAddress"`
		} `json:"fromAddress"`
	}
	if !mocked.Read(w, r, &a) || a.Day == "" || len(a.EntryZIP) != 5 || a.From.Street == "" || r.Header.Get("Accept") != form {
		refuse(w, http.StatusBadRequest, "Bad Request", "The request is not what is asked for here.", "")
		return
	}
	on := []string{}
	for _, n := range a.Shipment.Numbers {
		if l := s.find(func(l *label) bool { return l.number == n }); l != nil && !l.cancelled && !l.listed {
			l.listed = true
			on = append(on, n)
		}
	}
	if len(on) == 0 {
		refuse(w, http.StatusBadRequest, "Bad Request", "There are no labels to add to the SCAN Form.", "shipment")
		return
	}
	mocked.Say(w, http.StatusOK, map[string]any{"manifestNumber": "9475038234567000031430", "trackingNumbers": on, "mailingDate": a.Day, "entryFacilityZIPCode": a.EntryZIP})
}

// track tells of a parcel, newest first.
func (s *Server) track(w http.ResponseWriter, number string) {
	l := s.find(func(l *label) bool { return l.number == number })
	if l == nil {
		mocked.Say(w, http.StatusBadRequest, map[string]any{"apiVersion": "/tracking/v3", "error": map[string]any{"code": "150001", "message": "A status update is not yet available on your package."}})
		return
	}
	events := []any{}
	for i, step := range [][2]string{{"GX", "Shipping Label Created, USPS Awaiting Item"}, {"03", "Accepted at USPS Origin Facility"}, {"10", "Processed Through Facility"}, {"OF", "Out for Delivery"}, {"01", "Delivered, Front Door/Porch"}} {
		at := l.at.Add(time.Duration(i) * cmp.Or(s.Pace, 24*time.Hour)).UTC().Truncate(time.Second)
		if at.After(mocked.Now(s.Now)) || l.cancelled && i > 0 {
			break
		}
		place := map[string]any{"eventCity": "AUSTIN", "eventState": "TX", "eventZIP": "78701"}
		if i > 2 && l.country != "US" {
			place = map[string]any{"eventCity": "DESTINATION", "eventCountry": l.country}
		}
		events = append(events, event(place, step[0], step[1], at))
	}
	if l.cancelled {
		events = append(events, event(map[string]any{}, "", "Label Cancelled", mocked.Now(s.Now).UTC().Truncate(time.Second)))
	}
	slices.Reverse(events)
	mocked.Say(w, http.StatusOK, map[string]any{"trackingNumber": l.number, "originZIP": "78701", "destinationCountryCode": l.country, "trackingEvents": events})
}

func event(place map[string]any, code, text string, at time.Time) map[string]any {
	place["eventCode"], place["eventType"] = code, text
	place["eventTimestamp"], place["GMTOffset"] = at.Add(-5*time.Hour).Format("2006-01-02T15:04:05"), "-05:00"
	return place
}

func refuse(w http.ResponseWriter, status int, title, detail, field string) {
	e := map[string]any{"title": title, "detail": detail}
	if field != "" {
		e["source"] = map[string]any{"parameter": field}
	}
	mocked.Say(w, status, map[string]any{"apiVersion": "v3", "error": map[string]any{"code": fmt.Sprint(status), "message": title, "errors": []any{e}}})
}
