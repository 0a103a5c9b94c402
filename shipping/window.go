package shipping

import "time"

// Window is an interval in which something is to happen.
type Window struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// longestVisit is the longest window in which somebody can be told to wait at the door.
const longestVisit = 24 * time.Hour

// Visit refuses, Invalid, a window in which nobody can come to a door: one that ends before it begins, is over by an
// instant, or is longer than a day.
func (w Window) Visit(now time.Time) error {
	span := w.From.Format(time.RFC3339) + " to " + w.To.Format(time.RFC3339)
	switch {
	case !w.To.After(w.From):
		return BadField("slot", span+" ends before it begins", "write the begin of the window first")
	case !w.To.After(now):
		return BadField("slot", span+" is over", "write a window that lies ahead")
	case w.To.Sub(w.From) > longestVisit:
		return BadField("slot", span+" is longer than a day", "write one of a few hours")
	}
	return nil
}
