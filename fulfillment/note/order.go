package note

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// place is where a fact stands in a note.
type place struct {
	at    time.Time // the minute in which it happened, not before what it follows from
	depth int       // how many facts recorded with it come before it
}

// sequence finds the places of facts.
type sequence struct {
	named  map[shipping.FactID]*fact.Fact
	before map[*fact.Fact]*fact.Fact // in the same stream
	places map[*fact.Fact]place
}

// InOrder puts facts of several streams in the order in which they happened, those of one minute as they were recorded: many carriers
// tell no seconds. What follows from a fact never stands above it, whatever the clocks say. Those of a stream come in their own order.
func InOrder(facts []*fact.Fact) []*fact.Fact {
	s := sequence{map[shipping.FactID]*fact.Fact{}, map[*fact.Fact]*fact.Fact{}, map[*fact.Fact]place{}}
	last := map[shipping.Stream]*fact.Fact{}
	for _, f := range facts {
		s.named[f.ID()], s.before[f], last[f.Stream] = f, last[f.Stream], f
	}
	list := slices.Clone(facts)
	slices.SortStableFunc(list, func(a, b *fact.Fact) int {
		p, q := s.place(a), s.place(b)
		return cmp.Or(p.at.Compare(q.at), a.Recorded.Compare(b.Recorded), cmp.Compare(p.depth, q.depth))
	})
	return list
}

func (s *sequence) place(f *fact.Fact) place {
	if p, found := s.places[f]; found {
		return p
	}
	p := place{at: f.At.Truncate(time.Minute)}
	cause, before := s.named[f.Cause], s.before[f]
	if cause != nil {
		if q := s.place(cause); q.at.After(p.at) {
			p.at = q.at
		}
	}
	for _, b := range []*fact.Fact{cause, before} {
		if b != nil && b.Recorded.Equal(f.Recorded) {
			p.depth = max(p.depth, s.place(b).depth+1)
		}
	}
	s.places[f] = p
	return p
}

func tellWorth(worth []shipping.Money) []string {
	var list []string
	for i, m := range worth {
		list = append(list, fmt.Sprintf("line %d is worth %s by the exchange rates of the day", i+1, m))
	}
	return list
}
