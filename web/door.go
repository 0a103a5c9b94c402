package web

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"crosslane/account"
	"crosslane/account/provider"
	"crosslane/shipping"
)

// Door has whoever opens a page say who it is.
type Door struct {
	Accounts *account.Store
	// Alone says that only this machine reaches the pages: until somebody has an account, nobody is asked.
	Alone bool
	// Secure says that browsers come by HTTPS, so that what they prove themselves by never crosses a network in the clear.
	Secure bool
	// Public is by which address browsers come through a proxy, which may call this server otherwise; nil: by the one that they say.
	Public *url.URL
	// Proxies are those that are believed when they say from where somebody comes.
	Proxies Proxies
	// Provider has people sign in elsewhere, too, Newcomers says what becomes of those whom it knows and nobody invited; nil: there is none.
	Provider  *provider.Provider
	Newcomers account.Newcomers

	claimed atomic.Bool
	pages   *template.Template
}

// longestForm bounds what is sent from the pages of the door.
const longestForm = 16 << 10

// Guard lets in who is known: by a session that began on its own page (/signin), or by a token. Whoever acts stands in the context of
// what is asked. A browser that nobody signed in with is led to that page, a program is told 401.
func (d *Door) Guard(next http.Handler) http.Handler {
	d.pages = template.Must(template.New("").Funcs(functions).ParseFS(pages, "pages/frame.html", "pages/door.html", "pages/merchants.html", "pages/account.html"))
	mux := http.NewServeMux()
	for _, file := range []string{"style.css", "door.js"} {
		mux.HandleFunc("GET /"+file, func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, pages, "pages/"+file) })
	}
	mux.HandleFunc("GET /signin", func(w http.ResponseWriter, r *http.Request) {
		d.show(w, http.StatusOK, "signin.html", &entry{To: within(r.URL.Query().Get("to")), Again: r.URL.Query().Has("again")})
	})
	mux.HandleFunc("GET /join", d.invitation)
	mux.HandleFunc("POST /signin", sameSite(d.fail, d.signIn))
	mux.HandleFunc("POST /signin/code", sameSite(d.fail, d.showCode))
	d.own(mux)
	d.elsewhere(mux)
	d.keys(mux)
	mux.HandleFunc("POST /join", sameSite(d.fail, d.join))
	mux.HandleFunc("POST /signout", sameSite(d.fail, d.signOut))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		secret, err := d.secret(r)
		if err == nil && secret == "" && d.open(r) {
			next.ServeHTTP(w, r)
			return
		}
		var who account.Actor
		if err == nil {
			who, err = d.Accounts.Who(r.Context(), secret)
		}
		if err != nil {
			d.turnAway(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(account.As(r.Context(), who)))
	})
	return mux
}

// secret is what a request proves itself by: a header, or the cookie of a session; empty where it does not.
func (d *Door) secret(r *http.Request) (string, error) {
	if said := r.Header.Get("Authorization"); said != "" {
		scheme, secret, _ := strings.Cut(said, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return "", &shipping.Error{Code: shipping.Unauthorized, Field: "Authorization", Message: "that is no way to say who asks here", Hint: "send Authorization: Bearer TOKEN"}
		}
		return strings.TrimSpace(secret), nil
	}
	if c, err := r.Cookie(d.cookie(sessionCookie)); err == nil {
		return c.Value, nil
	}
	return "", nil
}

// The cookies of the door: of a session, and of a browser in which somebody signed in.
const (
	sessionCookie = "session"
	deviceCookie  = "device"
)

// cookie is the name of one of them. What begins with __Host- browsers take by HTTPS alone, from this very host (RFC 6265bis, section 4.1.3.2).
func (d *Door) cookie(name string) string {
	if d.Secure {
		return "__Host-" + name
	}
	return name
}

// open tells whether nobody is asked who it is: somebody at this machine, where nobody has an account yet. What a proxy hands on may
// come from anywhere.
func (d *Door) open(r *http.Request) bool {
	if !d.Alone || handedOn(r) || d.claimed.Load() {
		return false
	}
	claimed, err := d.Accounts.Claimed(r.Context())
	if claimed {
		d.claimed.Store(true)
	}
	return err == nil && !claimed
}

// handedOn tells whether a proxy handed a request on, as far as that shows: by a header of one, or by the old HTTP that proxies speak.
func handedOn(r *http.Request) bool {
	if !r.ProtoAtLeast(1, 1) {
		return true
	}
	for name := range r.Header {
		if strings.HasPrefix(name, "X-Forwarded-") || slices.Contains([]string{"Forwarded", "Via", "X-Real-Ip", "X-Client-Ip", "True-Client-Ip", "Cf-Connecting-Ip"}, name) {
			return true
		}
	}
	return false
}

// turnAway sends who is not known to the page where one signs in, or tells why not.
func (d *Door) turnAway(w http.ResponseWriter, r *http.Request, err error) {
	if shipping.CodeOf(err) != shipping.Unauthorized {
		d.fail(w, r, err)
		return
	}
	if r.Header.Get("Authorization") != "" || strings.HasPrefix(r.URL.Path, "/api/") || !strings.Contains(r.Header.Get("Accept"), "text/html") {
		w.Header().Set("WWW-Authenticate", `Bearer realm="Crosslane"`)
		answer(w, nil, err)
		return
	}
	to := "/"
	if r.Method == http.MethodGet {
		to = r.URL.RequestURI()
	}
	http.Redirect(w, r, "/signin?to="+url.QueryEscape(to), http.StatusSeeOther)
}

// within is a place of this server; the first page where it would lead elsewhere.
func within(to string) string {
	if u, err := url.Parse(to); err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.Contains(to, "\\") || to != shipping.Text(to) {
		return "/"
	}
	return to
}

// entry is what the pages of the door show, and what was typed there.
type entry struct {
	To, Secret, Email, Name, Code string
	First                         bool   // the first account of the place is made
	Again                         bool   // somebody signs in again, to change by what he proves himself
	Provider                      string // how the provider is called by whom one may sign in, too
	Fault                         *shipping.Error
}

// Early tells whether it is too early to try again: who has a second factor need not wait.
func (e *entry) Early() bool { return e.Fault != nil && e.Fault.Code == shipping.TooMany }

// At is the fault of a field; nil when there is none.
func (e *entry) At(field string) *shipping.Error {
	if e.Fault != nil && e.Fault.Field == field {
		return e.Fault
	}
	return nil
}

func (d *Door) show(w http.ResponseWriter, status int, name string, e *entry) {
	w.Header().Set("Cache-Control", "no-store")
	wait(w.Header(), e.Fault)
	e.Provider = d.ProviderName()
	head(w, status)
	_ = d.pages.ExecuteTemplate(w, name, page{Title: "Crosslane", Body: e}) // the reader has gone
}

func (d *Door) fail(w http.ResponseWriter, _ *http.Request, err error) {
	fault := faultOf(err)
	d.show(w, statusOf(err, fault), "stranded.html", &entry{Fault: fault})
}

// typed is what a form of the door says.
func typed(w http.ResponseWriter, r *http.Request) (*entry, string, error) {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		return nil, "", &shipping.Error{Code: shipping.Invalid, Message: "what was sent cannot be read as a form, or is larger than 16 kB", Hint: "go back, and send less", Cause: err}
	}
	f := r.PostForm
	return &entry{To: within(f.Get("to")), Secret: f.Get("secret"), Email: strings.TrimSpace(f.Get("email")), Name: strings.TrimSpace(f.Get("name")), Code: strings.TrimSpace(f.Get("code"))}, f.Get("password"), nil
}

func (d *Door) signIn(w http.ResponseWriter, r *http.Request) {
	e, password, err := typed(w, r)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	d.letIn(w, r, e, password)
}

// letIn begins a session, where address and password go together.
func (d *Door) letIn(w http.ResponseWriter, r *http.Request, e *entry, password string) {
	in, err := d.Accounts.SignIn(r.Context(), account.Attempt{Email: e.Email, Password: password, Code: e.Code, From: d.from(r)})
	if err != nil {
		e.Fault = faultOf(err)
		d.show(w, statusOf(err, e.Fault), "signin.html", e)
		return
	}
	d.entered(w, r, in, e.To)
}

// showCode begins the session of who shows his second factor.
func (d *Door) showCode(w http.ResponseWriter, r *http.Request) {
	e, _, err := typed(w, r)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	in, err := d.Accounts.Show(r.Context(), e.Secret, e.Code, d.from(r))
	if err == nil {
		d.entered(w, r, in, e.To)
		return
	}
	name := "code.html"
	if e.Fault = faultOf(err); e.Fault.Field != "code" { // it was begun too long ago
		name = "signin.html"
	}
	d.show(w, statusOf(err, e.Fault), name, e)
}

// entered leads whoever signed in to where he wanted to go, or has him show his second factor.
func (d *Door) entered(w http.ResponseWriter, r *http.Request, in *account.Entered, to string) {
	if in.Halfway != "" {
		d.show(w, http.StatusOK, "code.html", &entry{To: to, Secret: in.Halfway})
		return
	}
	if err := d.begin(w, r, in); err != nil {
		d.fail(w, r, err)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// begin has the browser keep the session that began, and by what it is known again; the session of before ends.
func (d *Door) begin(w http.ResponseWriter, r *http.Request, in *account.Entered) error {
	if before, err := r.Cookie(d.cookie(sessionCookie)); err == nil {
		if err := d.Accounts.SignOut(r.Context(), before.Value); err != nil {
			return err
		}
	}
	d.keep(w, d.cookie(sessionCookie), in.Session, account.SessionHolds)
	if in.Device != "" {
		d.keep(w, d.cookie(deviceCookie), in.Device, account.DeviceHolds)
	}
	return nil
}

// keep has the browser keep a secret for a while; for none it is forgotten.
func (d *Door) keep(w http.ResponseWriter, name, secret string, holds time.Duration) {
	//nolint:gosec // Secure where browsers come by HTTPS; inside a warehouse they may not
	http.SetCookie(w, &http.Cookie{Name: name, Value: secret, Path: "/", MaxAge: int(holds.Seconds()), HttpOnly: true, Secure: d.Secure, SameSite: http.SameSiteLaxMode})
}

// from is from where somebody signs in.
func (d *Door) from(r *http.Request) account.Place {
	p := account.Place{Address: d.Proxies.From(r), Agent: r.UserAgent(), Browser: true}
	if c, err := r.Cookie(d.cookie(deviceCookie)); err == nil {
		p.Device = c.Value
	}
	return p
}

func (d *Door) signOut(w http.ResponseWriter, r *http.Request) {
	if secret, err := d.secret(r); err == nil && secret != "" {
		if err := d.Accounts.SignOut(r.Context(), secret); err != nil {
			d.fail(w, r, err)
			return
		}
	}
	d.keep(w, d.cookie(sessionCookie), "", -time.Second)
	http.Redirect(w, r, "/signin", http.StatusSeeOther)
}

// invitation shows who may choose a password by a link.
func (d *Door) invitation(w http.ResponseWriter, r *http.Request) {
	e := &entry{Secret: r.URL.Query().Get("secret")}
	u, err := d.Accounts.Invited(r.Context(), e.Secret)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	if e.First = u == nil; !e.First {
		e.Email, e.Name = u.Email, u.Name
	}
	d.show(w, http.StatusOK, "join.html", e)
}

// join takes the password that somebody chose, and signs in with it.
func (d *Door) join(w http.ResponseWriter, r *http.Request) {
	e, password, err := typed(w, r)
	if err != nil {
		d.fail(w, r, err)
		return
	}
	from := d.from(r)
	in, err := d.Accounts.Join(r.Context(), account.Joining{Secret: e.Secret, Password: password, Email: e.Email, Name: e.Name, From: &from})
	if err == nil {
		d.entered(w, r, in, e.To)
		return
	}
	fault := faultOf(err)
	invited, gone := d.Accounts.Invited(r.Context(), e.Secret)
	if gone != nil { // the link holds no more: another form would not help
		d.fail(w, r, err)
		return
	}
	if e.Fault, e.First = fault, invited == nil; !e.First {
		e.Email, e.Name = invited.Email, invited.Name
	}
	d.show(w, statusOf(err, fault), "join.html", e)
}
