package inventory

import (
	"crosslane/fact"
)

// The rules by which stock is found, or is not.
const (
	ruleStockShort   = "stock_short"   // Limit of About are free, Actual are wanted
	ruleOutOfReach   = "out_of_reach"  // Actual of About are free from where no channel goes to the destination
	ruleExpired      = "expired"       // Actual of About may not leave any more
	ruleShelfLife    = "shelf_life"    // Actual of About would not be good for Limit days at the door
	ruleInLine       = "in_line"       // Limit of About are left by the orders that came before
	ruleNoWarehouse  = "no_warehouse"  // none has a channel to About
	ruleWaitComplete = "wait_complete" // About comes closest, and lacks Actual
	ruleLacks        = "lacks"         // About has Limit of Note, and not Actual
	ruleOneWarehouse = "one_warehouse" // About has everything, and is the Actual choice
	ruleSplit        = "split"         // About ships with the others of Note
	ruleRotation     = "rotation"      // About comes from Actual lots by the rule Note
)

// Explain writes a reason of this desk as a clerk would note it. Empty for the rules of others.
func Explain(r fact.Reason) string {
	if r.Desk != "" && r.Desk != fact.InventoryDesk {
		return ""
	}
	switch r.Rule {
	case ruleSameCountry:
		return r.About + " lies in " + r.Note + " itself"
	case ruleOverseas:
		return r.About + " is the overseas warehouse for " + r.Note
	case ruleOrigin:
		return r.About + " is a home warehouse"
	case ruleElsewhere:
		return r.About + " lies in another market"
	case ruleNoLane:
		return "no channel goes from " + r.About + " to " + r.Note
	}
	return explainStock(r)
}

func explainStock(r fact.Reason) string {
	limit, actual := number(r.Limit), number(r.Actual)
	switch r.Rule {
	case ruleStockShort:
		return actual + " of " + r.About + " wanted, " + limit + " free"
	case ruleOutOfReach:
		return actual + " of " + r.About + " lie free in warehouses from which no channel goes there"
	case ruleExpired:
		return actual + " of " + r.About + " are expired and not picked"
	case ruleShelfLife:
		if r.Limit == 0 {
			return actual + " of " + r.About + " would expire under way and are not picked"
		}
		return actual + " of " + r.About + " would not be good for " + limit + " days at the door and are not picked"
	case ruleInLine:
		return actual + " of " + r.About + " wanted, " + limit + " left by the orders that came before"
	case ruleNoWarehouse:
		return "no warehouse has a channel to " + r.About
	case ruleWaitComplete:
		return "the order ships complete or not at all; " + r.About + " comes closest and lacks " + actual
	case ruleLacks:
		return r.About + " has " + limit + " of " + r.Note + ", not " + actual
	case ruleOneWarehouse:
		return r.About + " has everything (choice " + actual + " for the destination)"
	case ruleSplit:
		return "no warehouse has everything; " + r.Note + " have it together"
	case ruleRotation:
		return r.About + " comes from " + actual + " lots or places by the rule " + r.Note
	}
	return ""
}
