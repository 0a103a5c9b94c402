package history

import "crosslane/shipping"

// Meaning is what an event says, before it is known on which part of the way: a milestone, or one of the words below, which the place
// decides.
type Meaning string

// The meanings that depend on the place, and on what went before.
const (
	Unknown          Meaning = ""          // not in the carrier's table
	Silent           Meaning = "silent"    // in the table, and no milestone: a photograph, a date, a payment
	HubIn            Meaning = "hub_in"    // arrived at, or was processed in, a building of the carrier
	HubOut           Meaning = "hub_out"   // left one
	Underway         Meaning = "under_way" // between two
	CustomsSubmitted Meaning = "customs_submitted"
	CustomsQuestion  Meaning = "customs_question" // customs ask for information
	CustomsHeld      Meaning = "customs_held"
	CustomsReleased  Meaning = "customs_released"
)

// Of is a milestone as a meaning.
func Of(m shipping.Milestone) Meaning { return Meaning(m) }

// fixed is the milestone of a meaning that does not depend on the place.
func (m Meaning) fixed() (shipping.Milestone, bool) {
	switch m {
	case Unknown, Silent, HubIn, HubOut, Underway, CustomsSubmitted, CustomsQuestion, CustomsHeld, CustomsReleased:
		return "", false
	}
	return shipping.Milestone(m), true
}

// customs reports whether the meaning speaks of customs.
func (m Meaning) customs() bool {
	return m == CustomsSubmitted || m == CustomsQuestion || m == CustomsHeld || m == CustomsReleased
}

// atCustoms is the milestone at the customs of the country that the parcel leaves, or of another.
func (m Meaning) atCustoms(export bool) shipping.Milestone {
	if export {
		switch m {
		case CustomsSubmitted:
			return shipping.ExportSubmitted
		case CustomsReleased:
			return shipping.ExportReleased
		}
		return shipping.ExportHeld
	}
	switch m {
	case CustomsSubmitted:
		return shipping.ImportSubmitted
	case CustomsQuestion:
		return shipping.ImportInfoRequired
	case CustomsReleased:
		return shipping.ImportReleased
	}
	return shipping.ImportHeld
}
