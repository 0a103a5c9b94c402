package rehearsal

import (
	"time"

	"crosslane/shipping"
)

// Period reads the bounds of a part of the record, each a day or an instant; zero where they are open. An error's field is
// --since or --until.
func Period(from, to string) (since, until time.Time, err error) {
	if since, err = instant("--since", from); err == nil {
		until, err = instant("--until", to)
	}
	if err == nil && !until.IsZero() && !since.Before(until) {
		err = shipping.BadField("--until", "lies not after --since", "")
	}
	return since, until, err
}

// instant reads a day (its beginning, UTC) or an instant.
func instant(field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, shipping.BadField(field, "\""+text+"\" is neither a day nor an instant", "write 2026-11-01 or 2026-11-01T00:00:00Z")
	}
	return t, nil
}
