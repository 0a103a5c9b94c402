package calendar

import (
	"strconv"
	"time"

	"crosslane/shipping"
)

// Days are the days that a list of rules of the Book names: holidays, the days of a peak. The zero
// value, and nil, name none. A rule is one of
//
//	2026-02-17               a day of one year
//	12-25                    a day of every year
//	11-thu-4, 05-mon-last    the fourth Thursday of November, the last Monday of May
//	11-thu-4+1               the day after it; +0 to +30
//	easter, easter-2         Easter Sunday, two days before it; -100 to +100
//	A..B                     from A until B, both included: both of one year, or both of every year;
//	                         11-20..12-02, 12-20..01-06, 2026-02-15..2026-02-23
type Days struct{ rules []span }

// ParseDays reads the day rules of a field of the Book. What cannot be read is an Invalid error whose
// Field is the rule's, "peaks[0].days[2]".
func ParseDays(field string, rules []string) (*Days, error) {
	d := &Days{rules: make([]span, 0, len(rules))}
	for i, text := range rules {
		s, fault := parseSpan(text)
		if fault != nil {
			return nil, shipping.BadField(field+"["+strconv.Itoa(i)+"]", fault.message, fault.hint)
		}
		d.rules = append(d.rules, s)
	}
	return d, nil
}

// Covers reports whether a day falls under any of the rules. What is not a day does not.
func (d *Days) Covers(date shipping.Date) bool {
	if d == nil || len(d.rules) == 0 {
		return false
	}
	y, m, day, ok := split(string(date))
	if !ok {
		return false
	}
	n := number(y, time.Month(m), day)
	for i := range d.rules {
		if d.rules[i].covers(y, n) {
			return true
		}
	}
	return false
}

// span is from one mark until another, both included. A single day is a span from itself to itself.
type span struct{ from, until mark }

// covers looks at the span that begins in the day's own year, and at the one of the year before,
// which may reach into it.
func (s *span) covers(year int, day int64) bool {
	if s.from.year != 0 {
		return s.from.in(0) <= day && day <= s.until.in(0)
	}
	for y := year - 1; y <= year; y++ {
		from, until := s.from.in(y), s.until.in(y)
		if until < from {
			until = s.until.in(y + 1)
		}
		if from <= day && day <= until {
			return true
		}
	}
	return false
}

// mark is a day of one year, or of every year.
type mark struct {
	year   int // 0: of every year
	month  time.Month
	day    int
	nth    int          // 1 to 4: the nth weekday of the month, last: its last one. 0: by day
	week   time.Weekday // of nth
	easter bool
	offset int
}

const last = 5

// in is the number of the mark's day in a year.
func (m *mark) in(year int) int64 {
	if m.year != 0 {
		year = m.year
	}
	return m.base(year) + int64(m.offset)
}

func (m *mark) base(year int) int64 {
	switch {
	case m.easter:
		return easter(year)
	case m.nth == last:
		end := number(year, m.month+1, 0)
		return end - int64((weekday(end)-m.week+7)%7)
	case m.nth > 0:
		first := number(year, m.month, 1)
		return first + int64((m.week-weekday(first)+7)%7) + int64(7*(m.nth-1))
	}
	return number(year, m.month, m.day)
}

// number counts the days since 1 January 1970 in the Gregorian calendar. Years are taken to begin in
// March, so that the day that some lack comes last: 146097 days in 400 years, 153 in 5 months. Month 13
// is the next year's January.
func number(year int, month time.Month, day int) int64 {
	m := int64(month) + 9
	y := int64(year) - 1 + m/12
	m %= 12
	return 365*y + y/4 - y/100 + y/400 + (153*m+2)/5 + int64(day) - 719469
}

// weekday of a day number: 1 January 1970 was a Thursday.
func weekday(n int64) time.Weekday { return time.Weekday(((n+4)%7 + 7) % 7) }

// easter is Easter Sunday of the Gregorian calendar: the golden number and the epact give the
// paschal full moon, the Sunday after it is Easter (Meeus, Astronomical Algorithms, chapter 8).
func easter(year int) int64 {
	golden, century, rest := year%19, year/100, year%100
	correction := (century - (century+8)/25 + 1) / 3
	epact := (19*golden + century - century/4 - correction + 15) % 30
	toSunday := (32 + 2*(century%4) + 2*(rest/4) - epact - rest%4) % 7
	late := (golden + 11*epact + 22*toSunday) / 451
	days := epact + toSunday - 7*late + 114
	return number(year, time.Month(days/31), days%31+1)
}
