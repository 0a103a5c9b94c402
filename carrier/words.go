package carrier

import (
	"slices"
	"strings"

	"crosslane/shipping"
	"crosslane/tracking"
)

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
