package recent

import (
	"fmt"
	"testing"
)

// told lists positions.
func told(facts []Fact, ok bool) string {
	text := ""
	for _, f := range facts {
		text += fmt.Sprint(f.Pos, " ")
	}
	return fmt.Sprint(text, ok)
}

func facts(from, to int64) (list []Fact) {
	for pos := from; pos <= to; pos++ {
		list = append(list, Fact{Pos: pos})
	}
	return list
}

// What is told is all that lies behind a place, as far as it is known that nothing is missing.
func TestBehind(t *testing.T) {
	var l List
	if got := told(l.Behind(0, 9)); got != "false" {
		t.Errorf("of nothing: %s", got)
	}
	l.Begin(10)
	if got := told(l.Behind(10, 9)); got != "false" {
		t.Errorf("nothing came yet: %s", got)
	}
	l.Add(facts(11, 14))
	l.Begin(12) // it has begun
	for _, c := range []struct {
		after int64
		limit int
		want  string
	}{{9, 9, "false"}, {10, 9, "11 12 13 14 true"}, {10, 2, "11 12 true"}, {12, 9, "13 14 true"}, {13, 1, "14 true"}, {14, 9, "true"}, {20, 9, "true"}} {
		if got := told(l.Behind(c.after, c.limit)); got != c.want {
			t.Errorf("at most %d behind %d: %s, want %s", c.limit, c.after, got, c.want)
		}
	}
}
