package webhook_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/shipping"
	"crosslane/webhook"
)

// TestWhatAKilledProcessHeld: alone in a place, the next process sends at once what one that was killed had taken on; beside others it waits until they would have sent it.
func TestWhatAKilledProcessHeld(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, e := open(t, dsn), listening(t)
		w, _ := s.hook(t, e.URL, "order.received")
		s.order(t, "A-1")
		if err := s.hooks.Gather(t.Context(), s.m); err != nil {
			t.Fatal(err)
		}
		if n := s.hooks.Claim(t, s.m.ID, w.ID); n != 1 {
			t.Fatalf("%d are due", n)
		}
		if err := s.hooks.ReleaseAll(t.Context(), s.m.ID); err != nil {
			t.Fatal(err)
		}
		want := 0
		if s.db.Alone() {
			want = 1
		}
		if n := s.hooks.Step(t, s.m); n != want {
			t.Errorf("%d are sent by the next process at once, not %d", n, want)
		}
		s.pass(time.Hour)
		if n := s.hooks.Step(t, s.m); n != 1-want {
			t.Errorf("%d are sent later", n)
		}
	})
}

// TestAskedForAgainMeanwhile: what came of a delivery counts for nothing where it was asked for again, or its webhook was turned off, while it was under way.
func TestAskedForAgainMeanwhile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, e := open(t, dsn), listening(t)
		w, _ := s.hook(t, e.URL, "order.received", "order.accepted")
		e.answers(func(rw http.ResponseWriter, p post) {
			if err := s.hooks.Replay(t.Context(), s.m.ID, w.ID, p.id); err != nil {
				t.Error(err)
			}
			rw.WriteHeader(http.StatusGone)
		})
		s.order(t, "A-1")
		s.hooks.Step(t, s.m)
		if now := s.state(t, w); now.State != webhook.On {
			t.Errorf("it is off by an answer that counts for nothing: %s", now.Why)
		}
		made, err := s.hooks.Made(t.Context(), s.m.ID, w.ID)
		if err != nil || made[webhook.Waiting] != 1 || made[webhook.Behind] != 1 {
			t.Errorf("%v, %v", made, err)
		}
		for _, d := range s.deliveries(t, w) {
			if d.Tries != 0 {
				t.Errorf("%s was tried %d times", d.Type, d.Tries)
			}
		}
		off := webhook.Off
		e.answers(func(rw http.ResponseWriter, _ post) {
			if _, err := s.hooks.Change(t.Context(), s.m, w.ID, webhook.Change{State: &off}); err != nil {
				t.Error(err)
			}
			rw.WriteHeader(http.StatusGone)
		})
		s.hooks.Step(t, s.m)
		if now := s.state(t, w); now.State != webhook.Off || now.Why != "turned off by a person at the machine" || strings.Contains(s.log.String(), "was turned off") {
			t.Errorf("whoever turned it off is not told: %s; %s", now.Why, s.log.String())
		}
	})
}

// TestOneAfterTheOther: of a subject one event waits, however many are made or asked for again, and the next goes when it is taken.
func TestOneAfterTheOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, e := open(t, dsn), listening(t)
		w, _ := s.hook(t, e.URL, "order.received", "order.accepted", "order.cancelled")
		waits := func(what string, waiting, behind int) {
			t.Helper()
			made, err := s.hooks.Made(t.Context(), s.m.ID, w.ID)
			if err != nil || made[webhook.Waiting] != waiting || made[webhook.Behind] != behind {
				t.Errorf("%s: %v, %v", what, made, err)
			}
		}
		id := s.order(t, "A-1")
		if err := s.hooks.Gather(t.Context(), s.m); err != nil {
			t.Fatal(err)
		}
		waits("received and accepted", 1, 1)
		if _, err := s.m.CancelOrder(t.Context(), id, "buyer", "clerk:x"); err != nil {
			t.Fatal(err)
		}
		if err := s.hooks.Gather(t.Context(), s.m); err != nil {
			t.Fatal(err)
		}
		waits("and called off", 1, 2)
		if n := s.hooks.Step(t, s.m); n != 1 {
			t.Errorf("%d of one order are sent at once", n)
		}
		waits("when the first was taken", 1, 1)
		s.steps(t)
		waits("in the end", 0, 0)
		if n, err := s.hooks.ReplayFrom(t.Context(), s.m.ID, w.ID, s.now().Add(-time.Hour)); err != nil || n != 3 {
			t.Errorf("%d, %v", n, err)
		}
		waits("all asked for again", 1, 2)
	})
}

// TestBehindAPlace: a webhook is told what is recorded behind the place at which it was made, and nothing of that place itself.
func TestBehindAPlace(t *testing.T) {
	for _, c := range []struct {
		place int64
		kind  string
		types []string
		want  bool
	}{
		{6, "order.held", nil, false}, {7, "order.held", nil, false}, {8, "order.held", nil, true}, {8, "order.held", []string{"order.held"}, true}, {8, "order.held", []string{"order.accepted", "parcel.booked"}, false}, {7, "order.held", []string{"order.held"}, false},
	} {
		if got := webhook.Wants(7, c.place, c.kind, c.types...); got != c.want {
			t.Errorf("behind 7 an event at %d of %v: %t", c.place, c.types, got)
		}
	}
}

// TestHowManyWebhooks: fifty are made, and the next is refused.
func TestHowManyWebhooks(t *testing.T) {
	s := open(t, dbtest.SQLite(t))
	for i := range 50 {
		s.hook(t, fmt.Sprintf("https://shop.example/%d", i))
	}
	url := "https://shop.example/more"
	_, _, err := s.hooks.Make(t.Context(), s.m, webhook.Change{URL: &url})
	code(t, "the fifty-first", err, shipping.Refused)
	if list, err := s.hooks.List(t.Context(), s.m.ID); err != nil || len(list) != 50 {
		t.Errorf("%d, %v", len(list), err)
	}
}

// TestHowFarTheRecordIsTold: where all is told nothing goes back, and nobody is warned; of two nodes that read the same part one makes its deliveries.
func TestHowFarTheRecordIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, e := open(t, dsn), listening(t)
		s.hook(t, e.URL)
		s.order(t, "A-1")
		s.steps(t)
		place := s.hooks.Place(t, s.m.ID)
		if err := s.hooks.Stay(t.Context(), s.m); err != nil || strings.Contains(s.log.String(), "the record ends before") || s.hooks.Place(t, s.m.ID) != place {
			t.Errorf("all is told, and it is said that the record ends before: %v, %s", err, s.log.String())
		}
		if err := s.hooks.Advance(t.Context(), s.m.ID, place-1, place+5); !errors.Is(err, webhook.Elsewhere) || s.hooks.Place(t, s.m.ID) != place {
			t.Errorf("a node that read what another has told: %v", err)
		}
		if err := s.hooks.Advance(t.Context(), s.m.ID, place, place+5); err != nil || s.hooks.Place(t, s.m.ID) != place+5 {
			t.Errorf("the next part: %v", err)
		}
		if err := s.hooks.Stay(t.Context(), s.m); err != nil || !strings.Contains(s.log.String(), "the record ends before") || s.hooks.Place(t, s.m.ID) != place {
			t.Errorf("a record that was restored: %v, %d, %s", err, s.hooks.Place(t, s.m.ID), s.log.String())
		}
	})
}
