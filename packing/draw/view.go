package draw

import (
	"fmt"
	"math"
	"strings"

	"crosslane/packing"
)

// point is a place on the sheet.
type point struct{ x, y float64 }

// eye projects millimetres onto the sheet, seen from above the near corner: the
// width runs down to the right, the length (toward the door) down to the left.
type eye struct {
	scale  float64
	origin point
}

var cos30, sin30 = math.Cos(math.Pi / 6), 0.5

func (e eye) at(x, y, z int64) point {
	fx, fy, fz := float64(x), float64(y), float64(z)
	return point{e.origin.x + (fx-fy)*cos30*e.scale, e.origin.y + ((fx+fy)*sin30-fz)*e.scale}
}

// eyeFor fits a room into the view.
func eyeFor(room packing.Size) eye {
	w, l, d := float64(room.WidthMM), float64(room.LengthMM), float64(room.DepthMM)
	wide, high := (w+l)*cos30, (w+l)*sin30+d
	scale := min((viewWide-60)/wide, (viewHigh-60)/high)
	left := margin + 10 + (viewWide-wide*scale)/2
	top := headHigh + (viewHigh-high*scale)/2
	return eye{scale, point{left + l*cos30*scale, top + d*scale}}
}

// view draws the open carton and the pieces in it, the far ones first.
func (s *sheet) view() {
	room := s.parcel.Inner
	e := eyeFor(room)
	w, l, d := room.WidthMM, room.LengthMM, room.DepthMM
	s.polygon("#ece6da", "#b9ae98", e.at(0, 0, 0), e.at(w, 0, 0), e.at(w, l, 0), e.at(0, l, 0))
	s.polygon("#f4efe5", "#b9ae98", e.at(0, 0, 0), e.at(w, 0, 0), e.at(w, 0, d), e.at(0, 0, d))
	s.polygon("#f0eadf", "#b9ae98", e.at(0, 0, 0), e.at(0, l, 0), e.at(0, l, d), e.at(0, 0, d))
	for _, i := range farFirst(s.parcel.Contents) {
		s.piece(e, &s.parcel.Contents[i])
	}
	near := e.at(w, l, d)
	for _, end := range []point{e.at(w, 0, d), e.at(0, l, d), e.at(w, l, 0)} {
		fmt.Fprintf(&s.out, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#8b8069" stroke-dasharray="5 4"/>`+"\n", near.x, near.y, end.x, end.y)
	}
	s.measure(e.at(w, 0, 0), e.at(w, l, 0), 14, fmt.Sprintf("length %d", l))
	s.measure(e.at(0, l, 0), e.at(w, l, 0), -14, fmt.Sprintf("width %d", w))
	foot, head := e.at(0, l, 0), e.at(0, l, d)
	s.text(foot.x-8, (foot.y+head.y)/2, 11, "end", "#5a6675", "400", fmt.Sprintf("depth %d", d))
}

// measure writes the length of an edge below its middle.
func (s *sheet) measure(a, b point, aside float64, words string) {
	anchor := "start"
	if aside < 0 {
		anchor = "end"
	}
	s.text((a.x+b.x)/2+aside, (a.y+b.y)/2+18, 11, anchor, "#5a6675", "400", words)
}

// piece draws the three visible sides of a piece, with its letter.
func (s *sheet) piece(e eye, c *packing.Placement) {
	it := &s.items[s.marks[c.Item]]
	x, y, z := c.XMM, c.YMM, c.ZMM
	w, l, d := x+c.WidthMM, y+c.LengthMM, z+c.DepthMM
	sides := [3][4]point{
		{e.at(x, y, d), e.at(w, y, d), e.at(w, l, d), e.at(x, l, d)},
		{e.at(x, l, z), e.at(w, l, z), e.at(w, l, d), e.at(x, l, d)},
		{e.at(w, y, z), e.at(w, l, z), e.at(w, l, d), e.at(w, y, d)},
	}
	shorter := [3]int64{min(c.WidthMM, c.LengthMM), min(c.WidthMM, c.DepthMM), min(c.LengthMM, c.DepthMM)}
	for i, colour := range []string{it.paint.top, it.paint.front, it.paint.side} {
		s.polygon(colour, it.paint.line, sides[i][:]...)
		s.sign(it, sides[i], e.scale*float64(shorter[i]))
	}
}

// sign writes the letter of an item on a side of a piece, if there is room.
func (s *sheet) sign(it *item, side [4]point, shorter float64) {
	if size := min(15, 0.5*shorter); size >= 7 {
		s.text((side[0].x+side[2].x)/2, (side[0].y+side[2].y)/2+size*0.36, size, "middle", it.paint.ink, "700", it.mark)
	}
}

func (s *sheet) polygon(fill, line string, corners ...point) {
	var path strings.Builder
	for i, c := range corners {
		if i > 0 {
			path.WriteByte(' ')
		}
		fmt.Fprintf(&path, "%.1f,%.1f", c.x, c.y)
	}
	fmt.Fprintf(&s.out, `<polygon points="%s" fill="%s" stroke="%s" stroke-width="0.9" stroke-linejoin="round"/>`+"\n", path.String(), fill, line)
}

// farFirst orders pieces so that none is drawn over one that hides it.
func farFirst(pieces []packing.Placement) []int {
	waiting := make([]int, len(pieces)) // for how many pieces behind it each one waits
	for i := range pieces {
		for j := range pieces {
			if behind(&pieces[j], &pieces[i]) {
				waiting[i]++
			}
		}
	}
	order := make([]int, 0, len(pieces))
	for len(order) < len(pieces) {
		next := -1
		for i, n := range waiting {
			if n >= 0 && (next < 0 || n < waiting[next]) {
				next = i
			}
		}
		waiting[next] = -1
		order = append(order, next)
		for i := range pieces {
			if waiting[i] > 0 && behind(&pieces[next], &pieces[i]) {
				waiting[i]--
			}
		}
	}
	return order
}

// behind says whether a may be hidden by b: it lies wholly behind b along some axis,
// and b behind a along none.
func behind(a, b *packing.Placement) bool {
	return before(a, b) && !before(b, a)
}

func before(a, b *packing.Placement) bool {
	return a.XMM+a.WidthMM <= b.XMM || a.YMM+a.LengthMM <= b.YMM || a.ZMM+a.DepthMM <= b.ZMM
}
