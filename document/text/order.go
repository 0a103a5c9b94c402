package text

import (
	"slices"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/shaping"
	unicode "golang.org/x/text/unicode/bidi"
)

// levels are the levels of a text's signs (Unicode Bidirectional Algorithm, BD2): odd ones are read from the right. The library tells
// odd ones from even ones; a clean text has no marks of direction, so that there are three: in a text from the left what is read from
// the left has level 0, but a number behind letters that are read from the right has 2.
func levels(order *bidi.Paragraph, signs []rune, right bool) []int {
	base := bidi.LeftToRight
	if right {
		base = bidi.RightToLeft
	}
	list := make([]int, len(signs))
	runs := order.Segment(signs, base)
	for i := range runs.NumRuns() {
		run := runs.Run(i)
		even := 0
		if right || i > 0 {
			even = 2
		}
		inNumber := run.End
		if !right {
			inNumber = run.Start + number(signs[run.Start:run.End])
		}
		for k := run.Start; k < run.End; k++ {
			switch {
			case run.Level%2 != 0:
				list[k] = 1
			case k < inNumber:
				list[k] = even
			}
		}
	}
	return list
}

// number is how many signs of a text belong to the number with which it begins (W1 to W5).
func number(signs []rune) (n int) {
	for i, r := range signs {
		p, _ := unicode.LookupRune(r)
		switch p.Class() {
		case unicode.EN, unicode.AN, unicode.ET, unicode.NSM:
			n = i + 1
		case unicode.ES, unicode.CS:
		default:
			return n
		}
	}
	return n
}

// level parts what is to be shaped together where levels change.
func level(in shaping.Input, levels []int) (parts []shaping.Input) {
	from := in.RunStart
	for k := from + 1; k < in.RunEnd; k++ {
		if levels[k] != levels[k-1] {
			part := in
			part.RunStart, part.RunEnd = from, k
			parts = append(parts, part)
			from = k
		}
	}
	in.RunStart = from
	return append(parts, in)
}

// order puts runs of letters from left to right (L2).
func (t *shaped) order(runs []shaping.Output) []shaping.Output {
	runs = slices.Clone(runs)
	for highest := 2; highest > 0; highest-- {
		for i := 0; i < len(runs); i++ {
			n := i
			for n < len(runs) && t.level[runs[n].Runes.Offset] >= highest {
				n++
			}
			slices.Reverse(runs[i:n])
			i = n
		}
	}
	return runs
}
