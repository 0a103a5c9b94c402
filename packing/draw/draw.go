// Package draw answers what a packed carton looks like: an isometric view of it, the
// layers from the bottom up as the packer lays them, and a list of what is in it.
package draw

import (
	"bytes"
	"fmt"
	"html"
	"slices"

	"crosslane/packing"
)

// The sheet, in SVG units.
const (
	sheetWide = 960.0
	margin    = 32.0
	headHigh  = 84.0
	viewWide  = 560.0
	viewHigh  = 440.0
	rowHigh   = 26.0
	planCell  = 224.0
)

// SVG draws a parcel as an SVG document. Equal parcels give equal bytes.
func SVG(p *packing.Parcel) []byte {
	s := newSheet(p)
	legend := float64(len(s.items))*rowHigh + 40
	planTop := headHigh + max(viewHigh, legend) + margin
	rows := (len(s.layers) + 3) / 4
	high := planTop + float64(rows)*(planCell+40) + 16
	fmt.Fprintf(&s.out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" font-family="'DejaVu Sans','Segoe UI',Helvetica,Arial,sans-serif">`+"\n", sheetWide, high, sheetWide, high)
	fmt.Fprintf(&s.out, `<rect width="%.0f" height="%.0f" fill="#fbfbf9"/>`+"\n", sheetWide, high)
	s.head()
	s.view()
	s.legend()
	for i := range s.layers {
		s.plan(i, margin+float64(i%4)*planCell, planTop+float64(i/4)*(planCell+40))
	}
	s.out.WriteString("</svg>\n")
	return s.out.Bytes()
}

// sheet is the drawing under way.
type sheet struct {
	out    bytes.Buffer
	parcel *packing.Parcel
	items  []item // in the order in which they are first put in
	marks  map[string]int
	layers []layer
}

// item is one kind of goods in the parcel.
type item struct {
	id    string
	mark  string
	count int
	size  packing.Size
	paint paint
}

func newSheet(p *packing.Parcel) *sheet {
	s := &sheet{parcel: p, marks: map[string]int{}}
	for _, c := range p.Contents {
		n, known := s.marks[c.Item]
		if !known {
			n = len(s.items)
			s.marks[c.Item] = n
			s.items = append(s.items, item{id: c.Item, mark: mark(n), size: c.Size, paint: paintOf(n)})
		}
		s.items[n].count++
	}
	s.layers = layersOf(p.Contents)
	return s
}

// mark is a letter for the n-th item: A to Z, then AA, AB and so on.
func mark(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return mark(n/26-1) + mark(n%26)
}

func (s *sheet) head() {
	p := s.parcel
	s.text(margin, 44, 22, "start", "#1c2430", "700", "Packed in "+short(p.Carton, 40))
	facts := fmt.Sprintf("inside %d × %d × %d mm  ·  %s gross  ·  %d pieces  ·  %d.%d %% full",
		p.Inner.WidthMM, p.Inner.LengthMM, p.Inner.DepthMM, kilograms(p.GrossWeightG), len(p.Contents), p.VolumeUsedPermille/10, p.VolumeUsedPermille%10)
	s.text(margin, 68, 13, "start", "#5a6675", "400", facts)
}

func kilograms(g int64) string { return fmt.Sprintf("%d.%03d kg", g/1000, g%1000) }

func (s *sheet) legend() {
	left, top := margin+viewWide+24, headHigh+24
	s.text(left, top, 12, "start", "#5a6675", "700", "CONTENTS")
	for i := range s.items {
		it, y := &s.items[i], top+18+float64(i)*rowHigh
		fmt.Fprintf(&s.out, `<rect x="%.1f" y="%.1f" width="20" height="18" rx="3" fill="%s" stroke="%s"/>`+"\n", left, y, it.paint.top, it.paint.line)
		s.text(left+10, y+13, 11, "middle", "#ffffff", "700", it.mark)
		s.text(left+28, y+13.5, 13, "start", "#1c2430", "400", fmt.Sprintf("%d × %s", it.count, short(it.id, 18)))
		e := []int64{it.size.WidthMM, it.size.LengthMM, it.size.DepthMM}
		slices.Sort(e)
		s.text(sheetWide-margin, y+13.5, 11, "end", "#5a6675", "400", fmt.Sprintf("%d × %d × %d", e[2], e[1], e[0]))
	}
}

func (s *sheet) text(x, y, size float64, anchor, colour, weight, words string) {
	fmt.Fprintf(&s.out, `<text x="%.1f" y="%.1f" font-size="%.1f" text-anchor="%s" fill="%s" font-weight="%s">%s</text>`+"\n",
		x, y, size, anchor, colour, weight, html.EscapeString(words))
}

// short cuts a name to n characters, and leaves out what no document may hold.
func short(name string, n int) string {
	var out []rune
	for _, r := range name {
		if r < ' ' || r == 0xFFFD || r == 0xFFFE || r == 0xFFFF {
			r = '?'
		}
		if len(out) == n {
			return string(out[:n-1]) + "…"
		}
		out = append(out, r)
	}
	return string(out)
}
