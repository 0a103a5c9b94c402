// Package mock answers as YunExpress does (open platform v1), in its form, over HTTP: for tests and trials of the connector without an application. It carries
// nothing. What it can be made to do is what goes wrong with such interfaces. Of YunExpress's codes no list is public: those here are the mock's own words.
package mock

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"crosslane/carrier/mocked"
)

// Login and Secret are the only ones that it takes.
const (
	Login  = "mock"
	Secret = "mock-secret"
)

// Server is one application. The zero value is ready to use, and safe for concurrent use.
type Server struct {
	// Now is the clock. Nil: the machine's.
	Now func() time.Time
	// Heaviest is the weight in kilograms beyond which nothing is taken. Zero: 30.
	Heaviest float64
	// Lose loses the answer of every n-th parcel that is booked: it is booked, and the connection closed. Zero: none.
	Lose int
	// Slow answers every n-th call with 429 and a second of peace. Zero: none.
	Slow int
	// Late has no label of every n-th parcel yet when it is first asked for. Zero: none.
	Late int
	// Ends ends a token after so many calls. Zero: it does not end.
	Ends int
	// Hide is for how long a parcel is not found by its reference. Zero: it is found at once.
	Hide time.Duration
	// Pace is how long a parcel takes from one event to the next. Zero: a day.
	Pace time.Duration
	// Shut cancels no parcels: they are in the warehouse.
	Shut bool

	mu      sync.Mutex
	parcels []*parcel
	calls   int
	given   int
	used    int
}

// parcel is one that was booked.
type parcel struct {
	waybill, onward, reference, country string
	cancelled                           bool
	late                                bool
	at                                  time.Time
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
	if r.URL.Path == "/openapi/oauth2/token" {
		s.token(w, r)
		return
	}
	s.calls++
	s.used++
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	switch {
	case err != nil || !signed(r, body):
		refuse(w, http.StatusUnauthorized, "mock-sign", "the signature is wrong")
	case s.given == 0 || r.Header.Get("Token") != s.newest() || s.Ends > 0 && s.used > s.Ends:
		refuse(w, http.StatusUnauthorized, "mock-token", "the token has ended")
	case mocked.Nth(s.calls, s.Slow):
		mocked.Busy(w)
		refuse(w, http.StatusTooManyRequests, "mock-busy", "too many requests")
	default:
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.route(w, r)
	}
}

func (s *Server) newest() string { return fmt.Sprintf("token-%d", s.given) }

func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Grant  string `json:"grantType"`
		ID     string `json:"appId"`
		Secret string `json:"appSecret"`
	}
	if !mocked.Read(w, r, &a) || a.Grant != "client_credentials" || a.ID != Login || a.Secret != Secret {
		mocked.Say(w, http.StatusBadRequest, map[string]any{"code": "mock-application", "message": "the application is not known"})
		return
	}
	s.given++
	s.used = 0
	mocked.Say(w, http.StatusOK, map[string]any{"accessToken": s.newest(), "expiresIn": 7200})
}

// signed reports whether a call is proved by the application's secret.
func signed(r *http.Request, body []byte) bool {
	text := "date=" + r.Header.Get("Date") + "&method=" + r.Method + "&uri=" + r.URL.Path
	if len(body) > 0 {
		text = "body=" + string(body) + "&" + text
	}
	sum := hmac.New(sha256.New, []byte(Secret))
	_, _ = io.WriteString(sum, text)
	return r.Header.Get("Sign") == base64.StdEncoding.EncodeToString(sum.Sum(nil))
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	number := r.URL.Query().Get("order_number")
	switch r.Method + " " + r.URL.Path {
	case "POST /v1/order/package/create":
		s.book(w, r)
	case "POST /v1/order/cancel":
		s.cancel(w, r)
	case "GET /v1/order/info/get":
		s.info(w, number)
	case "GET /v1/order/label/get":
		s.label(w, s.find(number))
	case "GET /v1/track-service/info/get":
		s.trace(w, s.find(number))
	default:
		refuse(w, http.StatusNotFound, "mock-address", "there is no such address")
	}
}

// find finds a parcel by any of its numbers.
func (s *Server) find(number string) *parcel {
	i := slices.IndexFunc(s.parcels, func(p *parcel) bool {
		return number == p.waybill || number == p.onward || number == p.reference && !p.cancelled
	})
	if i < 0 {
		i = slices.IndexFunc(s.parcels, func(p *parcel) bool { return number == p.reference })
	}
	if i < 0 {
		return nil
	}
	return s.parcels[i]
}

type asked struct {
	Product   string `json:"product_code"`
	Reference string `json:"customer_order_number"`
	Packages  []struct {
		Weight json.Number `json:"weight"`
	} `json:"packages"`
	Receiver struct {
		Name     string   `json:"first_name"`
		City     string   `json:"city"`
		Country  string   `json:"country_code"`
		Postcode string   `json:"postal_code"`
		Lines    []string `json:"address_lines"`
	} `json:"receiver"`
	Goods []struct {
		Name string `json:"name_en"`
	} `json:"declaration_info"`
}

// wrong says what is wrong with a parcel; empty where nothing is.
func (s *Server) wrong(a *asked) (code, words string) {
	var kilograms float64
	if len(a.Packages) == 1 {
		kilograms, _ = a.Packages[0].Weight.Float64()
	}
	switch to := &a.Receiver; {
	case a.Product == "NONE":
		return "mock-product", "the product is not available"
	case to.Name == "" || to.City == "" || len(to.Lines) == 0 || to.Postcode == "00000":
		return "mock-receiver", "收件人地址有误"
	case kilograms <= 0 || kilograms > cmp.Or(s.Heaviest, 30):
		return "mock-weight", "the weight is beyond the limit"
	case len(a.Goods) == 0 || a.Reference == "" || len(a.Reference) > 50:
		return "mock-goods", "申报信息有误"
	}
	return "", ""
}

func (s *Server) book(w http.ResponseWriter, r *http.Request) {
	a := &asked{}
	if !mocked.Read(w, r, a) {
		refuse(w, http.StatusOK, "mock-json", "the body cannot be read")
		return
	}
	if code, words := s.wrong(a); code != "" {
		refuse(w, http.StatusOK, code, words)
		return
	}
	n := len(s.parcels) + 1
	p := &parcel{waybill: fmt.Sprintf("YT26%014d", n), onward: fmt.Sprintf("LE%09dCN", n), reference: a.Reference, country: a.Receiver.Country, at: mocked.Now(s.Now), late: mocked.Nth(n, s.Late)}
	s.parcels = append(s.parcels, p)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	say(w, map[string]any{"customer_order_number": p.reference, "waybill_number": p.waybill, "tracking_number": p.onward, "bar_codes": []string{p.waybill}, "remote_area": false, "track_type": "1", "shipper_boxs": []any{}})
}

func (s *Server) info(w http.ResponseWriter, number string) {
	p := s.find(number)
	if p == nil || number == p.reference && mocked.Now(s.Now).Before(p.at.Add(s.Hide)) {
		refuse(w, http.StatusOK, "mock-number", "the order does not exist")
		return
	}
	status := "A"
	if p.cancelled {
		status = "E"
	}
	say(w, map[string]any{"waybill_number": p.waybill, "customer_order_number": p.reference, "tracking_number": p.onward, "status": status, "receiver": map[string]any{"country_code": p.country}})
}

func (s *Server) label(w http.ResponseWriter, p *parcel) {
	if p == nil || p.late {
		if p != nil {
			p.late = false
		}
		refuse(w, http.StatusOK, "mock-label", "the label is not ready")
		return
	}
	say(w, map[string]any{"order_number": p.waybill, "url": "", "label_type": "PDF", "label_string": mocked.Label(false)})
}

func (s *Server) cancel(w http.ResponseWriter, r *http.Request) {
	var a struct {
		Waybill string `json:"waybill_number"`
	}
	if !mocked.Read(w, r, &a) {
		refuse(w, http.StatusOK, "mock-json", "the body cannot be read")
		return
	}
	switch p := s.find(a.Waybill); {
	case p == nil:
		refuse(w, http.StatusOK, "mock-number", "the order does not exist")
	case s.Shut || p.cancelled:
		refuse(w, http.StatusOK, "mock-late", "the order can not be cancelled")
	default:
		p.cancelled = true
		say(w, nil)
	}
}

// trace tells of a parcel.
func (s *Server) trace(w http.ResponseWriter, p *parcel) {
	if p == nil || p.cancelled {
		refuse(w, http.StatusOK, "mock-number", "the order does not exist")
		return
	}
	events := []any{}
	for i, step := range [][3]string{{"ORDER_CREATION", "Order created", "Shenzhen"}, {"PICKED_UP", "Parcel picked up", "Shenzhen"}, {"MAIN_LINE_DEPART", "Departed", "Shenzhen"}, {"DELIVERED", "Parcel has been delivered", "Bonn"}} {
		at := p.at.Add(time.Duration(i) * cmp.Or(s.Pace, 24*time.Hour)).Truncate(time.Second)
		if at.After(mocked.Now(s.Now)) {
			break
		}
		events = append(events, map[string]any{"track_node_code": step[0], "description": step[1], "location": step[2], "time_zone": "+8", "event_date": at.In(time.FixedZone("", 8*60*60)).Format(time.DateTime)})
	}
	say(w, map[string]any{"waybill_number": p.waybill, "track_info": []any{map[string]any{"track_events": events}}})
}

// say is a yes.
func say(w http.ResponseWriter, result any) {
	mocked.Say(w, http.StatusOK, map[string]any{"t": 1678415735, "success": true, "code": "0", "msg": "", "result": result})
}

// refuse is a no, mostly with a good status.
func refuse(w http.ResponseWriter, status int, code, words string) {
	mocked.Say(w, status, map[string]any{"t": 1678415735, "success": false, "code": code, "msg": words, "result": nil})
}
