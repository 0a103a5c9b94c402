package order

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"crosslane/fact"
	"crosslane/order/file"
	"crosslane/order/goods"
	"crosslane/order/moment"
	"crosslane/order/own"
	"crosslane/order/value"
	"crosslane/shipping"
)

// Options say how a file is to be read. The zero value reads every known format with its
// shipped mapping.
type Options struct {
	Merchant shipping.MerchantID
	// Format is what the file is. Empty: the mapping's format, or what the header shows.
	Format Format
	// Mapping is the user's own. Nil: the one shipped for the format.
	Mapping *Mapping
	// Storefront is where the orders came from. Empty: what the file or the mapping says.
	Storefront string
	// Products answers with what is known of a product, such as what the seller listed; it fills
	// what neither file nor mapping says of the product. It may be nil.
	Products func(shipping.SKU) (shipping.Product, bool)
	// Apart is what stands apart in the file, as [Apart] finds it: each order is put together of all its lines.
	Apart Scattered
	// Meant holds a SKU that is known nowhere by another that is written like it; the zero value: there is none. It may be nil.
	Meant func(shipping.SKU) shipping.Hold
	// AsWritten says that numbers, SKUs, recipients and streets are real, however much they read like what a spreadsheet or a form
	// writes in place of something.
	AsWritten bool
	// Now is when the file comes in: orders of a day that is still to come are held. Zero: they are not.
	Now time.Time
}

// Decoder reads orders from a file, one after the other.
//
// The lines of an order stand together: an order ends where another number begins, unless Options say
// that more of it comes. Other lines of a number that came before, with others between, are rejected as
// late: they can no longer be added to the order, and are not made a second one. The decoder remembers at least the last 131,072
// numbers for this; beyond them the identifier of the order is the same, and shows it.
//
// A Decoder is not for use by several goroutines at once.
type Decoder struct {
	options Options
	mapping *Mapping
	reading *value.Reader
	dates   *moment.Reader
	media   string
	source  source
	table   *table // nil: Crosslane's own JSON
	open    *draft
	parked  map[string]*draft // orders of which more lines come
	// parkedAs is the key of the order among them that bore a number last.
	parkedAs map[string]string
	unsaid   goods.Joined // what lines leave unsaid
	stray    *record      // a broken line whose order may be the next one
	ready    []*Intake
	seen     file.Numbers
	ended    error
}

// NewDecoder looks at the beginning of a file and makes ready to read it. A file that is of none of
// the formats, or whose header has columns that may not be there, is an Invalid error.
func NewDecoder(r io.Reader, o Options) (*Decoder, error) {
	if m := o.Mapping; m != nil && o.Format != "" && o.Format != m.Format {
		return nil, shipping.BadField("format", "the mapping stands on "+string(m.Format)+", not on "+string(o.Format), "leave the format out")
	}
	if o.Mapping != nil && o.Mapping.written.encoding != "" {
		r = file.Decoded(r, o.Mapping.written.encoding)
	}
	w, err := file.Open(r)
	if err != nil {
		return nil, err
	}
	d := &Decoder{options: o, mapping: o.Mapping, unsaid: goods.Joined{}}
	isJSON, err := w.HoldsJSON()
	if err != nil {
		return nil, err
	}
	if isJSON {
		err = d.openJSON(w)
	} else {
		err = d.openTable(w)
	}
	if err != nil {
		return nil, err
	}
	d.reading, d.dates = d.mapping.reading(), moment.NewReader(d.mapping.dates, d.mapping.zone)
	if d.reading.Unsure != "" && !isJSON {
		d.reading.Unsure = value.Tabled
		if sign := o.Apart.signs.Before(); sign != "" {
			d.reading.Decimal, d.reading.Unsure = sign, ""
		}
	}
	return d, nil
}

// Format is what the file was taken for.
func (d *Decoder) Format() Format { return d.mapping.Format }

// Columns tells from which columns of the table each field is read, by the field's name, and which columns nothing is read
// from; of JSON, by the first order. Both are nil for Crosslane's own JSON.
func (d *Decoder) Columns() (read map[string][]string, unread []string) {
	if d.table == nil {
		return nil, nil
	}
	read = map[string][]string{}
	for f, places := range d.table.places {
		for _, at := range places {
			read[field(f).String()] = append(read[field(f).String()], d.table.header[at])
		}
		for _, at := range d.table.instead[f] {
			read[field(f).String()] = append(read[field(f).String()], d.table.header[at])
		}
	}
	return read, d.table.unread
}

// Next answers with the next order or the next lines that belong to none, and [io.EOF] behind the
// last. Any other error means that the file cannot be read on; what came before stands.
func (d *Decoder) Next() (*Intake, error) {
	for len(d.ready) == 0 && d.ended == nil {
		r, err := d.source.next()
		if err == nil {
			d.take(r)
			continue
		}
		// An order that a fault cut off may lack lines, so it is given out only at the end.
		if d.ended = err; errors.Is(err, io.EOF) {
			d.close()
		}
		d.cutOff()
		d.dropStray()
	}
	if len(d.ready) == 0 {
		return nil, d.ended
	}
	in := d.ready[0]
	d.ready = d.ready[1:]
	return in, nil
}

// cutOff gives out the lines of orders that the file did not finish.
func (d *Decoder) cutOff() {
	cut := slices.SortedFunc(maps.Values(d.parked), func(a, b *draft) int { return a.in.First - b.in.First })
	if d.open != nil {
		cut = append(cut, d.open)
	}
	d.open, d.parked = nil, nil
	for _, b := range cut {
		d.refuse(b, finding{field: fRow, item: -1, line: b.in.First, message: "the file cannot be read on in the middle of this order", hint: "import it again: what was taken is not taken twice"})
	}
}

// take puts a record where it belongs.
func (d *Decoder) take(r *record) {
	d.mapping.clean(r)
	number := r.values[fNumber]
	if r.footer() {
		return
	}
	if number == "" && d.continues(r) {
		number = d.open.number
	}
	broken := r.fault.message != ""
	switch {
	case broken && r.whole:
		d.close()
		d.reject(r, r.fault, true)
	case number == "" && broken:
		d.reject(r, r.fault, false)
	case number == "":
		d.reject(r, finding{field: fNumber, item: -1, line: r.line, message: "the line has no order number", hint: "write the number on every line"}, false)
	case broken && (d.open == nil || number != d.open.number) && d.parked[key(r)] == nil:
		d.keepStray(r)
	default:
		d.add(number, r)
	}
}

// add puts a record into the order of its number. A broken line of the same number just before
// belongs to it, so that the order is held and does not leave without that line.
func (d *Decoder) add(number string, r *record) {
	if !d.open.continues(r, number) {
		d.close()
		d.open = d.resume(r)
		if d.open == nil {
			d.open = begun(r, number)
			d.open.late = d.seen.Known(r.values[fStorefront], number) && !r.begins
		}
		if d.stray != nil && d.stray.values[fNumber] == number {
			d.open.add(d.stray, d)
			d.stray = nil
		}
	}
	d.dropStray()
	d.open.add(r, d)
}

// footer reports whether a row is no line of an order but what stands below a table: it says nothing, or words where the
// number stands ("2 record(s) downloaded"); or what stands below a header, and says in words what number, date and quantity are.
func (r *record) footer() bool {
	number, placed, quantity := r.values[fNumber], r.values[fPlaced], r.values[fQuantity]
	if r.item < 0 && strings.Contains(number, " ") && placed != "" && quantity != "" && !strings.ContainsFunc(number+placed+quantity, unicode.IsDigit) {
		return true
	}
	if r.item >= 0 || r.fault.message != "" || r.says(fNumber+1, fCountry) || r.says(fSKU, fToShip) {
		return false
	}
	contact := r.values[fPhone] != "" || r.values[fEmail] != "" && (number == "" || strings.Contains(r.values[fEmail], "@")) // "to", of eBay's last row, is none
	return !contact && (number == "" || strings.ContainsAny(number, " \u00a0"))
}

// keepStray keeps a broken line until it is known whether the next order has its number. All that is
// believed of it is number and SKU.
func (d *Decoder) keepStray(r *record) {
	d.dropStray()
	d.stray = &record{line: r.line, raw: bytes.Clone(r.raw), item: -1, fault: r.fault}
	d.stray.values[fNumber], d.stray.values[fSKU] = r.values[fNumber], r.values[fSKU]
}

func (d *Decoder) dropStray() {
	if r := d.stray; r != nil {
		d.stray = nil
		d.reject(r, r.fault, false)
	}
}

// continues reports whether a line without a number goes on with the order above.
func (d *Decoder) continues(r *record) bool {
	return d.mapping.continues && d.open != nil && r.fault.message == "" && !r.says(fNumber, firstItemField-1)
}

// reject gives out a line that belongs to no order.
func (d *Decoder) reject(r *record, f finding, whole bool) {
	in := &Intake{Verdict: Rejected, Number: r.values[fNumber], First: r.line, Last: r.line, Lines: 1, Whole: whole, Raw: bytes.Clone(r.raw)}
	in.Problems = d.words([]finding{f}, nil)
	d.ready = append(d.ready, in)
}

// words puts findings in the words of the file.
func (d *Decoder) words(found []finding, b *draft) []fact.Problem {
	out := make([]fact.Problem, 0, len(found))
	for i := range found {
		f := &found[i]
		if b != nil {
			fill(&f.line, b.in.First)
		}
		out = append(out, fact.Problem{Line: f.line, Field: d.name(f, b), Message: f.message, Hint: f.hint})
	}
	return out
}

func (d *Decoder) name(f *finding, b *draft) string {
	switch {
	case f.name != "":
		return f.name
	case f.field == fRow && b == nil:
		return f.field.String()
	case d.table != nil:
		called := d.table.name(f.field, d.called(f.field))
		if f.item >= 0 && b.items[f.item] >= 0 {
			if below, ok := strings.CutPrefix(called, d.mapping.written.json.Items+"."); ok {
				return d.mapping.written.json.Items + "[" + strconv.Itoa(b.items[f.item]) + "]." + below
			}
		}
		return called
	}
	at := own.Place{Item: -1, Field: f.field.String()}
	if f.item >= 0 {
		at.Item = b.items[f.item]
	}
	if b != nil && b.said[at] != "" {
		return b.said[at]
	}
	return at.Key()
}

// unread is what to do about a part of an address that is missing.
func (d *Decoder) unread(f field) string {
	if d.table != nil && d.table.places[f] == nil {
		return "no column of the file is read for it: name the one that holds it under columns: " + f.String() + " in a mapping, and import the file again"
	}
	return "add it, and hand the order in again"
}

func (d *Decoder) called(f field) string {
	if f == fAddress || f == fRow {
		return f.String()
	}
	return d.mapping.column(f)
}
