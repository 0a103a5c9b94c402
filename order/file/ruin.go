package file

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// What spreadsheets make of numbers and names: a long number in powers of ten, with decimals or thousands; a day or an hour of what
// reads like one (MAR1, 10-12, 12:30); a word for yes or no.
var (
	scientific = regexp.MustCompile(`^[0-9]([.,][0-9]+)?[eE]\+[0-9]+$`)
	decimals   = regexp.MustCompile(`^[0-9]+[.,]0+$`)
	thousands  = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+$`)
	dayOrHour  = regexp.MustCompile(`^([0-9]{1,2}[-. ](` + months + `)|(` + months + `)[-. ][0-9]{1,2}|[0-9]{1,2}-(` + months + `)-([0-9]{2}|[0-9]{4})|` +
		`[0-9]{1,2}\.[0-9]{1,2}\.(19|20)[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/((19|20)[0-9]{2}|[0-9]{2})|(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}(:[0-9]{2})?)?|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)$`)
)

// yesOrNo are words that spreadsheets write for yes and no.
var yesOrNo = strings.Fields("TRUE FALSE WAHR FALSCH VRAI FAUX VERO FALSO VERDADERO")

// months are as spreadsheets shorten them, in English, German, French, Italian and Spanish.
const months = `Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mrz|Mai|Okt|Dez|janv|févr|avr|juil|août|gen|mag|giu|lug|ago|set|ott|dic|ene|abr`

// Ruin tells, of a number or SKU, what a spreadsheet made of it, in words that follow the text; empty: it is whole.
func Ruin(text string) string {
	switch {
	case Spreadsheet(text):
		return "is what a spreadsheet writes where it cannot calculate or show a cell"
	case slices.Contains(yesOrNo, text):
		return "is a yes or no, as a spreadsheet makes of a word"
	case whole(text):
		return ""
	case scientific.MatchString(text):
		return "is a number as a spreadsheet shortens it"
	case decimals.MatchString(text), thousands.MatchString(text):
		return "is a number as a spreadsheet writes it, with decimals or thousands"
	case dayOrHour.MatchString(text):
		return "is a day or an hour, as a spreadsheet makes of a number"
	}
	return ""
}

// whole reports whether a text, as most are, is digits alone, or begins with neither a digit nor a month: no spreadsheet made it.
func whole(text string) bool {
	if begins := strings.IndexAny(text, "0123456789"); begins == 0 {
		return strings.Trim(text, "0123456789") == ""
	}
	return !slices.Contains(monthNames, text[:max(0, strings.IndexAny(text, "-. "))])
}

var monthNames = strings.Split(months, "|")

// blanks are words for no reference at all, in lower case, beside what programs write where they have no value.
var blanks = strings.Fields("none no nil na null nan unknown undefined tbd tba tbc todo xxx keine kein ohne sans ninguno nessuno")

// Nameless tells why a reference names no paper, in words that follow it: each delivery would bear it, or a spreadsheet ruined
// it. Empty: it names one, or is empty.
func Nameless(reference string) string {
	if what := Ruin(reference); what != "" {
		return what
	}
	low := strings.ToLower(strings.TrimSpace(reference))
	if low == "" {
		return ""
	}
	mute := strings.IndexFunc(low, func(r rune) bool { return r != '0' && (unicode.IsLetter(r) || unicode.IsDigit(r)) }) < 0
	if mute || Void(low) || slices.Contains(blanks, low) {
		return "names no paper"
	}
	return ""
}
