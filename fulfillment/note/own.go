package note

import (
	"strconv"

	"crosslane/fact"
	"crosslane/fulfillment"
	"crosslane/shipping"
	"crosslane/tracking"
)

// ownWords are for the reasons of fulfillment itself; empty for those of the desks.
func ownWords(r fact.Reason) string {
	if r.Desk != "" && r.Desk != fact.FulfillmentDesk {
		return ""
	}
	switch r.Rule {
	case fulfillment.RuleLastRefusal:
		return r.About + " was the last channel, and does not take it: " + r.Note
	case fulfillment.RulePromisedMore:
		return strconv.FormatInt(r.Actual, 10) + " more are promised of " + r.About + " than lie there"
	case fulfillment.RuleVoidAndMoving:
		return "its label is void, and it moves all the same: " + tracking.MilestoneName(shipping.Milestone(r.About))
	case fulfillment.RuleBefell:
		return befell(shipping.Milestone(r.About))
	case fulfillment.RuleCalledOff:
		return "it was called off, and moves all the same: " + tracking.MilestoneName(shipping.Milestone(r.About))
	case fulfillment.RuleTooLate:
		where := ""
		if m := shipping.Milestone(r.About); tracking.InHand(m) { // else it was handed over, and not heard of yet
			where = " (" + tracking.MilestoneName(m) + ")"
		}
		return "the order was cancelled, and the parcel has left" + where + ": have the carrier stop it, or the buyer return it"
	case fulfillment.RuleNoWay, fulfillment.RuleNumberTaken, fulfillment.RuleUnusableAnswer:
		return r.About + ": " + r.Note
	case fulfillment.RuleNoCarton:
		text := "no carton of the Book takes " + r.About + " (" + r.Note + "): "
		if r.Limit == 1 {
			return text + "it travels as it is"
		}
		return text + strconv.FormatInt(r.Limit, 10) + " of it leave as they are, in " + strconv.FormatInt(r.Actual, 10) + " parcel" + map[bool]string{true: "s"}[r.Actual > 1]
	case fulfillment.RuleGaveWay:
		return strconv.FormatInt(r.Actual, 10) + " x " + r.About + " that were promised to the order are not at " + r.Note + ": it waits for others"
	case fulfillment.RuleInOnePiece:
		return "the order is to leave in one piece, and no channel takes " + r.About + " from " + r.Note
	case fulfillment.RuleHeldBack:
		return "parcel " + r.About + " is held back: call the order off while it is at the warehouse, or close this case to let it go without the rest"
	case fulfillment.RuleGoneAhead:
		return "parcel " + r.About + " has left: send the rest another way, or call the order off and have it brought back"
	case fulfillment.RuleRetold:
		return "the storefront tells it otherwise now: " + r.Note
	case fulfillment.RuleCancelRefused:
		return r.About + " does not void the label: " + r.Note
	}
	return ""
}

// befell tells what became of a parcel, and what is to be done about it.
func befell(m shipping.Milestone) string {
	text := tracking.MilestoneName(m) + ": "
	switch m {
	case shipping.DeclaredLost, shipping.Destroyed:
		return text + "claim it from the carrier, and refund the buyer or send it again"
	case shipping.BackWithSender:
		return text + "look at the goods, take them into stock or scrap them, and refund the buyer or send it again"
	case shipping.Damaged:
		return text + "claim it from the carrier, and ask the buyer how it arrives"
	case shipping.CustomsRefused:
		return text + "have the carrier bring it back, or give customs what they lack"
	}
	return text + "ask the carrier why, and send it again or refund the buyer"
}
