package page

import (
	"bytes"
	"compress/zlib"
	"image"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/go-text/typesetting/font/cff"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"

	"crosslane/document/font"
	"crosslane/document/text"
)

// sheet is a page with text, a barcode and white on black.
func sheet(t *testing.T, words ...string) *Page {
	t.Helper()
	p := &Page{Width: 101.6, Height: 60}
	p.Box(2, 2, 40, 10)
	s := text.NewSetter(font.BuiltIn())
	for i, what := range words {
		block, err := s.Fit([]text.Paragraph{{Field: "x", Text: what}}, text.Box{Width: 90, Height: 20, Most: 14, Least: 8})
		if err != nil {
			t.Fatal(err)
		}
		for k, l := range block.Lines {
			p.Write(l, 4, 1.5+float64(i)*8+block.Feet[k], block.Size, i == 0)
		}
	}
	p.Bars([]bool{true, false, true, true, false, true, true, true, true, false, true}, 4, 45, 60, 10)
	return p
}

var words = []string{"White", "Ærø 12, ế", "קומה ב׳ 5", "شارع فهد", "ที่ กรุงเทพ", "क्षत्रिय"}

// A reader of its own reads the font back: every letter that is used is in it once, as its face draws it.
func TestTheFontCanBeRead(t *testing.T) {
	f := newLetters()
	list := []*text.Letter{}
	for _, l := range sheet(t, words...).lines {
		for i := range l.Letters {
			f.add(&l.Letters[i])
			list = append(list, &l.Letters[i])
		}
	}
	read, err := cff.Parse(write(f.charstrings))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(read.Charstrings); n != len(f.charstrings) || n > len(list)+1 || n < 20 {
		t.Errorf("%d letters in the font, %d used", n, len(list))
	}
	for _, l := range list {
		got, _, err := read.LoadGlyph(tables.GlyphID(f.add(l)))
		if err != nil {
			t.Fatal(err)
		}
		want := f.shapes.outline(l)
		drawn := 0
		for _, s := range got {
			if s.Op != opentype.SegmentOpMoveTo || len(want) > 0 {
				drawn++
			}
		}
		if drawn < len(want) {
			t.Errorf("%q: %d pieces of %d", l.Text, drawn, len(want))
		}
	}
}

// The places of a PDF's objects are where its table says, and what is looked for in it is found.
func TestAPDFHangsTogether(t *testing.T) {
	p := sheet(t, words...)
	out := PDF("Label (1) \\ ü", nil, p, p)
	table := regexp.MustCompile(`startxref\n(\d+)\n%%EOF`).FindSubmatch(out)
	at, _ := strconv.Atoi(string(table[1]))
	if !bytes.HasPrefix(out[at:], []byte("xref\n0 13\n")) || !bytes.Contains(out, []byte("/Title(Label 1  )")) {
		t.Fatalf("%s", out[at:])
	}
	for n, line := range strings.Split(string(out[at:]), "\n")[3:15] {
		place, _ := strconv.Atoi(line[:10])
		if !bytes.HasPrefix(out[place:], []byte(strconv.Itoa(n+1)+" 0 obj\n")) {
			t.Errorf("object %d is not at %d", n+1, place)
		}
	}
	all := string(unpacked(t, out))
	for _, says := range []string{"<00C6>", "<1EBF>", "<0634>", "beginbfchar", "/ActualText<FEFF" + sixteen("क्षत्रिय")} {
		if !strings.Contains(all, says) {
			t.Errorf("nothing says %s", says)
		}
	}
	if strings.Contains(all, "/ActualText<FEFF"+sixteen("شارع فهد")) {
		t.Error("what is read from the right would be turned round twice")
	}
	if !bytes.Equal(out, PDF("Label (1) \\ ü", nil, sheet(t, words...), p)) {
		t.Error("the same marks gave other bytes")
	}
}

func unpacked(t *testing.T, pdf []byte) (all []byte) {
	t.Helper()
	for rest := pdf; ; {
		_, after, found := bytes.Cut(rest, []byte("stream\n"))
		if !found {
			return all
		}
		rest = after
		if r, err := zlib.NewReader(bytes.NewReader(after)); err == nil {
			text, _ := io.ReadAll(r)
			all = append(all, text...)
		}
	}
}

// What a label printer reads in ZPL is what was drawn, dot for dot.
func TestZPLIsTheDrawing(t *testing.T) {
	for _, perInch := range []int{203, 300} {
		p := sheet(t, words...)
		if got, want := printed(t, p.ZPL(perInch, nil)), p.Pixels(perInch); !got.Bounds().Eq(want.Bounds()) || !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("at %d dpi another picture is printed", perInch)
		}
	}
}

// printed is what a label printer makes of ^GFA (Zebra's programming guide): hexadecimal digits, with G to Y for 1 to 19 times and
// g to z for 20 to 400 times the next digit, a comma for zeroes to the end of the row, an exclamation mark for ones, a colon for
// the row before.
func printed(t *testing.T, zpl []byte) *image.Gray {
	t.Helper()
	m := regexp.MustCompile(`^\^XA\^PW(\d+)\^LL(\d+)\^LH0,0\^FO0,0\^GFA,(\d+),(\d+),(\d+),([^^]*)\^FS\^XZ\n$`).FindSubmatch(zpl)
	if m == nil {
		t.Fatalf("%.60s", zpl)
	}
	number := func(i int) int { n, _ := strconv.Atoi(string(m[i])); return n }
	w, h, row := number(1), number(2), number(5)
	if number(3) != row*h || number(4) != row*h || row != (w+7)/8 {
		t.Fatalf("%.60s", zpl)
	}
	var digits, line, before []byte
	times := 0
	for _, c := range m[6] {
		fill := func(d byte) { line = append(line, bytes.Repeat([]byte{d}, 2*row-len(line))...) }
		switch {
		case c == ':':
			line = bytes.Clone(before)
		case c == ',':
			fill('0')
		case c == '!':
			fill('F')
		case c >= 'G' && c <= 'Y':
			times += int(c - 'F')
		case c >= 'g' && c <= 'z':
			times += 20 * int(c-'f')
		default:
			line = append(line, bytes.Repeat([]byte{c}, max(1, times))...)
			times = 0
		}
		if len(line) == 2*row {
			digits, before, line = append(digits, line...), line, nil
		}
	}
	if len(digits) != 2*row*h {
		t.Fatalf("%d digits of %d", len(digits), 2*row*h)
	}
	img := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			d, _ := strconv.ParseUint(string(digits[2*row*y+x/4]), 16, 8)
			if d>>(3-x%4)&1 == 0 {
				img.Pix[y*img.Stride+x] = 0xff
			}
		}
	}
	return img
}

// What is kept in a file is found again, and nothing in a file of others.
func TestKept(t *testing.T) {
	p := sheet(t, "A")
	for name, file := range map[string][]byte{"PDF": PDF("Label", []byte(`{"a":"^FS é"}`), p), "ZPL": p.ZPL(203, []byte(`{"a":"^FS é"}`))} {
		if kept, ok := Kept(file); !ok || string(kept) != `{"a":"^FS é"}` {
			t.Errorf("%s: %q, %t", name, kept, ok)
		}
	}
	for _, file := range []string{"", string(PDF("Label", nil, p)), string(p.ZPL(203, nil)), "^XA^FXno number^FS", "%PDF-1.5 " + keptType + ">>stream\nx"} {
		if kept, ok := Kept([]byte(file)); ok {
			t.Errorf("%.20q keeps %q", file, kept)
		}
	}
}

func TestHowOften(t *testing.T) {
	for n, want := range map[int]string{1: "", 2: "H", 19: "Y", 20: "g", 21: "gG", 59: "hY", 400: "z", 401: "zG", 800: "zz"} {
		if got := times(n); got != want {
			t.Errorf("%d times: %q, want %q", n, got, want)
		}
	}
}

// Bars are whole dots wide, whatever their printer: a scanner measures them.
func TestBarsAreWholeDots(t *testing.T) {
	p := sheet(t)
	for _, perInch := range []int{203, 300, 600} {
		img := p.Pixels(perInch)
		y := int(50 * float64(perInch) / 25.4)
		var widths []int
		for x, black, n := 0, false, 0; x < img.Rect.Dx(); x, n = x+1, n+1 {
			if is := img.GrayAt(x, y).Y == 0; is != black {
				widths, black, n = append(widths, n), is, 0
			}
		}
		module := widths[1]
		for i, want := range []int{1, 1, 2, 1, 4, 1, 1} {
			if widths[i+1] != want*module {
				t.Errorf("at %d dpi: %v", perInch, widths)
				break
			}
		}
	}
}
