package history

import (
	"slices"
	"time"

	"crosslane/calendar"
	"crosslane/shipping"
)

// Instant is when an event happened. It is not ok where only the clocks of a place are known, and not whether the place
// has one zone alone. Offset tells whether it was said, and not found by the place.
func (e *Event) Instant() (at time.Time, said, ok bool) {
	switch e.When.Precision {
	case Instant:
		return e.When.Wall, true, true
	case Local:
		zone, known := calendar.OneZoneOf(shipping.Place{Country: e.Place.Country, Region: e.Place.Region, Postcode: e.Place.Postcode})
		if !known {
			return time.Time{}, false, false
		}
		w := e.When.Wall
		at = calendar.ClockIn(zone, w.Year(), w.Month(), w.Day(), w.Hour()*60+w.Minute())
		return at.Add(time.Duration(w.Second()) * time.Second), false, true
	}
	return time.Time{}, false, false
}

// The zones of the world: clocks are at most so far before and behind UTC.
const ahead, behind = 14 * time.Hour, 12 * time.Hour

// span is the time within which an event happened. It is not ok where nothing is known.
func (e *Event) span() (from, to time.Time, ok bool) {
	if at, _, ok := e.Instant(); ok {
		return at, at, true
	}
	switch e.When.Precision {
	case Local:
		return e.When.Wall.Add(-ahead), e.When.Wall.Add(behind), true
	case Day:
		return e.When.Wall.Add(-ahead), e.When.Wall.Add(24*time.Hour + behind), true
	}
	return time.Time{}, time.Time{}, false
}

// before reports whether an event is sure to have happened before another. Where both tell the time by clocks alone,
// and no place says more, it is taken to be the same clock.
func before(a, b *Event) bool {
	if a.When.Precision == Day && b.When.Precision != Unsaid || b.When.Precision == Day && a.When.Precision != Unsaid {
		return a.When.Date().Wall.Before(b.When.Date().Wall)
	}
	_, _, aKnown := a.Instant()
	_, _, bKnown := b.Instant()
	if a.When.Precision == Local && b.When.Precision == Local && (!aKnown || !bKnown) {
		return a.When.Wall.Before(b.When.Wall)
	}
	_, aTo, aOK := a.span()
	bFrom, _, bOK := b.span()
	return aOK && bOK && aTo.Before(bFrom)
}

// order puts events in the order in which they happened. Those of which that cannot be told stay as the carrier
// has them, newest first or oldest first, as their times show, or newestFirst where they show nothing.
func order(events []Event, newestFirst bool) {
	up, down := 0, 0
	for i := 1; i < len(events); i++ {
		switch {
		case before(&events[i-1], &events[i]):
			up++
		case before(&events[i], &events[i-1]):
			down++
		}
	}
	if down > up || down == up && newestFirst {
		slices.Reverse(events)
	}
	slices.SortStableFunc(events, func(a, b Event) int { // those without a time, last
		return btoi(a.When.Precision == Unsaid) - btoi(b.When.Precision == Unsaid)
	})
	for i := 1; i < len(events); i++ {
		for j := i; j > 0 && before(&events[j], &events[j-1]); j-- {
			events[j], events[j-1] = events[j-1], events[j]
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
