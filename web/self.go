package web

import (
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"crosslane/account"
	"crosslane/shipping"
)

// self is what the page of somebody's own account shows.
type self struct {
	User    *account.User
	Fresh   bool // signed in lately enough to change by what he proves himself
	Factors account.Factors
	// Sessions are those that hold; Others tells whether there is another than this one.
	Sessions []account.Session
	Others   bool
	Asking   []shipping.MerchantID // merchants that ask for a second factor, which this session lacks

	Sharing  *account.Sharing // a phone that is being set up
	QR       template.HTML
	Recovery []string // codes that are shown once
	Fault    *shipping.Error
}

// At is the fault of a field; nil when there is none.
func (s *self) At(field string) *shipping.Error {
	if s.Fault != nil && s.Fault.Field == field {
		return s.Fault
	}
	return nil
}

// own are the pages of somebody's own account.
func (d *Door) own(mux *http.ServeMux) {
	page := func(pattern string, do http.HandlerFunc) { mux.HandleFunc(pattern, sameSite(d.fail, d.known(do))) }
	page("GET /account", func(w http.ResponseWriter, r *http.Request) { d.showSelf(w, r, "account.html", &self{}, nil) })
	page("POST /account/phone", d.sharePhone)
	page("POST /account/phone/confirm", d.confirmPhone)
	page("POST /account/phone/end", func(w http.ResponseWriter, r *http.Request) { d.changed(w, r, d.Accounts.DropPhone(r.Context())) })
	page("POST /account/keys/end", d.dropKey)
	page("POST /account/sessions/end", d.endSession)
	page("POST /account/recovery", func(w http.ResponseWriter, r *http.Request) {
		codes, err := d.Accounts.NewRecovery(r.Context())
		d.showSelf(w, r, "recovery.html", &self{Recovery: codes}, err)
	})
}

// known lets in whoever signed in; anybody else is led to where one does.
func (d *Door) known(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		secret, err := d.secret(r)
		var who account.Actor
		if err == nil {
			who, err = d.Accounts.Who(r.Context(), secret)
		}
		if err == nil && who.Session == "" {
			err = &shipping.Error{Code: shipping.Refused, Field: "session", Message: "a token has no account of its own", Hint: "sign in"}
		}
		if err != nil {
			d.turnAway(w, r, err)
			return
		}
		next(w, r.WithContext(account.As(r.Context(), who)))
	}
}

// changed leads back to the page of the account when something was changed, or tells why not.
func (d *Door) changed(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil && shipping.CodeOf(err) != shipping.Known {
		d.failSelf(w, r, err)
		return
	}
	http.Redirect(w, r, "/account", http.StatusSeeOther)
}

// failSelf tells why something was not changed; who signed in too long ago signs in again.
func (d *Door) failSelf(w http.ResponseWriter, r *http.Request, err error) {
	fault := faultOf(err)
	if fault.Code == shipping.Refused && fault.Field == "session" {
		http.Redirect(w, r, "/signin?again=1&to=%2Faccount", http.StatusSeeOther)
		return
	}
	d.showSelf(w, r, "account.html", &self{Fault: fault}, nil)
}

// showSelf shows a page of somebody's own account, with what is known of him.
func (d *Door) showSelf(w http.ResponseWriter, r *http.Request, name string, s *self, err error) {
	if err != nil {
		d.failSelf(w, r, err)
		return
	}
	who, _ := account.Acting(r.Context())
	if s.User, err = d.Accounts.Me(r.Context()); err == nil {
		s.Factors, err = d.Accounts.Factors(r.Context(), s.User.ID)
	}
	if err == nil {
		s.Sessions, err = d.Accounts.Sessions(r.Context())
	}
	if err != nil {
		d.fail(w, r, err)
		return
	}
	s.Others = len(s.Sessions) > 1
	s.Fresh, s.Asking = d.Accounts.Fresh(who), slices.Sorted(maps.Keys(who.Lacking))
	status := http.StatusOK
	if s.Fault != nil {
		status = s.Fault.Code.HTTPStatus()
	}
	w.Header().Set("Cache-Control", "no-store")
	wait(w.Header(), s.Fault)
	head(w, status)
	_ = d.pages.ExecuteTemplate(w, name, page{Title: "Crosslane", Who: signedIn(r), Body: s}) // the reader has gone
}

// issuer is what a phone calls this place.
func (d *Door) issuer(r *http.Request) string { return "Crosslane " + d.site(r).Host }

func (d *Door) sharePhone(w http.ResponseWriter, r *http.Request) {
	sharing, err := d.Accounts.SharePhone(r.Context(), d.issuer(r))
	d.showPhone(w, r, &self{Sharing: sharing}, err)
}

func (d *Door) showPhone(w http.ResponseWriter, r *http.Request, s *self, err error) {
	if err == nil {
		s.QR, err = drawQR(s.Sharing.URI, "QR code for your phone")
	}
	d.showSelf(w, r, "phone.html", s, err)
}

// confirmPhone takes the code that a phone shows; where it is wrong, the phone is still the same.
func (d *Door) confirmPhone(w http.ResponseWriter, r *http.Request) {
	e, _, err := typed(w, r)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	codes, err := d.Accounts.ConfirmPhone(r.Context(), e.Secret, e.Code)
	if fault := faultOf(err); err != nil && fault.Field == "code" {
		sharing, gone := d.Accounts.Shared(r.Context(), e.Secret, d.issuer(r))
		d.showPhone(w, r, &self{Sharing: sharing, Fault: fault}, gone)
		return
	}
	d.showSelf(w, r, "recovery.html", &self{Recovery: codes}, err)
}

// endSession ends a session of whoever asks; without a name, all others.
func (d *Door) endSession(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if id := r.PostFormValue("id"); id != "" {
		d.changed(w, r, d.Accounts.EndSession(r.Context(), id))
		return
	}
	d.changed(w, r, d.Accounts.EndOthers(r.Context()))
}

// Browsers and systems as they name themselves, those first that name others, too.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systems  = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
)

// agentInWords is a browser as people call it; what is none, by its own first word.
func agentInWords(agent string) string {
	name := func(list [][2]string) string {
		for _, one := range list {
			if strings.Contains(agent, one[0]) {
				return one[1]
			}
		}
		return ""
	}
	browser, on := name(browsers), name(systems)
	switch {
	case browser != "" && on != "":
		return browser + " on " + on
	case browser != "":
		return browser
	case agent == "":
		return "unknown"
	}
	word, _, _ := strings.Cut(agent, " ")
	return word
}
