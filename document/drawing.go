package document

import (
	"crosslane/document/font"
	"crosslane/document/page"
	"crosslane/document/text"
)

// drawing is a label while it is drawn. The first thing that cannot be drawn is kept, and the rest left out.
type drawing struct {
	set  *text.Setter
	page *page.Page
	x, y float64 // where the drawing begins on its sheet
	err  error
}

// How a word stands in its room.
const (
	middle = 1 << iota
	white
	tear // it may break anywhere
)

func newDrawing(s *text.Setter, sheet Sheet) *drawing {
	w, h := sheet.size()
	return &drawing{set: s, page: &page.Page{Width: w, Height: h}, x: (w - width) / 2, y: (h - height) / 2}
}

const thick, thin = 0.5, 0.3

// frame draws the edge of the label.
func (d *drawing) frame() {
	for _, e := range [4][4]float64{{0, 0, width, thick}, {0, height - thick, width, thick}, {0, 0, thick, height}, {width - thick, 0, thick, height}} {
		d.page.Box(d.x+e[0], d.y+e[1], e[2], e[3])
	}
}

// rule parts what is above a height from what is below.
func (d *drawing) rule(y float64) { d.page.Box(d.x, d.y+y-thin/2, width, thin) }

// upright parts what is left of a place from what is right of it.
func (d *drawing) upright(x, from, to float64) { d.page.Box(d.x+x-thin/2, d.y+from, thin, to-from) }

// caption names what stands below or beside it.
func (d *drawing) caption(name string, x, y float64) {
	d.word("caption", name, x, y, 30, 2.6, font.Plain, captionSize, 0)
}

// word writes a text in the middle of a height, in the largest size up to most that its room allows.
func (d *drawing) word(field, what string, x, y, w, h float64, weight font.Weight, most float64, how int) {
	block := d.fit([]text.Paragraph{{Field: field, Text: what, Weight: weight, Tear: how&tear != 0}}, text.Box{Width: w, Height: h, Most: most, Least: min(most, leastWord)})
	if block == nil || len(block.Lines) == 0 {
		return
	}
	em := block.Size * text.Millimetres / 1000
	last := len(block.Lines) - 1
	free := h - block.Feet[last] - block.Lines[last].Below*em
	for i, l := range block.Lines {
		from := x
		if how&middle != 0 {
			from += (w - l.Width*em) / 2
		}
		d.page.Write(l, d.x+from, d.y+y+free/2+block.Feet[i], block.Size, how&white != 0)
	}
}

// block writes an address from its upper edge on. Lines that are read from the right begin there.
func (d *drawing) block(list []text.Paragraph, x, y float64, room text.Box) {
	block := d.fit(list, room)
	if block == nil {
		return
	}
	em := block.Size * text.Millimetres / 1000
	for i, l := range block.Lines {
		from := x + l.In*em
		if l.Right {
			from = x + room.Width - (l.Width+l.In)*em
		}
		d.page.Write(l, d.x+from, d.y+y+block.Feet[i], block.Size, false)
	}
}

// fit sets text, and keeps the first error.
func (d *drawing) fit(list []text.Paragraph, room text.Box) *text.Block {
	if d.err != nil {
		return nil
	}
	block, err := d.set.Fit(list, room)
	d.err = err
	return block
}

// band writes white on black over the whole width.
func (d *drawing) band(what string, y, h float64) {
	d.page.Box(d.x, d.y+y, width, h)
	d.word("notes", what, 2, y, width-4, h, font.Bold, 13, middle|white)
}

// cell is a fact with its caption.
type cell struct {
	caption, text, field string
	x                    float64
}

// cells writes facts beside each other, with lines between them.
func (d *drawing) cells(y, h float64, list ...cell) {
	for i, c := range list {
		to := width
		if i+1 < len(list) {
			to = list[i+1].x
		}
		if i > 0 {
			d.upright(c.x, y, y+h)
		}
		d.caption(c.caption, c.x+2, y+0.3)
		d.word(c.field, c.text, c.x+2, y+2.8, to-c.x-3, h-3, font.Bold, 10, tear)
	}
}
