// Package former reads what facts of earlier programs told in words alone, and what is decided by. Words that are written today decide
// nothing.
package former

import (
	"strings"

	"crosslane/shipping"
)

// Lack is what an order lacked that was held for one problem, as fact.Lack has it; empty: somebody had to mend it.
func Lack(problem string) string {
	switch {
	case strings.HasPrefix(problem, "no channel goes to "):
		return "lane"
	case strings.HasPrefix(problem, "no channel takes "), strings.HasPrefix(problem, "stock of "):
		return "channel"
	}
	return ""
}

// CalledOffFor is what an order was called off for, as fact.CalledOffFor has it; empty: nothing goes by it.
func CalledOffFor(why string) string {
	switch {
	case strings.HasPrefix(why, "called off by the storefront"):
		return "storefront"
	case strings.HasPrefix(why, "the order came in again with another date, as "):
		return "new_date"
	}
	return ""
}

// Note is the number of the credit note for which an order was held; empty: it was held for none.
func Note(h shipping.Hold) string {
	note, credits := strings.CutPrefix(h.Word, "credited in part by ")
	if !credits || h.Why != shipping.InPart {
		return ""
	}
	note, _, _ = strings.Cut(note, ", ")
	return note
}
