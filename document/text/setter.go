package text

import (
	"sync"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/di"
	gofont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"crosslane/document/font"
)

// Setter sets text with a set of faces. It is not for use by several goroutines at once.
type Setter struct {
	fonts   *font.Set
	shaper  shaping.HarfbuzzShaper
	parts   shaping.Segmenter
	wrapper shaping.LineWrapper
	order   bidi.Paragraph
	faces   map[*font.Face]*gofont.Face
	back    map[*gofont.Face]*font.Face
	// What is being looked for a face: see SetScript and ResolveFace.
	weight font.Weight
	script language.Script
}

// NewSetter makes ready to set text with a set of faces.
func NewSetter(fonts *font.Set) *Setter {
	return &Setter{fonts: fonts, faces: map[*font.Face]*gofont.Face{}, back: map[*gofont.Face]*font.Face{}}
}

// idle are setters with the faces of this machine that nobody is using.
var idle = sync.Pool{New: func() any { return NewSetter(font.Here()) }}

// Borrow answers with a setter that has the faces of this machine. Give it back with Return.
func Borrow() *Setter { return idle.Get().(*Setter) }

// Return gives a borrowed setter back.
func (s *Setter) Return() { idle.Put(s) }

// SetScript is asked by shaping before ResolveFace: of which script the text is.
func (s *Setter) SetScript(script language.Script) { s.script = script }

// ResolveFace is asked by shaping: the face of a sign.
func (s *Setter) ResolveFace(r rune) *gofont.Face {
	f := s.fonts.Find(r, s.script, s.weight)
	if f == nil { // it is refused before; shaping wants a face
		f = s.fonts.Find(' ', language.Latin, s.weight)
	}
	face := s.faces[f]
	if face == nil {
		face = gofont.NewFace(f.Font)
		s.faces[f], s.back[face] = face, f
	}
	return face
}

// em is the size at which text is shaped: lengths are thousandths of the size of the letters.
const em = 1000

// shaped is a text with its letters, before it is broken into lines.
type shaped struct {
	signs []rune
	runs  []shaping.Output
	level []int // of each sign: odd ones are read from the right
	right bool  // it is read from the right
	tear  bool  // it may break anywhere
}

// shape joins and orders the letters of a clean text.
func (s *Setter) shape(text string, w font.Weight) shaped {
	t := shaped{signs: []rune(text), right: rightToLeft(text)}
	if text == "" {
		return t
	}
	t.level = levels(&s.order, t.signs, t.right)
	s.weight = w
	in := shaping.Input{Text: t.signs, RunEnd: len(t.signs), Direction: t.direction(), Size: fixed.I(em), Language: "en"}
	for _, part := range s.parts.Split(in, s) {
		for _, piece := range level(part, t.level) {
			t.runs = append(t.runs, s.shaper.Shape(piece))
		}
	}
	return t
}

func (t *shaped) direction() di.Direction {
	if t.right {
		return di.DirectionRTL
	}
	return di.DirectionLTR
}

// wide is how long the text is on one line, in thousandths of the size.
func (t *shaped) wide() (sum float64) {
	for i := range t.runs {
		sum += length(t.runs[i].Advance)
	}
	return sum
}

func length(x fixed.Int26_6) float64 { return float64(x) / 64 }
