package text

import (
	"slices"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"crosslane/document/font"
)

// Letter is a shape of a face at its place.
type Letter struct {
	Face  *font.Face
	Glyph uint32
	// X and Y are where it stands, to the right of the line's begin and above its foot; Advance is how far it takes up
	// the line. All three in thousandths of the size.
	X, Y, Advance float64
	// Text are the signs that it stands for; empty where a letter beside it says so.
	Text string
}

// Line is text on one line, its letters from left to right.
type Line struct {
	Letters []Letter
	// Text is what the line says, in the order in which it is read.
	Text string
	// In is how far the line stands in from where others begin, in thousandths of the size.
	In float64
	// Width, Above and Below are how far it reaches: to the right, above its foot and below; in thousandths of the size.
	Width, Above, Below float64
	// Right tells that its paragraph is read from the right.
	Right bool
	// Joined tells that some letters stand for several signs, or several for one, and that all are read from the left.
	Joined bool
}

// Lines of Latin letters reach so far above and below their foot, with accents on capitals.
const above, below = 760, 240

// wrap breaks a text into lines no wider than width, in thousandths of the size. It is not ok when some word is wider. Tear lets
// words end a line in their middle that are of a script without blanks between words.
func (s *Setter) wrap(t *shaped, width float64, tear bool) (lines []Line, ok bool) {
	if t.wide() <= width {
		return []Line{s.line(t, t.runs, 0, len(t.signs))}, true
	}
	config := shaping.WrapConfig{Direction: t.direction(), BreakPolicy: shaping.Never, DisableTrailingWhitespaceTrim: true}
	if tear && (t.tear || slices.ContainsFunc(t.signs, spaceless)) {
		config.BreakPolicy = shaping.WhenNecessary
	}
	s.wrapper.Prepare(config, t.signs, shaping.NewSliceIterator(t.runs))
	for from, done := 0, false; !done; {
		var wrapped shaping.WrappedLine
		wrapped, done = s.wrapper.WrapNextLineF(fixed.Int26_6(width * 64))
		if wrapped.NextLine <= from || !done && !t.tear && torn(t.signs, wrapped.NextLine) {
			return nil, false
		}
		line := s.line(t, wrapped.Line, from, wrapped.NextLine)
		if line.Width > width {
			return nil, false
		}
		lines = append(lines, line)
		from = wrapped.NextLine
	}
	return lines, true
}

// spaceless reports whether a sign is of a script that puts no blanks between words, and whose words Unicode's rules for
// breaking lines (UAX 14, class SA) do not know.
func spaceless(r rune) bool {
	switch language.LookupScript(r) {
	case language.Thai, language.Lao, language.Khmer, language.Myanmar:
		return true
	}
	return false
}

// torn reports whether a line ends within a word or a number.
func torn(signs []rune, at int) bool {
	if at <= 0 || at >= len(signs) {
		return false
	}
	before, after := signs[at-1], signs[at]
	word := func(r rune) bool { return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Lo, r) }
	return word(before) && word(after)
}

// line puts runs of letters beside each other. The blank at which a line was broken is left out.
func (s *Setter) line(t *shaped, runs []shaping.Output, from, to int) Line {
	l := Line{Text: trimmed(t.signs[from:to]), Right: t.right, Above: above, Below: below}
	runs = t.order(runs)
	blank := -1
	if to > from && to < len(t.signs) && t.signs[to-1] == ' ' {
		blank = to - 1
	}
	for i := range runs {
		s.add(&l, t, &runs[i], blank)
	}
	fromRight := func(r shaping.Output) bool { return r.Direction.Progression() == di.TowardTopLeft }
	l.Joined = l.Joined && !slices.ContainsFunc(runs, fromRight)
	return l
}

// add puts a run of letters at the end of a line, but for a blank.
func (s *Setter) add(l *Line, t *shaped, run *shaping.Output, blank int) {
	face := s.back[run.Face]
	told := -1
	for i := range run.Glyphs {
		g := &run.Glyphs[i]
		if g.TextIndex() == blank {
			continue
		}
		letter := Letter{Face: face, Glyph: uint32(g.GlyphID), X: l.Width + length(g.XOffset), Y: length(g.YOffset), Advance: length(g.Advance)}
		if at := g.TextIndex(); at != told {
			letter.Text = string(t.signs[at : at+g.RunesCount()])
			told = at
		}
		l.Joined = l.Joined || g.GlyphsCount() != 1 || g.RunesCount() != 1
		l.Letters = append(l.Letters, letter)
		l.Width += letter.Advance
	}
	l.Above = max(l.Above, length(run.GlyphBounds.Ascent))
	l.Below = max(l.Below, -length(run.GlyphBounds.Descent))
}

// trimmed is a piece of text without the blank at its end.
func trimmed(signs []rune) string {
	if n := len(signs); n > 0 && signs[n-1] == ' ' {
		signs = signs[:n-1]
	}
	return string(signs)
}
