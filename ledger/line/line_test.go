package line_test

import (
	"slices"
	"testing"
	"time"

	"crosslane/ledger/line"
)

// TestTake: who waits for an answer goes ahead of bulk, and while such come a batch takes little of it; each in its order.
func TestTake(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	numbers := func(from, to int) (list []int) {
		for n := from; n < to; n++ {
			list = append(list, n)
		}
		return list
	}
	l := line.New[int](200)
	l.Put(true, numbers(0, 500)...)
	take := func(what string, want ...[]int) {
		t.Helper()
		<-l.Ready()
		if list, open := l.Take(now); !open || !slices.Equal(list, slices.Concat(want...)) {
			t.Errorf("%s: %v, %v", what, list, open)
		}
	}
	take("nobody else", numbers(0, 200))
	l.Put(false, numbers(1000, 1003)...)
	take("somebody waits", numbers(1000, 1003), numbers(200, 232))
	now = now.Add(time.Second)
	take("he may come again", numbers(232, 264))
	now = now.Add(time.Minute)
	l.Put(false, numbers(2000, 2300)...)
	take("more wait than a batch takes", numbers(2000, 2168), numbers(264, 296))
	take("and so again", numbers(2168, 2300), numbers(296, 328))
	now = now.Add(time.Minute)
	take("nobody comes", numbers(328, 500))
	l.Put(true, 1)
	l.Close()
	take("what was put in before it was closed", []int{1})
	<-l.Ready()
	if list, open := l.Take(now); open || len(list) > 0 {
		t.Errorf("closed: %v, %v", list, open)
	}
}

// TestPut: who hands in more than two batches waits until there is room, and a group of any size goes in whole.
func TestPut(t *testing.T) {
	l := line.New[int](10)
	l.Put(false, make([]int, 45)...)
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.Put(false, 7)
	}()
	for left := 45; left >= 20; left -= 10 {
		select {
		case <-done:
			t.Fatalf("there is room beside %d", left)
		default:
		}
		l.Take(time.Time{})
	}
	<-done
	for _, want := range []int{10, 6, 0} {
		if list, open := l.Take(time.Time{}); len(list) != want || !open {
			t.Errorf("%v, %v", list, open)
		}
	}
}
