package book

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"crosslane/shipping"
)

// What a word processor writes in place of signs of YAML. Before a line, around the colon of a key, before an item and around a whole
// value they are not those signs; within a text they are letters like others.
const (
	wideBlanks = `[\x{a0}\x{2000}-\x{200d}\x{202f}\x{205f}\x{2060}\x{3000}\x{feff}]` // those that are not seen among them
	longDashes = `[\x{2010}-\x{2015}\x{2212}]`
	curlQuotes = `[“”„‟«»‘’‚‛‹›]`
	items      = `^ *(?:- +)*`
	aKey       = `[A-Za-z0-9_.-]+`
)

var pastes = []struct {
	form            *regexp.Regexp // its group is the sign
	message, remedy string
}{
	{regexp.MustCompile(`^ *(` + wideBlanks + `)`), "a blank of a word processor stands before the line", "write blanks of the space bar"},
	{regexp.MustCompile(items + `(` + longDashes + `)(?: |` + wideBlanks + `)`), "a dash of a word processor stands before an item", "write a hyphen and a blank"},
	{regexp.MustCompile(items + `-(` + wideBlanks + `)`), "a blank of a word processor stands behind the hyphen", "write a blank of the space bar"},
	{regexp.MustCompile(items + aKey + ` *(` + wideBlanks + `) *:`), "a blank of a word processor stands before the colon", "take it out"},
	{regexp.MustCompile(items + aKey + `: *(` + wideBlanks + `)`), "a blank of a word processor stands behind the colon", "write a blank of the space bar"},
	{regexp.MustCompile(items + `(?:` + aKey + `: +)?(` + curlQuotes + `)[^:]*` + curlQuotes + ` *(?:$|:|,| #)`), "a quote of a word processor, which quotes nothing here", `write straight quotes ("...")`},
	{regexp.MustCompile(`[\[{,:] *(` + curlQuotes + `)[^,\]}]*` + curlQuotes + ` *[,\]}:]`), "a quote of a word processor, which quotes nothing here", `write straight quotes ("...")`},
}

// verbatim is a key whose text follows on the lines below, as it stands.
var verbatim = regexp.MustCompile(`[:-] +[|>][0-9+-]* *(#.*)?$`)

// Pasted refuses, Invalid with line and column, a YAML file in which a word processor wrote others for signs of YAML: it would be read as
// something else, or not at all, with another reason.
func Pasted(file []byte) error {
	number, below := 0, -1 // how far the key of a text that is taken as it stands is indented
	for line := range bytes.Lines(file) {
		number++
		text := strings.TrimRight(string(line), "\r\n")
		indent := len(text) - len(strings.TrimLeft(text, " "))
		if below >= 0 && (indent > below || text == "") || strings.HasPrefix(text[indent:], "#") {
			continue
		}
		if below = -1; verbatim.MatchString(text) {
			below = indent
		}
		for _, p := range pastes {
			if at := p.form.FindStringSubmatchIndex(text); at != nil {
				column := 1 + utf8.RuneCountInString(text[:at[2]])
				return shipping.BadField("line "+strconv.Itoa(number)+", column "+strconv.Itoa(column), p.message, p.remedy)
			}
		}
	}
	return nil
}
