package page

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	own "crosslane/document/font"
	"crosslane/document/text"
)

// glyph is one entry of a PDF's font. A shape that stands for two texts is in it twice, so that what is copied out of the PDF,
// or looked for in it, is what was written.
type glyph struct {
	face  *own.Face
	shape uint32
	text  string
}

// letters is the font of a PDF while its pages are drawn.
type letters struct {
	shapes      *shapes
	number      map[glyph]int
	charstrings [][]byte
	widths      []float64
	texts       []string
}

// newLetters begins a font. Its shapes go back to idle when it is written.
func newLetters() *letters {
	return &letters{idle.Get().(*shapes), map[glyph]int{}, [][]byte{charstring(0, nil)}, []float64{0}, []string{""}}
}

// add answers with the number of a letter in the font.
func (f *letters) add(l *text.Letter) int {
	key := glyph{l.Face, l.Glyph, l.Text}
	n, known := f.number[key]
	if !known {
		n = len(f.charstrings)
		f.number[key] = n
		c := f.shapes.charstring(l)
		f.charstrings, f.widths, f.texts = append(f.charstrings, c.code), append(f.widths, c.width), append(f.texts, l.Text)
	}
	return n
}

// wide lists the widths of all letters as a PDF's font has them.
func (f *letters) wide() string {
	var b strings.Builder
	b.WriteString("[0[")
	for i, w := range f.widths {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatFloat(w, 'f', -1, 64))
	}
	b.WriteString("]]")
	return b.String()
}

// unicode is what each letter stands for (PDF 32000-1, 9.10.3).
func (f *letters) unicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapType 2 def/CMapName/Letters def\n" +
		"1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	const most = 100 // of one list
	var list []string
	flush := func() {
		if len(list) > 0 {
			fmt.Fprintf(&b, "%d beginbfchar\n%s\nendbfchar\n", len(list), strings.Join(list, "\n"))
			list = list[:0]
		}
	}
	for n, text := range f.texts {
		if text == "" {
			continue
		}
		list = append(list, "<"+four(n)+"><"+sixteen(text)+">")
		if len(list) == most {
			flush()
		}
	}
	flush()
	b.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end")
	return b.Bytes()
}

// sixteen writes a text in UTF-16, in hexadecimal digits.
func sixteen(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		b.WriteString(four(int(u)))
	}
	return b.String()
}

const hexadecimal = "0123456789ABCDEF"

// four writes a number in four hexadecimal digits.
func four(n int) string {
	return string([]byte{hexadecimal[n>>12&15], hexadecimal[n>>8&15], hexadecimal[n>>4&15], hexadecimal[n&15]})
}
