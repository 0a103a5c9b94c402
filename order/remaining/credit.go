package remaining

import (
	"fmt"
	"slices"
	"strings"

	"crosslane/shipping"
)

// credited is how what a credit note left of an order begins to say so.
const credited = "credited in part by "

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
	rest.Hold = shipping.Hold{Why: shipping.InPart, Word: credited + note.Number}
	switch {
	case len(note.Lines) == 0:
		rest.Hold.Word += ", which names none of its goods"
	case len(strange) > 0:
		rest.Hold.Word += ", which names " + strings.Join(strange[:min(3, len(strange))], ", ")
	}
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

// InPart reports whether an order is held because a part of it was credited.
func InPart(h shipping.Hold) bool { return strings.HasPrefix(h.Word, credited) }

// LeftByCredit is what credit notes left of an order, by how it was told since it was recorded, newest last; nil: none took a part of it.
func LeftByCredit(told []shipping.Order) *shipping.Order {
	for i := len(told) - 1; i >= 0; i-- {
		if InPart(told[i].Hold) {
			return &told[i]
		}
	}
	return nil
}

// SamePieces reports whether two tellings of an order want as many pieces of each product.
func SamePieces(a, b *shipping.Order) bool {
	sum := map[shipping.SKU]int64{}
	for i := range a.Lines {
		sum[a.Lines[i].SKU] += a.Lines[i].Quantity
	}
	for i := range b.Lines {
		sum[b.Lines[i].SKU] -= b.Lines[i].Quantity
	}
	for _, n := range sum {
		if n != 0 {
			return false
		}
	}
	return true
}
