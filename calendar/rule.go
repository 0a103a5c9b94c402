package calendar

import (
	"strconv"
	"strings"
	"time"
)

// fault is what is wrong with a rule.
type fault struct{ message, hint string }

const forms = "write 2026-02-17, 12-25, 11-thu-4, 05-mon-last, easter-2, or two of them with .. between"

func parseSpan(text string) (span, *fault) {
	first, second, ranged := strings.Cut(text, "..")
	from, wrong := parseMark(first)
	if wrong != nil || !ranged {
		return span{from, from}, wrong
	}
	until, wrong := parseMark(second)
	if wrong != nil {
		return span{}, wrong
	}
	if (from.year == 0) != (until.year == 0) {
		return span{}, &fault{"\"" + text + "\" begins and ends in different ways", "give both days a year, or none of them"}
	}
	if from.year != 0 && until.in(0) < from.in(0) {
		return span{}, &fault{"\"" + text + "\" ends before it begins", "write the earlier day first"}
	}
	return span{from, until}, nil
}

func parseMark(text string) (mark, *fault) {
	if rest, ok := strings.CutPrefix(text, "easter"); ok {
		m := mark{easter: true}
		return m, m.move(text, rest, -100, 100)
	}
	if y, month, d, ok := split(text); ok {
		return mark{year: y, month: time.Month(month), day: d}, nil
	}
	month, rest, ok := strings.Cut(text, "-")
	m := mark{month: time.Month(digits(month, 2))}
	if !ok || m.month < time.January || m.month > time.December {
		return m, unread(text)
	}
	if m.day = digits(rest, 2); m.day > 0 {
		return m, m.everyYear(text)
	}
	return m, m.byWeekday(text, rest)
}

// everyYear: a day that some years lack is no day of every year.
func (m *mark) everyYear(text string) *fault {
	const common = 2001
	switch {
	case m.month == time.February && m.day == 29:
		return &fault{"\"" + text + "\" does not come every year", "write 02-28 or 03-01"}
	case time.Date(common, m.month, m.day, 0, 0, 0, 0, time.UTC).Month() != m.month:
		return unread(text)
	}
	return nil
}

// weekdays are the words of the days of the week, Sunday first as in package time.
var weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// weekdayOf reads a day of the week, "mon".
func weekdayOf(text string) (time.Weekday, bool) {
	for i, w := range weekdays {
		if w == text {
			return time.Weekday(i), true
		}
	}
	return 0, false
}

// byWeekday reads "thu-4", "mon-last" and "thu-4+1".
func (m *mark) byWeekday(text, rest string) *fault {
	word, nth, counted := strings.Cut(rest, "-")
	var ok bool
	if m.week, ok = weekdayOf(word); !ok && counted {
		return &fault{"\"" + text + "\": \"" + word + "\" is not a day of the week", "write " + strings.Join(weekdays[:], ", ")}
	} else if !ok {
		return unread(text)
	}
	offset := strings.IndexByte(nth, '+')
	if offset < 0 {
		offset = len(nth)
	}
	if m.nth = digits(nth[:offset], 1); nth[:offset] == "last" {
		m.nth = last
	} else if m.nth < 1 || m.nth > 4 {
		return &fault{"\"" + text + "\" does not say which one of the month", "write 1 to 4, or last"}
	}
	return m.move(text, nth[offset:], 0, 30)
}

// move reads by how many days the mark is moved, "+1", "-2" or nothing.
func (m *mark) move(text, rest string, least, most int) *fault {
	if rest == "" {
		return nil
	}
	n, err := strconv.Atoi(rest)
	if err != nil || rest[0] != '+' && rest[0] != '-' {
		return unread(text)
	}
	if n < least || n > most {
		return &fault{"\"" + text + "\" is moved too far", strconv.Itoa(least) + " to " + strconv.Itoa(most) + " days"}
	}
	m.offset = n
	return nil
}

func unread(text string) *fault { return &fault{"\"" + text + "\" is not a day", forms} }

// split reads a day of one year, "2026-02-17".
func split(s string) (year, month, day int, ok bool) {
	if len(s) != len(time.DateOnly) || s[4] != '-' || s[7] != '-' {
		return 0, 0, 0, false
	}
	year, month, day = digits(s[:4], 4), digits(s[5:7], 2), digits(s[8:], 2)
	if year < 1 || month < 1 || month > 12 || day < 1 || day > 31 {
		return 0, 0, 0, false
	}
	if day > 28 && time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() != day {
		return 0, 0, 0, false
	}
	return year, month, day, true
}

// digits reads a number of exactly so many digits, -1 when it is none.
func digits(s string, count int) (n int) {
	if len(s) != count {
		return -1
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = 10*n + int(s[i]-'0')
	}
	return n
}
