package order

import (
	"maps"
	"slices"
	"strings"

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
	mSent   meaning = "sent"    // it was sent before; of lines alone
)

// orderMeanings and lineMeanings are those that a mapping may give to words.
var (
	orderMeanings = []string{string(mShip), string(mWait), string(mCancel), string(mPart)}
	lineMeanings  = []string{string(mShip), string(mSent), string(mWait), string(mCancel), string(mPart)}
)

// readStates reads words by their meaning, over those of the format.
func readStates(into *map[string]meaning, known []string) func(string, entry) error {
	*into = maps.Clone(*into)
	return func(key string, e entry) error {
		if !slices.Contains(known, key) {
			return e.bad("there is no such state", "the states are "+strings.Join(known, ", "))
		}
		words, err := e.list()
		if err == nil {
			mean(into, meaning(key), words...)
		}
		return err
	}
}

func mean(into *map[string]meaning, m meaning, words ...string) {
	if *into == nil {
		*into = map[string]meaning{}
	}
	for _, w := range words {
		(*into)[fold(w)] = m
	}
}

// holdOf is what a word keeps from being sent; the zero value where it may go.
func holdOf(states map[string]meaning, word string) shipping.Hold {
	m, known := states[fold(word)]
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

// asks reports whether a word of a state's column counts: the file is said to have that column, or it means something.
func (m *Mapping) asks(f field, states map[string]meaning) bool {
	return len(m.columns[f]) > 0 || len(states) > 0
}

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
