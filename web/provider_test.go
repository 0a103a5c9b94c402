package web_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"crosslane/account"
	"crosslane/account/provider"
	"crosslane/shipping"
	"crosslane/web"
)

// login is a provider of OpenID Connect, as strict as a good one: it knows one client with its secret and its exact way back, asks for S256, and takes a
// code back once, from who has the verifier.
type login struct {
	*httptest.Server
	key, foreign *rsa.PrivateKey
	client       string
	secret       string
	back         string

	mu     sync.Mutex
	person map[string]any       // whose browser it is
	bend   func(map[string]any) // what it says otherwise than it should
	signs  crypto.PrivateKey
	given  map[string]url.Values // by code: what was asked with it
}

func newLogin(t *testing.T) *login {
	t.Helper()
	l := &login{client: "crosslane", secret: "s & s%", given: map[string]url.Values{}}
	for _, k := range []**rsa.PrivateKey{&l.key, &l.foreign} {
		var err error
		if *k, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			t.Fatal(err)
		}
	}
	l.signs = l.key
	mux := http.NewServeMux()
	keys := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: l.key.Public(), KeyID: "k", Algorithm: oidc.RS256}}}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"issuer": l.URL, "authorization_endpoint": l.URL + "/authorize", "token_endpoint": l.URL + "/token", "jwks_uri": l.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}})
	})
	mux.Handle("GET /keys", keys)
	mux.HandleFunc("GET /authorize", l.authorize)
	mux.HandleFunc("POST /token", l.token)
	l.Server = httptest.NewServer(mux)
	t.Cleanup(l.Close)
	keys.SetIssuer(l.URL)
	return l
}

func (l *login) authorize(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	q := r.URL.Query()
	if q.Get("client_id") != l.client || q.Get("redirect_uri") != l.back || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || q.Get("nonce") == "" || len(q.Get("state")) < 20 || !strings.Contains(q.Get("scope"), "openid") {
		http.Error(w, "this is no sign-in: "+r.URL.RawQuery, http.StatusBadRequest)
		return
	}
	answer := url.Values{"state": {q.Get("state")}}
	if l.person == nil {
		answer.Set("error", "access_denied")
	} else {
		code := rand.Text()
		l.given[code] = q
		answer.Set("code", code)
	}
	http.Redirect(w, r, l.back+"?"+answer.Encode(), http.StatusFound)
}

func (l *login) token(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	id, secret, basic := r.BasicAuth()
	id, _ = url.QueryUnescape(id)
	secret, _ = url.QueryUnescape(secret)
	if !basic {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	asked, known := l.given[r.PostFormValue("code")]
	delete(l.given, r.PostFormValue("code"))
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	w.Header().Set("Content-Type", "application/json")
	if !known || id != l.client || secret != l.secret || r.PostFormValue("redirect_uri") != l.back || r.PostFormValue("grant_type") != "authorization_code" || base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	said := map[string]any{"iss": l.URL, "aud": l.client, "exp": day.Add(time.Hour).Unix(), "iat": day.Unix(), "nonce": asked.Get("nonce")}
	maps.Copy(said, l.person)
	if l.bend != nil {
		l.bend(said)
	}
	text, _ := json.Marshal(said)
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": oidctest.SignIDToken(l.signs, "k", oidc.RS256, string(text))})
}

// is says whose browser comes to the provider.
func (l *login) is(person map[string]any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.person = person
}

// with are pages at whose door people sign in with the provider, too.
func (l *login) with(t *testing.T, n account.Newcomers) *guarded {
	t.Helper()
	d := &web.Door{Newcomers: n}
	var err error
	if d.Provider, err = provider.New(provider.Options{Issuer: l.URL, ID: l.client, Secret: l.secret, Back: "http://placeholder" + web.BackPath, Name: "Shop Login", Now: func() time.Time { return day }}); err != nil {
		t.Fatal(err)
	}
	s := behindDoor(t, d)
	l.back = s.URL + web.BackPath
	d.Provider.Back = l.back
	return s
}

var anna = map[string]any{"sub": "0815", "email": "Anna@Shop.example", "email_verified": true, "name": "Anna A."}

// TestSignInWithAProvider: who was invited signs in with the provider by the address that it saw, once, and from then on is known by his account there, whatever
// address it has.
func TestSignInWithAProvider(t *testing.T) {
	l := newLogin(t)
	s := l.with(t, account.Newcomers{})
	u, _, err := s.accounts.Invite(t.Context(), account.User{Email: "anna@shop.example", Name: "Anna", Grants: account.Grants{"main": account.ReadOnly}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, text := s.browser(t).opens(t, "/signin?to=/orders", nil); !strings.Contains(text, `href="/signin/provider?to=%2Forders">Sign in with Shop Login`) {
		t.Errorf("the way there: %s", text)
	}
	l.is(anna)
	if at, status, text := s.browser(t).opens(t, "/signin/provider?to=/orders", nil); at != "/orders" || status != http.StatusOK || !strings.Contains(text, "Of main") || !strings.Contains(text, ">Anna</a>") {
		t.Fatalf("the first time: %s %d %s", at, status, text)
	}
	l.is(map[string]any{"sub": "0815", "email": "else@where.example", "email_verified": false})
	b := s.browser(t)
	if at, status, _ := b.opens(t, "/signin/provider?to=//evil.example", nil); at != "/" || status != http.StatusOK {
		t.Errorf("by the account there alone: %s %d", at, status)
	}
	if _, _, text := b.opens(t, "/account", nil); !strings.Contains(text, "You sign in with <b>Shop Login</b>") {
		t.Errorf("the own page: %s", text)
	}
	for what, person := range map[string]map[string]any{
		"another account with the same address": {"sub": "0816", "email": "anna@shop.example", "email_verified": true}, "an address that was not seen": {"sub": "1", "email": "anna@shop.example", "email_verified": false},
		"no address": {"sub": "2"}, "whom nobody invited": {"sub": "3", "email": "mallory@shop.example", "email_verified": true}, "who said no there": nil,
	} {
		l.is(person)
		if at, status, text := s.browser(t).opens(t, "/signin/provider?to=/orders", nil); status < 400 || strings.Contains(text, "Of main") || !strings.Contains(text, `class="fault"`) || !strings.HasPrefix(at, web.BackPath) {
			t.Errorf("%s: %s %d %s", what, at, status, text)
		}
	}
	if list, err := s.accounts.Users(t.Context()); err != nil || len(list) != 1 || !list[0].Joined {
		t.Errorf("users: %+v, %v", list, err)
	}
	if claimed, err := s.accounts.Claimed(t.Context()); err != nil || !claimed {
		t.Errorf("somebody has an account: %t, %v", claimed, err)
	}
	if _, status, _ := s.browser(t).signsIn(t, "anna@shop.example", "none", "/"); status != http.StatusUnauthorized {
		t.Errorf("a password that was never chosen: %d", status)
	}
	if err := s.accounts.ResetFactors(t.Context(), u.ID); err != nil {
		t.Error(err)
	}
	if deeds, err := s.accounts.Deeds(t.Context(), "", 100); err != nil || !strings.Contains(deeds[len(deeds)-3].Did+deeds[len(deeds)-4].Did, "bound to "+l.URL) {
		t.Errorf("%+v, %v", deeds, err)
	}
	if err := s.accounts.EndUser(t.Context(), u.ID); err != nil {
		t.Fatal(err)
	}
	l.is(anna)
	if _, status, text := s.browser(t).opens(t, "/signin/provider", nil); status != http.StatusForbidden || !strings.Contains(text, "this account was ended") {
		t.Errorf("ended: %d %s", status, text)
	}
}

// TestWhatAProviderSaysIsHeldAgainstWhatWasAsked: what is for another, of another, too old, or belongs to another sign-in lets nobody in.
func TestWhatAProviderSaysIsHeldAgainstWhatWasAsked(t *testing.T) {
	l := newLogin(t)
	s := l.with(t, account.Newcomers{})
	s.user(t, "anna@shop.example", account.Grants{"main": account.ReadOnly})
	l.is(anna)
	for what, bend := range map[string]func(map[string]any){
		"for another client": func(m map[string]any) { m["aud"] = "other" }, "of another provider": func(m map[string]any) { m["iss"] = "https://evil.example" }, "of another sign-in": func(m map[string]any) { m["nonce"] = "x" },
		"of none": func(m map[string]any) { delete(m, "nonce") }, "too old": func(m map[string]any) { m["exp"] = day.Add(-time.Minute).Unix() }, "of nobody": func(m map[string]any) { delete(m, "sub") },
	} {
		l.bend = bend
		if _, status, text := s.browser(t).opens(t, "/signin/provider", nil); status != http.StatusUnauthorized || strings.Contains(text, "Of main") {
			t.Errorf("%s: %d %s", what, status, text)
		}
	}
	l.bend, l.signs = nil, l.foreign
	if _, status, _ := s.browser(t).opens(t, "/signin/provider", nil); status != http.StatusUnauthorized {
		t.Errorf("signed by another: %d", status)
	}
	l.signs = l.key
	l.secret = "changed"
	if _, status, text := s.browser(t).opens(t, "/signin/provider", nil); status != http.StatusUnauthorized || strings.Contains(text, "s & s") {
		t.Errorf("with a wrong secret: %d", status)
	}
	l.secret = "s & s%"
	b, stopped := s.browser(t), ""
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == web.BackPath {
			stopped = r.URL.RequestURI()
			return http.ErrUseLastResponse
		}
		return nil
	}
	b.opens(t, "/signin/provider", nil)
	if _, status, text := s.browser(t).opens(t, stopped, nil); status != http.StatusUnauthorized || !strings.Contains(text, "this browser did not begin") {
		t.Errorf("the way back of another browser: %d %s", status, text)
	}
	b.CheckRedirect = nil
	if at, status, _ := b.opens(t, stopped, nil); at != "/" || status != http.StatusOK {
		t.Errorf("its own: %s %d", at, status)
	}
	if _, status, _ := b.opens(t, stopped, nil); status != http.StatusUnauthorized {
		t.Errorf("the way back twice: %d", status)
	}
	gone := newLogin(t)
	silent := gone.with(t, account.Newcomers{})
	gone.Close()
	if _, status, text := silent.browser(t).opens(t, "/signin/provider", nil); status != http.StatusServiceUnavailable || !strings.Contains(text, "Shop Login: ") || !strings.Contains(text, "sign in by address and password") {
		t.Errorf("it does not answer: %d %s", status, text)
	}
}

// TestNewcomers: who was not invited is let in where a setting says as what, of whose domain; a second factor that was shown there counts where one is asked for.
func TestNewcomers(t *testing.T) {
	l := newLogin(t)
	s := l.with(t, account.Newcomers{Grants: account.Grants{"main": account.Warehouse}, Domains: []string{"shop.example"}})
	l.is(map[string]any{"sub": "1", "email": "new@shop.example", "email_verified": "true", "name": "New One"})
	if at, status, text := s.browser(t).opens(t, "/signin/provider?to=/orders", nil); at != "/orders" || status != http.StatusOK || !strings.Contains(text, "New One") {
		t.Errorf("of the domain: %s %d", at, status)
	}
	l.is(map[string]any{"sub": "2", "email": "new@evil.example", "email_verified": true})
	if _, status, text := s.browser(t).opens(t, "/signin/provider", nil); status != http.StatusForbidden || !strings.Contains(text, "nobody has an account here by the address new@evil.example") {
		t.Errorf("of another: %d %s", status, text)
	}
	if list, err := s.accounts.Users(t.Context()); err != nil || len(list) != 1 || list[0].Grants["main"] != account.Warehouse {
		t.Errorf("%+v, %v", list, err)
	}
	if err := s.accounts.RequireFactor(t.Context(), "main", true); err != nil {
		t.Fatal(err)
	}
	l.is(map[string]any{"sub": "1", "amr": []string{"pwd"}})
	if _, _, text := s.browser(t).opens(t, "/signin/provider?to=/orders", nil); !strings.Contains(text, "must have a second factor") {
		t.Errorf("a password there: %s", text)
	}
	l.is(map[string]any{"sub": "1", "amr": []string{"pwd", "otp", "mfa"}})
	if _, status, text := s.browser(t).opens(t, "/signin/provider?to=/orders", nil); status != http.StatusOK || !strings.Contains(text, "Of main") {
		t.Errorf("more than a password there: %d %s", status, text)
	}
	for what, n := range map[string]account.Newcomers{"of any domain": {Grants: account.Grants{"main": account.Warehouse}}, "no role": {Grants: account.Grants{"main": "king"}, Domains: []string{"x.example"}}} {
		if err := n.Check(); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, bad := range []provider.Options{{Issuer: "login", ID: "x"}, {Issuer: "http://login.shop.example", ID: "x"}, {Issuer: l.URL}} {
		if _, err := provider.New(bad); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
