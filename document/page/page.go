package page

import "crosslane/document/text"

// Page is a sheet with marks on it. All measures are millimetres from its upper left corner.
type Page struct {
	Width, Height float64
	boxes         []box
	lines         []line
	bars          []bars
}

// box is an area of one colour.
type box struct{ x, y, w, h float64 }

// line is text that stands on a foot.
type line struct {
	text.Line
	x, foot, size float64 // size in points
	white         bool
}

// bars is a barcode.
type bars struct {
	x, y, w, h float64
	black      []bool
}

// quiet is how many modules of white stand on each side of a barcode (ISO/IEC 15417, 4.5).
const quiet = 10

// mostModule is the widest module, in millimetres.
const mostModule = 0.5

// Box blackens an area.
func (p *Page) Box(x, y, w, h float64) { p.boxes = append(p.boxes, box{x, y, w, h}) }

// Write puts a line of text on a foot, from x on, in letters of a size in points; white on what is black.
func (p *Page) Write(l text.Line, x, foot, size float64, white bool) {
	p.lines = append(p.lines, line{l, x, foot, size, white})
}

// Bars puts a barcode in the middle of a width, with its quiet zones: for each module whether it is black.
func (p *Page) Bars(black []bool, x, y, w, h float64) {
	p.bars = append(p.bars, bars{x, y, w, h, black})
}

// module is how wide a module of a barcode is, and where the first one begins.
func (b *bars) module() (width, from float64) {
	width = min(mostModule, b.w/float64(len(b.black)+2*quiet))
	return width, b.x + (b.w-width*float64(len(b.black)))/2
}

// runs are the black bars of a barcode: from which module on, and how many modules wide.
func (b *bars) runs() (list [][2]int) {
	for i := 0; i < len(b.black); i++ {
		n := 0
		for i+n < len(b.black) && b.black[i+n] {
			n++
		}
		if n > 0 {
			list = append(list, [2]int{i, n})
			i += n
		}
	}
	return list
}
