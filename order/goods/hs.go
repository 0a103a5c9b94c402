package goods

import (
	"strings"
	"unicode"
)

// HSWritten is an HS code by its digits alone, however it is written: "8518.22.00", "8518 22", and "851822.0", which a spreadsheet makes of
// a number.
func HSWritten(text string) string {
	code := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
			return -1
		}
		return r
	}, text)
	if whole, zeros, ok := strings.Cut(code, "."); ok && zeros != "" && len(whole) > len("8518") && allDigits(whole) && strings.Trim(zeros, "0") == "" {
		return whole
	}
	return strings.ReplaceAll(code, ".", "")
}

// HS tells what is wrong with an HS code, in words that follow it, and what to do; nothing of one that can be, or is not known.
func HS(hs string) (wrong, hint string) {
	if hs == "" {
		return "", ""
	}
	if n := len(hs); !allDigits(hs) || n < 6 || n > 10 || n == 7 {
		hint = "write its 6 digits, or the 8 to 10 of a tariff"
		if lost := zeroLost(hs); lost != "" {
			hint += "; a spreadsheet may have lost a zero: it may be " + lost
		}
		return "is not an HS code", hint
	}
	const chapters = "write the code that the goods have in chapters 01 to 97"
	switch hs[:2] { // World Customs Organization, Harmonized System 2022: chapter 77 is kept for later, 98 and 99 for national use
	case "00":
		return "is not an HS code: there is no chapter 00", chapters
	case "77":
		return "is not an HS code: chapter 77 is reserved, and holds no goods", chapters
	case "98", "99":
		return "names no goods abroad: each country has its own chapter " + hs[:2], chapters
	}
	return "", ""
}

// zeroLost is what a code of five or seven digits may have been before a zero was lost, at its beginning or at its end; empty: nothing.
func zeroLost(hs string) string {
	if len(hs) != 5 && len(hs) != 7 || !allDigits(hs) {
		return ""
	}
	var may []string
	for _, code := range []string{"0" + hs, hs + "0"} {
		if wrong, _ := HS(code); wrong == "" {
			may = append(may, code)
		}
	}
	return strings.Join(may, " or ")
}
