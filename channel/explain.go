package channel

import (
	"fmt"
	"strconv"
	"strings"

	"crosslane/fact"
	"crosslane/shipping"
)

// The rules of this desk. Those of eligibility compare Limit with Actual; Note is what they speak of.
const (
	ruleScore        = "score"         // takes the parcel, and scores no better than the last one kept
	ruleSameCarrier  = "same_carrier"  // scores better, and belongs to the primary's carrier
	ruleExpressFirst = "express_first" // scores better, and is not express
	ruleSwitchedOff  = "switched_off"  // Note is the trigger
	ruleExpires      = "expires"       // Note is the day on which a lot expires and that of arrival; Limit is for how many days it must be good
	ruleTried        = "tried"         // refused the parcel before, or was left by it

	RuleTrigger   = "trigger"    // About is the trigger, Note the condition that decided
	RuleNoChannel = "no_channel" // the Book has no channel About

	ruleWarehouse   = "warehouse"
	ruleLane        = "lane"
	ruleMarket      = "market"
	ruleTerritory   = "territory"   // Note is the territory, which the channel or its rate sheet does not name
	ruleNoPostcode  = "no_postcode" // without it the rate sheet has more than one price
	ruleNoZone      = "no_zone"
	ruleNoSheet     = "no_sheet"
	ruleSheetWeight = "sheet_weight"
	ruleNoExchange  = "no_exchange"
	ruleWeight      = "weight"
	ruleMinWeight   = "min_weight"
	ruleSmallWeight = "small_weight"
	ruleSide        = "side"
	ruleGirth       = "girth"
	ruleValue       = "value"
	ruleMinValue    = "min_value"
	ruleBatteries   = "batteries"
	ruleDangerous   = "dangerous"
	ruleHS          = "hs"
)

// SwitchedOff is why a parcel goes round a channel, or leaves it: a trigger keeps it off.
func SwitchedOff(id shipping.ChannelID, trigger string) fact.Reason {
	return fact.Reason{Desk: fact.ChannelDesk, Rule: ruleSwitchedOff, About: string(id), Note: trigger}
}

// Explain writes a reason of this desk as a clerk would note it: "parcel weighs 3.5 kg, the channel
// takes at most 2 kg". Amounts are written in the Book's base currency. Empty for the rules of others.
func Explain(r fact.Reason) string {
	if r.Desk != "" && r.Desk != fact.ChannelDesk {
		return ""
	}
	limit, actual := strconv.FormatInt(r.Limit, 10), strconv.FormatInt(r.Actual, 10)
	switch r.Rule {
	case ruleScore:
		return "takes the parcel, but scores " + actual + "; the last channel kept (" + r.Note + ") scores " + limit
	case ruleSameCarrier:
		return "takes the parcel, but belongs to " + r.Note + " like the primary; backups come from other carriers first"
	case ruleExpressFirst:
		return "takes the parcel, but goods of this value go by express first"
	case ruleSwitchedOff:
		return "switched off by the trigger \"" + r.Note + "\""
	case ruleExpires:
		return explainExpiry(r)
	case ruleTried:
		return "was tried before"
	case RuleTrigger:
		return "trigger \"" + r.About + "\": " + r.Note
	case RuleNoChannel:
		return "the Book has no such channel"
	}
	if s := explainWay(r); s != "" {
		return s
	}
	return explainParcel(r)
}

func explainExpiry(r fact.Reason) string {
	expires, arrives, _ := strings.Cut(r.Note, " ")
	text := "the lot expires on " + expires + ", and arrives by " + arrives
	if r.Limit > 0 {
		text += fmt.Sprintf("; it must be good for %d days at the door", r.Limit)
	}
	return text
}

func explainWay(r fact.Reason) string {
	switch r.Rule {
	case ruleWarehouse:
		return "the channel does not collect at warehouse " + r.Note
	case ruleLane:
		return "the channel does not go to " + r.Note
	case ruleMarket:
		return "this market does not use channels of the kind " + r.Note
	case ruleTerritory:
		return explainTerritory(shipping.Country(r.Note))
	case ruleNoPostcode:
		return "the price hangs on the postcode, and there is none"
	case ruleNoZone:
		return fmt.Sprintf("the rate sheet has no zone for postcode %q", r.Note)
	case ruleNoSheet:
		return "rate sheet " + r.Note + " does not hold on " + writtenDay(day(r.Actual))
	case ruleSheetWeight:
		return "chargeable weight is " + kilos(r.Actual) + ", the rate sheet ends at " + kilos(r.Limit)
	case ruleNoExchange:
		return "no exchange rate for " + r.Note + " holds on this day"
	}
	return ""
}

func explainTerritory(code shipping.Country) string {
	text := "the zones of this channel do not name " + code.PlaceName() + " (" + string(code) + ")"
	if t := shipping.TerritoryCoded(code); t != nil && t.Apart() {
		text += ", " + t.Why()
	}
	return text
}

func explainParcel(r fact.Reason) string {
	switch r.Rule {
	case ruleWeight:
		return "parcel weighs " + kilos(r.Actual) + ", the channel takes at most " + kilos(r.Limit)
	case ruleMinWeight:
		return "parcel weighs " + kilos(r.Actual) + ", the channel takes at least " + kilos(r.Limit)
	case ruleSmallWeight:
		return "parcel weighs " + kilos(r.Actual) + ", the postal kind is used up to " + kilos(r.Limit)
	case ruleSide:
		return "longest side is " + centimetres(r.Actual) + ", the channel takes at most " + centimetres(r.Limit)
	case ruleGirth:
		return "length plus girth is " + centimetres(r.Actual) + ", the channel takes at most " + centimetres(r.Limit)
	case ruleValue:
		return "goods are worth " + amount(r.Actual, r.Note) + ", the channel takes at most " + amount(r.Limit, r.Note)
	case ruleMinValue:
		return "goods are worth " + amount(r.Actual, r.Note) + ", the channel takes at least " + amount(r.Limit, r.Note)
	case ruleBatteries:
		return fmt.Sprintf("the channel does not take lithium cells carried as %q", r.Note)
	case ruleDangerous:
		return "the channel does not take dangerous goods"
	case ruleHS:
		return "the channel does not take goods of HS code " + r.Note
	}
	return ""
}

// kilos writes 3500 g as "3.5 kg", less than a kilogram in grams.
func kilos(grams int64) string { return scaled(grams, 1000, "kg", "g") }

// centimetres writes 605 mm as "60.5 cm".
func centimetres(mm int64) string { return scaled(mm, 10, "cm", "mm") }

func scaled(n, unit int64, large, small string) string {
	if n < unit {
		return strconv.FormatInt(n, 10) + " " + small
	}
	s := strconv.FormatInt(n/unit, 10)
	if rest := n % unit; rest != 0 {
		s += "." + strings.TrimRight(strconv.FormatInt(unit+rest, 10)[1:], "0")
	}
	return s + " " + large
}

func amount(minor int64, currency string) string {
	return shipping.Money{Amount: minor, Currency: shipping.Currency(currency)}.String()
}

func writtenDay(d day) string { return fmt.Sprintf("%04d-%02d-%02d", d/10000, d/100%100, d%100) }

// Refuses reports whether a reason is why a channel, which it is about, is not taken: not why a trigger switches.
func Refuses(r fact.Reason) bool { return r.Rule != RuleTrigger && Explain(r) != "" }

// DecidedBy is the part of the Book by which one of this desk's rules refuses a parcel: where to look for who means to change that.
// Empty for what no channel's own part decides.
func DecidedBy(rule string) string {
	switch rule {
	case ruleWeight, ruleMinWeight, ruleSide, ruleGirth, ruleValue, ruleMinValue, ruleBatteries, ruleDangerous:
		return "limits." + rule + " of the channel"
	case ruleHS:
		return "limits.no_hs of the channel"
	case ruleWarehouse:
		return "from of the channel"
	case ruleLane:
		return "to of the channel"
	case ruleTerritory, ruleNoPostcode, ruleNoZone:
		return "zones of its rate sheet"
	case ruleSheetWeight:
		return "breaks of its rate sheet"
	case ruleNoSheet:
		return "from and until of its rate sheet"
	case ruleNoExchange:
		return "fx"
	case ruleSmallWeight:
		return "policy.small_weight"
	case ruleMarket:
		return "avoid of the market"
	}
	return ""
}
