package state

import "testing"

// TestDates: in a column of dates only a date says that something was done; zero dates and words are words.
func TestDates(t *testing.T) {
	for word, want := range map[string]bool{
		"08/15/25": true, "Jul-21-25": true, "2026-05-30 10:00:00 +0200": true, "15. August 2026": true, "2026年5月30日": true, "20260530": true,
		"": false, "0": false, "-": false, "N/A": false, "cancelled": false, "0000-00-00": false, "0000-00-00 00:00:00": false, "00/00/0000": false, "12": false, "Undeliverable 123": false, "#REF!": false,
	} {
		if got := dated(word); got != want {
			t.Errorf("%q: %v", word, got)
		}
	}
}
