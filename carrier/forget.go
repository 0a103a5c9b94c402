package carrier

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

// Of what is looked for in the words of a message: a number has at least so many signs, a word so many.
const leastNumber, leastWord = 3, 2

// mostEscaped is how often over a text is read that is escaped again and again.
const mostEscaped = 4

// Forget lets every message go that speaks of an erased person from those of a carrier that wait for their parcels, as a
// Poller keeps them, and answers with those that are left and how many there were. They are those that bear a number of a
// parcel of the person, or the person's telephone number, whatever blanks, hyphens, points and low lines stand in it; and
// those that bear one of some words, as whole words: the person's name, street, e-mail address. Both are found in any case
// and form of Unicode, with other blanks, and also where JSON, XML or HTML escapes signs of them; bytes that are no UTF-8 are read as
// Windows-1252. What has fewer than three signs, of a word fewer than two, is found where it is the message's own number, and not in its words.
func Forget(unmatched string, numbers, words []string) (left string, n int, err error) {
	waiting, err := readUnmatched(unmatched)
	if err != nil {
		return unmatched, 0, err
	}
	var own, plain, alike []string
	for _, number := range numbers {
		if number = strings.Join(parts(likened(number)), ""); number != "" {
			own = append(own, number)
		}
	}
	for _, number := range own {
		if len(number) >= leastNumber {
			plain = append(plain, number)
		}
	}
	for _, w := range words {
		if w = likened(w); utf8.RuneCountInString(w) >= leastWord {
			alike = append(alike, w)
		}
	}
	n = waiting.drop(func(u *Unmatched) bool {
		return slices.Contains(own, strings.Join(parts(likened(u.Waybill)), "")) || slices.ContainsFunc(u.readings(), func(text string) bool {
			return slices.ContainsFunc(alike, func(w string) bool { return holdsWord(text, w) }) || numbered(text, plain)
		})
	})
	left, err = waiting.text()
	return left, n, err
}

// readings are what a message says, likened: as it stands, and as often over as something in it is escaped.
func (u *Unmatched) readings() []string {
	raw := string(u.Raw)
	if latin, err := charmap.Windows1252.NewDecoder().String(raw); err == nil && !utf8.ValidString(raw) {
		raw += "\x00" + latin
	}
	text := strings.Join(append(u.words(), raw), "\x00") // no word and no number goes on behind it
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

// numbered reports whether a likened text bears one of some numbers, in as many parts as it likes.
func numbered(text string, plain []string) bool {
	if len(plain) == 0 {
		return false
	}
	all := parts(text)
	for i := range all {
		for _, number := range plain {
			rest, ok := strings.CutPrefix(number, all[i])
			for j := i + 1; ok && rest != "" && j < len(all); j++ {
				rest, ok = strings.CutPrefix(rest, all[j])
			}
			if ok && rest == "" {
				return true
			}
		}
	}
	return false
}
