package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"crosslane/account"
	"crosslane/shipping"
	"crosslane/web"
)

// TestFromWhereSomebodyComes: what proxies add is believed of those that are named, the last first, and of nobody else.
func TestFromWhereSomebodyComes(t *testing.T) {
	own, err := web.ReadProxies("--proxies", []string{"127.0.0.1", "10.0.0.0/8", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ peer, said, want string }{
		{"198.51.100.9:4000", "203.0.113.7", "198.51.100.9"}, {"127.0.0.1:4000", "203.0.113.7", "203.0.113.7"}, {"[::1]:4000", "6.6.6.6, 203.0.113.7, 10.1.2.3", "203.0.113.7"},
		{"10.0.0.2:1", "", "10.0.0.2"}, {"10.0.0.2:1", "nonsense", "10.0.0.2"}, {"[::ffff:10.0.0.2]:1", "2001:db8::1", "2001:db8::1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		if r.RemoteAddr = c.peer; c.said != "" {
			r.Header.Set("X-Forwarded-For", c.said)
		}
		if got := own.From(r).String(); got != c.want {
			t.Errorf("%s says %q: %s, want %s", c.peer, c.said, got, c.want)
		}
	}
	if _, err := web.ReadProxies("--proxies", []string{"my-proxy"}); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("a name: %v", err)
	}
}

// TestWaitBeforeTheDoor: who guesses on the page is told to wait, in words and in the head; a browser that signed in before is let in.
func TestWaitBeforeTheDoor(t *testing.T) {
	s := behindDoor(t, &web.Door{})
	s.user(t, "anna@shop.example", account.Grants{"main": account.ReadOnly})
	hers, stranger := s.browser(t), s.browser(t)
	if _, status, _ := hers.signsIn(t, "anna@shop.example", password, "/"); status != http.StatusOK {
		t.Fatal(status)
	}
	for range 5 {
		stranger.signsIn(t, "anna@shop.example", "wrong horse battery", "/")
	}
	a, err := stranger.PostForm(s.URL+"/signin", url.Values{"email": {"anna@shop.example"}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if wait, err := strconv.Atoi(a.Header.Get("Retry-After")); a.StatusCode != http.StatusTooManyRequests || err != nil || wait != 30 {
		t.Errorf("%d, Retry-After %q", a.StatusCode, a.Header.Get("Retry-After"))
	}
	if _, status, text := stranger.signsIn(t, "anna@shop.example", password, "/"); status != http.StatusTooManyRequests || !strings.Contains(text, "try again in 30 seconds, at ") {
		t.Errorf("%d %s", status, text)
	}
	hers.opens(t, "/signout", url.Values{})
	if _, status, _ := hers.signsIn(t, "anna@shop.example", password, "/"); status != http.StatusOK {
		t.Errorf("her own browser: %d", status)
	}
}
