package order

import (
	"errors"
	"io"
	"strconv"

	"crosslane/order/amount"
	"crosslane/order/file"
	"crosslane/order/remaining"
	"crosslane/shipping"
)

// Scattered is what belongs together in a table and stands apart: the lines of orders, orders and their credit notes, and a number
// and those that tell how it is to be read. The zero value: nothing.
type Scattered struct {
	ends     map[string]int  // the line on which an order ends whose lines stand apart, by storefront and number
	credited map[string]bool // numbers of orders of which there is a credit note
	signs    amount.Signs    // of decimals
}

// mostParked bounds how many orders are put together at a time.
const mostParked = 50_000

// Apart reads a table through and finds the orders whose lines do not stand together, those of which it holds a credit note, and
// which sign stands before decimals. More than 50,000 of them are an
// Invalid error: such a table is to be sorted. What else is wrong with a file is told by the Decoder.
func Apart(r io.Reader, o Options) (Scattered, error) {
	d, err := NewDecoder(r, o)
	if err != nil || d.media != "text/csv" {
		return Scattered{}, nil //nolint:nilerr // the Decoder says it
	}
	var seen file.Numbers
	found, last := Scattered{ends: map[string]int{}, credited: map[string]bool{}}, &draft{}
	bearers := map[string]string{} // the key of the order that bore a number last, with its storefront named
	for {
		r, err := d.source.next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return found, nil //nolint:nilerr // the Decoder says it
		}
		d.mapping.clean(r)
		for f := fLineTotal; f <= fHeight; f++ {
			found.signs.See(r.values[f])
		}
		found.signs.See(r.values[fValue])
		number := r.values[fNumber]
		if number == "" || r.footer() {
			continue
		}
		if credited := remaining.CreditedNumber(d.mapping.cancelPrefix, number); credited != "" {
			found.credited[credited] = true
		}
		_, more := found.ends[last.key]
		if !last.continues(r, number) {
			last = begun(r, number)
			if known := bearers[number]; known != "" && r.values[fStorefront] == "" {
				last.key = known
			} else if r.values[fStorefront] != "" {
				bearers[number] = last.key
			}
			more = seen.Known(r.values[fStorefront], number)
		}
		if more {
			found.ends[last.key] = r.line
		}
		if len(found.ends) > mostParked {
			return Scattered{}, shipping.BadField("line "+strconv.Itoa(r.line), "the lines of more than 50,000 orders do not stand together", "sort the file by the order's number")
		}
	}
}

// continues reports whether a row goes on with an order: it has its number, and names no other storefront.
func (b *draft) continues(r *record, number string) bool {
	other := r.values[fStorefront]
	return b != nil && !r.begins && number == b.number && (other == "" || other == b.values[fStorefront])
}

// begun is an order that begins with a row.
func begun(r *record, number string) *draft {
	b := &draft{number: number, key: key(r)}
	b.values[fStorefront] = r.values[fStorefront]
	return b
}

// key is storefront and number as a row has them.
func key(r *record) string { return r.values[fStorefront] + "\x00" + r.values[fNumber] }

// park sets an order aside of which more lines come, and reports whether that is so.
func (d *Decoder) park(b *draft) bool {
	if b.late || b.in.Last >= d.options.Apart.ends[b.key] {
		return false
	}
	if d.parked == nil {
		d.parked, d.parkedAs = map[string]*draft{}, map[string]string{}
	}
	d.parked[b.key], d.parkedAs[b.number] = b, b.key
	return true
}

// resume goes on with an order that was set aside; nil when there is none. A row that names no storefront goes on with the order
// that bore its number last.
func (d *Decoder) resume(r *record) *draft {
	at := key(r)
	if d.parked[at] == nil && r.values[fStorefront] == "" {
		at = d.parkedAs[r.values[fNumber]]
	}
	b := d.parked[at]
	delete(d.parked, at)
	return b
}
