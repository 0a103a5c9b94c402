package inventory_test

import (
	"testing"

	"crosslane/fact"
	"crosslane/inventory"
)

// TestExplain reads each rule as a clerk would; with the name of another desk none is this desk's to explain.
func TestExplain(t *testing.T) {
	for rule, want := range map[string]string{
		"same_country":   "dui lies in DE itself",
		"overseas_first": "dui is the overseas warehouse for DE",
		"origin":         "dui is a home warehouse",
		"elsewhere":      "dui lies in another market",
		"no_lane":        "no channel goes from dui to DE",
		"stock_short":    "5 of dui wanted, 3 free",
		"out_of_reach":   "5 of dui lie free in warehouses from which no channel goes there",
		"expired":        "5 of dui are expired and not picked",
		"shelf_life":     "5 of dui would not be good for 3 days at the door and are not picked",
		"in_line":        "5 of dui wanted, 3 left by the orders that came before",
		"no_warehouse":   "no warehouse has a channel to dui",
		"wait_complete":  "the order ships complete or not at all; dui comes closest and lacks 5",
		"lacks":          "dui has 3 of DE, not 5",
		"one_warehouse":  "dui has everything (choice 5 for the destination)",
		"split":          "no warehouse has everything; DE have it together",
		"rotation":       "dui comes from 5 lots or places by the rule DE",
		"weight":         "",
	} {
		r := fact.Reason{Rule: rule, About: "dui", Limit: 3, Actual: 5, Note: "DE"}
		if got := inventory.Explain(r); got != want {
			t.Errorf("%s reads %q, want %q", rule, got, want)
		}
		if r.Desk = fact.InventoryDesk; inventory.Explain(r) != want {
			t.Errorf("%s of this desk reads %q", rule, inventory.Explain(r))
		}
		if r.Desk = fact.ChannelDesk; inventory.Explain(r) != "" {
			t.Errorf("%s of the channels reads %q here", rule, inventory.Explain(r))
		}
	}
}
