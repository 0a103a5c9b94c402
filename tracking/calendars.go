package tracking

import (
	"errors"
	"strconv"
	"sync/atomic"
	"time"

	"crosslane/book"
	"crosslane/shipping"
	"crosslane/shipping/daybook"
	"crosslane/shipping/zone"
)

// Calendars are the Book's, made ready: when which country works, and where its warehouses lie. They
// are safe for concurrent use. Of a nil value every day is worked everywhere.
type Calendars struct {
	countries  map[shipping.Country]*calendar
	warehouses map[shipping.WarehouseID]site
}

// site is where something is done: in which country, and by which clocks.
type site struct {
	country shipping.Country
	zone    *time.Location // nil: by the zone of the place
	place   shipping.Place
}

// OpenCalendars makes the Book's calendars ready. What cannot be read is an Invalid error that
// names the field, as "calendars[1].holidays[3]".
func OpenCalendars(b *book.Book) (*Calendars, error) {
	c := &Calendars{map[shipping.Country]*calendar{}, map[shipping.WarehouseID]site{}}
	for i := range b.Calendars {
		at, from := "calendars["+strconv.Itoa(i)+"]", &b.Calendars[i]
		if c.countries[from.Country] != nil {
			return nil, shipping.BadField(at+".country", string(from.Country)+" has a calendar already", "write all its days into one")
		}
		days, err := openCalendar(at, from)
		if err != nil {
			return nil, err
		}
		c.countries[from.Country] = days
	}
	for i := range b.Warehouses {
		w := &b.Warehouses[i]
		s := site{country: w.Place.Country, place: w.Place}
		if w.Zone != "" {
			zone, err := time.LoadLocation(w.Zone)
			if err != nil {
				return nil, shipping.BadField("warehouses["+strconv.Itoa(i)+"].zone", "\""+w.Zone+"\" is not a time zone", "write a name such as Europe/Berlin")
			}
			s.zone = zone
		}
		c.warehouses[w.ID] = s
	}
	return c, nil
}

func openCalendar(at string, from *book.Calendar) (*calendar, error) {
	if !from.Country.Known() {
		return nil, shipping.BadField(at+".country", "\""+string(from.Country)+"\" is not a country", "write two letters, such as DE")
	}
	c := &calendar{}
	for i, word := range from.Weekend {
		day, ok := daybook.Weekday(word)
		if !ok {
			return nil, shipping.BadField(at+".weekend["+strconv.Itoa(i)+"]", "\""+word+"\" is not a day of the week", "write sat, sun and the like")
		}
		c.weekend[day] = true
	}
	if c.weekend == [7]bool{true, true, true, true, true, true, true} {
		return nil, shipping.BadField(at+".weekend", "no day of the week is worked", "leave the working days out")
	}
	var err error
	if c.holidays, err = daybook.Parse(from.Holidays); err != nil {
		var wrong *shipping.Error
		if errors.As(err, &wrong) {
			wrong.Field = at + ".holidays" + wrong.Field
		}
		return nil, err
	}
	return c, nil
}

// Add answers with the instant at which so many hours have passed since from, where those count
// only that lie on days worked in a country, by the calendar days of a zone (nil: UTC). The answer
// lies on such a day, in the zone of from. An unknown country works every day.
func (c *Calendars) Add(country shipping.Country, zone *time.Location, from time.Time, hours int64) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	return c.add(site{country: country, zone: zone}, from, hours)
}

// AddAt is Add by the calendar and the clocks of a place.
func (c *Calendars) AddAt(place shipping.Place, from time.Time, hours int64) time.Time {
	return c.add(site{country: place.Country, place: place}, from, hours)
}

func (c *Calendars) add(s site, from time.Time, hours int64) time.Time {
	left := time.Duration(hours) * time.Hour
	if c == nil || c.countries[s.country] == nil {
		return from.Add(left)
	}
	days, at, today := c.countries[s.country], from, s.day(from)
	for {
		begin := days.next(today, true)
		if begin > today {
			at = s.midnight(begin)
		}
		end := days.next(begin+1, false)
		worked := s.midnight(end).Sub(at)
		if left < worked {
			return from.Add(at.Sub(from) + left)
		}
		left -= worked
		today = end
	}
}

// day is the calendar day of an instant, counted from 1 January 1970.
func (s *site) day(t time.Time) int64 {
	if s.zone != nil {
		t = t.In(s.zone)
	} else {
		t = zone.Local(s.place, t)
	}
	_, offset := t.Zone()
	return floor(t.Unix() + int64(offset))
}

func floor(seconds int64) int64 {
	const day = 24 * 60 * 60
	if seconds < 0 {
		seconds -= day - 1
	}
	return seconds / day
}

// midnight is the first instant of a day.
func (s *site) midnight(day int64) time.Time {
	y, m, d := date(day).Date()
	if s.zone == nil {
		return zone.Clock(s.place, y, m, d, 0)
	}
	t := time.Date(y, m, d, 0, 0, 0, 0, s.zone)
	if t.Day() != d { // clocks are put forward at midnight
		t = t.Add(time.Hour)
	}
	return t
}

func date(day int64) time.Time { return time.Unix(day*24*60*60, 0).UTC() }

// calendar is when a country works.
type calendar struct {
	weekend  [7]bool
	holidays *daybook.Days
	years    [64]atomic.Pointer[year] // from firstYear on, filled as they are asked for
}

// year is a bit for each day of it, by YearDay, that is set where the day is not worked.
type year [6]uint64

const (
	firstYear = 2010
	// patience is how many days on end may go without work; a calendar that says more is not believed.
	patience = 366
)

// next is the first day from one on that is worked, or that is not.
func (c *calendar) next(day int64, worked bool) int64 {
	for n := range int64(patience) {
		if c.works(day+n) == worked {
			return day + n
		}
	}
	return day + patience
}

func (c *calendar) works(day int64) bool {
	t := date(day)
	i := t.Year() - firstYear
	if i < 0 || i >= len(c.years) {
		return c.look(t)
	}
	y := c.years[i].Load()
	if y == nil {
		y = c.fill(t.Year())
		c.years[i].Store(y)
	}
	n := t.YearDay()
	return y[n/64]&(1<<(n%64)) == 0
}

func (c *calendar) fill(number int) *year {
	y := &year{}
	for t := time.Date(number, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() == number; t = t.AddDate(0, 0, 1) {
		if n := t.YearDay(); !c.look(t) {
			y[n/64] |= 1 << (n % 64)
		}
	}
	return y
}

func (c *calendar) look(t time.Time) bool {
	return !c.weekend[t.Weekday()] && !c.holidays.Covers(shipping.DateOf(t))
}
