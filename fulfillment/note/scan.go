package note

import (
	"cmp"
	"fmt"
	"strings"

	"crosslane/fact"
	"crosslane/shipping"
)

// tellScan tells what a carrier reported.
func tellScan(s *fact.Scan) string {
	onward := ", under the number " + s.Leg.Number + " of " + cmp.Or(s.Leg.Carrier, "another carrier")
	if s.NumberAlone() {
		return cmp.Or(string(s.Carrier), "Somebody") + " told that it goes on" + onward + "."
	}
	text := fmt.Sprintf("%s reported %s", s.Carrier, s.Code)
	if s.Place.City != "" {
		text += " in " + s.Place.City
	}
	if s.Leg.Number != "" {
		text += onward
	}
	if s.Reason != "" {
		text += " (" + strings.ReplaceAll(s.Reason, "_", " ") + ")"
	}
	if s.Said != "" {
		text += ", dated " + strings.Replace(s.Said, "T", " at ", 1) + " there"
	}
	if s.Back {
		text += ", on the way back"
	}
	switch {
	case s.Milestone == shipping.Unmapped && s.Noted == fact.Silent:
		return text + "; that is no step of the way."
	case s.Milestone == shipping.Unmapped && s.Noted == fact.Unread:
		return text + "; it could not be read, or cannot have happened when it says, so it is kept as it is."
	case s.Milestone == shipping.Unmapped:
		return text + "; nobody knows what that means, so it is kept as it is."
	}
	return text + "."
}

// tellNumbered tells under which further numbers a parcel travels.
func tellNumbered(b *fact.ParcelNumbered) string {
	list := make([]string, len(b.Onward))
	for i, n := range b.Onward {
		list[i] = n.Number + " of " + cmp.Or(n.Carrier, "a carrier that was not named")
	}
	return "Travels under the number " + strings.Join(list, " and ") + ", too."
}

// toldBy tells who told a milestone, where that is not the parcel's own carrier.
func toldBy(by shipping.CarrierID) string {
	if by == "" {
		return ""
	}
	return ", told by " + string(by)
}
