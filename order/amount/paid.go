package amount

import (
	"strings"
	"unicode"

	"crosslane/shipping"
)

// Paid tells of what a file has in a column of amounts that were paid back, or are outstanding, whether there is one, whatever its sign; and
// what is wrong with one that is neither an amount nor a text with one, in words that follow it. An empty text, brackets and dashes say that
// there is none.
func Paid(text string) (some bool, wrong string) {
	if strings.ContainsAny(text, "123456789") {
		return true, ""
	}
	if !strings.Contains(text, "0") {
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
			return false, noAmount
		}
		return false, ""
	}
	amount, sign := apart(text)
	if strings.Trim(amount, "0.,+-' ") != "" || sign != "" && !shipping.Currency(sign).Valid() && currencySigns[sign] == nil {
		return false, noAmount
	}
	return false, ""
}

const noAmount = "is not an amount of money"
