package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/webhook"
)

// runs runs a shop's webhooks until the test ends.
func (s *shop) runs(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { s.hooks.Run(ctx, s.m); close(ended) }()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(stop)
	return stop
}

// soon waits until something is so.
func soon(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// TestASlowEndpoint: one that does not answer holds no other up, no more than some are on their way at once, and to each subject one.
func TestASlowEndpoint(t *testing.T) {
	s, slow, quick := open(t, dbtest.SQLite(t)), listening(t), listening(t)
	s.hooks.AtOnce = 4
	var now, most atomic.Int64
	release := make(chan struct{})
	slow.answers(func(http.ResponseWriter, post) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		<-release
	})
	s.hook(t, slow.URL)
	s.hook(t, quick.URL, "order.received")
	stop := s.runs(t)
	for i := range 20 {
		s.order(t, fmt.Sprint("A-", i))
	}
	soon(t, "the quick one is told", func() bool { return len(quick.got()) == 20 })
	if most.Load() > 2 {
		t.Errorf("%d to the slow one at once, of 4", most.Load())
	}
	close(release)
	soon(t, "the slow one is told", func() bool {
		return strings.Count(strings.Join(slow.kinds(), " "), "order.accepted") == 20
	})
	stop()
}

// TestManyFailingEndpoints: whoever takes what is told has it, however many others, tried before it, take nothing.
func TestManyFailingEndpoints(t *testing.T) {
	s, quick := open(t, dbtest.SQLite(t)), listening(t)
	s.hooks.AtOnce = 2
	for range 8 {
		failing := listening(t)
		failing.answers(func(w http.ResponseWriter, _ post) {
			time.Sleep(20 * time.Millisecond)
			w.WriteHeader(http.StatusInternalServerError)
		})
		s.hook(t, failing.URL, "order.received")
	}
	s.hook(t, quick.URL, "order.received")
	s.runs(t)
	for i := range 40 {
		s.order(t, fmt.Sprint("A-", i))
	}
	soon(t, "the good one is told", func() bool { return len(quick.got()) == 40 })
}

// TestTwoNodes: of two nodes that run a merchant's webhooks each event is sent by one.
func TestTwoNodes(t *testing.T) {
	dsn := dbtest.Postgres(t)
	s, e := open(t, dsn), listening(t)
	other, err := webhook.Open(t.Context(), dbtest.Open(t, dsn), s.hooks.Options)
	if err != nil {
		t.Fatal(err)
	}
	s.hook(t, e.URL)
	s.runs(t)
	(&shop{clock: s.clock, m: s.m, hooks: other}).runs(t)
	for i := range 40 {
		s.order(t, fmt.Sprint("A-", i))
	}
	soon(t, "all is told", func() bool { return strings.Count(strings.Join(e.kinds(), " "), "order.accepted") == 40 })
	ids := map[string]int{}
	for _, p := range e.got() {
		if ids[p.id]++; ids[p.id] > 1 {
			t.Errorf("%s %s was sent %d times", p.kind, p.id, ids[p.id])
		}
	}
}

// TestADeadEndpointIsLeftInPeace: however many events wait for an endpoint that takes nothing, it is tried with one a minute.
func TestADeadEndpointIsLeftInPeace(t *testing.T) {
	s, e := open(t, dbtest.SQLite(t)), listening(t)
	w, _ := s.hook(t, e.URL, "order.received")
	e.answers(status(http.StatusInternalServerError))
	s.runs(t)
	for i := range 10 {
		s.order(t, fmt.Sprint("A-", i))
	}
	tried := func() (n int) { // and the outcome kept: the next is due by the clock of then
		for _, d := range s.deliveries(t, w) {
			n += d.Tries
		}
		return n
	}
	soon(t, "each is tried", func() bool { return tried() == 10 })
	for i := range 3 {
		s.pass(time.Duration(10-5*min(i, 1)) * time.Minute)
		soon(t, "one is tried", func() bool { return tried() >= 11+i })
		if time.Sleep(1200 * time.Millisecond); len(e.got()) != 11+i {
			t.Errorf("%d tries", len(e.got()))
		}
	}
	e.answers(nil)
	s.pass(time.Hour)
	soon(t, "all are taken", func() bool {
		list, err := s.hooks.Deliveries(t.Context(), s.m.ID, w.ID, webhook.Page{Limit: 100, Stage: webhook.Taken})
		return err == nil && len(list) == 10
	})
}
