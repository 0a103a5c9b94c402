// Package onward is under which further numbers a parcel travels, those of other carriers that have it on a part of its way, and what
// these told themselves.
package onward

import (
	"slices"
	"strings"
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Number is the number under which another carrier has a parcel.
type Number struct {
	Carrier string    `json:"carrier,omitempty"` // by the name that was said; empty: none was
	Number  string    `json:"number"`            // as Plain writes it
	Since   time.Time `json:"since"`             // when it was told
}

// Numbers are those of one parcel, the newest word last.
type Numbers []Number

// Most is how many numbers of a parcel are kept: the oldest is let go.
const Most = 3

// Of a possible number so many signs are told at least and at most, and so many digits at least.
const leastSigns, mostSigns, leastDigits = 6, 40, 4

// Plain writes a number in capitals and digits alone, as carriers compare it; empty where what was said can be none: too short or too
// long, without digits or of zeros, or with signs that no number has.
func Plain(said string) string {
	said = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "").Replace(said))
	digits, more := 0, false
	for _, r := range said {
		switch {
		case r >= '0' && r <= '9':
			digits, more = digits+1, more || r != '0'
		case r < 'A' || r > 'Z':
			return ""
		}
	}
	if len(said) < leastSigns || len(said) > mostSigns || digits < leastDigits || !more {
		return ""
	}
	return said
}

// Has reports whether a number is one of them.
func (l Numbers) Has(number string) bool {
	return number != "" && slices.ContainsFunc(l, func(n Number) bool { return n.Number == number })
}

// With are the numbers once another was told, by a carrier's name or none; false: nothing was told that is not known. A carrier's newest
// number takes the place of the one before, and a name that of none.
func (l Numbers) With(told Number) (Numbers, bool) {
	for _, n := range l {
		if n.Number == told.Number && (told.Carrier == "" || Same(n.Carrier, told.Carrier)) {
			return l, false
		}
	}
	kept := slices.DeleteFunc(slices.Clone(l), func(n Number) bool { return n.Number == told.Number || Same(n.Carrier, told.Carrier) })
	kept = append(kept, told)
	return kept[max(0, len(kept)-Most):], true
}

// Same reports whether two names are one, however they are written.
func Same(a, b string) bool { return Folded(a) == Folded(b) }

// Folded is a name in small letters and digits alone.
func Folded(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00a0\t.,-_/&'()", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// Form codes the numbers.
func (l *Numbers) Form(c *coder.Coder) {
	coder.List(c, (*[]Number)(l), func(c *coder.Coder, n *Number) {
		coder.Pair(c, &n.Carrier, &n.Number)
		c.Time(&n.Since)
	})
}

// Custody is what the carriers of a parcel's further numbers told themselves. The zero value: nothing.
type Custody struct {
	// Since is when the first of it happened: from then on the parcel is in their hands.
	Since time.Time `json:"since,omitzero"`
	// Told are the milestones that they told, each once.
	Told []shipping.Milestone `json:"told,omitempty"`
	// By told the milestone at which the parcel stands. Empty: the carrier that booked it.
	By shipping.CarrierID `json:"by,omitempty"`
}

// Hear takes in what the carrier by of a further number told itself, by the classifier of its scan, of a parcel that stands at a milestone. It is true where
// the parcel's own carrier told that milestone, and this one knows when it was. A label, and what nobody can read, put nothing in its hands.
func (k *Custody) Hear(m, stands shipping.Milestone, classifier string, by shipping.CarrierID, at time.Time) (knows bool) {
	switch {
	case classifier == "estimated" || classifier == "planned" || m == "" || m == shipping.Unmapped || m == shipping.LabelCreated || m == shipping.VoidedMilestone:
		return false
	case classifier != "": // it may tell anew what it takes back
		k.Told = nil
		return false
	}
	if k.Since.IsZero() || at.Before(k.Since) {
		k.Since = at
	}
	if !slices.Contains(k.Told, m) {
		k.Told = append(slices.Clip(k.Told), m)
	}
	if knows = m == stands && k.By == ""; knows {
		k.By = by
	}
	return knows
}

// Has reports whether a milestone was told.
func (k *Custody) Has(m shipping.Milestone) bool { return slices.Contains(k.Told, m) }

// Form codes the numbers of a parcel, and what was told under them.
func Form(c *coder.Coder, l *Numbers, k *Custody) {
	l.Form(c)
	c.Time(&k.Since)
	coder.Texts(c, &k.Told)
	coder.Text(c, &k.By)
}
