package book

import (
	"bytes"
	"strconv"
	"strings"

	"crosslane/shipping"
)

// How deep a YAML file may be: whoever writes one by hand comes nowhere near, and a reader's work grows with the square of it.
const (
	mostNested = 64  // of [ and {, or of lists that begin on one line
	mostIndent = 400 // blanks before a line
)

// Shallow refuses, Invalid with the line, a YAML file whose parts lie in each other deeper than anybody means: reading it would take
// minutes and gigabytes. It looks at signs alone, and says nothing of whether the file can be read.
func Shallow(file []byte) error {
	depth, number := 0, 0
	for line := range bytes.Lines(file) {
		number++
		text := bytes.TrimLeft(line, " ")
		lists := 0
		for rest := text; lists <= mostNested && (bytes.HasPrefix(rest, []byte("- ")) || bytes.HasPrefix(rest, []byte("? "))); rest = bytes.TrimLeft(rest[1:], " ") {
			lists++
		}
		depth += opened(text)
		if depth > mostNested || lists > mostNested || len(line)-len(text) > mostIndent {
			return shipping.BadField("line "+strconv.Itoa(number), "its parts lie in each other deeper than "+strconv.Itoa(mostNested)+" times", "take out the brackets or blanks that are too many")
		}
		depth = max(depth, 0)
	}
	return nil
}

// opened is by how many a line opens more brackets than it closes; those in quotes and comments are none.
func opened(line []byte) (n int) {
	quote, before := byte(0), byte(' ')
	for i, sign := range line {
		switch {
		case quote != 0:
			if sign == quote && (quote == '\'' || line[i-1] != '\\') {
				quote = 0
			}
		case sign == '#' && before == ' ':
			return n
		case (sign == '"' || sign == '\'') && strings.IndexByte(" [{,:-", before) >= 0:
			quote = sign
		case sign == '[' || sign == '{':
			n++
		case sign == ']' || sign == '}':
			n--
		}
		before = sign
	}
	return n
}
