package draw

import (
	"fmt"
	"slices"

	"crosslane/packing"
)

// maxLayers is how many layers are drawn; where there are more levels, neighbouring
// ones share a plan.
const maxLayers = 8

// layer is the pieces whose bottoms lie between two heights.
type layer struct {
	from, to int64
	pieces   []int
}

// layersOf groups pieces by the height of their bottoms.
func layersOf(pieces []packing.Placement) []layer {
	var levels []int64
	for i := range pieces {
		levels = append(levels, pieces[i].ZMM)
	}
	slices.Sort(levels)
	levels = slices.Compact(levels)
	n := min(len(levels), maxLayers)
	layers := make([]layer, n)
	for i := range layers {
		layers[i].from = levels[i*len(levels)/n]
		layers[i].to = levels[(i+1)*len(levels)/n-1]
	}
	for i := range pieces {
		at := slices.IndexFunc(layers, func(l layer) bool { return pieces[i].ZMM <= l.to })
		layers[at].pieces = append(layers[at].pieces, i)
	}
	return layers
}

// plan draws a layer from above, what lies below it faintly.
func (s *sheet) plan(n int, left, top float64) {
	room, l := s.parcel.Inner, s.layers[n]
	scale := (planCell - 24) / float64(max(room.WidthMM, room.LengthMM))
	words := fmt.Sprintf("Layer %d · %d mm", n+1, l.from)
	if l.to > l.from {
		words = fmt.Sprintf("Layer %d · %d to %d mm", n+1, l.from, l.to)
	}
	s.text(left, top+12, 12, "start", "#1c2430", "700", words)
	top += 22
	s.rect(left, top, float64(room.WidthMM)*scale, float64(room.LengthMM)*scale, "#f4efe5", "#b9ae98", 1)
	for i := range n {
		for _, j := range s.layers[i].pieces {
			s.flat(&s.parcel.Contents[j], left, top, scale, true)
		}
	}
	for _, j := range l.pieces {
		s.flat(&s.parcel.Contents[j], left, top, scale, false)
	}
}

// flat draws a piece from above.
func (s *sheet) flat(c *packing.Placement, left, top, scale float64, faint bool) {
	it := &s.items[s.marks[c.Item]]
	x, y := left+float64(c.XMM)*scale, top+float64(c.YMM)*scale
	w, l := float64(c.WidthMM)*scale, float64(c.LengthMM)*scale
	if faint {
		s.rect(x, y, w, l, "#e3dccd", "#d3cab6", 1)
		return
	}
	s.rect(x, y, w, l, it.paint.top, it.paint.line, 1)
	if size := min(14, 0.6*min(w, l)); size >= 6 {
		s.text(x+w/2, y+l/2+size*0.36, size, "middle", it.paint.ink, "700", it.mark)
	}
}

func (s *sheet) rect(x, y, w, h float64, fill, line string, wide float64) {
	fmt.Fprintf(&s.out, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" stroke="%s" stroke-width="%.1f"/>`+"\n", x, y, w, h, fill, line, wide)
}
