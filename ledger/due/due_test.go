package due_test

import (
	"fmt"
	"slices"
	"testing"

	"crosslane/ledger/due"
	"crosslane/shipping"
)

func hint(at int64, id string) due.Hint {
	return due.Hint{Due: at, Stream: shipping.Stream("parcel:" + id)}
}

// TestOrder: hints come in the order in which they fall due, those before 1970 first, those of one instant by stream.
func TestOrder(t *testing.T) {
	var l due.List
	if _, ok := l.First(); ok {
		t.Error("an empty list has a first hint")
	}
	l.Read([]due.Hint{hint(30, "c"), hint(0, "z"), hint(-5, "b")})
	l.Set([]due.Hint{hint(20, "d"), hint(0, "a")})
	if h, ok := l.First(); !ok || h != hint(-5, "b") {
		t.Errorf("the first is %v", h)
	}
	if got := l.Take(20); !slices.Equal(got, []due.Hint{hint(-5, "b"), hint(0, "a"), hint(0, "z"), hint(20, "d")}) {
		t.Errorf("due are %v", got)
	}
	l.Drop(hint(31, "c")) // not that one
	if h, ok := l.First(); !ok || h != hint(30, "c") {
		t.Errorf("then comes %v", h)
	}
	l.Drop(hint(30, "c"))
	if got := l.Take(1 << 60); got != nil {
		t.Errorf("left are %v", got)
	}
}

// TestStale: a list of which most is out of date is forgotten, one that was just read is not, however long.
func TestStale(t *testing.T) {
	var many []due.Hint
	for i := range 150_000 {
		many = append(many, hint(int64(i), fmt.Sprint(i)))
	}
	var l due.List
	l.Read(many)
	if l.ForgetStale() {
		t.Error("what was just read is stale")
	}
	l.Set(many)
	l.Set(many)
	if !l.ForgetStale() || len(l.Take(1<<60)) != 0 {
		t.Error("old hints are kept")
	}
}

// TestStaleAtItsLimit: a list may be out of date by as many hints as held when it was read, twice, and 100,000 more.
func TestStaleAtItsLimit(t *testing.T) {
	for _, live := range []int{0, 7} {
		var l due.List
		l.Read(make([]due.Hint, live))
		l.Set(make([]due.Hint, live+100_000))
		if l.ForgetStale() {
			t.Errorf("of %d hints that held it is stale too early", live)
		}
		l.Set(make([]due.Hint, 1))
		if !l.ForgetStale() {
			t.Errorf("of %d hints that held it is not stale", live)
		}
		l.Read([]due.Hint{hint(1, "a")})
		if h, ok := l.First(); !ok || h != hint(1, "a") {
			t.Errorf("read anew the first is %v, %t", h, ok)
		}
	}
	var l due.List
	l.Drop(hint(1, "a"))
	l.Set([]due.Hint{hint(1, "b")})
	l.Drop(hint(1, "a"))
	if h, ok := l.First(); !ok || h != hint(1, "b") {
		t.Errorf("another one was dropped: %v, %t", h, ok)
	}
}
