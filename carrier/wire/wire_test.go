package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"crosslane/carrier"
	"crosslane/shipping"
)

// tokens gives tokens t1, t2 ... and takes the newest alone.
type tokens struct {
	given  int
	ended  bool // the newest was ended before its time
	asked  []string
	lasts  int
	refuse bool
}

func (s *tokens) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/token" {
		id, secret, _ := r.BasicAuth()
		body, _ := io.ReadAll(r.Body)
		s.asked = append(s.asked, id+":"+secret+" "+string(body))
		if s.refuse {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error":"invalid_client","error_description":"Client authentication failed."}`)
			return
		}
		s.given++
		fmt.Fprintf(w, `{"access_token":"t%d","expires_in":%d}`, s.given, s.lasts)
		return
	}
	if s.ended || r.Header.Get("Authorization") != fmt.Sprintf("Bearer t%d", s.given) {
		s.ended = false
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"message":"token expired"}`)
		return
	}
	fmt.Fprint(w, `{"ok":true}`)
}

func behind(t *testing.T, h http.Handler) *Caller {
	t.Helper()
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	c := To(web.URL+"/", time.Minute)
	t.Cleanup(c.Close)
	return c
}

func TestATokenIsKeptAndAskedForAgainOnce(t *testing.T) {
	s := &tokens{lasts: 3600}
	c := behind(t, s)
	c.Bearer = &Bearer{Path: "/token", ID: "id", Secret: "a b", More: map[string][]string{"scope": {"x"}}}
	for range 3 {
		if a, err := c.Call(t.Context(), http.MethodGet, "/x", nil, carrier.ShortAnswer); err != nil || a.Tree.Get("ok") != "true" {
			t.Fatal(a, err)
		}
	}
	if len(s.asked) != 1 || s.asked[0] != "id:a+b grant_type=client_credentials&scope=x" {
		t.Errorf("%q", s.asked)
	}
	s.ended = true
	if a, err := c.Call(t.Context(), http.MethodPost, "/x", map[string]int{"n": 1}, carrier.ShortAnswer); err != nil || !a.Good() || s.given != 2 {
		t.Errorf("after its end: %+v, %v, %d tokens", a, err, s.given)
	}
	s.lasts = 30 // shorter than it is worth keeping
	s.ended = true
	for range 2 {
		if a, err := c.Call(t.Context(), http.MethodGet, "/x", nil, carrier.ShortAnswer); err != nil || !a.Good() {
			t.Errorf("%+v, %v", a, err)
		}
	}
	if s.given != 4 {
		t.Errorf("%d tokens", s.given)
	}
	s.refuse = true
	c.Bearer.token = ""
	if _, err := c.Call(t.Context(), http.MethodGet, "/x", nil, carrier.ShortAnswer); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "Client authentication failed") {
		t.Errorf("%v", err)
	}
}

func TestATokenIsAskedForInTheBody(t *testing.T) {
	var asked string
	c := behind(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		asked += r.Header.Get("Authorization") + "|" + r.Header.Get("Content-Type") + "|" + string(body)
		fmt.Fprint(w, `{"access_token":"t","expires_in":"3599"}`)
	}))
	c.Bearer = &Bearer{Path: "/token", ID: "id", Secret: "a b&c", InBody: true}
	_, err := c.Call(t.Context(), http.MethodGet, "/x", nil, carrier.ShortAnswer)
	if err != nil || !strings.HasPrefix(asked, "|application/x-www-form-urlencoded|client_id=id&client_secret=a+b%26c&grant_type=client_credentials") {
		t.Errorf("%s, %v", asked, err)
	}
}

// TestWhyThereIsNoToken: carriers say it as RFC 6749 does, or as they say all else; a page is nobody's word.
func TestWhyThereIsNoToken(t *testing.T) {
	for _, c := range []struct {
		status     int
		body, says string
		code       shipping.Code
	}{
		{400, `{"error":"invalid_client"}`, "invalid_client", shipping.Unauthorized},
		{401, `{"errors":[{"code":"NOT.AUTHORIZED.ERROR","message":"The given client credentials were not valid."}]}`, "were not valid", shipping.Unauthorized},
		{403, `{"response":{"errors":[{"code":"10401"}]}}`, "10401", shipping.Unauthorized},
		{400, `{"apiVersion":"v3","error":{"code":"400","message":"client_id is missing"}}`, "client_id is missing", shipping.Unauthorized},
		{401, `{}`, "no token", shipping.Unauthorized},
		{403, `{"temperature":21}`, "not the carrier's own answer", shipping.Unavailable},
		{200, `{"temperature":21}`, "cannot be used", shipping.Unavailable},
	} {
		by := behind(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		}))
		by.Bearer = &Bearer{Path: "/token"}
		if _, err := by.Call(t.Context(), http.MethodGet, "/x", nil, carrier.ShortAnswer); shipping.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%d %s: %v", c.status, c.body, err)
		}
	}
}

func TestWhatATokenIsAskedForWithBesides(t *testing.T) {
	c := behind(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" && r.Header.Get("X-Merchant-Id") != "A1B2C3" {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"response":{"errors":[{"code":"250002","message":"Invalid Authentication Information."}]}}`)
			return
		}
		(&tokens{lasts: 60}).ServeHTTP(w, r)
	}))
	c.Bearer = &Bearer{Path: "/token"}
	if _, err := c.Call(t.Context(), http.MethodGet, "/x", nil, carrier.ShortAnswer); shipping.CodeOf(err) != shipping.Unauthorized || !strings.Contains(err.Error(), "Invalid Authentication") {
		t.Errorf("what is said in a list of errors is lost: %v", err)
	}
	c.Bearer.Header = http.Header{"X-Merchant-Id": {"A1B2C3"}}
	if _, err := c.Call(t.Context(), http.MethodGet, "/token", nil, carrier.ShortAnswer); shipping.CodeOf(err) == shipping.Unauthorized {
		t.Errorf("the header does not come with the call for a token: %v", err)
	}
}

func TestATokenThatEndedIsAskedForAnewHoweverThatIsSaid(t *testing.T) {
	s := &tokens{lasts: 3600}
	ended := true
	c := behind(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/token" && ended {
			ended = false
			w.Header().Set("Error", "EXPIRED")
			w.WriteHeader(http.StatusUnauthorized) // with nothing behind it
			return
		}
		s.ServeHTTP(w, r)
	}))
	c.Bearer = &Bearer{Path: "/token", ID: "id", Secret: "s"}
	if a, err := c.Call(t.Context(), http.MethodGet, "/x", nil, carrier.ShortAnswer); err != nil || !a.Good() || s.given != 2 {
		t.Errorf("%+v, %v, %d tokens", a, err, s.given)
	}
	ended, c.Bearer = true, nil
	if a, err := c.Call(t.Context(), http.MethodGet, "/x", nil, carrier.ShortAnswer); err == nil || a.Header.Get("Error") != "EXPIRED" {
		t.Errorf("what stands in the header is lost: %+v, %v", a, err)
	}
}

func TestWhatProvesTheAccountSeesTheBody(t *testing.T) {
	var got string
	c := behind(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.Header.Get("X-Sign") + " " + r.Header.Get("Content-Type") + " " + string(body)
		w.WriteHeader(http.StatusNoContent)
	}))
	c.Proof = func(r *http.Request, body []byte) { r.Header.Set("X-Sign", fmt.Sprint(len(body))) }
	if a, err := c.Call(t.Context(), http.MethodPost, "/x", &Text{"application/vnd.cpc.shipment-v8+xml", []byte("<a/>")}, carrier.ShortAnswer); err != nil || a.Tree == nil {
		t.Error(err)
	}
	if got != "4 application/vnd.cpc.shipment-v8+xml <a/>" {
		t.Error(got)
	}
}

func TestWhatIsNotTheCarriersOwnAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		header string
		body   string
		code   shipping.Code
		busy   time.Duration
		many   bool
	}{
		"a page with 200":          {200, "", "<html>", shipping.Unavailable, 0, false},
		"a page with 502":          {502, "", "<html>", shipping.Unavailable, 0, false},
		"a page with 429 and time": {429, "7", "<html>", shipping.Unavailable, 7 * time.Second, true},
		"a page with 429":          {429, "", "slow down", shipping.Unavailable, 30 * time.Second, true},
		"a page with 503 and time": {503, "9", "", shipping.Unavailable, 9 * time.Second, false},
		"a page with 403":          {403, "", "forbidden", shipping.Unavailable, 0, false},
	} {
		by := behind(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if c.header != "" {
				w.Header().Set("Retry-After", c.header)
			}
			w.WriteHeader(c.status)
			fmt.Fprint(w, c.body)
		}))
		_, err := by.Call(t.Context(), http.MethodGet, "/x", nil, carrier.ShortAnswer)
		busy, _ := errors.AsType[*carrier.BusyError](err)
		if shipping.CodeOf(err) != c.code || (busy != nil) != (c.busy > 0) || busy != nil && (busy.For != c.busy || busy.Many != c.many) {
			t.Errorf("%s: %v, %+v", name, err, busy)
		}
	}
	by := To("http://127.0.0.1:1", time.Second)
	_, err := by.Call(context.Background(), http.MethodGet, "/parcel/RR123?name=Ana", nil, carrier.ShortAnswer)
	if shipping.CodeOf(err) != shipping.Unavailable || strings.Contains(err.Error(), "Ana") {
		t.Errorf("%v", err)
	}
}

func TestADocumentIsFetchedAsItIs(t *testing.T) {
	c := behind(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/label":
			fmt.Fprint(w, r.Header.Get("Accept")+" "+r.Header.Get("X-Proof")+strings.Repeat("[", 40))
		case "/late":
			w.WriteHeader(http.StatusAccepted)
		case "/none":
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `<messages/>`)
		default:
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprint(w, "Bad Gateway")
		}
	}))
	c.Proof = func(r *http.Request, _ []byte) { r.Header.Set("X-Proof", "p") }
	want := "application/pdf p" + strings.Repeat("[", 40)
	if a, body, err := c.Document(t.Context(), "/label", "application/pdf", int64(len(want))); err != nil || !a.Good() || string(body) != want {
		t.Errorf("%q, %v", body, err)
	}
	if _, _, err := c.Document(t.Context(), "/label", "application/pdf", int64(len(want)-1)); !errors.As(err, new(*carrier.UnusableError)) {
		t.Errorf("one that is too long: %v", err)
	}
	if a, body, err := c.Document(t.Context(), "/late", "application/pdf", 9); err != nil || !a.Good() || body != nil {
		t.Errorf("one that is not ready: %q, %v", body, err)
	}
	if a, body, err := c.Document(t.Context(), "/none", "application/pdf", 9); err != nil || a.Tree.Name != "messages" || body != nil {
		t.Errorf("a no: %q, %v", body, err)
	}
	if _, _, err := c.Document(t.Context(), "/else", "application/pdf", 9); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
}

// TestAYesMaySayNothing, and a page is none.
func TestAYesMaySayNothing(t *testing.T) {
	for body, want := range map[string]shipping.Code{"": "", "<html><body>a gateway": shipping.Unavailable, "{}": ""} {
		by := behind(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }))
		if err := Unsaid(by.Call(t.Context(), http.MethodDelete, "/x", nil, carrier.ShortAnswer)); shipping.CodeOf(err) != want {
			t.Errorf("%q: %v", body, err)
		}
	}
}
