package page

import (
	"bytes"
	"encoding/binary"
	"math"
)

// The letters of a PDF are one font in the Compact Font Format (Adobe Technical Note 5176) with charstrings of type 2
// (5177), its glyphs by number: whatever face a letter comes from, its outline is in it once, and nothing else is.

// write makes a font of these charstrings. The first is the glyph of what has none.
func write(charstrings [][]byte) []byte {
	n := len(charstrings)
	head := []byte{1, 0, 4, 4}
	names := index([]byte("CrosslaneLetters"))
	words := index([]byte("Adobe"), []byte("Identity"))
	routines := index()
	charset := append([]byte{2}, two(1, n-2)...)
	if n < 2 {
		charset = []byte{2}
	}
	choose := append([]byte{3}, two(1, 0)...)
	choose = append(append(choose, 0), two(n)...)
	glyphs := index(charstrings...)
	private := append(number(nil, 0), 20)
	// The top's offsets are always written in five bytes, so that its length is known before them.
	begin := len(head) + len(names) + len(index(top(n, [4]int{}))) + len(words) + len(routines)
	at := [4]int{begin, begin + len(charset), begin + len(charset) + len(choose)}
	privateAt := at[2] + len(glyphs)
	at[3] = privateAt + len(private)
	fonts := index(append(append(five(len(private)), five(privateAt)...), 18))
	return bytes.Join([][]byte{head, names, index(top(n, at)), words, routines, charset, choose, glyphs, private, fonts}, nil)
}

// top is the dictionary of the whole font; at says where charset, choice of fonts, charstrings and fonts lie.
func top(n int, at [4]int) []byte {
	var b []byte
	op := func(code []byte, values ...int) {
		for _, v := range values {
			b = append(b, five(v)...)
		}
		b = append(b, code...)
	}
	op([]byte{12, 30}, 391, 392, 0) // glyphs by number, in Adobe's order "Identity"
	op([]byte{5}, -1000, -1000, 3000, 2000)
	op([]byte{15}, at[0])
	op([]byte{17}, at[2])
	op([]byte{12, 34}, n)
	op([]byte{12, 36}, at[3])
	op([]byte{12, 37}, at[1])
	return b
}

// index is a list of pieces of any length.
func index(items ...[]byte) []byte {
	if len(items) == 0 {
		return []byte{0, 0}
	}
	b := append(two(len(items)), 4)
	offset := uint32(1)
	b = binary.BigEndian.AppendUint32(b, offset)
	for _, item := range items {
		offset += uint32(len(item))
		b = binary.BigEndian.AppendUint32(b, offset)
	}
	for _, item := range items {
		b = append(b, item...)
	}
	return b
}

func two(values ...int) (b []byte) {
	for _, v := range values {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	return b
}

func five(v int) []byte { return binary.BigEndian.AppendUint32([]byte{29}, uint32(int32(v))) }

// number adds a whole number as charstrings have it.
func number(b []byte, v int) []byte {
	switch {
	case v >= -107 && v <= 107:
		return append(b, byte(v+139))
	case v >= 108 && v <= 1131:
		return append(b, byte((v-108)>>8+247), byte(v-108))
	case v >= -1131 && v <= -108:
		return append(b, byte((-v-108)>>8+251), byte(-v-108))
	}
	return append(b, 28, byte(v>>8), byte(v))
}

// charstring draws an outline.
func charstring(advance float64, outline []stroke) []byte {
	b := number(make([]byte, 0, 8+8*len(outline)), int(math.Round(advance)))
	atX, atY := 0, 0
	for i := range outline {
		s := &outline[i]
		points, op := 1, byte(21)
		switch s.op {
		case 'l':
			op = 5
		case 'c':
			points, op = 3, 8
		}
		for i := range points {
			x, y := int(math.Round(s.x[i])), int(math.Round(s.y[i]))
			b = number(number(b, x-atX), y-atY)
			atX, atY = x, y
		}
		b = append(b, op)
	}
	return append(b, 14)
}
