package inventory

import (
	"crosslane/fact"
)

// Explain writes a reason of this desk as a clerk would note it. Empty for the rules of others.
func Explain(r fact.Reason) string {
	switch r.Rule {
	case sameCountry:
		return r.About + " lies in " + r.Note + " itself"
	case overseas:
		return r.About + " is the overseas warehouse for " + r.Note
	case origin:
		return r.About + " lies where goods are made"
	case elsewhere:
		return r.About + " lies in another market"
	case noLane:
		return "no channel goes from " + r.About + " to " + r.Note
	}
	return explainStock(r)
}

func explainStock(r fact.Reason) string {
	limit, actual := number(r.Limit), number(r.Actual)
	switch r.Rule {
	case "stock_short":
		return actual + " of " + r.About + " wanted, " + limit + " free"
	case "expired":
		return actual + " of " + r.About + " are expired and not picked"
	case "in_line":
		return actual + " of " + r.About + " wanted, " + limit + " left by the orders that came before"
	case "no_warehouse":
		return "no warehouse has a channel to " + r.About
	case "wait_complete":
		return "the order ships complete or not at all; " + r.About + " comes closest and lacks " + actual
	case "lacks":
		return r.About + " has " + limit + " of " + r.Note + ", not " + actual
	case "one_warehouse":
		return r.About + " has everything (choice " + actual + " for the destination)"
	case "split":
		return "no warehouse has everything; " + r.Note + " have it together"
	case "rotation":
		return r.About + " comes from " + actual + " lots by the rule " + r.Note
	}
	return ""
}
