package order

import (
	"slices"
	"strconv"
	"strings"

	"crosslane/order/file"
	"crosslane/order/value"
	"crosslane/shipping"
)

// rows are what a table reads: those of a file, or the lines of JSON orders.
type rows interface{ Next() (*file.Row, error) }

// table reads records from rows under a header.
type table struct {
	rows   rows
	header []string
	places [fields][]int  // columns in which a field may stand, best first
	names  [fields]string // what the file calls a field
	unread []string       // columns that no field is read from
	joined [fields]string // what stands between the columns of a field that is put together of all; empty: the first one counts
	// instead are the columns of another address, which counts as a whole where a row has none.
	instead [fields][]int
	rec     record
	headed  bool // the header came again
}

// choose finds the columns of the fields that the file may have.
func (t *table) choose(known []field, columns func(field) []string, instead map[field][]string, refuseOther bool) error {
	index := make(map[string]int, len(t.header))
	used := make([]bool, len(t.header))
	for i, h := range t.header {
		if at, twice := index[value.Fold(h)]; !twice {
			index[value.Fold(h)] = i
		} else if h != "" && refuseOther {
			return shipping.BadField(h, "the columns "+strconv.Itoa(at+1)+" and "+strconv.Itoa(i+1)+" have one name", "take one of them out")
		}
	}
	for _, f := range known {
		for _, name := range columns(f) {
			if i, ok := index[value.Fold(name)]; ok {
				t.places[f] = append(t.places[f], i)
				used[i] = true
				fill(&t.names[f], t.header[i])
			}
		}
	}
	for f, names := range instead {
		for _, name := range names {
			if i, ok := index[value.Fold(name)]; ok {
				t.instead[f] = append(t.instead[f], i)
				used[i] = true
			}
		}
	}
	for i, h := range t.header {
		if at := index[value.Fold(h)]; at != i && used[at] && h != "" {
			return shipping.BadField(h, "the columns "+strconv.Itoa(at+1)+" and "+strconv.Itoa(i+1)+" have one name", "take one of them out, or give it another name")
		}
		if want := t.nearly(known, columns, h); !used[i] && want != "" {
			return shipping.BadField(h, "there is no such column", "is it "+want+"? It is missing; name the column under columns in a mapping, or write its name so")
		}
		if !used[i] && h != "" {
			t.unread = append(t.unread, h)
		}
		if !used[i] && h != "" && refuseOther {
			return shipping.BadField(h, "there is no such column", "the columns are "+strings.Join(columnNames(known, columns), ", "))
		}
	}
	return nil
}

// nearly is the column of a state, or of a cancellation, that is missing, and that another is called almost alike: an order goes
// out unpaid, or a second time, by one slip in a header.
func (t *table) nearly(known []field, columns func(field) []string, header string) string {
	for _, f := range known {
		if f != fPayment && f != fFulfilled && f != fCancelled || len(t.places[f]) > 0 {
			continue
		}
		for _, name := range columns(f) {
			if file.Slip(value.Fold(name), value.Fold(header)) {
				return value.Quoted(name)
			}
		}
	}
	return ""
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
	row, err := t.rows.Next()
	if err != nil {
		return nil, err
	}
	t.rec = record{line: row.Line, raw: row.Raw, item: row.Item - 1, begins: row.Item == 1, whole: row.Item == 1 && row.Fault != ""}
	for f := range t.places {
		t.fill(field(f), t.places[f], row)
	}
	if !t.rec.says(fName, fAddress2) && !t.rec.says(fCity, fCity) && !t.rec.says(fPostcode, fPostcode) {
		for f := range t.instead {
			if t.instead[f] != nil {
				t.rec.values[f] = ""
				t.fill(field(f), t.instead[f], row)
			}
		}
	}
	t.rec.fault = t.fault(row)
	return &t.rec, nil
}

// fill reads a field from the columns in which it may stand.
func (t *table) fill(f field, places []int, row *file.Row) {
	v := &t.rec.values[f]
	for _, at := range places {
		switch {
		case at >= len(row.Fields):
		case amounts[f] && t.joined[f] != "": // each by itself, also behind an empty one
			*v += row.Fields[at] + "\n"
		case *v == "":
			*v = row.Fields[at]
		case t.joined[f] != "" && row.Fields[at] != "":
			*v += t.joined[f] + row.Fields[at]
		}
	}
	if amounts[f] && strings.Trim(*v, "\n") == "" {
		*v = ""
	}
}

func (t *table) fault(row *file.Row) finding {
	f := finding{field: fRow, item: -1, line: row.Line, message: row.Fault, hint: row.Hint}
	if t.headed = t.headed || slices.Equal(row.Fields, t.header); t.headed && row.Fault == "" {
		f.message, f.hint = "the header stands here, or above, a second time: files were joined, and an order may stand in both", "hand each file in by itself: what is known is not taken twice"
		return f
	}
	if row.Fault == "" && t.spills(row) {
		f.message = "the line has " + strconv.Itoa(len(row.Fields)) + " fields, the header has " + strconv.Itoa(len(t.header))
		f.hint = "put a field that holds the separator in quotes"
	}
	return f
}

// spills reports whether something stands beyond the last column.
func (t *table) spills(row *file.Row) bool {
	for i := len(t.header); i < len(row.Fields); i++ {
		if row.Fields[i] != "" {
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
