package webhook_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/seal"
	"crosslane/shipping"
	"crosslane/webhook"
	"crosslane/webhook/signature"
)

// clock is a clock that is moved by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// post is what an endpoint got.
type post struct {
	id, kind string
	head     http.Header
	body     []byte
}

// endpoint is a system that is told, and answers as a test wants.
type endpoint struct {
	*httptest.Server
	mu     sync.Mutex
	posts  []post
	answer func(w http.ResponseWriter, p post)
}

func listening(t testing.TB) *endpoint {
	t.Helper()
	e := &endpoint{}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		p := post{id: r.Header.Get(signature.ID), head: r.Header, body: body}
		var told webhook.Told
		if err := json.Unmarshal(body, &told); err != nil {
			t.Errorf("a body that is no JSON: %v", err)
		}
		p.kind = told.Type
		e.mu.Lock()
		e.posts = append(e.posts, p)
		answer := e.answer
		e.mu.Unlock()
		if answer != nil {
			answer(w, p)
		}
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *endpoint) answers(answer func(w http.ResponseWriter, p post)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.answer = answer
}

// status answers with a status alone.
func status(n int) func(http.ResponseWriter, post) {
	return func(w http.ResponseWriter, _ post) { w.WriteHeader(n) }
}

func (e *endpoint) got() []post {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.posts)
}

func (e *endpoint) kinds() (list []string) {
	for _, p := range e.got() {
		list = append(list, p.kind)
	}
	return list
}

// shop is a merchant with its webhooks, and a clock that both go by.
type shop struct {
	*clock
	m     *merchant.Merchant
	db    *db.DB
	hooks *webhook.Store
	log   strings.Builder
}

func open(t testing.TB, dsn string) *shop {
	t.Helper()
	s := &shop{clock: &clock{at: time.Date(2026, 6, 2, 12, 0, 0, 0, time.UTC)}}
	place, err := merchant.Open(t.Context(), merchant.At{Data: t.TempDir()}, merchant.Options{Now: s.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(place.Close)
	if s.m, err = place.Merchant(t.Context(), merchant.First); err != nil {
		t.Fatal(err)
	}
	s.db = dbtest.Open(t, dsn)
	s.hooks, err = webhook.Open(t.Context(), s.db, webhook.Options{Now: s.now, Keys: seal.Of(t.TempDir()), Private: true, Log: slog.New(slog.NewTextHandler(&s.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// hook has an endpoint told of some types of events, of all where none is named.
func (s *shop) hook(t testing.TB, url string, types ...string) (w *webhook.Subscription, secret string) {
	t.Helper()
	w, secret, err := s.hooks.Make(t.Context(), s.m, webhook.Change{URL: &url, Types: &types})
	if err != nil {
		t.Fatal(err)
	}
	return w, secret
}

// order takes an order of a mug in.
func (s *shop) order(t testing.TB, number string) shipping.OrderID {
	t.Helper()
	text := fmt.Sprintf(`{"number":%q,"placed":"2026-06-01T08:00:00Z","currency":"EUR","storefront":"corner","address":{"name":"Eva Beispiel","lines":["Testgasse 3"],"city":"Wien","postcode":"1010","country":"AT","email":"eva@b.example","phone":"+43123456"},
 "lines":[{"sku":"MUG","name":"Mug","quantity":1,"price":"12.00","weight_g":400,"hs":"691200","origin":"CN"}]}`, number)
	taken, err := s.m.TakeOrders(t.Context(), []byte(text), nil)
	if err != nil || len(taken) != 1 || taken[0].Verdict != order.Accepted {
		t.Fatalf("%+v, %v", taken, err)
	}
	return taken[0].ID
}

// stock receives mugs.
func (s *shop) stock(t testing.TB, reference string, n int) {
	t.Helper()
	list, err := order.NewStock(strings.NewReader(fmt.Sprintf("sku,warehouse,quantity,reference\nMUG,szx,%d,%s\n", n, reference)))
	if err == nil {
		_, err = stock.Receive(t.Context(), s.m, list, stock.AsKnown)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// log lists the deliveries of a subscription, newest first.
func (s *shop) deliveries(t testing.TB, w *webhook.Subscription) []webhook.Delivery {
	t.Helper()
	list, err := s.hooks.Deliveries(t.Context(), s.m.ID, w.ID, webhook.Page{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (s *shop) state(t testing.TB, w *webhook.Subscription) *webhook.Subscription {
	t.Helper()
	now, err := s.hooks.Get(t.Context(), s.m.ID, w.ID)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

// steps goes on until nothing is due.
func (s *shop) steps(t testing.TB) (sent int) {
	t.Helper()
	for {
		n := s.hooks.Step(t, s.m)
		if n == 0 {
			return sent
		}
		sent += n
	}
}

func code(t testing.TB, what string, err error, want shipping.Code) {
	t.Helper()
	if got := shipping.CodeOf(err); got != want {
		t.Errorf("%s: %q (%v), want %q", what, got, err, want)
	}
}

// TestTold: what is recorded once somebody listens is told, in order, signed, and names no buyer.
func TestTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, e := open(t, dsn), listening(t)
		s.order(t, "before")
		w, secret := s.hook(t, e.URL)
		s.order(t, "A-1")
		s.stock(t, "R-1", 5)
		if err := s.hooks.End(t.Context(), s.m.ID, "wh_nothing"); shipping.CodeOf(err) != shipping.NotFound {
			t.Error(err)
		}
		s.steps(t)
		hook, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		seen, ids := map[string]int{}, map[string]bool{}
		for _, p := range e.got() {
			var told webhook.Told
			if err := json.Unmarshal(p.body, &told); err != nil {
				t.Fatal(err)
			}
			if err := hook.VerifyIgnoringTimestamp(p.body, p.head); err != nil || p.head.Get("Content-Type") != "application/json" {
				t.Errorf("%s: %v", p.body, err)
			}
			if ids[p.id] || !strings.HasPrefix(p.id, "msg_") || told.Data.Merchant != s.m.ID || told.Data.Text == "" || told.Timestamp.IsZero() {
				t.Errorf("%s %s", p.id, p.body)
			}
			ids[p.id] = true
			if told.Data.Number == "A-1" && told.Data.Storefront == "corner" && told.Data.Order != "" {
				seen[told.Type]++
			}
			for _, word := range []string{"Eva", "Beispiel", "Testgasse", "1010", "eva@", "43123", secret[6:20]} {
				if strings.Contains(string(p.body), word) {
					t.Errorf("%s says %s", p.body, word)
				}
			}
			seen[told.Type+" at all"]++
		}
		for _, kind := range []string{"order.received", "order.accepted", "order.backordered", "order.allocated", "parcel.planned", "stock.changed"} {
			if seen[kind] == 0 {
				t.Errorf("%s is not told: %v", kind, seen)
			}
		}
		if seen["order.received at all"] != 1 {
			t.Errorf("what was recorded before is told: %v", seen)
		}
		for _, d := range s.deliveries(t, w) {
			if d.Stage != webhook.Taken || d.Tries != 1 || d.Status != 200 || !ids[d.ID] {
				t.Errorf("%+v", d)
			}
		}
	})
}

// TestTypes: who names types hears of these alone, and of nothing else is a delivery made.
func TestTypes(t *testing.T) {
	s, e, other := open(t, dbtest.SQLite(t)), listening(t), listening(t)
	s.hook(t, e.URL, "order.accepted", "order.accepted", "stock.changed")
	s.hook(t, other.URL, "order.cancelled")
	id := s.order(t, "A-1")
	s.steps(t)
	if got := strings.Join(e.kinds(), " "); got != "order.accepted" {
		t.Errorf("told %q", got)
	}
	if _, err := s.m.CancelOrder(t.Context(), id, "changed her mind", "clerk:x"); err != nil {
		t.Fatal(err)
	}
	s.steps(t)
	if got := strings.Join(other.kinds(), " "); got != "order.cancelled" || !strings.Contains(string(other.got()[0].body), "changed her mind") {
		t.Errorf("told %q", got)
	}
}

// TestRetries: what is not taken is tried again after the pauses of the standard, and given up in the end; the next of its subject waits
// for that, those of other subjects do not wait.
func TestRetries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, e := open(t, dsn), listening(t)
		w, _ := s.hook(t, e.URL, "order.received", "order.accepted")
		other, _ := s.hook(t, e.URL+"/other", "order.rejected")
		e.answers(func(w http.ResponseWriter, p post) {
			if strings.Contains(string(p.body), "BAD") {
				w.WriteHeader(http.StatusInternalServerError)
				_, _ = io.WriteString(w, strings.Repeat("é", 2000))
			}
		})
		s.order(t, "BAD")
		tries := s.steps(t)
		for i, wait := range webhook.Waits() {
			s.pass(wait - time.Second) // not yet
			if n := s.steps(t); n != 0 {
				t.Errorf("try %d: %d were sent too early", i, n)
			}
			s.pass(wait/10 + 2*time.Second)
			s.order(t, fmt.Sprint("GOOD-", i)) // so that it is not turned off
			tries += s.steps(t) - 2
		}
		if tries != 10+1 { // and then the next of the subject, once
			t.Errorf("%d tries", tries)
		}
		stages := map[webhook.Stage]int{}
		for _, d := range s.deliveries(t, w) {
			if !strings.Contains(string(d.Body), "BAD") {
				continue
			}
			if stages[d.Stage]++; d.Stage == webhook.GivenUp && (d.Type != "order.received" || d.Tries != 10 || d.Status != 500 || !d.Next.IsZero()) {
				t.Errorf("%+v", d)
			}
			if d.Stage == webhook.Waiting && (d.Type != "order.accepted" || len(d.Answer) > 1024 || d.Answer == "" || d.Next.IsZero()) {
				t.Errorf("%+v", d)
			}
		}
		if stages[webhook.GivenUp] != 1 || stages[webhook.Waiting] != 1 {
			t.Errorf("%v", stages)
		}
		if s.state(t, w).State != webhook.On || s.state(t, other).State != webhook.On {
			t.Error("one that takes others is off")
		}
		ids := map[string]bool{}
		for _, p := range e.got() {
			if p.kind == "order.received" && strings.Contains(string(p.body), "BAD") {
				ids[p.id] = true
			}
		}
		if len(ids) != 1 {
			t.Errorf("tried under %v", ids)
		}
	})
}

// TestTurnedOff: an endpoint that is gone, and one that takes nothing for three days, are told no more, and why stands beside them.
func TestTurnedOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, e, dead := open(t, dsn), listening(t), listening(t)
		gone, _ := s.hook(t, e.URL, "order.received")
		w, _ := s.hook(t, dead.URL, "order.received", "order.accepted")
		e.answers(status(http.StatusGone))
		dead.Close()
		s.order(t, "A-1")
		s.steps(t)
		if now := s.state(t, gone); now.State != webhook.Off || !strings.Contains(now.Why, "410") {
			t.Errorf("%+v", now)
		}
		for i := 0; i < 200 && s.state(t, w).State == webhook.On; i++ {
			s.pass(time.Hour)
			s.steps(t)
		}
		now := s.state(t, w)
		if now.State != webhook.Off || now.Since.Sub(now.Failing) < 72*time.Hour || now.Since.Sub(now.Failing) > 90*time.Hour || !strings.Contains(now.Why, "nobody listens") {
			t.Errorf("%+v", now)
		}
		for _, id := range []string{gone.ID, w.ID} {
			if !strings.Contains(s.log.String(), "turned off") || !strings.Contains(s.log.String(), id) {
				t.Errorf("the log does not tell of %s: %s", id, s.log.String())
			}
		}
		s.order(t, "A-2")
		s.pass(48 * time.Hour)
		if n := s.steps(t); n != 0 {
			t.Errorf("%d are sent to what is off", n)
		}
		_, err := s.hooks.Try(t.Context(), s.m.ID, w.ID)
		code(t, "a test of what is off", err, shipping.Refused)
		on, url := webhook.On, e.URL
		e.answers(nil)
		if _, err := s.hooks.Change(t.Context(), s.m, w.ID, webhook.Change{State: &on, URL: &url}); err != nil {
			t.Fatal(err)
		}
		before := len(e.got())
		s.order(t, "A-3")
		s.pass(25 * time.Hour)
		s.steps(t)
		text := ""
		for _, p := range e.got()[before:] {
			text += string(p.body)
		}
		if !strings.Contains(text, `"A-1"`) || strings.Contains(text, `"A-2"`) || !strings.Contains(text, `"A-3"`) {
			t.Errorf("on again it is told %s", text)
		}
	})
}

// TestRetryAfter: an endpoint that asks for a pause is given it, up to a day.
func TestRetryAfter(t *testing.T) {
	for _, c := range []struct {
		status int
		asks   string
		early  time.Duration // nothing is sent by then
		late   time.Duration // it is sent by then
	}{
		{429, "120", 119 * time.Second, 121 * time.Second},
		{503, "Tue, 02 Jun 2026 13:00:00 GMT", 59 * time.Minute, 61 * time.Minute},
		{429, "9999999", 23 * time.Hour, 24*time.Hour + time.Second},
		{503, "soon", 4 * time.Second, 6 * time.Second},
		{429, "-5", 4 * time.Second, 6 * time.Second},
		{429, "1", 4 * time.Second, 6 * time.Second},
		{500, "120", 4 * time.Second, 6 * time.Second},
	} {
		s, e := open(t, dbtest.SQLite(t)), listening(t)
		s.hook(t, e.URL, "order.received")
		e.answers(func(w http.ResponseWriter, _ post) {
			w.Header().Set("Retry-After", c.asks)
			w.WriteHeader(c.status)
		})
		s.order(t, "A-1")
		s.steps(t)
		s.pass(c.early)
		early := s.steps(t)
		s.pass(c.late - c.early)
		if late := s.steps(t); early != 0 || late != 1 {
			t.Errorf("%d %s: %d early, %d late", c.status, c.asks, early, late)
		}
	}
}

// TestReplay: one delivery, and all from a moment on, are sent again under their names and in the order of each subject.
func TestReplay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, e := open(t, dsn), listening(t)
		w, _ := s.hook(t, e.URL, "order.received", "order.accepted", "order.cancelled")
		first := s.order(t, "A-1")
		s.steps(t)
		s.pass(time.Hour)
		from := s.now()
		s.order(t, "A-2")
		if _, err := s.m.CancelOrder(t.Context(), first, "buyer", "clerk:x"); err != nil {
			t.Fatal(err)
		}
		s.steps(t)
		sent := e.got()
		if len(sent) != 5 {
			t.Fatalf("%v", e.kinds())
		}
		code(t, "one", s.hooks.Replay(t.Context(), s.m.ID, w.ID, sent[1].id), "")
		s.steps(t)
		if got := e.got(); len(got) != 6 || got[5].id != sent[1].id || string(got[5].body) != string(sent[1].body) {
			t.Errorf("replayed %v", e.kinds())
		}
		n, err := s.hooks.ReplayFrom(t.Context(), s.m.ID, w.ID, from)
		if err != nil || n != 3 {
			t.Errorf("%d, %v", n, err)
		}
		s.steps(t)
		var again []string
		for _, p := range e.got()[6:] {
			if strings.Contains(string(p.body), `"A-2"`) {
				again = append(again, p.kind)
			}
		}
		if got := strings.Join(again, " "); got != "order.received order.accepted" || len(e.got()) != 9 {
			t.Errorf("replayed %s, %d in all", got, len(e.got()))
		}
		code(t, "of nothing", s.hooks.Replay(t.Context(), s.m.ID, w.ID, "msg_nothing"), shipping.NotFound)
		code(t, "of nobody", s.hooks.Replay(t.Context(), s.m.ID, "wh_nothing", sent[0].id), shipping.NotFound)
		_, err = s.hooks.ReplayFrom(t.Context(), s.m.ID, w.ID, s.now().Add(time.Hour))
		code(t, "of what is to come", err, shipping.Invalid)
	})
}

// TestRotation: for a day both secrets sign, then the new one alone; where the key is lost a new secret is made all the same.
func TestRotation(t *testing.T) {
	s, e := open(t, dbtest.SQLite(t)), listening(t)
	w, old := s.hook(t, e.URL, "order.received")
	_, made, err := s.hooks.Rotate(t.Context(), s.m.ID, w.ID)
	if err != nil || made == old {
		t.Fatal(made, err)
	}
	signed := func(number string) string {
		s.order(t, number)
		s.steps(t)
		p := e.got()[len(e.got())-1]
		var by []string
		for name, secret := range map[string]string{"old": old, "new": made} {
			hook, err := standardwebhooks.NewWebhook(secret)
			if err != nil {
				t.Fatal(err)
			}
			if hook.VerifyIgnoringTimestamp(p.body, p.head) == nil {
				by = append(by, name)
			}
		}
		slices.Sort(by)
		return strings.Join(by, " ")
	}
	if got := signed("A-1"); got != "new old" {
		t.Errorf("signed by %s", got)
	}
	s.pass(25 * time.Hour)
	if got := signed("A-2"); got != "new" {
		t.Errorf("a day later by %s", got)
	}
	s.hooks.Keys = seal.Of(t.TempDir())
	if _, made, err = s.hooks.Rotate(t.Context(), s.m.ID, w.ID); err != nil {
		t.Fatal(err)
	}
	if got := signed("A-3"); got != "new" {
		t.Errorf("with another key by %s", got)
	}
	for _, secret := range []string{old, made} {
		if strings.Contains(s.log.String(), secret[6:20]) {
			t.Error("a secret stands in the log")
		}
	}
}

// TestTry: a test event is sent on demand, and stands in the log.
func TestTry(t *testing.T) {
	s, e := open(t, dbtest.SQLite(t)), listening(t)
	w, _ := s.hook(t, e.URL, "order.received")
	id, err := s.hooks.Try(t.Context(), s.m.ID, w.ID)
	if err != nil {
		t.Fatal(err)
	}
	s.steps(t)
	if got := e.got(); len(got) != 1 || got[0].kind != webhook.Test || got[0].id != id {
		t.Errorf("%v", e.kinds())
	}
	if list := s.deliveries(t, w); len(list) != 1 || list[0].ID != id || list[0].Stage != webhook.Taken {
		t.Errorf("%+v", list)
	}
	_, err = s.hooks.Try(t.Context(), s.m.ID, "wh_nothing")
	code(t, "of nobody", err, shipping.NotFound)
}

// TestForgotten: deliveries are kept for thirty days, and what stood behind one that is forgotten goes on.
func TestForgotten(t *testing.T) {
	s, e := open(t, dbtest.SQLite(t)), listening(t)
	w, _ := s.hook(t, e.URL, "order.received", "order.cancelled")
	id := s.order(t, "A-1")
	s.hooks.Step(t, s.m)
	off := webhook.Off
	s.pass(20 * 24 * time.Hour)
	e.answers(status(500))
	if _, err := s.m.CancelOrder(t.Context(), id, "buyer", "clerk:x"); err != nil {
		t.Fatal(err)
	}
	if err := s.hooks.Replay(t.Context(), s.m.ID, w.ID, e.got()[0].id); err != nil {
		t.Fatal(err)
	}
	s.steps(t)
	if _, err := s.hooks.Change(t.Context(), s.m, w.ID, webhook.Change{State: &off}); err != nil {
		t.Fatal(err)
	}
	s.pass(11 * 24 * time.Hour)
	if err := s.hooks.Clean(t.Context(), s.m.ID); err != nil {
		t.Fatal(err)
	}
	if list := s.deliveries(t, w); len(list) != 1 || list[0].Type != "order.cancelled" || list[0].Stage != webhook.Waiting {
		t.Errorf("%+v", list)
	}
}

// TestAllOrNothing: where deliveries cannot be made, the place in the record stays.
func TestAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, e := open(t, dsn), listening(t)
		s.hook(t, e.URL, "order.received", "order.accepted")
		s.order(t, "A-1")
		rename := func(from, to string) {
			t.Helper()
			if _, err := s.db.Write.Exec("ALTER TABLE " + from + " RENAME TO " + to); err != nil {
				t.Fatal(err)
			}
		}
		rename("webhook_delivery", "taken_away")
		if err := s.hooks.Gather(t.Context(), s.m); err == nil {
			t.Error("made without a table")
		}
		rename("taken_away", "webhook_delivery")
		if s.steps(t); strings.Join(e.kinds(), " ") != "order.received order.accepted" {
			t.Errorf("told %v", e.kinds())
		}
	})
}

// TestReplayKeepsTheOrder: what is sent again does not let an event go before one of its subject that waits still.
func TestReplayKeepsTheOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, e := open(t, dsn), listening(t)
		w, _ := s.hook(t, e.URL, "order.received", "order.accepted", "order.backordered")
		e.answers(func(w http.ResponseWriter, p post) {
			if p.kind == "order.accepted" {
				w.WriteHeader(http.StatusInternalServerError)
			}
		})
		s.order(t, "A-1")
		s.steps(t)
		for range 2 {
			code(t, "again", s.hooks.Replay(t.Context(), s.m.ID, w.ID, e.got()[0].id), "")
			s.steps(t)
		}
		if got := strings.Join(e.kinds(), " "); got != "order.received order.accepted order.received order.received" {
			t.Errorf("told %s", got)
		}
		e.answers(nil)
		s.pass(time.Minute)
		if s.steps(t); e.kinds()[len(e.kinds())-1] != "order.backordered" || len(e.kinds()) != 6 {
			t.Errorf("told %v", e.kinds())
		}
	})
}
