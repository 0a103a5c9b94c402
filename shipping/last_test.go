package shipping_test

import (
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// TestNewestScan: Last and Country are the newest scan's by when it happened, whatever order scans come in.
func TestNewestScan(t *testing.T) {
	var p fact.ParcelState
	at := func(hour int) time.Time { return time.Date(2026, 3, 2, hour, 0, 0, 0, time.UTC) }
	for _, s := range []struct {
		hour    int
		country shipping.Country
		last    int
		in      shipping.Country
	}{{9, "CN", 9, "CN"}, {12, "DE", 12, "DE"}, {11, "CN", 12, "DE"}, {12, "FR", 12, "DE"}, {13, "", 13, "DE"}, {14, "FR", 14, "FR"}} {
		p.Apply(&fact.Fact{At: at(s.hour), Body: &fact.ScanReceived{Scan: fact.Scan{Place: fact.ScanPlace{Country: s.country}}}})
		if !p.Track.Last.Equal(at(s.last)) || p.Track.Country != s.in {
			t.Errorf("after %d h in %q the newest is of %v in %q", s.hour, s.country, p.Track.Last, p.Track.Country)
		}
	}
}
