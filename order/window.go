package order

import (
	"bytes"
	"errors"
	"io"

	"crosslane/shipping"
)

// window is a moving view of a file: what was read and not yet used up.
type window struct {
	r     io.Reader
	buf   []byte
	start int
	end   int
	eof   bool
	line  int // number of the first line in view, counted from 1
}

func newWindow(r io.Reader) *window {
	return &window{r: r, buf: make([]byte, 64<<10), line: 1}
}

func (w *window) view() []byte { return w.buf[w.start:w.end] }

// more reads on. It answers false at the end of the file.
func (w *window) more() (bool, error) {
	if w.eof {
		return false, nil
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
			return false, &shipping.Error{Code: shipping.Unavailable, Message: "the file cannot be read on", Hint: "import it again: what was taken is not taken twice", Cause: err}
		case n > 0:
			return true, nil
		}
	}
	return false, &shipping.Error{Code: shipping.Unavailable, Message: "the file cannot be read on", Cause: io.ErrNoProgress}
}

func (w *window) makeRoom() {
	if w.start > 0 {
		w.end = copy(w.buf, w.buf[w.start:w.end])
		w.start = 0
	}
	if w.end == len(w.buf) {
		w.buf = append(w.buf, make([]byte, len(w.buf))...)
	}
}

// take uses up n bytes.
func (w *window) take(n int) {
	w.line += bytes.Count(w.buf[w.start:w.start+n], []byte{'\n'})
	w.start += n
}
