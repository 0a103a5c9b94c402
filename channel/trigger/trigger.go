// Package trigger answers which channels are kept off a lane, and which parcels that touches: it
// reads the triggers of the Book, lays them against a channel's health, and leads each from the moment
// when it was set off until its parcels are back.
package trigger

import (
	"time"

	"crosslane/book"
	"crosslane/channel"
	"crosslane/shipping"
)

// Set are the triggers of a Book, ready to be asked. It is never changed, and may be asked by many at once.
type Set struct {
	book     *book.Book
	rules    []rule // in the Book's order
	byName   map[string]int
	channels map[shipping.ChannelID]*book.Channel
	zones    map[shipping.WarehouseID]*time.Location
	peaks    []peak
	worth    *channel.Worth
}

// rule is a trigger with its conditions ready to be worked out.
type rule struct {
	*book.Trigger
	when    *condition
	clear   *condition // nil: as soon as when does not hold
	parcels *condition // nil: all of them
}

// Compile checks the Book's triggers, peaks and classes and makes them ready. The first mistake is an
// Invalid error whose Field is the path in the Book, "triggers[2].when"; a mistake in a condition is told with its
// column. A Book without triggers makes a Set that never says anything.
func Compile(b *book.Book) (*Set, error) {
	s := &Set{book: b, byName: map[string]int{}, channels: map[shipping.ChannelID]*book.Channel{}}
	for i := range b.Channels {
		s.channels[b.Channels[i].ID] = &b.Channels[i]
	}
	var err error
	if s.worth, err = channel.NewWorth(b); err != nil {
		return nil, err
	}
	for _, step := range []func() error{s.settleZones, s.compilePeaks, s.checkClasses, s.compileRules} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Trigger finds a trigger of the Book by its name, so that the decisions sees what else it asks for (a case,
// bookings anew); nil when the Book has none of that name.
func (s *Set) Trigger(name string) *book.Trigger {
	if r := s.rule(name); r != nil {
		return r.Trigger
	}
	return nil
}

func (s *Set) rule(name string) *rule {
	if i, ok := s.byName[name]; ok {
		return &s.rules[i]
	}
	return nil
}
