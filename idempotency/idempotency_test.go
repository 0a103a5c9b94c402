package idempotency_test

import (
	"sync"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/idempotency"
	"crosslane/shipping"
)

// clock is moved by hand.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func opened(t *testing.T, dsn string, c *clock) *idempotency.Store {
	t.Helper()
	s, err := idempotency.Open(t.Context(), dbtest.Open(t, dsn), c.now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var (
	call = idempotency.Call{Merchant: "main", Actor: "token:tok_1", Key: "k", Asked: idempotency.AskedOf("POST /v1/orders", []byte("{}"))}
	yes  = &idempotency.Answer{Status: 201, Media: "application/json", Body: []byte(`{"a":"é"}`)}
)

func onBoth(t *testing.T, do func(t *testing.T, s *idempotency.Store, c *clock, dsn string)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, dsn string) {
		c := &clock{time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)}
		do(t, opened(t, dsn, c), c, dsn)
	})
}

// begins fails unless a call is to be performed.
func begins(t *testing.T, s *idempotency.Store, c idempotency.Call, wantAgain bool) {
	t.Helper()
	before, again, err := s.Begin(t.Context(), c)
	if before != nil || again != wantAgain || err != nil {
		t.Fatalf("%+v: %+v, again %t, %v", c, before, again, err)
	}
}

func code(t *testing.T, s *idempotency.Store, c idempotency.Call, want shipping.Code) {
	t.Helper()
	if before, _, err := s.Begin(t.Context(), c); before != nil || shipping.CodeOf(err) != want {
		t.Errorf("%+v: %+v, %v, want %s", c, before, err, want)
	}
}

// TestTheSameAnswer: what was answered is answered again for two days, to the same caller about the same business, and for the same
// question alone.
func TestTheSameAnswer(t *testing.T) {
	onBoth(t, func(t *testing.T, s *idempotency.Store, c *clock, dsn string) {
		begins(t, s, call, false)
		code(t, s, call, shipping.Conflict) // under way
		if err := s.End(t.Context(), call, yes); err != nil {
			t.Fatal(err)
		}
		c.at = c.at.Add(idempotency.Kept - time.Minute)
		got, _, err := s.Begin(t.Context(), call)
		if err != nil || got == nil || got.Status != yes.Status || got.Media != yes.Media || string(got.Body) != string(yes.Body) {
			t.Fatalf("%+v, %v", got, err)
		}
		other := call
		other.Asked = idempotency.AskedOf("POST /v1/orders", []byte("[]"))
		code(t, s, other, shipping.Invalid)
		for _, c := range []idempotency.Call{{"second", call.Actor, "k", call.Asked}, {"", call.Actor, "k", call.Asked}, {"main", "user:usr_1", "k", call.Asked}, {"main", call.Actor, "K", call.Asked}} {
			begins(t, s, c, false)
		}
		c.at = c.at.Add(2 * time.Hour)
		begins(t, s, call, false) // it is forgotten
		if idempotency.AskedOf("a", []byte("b")) == idempotency.AskedOf("ab", nil) {
			t.Error("a call and its body run into each other")
		}
	})
}

// TestWhatCameToNothing: a call that was refused leaves its key free for one that is mended; one that failed may have been done.
func TestWhatCameToNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, s *idempotency.Store, _ *clock, _ string) {
		for i, a := range []*idempotency.Answer{{Status: 422}, {Status: 404}, nil, {Status: 503}, {Status: 500}, {Status: 409}} {
			begins(t, s, call, i > 2)
			if err := s.End(t.Context(), call, a); err != nil {
				t.Fatal(err)
			}
		}
		mended := call
		mended.Asked = "another"
		begins(t, s, mended, false)
	})
}

// TestCutOff: a call whose process ended is performed again: at once where no other process can be at work, and on several nodes when it
// must have ended. Of two that take it over one does.
func TestCutOff(t *testing.T) {
	onBoth(t, func(t *testing.T, s *idempotency.Store, c *clock, dsn string) {
		begins(t, s, call, false)
		after := s
		if dsn[:4] == "post" {
			after = opened(t, dsn, c) // another node
			code(t, after, call, shipping.Conflict)
			c.at = c.at.Add(5 * time.Minute)
		} else {
			s.Forget()
		}
		begins(t, after, call, true)
		code(t, after, call, shipping.Conflict)
		if err := s.End(t.Context(), call, nil); err != nil && dsn[:4] == "post" { // the one that was taken for dead
			t.Fatal(err)
		}
		if dsn[:4] != "post" {
			return
		}
		if err := after.End(t.Context(), call, yes); err != nil {
			t.Fatal(err)
		}
		if got, _, err := s.Begin(t.Context(), call); err != nil || got == nil {
			t.Errorf("the answer of the one that did it: %+v, %v", got, err)
		}
	})
}

// TestManyAtOnce: of many that send the same call at once one performs it.
func TestManyAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, s *idempotency.Store, c *clock, dsn string) {
		nodes := []*idempotency.Store{s}
		if dsn[:4] == "post" {
			nodes = append(nodes, opened(t, dsn, c))
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		performed := 0
		for i := range 20 {
			all.Go(func() {
				before, _, err := nodes[i%len(nodes)].Begin(t.Context(), call)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil && before == nil:
					performed++
				case shipping.CodeOf(err) != shipping.Conflict:
					t.Errorf("%+v, %v", before, err)
				}
			})
		}
		if all.Wait(); performed != 1 {
			t.Errorf("performed %d times", performed)
		}
	})
}
