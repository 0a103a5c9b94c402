package webhook_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/webhook"
)

// TestEveryKindOfFact: each kind of fact is told as a type, or named as one that is not told; and each type is told of some fact.
func TestEveryKindOfFact(t *testing.T) {
	told := map[string]bool{}
	bodies := []fact.Body{&fact.MilestoneReached{Status: shipping.Delivered}, &fact.OrderCompleted{Undelivered: []shipping.ParcelID{"p"}}, &fact.ChannelSwitched{Phase: fact.SwitchOver}}
	for kind := range fact.Kinds() {
		bodies = append(bodies, fact.NewBody(kind))
	}
	for _, b := range bodies {
		name, known := webhook.TypeOf(b)
		if !known {
			t.Errorf("%s is neither told nor named as not told", fact.KindOf(b))
		}
		told[name] = true
	}
	for _, one := range webhook.Types() {
		if !told[one.Name] || one.Text == "" || strings.Count(one.Name, ".") != 1 || one.Name != strings.ToLower(one.Name) {
			t.Errorf("%+v", one)
		}
		delete(told, one.Name)
	}
	if delete(told, ""); len(told) > 0 {
		t.Errorf("not listed: %v", told)
	}
}

// TestURLs: what is no address of a server of others is refused when it is named.
func TestURLs(t *testing.T) {
	s := open(t, dbtest.SQLite(t))
	for text, want := range map[string][2]shipping.Code{ // as a rule, and where private addresses may be called
		"https://shop.example/hooks?key=1": {"", ""}, "https://shop.example:8443": {"", ""}, "https://93.184.216.34/": {"", ""},
		"http://shop.example/hooks": {"invalid", "invalid"}, "http://127.0.0.1:9/": {"invalid", ""}, "http://localhost:9/": {"invalid", ""}, "http://[::1]:9/": {"invalid", ""},
		"https://127.0.0.1/": {"invalid", ""}, "https://10.0.0.1/": {"invalid", ""}, "http://10.0.0.1/": {"invalid", "invalid"}, "https://169.254.169.254/latest": {"invalid", "invalid"},
		"https://[::ffff:10.0.0.1]/": {"invalid", ""}, "https://anna:x@shop.example/": {"invalid", "invalid"}, "https://shop.example/#x": {"invalid", "invalid"}, "ftp://shop.example/": {"invalid", "invalid"},
		"": {"invalid", "invalid"}, "https://": {"invalid", "invalid"}, "https://:443/": {"invalid", "invalid"}, "shop.example": {"invalid", "invalid"}, "https://shop.example/\x00": {"invalid", "invalid"},
		"https://shop.example/" + strings.Repeat("x", 3000): {"invalid", "invalid"},
	} {
		for i, private := range []bool{false, true} {
			s.hooks.Private = private
			_, _, err := s.hooks.Make(t.Context(), s.m, webhook.Change{URL: &text})
			code(t, fmt.Sprintf("%.60q, private %t", text, private), err, want[i])
		}
	}
	_, _, err := s.hooks.Make(t.Context(), s.m, webhook.Change{})
	code(t, "none", err, shipping.Invalid)
	good, state, long := "https://shop.example/", webhook.State("asleep"), strings.Repeat("x", 201)
	for what, c := range map[string]webhook.Change{"a type": {URL: &good, Types: &[]string{"order.eaten"}}, "the test": {URL: &good, Types: &[]string{webhook.Test}}, "a state": {URL: &good, State: &state}, "a description": {URL: &good, Description: &long}} {
		_, _, err := s.hooks.Make(t.Context(), s.m, c)
		code(t, what, err, shipping.Invalid)
	}
}

// TestDialled: the address is looked at when it is dialled, whatever the name server says, and no redirect is followed.
func TestDialled(t *testing.T) {
	s, e := open(t, dbtest.SQLite(t)), listening(t)
	u, err := url.Parse(e.URL)
	if err != nil {
		t.Fatal(err)
	}
	led := httptest.NewServer(http.RedirectHandler(e.URL, http.StatusTemporaryRedirect))
	t.Cleanup(led.Close)
	w, _ := s.hook(t, led.URL, "order.received")
	s.order(t, "A-1")
	s.steps(t)
	if d := s.deliveries(t, w)[0]; len(e.got()) != 0 || d.Stage != webhook.Waiting || d.Status != http.StatusTemporaryRedirect {
		t.Errorf("redirected: %d, %+v", len(e.got()), d)
	}
	strict := open(t, dbtest.SQLite(t))
	closed, err := webhook.Open(t.Context(), dbtest.Open(t, dbtest.SQLite(t)), webhook.Options{Now: strict.now, Keys: s.hooks.Keys})
	if err != nil {
		t.Fatal(err)
	}
	strict.hooks = closed
	named := "https://" + "localtest.example:" + u.Port() // a name that only a name server could lead here
	if w, _, err = closed.Make(t.Context(), strict.m, webhook.Change{URL: &named}); err != nil {
		t.Fatal(err)
	}
	strict.hooks.Private = true // as if it had been allowed by mistake: who dials has his own rule
	loop := "http://127.0.0.1:" + u.Port()
	if w, err = closed.Change(t.Context(), strict.m, w.ID, webhook.Change{URL: &loop}); err != nil {
		t.Fatal(err)
	}
	strict.order(t, "A-1")
	strict.steps(t)
	if d := strict.deliveries(t, w); len(e.got()) != 0 || len(d) == 0 || d[len(d)-1].Status != 0 || !strings.Contains(fmt.Sprint(d), "private or special network") {
		t.Errorf("called: %d, %+v", len(e.got()), d)
	}
	t.Setenv("HTTP_PROXY", e.URL)
	t.Setenv("HTTPS_PROXY", e.URL)
	strict.pass(time.Minute)
	if strict.steps(t); len(e.got()) != 0 {
		t.Error("a proxy of the environment is asked")
	}
}

// TestHugeAnswers: of an answer that never ends only a part is read.
func TestHugeAnswers(t *testing.T) {
	s, e := open(t, dbtest.SQLite(t)), listening(t)
	w, _ := s.hook(t, e.URL, "order.received")
	e.answers(func(w http.ResponseWriter, _ post) {
		for range 100_000 {
			if _, err := w.Write([]byte(strings.Repeat("\xff\x00word ", 100))); err != nil {
				return
			}
		}
	})
	s.order(t, "A-1")
	began := time.Now()
	s.steps(t)
	if d := s.deliveries(t, w)[0]; d.Stage != webhook.Taken || len(d.Answer) > 1024 || !strings.HasPrefix(d.Answer, "word word") || time.Since(began) > 10*time.Second {
		t.Errorf("%v, %d bytes, %v", d.Stage, len(d.Answer), time.Since(began))
	}
}
