package file

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"crosslane/shipping"
)

// maxRow bounds one row of a table, so that a quote that is never closed cannot take
// the whole file into memory.
const maxRow = 256 << 10

// Table reads comma-separated values row by row (RFC 4180, and what spreadsheets make
// of it: other separators, Windows-1252, blank lines).
type Table struct {
	// Header is the first row.
	Header []string
	w      *File
	comma  byte
	spans  []span
	row    Row
}

// separators are the signs that may part columns; of several that stand in the header
// the most frequent one does.
const separators = ",;\t|"

// preamble is how many lines a file may say before its header.
const preamble = 20

// NewTable reads the header: the first line that is known to be one, whatever separates its columns and stands above it;
// where none is, the first line. A line that names the separator (sep=;), as spreadsheets write it, goes before. A file
// without a header is an Invalid error.
func NewTable(w *File, known func(header []string) bool) (*Table, error) {
	t := &Table{w: w, comma: ','}
	for more := true; more && len(w.view()) < maxRow; {
		more, _ = w.more() // a fault is told when its line is read
	}
	if !t.named() && !t.found(known) {
		t.comma = separatorsIn(w.view())[0]
	}
	head, err := t.Next()
	if errors.Is(err, io.EOF) {
		return nil, shipping.Fault(shipping.Invalid, "the file is empty", "export it again")
	}
	if err != nil {
		return nil, err
	}
	t.Header = append(t.Header, head.Fields...)
	return t, nil
}

// named takes a line off that names the separator.
func (t *Table) named() bool {
	line, _, _ := bytes.Cut(t.w.view(), []byte("\n"))
	name, ok := bytes.CutPrefix(bytes.ToLower(bytes.Trim(line, "\" \r")), []byte("sep="))
	if !ok || len(name) != 1 {
		return false
	}
	t.comma = name[0]
	t.w.take(min(len(line)+1, len(t.w.view())))
	return true
}

// found takes off what stands before the header.
func (t *Table) found(known func(header []string) bool) bool {
	rest := t.w.view()
	for range preamble {
		for _, t.comma = range separatorsIn(rest) {
			n, state := t.parse(rest, t.w.eof)
			if state != rowWhole {
				continue
			}
			t.row = Row{Raw: rest[:n], Fields: t.row.Fields[:0]}
			if t.cut(); known(t.row.Fields) {
				t.w.take(len(t.w.view()) - len(rest))
				return true
			}
		}
		n := bytes.IndexByte(rest, '\n')
		if n < 0 {
			return false
		}
		rest = rest[n+1:]
	}
	return false
}

// separatorsIn lists the separators by how often they stand in the first line.
func separatorsIn(text []byte) []byte {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	list := []byte(separators)
	slices.SortStableFunc(list, func(a, b byte) int { return bytes.Count(first, []byte{b}) - bytes.Count(first, []byte{a}) })
	return list
}

type span struct {
	from, to int
	doubled  bool // holds doubled quotes
}

// Row is one row of a table. Raw and Fields hold until the next row is read; the strings
// in Fields for ever.
type Row struct {
	Line   int // of the file, counted from 1
	Raw    []byte
	Fields []string
	Fault  string // why the row cannot be read; its fields are then a guess
	Hint   string
	Item   int // which line of its JSON order, counted from 1; 0: a row of a table
}

const (
	rowWhole = iota
	rowShort // more of the file is needed
	rowBroken
)

// Next answers with the next row that is not blank, or io.EOF.
func (t *Table) Next() (*Row, error) {
	for {
		n, state, err := t.find()
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, io.EOF
		}
		t.row = Row{Line: t.w.line, Raw: t.w.view()[:n], Fields: t.row.Fields[:0]}
		if state == rowWhole {
			t.cut()
		} else {
			t.guess(state)
		}
		t.w.take(n)
		if !t.row.blank() {
			return &t.row, nil
		}
	}
}

// find looks for the end of the next row. A broken row ends with its first line.
func (t *Table) find() (n, state int, err error) {
	for {
		data := t.w.view()
		n, state := t.parse(data, t.w.eof)
		if state != rowShort || t.w.eof || len(data) > maxRow {
			if state != rowWhole {
				n, err = t.firstLine()
			}
			return n, state, err
		}
		if _, err := t.w.more(); err != nil {
			return 0, 0, err
		}
	}
}

// firstLine answers with the length of the line in view, newline included. Of a line longer than a
// row may be, only the beginning stays.
func (t *Table) firstLine() (int, error) {
	for {
		if n := bytes.IndexByte(t.w.view(), '\n'); n >= 0 {
			return n + 1, nil
		}
		if len(t.w.view()) > maxRow {
			return t.longLine()
		}
		if more, err := t.w.more(); err != nil || !more {
			return len(t.w.view()), err
		}
	}
}

// longLine throws away all but the beginning of a line that is too long.
func (t *Table) longLine() (int, error) {
	const kept = 1 << 10
	for {
		if n := bytes.IndexByte(t.w.view()[kept:], '\n'); n >= 0 {
			t.w.start += n
			copy(t.w.buf[t.w.start:], t.w.buf[t.w.start-n:t.w.start-n+kept])
			return kept + 1, nil
		}
		t.w.end = t.w.start + kept
		if more, err := t.w.more(); err != nil || !more {
			return kept, err
		}
	}
}

// parse finds the fields of the first row of data and its length.
func (t *Table) parse(data []byte, last bool) (n, state int) {
	t.spans = t.spans[:0]
	if len(data) == 0 {
		return 0, rowShort
	}
	for pos := 0; ; {
		var next int
		if pos < len(data) && data[pos] == '"' && t.quotes(data[pos:]) {
			next, state = t.quoted(data, pos+1, last)
		} else {
			next, state = t.plain(data, pos, last)
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

// quotes reports whether a field that begins with a quote is a quoted one. Where tabs part the columns, marketplaces quote
// nothing and a quote is a letter (5" pipe), unless it closes on its line at the end of its field.
func (t *Table) quotes(field []byte) bool {
	if t.comma != '\t' {
		return true
	}
	end := bytes.IndexAny(field, "\t\n")
	if end < 0 {
		end = len(field)
	}
	inner := bytes.TrimRight(field[:end], "\r ")
	if len(inner) < 2 || inner[len(inner)-1] != '"' {
		return false
	}
	return !bytes.Contains(bytes.ReplaceAll(inner[1:len(inner)-1], []byte(`""`), nil), []byte(`"`))
}

// plain takes a field without quotes and answers with where its separator stands.
func (t *Table) plain(data []byte, pos int, last bool) (next, state int) {
	for i := pos; i < len(data); i++ {
		if c := data[i]; c == t.comma || c == '\n' {
			t.spans = append(t.spans, span{pos, i, false})
			return i, rowWhole
		}
	}
	if !last {
		return 0, rowShort
	}
	t.spans = append(t.spans, span{pos, len(data), false})
	return len(data), rowWhole
}

// quoted takes a field that begins behind a quote.
func (t *Table) quoted(data []byte, pos int, last bool) (next, state int) {
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
		t.spans = append(t.spans, span{pos, i, doubled})
		return t.afterQuote(data, i+1, last)
	}
}

func (t *Table) afterQuote(data []byte, next int, last bool) (int, int) {
	for next < len(data) && (data[next] == '\r' || data[next] == ' ') && t.comma != data[next] {
		next++
	}
	switch {
	case next == len(data) && !last:
		return 0, rowShort
	case next == len(data) || data[next] == t.comma || data[next] == '\n':
		return next, rowWhole
	}
	return 0, rowBroken
}

// cut makes the fields from the spans; they share one string.
func (t *Table) cut() {
	text := string(t.row.Raw)
	odd := !utf8.ValidString(text) || strings.IndexFunc(text, isControl) >= 0
	for _, at := range t.spans {
		f := text[at.from:at.to]
		if at.doubled {
			f = strings.ReplaceAll(f, `""`, `"`)
		}
		if odd {
			f = Readable(f)
		}
		t.row.Fields = append(t.row.Fields, strings.TrimSpace(f))
	}
}

// guess cuts a row that cannot be read at every separator.
func (t *Table) guess(state int) {
	t.row.Fault, t.row.Hint = "a quote is closed in the middle of a field", "write a quote inside a quoted field twice"
	if state == rowShort {
		t.row.Fault, t.row.Hint = "a quote is opened and never closed, or the line is too long", "close the quote; a row may have 256 kB"
	}
	for f := range strings.SplitSeq(Readable(string(t.row.Raw)), string(rune(t.comma))) {
		t.row.Fields = append(t.row.Fields, strings.Trim(strings.TrimSpace(f), `"`))
	}
}

func (r *Row) blank() bool {
	for _, f := range r.Fields {
		if f != "" {
			return false
		}
	}
	return true
}

// Slip reports whether two names differ in one sign, or in blanks, hyphens and low lines.
func Slip(a, b string) bool {
	bare := strings.NewReplacer(" ", "", "-", "", "_", "")
	if a, b = bare.Replace(a), bare.Replace(b); a == b {
		return true
	}
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(b) < 4 || len(a)-len(b) > 1 {
		return false
	}
	i := 0
	for i < len(b) && a[i] == b[i] {
		i++
	}
	return a[i+1:] == b[i:] || len(a) == len(b) && a[i+1:] == b[i+1:]
}
