package page

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"crosslane/document/text"
)

// The objects of a PDF that stand before its pages.
const (
	catalog = iota + 1
	pages
	composite
	cidFont
	descriptor
	program
	meaning
	information
	firstPage
)

// PDF writes pages as one PDF, with one font of the letters that they use. Title is what a reader shows above it; kept is what
// Kept finds in it again, nil for nothing.
func PDF(title string, kept []byte, list ...*Page) []byte {
	w := &pdfWriter{letters: newLetters(), at: map[int]int{}}
	defer idle.Put(w.letters.shapes)
	w.out.WriteString("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
	var kids strings.Builder
	for i, p := range list {
		n := firstPage + 2*i
		kids.WriteString(strconv.Itoa(n) + " 0 R ")
		w.object(n, fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources<</Font<</F %d 0 R>>>>/Contents %d 0 R>>",
			pages, short(points(p.Width)), short(points(p.Height)), composite, n+1))
		w.stream(n+1, "", w.content(p))
	}
	w.object(catalog, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R>>", pages))
	w.object(pages, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(list), kids.String()))
	w.font()
	w.object(information, "<</Producer(Crosslane)/Title("+ascii(title)+")>>")
	if kept != nil {
		w.stream(firstPage+2*len(list), keptType, kept)
	}
	return w.end()
}

type pdfWriter struct {
	out     bytes.Buffer
	at      map[int]int // where each object begins
	letters *letters
}

func (w *pdfWriter) object(n int, text string) {
	w.at[n] = w.out.Len()
	fmt.Fprintf(&w.out, "%d 0 obj\n%s\nendobj\n", n, text)
}

// packers are costly to make, and can be used again.
var packers = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

func (w *pdfWriter) stream(n int, entries string, content []byte) {
	var packed bytes.Buffer
	z := packers.Get().(*zlib.Writer)
	defer packers.Put(z)
	z.Reset(&packed)
	_, _ = z.Write(content) // a buffer takes everything
	_ = z.Close()
	w.object(n, fmt.Sprintf("<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream", packed.Len(), entries, packed.Bytes()))
}

// font writes the font of all letters.
func (w *pdfWriter) font() {
	const name = "CLBLTR+CrosslaneLetters"
	w.object(composite, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, cidFont, meaning))
	w.object(cidFont, fmt.Sprintf("<</Type/Font/Subtype/CIDFontType0/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/W%s>>",
		name, descriptor, w.letters.wide()))
	w.object(descriptor, fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[-1000 -1000 3000 2000]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 730/StemV 80/FontFile3 %d 0 R>>",
		name, 760, -240, program))
	w.stream(program, "/Subtype/CIDFontType0C", write(w.letters.charstrings))
	w.stream(meaning, "", w.letters.unicode())
}

// end writes where the objects lie.
func (w *pdfWriter) end() []byte {
	from, n := w.out.Len(), len(w.at)+1
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", n)
	for i := 1; i < n; i++ {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", w.at[i])
	}
	fmt.Fprintf(&w.out, "trailer<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", n, catalog, information, from)
	return w.out.Bytes()
}

func points(millimetres float64) float64 { return millimetres / text.Millimetres }

// short writes a number with as few digits as a page needs.
func short(x float64) string { return strconv.FormatFloat(math.Round(x*1000)/1000, 'f', -1, 64) }

// content draws a page in the language of PDF.
func (w *pdfWriter) content(p *Page) []byte {
	var b bytes.Buffer
	fill := func(x, y, width, height float64) {
		for _, v := range [4]float64{x, p.Height - y - height, width, height} {
			b.WriteString(short(points(v)))
			b.WriteByte(' ')
		}
		b.WriteString("re\n")
	}
	for _, k := range p.boxes {
		fill(k.x, k.y, k.w, k.h)
	}
	for i := range p.bars {
		module, from := p.bars[i].module()
		for _, run := range p.bars[i].runs() {
			fill(from+float64(run[0])*module, p.bars[i].y, float64(run[1])*module, p.bars[i].h)
		}
	}
	b.WriteString("f BT\n")
	for i := range p.lines {
		w.line(&b, &p.lines[i], p.Height)
	}
	b.WriteString("ET")
	return b.Bytes()
}

// line writes a line of text. What it says is said once more where its letters alone do not tell. Not where some of it is read
// from the right: readers turn that round themselves, and would do so twice.
func (w *pdfWriter) line(b *bytes.Buffer, l *line, height float64) {
	if l.Joined {
		fmt.Fprintf(b, "/Span<</ActualText<FEFF%s>>>BDC\n", sixteen(l.Text))
	}
	if l.white {
		b.WriteString("1 g ")
	}
	fmt.Fprintf(b, "/F %s Tf 1 0 0 1 %s %s Tm [<", short(l.size), short(points(l.x)), short(points(height-l.foot)))
	pen, rise := 0.0, 0.0
	for i := range l.Letters {
		k := &l.Letters[i]
		if k.Y != rise {
			rise = k.Y
			fmt.Fprintf(b, ">]TJ %s Ts [<", short(rise*l.size/1000))
		}
		if move := math.Round(pen - k.X); move != 0 {
			fmt.Fprintf(b, ">%s<", short(move))
			pen -= move
		}
		n := w.letters.add(k)
		b.WriteString(four(n))
		pen += w.letters.widths[n]
	}
	b.WriteString(">]TJ\n")
	if rise != 0 {
		b.WriteString("0 Ts\n")
	}
	if l.white {
		b.WriteString("0 g\n")
	}
	if l.Joined {
		b.WriteString("EMC\n")
	}
}

// ascii writes a title as a PDF's text, without what is no ASCII.
func ascii(title string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '(' || r == ')' || r == '\\' {
			return -1
		}
		return r
	}, title)
}
