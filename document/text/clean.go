package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// clean writes a text in composed form, with single blanks, without signs that have no shape: controls, and marks of
// direction, by which a text could be made to read as another.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cc, r):
			return ' '
		case joins(r):
			return r
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, string(unicode.ReplacementChar)))
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// joins reports whether a sign without a shape says how its neighbours join.
func joins(r rune) bool { return r == '\u200c' || r == '\u200d' }

// rightToLeft reports whether a text begins, with its first letter, from the right (Unicode Bidirectional Algorithm, P2).
func rightToLeft(s string) bool {
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		switch p.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}
