package channel

import (
	"fmt"
	"strconv"
	"strings"

	"crosslane/fact"
	"crosslane/shipping"
)

// Explain writes a reason of this desk as a clerk would note it: "parcel weighs 3.5 kg, the channel
// takes at most 2 kg". Amounts are written in the Book's base currency. Empty for the rules of others.
func Explain(r fact.Reason) string {
	limit, actual := strconv.FormatInt(r.Limit, 10), strconv.FormatInt(r.Actual, 10)
	switch r.Rule {
	case "score":
		return "takes the parcel, but scores " + actual + "; the last channel kept (" + r.Note + ") scores " + limit
	case "same_carrier":
		return "takes the parcel, but belongs to " + r.Note + " like the primary; backups come from other carriers first"
	case "express_first":
		return "takes the parcel, but goods of this value go by express first"
	case "switched_off":
		return "switched off by the trigger \"" + r.Note + "\""
	case "tried":
		return "was tried before"
	case "trigger":
		return "trigger \"" + r.About + "\": " + r.Note
	case "no_channel":
		return "the Book has no such channel"
	}
	if s := explainWay(r); s != "" {
		return s
	}
	return explainParcel(r)
}

func explainWay(r fact.Reason) string {
	switch r.Rule {
	case "warehouse":
		return "the channel does not collect at warehouse " + r.Note
	case "lane":
		return "the channel does not go to " + r.Note
	case "market":
		return "this market does not use channels of the kind " + r.Note
	case "no_zone":
		return fmt.Sprintf("the rate sheet has no zone for postcode %q", r.Note)
	case "no_sheet":
		return "rate sheet " + r.Note + " does not hold on " + writtenDay(day(r.Actual))
	case "sheet_weight":
		return "chargeable weight is " + kilos(r.Actual) + ", the rate sheet ends at " + kilos(r.Limit)
	case "no_exchange":
		return "no exchange rate for " + r.Note + " holds on this day"
	}
	return ""
}

func explainParcel(r fact.Reason) string {
	switch r.Rule {
	case "weight":
		return "parcel weighs " + kilos(r.Actual) + ", the channel takes at most " + kilos(r.Limit)
	case "min_weight":
		return "parcel weighs " + kilos(r.Actual) + ", the channel takes at least " + kilos(r.Limit)
	case "small_weight":
		return "parcel weighs " + kilos(r.Actual) + ", the postal kind is used up to " + kilos(r.Limit)
	case "side":
		return "longest side is " + centimetres(r.Actual) + ", the channel takes at most " + centimetres(r.Limit)
	case "girth":
		return "length plus girth is " + centimetres(r.Actual) + ", the channel takes at most " + centimetres(r.Limit)
	case "value":
		return "goods are worth " + amount(r.Actual, r.Note) + ", the channel takes at most " + amount(r.Limit, r.Note)
	case "min_value":
		return "goods are worth " + amount(r.Actual, r.Note) + ", the channel takes at least " + amount(r.Limit, r.Note)
	case "batteries":
		return fmt.Sprintf("the channel does not take lithium cells carried as %q", r.Note)
	case "dangerous":
		return "the channel does not take dangerous goods"
	case "hs":
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
