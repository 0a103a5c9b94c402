// Package addressee answers the question: do a recipient, a company, a street and a city, as they are written, name somebody and some place? What stands
// for nobody, and what points elsewhere, is doubted and not refused: there are people called Null.
package addressee

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"crosslane/order/file"
	"crosslane/shipping"
)

// nobody are words that programs and people write where there is no name, in lower case.
var nobody = []string{"none", "no", "name", "noname", "null", "nil", "na", "n/a", "n.a", "nan", "undefined", "unknown", "unnamed", "anonymous", "anonym", "anonymized", "anonymised", "redacted", "removed", "deleted",
	"hidden", "withheld", "private", "confidential", "blank", "empty", "tbd", "tba", "tbc", "todo", "xx", "xxx", "xxxx", "customer", "guest", "buyer", "client", "recipient", "addressee", "user", "not", "provided", "given", "available", "applicable",
	"test", "tester", "testing", "dummy", "asdf", "qwerty", "unbekannt", "keine", "kein", "ohne", "kunde", "gast", "empfänger", "inconnu", "sans", "nom", "anonyme", "client", "desconocido", "sin", "nombre", "sconosciuto", "nessuno", "onbekend", "geen", "naam", "匿名", "不明", "無名"}

// mail is an e-mail address, and nothing else.
var mail = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)

// wordsOf are the words of a name, in lower case, without the signs around them.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), between)
	for i := range words {
		words[i] = strings.Trim(words[i], ".'\"")
	}
	return words
}

// between reports whether a sign stands between the words of a name.
func between(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-_[](){}<>*,;:!?", r) }

// standsIn reports whether a text is made of words that stand for nothing, and of none of those that are real all the same. What programs write where they
// have no value (N/A) is told as that.
func standsIn(text string, but ...string) bool {
	some := false
	for w := range strings.FieldsFuncSeq(text, between) {
		w = strings.Trim(w, ".'\"")
		same := func(known string) bool { return strings.EqualFold(known, w) }
		if some = true; !same("x") && !slices.ContainsFunc(nobody, same) || slices.ContainsFunc(but, same) {
			return false // as mostly the first word tells
		}
	}
	return some && !file.Void(text)
}

// Doubt is a part of an address, by the name of its column, that may stand for none, and why.
type Doubt struct{ Part, Why string }

// Doubts are the parts of an address that may stand for none. A company alone is looked at as a recipient is.
func Doubts(a *shipping.Address) (list []Doubt) {
	company := Company(a.Company)
	if a.Name == "" {
		company = Name(a.Company)
	}
	for _, d := range []Doubt{{"name", Name(a.Name)}, {"address1", Street(a.Lines)}, {"company", company}, {"city", City(a.City)}} {
		if d.Why != "" {
			list = append(list, d)
		}
	}
	return list
}

// Company tells that a company beside a recipient is none: a label would show the word.
func Company(text string) (wrong string) {
	if standsIn(text) {
		return "it stands for no company"
	}
	return ""
}

// places are towns that are called like a word for none: Ohne in Germany, Nan in Thailand.
var places = []string{"ohne", "nan", "no", "na"}

// City tells why a city is none.
func City(text string) (wrong string) {
	switch {
	case text == "" || file.Void(text) || strings.Contains(text, "**") || strings.Contains(text, "??"): // told as what they are
	case Elsewhere(text):
		return "it points elsewhere, and names no city"
	case standsIn(text, places...), !letters(text):
		return "it names no city"
	}
	return ""
}

// Name tells that a recipient names nobody; nothing of one that may be somebody's name. A word of a name is enough to be one: Anna Null.
func Name(text string) (wrong string) {
	if mail.MatchString(text) {
		return "it is an e-mail address, and names nobody"
	}
	initials := 0
	named := slices.ContainsFunc(wordsOf(text), func(w string) bool {
		if single(w) && w != "x" {
			initials++
		}
		return initials > 1 || !slices.Contains(nobody, w) && letters(w) && !single(w)
	})
	if text == "" || named || file.Spreadsheet(text) || strings.Contains(text, "**") || strings.Contains(text, "??") { // the last ones are told as what they are
		return ""
	}
	return "it names nobody"
}

// single reports whether a word is one letter of a script that writes no name with one.
func single(word string) bool {
	r := []rune(word)
	return len(r) == 1 && unicode.In(r[0], unicode.Latin, unicode.Cyrillic, unicode.Greek)
}

func letters(text string) bool { return strings.ContainsFunc(text, unicode.IsLetter) }

// elsewhere are words in place of a street or a city that point to another place in the order.
var elsewhere = regexp.MustCompile(`^(the )?(same|same (address|as) .*|same address|ditto|dito|idem|dto|igual|(as|see|per|siehe|wie|voir|ver|vedi|come|zie|use|refer to) ((the|my|in|your) )*` +
	`(above|below|notes?|comments?|remarks?|instructions?|billing|invoice|attached|attachment|message|shipping|order notes?|profile|oben|unten|notiz|bemerkung(en)?|kommentar|hinweis|rechnung|rechnungsadresse|` +
	`ci-dessus|dessus|notas?|arriba|sopra|boven|opmerking(en)?)( .*)?|(billing|shipping|invoice|delivery) address|s o)$`)

// Street tells which line of a street is none, and why; nothing where all may be real.
func Street(lines []string) (wrong string) {
	for _, line := range lines {
		ruin := file.Ruin(line)
		switch _, year, slashed := strings.Cut(line, "/"); {
		case Elsewhere(line):
			return "it points elsewhere, and names no street"
		case standsIn(line):
			return "a line of it stands for none"
		case file.Spreadsheet(line), slashed && len(year) < len("1/2020"): // 3/1/12 is a door in Vienna
		case ruin != "":
			return "a line of it " + ruin
		}
	}
	street := strings.Join(lines, " ")
	n, err := strconv.Atoi(strings.TrimSpace(street))
	switch {
	case street == "":
	case err == nil && n >= 29_221 && n < 54_789 && len(street) == 5: // 1980 to 2049, counted from 1900
		return "it is a number alone, as a spreadsheet counts days"
	case !strings.ContainsFunc(street, unicode.IsDigit) && !letters(street) && !strings.Contains(street, "??"):
		return "it names no street"
	case !strings.ContainsFunc(street, unicode.IsDigit) && single(strings.ToLower(strings.Trim(street, " ."))):
		return "it names no street"
	}
	return ""
}

// Elsewhere reports whether a text points to another place in the order: "same as billing", "see notes".
func Elsewhere(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,;:()[]!", r) })
	return elsewhere.MatchString(strings.Join(words, " "))
}
