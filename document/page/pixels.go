package page

import (
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"crosslane/document/text"
)

// Pixels draws a page in dots of a printer, black on white without greys. Bars of barcodes are whole dots wide.
func (p *Page) Pixels(perInch int) *image.Gray {
	d := &drawing{scale: float64(perInch) / 25.4, shapes: idle.Get().(*shapes), outlines: map[glyph][]stroke{}}
	defer idle.Put(d.shapes)
	d.image = image.NewGray(image.Rect(0, 0, d.dots(p.Width), d.dots(p.Height)))
	for i := range d.image.Pix {
		d.image.Pix[i] = white
	}
	for _, k := range p.boxes {
		d.fill(d.dots(k.x), d.dots(k.y), max(1, d.dots(k.x+k.w)-d.dots(k.x)), max(1, d.dots(k.y+k.h)-d.dots(k.y)))
	}
	for i := range p.bars {
		d.barcode(&p.bars[i])
	}
	d.letters(p, black)
	d.letters(p, white)
	return d.image
}

// What a dot can be.
const (
	black = 0
	white = 0xff
)

type drawing struct {
	image    *image.Gray
	scale    float64 // dots of a millimetre
	shapes   *shapes
	outlines map[glyph][]stroke
}

func (d *drawing) dots(millimetres float64) int { return int(math.Round(millimetres * d.scale)) }

func (d *drawing) fill(x, y, w, h int) {
	area := image.Rect(x, y, x+w, y+h).Intersect(d.image.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		clear(d.image.Pix[y*d.image.Stride+area.Min.X : y*d.image.Stride+area.Max.X])
	}
}

// barcode draws a barcode whose modules are whole dots wide: a scanner measures them.
func (d *drawing) barcode(b *bars) {
	width, _ := b.module()
	module := max(1, int(width*d.scale))
	from := d.dots(b.x) + (d.dots(b.w)-module*len(b.black))/2
	for _, run := range b.runs() {
		d.fill(from+run[0]*module, d.dots(b.y), run[1]*module, d.dots(b.h))
	}
}

// letters draws all text of one colour: each dot of which more than half is covered.
func (d *drawing) letters(p *Page, ink uint8) {
	z := vector.NewRasterizer(d.image.Rect.Dx(), d.image.Rect.Dy())
	z.DrawOp = draw.Src
	for i := range p.lines {
		if l := &p.lines[i]; l.white == (ink == white) {
			d.line(z, l)
		}
	}
	covered := image.NewAlpha(d.image.Rect)
	z.Draw(covered, d.image.Rect, image.Opaque, image.Point{})
	for i, v := range covered.Pix {
		if v >= 0x80 {
			d.image.Pix[i] = ink
		}
	}
}

func (d *drawing) line(z *vector.Rasterizer, l *line) {
	unit := l.size * text.Millimetres / 1000 * d.scale
	for i := range l.Letters {
		k := &l.Letters[i]
		key := glyph{face: k.Face, shape: k.Glyph}
		shape, known := d.outlines[key]
		if !known {
			shape = d.shapes.outline(k)
			d.outlines[key] = shape
		}
		x := func(v float64) float32 { return float32(l.x*d.scale + (k.X+v)*unit) }
		y := func(v float64) float32 { return float32(l.foot*d.scale - (k.Y+v)*unit) }
		for _, s := range shape {
			switch s.op {
			case 'm':
				z.ClosePath()
				z.MoveTo(x(s.x[0]), y(s.y[0]))
			case 'l':
				z.LineTo(x(s.x[0]), y(s.y[0]))
			case 'c':
				z.CubeTo(x(s.x[0]), y(s.y[0]), x(s.x[1]), y(s.y[1]), x(s.x[2]), y(s.y[2]))
			}
		}
		z.ClosePath()
	}
}
