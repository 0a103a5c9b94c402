package moment_test

import (
	"testing"
	"time"

	"crosslane/order/moment"
)

// TestAsRecorded: what is decided by is what is recorded, to the millisecond, and in a zone that is.
func TestAsRecorded(t *testing.T) {
	r := moment.NewReader(nil, time.UTC)
	for text, want := range map[string]string{
		"2026-11-28T08:00:00.400Z":         "2026-11-28T08:00:00.4Z",
		"2026-11-28T08:00:00.4004Z":        "2026-11-28T08:00:00.4Z",
		"2026-11-28T08:00:00.000001Z":      "2026-11-28T08:00:00Z",
		"2026-11-28T08:00:00.9999999Z":     "2026-11-28T08:00:00.999Z",
		"2026-11-28 08:00:00.1234567":      "2026-11-28T08:00:00.123Z",
		"2026-11-28T08:00:00.0005+05:45":   "2026-11-28T08:00:00+05:45",
		"2026-11-28T08:00:00+05:07":        "2026-11-28T02:53:00Z",
		"2026-11-28T08:00:00.123456+23:59": "2026-11-27T08:01:00.123Z",
	} {
		for range 2 { // the second time from memory
			if at, err := r.Read(text); err != nil || at.Format(time.RFC3339Nano) != want {
				t.Errorf("%s is %s, %v, not %s", text, at.Format(time.RFC3339Nano), err, want)
			}
		}
	}
}
