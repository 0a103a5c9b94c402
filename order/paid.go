package order

import (
	"strings"
	"time"

	"crosslane/order/amount"
	"crosslane/order/state"
	"crosslane/order/value"
	"crosslane/shipping"
)

// amounts are the fields of what was paid back or is outstanding. Each of their columns counts by itself.
var amounts = [fields]bool{fRefunded: true, fUnsettled: true, fLineRefunded: true}

// clearly is what to do about what a file says unclearly.
func (f field) clearly() string {
	if amounts[f] {
		return "write the amount in digits, 0.00 where there is none, and import the order again"
	}
	return "an order has one of them: give each order a number of its own, or correct it"
}

// unclear is the hold of what a file says unclearly of a field.
func unclear(f field, message string) shipping.Hold {
	return shipping.Hold{Why: shipping.Unclear, Word: f.String() + ": " + message}
}

// paid lists the amounts but zero that a row names, with blanks between, and the column of the first one. What is no amount is told with its
// column, and holds.
func (d *Decoder) paid(b *draft, f field, text string, item, line int) (some, column string, h shipping.Hold) {
	if text == "" {
		return "", "", h
	}
	for i, part := range strings.Split(text, "\n") {
		is, wrong := amount.Paid(part)
		if is {
			some = strings.TrimSpace(some + " " + part)
			fill(&column, d.columnOf(f, i))
		}
		if wrong != "" && !state.No(part) {
			message := value.Quoted(part) + " " + wrong
			b.found, h = append(b.found, finding{field: f, name: d.columnOf(f, i), item: item, line: line, message: message, hint: f.clearly()}), unclear(f, message)
		}
	}
	return some, column, h
}

// columnOf is the column of one of the amounts of a row; empty where they have one alone.
func (d *Decoder) columnOf(f field, i int) string {
	if d.table == nil || d.table.joined[f] == "" {
		return ""
	}
	return d.table.header[d.table.places[f][i]]
}

// unsettled holds goods that are to be sent of an order that is paid, where an amount of it is not settled.
func (d *Decoder) unsettled(b *draft, o *shipping.Order) {
	amounts, column, unclear := d.paid(b, fUnsettled, b.values[fUnsettled], -1, b.in.First)
	h := d.mapping.itemStates.Contradicted(b.values[fWhole], amounts)
	if amounts != "" && o.Hold.Why == "" && d.mapping.itemStates.Contradicted(b.values[fWhole], "").Why == "" {
		message, hint := state.Orders.Why(h, "states")
		b.found = append(b.found, finding{field: fPayment, name: column, item: -1, line: b.in.First, message: message, hint: hint})
	}
	fill(&o.Hold, h)
	fill(&o.Hold, unclear)
}

// another tells of a row that says another amount, or another date, than those before it.
func (b *draft) another(r *record, d *Decoder, f field, old string) {
	switch v := r.values[f]; {
	case amounts[f]:
		was, _, _ := d.paid(&draft{}, f, old, -1, 0)
		if is, _, _ := d.paid(&draft{}, f, v, -1, 0); is == was {
			return
		}
	case f == fPlaced && d.sameMoment(old, v):
		return
	}
	message := "a row says " + value.Quoted(spaced(r.values[f])) + ", the first one " + value.Quoted(spaced(old))
	b.found = append(b.found, finding{field: f, item: -1, line: r.line, message: message, hint: f.clearly()})
	fill(&b.unclear, unclear(f, message))
}

func spaced(text string) string { return strings.Join(strings.Fields(text), " ") }

// sameMoment reports whether two dates are one: tills stamp the lines of an order as they are typed, which takes a minute.
func (d *Decoder) sameMoment(a, b string) bool {
	first, wrong := d.dates.Read(a)
	second, also := d.dates.Read(b)
	return wrong == nil && also == nil && second.Sub(first).Abs() <= time.Minute
}
