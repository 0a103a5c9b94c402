package file

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"crosslane/shipping"
)

// beginning is how much of a file is looked at before it is read.
const beginning = 64 << 10

// plain is what a file says, as text whose lines end with a line feed.
func plain(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, beginning)
	head, _ := b.Peek(beginning) // a fault is told when it is read
	if err := noText(head); err != nil {
		return nil, err
	}
	if order, is := wide(head); is {
		return transform.NewReader(b, unicode.UTF16(order, unicode.UseBOM).NewDecoder()), nil
	}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		return transform.NewReader(b, returns{}), nil
	}
	return b, nil
}

// kinds are files that are no table and no JSON: how they begin, and what else stands near their beginning.
var kinds = []struct{ begins, holds, what, hint string }{
	{"\x1f\x8b", "", "the file is packed (gzip)", "unpack it, and give the file that was in it"},
	{"PK\x03\x04", "[Content_Types]", "the file is a workbook of a spreadsheet (xlsx)", "save it as CSV UTF-8, every column as text"},
	{"PK\x03\x04", "xl/", "the file is a workbook of a spreadsheet (xlsx)", "save it as CSV UTF-8, every column as text"},
	{"PK\x03\x04", "", "the file is packed (zip)", "unpack it, and give the file that was in it"},
	{"\xd0\xcf\x11\xe0", "", "the file is a workbook of a spreadsheet (xls)", "save it as CSV UTF-8, every column as text"},
	{"%PDF-", "", "the file is a PDF", "export the orders as CSV"},
	{"<", "", "the file is a web page or XML, not a table", "sign in, and download the export again, as CSV"},
}

func noText(head []byte) error {
	for _, k := range kinds {
		if begins := bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"), []byte(k.begins)); begins && bytes.Contains(head, []byte(k.holds)) {
			return shipping.Fault(shipping.Unsupported, k.what, k.hint)
		}
	}
	return nil
}

// wide reports whether a text is written in UTF-16, and with which byte first: by its mark, or, without one, because most of
// its signs are of the first 256 and so have a byte of zero on one side.
func wide(head []byte) (unicode.Endianness, bool) {
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return unicode.BigEndian, true
	}
	head = head[:min(len(head), 1<<10)]
	var zero [2]int
	for i, c := range head {
		if c == 0 {
			zero[i%2]++
		}
	}
	most := len(head) / 3
	return unicode.Endianness(zero[1] > zero[0]), len(head) > 8 && (zero[0] > most && zero[1] == 0 || zero[1] > most && zero[0] == 0)
}

// returns makes the line ends of old machines, a carriage return alone, those of today.
type returns struct{ transform.NopResetter }

// Transform replaces each byte by itself or a line feed.
func (returns) Transform(dst, src []byte, _ bool) (written, read int, err error) {
	n := copy(dst, src)
	for i, c := range dst[:n] {
		if c == '\r' {
			dst[i] = '\n'
		}
	}
	if n < len(src) {
		err = transform.ErrShortDst
	}
	return n, n, err
}
