package shipping

import "time"

// Date is a calendar day, "2026-11-21". It sorts as text. Empty: open.
type Date string

// DateOf answers with the day of an instant in the instant's own zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Covers reports whether a day lies in from..until, both included, either open.
func (d Date) Covers(from, until Date) bool {
	return (from == "" || d >= from) && (until == "" || d <= until)
}

// Days are a promise of transit, in whole days after hand-over.
type Days struct {
	Least int64 `json:"least"`
	Most  int64 `json:"most"`
}
