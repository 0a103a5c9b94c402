package sim

import (
	"testing"

	"crosslane/shipping"
	"crosslane/tracking"
)

func TestEveryCodeHasItsMilestone(t *testing.T) {
	for _, c := range codes {
		if MilestoneOf(c.code) != c.milestone || c.milestone != shipping.Unmapped && tracking.Rank(c.milestone) == 0 {
			t.Errorf("%s: %s", c.code, c.milestone)
		}
	}
	for _, m := range append(way, home...) {
		if codes[indexes[m.milestone]].milestone != m.milestone {
			t.Errorf("there is no code for %s", m.milestone)
		}
	}
	if MilestoneOf("??") != shipping.Unmapped {
		t.Error("a code that is not in the table means nothing")
	}
}

func FuzzReadEvents(f *testing.F) {
	f.Add([]byte("{\"waybill\":\"SX1\",\"code\":\"PU01\",\"time\":\"2026-03-02T09:00:00+08:00\"}\n{\"next\":\"1\",\"more\":false}\n"))
	f.Add([]byte("{\"waybill\":\"SX1\",\"code\":[]}\nrubbish\n\n{\"next\":\"9\"}"))
	f.Add([]byte("{\"next\":null}"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		messages, _, err := readEvents(body)
		if err != nil && (shipping.CodeOf(err) != shipping.Unavailable || messages != nil) {
			t.Errorf("%v with %d messages", err, len(messages))
		}
		for _, m := range messages {
			if m.Problem == nil && (m.Waybill == "" || m.At.IsZero() || m.Scan.Milestone == "") {
				t.Errorf("%q counts as sound", m.Raw)
			}
		}
	})
}
