package order

import (
	"strings"

	"crosslane/shipping"
)

// asks reports whether the word of a state counts: the file is said to have a column of it, or there is one.
func (m *Mapping) asks(f field, word string) bool { return len(m.columns[f]) > 0 || word != "" }

// checkHold says why the storefront's word keeps something back.
func checkHold(p shipping.Hold, key string, meanings []string) *wrong {
	word := quote(p.Word)
	switch p.Why {
	case shipping.Waits:
		return &wrong{"the storefront says " + word + ": it is not to be sent yet", "it goes on when it comes in again with another word"}
	case shipping.InPart:
		return &wrong{"the storefront says " + word + ": a part was sent, refunded or taken back, and the file does not say what is left", "put in what is still to be sent, with a word that lets it go"}
	case shipping.NotKnown:
		if p.Word == "" {
			return &wrong{"the file does not say whether it is to be sent", "put the word in, or name an empty one under " + key + " in the mapping: ship: [\"\"]"}
		}
		return &wrong{"what the storefront means by " + word + " is not known", "name the word under " + key + " in the mapping: " + strings.Join(meanings, ", ")}
	}
	return nil
}
