package rehearsal

import (
	"fmt"

	"crosslane/channel"
	"crosslane/fact"
	"crosslane/inventory"
	"crosslane/shipping"
)

// own are the reasons of this room; they are shown, and never recorded.
const own fact.Desk = "rehearsal"

// whyElsewhere is the first reason for which a parcel goes another way by the other Book.
func whyElsewhere(t *telling, was, is *way) fact.Reason {
	switch {
	case is.plan.Warehouse == "" && t.stage == fact.StageWaiting:
		return fact.Reason{Desk: own, Rule: "waits"}
	case is.plan.Warehouse == "":
		return fact.Reason{Desk: own, Rule: "fewer"}
	case was.plan.Warehouse == "":
		return fact.Reason{Desk: own, Rule: "more", About: string(is.plan.Warehouse)}
	case was.plan.Warehouse != is.plan.Warehouse:
		return whyWarehouse(was.plan.Warehouse, is)
	case is.chosen == nil:
		return fact.Reason{Desk: own, Rule: "no_way"}
	case was.chosen == nil:
		return fact.Reason{Desk: own, Rule: "a_way", About: string(is.chosen.Primary.Channel)}
	case was.chosen.Primary.Channel != is.chosen.Primary.Channel:
		return whyChannel(was.chosen.Primary.Channel, is.chosen)
	}
	return fact.Reason{Desk: own, Rule: "box", About: is.plan.Carton, Note: was.plan.Carton}
}

// whyWarehouse finds what was said about the recorded warehouse, else about the one that ships now.
func whyWarehouse(was shipping.WarehouseID, is *way) fact.Reason {
	for _, about := range []shipping.WarehouseID{was, is.plan.Warehouse} {
		for _, r := range is.why {
			if r.About == string(about) && inventory.Explain(r) != "" {
				return r
			}
		}
	}
	return fact.Reason{Desk: own, Rule: "other_warehouse", About: string(is.plan.Warehouse), Note: string(was)}
}

// whyChannel finds what the other Book says of the recorded channel.
func whyChannel(was shipping.ChannelID, is *fact.ChannelChosen) fact.Reason {
	for _, r := range is.Refused {
		if r.About == string(was) {
			return r
		}
	}
	if o := optionOf(is, was); o.Channel != "" {
		return fact.Reason{Desk: own, Rule: "scores_less", About: string(was), Limit: is.Primary.Score, Actual: o.Score, Note: string(is.Primary.Channel)}
	}
	return fact.Reason{Desk: fact.ChannelDesk, Rule: channel.RuleNoChannel, About: string(was)}
}

// Explain writes a reason of this room, or of the desks that it asks, as a clerk would note it.
func Explain(r fact.Reason) string {
	if r.Desk == own {
		return explainOwn(r)
	}
	if text := channel.Explain(r); text != "" {
		return r.About + ": " + text
	}
	return inventory.Explain(r)
}

func explainOwn(r fact.Reason) string {
	switch r.Rule {
	case "waits":
		return "the order waits for stock"
	case "fewer":
		return "the order leaves in fewer parcels"
	case "more":
		return "the parcel is there by the other Book alone, from " + r.About
	case "no_way":
		return "no channel takes it"
	case "a_way":
		return "no channel took it; " + r.About + " does"
	case "box":
		return "packed in " + box(r.About) + " instead of " + box(r.Note)
	case "other_warehouse":
		return r.About + " serves it instead of " + r.Note
	case "scores_less":
		return fmt.Sprintf("%s scores %d, %s scores %d and goes first", r.About, r.Actual, r.Note, r.Limit)
	}
	return ""
}

func box(name string) string {
	if name == "" {
		return "no carton"
	}
	return name
}
