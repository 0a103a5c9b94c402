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
		return "the storefront says " + word + ": a part was sent, refunded or taken back, and the file does not say what is left", k.remedy(p)
	case shipping.Asked:
		message = "the buyer asks that it be called off"
		if p.Word != "" {
			message += ": " + word
		}
		return message, "call it off (crosslane orders cancel NUMBER --reason buyer), or, where the buyer keeps it, take it in again with false there, and no reason"
	case shipping.Contradicts:
		return "the file contradicts itself: it says " + word + " of the order, and that goods of it are to be sent", "look up at the storefront what is true, and send the order again with that alone"
	case shipping.NotKnown:
		if p.Word == "" {
			return "the file does not say whether it is to be sent", "put the word in, or name an empty one under " + key + " in the mapping: ship: [\"\"]"
		}
		return "what the storefront means by " + word + " is not known", "name the word under " + key + " in the mapping: " + strings.Join(k.Meanings, ", ")
	}
	return "", ""
}

// Request is the hold that a buyer's wish to call an order off comes to: a word that says whether there is one, with the reason behind
// it. The zero value where there is none; a reason for what is denied is a wish all the same.
func Request(text string) shipping.Hold {
	word, reason, _ := strings.Cut(text, " ")
	switch {
	case text == "" || No(text) || No(word) && (strings.TrimSpace(reason) == "" || No(reason)):
		return shipping.Hold{}
	case !Yes(word):
		reason = text
	}
	return shipping.Hold{Why: shipping.Asked, Word: reason}
}

// Refund is the hold that what was paid back comes to: an amount, or what a storefront tells of refunds; the zero value for none, and
// for amounts of zero.
func Refund(text string) shipping.Hold {
	if !strings.ContainsAny(text, "123456789") {
		return shipping.Hold{}
	}
	return shipping.Hold{Why: shipping.InPart, Word: text + paidBack}
}

// paidBack is how the word of what was paid back ends.
const paidBack = " was paid back"

// PaidBack reports whether a hold is one of what was paid back, see [Refund].
func PaidBack(h shipping.Hold) bool {
	return h.Why == shipping.InPart && strings.HasSuffix(h.Word, paidBack)
}

// remedy is what to do where a part is gone, and nobody says which: the column is the one that the problem names.
func (k Kind) remedy(p shipping.Hold) string {
	word := "write " + k.goes
	switch {
	case p.Note != "": // of a credit note: no column says it
		word = "leave the note out"
	case PaidBack(p):
		word = "write 0 in this column"
	case strings.Contains(p.Word, " ordered, "): // counts that contradict each other
		word = "write counts that agree"
	}
	return "say what is still to be sent: in a copy of the file keep every row of this order, write as the quantity how many of each are to go (0 where none is), " + word +
		", and import the copy: it counts until the storefront tells something new; or call it off: crosslane orders cancel NUMBER --reason buyer"
}

// Yes reports whether a word says yes, and no more.
func Yes(text string) bool {
	switch fold(text) {
	case "true", "yes", "1", "y", "t", "on", "ja", "oui", "wahr", "vrai", "vero", "はい", "是":
		return true
	}
	return false
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
