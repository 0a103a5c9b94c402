package tally_test

import (
	"strings"
	"testing"

	"crosslane/fact"
	"crosslane/order"
	"crosslane/order/tally"
)

// TestStandInsAreTold: for which fields the mapping spoke, and of how many orders; those that are not sent do not count.
func TestStandInsAreTold(t *testing.T) {
	var s order.Summary
	for _, c := range []struct {
		verdict order.Verdict
		fields  []string
	}{
		{order.Accepted, []string{"hs", "origin"}}, {order.Held, []string{"origin", "hs", "currency"}}, {order.Unchanged, nil},
		{order.Cancelled, []string{"weight_g"}}, {order.Rejected, []string{"weight_g"}},
	} {
		s.Became(&order.Intake{Whole: true, StoodIn: c.fields}, c.verdict, nil)
	}
	const want = "the mapping stands in where the file says nothing: hs, origin of 2 orders, currency of 1 order;"
	if text := tally.Text(&s, order.Crosslane); !strings.Contains(text, want) {
		t.Errorf("%s does not say %q", text, want)
	}
	s.Warnings = []order.SummaryProblem{{Problem: fact.Problem{Line: 2, Field: "Email", Message: "m", Hint: "h"}, Order: "7"}}
	if text := tally.Text(&s, order.Crosslane); !strings.Contains(text, "nothing is held: 1\n  line 2, order 7: Email: m (h)\n") || s.Refused() != 0 {
		t.Errorf("%d refused: %s", s.Refused(), text)
	}
	if text := tally.Text(&order.Summary{}, order.Crosslane); strings.Contains(text, "stands in") {
		t.Error(text)
	}
}
