package tour

import (
	"strconv"

	"crosslane/fact"
	"crosslane/route"
)

// The rules by which a parcel of a depot is somebody's case.
const (
	RuleMissed = "no_tour"      // Actual mornings in a row no tour had room for it
	RuleTried  = "not_received" // Actual attempts failed
	RuleGone   = "no_depot"     // the Book has no depot About any more
)

var words = map[string]string{
	string(route.NoVehicle):    "the depot has no vehicle",
	string(route.NoSkill):      "the vehicle that has it on board is not there any more",
	string(route.NoRoad):       "no road leads there and back",
	string(route.TooLarge):     "it is larger or heavier than what any vehicle carries",
	string(route.OutOfHours):   "no vehicle can be there in its window and back in time",
	string(route.BeyondLimits): "it is beyond the limits of a tour",
	string(route.LockerFull):   "the locker has no compartment left of its size",
	string(route.NoRoom):       "the tours are full",
}

// Explain tells a reason of this package in words for people; empty for reasons of others.
func Explain(r fact.Reason) string {
	if r.Desk != "" && r.Desk != fact.TourDesk {
		return ""
	}
	switch r.Rule {
	case RuleMissed:
		return "on " + strconv.FormatInt(r.Actual, 10) + " mornings in a row no tour had room for it"
	case RuleTried:
		return strconv.FormatInt(r.Actual, 10) + " attempts to deliver it failed"
	case RuleGone:
		return "it lay at the depot " + r.About + ", which the Book does not have any more"
	case rulePlanner:
		return "the planner failed: " + r.Note
	}
	return words[r.Rule]
}
