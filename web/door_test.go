package web_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/seal"
	"crosslane/shipping"
	"crosslane/web"
)

const password = "correct horse battery"

// guarded are the pages of two merchants behind a door.
type guarded struct {
	*httptest.Server
	accounts *account.Store
}

func behindDoor(t *testing.T, d *web.Door) *guarded {
	t.Helper()
	var err error
	d.Accounts, err = account.Open(t.Context(), dbtest.Open(t, dbtest.SQLite(t)), func() time.Time { return day })
	if err != nil {
		t.Fatal(err)
	}
	d.Accounts.Keys = seal.Of(t.TempDir())
	var one record
	one.delivered(3)
	all := map[shipping.MerchantID]http.Handler{"main": web.Handler(one.merchant(t, day), web.Options{Title: "Of main", Writing: true}), "other": web.Handler(one.merchant(t, day), web.Options{Title: "Of other", Writing: true})}
	s := &guarded{httptest.NewServer(d.Guard(web.Merchants(web.Businesses{Pages: func() map[shipping.MerchantID]http.Handler { return all }, Owners: d.Accounts.Owners}))), d.Accounts}
	t.Cleanup(s.Close)
	return s
}

// browser is somebody at a browser.
type browser struct {
	*http.Client
	at string
}

func (s *guarded) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{&http.Client{Jar: jar}, s.URL}
}

// opens asks for a page, or sends a form, and answers with where it ended, the status and the text.
func (b *browser) opens(t *testing.T, path string, form url.Values, head ...string) (string, int, string) {
	t.Helper()
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(t.Context(), method, b.at+path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	a, err := b.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.Request.URL.RequestURI(), a.StatusCode, string(text)
}

// user makes a user who has chosen the password.
func (s *guarded) user(t *testing.T, email string, g account.Grants) *account.User {
	t.Helper()
	u, link, err := s.accounts.Invite(t.Context(), account.User{Email: email, Name: "Anna", Grants: g})
	if err == nil {
		_, err = s.accounts.Join(t.Context(), account.Joining{Secret: link, Password: password})
	}
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (b *browser) signsIn(t *testing.T, email, with, to string) (string, int, string) {
	t.Helper()
	return b.opens(t, "/signin", url.Values{"email": {email}, "password": {with}, "to": {to}})
}

// everyPath is one of each sort of what the pages serve.
var everyPath = []string{"/", "/live", "/orders", "/orders/1", "/channels", "/cases", "/cases/cas_x", "/merchants", "/account", "/home.js", "/api/figures", "/api/parcels", "/api/channels", "/api/carriers", "/api/calibration", "/nothing"}

// TestNobodyIsLetInUnknown: without a session and without a token nothing of the business is shown or taken in, whoever asks.
func TestNobodyIsLetInUnknown(t *testing.T) {
	s := behindDoor(t, &web.Door{})
	for _, path := range everyPath {
		at, status, text := s.browser(t).opens(t, path, nil)
		led := strings.HasPrefix(at, "/signin?to="+url.QueryEscape(path)) && status == http.StatusOK
		if strings.HasPrefix(path, "/api/") {
			led = status == http.StatusUnauthorized
		}
		if !led || strings.Contains(text, "Of main") {
			t.Errorf("%s: led to %s, %d", path, at, status)
		}
		for _, proof := range []string{"Bearer cl_live_x_y", "Bearer ", "Basic YTpi", "Bearer cl_join_x_y"} {
			if _, status, text := s.browser(t).opens(t, path, nil, "Authorization", proof); status != http.StatusUnauthorized || strings.Contains(text, "Of main") {
				t.Errorf("%s by %q: %d", path, proof, status)
			}
		}
	}
	for _, path := range []string{"/api/orders", "/api/scans", "/cases/cas_00000", "/account/phone", "/account/phone/confirm", "/account/phone/end", "/account/recovery", "/account/keys", "/account/keys/ask", "/account/keys/end", "/account/sessions/end"} {
		if at, status, _ := s.browser(t).opens(t, path, url.Values{"do": {"note"}}, "Accept", "*/*"); status != http.StatusUnauthorized {
			t.Errorf("POST %s: %s, %d", path, at, status)
		}
	}
	if _, status, _ := s.browser(t).opens(t, "/style.css", nil); status != http.StatusOK {
		t.Errorf("the style of the page itself: %d", status)
	}
}

// TestTheFirstAccount: at the machine itself nobody is asked until somebody has an account; whoever comes through a proxy is. The link
// makes an owner, once.
func TestTheFirstAccount(t *testing.T) {
	s := behindDoor(t, &web.Door{Alone: true})
	anybody, b := s.browser(t), s.browser(t)
	if _, status, text := anybody.opens(t, "/?merchant=main", nil); status != http.StatusOK || !strings.Contains(text, "Of main") || strings.Contains(text, "Sign out") {
		t.Fatalf("nobody has an account: %d %s", status, text)
	}
	for _, by := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"} {
		if at, _, _ := s.browser(t).opens(t, "/", nil, by, "203.0.113.7"); !strings.HasPrefix(at, "/signin") {
			t.Errorf("through a proxy (%s): led to %s", by, at)
		}
	}
	old := httptest.NewRequest(http.MethodGet, "/?merchant=main", nil)
	old.ProtoMinor = 0
	w := httptest.NewRecorder()
	if s.Config.Handler.ServeHTTP(w, old); w.Code == http.StatusOK {
		t.Error("by HTTP/1.0, as proxies speak it: let in")
	}
	link, err := s.accounts.LetBegin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	newer, err := s.accounts.LetBegin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, status, _ := b.opens(t, "/join?secret="+link, nil); status != http.StatusUnauthorized {
		t.Errorf("a link that another took the place of: %d", status)
	}
	if _, status, text := b.opens(t, "/join?secret="+newer, nil); status != http.StatusOK || !strings.Contains(text, "The first account") {
		t.Errorf("the link: %d %s", status, text)
	}
	for field, typed := range map[string]url.Values{
		"15 signs": {"name": {"Anna"}, "email": {"anna@shop.example"}, "password": {"short"}}, "e-mail address": {"name": {"Anna"}, "email": {"anna"}, "password": {password}},
		"is empty": {"email": {"anna@shop.example"}, "password": {password}},
	} {
		typed.Set("secret", newer)
		if _, status, text := b.opens(t, "/join", typed); status != http.StatusUnprocessableEntity || !strings.Contains(text, field) || !strings.Contains(text, newer) || strings.Contains(text, password) {
			t.Errorf("%s: %d %s", field, status, text)
		}
	}
	mine := url.Values{"secret": {newer}, "name": {"Anna"}, "email": {"Anna@Shop.example"}, "password": {password}}
	if at, status, text := b.opens(t, "/join", mine); status != http.StatusOK || at != "/" || !strings.Contains(text, "Whose business?") {
		t.Errorf("the first account: %s %d %s", at, status, text)
	}
	if _, status, text := b.opens(t, "/?merchant=other", nil); status != http.StatusOK || !strings.Contains(text, `<a href="/account">Anna</a> <button>Sign out`) {
		t.Errorf("signed in: %d %s", status, text)
	}
	if at, _, _ := anybody.opens(t, "/", nil); !strings.HasPrefix(at, "/signin") {
		t.Errorf("once somebody has an account: led to %s", at)
	}
	if _, status, _ := s.browser(t).opens(t, "/join", mine); status != http.StatusUnauthorized {
		t.Errorf("the link again: %d", status)
	}
	if _, err := s.accounts.LetBegin(t.Context()); shipping.CodeOf(err) != shipping.Refused {
		t.Errorf("another first account: %v", err)
	}
}

// TestSignedIn: a session begins with address and password, leads where one wanted to go and never off the server, shows the merchants
// that one is anything to, and ends.
func TestSignedIn(t *testing.T) {
	s := behindDoor(t, &web.Door{Alone: true})
	s.user(t, "anna@shop.example", account.Grants{"main": account.ReadOnly})
	s.user(t, "port@carrier.example", account.Grants{"main": account.Partner})
	b := s.browser(t)
	if at, status, text := b.signsIn(t, "anna@shop.example", "wrong horse battery", "/"); at != "/signin" || status != http.StatusUnauthorized || !strings.Contains(text, "do not go together") || strings.Contains(text, "wrong horse") {
		t.Errorf("a wrong password: %s %d", at, status)
	}
	for to, want := range map[string]string{"/orders?only=held": "/orders?only=held", "//evil.example/": "/", "///evil.example/": "/", "https://evil.example/": "/", "/\\evil.example": "/", "orders": "/", "": "/"} {
		if at, status, text := s.signedIn(t, to); at != want || status != http.StatusOK || !strings.Contains(text, "Of main") {
			t.Errorf("to %q: %s %d", to, at, status)
		}
	}
	if _, status, _ := b.signsIn(t, "anna@shop.example", password, "/"); status != http.StatusOK {
		t.Fatal(status)
	}
	for path, want := range map[string]int{"/": 200, "/api/figures": 200, "/api/figures?merchant=other": 404, "/orders?merchant=other": 404} {
		if _, status, text := b.opens(t, path, nil); status != want || strings.Contains(text, "Of other") || want == 404 && strings.Contains(text, ">other<") {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
	if _, status, text := b.opens(t, "/api/orders", url.Values{"a": {"b"}}, "Content-Type", "application/json"); status != http.StatusForbidden && status != http.StatusUnprocessableEntity || strings.Contains(text, `"accepted"`) {
		t.Errorf("who may only look hands an order in: %d %s", status, text)
	}
	carrier := s.browser(t)
	if _, status, text := carrier.signsIn(t, "port@carrier.example", password, "/"); status != http.StatusOK || strings.Contains(text, "Of main") || !strings.Contains(text, "What you may do for main") || !strings.Contains(text, "tell what became of parcels") {
		t.Errorf("a partner lands: %d %s", status, text)
	}
	if _, status, text := carrier.opens(t, "/orders", nil); status != http.StatusForbidden || strings.Contains(text, "Of main") {
		t.Errorf("a partner looks at the orders: %d", status)
	}
	if at, _, _ := b.opens(t, "/signout", url.Values{}, "Sec-Fetch-Site", "cross-site"); at != "/signout" {
		t.Errorf("another site signs somebody out: %s", at)
	}
	kept := b.Jar.Cookies(&url.URL{Scheme: "http", Host: strings.TrimPrefix(s.URL, "http://"), Path: "/"})
	if at, _, _ := b.opens(t, "/signout", url.Values{}); at != "/signin" {
		t.Errorf("signed out: %s", at)
	}
	if at, _, _ := b.opens(t, "/orders", nil); at != "/signin?to=%2Forders" {
		t.Errorf("after that: %s", at)
	}
	for _, c := range kept { // as somebody who took it before
		if at, _, _ := s.browser(t).opens(t, "/orders", nil, "Cookie", c.Name+"="+c.Value); c.Name == "session" && at != "/signin?to=%2Forders" {
			t.Errorf("the session holds on: %s", at)
		}
	}
	if len(kept) == 0 {
		t.Error("there was no session")
	}
}

func (s *guarded) signedIn(t *testing.T, to string) (string, int, string) {
	t.Helper()
	return s.browser(t).signsIn(t, "anna@shop.example", password, to)
}

// TestTheCookieOfASession: no script reads it, no other site's form sends it, and where browsers come by HTTPS it never goes in the clear.
func TestTheCookieOfASession(t *testing.T) {
	for secure, want := range map[bool][]string{false: {"session", "device"}, true: {"__Host-session", "__Host-device"}} {
		s := behindDoor(t, &web.Door{Secure: secure})
		s.user(t, "anna@shop.example", account.Grants{"main": account.ReadOnly})
		form := url.Values{"email": {"anna@shop.example"}, "password": {password}}
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		a, err := client.PostForm(s.URL+"/signin", form)
		if err != nil {
			t.Fatal(err)
		}
		_ = a.Body.Close()
		if len(a.Cookies()) != len(want) {
			t.Fatalf("secure %t: cookies %v", secure, a.Cookies())
		}
		for i, c := range a.Cookies() {
			if c.Name != want[i] || !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
				t.Errorf("secure %t: %+v", secure, c)
			}
		}
	}
}

// TestWhoWroteIt: what somebody writes who signed in is his, whatever name he gives, and pages call him by his name.
func TestWhoWroteIt(t *testing.T) {
	var d web.Door
	s := behindDoor(t, &d)
	u := s.user(t, "anna@shop.example", account.Grants{"main": account.Operations})
	if got := s.accounts.Called(t.Context(), "user:"+u.ID); got != "Anna" {
		t.Errorf("called %q", got)
	}
	for _, actor := range []string{"user:usr_x", "clerk:Bert", "carrier:sim", ""} {
		if got := s.accounts.Called(t.Context(), actor); got != actor {
			t.Errorf("%q is called %q", actor, got)
		}
	}
	var one record
	one.tell(shipping.CaseID("cas_1").Stream(), day, &fact.CaseOpened{What: "stuck"})
	m := one.merchant(t, day)
	all := map[shipping.MerchantID]http.Handler{"main": web.Handler(m, web.Options{Title: "Of main", Writing: true, Called: s.accounts.Called})}
	at := httptest.NewServer(d.Guard(web.Merchants(web.Businesses{Pages: func() map[shipping.MerchantID]http.Handler { return all }, Owners: d.Accounts.Owners})))
	defer at.Close()
	b := s.browser(t)
	b.at = at.URL
	if _, status, text := b.signsIn(t, "anna@shop.example", password, "/cases/cas_1"); status != http.StatusOK || strings.Contains(text, "your name") {
		t.Fatalf("%d %s", status, text)
	}
	_, status, text := b.opens(t, "/cases/cas_1", url.Values{"do": {"note"}, "text": {"asked the depot"}, "by": {"Somebody else"}})
	if status != http.StatusOK || !strings.Contains(text, "<small>Anna</small>") || strings.Contains(text, "Somebody else") || strings.Contains(text, u.ID) {
		t.Errorf("%d %s", status, text)
	}
}
