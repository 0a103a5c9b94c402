package shipping

import "time"

// Window is an interval in which something is to happen.
type Window struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}
