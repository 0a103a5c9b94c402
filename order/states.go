package order

import (
	"maps"
	"slices"
	"strings"

	"crosslane/order/mapfile"
	"crosslane/shipping"
)

// meaning is what a storefront's word for the state of an order, or of a line, comes to.
type meaning string

// The meanings, as a mapping names them.
const (
	mShip   meaning = "ship"    // it is to be sent
	mWait   meaning = "wait"    // not yet
	mPart   meaning = "partial" // in part, and the file does not say which
	mCancel meaning = "cancel"  // it is called off
	mSent   meaning = "sent"    // it was sent before
)

// orderMeanings and lineMeanings are those that a mapping may give to words.
var (
	orderMeanings = []string{string(mShip), string(mWait), string(mCancel), string(mPart), string(mSent)}
	lineMeanings  = []string{string(mShip), string(mSent), string(mWait), string(mCancel), string(mPart)}
)

// What the commonest words mean where a mapping does not say otherwise, written with blanks and without WooCommerce's "wc-".
// "Completed", "closed" and the like stand nowhere: at one storefront they mean paid, at another sent, at a third refunded.
var (
	orderWords = map[string]meaning{"paid": mShip, "processing": mShip,
		"pending": mWait, "pending payment": mWait, "awaiting payment": mWait, "payment review": mWait, "on hold": mWait, "holded": mWait, "authorized": mWait, "unpaid": mWait, "partially paid": mWait,
		"cancelled": mCancel, "canceled": mCancel, "voided": mCancel, "refunded": mCancel, "failed": mCancel, "expired": mCancel,
		"partially refunded": mPart}
	lineWords = map[string]meaning{"": mShip, "unfulfilled": mShip, "unshipped": mShip, "fulfilled": mSent, "shipped": mSent, "delivered": mSent,
		"restocked": mCancel, "refunded": mCancel, "returned": mCancel, "cancelled": mCancel, "canceled": mCancel, "partial": mPart, "partially fulfilled": mPart, "partially shipped": mPart}
)

// anyOther stands in a mapping for every word that it does not name; not for an empty one.
const anyOther = "*"

// meant is what a word means by a mapping, else as it mostly does.
func meant(states words, mostly map[string]meaning, word string) (m meaning, known bool) {
	word = fold(word)
	if m, known = states.mean[word]; known {
		return m, true
	}
	if m, known = states.mean[anyOther]; known && word != "" {
		return m, true
	}
	m, known = mostly[strings.NewReplacer("_", " ", "-", " ").Replace(strings.TrimPrefix(word, "wc-"))]
	return m, known
}

// words are what a storefront's words mean by a mapping, over those of its format.
type words struct {
	mean  map[string]meaning
	named map[string]bool // by the mapping itself, and not by its format
}

// add has words mean something. A word that the mapping itself gives another meaning, too, is refused: which of them counts would
// hang on the order of its lines.
func (w *words) add(e mapfile.Entry, m meaning, list ...string) error {
	w.mean = maps.Clone(w.mean)
	if w.mean == nil {
		w.mean = map[string]meaning{}
	}
	if w.named == nil {
		w.named = map[string]bool{}
	}
	for _, word := range list {
		if before := w.mean[fold(word)]; w.named[fold(word)] && before != m {
			return e.Bad(quote(word)+" means "+string(before)+" already", "name it once")
		}
		w.mean[fold(word)], w.named[fold(word)] = m, true
	}
	return nil
}

// read reads words by their meaning.
func (w *words) read(known []string) func(string, mapfile.Entry) error {
	return func(key string, e mapfile.Entry) error {
		if !slices.Contains(known, key) {
			return e.Bad("there is no such state", "the states are "+strings.Join(known, ", "))
		}
		list, err := e.List()
		if err == nil {
			err = w.add(e, meaning(key), list...)
		}
		return err
	}
}

// holdOf is what a word keeps from being sent; the zero value where it may go.
func holdOf(states words, mostly map[string]meaning, word string) shipping.Hold {
	m, known := meant(states, mostly, word)
	switch {
	case !known:
		return shipping.Hold{Why: shipping.NotKnown, Word: word}
	case m == mWait:
		return shipping.Hold{Why: shipping.Waits, Word: word}
	case m == mPart:
		return shipping.Hold{Why: shipping.InPart, Word: word}
	}
	return shipping.Hold{}
}

// asks reports whether the word of a state counts: the file is said to have a column of it, or there is one.
func (m *Mapping) asks(f field, word string) bool { return len(m.columns[f]) > 0 || word != "" }

// checkHold says why the storefront's word keeps something back.
func checkHold(p shipping.Hold, key string, meanings []string) *wrong {
	word := quote(p.Word)
	switch p.Why {
	case shipping.Waits:
		return &wrong{"the storefront says " + word + ": it is not to be sent yet", "it goes on when it comes in again with another word"}
	case shipping.InPart:
		return &wrong{"the storefront says " + word + ": a part was sent, refunded or taken back, and the file does not say what is left", "put in what is still to be sent, with a word that lets it go"}
	case shipping.NotKnown:
		if p.Word == "" {
			return &wrong{"the file does not say whether it is to be sent", "put the word in, or name an empty one under " + key + " in the mapping: ship: [\"\"]"}
		}
		return &wrong{"what the storefront means by " + word + " is not known", "name the word under " + key + " in the mapping: " + strings.Join(meanings, ", ")}
	}
	return nil
}
