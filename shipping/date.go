package shipping

import "time"

// Date is a calendar day, "2026-11-21". It sorts as text. Empty: open.
type Date string

// DateOf answers with the day of an instant in the instant's own zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Instant is what is recorded of an instant: whole milliseconds, in a zone of whole quarters of an hour, at most 14 from UTC; in any
// other zone it is told in UTC. Whoever decides by an instant from outside decides by this, so that the record decides alike.
func Instant(t time.Time) time.Time {
	if _, offset := t.Zone(); offset%900 != 0 || offset > 14*3600 || offset < -14*3600 {
		t = t.UTC()
	}
	return t.Truncate(time.Millisecond)
}

// Plus is the day so many days later; an open day, and what is no day, stay as they are.
func (d Date) Plus(days int64) Date {
	t, err := time.ParseInLocation(time.DateOnly, string(d), time.UTC)
	if err != nil {
		return d
	}
	return DateOf(t.AddDate(0, 0, int(days)))
}

// Covers reports whether a day lies in from..until, both included, either open.
func (d Date) Covers(from, until Date) bool {
	return (from == "" || d >= from) && (until == "" || d <= until)
}

// Days are a promise of transit, in whole days after hand-over.
type Days struct {
	Least int64 `json:"least"`
	Most  int64 `json:"most"`
}
