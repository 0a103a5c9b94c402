package file

import (
	"bytes"
	"errors"
	"io"

	"crosslane/shipping"
)

// File is a moving view of what is read: read already, and not yet used up.
type File struct {
	r     io.Reader
	buf   []byte
	start int
	end   int
	eof   bool
	fault error // for good
	line  int   // number of the first line in view, counted from 1
}

// Open looks at the beginning of what a reader holds: text in UTF-8 or a code page, with or without a byte order mark, or
// in UTF-16, its lines ending as they do on any machine. Whatever is no text (packed, a workbook, a web page) is an
// Unsupported error that says what it is.
func Open(r io.Reader) (*File, error) {
	text, err := plain(r)
	if err != nil {
		return nil, err
	}
	w := &File{r: text, buf: make([]byte, 64<<10), line: 1}
	return w, w.skipMark()
}

// HoldsJSON reports whether the file is JSON: its first sign that is no space is a brace or a
// bracket.
func (w *File) HoldsJSON() (bool, error) {
	for {
		head := bytes.TrimLeft(w.view(), " \t\r\n")
		if len(head) > 0 {
			return head[0] == '{' || head[0] == '[', nil
		}
		if more, err := w.more(); err != nil || !more {
			return false, err
		}
		if len(w.view()) > maxRow {
			return false, shipping.Fault(shipping.Invalid, "the file begins with nothing but space", "export it again")
		}
	}
}

// skipMark takes the byte order mark off.
func (w *File) skipMark() error {
	for len(w.view()) < 3 {
		if more, err := w.more(); err != nil {
			return err
		} else if !more {
			break
		}
	}
	if bytes.HasPrefix(w.view(), []byte("\xef\xbb\xbf")) {
		w.take(3)
	}
	return nil
}

func (w *File) view() []byte { return w.buf[w.start:w.end] }

// more reads on. It answers false at the end of the file.
func (w *File) more() (bool, error) {
	if w.eof || w.fault != nil {
		return false, w.fault
	}
	w.makeRoom()
	for range 100 {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		switch {
		case errors.Is(err, io.EOF):
			w.eof = true
			return n > 0, nil
		case err != nil:
			w.fault = &shipping.Error{Code: shipping.Unavailable, Message: "the file cannot be read on", Hint: "import it again: what was taken is not taken twice", Cause: err}
			return false, w.fault
		case n > 0:
			return true, nil
		}
	}
	return false, &shipping.Error{Code: shipping.Unavailable, Message: "the file cannot be read on", Cause: io.ErrNoProgress}
}

func (w *File) makeRoom() {
	if w.start > 0 {
		w.end = copy(w.buf, w.buf[w.start:w.end])
		w.start = 0
	}
	if w.end == len(w.buf) {
		w.buf = append(w.buf, make([]byte, len(w.buf))...)
	}
}

// take uses up n bytes.
func (w *File) take(n int) {
	w.line += bytes.Count(w.buf[w.start:w.start+n], []byte{'\n'})
	w.start += n
}
