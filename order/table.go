package order

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"crosslane/shipping"
)

// table reads records from rows under a header.
type table struct {
	sheet  sheet
	header []string
	places [fields][]int  // columns in which a field may stand, best first
	names  [fields]string // what the file calls a field
	rec    record
}

// separators are the signs that may part columns; of several that stand in the header
// the most frequent one does.
const separators = ",;\t|"

// newTable reads the header.
func newTable(w *window) (*table, error) {
	t := &table{sheet: sheet{w: w, comma: ','}}
	for bytes.IndexByte(w.view(), '\n') < 0 && len(w.view()) < maxRow {
		if more, err := w.more(); err != nil {
			return nil, err
		} else if !more {
			break
		}
	}
	first, _, _ := bytes.Cut(w.view(), []byte("\n"))
	most := 0
	for i := range len(separators) {
		if n := bytes.Count(first, []byte{separators[i]}); n > most {
			t.sheet.comma, most = separators[i], n
		}
	}
	head, err := t.sheet.next()
	if err == io.EOF {
		return nil, shipping.Fault(shipping.Invalid, "the file is empty", "export it again")
	}
	if err != nil {
		return nil, err
	}
	t.header = append(t.header, head.fields...)
	return t, nil
}

// choose finds the columns of the fields that the file may have.
func (t *table) choose(known []field, columns func(field) []string, refuseOther bool) error {
	index := make(map[string]int, len(t.header))
	used := make([]bool, len(t.header))
	for i, h := range t.header {
		if at, twice := index[fold(h)]; !twice {
			index[fold(h)] = i
		} else if h != "" && refuseOther {
			return shipping.BadField(h, "the columns "+strconv.Itoa(at+1)+" and "+strconv.Itoa(i+1)+" have one name", "take one of them out")
		}
	}
	for _, f := range known {
		for _, name := range columns(f) {
			if i, ok := index[fold(name)]; ok {
				t.places[f] = append(t.places[f], i)
				used[i] = true
				fill(&t.names[f], t.header[i])
			}
		}
	}
	for i, h := range t.header {
		if !used[i] && h != "" && refuseOther {
			return shipping.BadField(h, "there is no such column", "the columns are "+strings.Join(columnNames(known, columns), ", "))
		}
	}
	return nil
}

func columnNames(known []field, columns func(field) []string) []string {
	var out []string
	for _, f := range known {
		if c := columns(f); len(c) > 0 {
			out = append(out, c[0])
		}
	}
	return out
}

// next answers with the next row as a record, or io.EOF.
func (t *table) next() (*record, error) {
	row, err := t.sheet.next()
	if err != nil {
		return nil, err
	}
	t.rec = record{line: row.line, raw: row.raw, item: -1}
	for f := range t.places {
		for _, at := range t.places[f] {
			if at < len(row.fields) && t.rec.values[f] == "" {
				t.rec.values[f] = row.fields[at]
			}
		}
	}
	t.rec.fault = t.fault(row)
	return &t.rec, nil
}

func (t *table) fault(row *row) finding {
	f := finding{field: fRow, item: -1, line: row.line, message: row.fault, hint: row.hint}
	if row.fault == "" && t.spills(row) {
		f.message = "the line has " + strconv.Itoa(len(row.fields)) + " fields, the header has " + strconv.Itoa(len(t.header))
		f.hint = "put a field that holds the separator in quotes"
	}
	return f
}

// spills reports whether something stands beyond the last column.
func (t *table) spills(row *row) bool {
	for i := len(t.header); i < len(row.fields); i++ {
		if row.fields[i] != "" {
			return true
		}
	}
	return false
}

// name is what the file calls a field.
func (t *table) name(f field, otherwise string) string {
	if f < fields && t.names[f] != "" {
		return t.names[f]
	}
	return otherwise
}
