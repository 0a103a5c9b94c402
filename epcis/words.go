package epcis

import (
	"slices"
	"strings"

	"crosslane/shipping"
)

// word is what a milestone is called in the vocabulary.
type word struct {
	milestone         shipping.Milestone
	step, disposition string
	// alone tells that the two words alone say the milestone, by whomever they are said. Else several milestones share them, or they say less.
	alone bool
}

// words are the milestones in the words of CBV 2.0 (business steps 7.1, dispositions 7.2; read in GS1's schema of 16 May 2023), in the order of travel.
var words = [...]word{
	{shipping.LabelCreated, "commissioning", "active", true},
	{shipping.PickedUp, "accepting", "in_progress", false}, // delivery is told by the same words
	{shipping.DroppedOff, "shipping", "in_transit", true},
	{shipping.OriginHubIn, "arriving", "in_transit", false},
	{shipping.OriginHubOut, "departing", "in_transit", false},
	{shipping.ExportSubmitted, "inspecting", "in_progress", false},
	{shipping.ExportHeld, "holding", "unavailable", false},
	{shipping.ExportReleased, "other", "in_progress", false},
	{shipping.ExportCancelled, "void_shipping", "", false},
	{shipping.HandedToLinehaul, "loading", "in_transit", true},
	{shipping.DepartedOrigin, "departing", "in_transit", false},
	{shipping.TransitIn, "arriving", "in_transit", true},
	{shipping.TransitOut, "departing", "in_transit", true},
	{shipping.ArrivedDestination, "arriving", "in_transit", false},
	{shipping.HeldByOperator, "holding", "unavailable", true},
	{shipping.ImportSubmitted, "inspecting", "in_progress", false},
	{shipping.ImportInfoRequired, "holding", "unavailable", false},
	{shipping.DutyDue, "holding", "unavailable", false},
	{shipping.ImportHeld, "holding", "unavailable", false},
	{shipping.ImportReleased, "other", "in_progress", false},
	{shipping.CustomsRefused, "holding", "non_sellable_other", false},
	{shipping.LeftImportOffice, "departing", "in_transit", false},
	{shipping.HandedToLastMile, "accepting", "in_transit", false},
	{shipping.Sorted, "arriving", "in_transit", false},
	{shipping.AtDeliveryOffice, "arriving", "in_transit", false},
	{shipping.WithCourier, "departing", "in_transit", false},
	{shipping.DeliveryFailed, "other", "in_progress", false},
	{shipping.AwaitingPickup, "storing", "available", true},
	{shipping.PickupExpired, "holding", "unavailable", false},
	{shipping.DeliveredMilestone, "accepting", "in_progress", false}, // retail_selling is the sale
	{shipping.Delayed, "transporting", "in_transit", false},
	{shipping.Redirected, "transporting", "in_transit", false},
	{shipping.Damaged, "inspecting", "damaged", true},
	{shipping.DeclaredLost, "other", "unknown", false},
	{shipping.Destroyed, "destroying", "destroyed", true},
	{shipping.ReturnStarted, "shipping", "returned", true},
	{shipping.ReturnTransit, "departing", "returned", true},
	{shipping.ReturnCustoms, "inspecting", "returned", true},
	{shipping.BackWithSender, "receiving", "returned", true},
	{shipping.VoidedMilestone, "void_shipping", "", true},
}

// Words are what a milestone is called in the vocabulary: its business step, and the disposition, which may be empty. It is not ok for one
// that says nothing, such as Unmapped.
func Words(m shipping.Milestone) (step, disposition string, ok bool) {
	for i := range words {
		if words[i].milestone == m {
			return words[i].step, words[i].disposition, true
		}
	}
	return "", "", false
}

// Meant is the milestone that a business step and a disposition say by themselves; Unmapped where they leave it open. Whoever
// says that a parcel moves, and no disposition, means that it is in transit.
func Meant(step, disposition string) shipping.Milestone {
	if disposition == "" && slices.Contains([]string{"arriving", "departing", "loading", "shipping"}, step) {
		disposition = "in_transit"
	}
	for i := range words {
		if w := &words[i]; w.alone && w.step == step && w.disposition == disposition {
			return w.milestone
		}
	}
	if step == "encoding" && disposition == "encoded" { // a parcel's further label
		return shipping.LabelCreated
	}
	return shipping.Unmapped
}

// stays are the business steps behind which a parcel is where it was read.
var stays = []string{"arriving", "commissioning", "encoding", "holding", "inspecting", "receiving", "storing"}

// doors are the milestones of which no place is told: where they happen is where somebody lives, or near.
var doors = []shipping.Milestone{shipping.WithCourier, shipping.DeliveryFailed, shipping.AwaitingPickup, shipping.PickupExpired, shipping.DeliveredMilestone, shipping.Redirected}

// The ways in which words of the vocabulary are written besides the plain one, by what they are words of.
var (
	stepForms        = []string{"https://ref.gs1.org/cbv/BizStep-", "http://ns.gs1.org/cbv/BizStep-", "https://ns.gs1.org/cbv/BizStep-", "urn:epcglobal:cbv:bizstep:", "cbv:BizStep-"}
	dispositionForms = []string{"https://ref.gs1.org/cbv/Disp-", "http://ns.gs1.org/cbv/Disp-", "https://ns.gs1.org/cbv/Disp-", "urn:epcglobal:cbv:disp:", "cbv:Disp-"}
	transactionForms = []string{"https://ref.gs1.org/cbv/BTT-", "http://ns.gs1.org/cbv/BTT-", "https://ns.gs1.org/cbv/BTT-", "urn:epcglobal:cbv:btt:", "cbv:BTT-"}
)

// plain is a word of the vocabulary without the form in which it was written.
func plain(text string, forms []string) string {
	for _, form := range forms {
		if word, is := strings.CutPrefix(text, form); is {
			return word
		}
	}
	return text
}
