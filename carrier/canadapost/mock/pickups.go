package mock

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"crosslane/carrier/mocked"
	"crosslane/carrier/payload"
)

const availabilityForm, pickupForm = "application/vnd.cpc.pickup+xml", "application/vnd.cpc.pickuprequest+xml"

// pickup is one that was asked for.
type pickup struct {
	id, day, line, postcode, what string
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
	const enab = "/enab/" + Customer + "/pickuprequest"
	postcode, asksWhether := strings.CutPrefix(r.URL.Path, "/ad/pickup/pickupavailability/")
	id, details := strings.CutSuffix(strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, enab), "/"), "/details")
	at := slices.IndexFunc(s.pickups, func(p *pickup) bool { return p.id == id && !p.cancelled })
	switch {
	case asksWhether && r.Header.Get("Accept") == availabilityForm:
		say(w, http.StatusOK, `<pickup-availability xmlns="http://www.canadapost.ca/ws/pickup/availability"><postal-code>`+html.EscapeString(postcode)+`</postal-code><on-demand-cutoff>16:00</on-demand-cutoff>`+
			fmt.Sprintf(`<on-demand-tour>%t</on-demand-tour><scheduled-pickups-available>true</scheduled-pickups-available></pickup-availability>`, !strings.HasPrefix(postcode, "X")))
	case !strings.HasPrefix(r.URL.Path, enab) || r.Header.Get("Accept") != pickupForm:
		return false
	case id == "" && r.Method == http.MethodPost:
		s.collect(w, r)
	case id == "":
		s.listPickups(w, r)
	case at < 0:
		refuse(w, http.StatusNotFound, notValid, "The pickup request does not exist.")
	case r.Method == http.MethodPut:
		s.changePickup(w, r, s.pickups[at])
	case r.Method == http.MethodDelete:
		s.pickups[at].cancelled = true // its yes says nothing
	case details:
		p := s.pickups[at]
		say(w, http.StatusOK, `<pickup-request-detailed-info xmlns="http://www.canadapost.ca/ws/pickuprequest">`+p.head()+`<pickup-request-details><pickup-location><business-address-flag>false</business-address-flag><alternate-address><address-line-1>`+html.EscapeString(p.line)+`</address-line-1><postal-code>`+
			html.EscapeString(p.postcode)+`</postal-code></alternate-address></pickup-location>`+p.what+`</pickup-request-details></pickup-request-detailed-info>`)
	default:
		return false
	}
	return true
}

func (p *pickup) head() string {
	return fmt.Sprintf(`<pickup-request-header><request-id>%s</request-id><request-status>%s</request-status><pickup-type>OnDemand</pickup-type><next-pickup-date>%s</next-pickup-date></pickup-request-header>`,
		p.id, map[bool]string{false: "Active", true: "Cancelled"}[p.cancelled], p.day)
}

var quarters, phones = regexp.MustCompile(`^1[2-7]:(00|15|30|45)$`), regexp.MustCompile(`^\d{3}-\d{3}-\d{4}$`)

// wrongPickup says what is wrong with a pick-up; empty where nothing is.
func (s *Server) wrongPickup(a *payload.Node) string {
	at, contact := a.At("pickup-times", "on-demand-pickup-time"), a.At("contact-info")
	switch {
	case !quarters.MatchString(at.Get("preferred-time")) || !quarters.MatchString(at.Get("closing-time")) || at.Get("date") < mocked.Now(s.Now).Add(-12*time.Hour).Format(time.DateOnly):
		return "The pickup time is not valid."
	case contact.Get("contact-name") == "" || !strings.Contains(contact.Get("email"), "@") || !phones.MatchString(contact.Get("contact-phone")):
		return "The contact is not valid."
	case a.Get("pickup-volume") == "" || len(a.Get("pickup-volume")) > 40 || a.Get("location-details", "pickup-instructions") == "":
		return "The volume or the instructions are not valid."
	}
	return ""
}

func (s *Server) collect(w http.ResponseWriter, r *http.Request) {
	a := read(w, r, "pickup-request-details")
	if a == nil {
		return
	}
	place := a.At("pickup-location", "alternate-address")
	why := s.wrongPickup(a)
	if a.Get("payment-info", "contract-id") != Contract || place.Get("company") == "" || place.Get("address-line-1") == "" || place.Get("postal-code") == "" {
		why = "The contract or the location is not valid."
	}
	if why != "" {
		refuse(w, http.StatusBadRequest, notValid, why)
		return
	}
	n := len(s.pickups) + 1
	p := &pickup{id: fmt.Sprintf("%010d", 74_698_051+n), day: a.Get("pickup-times", "on-demand-pickup-time", "date"), line: place.Get("address-line-1"), postcode: place.Get("postal-code"), what: written(a.At("pickup-times"))}
	s.pickups = append(s.pickups, p)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	price := `<pickup-request-price><pre-tax-amount>3.50</pre-tax-amount><hst-amount>0.46</hst-amount><due-amount>3.96</due-amount></pickup-request-price>`
	if s.Free {
		price = ""
	}
	say(w, http.StatusOK, `<pickup-request-info xmlns="http://www.canadapost.ca/ws/pickuprequest">`+p.head()+price+`<links>`+p.links(r)+`</links></pickup-request-info>`)
}

func (p *pickup) links(r *http.Request) string {
	self := "/enab/" + Customer + "/pickuprequest/" + p.id
	return link(r, "self", self, pickupForm) + link(r, "details", self+"/details", pickupForm)
}

func (s *Server) changePickup(w http.ResponseWriter, r *http.Request, p *pickup) {
	a := read(w, r, "pickup-request-update")
	if a == nil {
		return
	}
	if why := s.wrongPickup(a); why != "" {
		refuse(w, http.StatusBadRequest, notValid, why)
		return
	}
	p.day, p.what = a.Get("pickup-times", "on-demand-pickup-time", "date"), written(a.At("pickup-times")) // its yes says nothing
}

func (s *Server) listPickups(w http.ResponseWriter, r *http.Request) {
	var list strings.Builder
	for _, p := range s.pickups {
		list.WriteString(`<pickup-request>` + p.head() + `<links>` + p.links(r) + `</links></pickup-request>`)
	}
	say(w, http.StatusOK, `<pickup-requests xmlns="http://www.canadapost.ca/ws/pickuprequest">`+list.String()+`</pickup-requests>`)
}
