package page

import (
	"math"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"

	own "crosslane/document/font"
	"crosslane/document/text"
)

// stroke is a piece of an outline, in thousandths of the size: a move, a straight line, or a curve of Bézier's third degree.
type stroke struct {
	op   byte // 'm', 'l', 'c'
	x, y [3]float64
}

// shapes reads outlines of letters; each face is opened once, and what was drawn lately is remembered. It is not for use by several
// goroutines at once.
type shapes struct {
	faces map[*own.Face]*font.Face
	drawn map[glyph]charstringOf
}

// charstringOf is a letter as fonts of a PDF have it.
type charstringOf struct {
	width float64
	code  []byte
}

// mostDrawn is how many letters are remembered.
const mostDrawn = 4096

// idle are shapes that nobody is reading.
var idle = sync.Pool{New: func() any {
	return &shapes{map[*own.Face]*font.Face{}, map[glyph]charstringOf{}}
}}

func (s *shapes) of(l *text.Letter) *font.Face {
	face := s.faces[l.Face]
	if face == nil {
		face = font.NewFace(l.Face.Font)
		s.faces[l.Face] = face
	}
	return face
}

// charstring is a letter as fonts of a PDF have it.
func (s *shapes) charstring(l *text.Letter) charstringOf {
	key := glyph{face: l.Face, shape: l.Glyph}
	c, known := s.drawn[key]
	if !known {
		width := s.advance(l)
		c = charstringOf{width, charstring(width, s.outline(l))}
		if len(s.drawn) == mostDrawn {
			clear(s.drawn)
		}
		s.drawn[key] = c
	}
	return c
}

// outline is the shape of a letter.
func (s *shapes) outline(l *text.Letter) (list []stroke) {
	shape, _ := s.of(l).GlyphDataOutline(font.GID(l.Glyph))
	scale := 1000 / float64(l.Face.Font.Upem())
	list = make([]stroke, 0, len(shape.Segments))
	var atX, atY float64
	for _, g := range shape.Segments {
		var x, y [3]float64
		for i, p := range g.Args {
			x[i], y[i] = float64(p.X)*scale, float64(p.Y)*scale
		}
		switch g.Op {
		case opentype.SegmentOpMoveTo:
			list = append(list, stroke{'m', x, y})
			atX, atY = x[0], y[0]
		case opentype.SegmentOpLineTo:
			list = append(list, stroke{'l', x, y})
			atX, atY = x[0], y[0]
		case opentype.SegmentOpQuadTo:
			list = append(list, stroke{'c', third(atX, x), third(atY, y)})
			atX, atY = x[1], y[1]
		case opentype.SegmentOpCubeTo:
			list = append(list, stroke{'c', x, y})
			atX, atY = x[2], y[2]
		}
	}
	return list
}

// third writes one coordinate of a curve of second degree as one of third degree.
func third(from float64, p [3]float64) [3]float64 {
	return [3]float64{from + 2*(p[0]-from)/3, p[1] + 2*(p[0]-p[1])/3, p[1]}
}

// advance is how far a letter takes up its line when nothing moves it, in whole thousandths of the size.
func (s *shapes) advance(l *text.Letter) float64 {
	return math.Round(float64(s.of(l).HorizontalAdvance(font.GID(l.Glyph))) * 1000 / float64(l.Face.Font.Upem()))
}
