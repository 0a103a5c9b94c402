package calendar

import (
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"crosslane/shipping"
)

// Calendar says when a country works.
type Calendar struct {
	Country shipping.Country `json:"country"`
	// Weekend lists the days of the week that are not worked: "sat", "sun".
	Weekend []string `json:"weekend,omitempty"`
	// Holidays are days that are not worked: "2026-02-17", "2026-02-15..2026-02-23", "12-25" of every
	// year, "easter-2" and the like by days from Easter Sunday, "11-thu-4" for the fourth Thursday of
	// November, "05-mon-last".
	Holidays []string `json:"holidays,omitempty"`
	// Works are days that are worked although they fall on the weekend or on a holiday, as when a long
	// holiday is made up for; written as holidays are.
	Works []string `json:"works,omitempty"`
}

// Last is the last day that the calendar knows by its date; empty: all that it knows comes every year.
func (c *Calendar) Last() (last shipping.Date) {
	for _, text := range slices.Concat(c.Holidays, c.Works) {
		first, second, ranged := strings.Cut(text, "..")
		if ranged {
			first = second
		}
		if _, _, _, dated := split(first); dated {
			last = max(last, shipping.Date(first))
		}
	}
	return last
}

// Peak is a season in which the trade runs full.
type Peak struct {
	Name string   `json:"name"` // "black_friday"
	Days []string `json:"days"` // written as a Calendar's holidays are; ranges may be of every year, "11-20..12-02"
}

// Workdays tell which days are worked in which country. They are safe for concurrent use. Of a nil value,
// and of a country without a calendar, every day is worked.
type Workdays struct {
	countries map[shipping.Country]*country
}

// Site is where something is done: whose days count there, and whose clocks. A nil Zone is UTC.
type Site struct {
	Country shipping.Country
	Zone    *time.Location
}

// SiteOf is a place as a site, by the clocks of most people there.
func SiteOf(p shipping.Place) Site { return Site{p.Country, ZoneOf(p)} }

// Open makes the calendars of a Book ready. What cannot be read is an Invalid error that names the
// field, as "calendars[1].holidays[3]".
func Open(list []Calendar) (*Workdays, error) {
	w := &Workdays{map[shipping.Country]*country{}}
	for i := range list {
		at, from := "calendars["+strconv.Itoa(i)+"]", &list[i]
		if w.countries[from.Country] != nil {
			return nil, shipping.BadField(at+".country", string(from.Country)+" has a calendar already", "write all its days into one")
		}
		days, err := openCountry(at, from)
		if err != nil {
			return nil, err
		}
		w.countries[from.Country] = days
	}
	return w, nil
}

func openCountry(at string, from *Calendar) (*country, error) {
	if !from.Country.Known() {
		return nil, shipping.BadField(at+".country", "\""+string(from.Country)+"\" is not a country", "write two letters, such as DE")
	}
	c := &country{}
	for i, word := range from.Weekend {
		day, ok := weekdayOf(word)
		if !ok {
			return nil, shipping.BadField(at+".weekend["+strconv.Itoa(i)+"]", "\""+word+"\" is not a day of the week", "write sat, sun and the like")
		}
		c.weekend[day] = true
	}
	if c.weekend == [7]bool{true, true, true, true, true, true, true} {
		return nil, shipping.BadField(at+".weekend", "no day of the week is worked", "leave the working days out")
	}
	var err error
	if c.holidays, err = ParseDays(at+".holidays", from.Holidays); err != nil {
		return nil, err
	}
	c.worked, err = ParseDays(at+".works", from.Works)
	return c, err
}

// Works reports whether the day that an instant falls on at a site is worked there.
func (w *Workdays) Works(s Site, at time.Time) bool { return w.of(s).works(s.day(at)) }

// of is the calendar of a site's country, nil when it has none.
func (w *Workdays) of(s Site) *country {
	if w == nil {
		return nil
	}
	return w.countries[s.Country]
}

// Add answers with the instant at which so many hours have passed since from, where those count only
// that lie on days worked at a site, from midnight to midnight of its clocks. The answer lies on such a
// day, in the zone of from; so 0 hours lead to the next opening: from itself on a day that is worked, else the
// begin of the next one that is.
func (w *Workdays) Add(s Site, from time.Time, hours int64) time.Time {
	left := time.Duration(hours) * time.Hour
	days := w.of(s)
	if days == nil {
		return from.Add(left)
	}
	at, today := from, s.day(from)
	for {
		begin := days.next(today, true)
		if begin > today {
			at = s.clock(begin, 0)
		}
		end := days.next(begin+1, false)
		worked := s.clock(end, 0).Sub(at)
		if left < worked {
			return from.Add(at.Sub(from) + left)
		}
		left -= worked
		today = end
	}
}

// CutOff is the first instant after another at which the clocks of a site show a time of day, in
// minutes after midnight, on a day that is worked there: what is ready by then leaves with that day.
// It is in the zone of the site.
func (w *Workdays) CutOff(s Site, after time.Time, minutes int) time.Time {
	days, today := w.of(s), s.day(after)
	if first := days.next(today, true); first > today || s.clock(first, minutes).After(after) {
		return s.clock(first, minutes)
	}
	return s.clock(days.next(today+1, true), minutes)
}

// day is the calendar day of an instant, counted from 1 January 1970.
func (s Site) day(t time.Time) int64 {
	_, offset := t.In(s.zone()).Zone()
	return floor(t.Unix() + int64(offset))
}

func floor(seconds int64) int64 {
	const day = 24 * 60 * 60
	if seconds < 0 {
		seconds -= day - 1
	}
	return seconds / day
}

// clock is when the clocks of the site show a time of a day.
func (s Site) clock(day int64, minutes int) time.Time {
	y, m, d := date(day).Date()
	return ClockIn(s.zone(), y, m, d, minutes)
}

func (s Site) zone() *time.Location {
	if s.Zone == nil {
		return time.UTC
	}
	return s.Zone
}

func date(day int64) time.Time { return time.Unix(day*24*60*60, 0).UTC() }

// country is when one works. Of a nil value every day is worked.
type country struct {
	weekend          [7]bool
	holidays, worked *Days
	years            [64]atomic.Pointer[year] // from firstYear on, filled as they are asked for
}

// year is a bit for each day of it, by YearDay, that is set where the day is not worked.
type year [6]uint64

const (
	firstYear = 2010
	// patience is how many days on end may go without work; a calendar that says more is not believed.
	patience = 366
)

// next is the first day from one on that is worked, or that is not.
func (c *country) next(day int64, worked bool) int64 {
	for n := range int64(patience) {
		if c.works(day+n) == worked {
			return day + n
		}
	}
	return day + patience
}

func (c *country) works(day int64) bool {
	if c == nil {
		return true
	}
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

func (c *country) fill(number int) *year {
	y := &year{}
	for t := time.Date(number, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() == number; t = t.AddDate(0, 0, 1) {
		if n := t.YearDay(); !c.look(t) {
			y[n/64] |= 1 << (n % 64)
		}
	}
	return y
}

// look asks the rules: a day that is named as worked is, whatever else is said of it.
func (c *country) look(t time.Time) bool {
	day := shipping.DateOf(t)
	return c.worked.Covers(day) || !c.weekend[t.Weekday()] && !c.holidays.Covers(day)
}
