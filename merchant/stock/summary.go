// Package stock is what a merchant does with goods: lists, receives, counts, moves and scraps them, and looks at what lies
// where, and for whom.
package stock

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/order/tally"
	"crosslane/shipping"
)

// Summary counts what became of the lines of a list of products, goods received or goods counted.
type Summary struct {
	Lines     int `json:"lines"`
	Recorded  int `json:"recorded"`
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected"`
	// Problems are why lines were rejected, in the order of the lines.
	Problems []fact.Problem `json:"problems"`
	// Alike is how many of the unchanged lines have no reference, and were known by what they say.
	Alike int `json:"alike,omitempty"`
	// Unlisted are the products with stock in the file that are not listed, each once, in the order of the file.
	Unlisted []Unlisted `json:"unlisted,omitempty"`
	Counted  *Counted   `json:"counted,omitempty"` // of a stock-take
	// Listed are the products of a list that are recorded otherwise than before it.
	Listed []shipping.SKU `json:"-"`
	// WentOn is how many orders that were held went on by a list of products.
	WentOn int `json:"went_on,omitempty"`
}

// Unlisted is a product that nobody listed.
type Unlisted struct {
	SKU shipping.SKU `json:"sku"`
	// Alike is a product that is known, whose SKU differs only in capitals; empty: there is none.
	Alike shipping.SKU `json:"alike,omitempty"`
}

// Counted is what came of a stock-take besides.
type Counted struct {
	Differences []Difference `json:"differences"`
	// LeftAlone is how many lots of the warehouses that it names it says nothing of, with goods in them.
	LeftAlone int     `json:"left_alone"`
	Short     []Short `json:"short"`
}

// Difference is what was counted otherwise than it was known.
type Difference struct {
	SKU      shipping.SKU      `json:"sku"`
	Location shipping.Location `json:"location"`
	Lot      string            `json:"lot,omitempty"`
	Known    int64             `json:"known"`
	Found    int64             `json:"found"`
}

// mostNamed is how many of something a text names.
const mostNamed = 20

// Text tells what became of a list.
func (s *Summary) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d lines: recorded %d, unchanged %d, rejected %d\n", s.Lines, s.Recorded, s.Unchanged, s.Rejected)
	for i := range s.Problems {
		tally.Problem(&b, &s.Problems[i], "")
	}
	if s.Alike > 0 {
		fmt.Fprintf(&b, "  %d lines without a reference were recorded before just so, and count once; what is another delivery wants a reference of its own\n", s.Alike)
	}
	if s.WentOn > 0 {
		fmt.Fprintf(&b, "  %d orders that were held go on now\n", s.WentOn)
	}
	if len(s.Unlisted) > 0 {
		fmt.Fprintf(&b, "  not listed as products: %s; list them with crosslane import products, or their orders must say all that customs and carriers want\n", unlistedWords(s.Unlisted))
	}
	if s.Counted != nil {
		s.Counted.tell(&b)
	}
	return b.String()
}

func unlistedWords(list []Unlisted) string {
	var names []string
	for _, u := range list[:min(len(list), mostNamed)] {
		name := string(u.SKU)
		if u.Alike != "" {
			name += " (did you mean " + string(u.Alike) + "?)"
		}
		names = append(names, name)
	}
	if more := len(list) - mostNamed; more > 0 {
		names = append(names, fmt.Sprintf("%d more", more))
	}
	return fmt.Sprintf("%d, %s", len(list), strings.Join(names, ", "))
}

func (c *Counted) tell(b *strings.Builder) {
	for _, d := range c.Differences[:min(len(c.Differences), mostNamed)] {
		fmt.Fprintf(b, "  %s: %d instead of %d\n", shelfWord(d.SKU, d.Location, d.Lot), d.Found, d.Known)
	}
	if more := len(c.Differences) - mostNamed; more > 0 {
		fmt.Fprintf(b, "  ... and %d more differences; --json lists all\n", more)
	}
	for i := range c.Short {
		b.WriteString("  " + c.Short[i].Text() + "\n")
	}
	if c.LeftAlone > 0 {
		fmt.Fprintf(b, "  left as they are, since the file does not name them: %d lots of these warehouses\n", c.LeftAlone)
	}
}

// shelfWord names a lot: "MUG at szx/A-1, lot L1".
func shelfWord(sku shipping.SKU, at shipping.Location, lot string) string {
	text := string(sku) + " at " + string(at)
	if lot != "" {
		text += ", lot " + lot
	}
	return text
}

func (s *Summary) reject(problems ...fact.Problem) {
	s.Rejected++
	s.Problems = append(s.Problems, problems...)
}

// sorted brings what was told into the order of the lines.
func (s *Summary) sorted() *Summary {
	slices.SortStableFunc(s.Problems, func(a, b fact.Problem) int { return cmp.Compare(a.Line, b.Line) })
	return s
}
