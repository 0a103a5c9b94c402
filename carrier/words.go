package carrier

import (
	"slices"
	"strings"

	"crosslane/shipping"
	"crosslane/tracking"
)

// plainWords are what people write for a milestone, besides its own word.
var plainWords = map[string]shipping.Milestone{
	"announced": shipping.LabelCreated, "label_printed": shipping.LabelCreated,
	"handed_over": shipping.PickedUp, "collected": shipping.PickedUp, "pickup": shipping.PickedUp, "accepted": shipping.PickedUp,
	"handed_in": shipping.DroppedOff, "posted": shipping.DroppedOff,
	"departed": shipping.DepartedOrigin, "departed_origin_country": shipping.DepartedOrigin, "shipped": shipping.DepartedOrigin,
	"arrived": shipping.ArrivedDestination, "arrived_destination_country": shipping.ArrivedDestination,
	"transit": shipping.TransitIn, "export_customs": shipping.ExportSubmitted, "export_cleared": shipping.ExportReleased,
	"customs": shipping.ImportSubmitted, "import_customs": shipping.ImportSubmitted, "in_customs": shipping.ImportSubmitted,
	"customs_held": shipping.ImportHeld, "held_by_customs": shipping.ImportHeld,
	"customs_cleared": shipping.ImportReleased, "customs_released": shipping.ImportReleased, "cleared": shipping.ImportReleased,
	"refused_by_customs": shipping.CustomsRefused, "out_for_delivery": shipping.WithCourier,
	"at_delivery_office": shipping.AtDeliveryOffice, "delivery_attempted": shipping.DeliveryFailed, "attempt_failed": shipping.DeliveryFailed,
	"ready_for_pickup": shipping.AwaitingPickup, "not_picked_up": shipping.PickupExpired,
	"lost": shipping.DeclaredLost, "damage": shipping.Damaged, "delay": shipping.Delayed,
	"returning": shipping.ReturnStarted, "return": shipping.ReturnStarted, "returned": shipping.BackWithSender, "returned_to_sender": shipping.BackWithSender,
	"cancelled": shipping.VoidedMilestone,
}

// MilestoneNamed reads the word for a milestone in any case, with blanks, hyphens or underscores: its own, such as
// "arrived_destination", or a plain one, such as "arrived". It is not ok for a word that it does not know.
func MilestoneNamed(word string) (m shipping.Milestone, ok bool) {
	key := folded(word)
	if m, ok := plainWords[key]; ok {
		return m, true
	}
	m = shipping.Milestone(key)
	return m, m != shipping.Unmapped && slices.Contains(tracking.Milestones(), m)
}

// MilestoneWords lists the words that MilestoneNamed reads: first the milestones' own in the order of travel, then the plain ones.
func MilestoneWords() []string {
	var own, plain []string
	for _, m := range tracking.Milestones() {
		own = append(own, string(m))
	}
	for word := range plainWords {
		plain = append(plain, word)
	}
	slices.Sort(plain)
	return append(own, plain...)
}

// folded writes a word in lower case, its parts joined by underscores.
func folded(word string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(word), func(r rune) bool {
		return r == ' ' || r == '-' || r == '_' || r == '\u00a0' || r == '\t'
	}), "_")
}
