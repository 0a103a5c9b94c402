package document

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
)

// weight is how thick letters are.
type weight int

const (
	plain weight = iota
	bold
)

// style is fpdf's word for a weight.
func (w weight) style() string { return [...]string{"", "B"}[w] }

// sheet is one page that is drawn on. All measures are millimetres, sizes of letters are points.
type sheet struct {
	pdf *fpdf.Fpdf
}

const millimetresPerPoint = 25.4 / 72

func newSheet(width, height float64) *sheet {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: width, Ht: height}})
	// The same content gives the same bytes, whenever it is drawn.
	pdf.SetCreationDate(time.Unix(0, 0).UTC())
	pdf.SetModificationDate(time.Unix(0, 0).UTC())
	pdf.SetCatalogSort(true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.AddPage()
	return &sheet{pdf}
}

func (s *sheet) bytes() ([]byte, error) {
	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (s *sheet) frame(x, y, w, h float64) { s.pdf.SetLineWidth(0.5); s.pdf.Rect(x, y, w, h, "D") }

func (s *sheet) line(x1, y1, x2, y2 float64) { s.pdf.SetLineWidth(0.3); s.pdf.Line(x1, y1, x2, y2) }

func (s *sheet) block(x, y, w, h float64) { s.pdf.Rect(x, y, w, h, "F") }

// caption names what stands below or beside it.
func (s *sheet) caption(text string, x, y float64) { s.text(text, x, y, 20, plain, 5.5) }

// white writes on a block.
func (s *sheet) white(text string, x, y, width float64, w weight, size float64) {
	s.pdf.SetTextColor(255, 255, 255)
	s.pdf.SetFillColor(255, 255, 255)
	s.text(text, x, y, width, w, size)
	s.pdf.SetTextColor(0, 0, 0)
	s.pdf.SetFillColor(0, 0, 0)
}

// lines writes lines below each other, and packs them closer when there are more than room is for.
func (s *sheet) lines(list []string, x, y, width, step float64, w weight, size float64, room int) {
	if len(list) > room {
		shrink := float64(room) / float64(len(list))
		step, size = step*shrink, size*shrink
	}
	for i, line := range list {
		s.text(line, x, y+float64(i)*step, width, w, size)
	}
}

// centred writes in the middle of a width.
func (s *sheet) centred(text string, x, y, width float64, w weight, size float64) {
	text, size, used := s.fit(text, width, w, size)
	s.put(text, x+(width-used)/2, y, w, size)
}

// text writes from x on, its letters standing on y, no wider than width.
func (s *sheet) text(text string, x, y, width float64, w weight, size float64) {
	text, size, _ = s.fit(text, width, w, size)
	s.put(text, x, y, w, size)
}

// fit makes letters smaller, down to six tenths, and then cuts the text, so that it keeps to a width.
func (s *sheet) fit(text string, width float64, w weight, size float64) (string, float64, float64) {
	used := s.width(text, w, size)
	if used > width {
		size *= max(0.6, 0.999*width/used)
	}
	for used = s.width(text, w, size); used > width && text != ""; used = s.width(text, w, size) {
		_, n := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-n]
	}
	return text, size, used
}

// width is how wide a text gets.
func (s *sheet) width(text string, w weight, size float64) float64 {
	if latin, ok := windows1252(text); ok {
		s.pdf.SetFont("Helvetica", w.style(), size)
		return s.pdf.GetStringWidth(latin)
	}
	return glyphsWidth(text, w) * size * millimetresPerPoint
}

// put writes: Western letters with the font that every PDF reader has, others glyph by glyph.
func (s *sheet) put(text string, x, y float64, w weight, size float64) {
	if latin, ok := windows1252(text); ok {
		s.pdf.SetFont("Helvetica", w.style(), size)
		s.pdf.Text(x, y, latin)
		return
	}
	s.glyphs(text, x, y, w, size*millimetresPerPoint)
}

// bars draws a barcode in the middle of a width. Its quiet zones are ten modules (ISO/IEC 15417, 4.5),
// its modules at most half a millimetre.
func (s *sheet) bars(b bars, x, y, width, height float64) {
	module := min(0.5, width/float64(b.modules+20))
	x += (width - module*float64(b.modules)) / 2
	for _, bar := range b.black {
		s.block(x+float64(bar.at)*module, y, float64(bar.width)*module, height)
	}
}

// western are the signs of Windows code page 1252 from 0x80 to 0x9f; a space where there is none.
var western = []rune("€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ")

// windows1252 writes a text in that code page; it is not ok when a sign is missing there.
func windows1252(text string) (string, bool) {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r < 0x80, r >= 0xa0 && r <= 0xff:
			b.WriteByte(byte(r))
		default:
			at := slices.Index(western, r)
			if at < 0 {
				return "", false
			}
			b.WriteByte(byte(0x80 + at))
		}
	}
	return b.String(), true
}
