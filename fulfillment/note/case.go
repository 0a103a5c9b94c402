package note

import (
	"maps"
	"slices"
	"strings"

	"crosslane/fact"
)

// caseKinds are the words for what a case is about.
var caseKinds = map[string]string{
	fact.CaseStuck: "no channel left", fact.CaseSwitch: "channel switched", fact.CaseHandover: "not handed over",
	fact.CaseDepart: "not departed", fact.CaseArrive: "not arrived", fact.CaseLeg: "leg takes too long",
	fact.CaseSilence: "no news", fact.CaseHeld: "held by customs", fact.CaseAtRisk: "promise at risk",
	fact.CasePromise: "promise missed", fact.CasePickup: "not picked up", fact.CaseCalledOff: "moves though called off",
	fact.CaseTour: "on no tour", fact.CaseVoidAndMoving: "moves without a label", fact.CaseCancelRefused: "label not voided",
	fact.CaseLost: "lost", fact.CaseDestroyed: "destroyed", fact.CaseReturned: "back with the sender", fact.CaseDamaged: "damaged",
	fact.CaseRefused: "refused by customs", fact.CaseVoided: "called off by the carrier",
	fact.CaseStockShort: "less stock than promised", fact.CaseRetold: "order told otherwise",
	fact.CaseNoWay: "carrier out of reach", fact.CaseNumberTaken: "waybill of another parcel", fact.CaseUnusableAnswer: "answer cannot be used",
}

// CaseKinds are the kinds of which cases are opened, by name.
func CaseKinds() []string { return slices.Sorted(maps.Keys(caseKinds)) }

// CaseKind is a kind of case in the words by which every page and command calls it.
func CaseKind(what string) string {
	if word, ok := caseKinds[what]; ok {
		return word
	}
	return strings.ReplaceAll(what, "_", " ")
}

// CaseKindNamed is the kind that is called so, by its name or in words; what it was given where there is none.
func CaseKindNamed(text string) string {
	for name, word := range caseKinds {
		if strings.EqualFold(text, word) {
			return name
		}
	}
	return text
}

// said is a carrier's answer: its code, and its words.
func said(code, message string) string {
	if code == "" {
		return message
	}
	return code + ": " + message
}
