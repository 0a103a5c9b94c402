package web

import (
	"net/http"
	"time"

	"crosslane/account"
	"crosslane/account/provider"
	"crosslane/shipping"
)

// BackPath is where a provider sends browsers back to, behind the server's address.
const BackPath = "/signin/provider/back"

// providerCookie is the cookie of a browser that is with a provider, awayFor how long it is waited for.
const (
	providerCookie = "provider"
	awayFor        = 10 * time.Minute
)

// ProviderName is how the provider is called by whom people sign in, too; empty: there is none.
func (d *Door) ProviderName() string {
	if d.Provider == nil {
		return ""
	}
	return d.Provider.Name
}

// elsewhere are the ways to a provider and back.
func (d *Door) elsewhere(mux *http.ServeMux) {
	if d.Provider == nil {
		return
	}
	mux.HandleFunc("GET /signin/provider", d.sendAway)
	mux.HandleFunc("GET "+BackPath, d.back)
}

// sendAway sends a browser to the provider. It keeps what it must come back with, so that nobody is signed in by the answer of another's browser.
func (d *Door) sendAway(w http.ResponseWriter, r *http.Request) {
	b := provider.Begin(within(r.URL.Query().Get("to")))
	secret, err := d.Accounts.SendAway(r.Context(), b.Keep())
	var address string
	if err == nil {
		address, err = d.Provider.Address(r.Context(), secret, b)
	}
	if err != nil {
		d.notIn(w, err, b.To)
		return
	}
	d.keep(w, d.cookie(providerCookie), secret, awayFor)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, address, http.StatusSeeOther) //nolint:gosec // the provider says of itself where that is
}

// back signs in whom the provider knows.
func (d *Door) back(w http.ResponseWriter, r *http.Request) {
	in, to, err := d.cameBack(r)
	d.keep(w, d.cookie(providerCookie), "", -time.Second)
	if err != nil {
		d.notIn(w, err, to)
		return
	}
	d.entered(w, r, in, to)
}

func (d *Door) cameBack(r *http.Request) (in *account.Entered, to string, err error) {
	q := r.URL.Query()
	c, err := r.Cookie(d.cookie(providerCookie))
	if err != nil || c.Value == "" || c.Value != q.Get("state") {
		return nil, "/", &shipping.Error{Code: shipping.Unauthorized, Field: "provider", Message: "this browser did not begin to sign in there, or too long ago", Hint: "begin anew, and let cookies be kept"}
	}
	kept, err := d.Accounts.Back(r.Context(), c.Value)
	if err != nil {
		return nil, "/", err
	}
	b, err := provider.Kept(kept)
	if err != nil {
		return nil, "/", err
	}
	if q.Get("error") != "" || q.Get("code") == "" {
		return nil, b.To, &shipping.Error{Code: shipping.Unauthorized, Field: "provider", Message: d.Provider.Name + " did not sign you in", Hint: "begin anew, or sign in by address and password"}
	}
	said, err := d.Provider.Said(r.Context(), q.Get("code"), b)
	if err != nil {
		return nil, b.To, err
	}
	in, err = d.Accounts.SignInBy(r.Context(), *said, d.Newcomers, d.from(r))
	return in, b.To, err
}

// notIn shows the page where one signs in, with why that did not work.
func (d *Door) notIn(w http.ResponseWriter, err error, to string) {
	fault := faultOf(err)
	d.show(w, statusOf(err, fault), "signin.html", &entry{To: to, Fault: fault})
}
