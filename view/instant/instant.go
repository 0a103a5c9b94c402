// Package instant answers the question: when was it? In milliseconds, as read tables keep it, and in UTC as answers have it.
package instant

import (
	"fmt"
	"time"
)

// Millis is an instant in milliseconds since 1970; 0 means not yet.
type Millis int64

// Of is an instant; 0 for the zero time.
func Of(t time.Time) Millis {
	if t.IsZero() {
		return 0
	}
	return Millis(t.UnixMilli())
}

// Time answers with the instant; the zero time when there is none.
func (m Millis) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}

// MarshalText writes the instant as answers in JSON have it, in UTC; nothing for 0.
func (m Millis) MarshalText() ([]byte, error) {
	if m == 0 {
		return nil, nil
	}
	return m.Time().AppendFormat(nil, time.RFC3339), nil
}

// UnmarshalText reads what MarshalText wrote, to the second. What is no instant is an error.
func (m *Millis) UnmarshalText(text []byte) error {
	if *m = 0; len(text) == 0 {
		return nil
	}
	t, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		return fmt.Errorf("an instant: %w", err)
	}
	*m = Of(t)
	return nil
}
