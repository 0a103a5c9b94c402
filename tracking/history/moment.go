package history

import (
	"strconv"
	"strings"
	"time"
)

// Precision is how exactly a carrier said when something happened.
type Precision string

// The precisions. Unsaid: nothing that can be understood.
const (
	Unsaid  Precision = ""
	Instant Precision = "instant" // with its offset from UTC
	Local   Precision = "local"   // by the clocks of the place, without an offset
	Day     Precision = "day"     // a calendar day
)

// Moment is when something happened, as it was said. Of a local one and of a day, Wall is what clocks and calendars showed, written in
// UTC; of an instant it has the offset that was said. The zero value was not said.
type Moment struct {
	Wall      time.Time
	Precision Precision
}

// Text writes the moment as far as it was said: 2026-05-01T10:00:00+02:00, 2026-05-01T10:00:00 or 2026-05-01.
// Empty where nothing was.
func (m Moment) Text() string {
	switch m.Precision {
	case Instant:
		return m.Wall.Format("2006-01-02T15:04:05-07:00")
	case Local:
		return m.Wall.Format("2006-01-02T15:04:05")
	case Day:
		return m.Wall.Format(time.DateOnly)
	}
	return ""
}

// instant is Text by one clock, so that the same moment is the same however it was said.
func (m Moment) instant() string {
	if m.Precision == Instant {
		m.Wall = m.Wall.UTC()
	}
	return m.Text()
}

// MarshalText is Text.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.Text()), nil }

// UnmarshalText is Read; what it cannot read is not said.
func (m *Moment) UnmarshalText(text []byte) error {
	*m = Read(string(text))
	return nil
}

// At is a local moment made an instant by an offset that is known, in seconds east of UTC. Others are as they were.
func (m Moment) At(offset int) Moment {
	if m.Precision != Local {
		return m
	}
	m.Wall = time.Date(m.Wall.Year(), m.Wall.Month(), m.Wall.Day(), m.Wall.Hour(), m.Wall.Minute(), m.Wall.Second(), m.Wall.Nanosecond(), time.FixedZone("", offset))
	m.Precision = Instant
	return m
}

// Date is the moment's calendar day alone.
func (m Moment) Date() Moment {
	if m.Precision == Unsaid {
		return m
	}
	y, month, d := m.Wall.Date()
	return Moment{time.Date(y, month, d, 0, 0, 0, 0, time.UTC), Day}
}

// The ways in which carriers write when something happened. Those with day and month in figures between slashes are American.
var (
	instants = []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700",
		"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05 Z0700"}
	locals = []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05:000", "2006-01-02 15:04:05:000", "2006-01-02 3:04:05 PM", "2006-01-02 3:04 PM",
		"2006/01/02 15:04:05", "2006/01/02 15:04", "02.01.2006 15:04:05", "02.01.2006 15:04", "20060102 150405", "20060102 1504", "20060102150405", "20060102T150405",
		"01/02/2006 15:04:05", "01/02/2006 15:04", "01/02/2006 3:04 PM", "01/02/2006 3:04:05 PM", "January 2, 2006 3:04 pm", "January 2, 2006, 3:04 pm"}
	days = []string{time.DateOnly, "20060102", "02.01.2006", "2006/01/02", "01/02/2006", "January 2, 2006"}
)

// Read reads when something happened, as exactly as the text says. What it cannot read is not said.
func Read(text string) Moment {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return Moment{}
	}
	if m := readZoned(text); m.Precision != Unsaid {
		return m
	}
	if zoned(text) {
		if m := readAs(instants, text, Instant); m.Precision != Unsaid {
			return m
		}
	}
	if len(text) > len(time.DateOnly) {
		if m := readAs(locals, text, Local); m.Precision != Unsaid {
			return m
		}
	}
	return readAs(days, text, Day)
}

// zoned reports whether something like an offset stands behind a date.
func zoned(text string) bool {
	return len(text) > len("20060102T") && strings.ContainsAny(text[len("20060102"):], "Z+") || strings.Count(text, "-") > 2
}

func readAs(forms []string, text string, p Precision) Moment {
	for _, form := range forms {
		if t, err := time.Parse(form, text); err == nil {
			return Moment{t, p}.believed()
		}
	}
	return Moment{}
}

// believed is the moment, or none where a placeholder stands in its place: no parcel was tracked before 1990.
func (m Moment) believed() Moment {
	if m.Wall.Year() < 1990 || m.Wall.Year() > 2200 {
		return Moment{}
	}
	return m
}

// readZoned reads "2026-01-10T14:00:00 GMT+01:00" and "... UTC+8".
func readZoned(text string) Moment {
	for _, word := range [...]string{"GMT", "UTC"} {
		before, zone, found := strings.Cut(text, word)
		offset, ok := Offset(word + zone)
		if found && ok {
			return Read(strings.TrimSpace(before)).At(offset)
		}
	}
	return Moment{}
}

// ReadParts reads a date and a time of day that stand apart. Without a time that can be read it is the day.
func ReadParts(date, clock string) Moment {
	day := Read(date)
	if day.Precision == Unsaid || strings.TrimSpace(clock) == "" {
		return day
	}
	date = day.Wall.Format(time.DateOnly)
	clock = strings.TrimSpace(clock)
	if n, err := strconv.Atoi(clock); err == nil && n >= 0 && (len(clock) == 5 || len(clock) == 3) {
		clock = "0" + clock // a number has lost its first nought
	}
	for _, form := range []string{"150405", "1504", "15:04:05", "15:04", "3:04 PM", "3:04:05 PM"} {
		if t, err := time.Parse(form, clock); err == nil {
			return Read(date + "T" + t.Format(time.TimeOnly))
		}
	}
	if m := Read(date + "T" + clock); m.Precision != Unsaid {
		return m
	}
	return day
}

// ReadEpoch reads an instant that is counted in seconds or milliseconds since 1970, at no offset.
func ReadEpoch(text string) Moment {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n <= 0 {
		return Moment{}
	}
	if n > 1e11 {
		return Moment{time.UnixMilli(n).UTC(), Instant}.believed()
	}
	return Moment{time.Unix(n, 0).UTC(), Instant}.believed()
}

// Offset reads an offset from UTC, in seconds east of it: "+02:00", "-0700", "-7:00", "GMT+8", "UTC-05:00", "Z".
func Offset(text string) (seconds int, ok bool) {
	text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	text = strings.TrimPrefix(strings.TrimPrefix(text, "GMT"), "UTC")
	if text == "" || text == "Z" {
		return 0, true
	}
	sign := 1
	switch text[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return 0, false
	}
	hours, minutes, parted := strings.Cut(text[1:], ":")
	if !parted && len(hours) > 2 {
		hours, minutes = hours[:len(hours)-2], hours[len(hours)-2:]
	}
	h, errH := strconv.Atoi(hours)
	m := 0
	var errM error
	if minutes != "" {
		m, errM = strconv.Atoi(minutes)
	}
	if errH != nil || errM != nil || h > 14 || m > 59 || h < 0 || m < 0 {
		return 0, false
	}
	return sign * (h*3600 + m*60), true
}
