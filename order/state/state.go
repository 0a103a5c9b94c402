// Package state answers the question: what does a storefront's word for the state of an order, or of one of its lines, mean?
package state

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"crosslane/order/mapfile"
	"crosslane/shipping"
)

// Meaning is what a word comes to.
type Meaning string

// The meanings, as a mapping names them.
const (
	Ship   Meaning = "ship"    // it is to be sent
	Wait   Meaning = "wait"    // not yet
	Part   Meaning = "partial" // in part, and the file does not say which
	Cancel Meaning = "cancel"  // it is called off
	Sent   Meaning = "sent"    // it was sent before
)

// Kind is what a word speaks of.
type Kind struct {
	Meanings []string           // that a mapping may give to words
	goes     string             // what to write so that it goes, unless a mapping says otherwise
	mostly   map[string]Meaning // what the commonest words mean where a mapping does not say otherwise
}

// Words of orders and of their lines. The commonest are written with blanks and without WooCommerce's "wc-".
// "Completed", "closed" and the like stand nowhere: at one storefront they mean paid, at another sent, at a third refunded.
var (
	Orders = Kind{[]string{string(Ship), string(Wait), string(Cancel), string(Part), string(Sent)}, "paid in this column and 0 in those of refunded and outstanding amounts", map[string]Meaning{"paid": Ship, "processing": Ship,
		"pending": Wait, "pending payment": Wait, "awaiting payment": Wait, "payment review": Wait, "on hold": Wait, "holded": Wait, "authorized": Wait, "unpaid": Wait, "partially paid": Wait,
		"cancelled": Cancel, "canceled": Cancel, "voided": Cancel, "refunded": Cancel, "failed": Cancel, "expired": Cancel,
		"partially refunded": Part}}
	Lines = Kind{[]string{string(Ship), string(Sent), string(Wait), string(Cancel), string(Part)}, "unfulfilled in this column", map[string]Meaning{"": Ship, "unfulfilled": Ship, "unshipped": Ship, "fulfilled": Sent, "shipped": Sent, "delivered": Sent,
		"restocked": Cancel, "refunded": Cancel, "returned": Cancel, "cancelled": Cancel, "canceled": Cancel, "partial": Part, "partially fulfilled": Part, "partially shipped": Part}}
)

// anyOther stands in a mapping for every word that it does not name; not for an empty one.
const anyOther = "*"

// aDate stands in a mapping for every date: for columns that hold when something was done, and nothing before. What is no date, such
// as n/a, is a word like others.
const aDate = "<date>"

// dated reports whether a word can be a date: three digits at least, one of them no zero (databases write 0000-00-00 where there is
// no date), and no long word.
func dated(word string) bool {
	digits, letters := 0, 0
	for _, r := range word {
		if r >= '0' && r <= '9' {
			digits++
			continue
		}
		if letters++; !unicode.IsLetter(r) {
			letters = 0
		}
		if letters > 9 {
			return false
		}
	}
	return digits >= 3 && len(word) <= 40 && strings.ContainsAny(word, "123456789")
}

// Words are what a storefront's words mean by a mapping, over those of its format. The zero value names none.
type Words struct {
	mean  map[string]Meaning
	named map[string]bool // by the mapping itself, and not by its format
}

// Shipped are the words as those of a format, on which a mapping stands.
func (w Words) Shipped() Words { return Words{mean: w.mean} }

// Meant is what a word means by a mapping, else as it mostly does.
func (w Words) Meant(k Kind, word string) (m Meaning, known bool) {
	word = fold(word)
	if m, known = w.mean[word]; known {
		return m, true
	}
	if m, known = w.mean[aDate]; known && dated(word) {
		return m, true
	}
	if m, known = w.mean[anyOther]; known && word != "" {
		return m, true
	}
	m, known = k.mostly[strings.NewReplacer("_", " ", "-", " ").Replace(strings.TrimPrefix(word, "wc-"))]
	return m, known
}

// Hold is what a word keeps from being sent; the zero value where it may go.
func (w Words) Hold(k Kind, word string) shipping.Hold {
	m, known := w.Meant(k, word)
	switch {
	case !known:
		return shipping.Hold{Why: shipping.NotKnown, Word: word}
	case m == Wait:
		return shipping.Hold{Why: shipping.Waits, Word: word}
	case m == Part:
		return shipping.Hold{Why: shipping.InPart, Word: word}
	}
	return shipping.Hold{}
}

// Contradicted is what keeps goods that are to be sent: the word for the order as a whole says that it was sent, is called off, waits,
// or nobody knows what; or amounts of it are not settled. The zero value where nothing does.
func (w Words) Contradicted(whole, unsettled string) shipping.Hold {
	m, known := w.Meant(Lines, whole)
	switch {
	case whole != "" && (!known || m != Ship && m != Part):
		return shipping.Hold{Why: shipping.Contradicts, Word: whole}
	case unsettled != "":
		return shipping.Hold{Why: shipping.Contradicts, Word: unsettled + " refunded or outstanding"}
	}
	return shipping.Hold{}
}

// Add has words mean something. A word that the mapping itself gives another meaning, too, is refused: which of them counts would
// hang on the order of its lines.
func (w *Words) Add(e mapfile.Entry, m Meaning, list ...string) error {
	w.mean = maps.Clone(w.mean)
	if w.mean == nil {
		w.mean = map[string]Meaning{}
	}
	if w.named == nil {
		w.named = map[string]bool{}
	}
	for _, word := range list {
		if before := w.mean[fold(word)]; w.named[fold(word)] && before != m {
			return e.Bad(strconv.Quote(word)+" means "+string(before)+" already", "name it once")
		}
		w.mean[fold(word)], w.named[fold(word)] = m, true
	}
	return nil
}

// Read reads words by their meaning.
func (w *Words) Read(k Kind) func(string, mapfile.Entry) error {
	return func(key string, e mapfile.Entry) error {
		if !slices.Contains(k.Meanings, key) {
			return e.Bad("there is no such state", "the states are "+strings.Join(k.Meanings, ", "))
		}
		list, err := e.List()
		if err == nil {
			err = w.Add(e, Meaning(key), list...)
		}
		return err
	}
}

// Assumed reads what a person says of every order of a file that has no column of it: paid, unsent, uncancelled.
func Assumed(e mapfile.Entry) ([]string, error) {
	list, err := e.List()
	if err == nil && slices.ContainsFunc(list, func(w string) bool { return w != "paid" && w != "unsent" && w != "uncancelled" }) {
		err = e.Bad("nothing else can be assumed", "write those of paid, unsent, uncancelled that are true of every order of the file")
	}
	return list, err
}

// fold makes words comparable: lower case, single spaces.
func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
