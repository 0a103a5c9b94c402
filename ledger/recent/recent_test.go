package recent

import (
	"reflect"
	"testing"

	"crosslane/shipping"
)

// kept is a list of facts behind position since, of streams a, b and c in turn.
func kept(since, n int64) *List {
	l := &List{}
	l.Begin(since)
	for pos := since + 1; pos <= since+n; {
		var facts []Fact
		for range 1 + pos%7 { // some together
			if pos <= since+n {
				facts = append(facts, Fact{Pos: pos, Prev: max(0, pos-3), Stream: shipping.Stream("abc"[pos%3 : pos%3+1])})
			}
			pos++
		}
		l.Add(facts)
	}
	return l
}

func positions(facts []Fact) (list []int64) {
	for _, f := range facts {
		list = append(list, f.Pos)
	}
	return list
}

// TestPast: a stream is followed back as far as its facts are here, and not at all where one is not.
func TestPast(t *testing.T) {
	l := kept(100, 20)
	for _, c := range []struct {
		from, behind int64
		want         []int64
		all          bool
	}{
		{120, 114, []int64{120, 117}, true},
		{120, 117, []int64{120}, true},
		{120, 120, nil, true},
		{103, 100, []int64{103}, true},
		{103, 99, nil, false}, // the one before lies at 100, which is not here
		{121, 110, nil, false},
		{90, 80, nil, false},
	} {
		line, all := l.Past(c.from, c.behind)
		if all != c.all || all && !reflect.DeepEqual(positions(line), c.want) {
			t.Errorf("from %d behind %d: %v %v, want %v %v", c.from, c.behind, positions(line), all, c.want, c.all)
		}
	}
	if _, all := (&List{}).Past(3, 0); all {
		t.Error("an empty list has a line")
	}
}

// TestForgotten: the oldest facts go when there are many, and are not answered with any more.
func TestForgotten(t *testing.T) {
	l := kept(0, 2*most+1)
	if _, ok := l.Behind(0, 10); ok {
		t.Error("facts that were forgotten are answered with")
	}
	newest := int64(2*most + 1)
	if facts, ok := l.Behind(newest-2, 10); !ok || !reflect.DeepEqual(positions(facts), []int64{newest - 1, newest}) {
		t.Errorf("behind all but two: %v %v", positions(facts), ok)
	}
	if facts, ok := l.Behind(newest-50, 9); !ok || len(facts) != 9 || facts[0].Pos != newest-49 || facts[8].Pos != newest-41 {
		t.Errorf("nine of fifty: %v %v", positions(facts), ok)
	}
	if facts, ok := l.Behind(newest, 10); !ok || len(facts) != 0 {
		t.Errorf("behind the newest: %v %v", positions(facts), ok)
	}
	if _, all := l.Past(newest, newest-most-10); all {
		t.Error("a line goes through facts that were forgotten")
	}
	if line, all := l.Past(newest, newest-most+10); !all || len(line) < most/3-10 {
		t.Errorf("a line within: %d facts, %v", len(line), all)
	}
}
