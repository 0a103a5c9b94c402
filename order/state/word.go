package state

import (
	"strings"

	"crosslane/shipping"
)

// Why tells why a storefront's word keeps something back, and what to do; nothing where it does not. Key is where a mapping names such words.
func (k Kind) Why(p shipping.Hold, key string) (message, hint string) {
	word := "\"" + p.Word + "\""
	if len(p.Word) > 80 {
		word = "\"" + strings.ToValidUTF8(p.Word[:80], "") + "...\""
	}
	switch p.Why {
	case shipping.Waits:
		if p.Word == "" {
			return "the storefront does not say yet that it is to be sent", "it goes on when it comes in again with a word there"
		}
		return "the storefront says " + word + ": it is not to be sent yet", "it goes on when it comes in again with another word"
	case shipping.InPart:
		return "the storefront says " + word + ": a part was sent, refunded or taken back, and the file does not say what is left", "put in what is still to be sent, with a word that lets it go"
	case shipping.NotKnown:
		if p.Word == "" {
			return "the file does not say whether it is to be sent", "put the word in, or name an empty one under " + key + " in the mapping: ship: [\"\"]"
		}
		return "what the storefront means by " + word + " is not known", "name the word under " + key + " in the mapping: " + strings.Join(k.Meanings, ", ")
	}
	return "", ""
}

// Untouchable reports whether a kind of goods is none that can be sent.
func Untouchable(kind string) bool {
	switch fold(kind) {
	case "virtual", "downloadable", "digital":
		return true
	}
	return false
}

// No reports whether a word says no, or that there is nothing.
func No(text string) bool {
	switch fold(text) {
	case "false", "no", "0", "0.0", "n", "f", "off", "-", "--", "null", "none", "nil", "n/a", "nan", "nein", "non", "falsch", "faux", "falso", "onwaar", "fałsz", "falskt", "falsk", "ложь", "いいえ", "否":
		return true
	}
	return false
}
