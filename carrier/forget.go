package carrier

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Of what is looked for in the words of a message: a number has at least so many signs, a word so many.
const leastNumber, leastWord = 3, 2

// Forget lets every message go that speaks of an erased person from those of a carrier that wait for their parcels, as a
// Poller keeps them, and answers with those that are left and how many there were. They are those that bear a number of a
// parcel of the person, or the person's telephone number, whatever blanks, hyphens, points and low lines stand in it; and
// those that bear one of some words, in any case and as whole words: the person's name, street, e-mail address. What has
// fewer than three signs, of a word fewer than two, is found where it is the message's own number, and not in its words.
func Forget(unmatched string, numbers, words []string) (left string, n int, err error) {
	waiting, err := readUnmatched(unmatched)
	if err != nil {
		return unmatched, 0, err
	}
	var own, plain, low []string
	for _, number := range numbers {
		if number = strings.Join(parts(number), ""); number != "" {
			own = append(own, number)
		}
	}
	for _, number := range own {
		if len(number) >= leastNumber {
			plain = append(plain, number)
		}
	}
	for _, w := range words {
		if w = strings.ToLower(strings.TrimSpace(w)); utf8.RuneCountInString(w) >= leastWord {
			low = append(low, w)
		}
	}
	n = waiting.drop(func(u *Unmatched) bool {
		return slices.Contains(own, strings.Join(parts(u.Waybill), "")) || u.bears(low) || u.numbered(plain)
	})
	left, err = waiting.text()
	return left, n, err
}

// parts are the letters and digits that numbers are made of, in a number or a text between other signs, in lower case.
func parts(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r >= utf8.RuneSelf || !letterOrDigit(byte(r)) })
}

// numbered reports whether a message bears one of some numbers, in as many parts as it likes.
func (u *Unmatched) numbered(plain []string) bool {
	if len(plain) == 0 {
		return false
	}
	all := parts(strings.Join(append(u.words(), string(u.Raw)), "\n"))
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
