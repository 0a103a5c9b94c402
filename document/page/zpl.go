package page

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// ZPL writes a page for a label printer of a resolution in dots per inch, as one picture: a printer's own fonts know few
// scripts, and join no letters. Kept is what Kept finds in it again, nil for nothing.
func (p *Page) ZPL(perInch int, kept []byte) []byte {
	img := p.Pixels(perInch)
	w, h := img.Rect.Dx(), img.Rect.Dy()
	row := (w + 7) / 8
	var b bytes.Buffer
	b.WriteString("^XA")
	if kept != nil {
		b.WriteString(keptComment + base64.StdEncoding.EncodeToString(kept) + "^FS")
	}
	fmt.Fprintf(&b, "^PW%d^LL%d^LH0,0^FO0,0^GFA,%d,%d,%d,", w, h, row*h, row*h, row)
	before, dots := make([]byte, row), make([]byte, row)
	for y := range h {
		clear(dots)
		for x, v := range img.Pix[y*img.Stride : y*img.Stride+w] {
			if v == 0 {
				dots[x/8] |= 0x80 >> (x % 8)
			}
		}
		if y > 0 && slices.Equal(dots, before) {
			b.WriteByte(':') // as the row above
		} else {
			b.WriteString(packed(dots))
		}
		before, dots = dots, before
	}
	b.WriteString("^FS^XZ\n")
	return b.Bytes()
}

// packed writes a row of dots in ZPL's short form: hexadecimal digits, before one that comes several times how often (G to Y
// for 1 to 19, g to z for 20 to 400), a comma for 0 to the end, an exclamation mark for F.
func packed(dots []byte) string {
	digits := make([]byte, 0, 2*len(dots))
	for _, d := range dots {
		digits = append(digits, hexadecimal[d>>4], hexadecimal[d&15])
	}
	var b strings.Builder
	for i := 0; i < len(digits); {
		n := 1
		for i+n < len(digits) && digits[i+n] == digits[i] {
			n++
		}
		switch rest := i+n == len(digits); {
		case rest && digits[i] == '0':
			b.WriteByte(',')
		case rest && digits[i] == 'F':
			b.WriteByte('!')
		default:
			b.WriteString(times(n))
			b.WriteByte(digits[i])
		}
		i += n
	}
	return b.String()
}

// times is how often the digit behind it comes; nothing for once.
func times(n int) string {
	var b strings.Builder
	for ; n > 400; n -= 400 {
		b.WriteByte('z')
	}
	if n >= 20 {
		b.WriteByte(byte('g' + n/20 - 1))
	}
	if n%20 > 0 && (n > 1 || b.Len() > 0) {
		b.WriteByte(byte('G' + n%20 - 1))
	}
	return b.String()
}
