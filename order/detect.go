package order

import (
	"cmp"
	"slices"
	"strings"

	"crosslane/order/file"
	"crosslane/order/nested"
	"crosslane/order/value"
	"crosslane/shipping"
)

func (d *Decoder) openJSON(w *file.File) (err error) {
	if d.mapping == nil {
		f := d.options.Format
		if f == "" {
			if f, err = detectJSON(w); err != nil {
				return err
			}
		}
		if d.mapping, err = Shipped(f); err != nil {
			return err
		}
	}
	d.media = "application/json"
	if d.mapping.written.json.Items != "" {
		return d.openNested(w)
	}
	if d.mapping.Format != Crosslane {
		hint := "give the file as CSV, or name its list of lines under items in a mapping"
		if other := d.mapping.Format + "-json"; shippedMappings[other] != nil {
			hint = "give the file as CSV, or read what the storefront's API answers as " + string(other)
		}
		return shipping.BadField("format", "the file is JSON, and "+string(d.mapping.Format)+" is a table", hint)
	}
	d.source = &jsonOrders{objects: file.NewObjects(w), form: &orderForm}
	return nil
}

// openNested makes ready to read JSON of a storefront, as a table whose columns are paths.
func (d *Decoder) openNested(w *file.File) error {
	m := d.mapping
	form := m.written.json
	place, err := form.Find(w, m.must())
	if err != nil {
		return err
	}
	if len(place.Missing) > 0 {
		return shipping.BadField("format", "the first order of the file has nothing under "+strings.Join(place.Missing, " or "), "name where orders, their lines and the lines' values stand under list, items and columns in a mapping")
	}
	asked := m.asked(len(m.columns[fToShip]) > 0)
	if err := lacksState(asked, "key", place.Says); err != nil && !place.Empty {
		return err
	}
	must := [][]string{m.columns[fNumber]}
	for _, g := range asked {
		must = append(must, g.names)
	}
	rows := nested.NewRows(w, form, place, m.all(), must)
	d.table = &table{rows: rows, header: rows.Header}
	return d.useTable()
}

// must are the columns of each of which an order has one at least.
func (m *Mapping) must() (groups [][]string) {
	for _, f := range needed {
		groups = append(groups, m.columns[f])
	}
	return groups
}

// all are all columns that are read.
func (m *Mapping) all() (columns []string) {
	for _, f := range orderFields {
		columns = append(append(columns, m.columns[f]...), m.written.instead[f]...)
	}
	return columns
}

// detectJSON finds the format whose paths all stand in the first order. What is of no storefront's is our own, where it can be.
func detectJSON(w *file.File) (Format, error) {
	var near, lacks string
	var most int
	for _, f := range Formats() {
		m := shippedMappings[f]
		if m.written.json.Items == "" {
			continue
		}
		place, err := m.written.json.Find(w, m.must())
		if err == nil && len(place.Missing) == 0 && place.Told() {
			return f, nil
		}
		if n := place.Count(m.all()); err == nil && n > most {
			near, lacks, most = string(f), strings.Join(place.Missing, " or "), n
		}
	}
	return Crosslane, foreign(w, near, lacks)
}

// foreign refuses JSON whose first order is not of our own form, with the form of a storefront that is nearest.
func foreign(w *file.File, near, lacks string) error {
	place, err := nested.Form{Items: "lines"}.Find(w, [][]string{{"number"}})
	keys := place.Keys()
	if len(keys) == 1 { // a list stands under it
		if inside, err := (nested.Form{Items: "lines", List: keys[0]}).Find(w, [][]string{{"number"}}); err == nil {
			keys = inside.Keys()
		}
	}
	if err != nil || len(place.Missing) == 0 || !slices.ContainsFunc(keys, func(k string) bool { return !orderForm.Knows(k) }) {
		return nil //nolint:nilerr // the reading says it
	}
	hint := "name its list of lines under items in a mapping"
	if near != "" {
		hint = "nearest is " + near + ", and nothing stands under its " + lacks + ": name where that stands under columns in a mapping, or for another storefront its list of lines under items"
	}
	return &shipping.Error{Code: shipping.Unsupported, Field: "format", Message: "the first order of the file is of none of the known forms: it says " + strings.Join(keys[:min(8, len(keys))], ", "), Hint: hint}
}

func (d *Decoder) openTable(w *file.File) (err error) {
	rows, err := file.NewTable(w, d.heads)
	if err != nil {
		return err
	}
	d.media = "text/csv"
	d.table = &table{rows: rows, header: rows.Header}
	if d.mapping == nil {
		f := d.options.Format
		if f == "" {
			if f, err = detect(rows.Header); err != nil {
				return err
			}
		}
		if d.mapping, err = Shipped(f); err != nil {
			return err
		}
	}
	if d.mapping.written.json.Items != "" {
		return shipping.BadField("format", "the file is a table, and "+string(d.mapping.Format)+" is JSON", "give the file as JSON, or take items out of the mapping")
	}
	return d.useTable()
}

// useTable finds the columns of the fields.
func (d *Decoder) useTable() error {
	columns := func(f field) []string { return d.mapping.columns[f] }
	if err := d.table.choose(orderFields, columns, d.mapping.written.instead, d.mapping.refuseOther); err != nil {
		return err
	}
	for f, joined := range d.mapping.joined {
		if joined {
			d.table.joined[f] = map[bool]string{true: "\n", false: " "}[f == fAddress1 || f == fAddress2]
		}
	}
	for _, f := range needed {
		if d.table.places[f] == nil {
			return shipping.BadField(d.mapping.column(f), "the file has no such column", "name the column that holds the "+f.String()+" under columns in a mapping")
		}
	}
	d.source = d.table
	if d.mapping.written.json.Items != "" {
		return nil // an order alone says which values it has
	}
	return lacksState(d.mapping.asked(d.table.places[fToShip] != nil), "column", func(names []string) bool { return holds(d.table.header, names) })
}

// heads reports whether a line is the header of the file: it has the columns without which there is no order.
func (d *Decoder) heads(line []string) bool {
	if d.mapping != nil {
		return d.mapping.heads(line)
	}
	if d.options.Format != "" {
		m := shippedMappings[d.options.Format]
		return m != nil && m.heads(line)
	}
	_, err := detect(line)
	return err == nil
}

func (m *Mapping) heads(line []string) bool {
	return m.written.json.Items == "" && !slices.ContainsFunc(needed, func(f field) bool { return !holds(line, m.columns[f]) })
}

// needed are the columns without which a table holds no orders.
var needed = []field{fNumber, fPlaced, fSKU, fQuantity}

// holds reports whether a header has one of some columns.
func holds(header, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool {
		return slices.ContainsFunc(header, func(h string) bool { return value.Fold(h) == value.Fold(n) })
	})
}

// detect finds the format whose columns all stand in the header.
func detect(header []string) (Format, error) {
	for _, f := range Formats() {
		if shippedMappings[f].heads(header) {
			return f, nil
		}
	}
	return "", &shipping.Error{Code: shipping.Unsupported, Field: "line 1", Message: "the header is of none of the known formats: " + value.Quoted(strings.Join(header, ", ")), Hint: cmp.Or(file.Other(header), "the formats are "+formatList()+"; for another one name the columns in a mapping")}
}
