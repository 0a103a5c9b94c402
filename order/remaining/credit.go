package remaining

import (
	"fmt"
	"slices"
	"strings"

	"crosslane/fact/telling"
	"crosslane/shipping"
)

// CreditedNumber is the number of the order that a number credits, by the prefixes of credit notes; empty: it is none of a credit note.
func CreditedNumber(prefixes []string, number string) string {
	for _, p := range prefixes {
		if p != "" && len(number) > len(p) && strings.EqualFold(number[:len(p)], p) {
			return number[len(p):]
		}
	}
	return ""
}

// Credited is what a credit note leaves of an order: each of its lines takes pieces off the order's lines of that product, whatever the
// sign of their quantity. The order is then to be asked about, as one of which a part was taken back. Whole tells that the note
// takes all goods of it, and nothing else; one of which a line cannot be read, or that takes with one line and gives with
// another, is not sure to.
func Credited(o, note *shipping.Order) (rest shipping.Order, whole bool) {
	rest, whole = *o, len(note.Lines) > 0
	rest.Raw, rest.Lines = note.Raw, slices.Clone(o.Lines)
	var strange []string
	for i := range note.Lines {
		l := &note.Lines[i]
		whole = whole && l.Quantity != 0 && (l.Quantity < 0) == (note.Lines[0].Quantity < 0)
		if n := take(rest.Lines, l.SKU, max(l.Quantity, -l.Quantity)); n > 0 {
			strange = append(strange, fmt.Sprintf("%d x %s, which is not left in it", n, l.SKU))
		}
	}
	rest.Lines = slices.DeleteFunc(rest.Lines, func(l shipping.Line) bool { return l.Quantity == 0 })
	more := ""
	switch {
	case len(note.Lines) == 0:
		more = "which names none of its goods"
	case len(strange) > 0:
		more = "which names " + strings.Join(strange[:min(3, len(strange))], ", ")
	}
	rest.Hold = telling.InPart(note.Number, more)
	return rest, whole && len(strange) == 0 && len(rest.Lines) == 0
}

// take takes pieces of a product off lines, and answers how many more there should be.
func take(lines []shipping.Line, sku shipping.SKU, n int64) int64 {
	for i := range lines {
		if l := &lines[i]; l.SKU == sku && l.Quantity > 0 {
			taken := min(n, l.Quantity)
			n, l.Quantity = n-taken, l.Quantity-taken
		}
	}
	return n
}
