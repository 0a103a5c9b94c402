package places_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"crosslane/places"
)

var (
	errOwn = errors.New("yours are taken")
	errAll = errors.New("all are taken")
)

func of(who string) []places.Share {
	return []places.Share{{Of: who, Most: 2, Full: errOwn}, {Of: "all", Most: 3, Full: errAll}}
}

// TestOwnPlaces: who has all of his own is told so, and others are let in, until all are taken; who leaves, once, makes room for whoever waits.
func TestOwnPlaces(t *testing.T) {
	r := places.New()
	take := func(who string, want error) func() {
		t.Helper()
		leave, err := r.Take(t.Context(), 0, of(who)...)
		if !errors.Is(err, want) {
			t.Fatalf("%s: %v, want %v", who, err, want)
		}
		return leave
	}
	first := take("a", nil)
	take("a", nil)
	take("a", errOwn)
	take("b", nil)
	take("b", errAll)
	waits := make(chan error)
	go func() {
		_, err := r.Take(t.Context(), time.Hour, of("b")...)
		waits <- err
	}()
	first()
	first()
	if err := <-waits; err != nil {
		t.Error(err)
	}
	take("c", errAll)
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := r.Take(gone, time.Hour, of("c")...); !errors.Is(err, context.Canceled) {
		t.Errorf("who has gone: %v", err)
	}
}

// TestManyAtOnce: of many that come at once no more are let in than there are places, and all come in, one behind the other.
func TestManyAtOnce(t *testing.T) {
	r := places.New()
	var mu sync.Mutex
	var all sync.WaitGroup
	in, most := 0, 0
	for range 100 {
		all.Go(func() {
			leave, err := r.Take(t.Context(), time.Hour, of("a")...)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			in++
			most = max(most, in)
			mu.Unlock()
			mu.Lock()
			in--
			mu.Unlock()
			leave()
		})
	}
	if all.Wait(); most > 2 {
		t.Errorf("%d were in at once", most)
	}
}

// TestATurn is one's alone, and nobody waits for one longer than he wants to.
func TestATurn(t *testing.T) {
	r := places.New()
	leave, err := r.Turn(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if other, err := r.Turn(t.Context(), "b"); err != nil {
		t.Error(err)
	} else {
		other()
	}
	tired, stop := context.WithCancel(t.Context())
	stop()
	if _, err := r.Turn(tired, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("two have a turn: %v", err)
	}
	leave()
	if again, err := r.Turn(t.Context(), "a"); err != nil {
		t.Error(err)
	} else {
		again()
	}
}
