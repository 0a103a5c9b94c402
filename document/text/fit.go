package text

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"crosslane/document/font"
	"crosslane/shipping"
)

// Paragraph is a text that stands on lines of its own.
type Paragraph struct {
	// Field is what an error calls it, such as "name".
	Field  string
	Text   string
	Weight font.Weight
	// Tear lets it break anywhere: a number of the trade, which is looked up and not delivered to.
	Tear bool
}

// Box is the room for text, and the sizes that its letters may have.
type Box struct {
	Width, Height float64 // millimetres
	Most, Least   float64 // points: the largest size that is tried, and the smallest that can be read
}

// Block is text that has its lines.
type Block struct {
	Lines []Line
	Size  float64 // of the letters, in points
	// Feet are where the lines stand, in millimetres below the upper edge of the box.
	Feet []float64
}

// Millimetres of a point.
const Millimetres = 25.4 / 72

// step is by how much letters get smaller when there is not room enough, in points.
const step = 0.5

// gap is the least white between two lines, in thousandths of the size.
const gap = 150

// indent is how far a paragraph's second line and those after it stand in, in thousandths of the size: so that a house number
// which stands there is not taken for a line of its own.
const indent = 1000

// What is longer is not even tried: no label has room for it.
const (
	mostParagraphs = 60
	mostText       = 4000 // bytes, of all together
)

// Fit sets paragraphs below each other, in the largest size for which there is room. Empty ones are left out. A text that holds
// a sign which no face has, or that does not fit in the smallest size either, is an Invalid error of its field.
func (s *Setter) Fit(list []Paragraph, box Box) (*Block, error) {
	if len(list) > mostParagraphs {
		return nil, tooLong(allLines, list)
	}
	var all []shaped
	room := mostText
	for _, p := range list {
		if room -= len(p.Text); room < 0 {
			return nil, tooLong(p.Field, list)
		}
		p.Text = clean(p.Text)
		if signs := s.Missing(p.Text); len(signs) > 0 {
			return nil, shipping.BadField(p.Field, NotDrawn(signs)+": "+some(signs), Remedy(signs))
		}
		t := s.shape(p.Text, p.Weight)
		t.tear = p.Tear
		all = append(all, t)
	}
	var tight string
	for _, tear := range []bool{false, true} {
		for size := box.Most; size >= box.Least; size -= step {
			block := &Block{Size: size}
			if tight = s.fill(block, list, all, box, tear); tight == "" {
				return block, nil
			}
		}
	}
	return nil, tooLong(tight, list)
}

// fill breaks paragraphs into lines of a block. It answers with the field for which there is no room; empty: all fit.
func (s *Setter) fill(block *Block, list []Paragraph, all []shaped, box Box, tear bool) (tight string) {
	em := block.Size * Millimetres / 1000
	foot, most := 0.0, 0
	for i := range all {
		if len(all[i].signs) == 0 {
			continue
		}
		lines, ok := s.wrap(&all[i], box.Width/em, tear)
		if ok && len(lines) > 1 {
			lines, ok = s.wrap(&all[i], box.Width/em-indent, tear)
		}
		if !ok {
			return list[i].Field
		}
		if len(lines) >= most {
			most, tight = len(lines), list[i].Field
		}
		for k := range lines {
			l := &lines[k]
			if k > 0 {
				l.In = indent
			}
			if n := len(block.Lines); n > 0 {
				foot += (block.Lines[n-1].Below + gap) * em
			}
			foot += l.Above * em
			block.Lines, block.Feet = append(block.Lines, *l), append(block.Feet, foot)
		}
	}
	if n := len(block.Lines); n == 0 || foot+block.Lines[n-1].Below*em <= box.Height {
		return ""
	}
	if most == 1 && len(all) > 1 {
		return allLines
	}
	return tight
}

// allLines is the field of a text that has too many paragraphs, none of which is too long.
const allLines = "lines"

// tooLong says that a text does not fit, and how long it is.
func tooLong(field string, list []Paragraph) error {
	if field == allLines {
		return shipping.BadField(field, "there is no room for the address on a label: "+strconv.Itoa(len(list))+" lines", "put it into fewer lines")
	}
	i := slices.IndexFunc(list, func(p Paragraph) bool { return p.Field == field })
	return shipping.BadField(field, "there is no room for it on a label: "+strconv.Itoa(utf8.RuneCountInString(list[i].Text))+" signs, the longest word "+strconv.Itoa(longest(list[i].Text)),
		"shorten it, or part it with blanks")
}

// longest is how many signs the longest word has.
func longest(text string) (most int) {
	for word := range strings.FieldsSeq(text) {
		most = max(most, utf8.RuneCountInString(word))
	}
	return most
}
