package file

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// entity is a sign as HTML writes it.
var entity = regexp.MustCompile(`&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});`)

// Spoiled tells what was done to a text of an address on its way, and what to do; nothing where it is whole. guessed: the file is no UTF-8,
// and names no encoding.
func Spoiled(text string, guessed bool, country string) (message, hint string) {
	switch pages := Unsure(text, country); {
	case guessed && len(pages) > 0:
		return "in which encoding the file is written cannot be told from it", "export it as UTF-8, or name its encoding in the mapping: try " + strings.Join(pages, ", ")
	case Ruined(text):
		return "it holds signs of another encoding than the file was read in", "export the file as UTF-8, or name the file's encoding in the mapping, such as encoding: cp932"
	case Void(text):
		return strconv.Quote(text) + " is what programs write where they have no value", "put in what belongs there, or leave it empty where there is nothing"
	case lost(text):
		return "a question mark stands where a letter was lost", "export the file as UTF-8: the letters are lost in this one"
	case strings.Contains(text, "**"):
		return "the storefront hides a part of it", "export the order again with the recipient in full, as the storefront shows it once the order is to be sent"
	case entity.MatchString(text):
		return "it holds signs as HTML writes them", "write entities: decode in the mapping where the storefront writes them so"
	case marked(text):
		return "it holds marks of HTML", "put in the text alone"
	}
	return "", ""
}

// voids are what programs write where they have no value, in lower case.
var voids = strings.Fields("null (null) undefined n/a n.a. nil <nil> tbd [object - -- .")

// Void reports whether a text stands for none: #N/A, #REF!, ####, null, undefined, NaN, [object Object], also said twice, as of first
// and last name.
func Void(text string) bool {
	words := strings.Fields(text)
	for _, w := range words {
		if !void(w) {
			return false
		}
	}
	return len(words) > 0
}

func void(word string) bool {
	low := strings.ToLower(word)
	return slices.Contains(voids, low) || word == "NaN" || low == "object]" || Spreadsheet(word)
}

// Told is a text that may be empty, without what stands for none. What a spreadsheet lost stays: something was there.
func Told(text string) string {
	if Void(text) && !strings.Contains(text, "#") {
		return ""
	}
	return text
}

// Spreadsheet reports whether a text is what a spreadsheet shows in place of a value: #N/A, #REF!, ####.
func Spreadsheet(text string) bool {
	return strings.HasPrefix(text, "#") && (strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") || strings.EqualFold(text, "#N/A") || len(text) > 2 && strings.Trim(text, "#") == "")
}

// asked is a sign of question where a letter was lost ("M?ller", "Malm?", "??").
var asked = regexp.MustCompile(`\pL\?|\?\pL|\?\?`)

// lost reports whether a letter of a text was lost to an encoding that does not have it.
func lost(text string) bool { return strings.Contains(text, "?") && asked.MatchString(text) }

var (
	breaks = regexp.MustCompile(`(?i)<br\s*/?>|\\r\\n|\\n`)
	markup = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
)

// Unmarked is a text with the line ends and hard blanks of HTML as what they are; between stands for a line end.
func Unmarked(text, between string) string {
	if !strings.ContainsAny(text, "<&\\") {
		return text
	}
	return strings.TrimSpace(strings.ReplaceAll(breaks.ReplaceAllString(text, between), "&nbsp;", " "))
}

// marked reports whether marks of HTML stand in a text.
func marked(text string) bool { return strings.Contains(text, "<") && markup.MatchString(text) }
