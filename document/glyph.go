package document

import (
	"image"
	"sync"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Letters beyond Western Europe are drawn as shapes: outlines of the Go fonts for Latin, Greek
// and Cyrillic, and squares of a 12-pixel bitmap font for Chinese, Japanese and Korean. What
// neither has is drawn as a box. Scripts that join their letters are not shaped.

// unitsPerEm is the grid on which outlines are read.
const unitsPerEm = 2048

// The bitmap font stands on a grid of 13 rows, 12 of them above the foot of its letters; a row is this share of the size.
const pixel = 1.0 / 13

// outlines reads the two Go fonts, once.
var outlines = sync.OnceValue(func() [2]*sfnt.Font {
	var fonts [2]*sfnt.Font
	for i, ttf := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			panic("document: the font that is built in cannot be read: " + err.Error())
		}
		fonts[i] = f
	}
	return fonts
})

// glyphsWidth is how wide a text gets, in sizes of its letters.
func glyphsWidth(text string, w weight) float64 {
	var buf sfnt.Buffer
	width := 0.0
	for _, r := range text {
		width += advance(&buf, r, w)
	}
	return width
}

// outline finds a sign in the Go fonts.
func outline(buf *sfnt.Buffer, r rune, w weight) (*sfnt.Font, sfnt.GlyphIndex) {
	f := outlines()[w]
	index, err := f.GlyphIndex(buf, r)
	if err != nil {
		return f, 0
	}
	return f, index
}

// advance is how wide one sign is.
func advance(buf *sfnt.Buffer, r rune, w weight) float64 {
	if f, index := outline(buf, r, w); index != 0 {
		if a, err := f.GlyphAdvance(buf, index, unitsPerEm, font.HintingNone); err == nil {
			return float64(a) / unitsPerEm
		}
	}
	if a, ok := bitmapfont.FaceSC.GlyphAdvance(r); ok {
		return float64(a.Round()) * pixel
	}
	return 1
}

// glyphs draws a text sign by sign; size is the size of its letters in millimetres.
func (s *sheet) glyphs(text string, x, y float64, w weight, size float64) {
	var buf sfnt.Buffer
	for _, r := range text {
		if f, index := outline(&buf, r, w); index != 0 {
			s.outline(&buf, f, index, x, y, size)
		} else {
			s.pixels(r, x, y, w, size*pixel)
		}
		x += advance(&buf, r, w) * size
	}
}

// outline fills the outline of one sign.
func (s *sheet) outline(buf *sfnt.Buffer, f *sfnt.Font, index sfnt.GlyphIndex, x, y, size float64) {
	segments, err := f.LoadGlyph(buf, index, unitsPerEm, nil)
	if err != nil || len(segments) == 0 {
		return
	}
	at := func(p fixed.Point26_6) (float64, float64) {
		return x + float64(p.X)*size/unitsPerEm, y + float64(p.Y)*size/unitsPerEm
	}
	for _, seg := range segments {
		x0, y0 := at(seg.Args[0])
		x1, y1 := at(seg.Args[1])
		x2, y2 := at(seg.Args[2])
		switch seg.Op {
		case sfnt.SegmentOpMoveTo:
			s.pdf.MoveTo(x0, y0)
		case sfnt.SegmentOpLineTo:
			s.pdf.LineTo(x0, y0)
		case sfnt.SegmentOpQuadTo:
			s.pdf.CurveTo(x0, y0, x1, y1)
		case sfnt.SegmentOpCubeTo:
			s.pdf.CurveBezierCubicTo(x0, y0, x1, y1, x2, y2)
		}
	}
	s.pdf.DrawPath("F")
}

// pixels fills the squares of one sign of the bitmap font, or draws a box where it has none.
func (s *sheet) pixels(r rune, x, y float64, w weight, dot float64) {
	bounds, mask, from, _, ok := bitmapfont.FaceSC.Glyph(fixed.P(0, 0), r)
	if !ok {
		s.pdf.Rect(x+dot, y-9*dot, 10*dot, 9*dot, "D")
		return
	}
	for row := range bounds.Dy() {
		run := 0
		for col := range bounds.Dx() + 1 {
			if col < bounds.Dx() && opaque(mask, from.X+col, from.Y+row) {
				run++
			} else if run > 0 {
				s.block(x+float64(bounds.Min.X+col-run)*dot, y+float64(bounds.Min.Y+row)*dot, (float64(run)+0.4*float64(w))*dot, dot*1.02)
				run = 0
			}
		}
	}
}

func opaque(mask image.Image, x, y int) bool {
	_, _, _, alpha := mask.At(x, y).RGBA() //nolint:dogsled // a mask has no colours
	return alpha > 0
}
