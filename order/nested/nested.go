// Package nested answers the question: which rows does an order hold that a storefront wrote as JSON? Each of its lines is a row,
// and what it says of the order as a whole stands on all of them; a column is a path ("shipping.city", "line_items.sku").
package nested

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"crosslane/order/file"
)

// mostLines bounds the lines of one order.
const mostLines = 10_000

// Form says where orders and their lines stand. The zero value is no form of JSON.
type Form struct {
	List  string // the key of an object under which the list of orders may stand
	Items string // the path of an order's list of lines
}

// Place is where the orders of a file stand, by its first one.
type Place struct {
	Missing []string // the paths that should be there: the first order has none of them
	Empty   bool     // there are no orders
	listed  bool
	first   any
}

// Find looks at the first order of a file without using it up. Of each group of paths an order has one at least.
func (f Form) Find(w *file.File, groups [][]string) (Place, error) {
	p, err := f.find(w, "", groups)
	if err != nil || len(p.Missing) == 0 || f.List == "" {
		return p, err
	}
	inside, err := f.find(w, f.List, groups)
	if err == nil && (inside.first != nil || inside.Empty) {
		return inside, nil
	}
	return p, err
}

// Says reports whether the first order has one of some paths.
func (p Place) Says(some []string) bool { return says(p.first, some) }

// Count is how many of some paths the first order has.
func (p Place) Count(all []string) (n int) {
	for _, path := range all {
		if p.Says([]string{path}) {
			n++
		}
	}
	return n
}

// Keys are the keys of the first order.
func (p Place) Keys() []string {
	top, _ := p.first.(map[string]any)
	return slices.Sorted(maps.Keys(top))
}

// says reports whether one of some paths is there.
func says(node any, some []string) bool {
	return slices.ContainsFunc(some, func(path string) bool { return names(node, steps(path)) })
}

// Told reports whether the place says of itself that orders of the form stand there: an empty list alone may be anything.
func (p Place) Told() bool { return p.first != nil || p.listed }

func (f Form) find(w *file.File, list string, groups [][]string) (Place, error) {
	p := Place{listed: list != ""}
	raw, ok, err := w.First(list)
	if err != nil {
		return p, err
	}
	if p.Empty = ok && raw == nil; p.Empty {
		return p, nil
	}
	if top, fault := tree(raw); ok && fault == "" {
		p.first = top
	}
	for _, group := range groups {
		if !says(p.first, group) {
			p.Missing = group
			return p, nil
		}
	}
	if !names(p.first, steps(f.Items)) {
		p.Missing = []string{f.Items}
	}
	return p, nil
}

// Rows reads the lines of orders one after the other. It is not for use by several goroutines at once.
type Rows struct {
	// Header are the columns, and behind them whatever else the first order says.
	Header []string

	form    Form
	objects *file.Objects
	must    [][]string
	columns []column
	rows    [][]string
	row     file.Row
}

type column struct {
	name   string
	path   []step
	ofItem bool
}

// NewRows reads the orders of a file that [Form.Find] found. Of each group of columns in must an order has one; the first are those
// under which it has its number.
func NewRows(w *file.File, f Form, p Place, columns []string, must [][]string) *Rows {
	r := &Rows{form: f, objects: file.NewObjects(w), must: must}
	if p.listed {
		r.objects = file.NewListed(w, f.List)
	}
	other := map[string]bool{}
	paths(p.first, "", other)
	for _, name := range columns {
		if slices.Contains(r.Header, name) {
			continue
		}
		path, ofItem := strings.CutPrefix(name, f.Items+".")
		r.columns = append(r.columns, column{name, steps(path), ofItem})
		r.Header = append(r.Header, name)
		delete(other, plain(name))
	}
	r.Header = append(r.Header, slices.Sorted(maps.Keys(other))...)
	return r
}

// Next answers with the next line of an order, or io.EOF. A fault is one of the whole order, which then has no other line.
func (r *Rows) Next() (*file.Row, error) {
	r.row.Item++
	if r.row.Item > len(r.rows) {
		o, err := r.objects.Next()
		if err != nil {
			return nil, err
		}
		r.row = file.Row{Line: o.Line, Item: 1}
		if r.row.Fault = r.open(o); r.row.Fault != "" {
			r.row.Hint, r.rows = "compare with docs/import.md", r.rows[:min(1, len(r.rows))]
		}
		r.row.Raw = o.Raw
	} else {
		r.row.Raw = nil
	}
	r.row.Fields = nil
	if len(r.rows) > 0 {
		r.row.Fields = r.rows[r.row.Item-1]
	}
	return &r.row, nil
}

// open makes the rows of an order, and says what is wrong with it.
func (r *Rows) open(o file.Object) (fault string) {
	r.rows = nil
	if o.Fault != "" {
		return o.Fault
	}
	top, fault := tree(o.Raw)
	if fault != "" {
		return fault
	}
	list, ok := lines(top, steps(r.form.Items))
	switch {
	case !ok:
		list, fault = nil, "there is no list of lines under "+r.form.Items
	case len(list) > mostLines:
		list, fault = nil, "the order has more than 10,000 lines"
	}
	if len(list) == 0 {
		list = []any{nil} // what the order says by itself is a row all the same
	}
	for _, item := range list {
		fields := make([]string, len(r.columns))
		for i, c := range r.columns {
			from := top
			if c.ofItem {
				from = item
			}
			all, ok := texts(from, c.path, nil)
			if fields[i] = strings.Join(all, "\n"); !ok && fault == "" {
				fault = c.name + " is no single value"
			}
		}
		r.rows = append(r.rows, fields)
	}
	if fault == "" && !slices.ContainsFunc(r.columns, func(c column) bool {
		return slices.Contains(r.must[0], c.name) && r.rows[0][slices.Index(r.Header, c.name)] != ""
	}) {
		fault = "the order has no number"
	}
	for _, group := range r.must[1:] {
		if fault == "" && !slices.ContainsFunc(group, func(path string) bool { return throughout(top, steps(path)) }) {
			fault = "the order has no key " + strings.Join(group, " or ") + ", as the first one of the file has"
		}
	}
	return fault
}

// lines finds the list of an order's lines.
func lines(node any, path []step) (list []any, ok bool) {
	for _, s := range path {
		from, is := node.(map[string]any)
		if !is {
			return nil, false
		}
		node = s.down(from)
	}
	list, ok = node.([]any)
	return list, ok && !slices.ContainsFunc(list, func(one any) bool {
		_, is := one.(map[string]any)
		return !is
	})
}

// tree reads a value whose keys stand once each.
func tree(raw []byte) (node any, fault string) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	node, err := branch(dec)
	if err != nil {
		return nil, err.Error()
	}
	return node, ""
}

func branch(dec *json.Decoder) (node any, err error) {
	token, err := dec.Token()
	open, is := token.(json.Delim)
	if err != nil || !is {
		return token, err
	}
	list, object := []any{}, map[string]any{}
	for dec.More() {
		if open == '[' {
			one, err := branch(dec)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
			continue
		}
		token, err := dec.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string)
		if _, twice := object[key]; twice {
			return nil, errors.New("the key " + key + " stands twice")
		}
		if object[key], err = branch(dec); err != nil {
			return nil, err
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if open == '[' {
		return list, nil
	}
	return object, nil
}
