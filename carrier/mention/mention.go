// Package mention answers the question: does a text speak of somebody, however a carrier or a shop wrote the name or the number?
package mention

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Of what is looked for in a text: a number has at least so many signs, a word so many.
const leastNumber, leastWord = 3, 2

// mostEscaped is how often over a text is read that is escaped again and again.
const mostEscaped = 4

// Somebody is whom a text may speak of.
type Somebody struct {
	own            []string // numbers, however short
	numbers, words []string // that are looked for in texts, likened
}

// Of is somebody who is known by some numbers and some words: name, street, e-mail address.
func Of(numbers, words []string) *Somebody {
	s := &Somebody{}
	for _, number := range numbers {
		if number = bare(number); number != "" {
			s.own = append(s.own, number)
		}
	}
	for _, number := range s.own {
		if len(number) >= leastNumber {
			s.numbers = append(s.numbers, number)
		}
	}
	for _, w := range words {
		if w = likened(w); utf8.RuneCountInString(w) >= leastWord {
			s.words = append(s.words, w)
		}
	}
	return s
}

// Bears reports whether a number is one of somebody's, whatever blanks, hyphens, points and low lines stand in it.
func (s *Somebody) Bears(number string) bool { return slices.Contains(s.own, bare(number)) }

// In reports whether texts speak of somebody: they hold one of the numbers in as many parts as they like, or one of the words
// as whole words. Both are found in any case and form of Unicode, with other blanks, and also where JSON, XML or HTML escapes
// signs of them; bytes that are no UTF-8 are read as Windows-1252. Numbers of fewer than three signs, and words of fewer than
// two, are not looked for.
func (s *Somebody) In(texts ...string) bool {
	return slices.ContainsFunc(readings(texts), func(text string) bool {
		return slices.ContainsFunc(s.words, func(w string) bool { return holdsWord(text, w) }) || numbered(text, s.numbers)
	})
}

func bare(number string) string { return strings.Join(parts(likened(number)), "") }

// readings are what texts say, likened: as they stand, and as often over as something in them is escaped.
func readings(texts []string) []string {
	text := strings.Join(texts, "\x00") // no word and no number goes on behind it
	if latin, err := charmap.Windows1252.NewDecoder().String(text); err == nil && !utf8.ValidString(text) {
		text += "\x00" + latin
	}
	list := []string{likened(text)}
	for range mostEscaped {
		plain := html.UnescapeString(unescaped(text))
		if plain == text {
			break
		}
		text = plain
		list = append(list, likened(text))
	}
	return list
}

// likened writes a text so that what differs in case, in form of Unicode or in blanks alone is the same.
func likened(text string) string {
	return strings.Join(strings.Fields(norm.NFKC.String(cases.Fold().String(norm.NFKC.String(text)))), " ")
}

// escapes are the signs that JSON escapes with one sign.
var escapes = map[byte]string{'n': "\n", 'r': "\r", 't': "\t", 'b': "\b", 'f': "\f", '/': "/", '"': "\"", '\\': "\\"}

// unescaped undoes what JSON escapes, wherever it stands.
func unescaped(text string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '\\')
		if i < 0 || i+1 == len(text) {
			break
		}
		b.WriteString(text[:i])
		sign, size := unicodeEscape(text[i:])
		if plain, ok := escapes[text[i+1]]; ok {
			sign, size = plain, 2
		}
		b.WriteString(sign)
		text = text[i+size:]
	}
	b.WriteString(text)
	return b.String()
}

// unicodeEscape reads the sign that a text begins with by its code, and how many bytes that takes. A backslash with which none begins is itself.
func unicodeEscape(text string) (sign string, size int) {
	first, ok := codeUnit(text)
	if !ok {
		return text[:1], 1
	}
	if second, ok := codeUnit(text[6:]); ok && utf16.IsSurrogate(first) {
		if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
			return string(r), 12
		}
	}
	return string(first), 6
}

func codeUnit(text string) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err == nil
}

// holdsWord reports whether a text has a word, or several, that is no part of a longer one. Where words are written without
// blanks between them, it may stand anywhere.
func holdsWord(text, word string) bool {
	for at := 0; ; at++ {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(word):])
		first, _ := utf8.DecodeRuneInString(word)
		last, _ := utf8.DecodeLastRuneInString(word)
		if parted(before, first) && parted(last, after) {
			return true
		}
	}
}

// parted reports whether a word may end between two signs.
func parted(a, b rune) bool {
	return !unicode.In(a, unicode.L, unicode.N) || !unicode.In(b, unicode.L, unicode.N) || unblanked(a) || unblanked(b)
}

// unblanked reports whether a sign is of a script that puts no blanks between words.
func unblanked(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// parts are the letters and digits that numbers are made of, in a likened number or text between other signs.
func parts(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || !letterOrDigit(byte(r)) })
}

// numbered reports whether a likened reading bears one of some numbers, in as many parts as it likes.
func numbered(text string, numbers []string) bool {
	for piece := range strings.SplitSeq(text, "\x00") {
		all := parts(piece)
		for i := range all {
			for _, number := range numbers {
				rest, ok := strings.CutPrefix(number, all[i])
				for j := i + 1; ok && rest != "" && j < len(all); j++ {
					rest, ok = strings.CutPrefix(rest, all[j])
				}
				if ok && rest == "" {
					return true
				}
			}
		}
	}
	return false
}

func letterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
