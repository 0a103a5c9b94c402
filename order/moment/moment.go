// Package moment reads dates as the files of storefronts write them.
package moment

import (
	"strings"
	"time"

	"crosslane/shipping"
)

// signs are the parts of a date form in a mapping file and what [time.Parse] calls
// them; the longest that fits comes first.
var signs = []struct{ sign, layout string }{
	{"YYYY", "2006"}, {"YY", "06"}, {"MMM", "Jan"}, {"MM", "01"}, {"M", "1"}, {"DD", "02"}, {"D", "2"},
	{"HH", "15"}, {"H", "15"}, {"hh", "03"}, {"h", "3"}, {"mm", "04"}, {"m", "4"}, {"ss", "05"}, {"s", "5"},
	{"ZZ", "Z07:00"}, {"Z", "-0700"}, {"A", "PM"},
}

// usual are read in every file: ISO 8601 with and without time and zone.
var usual = []string{
	time.RFC3339, "2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly,
}

// Layout turns a form such as "D.M.YYYY H:mm" into a layout of package time; it is not ok when the form has signs that no date
// has, or no year.
func Layout(form string) (string, bool) {
	var b strings.Builder
next:
	for i := 0; i < len(form); {
		for _, s := range signs {
			if strings.HasPrefix(form[i:], s.sign) {
				b.WriteString(s.layout)
				i += len(s.sign)
				continue next
			}
		}
		if c := form[i]; c != 'T' && !strings.ContainsRune(" ./-:,", rune(c)) {
			return "", false
		}
		b.WriteByte(form[i])
		i++
	}
	return b.String(), strings.Contains(form, "YY")
}

// firstDay is the first day of orders that anybody still sends.
var firstDay = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// Misdated tells why nobody ordered then, asked now, and what to do; nothing where somebody may have. At the zero time of now no day is
// still to come.
func Misdated(placed, now time.Time) (message, hint string) {
	switch {
	case placed.IsZero():
		return "the order has no date", "add it, or name its form under dates in the mapping"
	case placed.Before(firstDay):
		return "the date " + placed.Format(time.DateOnly) + " lies before the year 2000", "correct it, or name its form under dates in the mapping"
	case !now.IsZero() && placed.After(now.AddDate(0, 0, 1)):
		return "the date " + placed.Format(time.DateOnly) + " is still to come", "correct it, or name its form or its zone in the mapping"
	}
	return "", ""
}

// Reader reads dates of one file; orders of a file mostly share a form, and often a minute. It is not for use by several
// goroutines at once.
type Reader struct {
	layouts []string
	zone    *time.Location
	last    string
	at      time.Time
}

// NewReader reads dates in these layouts, and in those of ISO 8601 that are read in every file. A date without a zone is in the
// one given.
func NewReader(layouts []string, zone *time.Location) *Reader {
	return &Reader{layouts: append(append([]string{}, layouts...), usual...), zone: zone}
}

// Read answers with the instant, as it is recorded; an Invalid error where the text is no date between 1970 and 2200.
func (m *Reader) Read(text string) (time.Time, *shipping.Error) {
	if text == m.last && text != "" {
		return m.at, nil
	}
	for _, layout := range m.layouts {
		at, err := time.ParseInLocation(layout, text, m.zone)
		if err == nil && at.Year() >= 1970 && at.Year() < 2200 {
			m.last, m.at = text, shipping.Instant(at)
			return m.at, nil
		}
	}
	return time.Time{}, shipping.BadField("", "\""+text+"\" is not a date that this file's mapping knows", "write 2026-03-01T10:15:00Z, or name the form under dates in the mapping")
}
