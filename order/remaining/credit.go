package remaining

import (
	"slices"

	"crosslane/shipping"
)

// Credited is what a credit note leaves of an order: each of its lines, of quantities below zero, takes pieces off the order's lines of that
// product. The order is then to be asked about, as sent in part. Whole tells that the note takes all of it, and nothing else.
func Credited(o, note *shipping.Order) (rest shipping.Order, whole bool) {
	rest, whole = *o, true
	rest.Lines = slices.Clone(o.Lines)
	for i := range note.Lines {
		n := -note.Lines[i].Quantity
		whole = whole && n > 0
		for k := range rest.Lines {
			if l := &rest.Lines[k]; n > 0 && l.SKU == note.Lines[i].SKU {
				taken := min(n, l.Quantity)
				n, l.Quantity = n-taken, l.Quantity-taken
			}
		}
		whole = whole && n == 0
	}
	rest.Lines = slices.DeleteFunc(rest.Lines, func(l shipping.Line) bool { return l.Quantity == 0 })
	rest.Hold = shipping.Hold{Why: shipping.InPart, Word: "credited in part by " + note.Number}
	return rest, whole && len(rest.Lines) == 0
}
