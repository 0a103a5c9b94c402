package order

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// maxRow bounds one row of a table, so that a quote that is never closed cannot take
// the whole file into memory.
const maxRow = 256 << 10

// sheet reads a table of comma-separated values row by row (RFC 4180, and what
// spreadsheets make of it: other separators, Latin-1, blank lines).
type sheet struct {
	w     *window
	comma byte
	spans []span
	row   row
}

type span struct {
	from, to int
	doubled  bool // holds doubled quotes
}

// row is one row of a table. Its raw bytes hold until the next row is read.
type row struct {
	line   int
	raw    []byte
	fields []string
	fault  string // why the row cannot be read; its fields are then a guess
	hint   string
}

const (
	rowWhole = iota
	rowShort // more of the file is needed
	rowBroken
)

// next answers with the next row that is not blank, or io.EOF.
func (s *sheet) next() (*row, error) {
	for {
		n, state, err := s.find()
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, io.EOF
		}
		s.row = row{line: s.w.line, raw: s.w.view()[:n], fields: s.row.fields[:0]}
		if state == rowWhole {
			s.cut()
		} else {
			s.guess(state)
		}
		s.w.take(n)
		if !s.row.blank() {
			return &s.row, nil
		}
	}
}

// find looks for the end of the next row. A broken row ends with its first line.
func (s *sheet) find() (n, state int, err error) {
	for {
		data := s.w.view()
		n, state := s.parse(data, s.w.eof)
		if state != rowShort || s.w.eof || len(data) > maxRow {
			if state != rowWhole {
				n, err = s.firstLine()
			}
			return n, state, err
		}
		if _, err := s.w.more(); err != nil {
			return 0, 0, err
		}
	}
}

// firstLine answers with the length of the line in view, newline included. Of a line longer than a
// row may be, only the beginning stays.
func (s *sheet) firstLine() (int, error) {
	if n := bytes.IndexByte(s.w.view(), '\n'); n >= 0 || s.w.eof {
		if n < 0 {
			return len(s.w.view()), nil
		}
		return n + 1, nil
	}
	const kept = 1 << 10
	for {
		s.w.end = s.w.start + kept
		more, err := s.w.more()
		if err != nil || !more {
			return kept, err
		}
		if n := bytes.IndexByte(s.w.view()[kept:], '\n'); n >= 0 {
			s.w.start += n
			copy(s.w.buf[s.w.start:], s.w.buf[s.w.start-n:s.w.start-n+kept])
			return kept + 1, nil
		}
	}
}

// parse finds the fields of the first row of data and its length.
func (s *sheet) parse(data []byte, last bool) (n, state int) {
	s.spans = s.spans[:0]
	if len(data) == 0 {
		return 0, rowShort
	}
	for pos := 0; ; {
		var next int
		if pos < len(data) && data[pos] == '"' {
			next, state = s.quoted(data, pos+1, last)
		} else {
			next, state = s.plain(data, pos, last)
		}
		if state != rowWhole {
			return 0, state
		}
		if next >= len(data) {
			return len(data), rowWhole
		}
		if data[next] == '\n' {
			return next + 1, rowWhole
		}
		pos = next + 1
	}
}

// plain takes a field without quotes and answers with where its separator stands.
func (s *sheet) plain(data []byte, pos int, last bool) (next, state int) {
	for i := pos; i < len(data); i++ {
		if c := data[i]; c == s.comma || c == '\n' {
			s.spans = append(s.spans, span{pos, i, false})
			return i, rowWhole
		}
	}
	if !last {
		return 0, rowShort
	}
	s.spans = append(s.spans, span{pos, len(data), false})
	return len(data), rowWhole
}

// quoted takes a field that begins behind a quote.
func (s *sheet) quoted(data []byte, pos int, last bool) (next, state int) {
	doubled := false
	for i := pos; ; i += 2 {
		n := bytes.IndexByte(data[i:], '"')
		if n < 0 {
			return 0, rowShort
		}
		i += n
		if i+1 < len(data) && data[i+1] == '"' {
			doubled = true
			continue
		}
		if i+1 == len(data) && !last {
			return 0, rowShort
		}
		s.spans = append(s.spans, span{pos, i, doubled})
		return s.afterQuote(data, i+1, last)
	}
}

func (s *sheet) afterQuote(data []byte, next int, last bool) (int, int) {
	for next < len(data) && (data[next] == '\r' || data[next] == ' ') && s.comma != data[next] {
		next++
	}
	switch {
	case next == len(data) && !last:
		return 0, rowShort
	case next == len(data) || data[next] == s.comma || data[next] == '\n':
		return next, rowWhole
	}
	return 0, rowBroken
}

// cut makes the fields from the spans; they share one string.
func (s *sheet) cut() {
	text := string(s.row.raw)
	odd := !utf8.ValidString(text) || strings.IndexFunc(text, isControl) >= 0
	for _, at := range s.spans {
		f := text[at.from:at.to]
		if at.doubled {
			f = strings.ReplaceAll(f, `""`, `"`)
		}
		if odd {
			f = readable(f)
		}
		s.row.fields = append(s.row.fields, strings.TrimSpace(f))
	}
}

// guess cuts a row that cannot be read at every separator.
func (s *sheet) guess(state int) {
	s.row.fault, s.row.hint = "a quote is closed in the middle of a field", "write a quote inside a quoted field twice"
	if state == rowShort {
		s.row.fault, s.row.hint = "a quote is opened and never closed, or the line is too long", "close the quote; a row may have 256 kB"
	}
	for f := range strings.SplitSeq(readable(string(s.row.raw)), string(rune(s.comma))) {
		s.row.fields = append(s.row.fields, strings.Trim(strings.TrimSpace(f), `"`))
	}
}

func (r *row) blank() bool {
	for _, f := range r.fields {
		if f != "" {
			return false
		}
	}
	return true
}
