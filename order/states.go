package order

import (
	"slices"

	"crosslane/shipping"
)

// unsaid are what a mapping may assume of every order of a file, by the field that would say whether the order is what stands behind it.
var unsaid = map[field][2]string{fPayment: {"paid", "paid"}, fFulfilled: {"unsent", "sent"}, fCancelled: {"uncancelled", "cancelled"}}

// asks reports whether the word of a state counts: the file has to have a column of it, or there is one.
func (d *Decoder) asks(f field, word string) bool {
	return word != "" || len(d.mapping.columns[f]) > 0 && (d.table == nil || d.table.places[f] != nil || !d.mayLack(f))
}

// mayLack reports whether a file says nothing of a state and goes on all the same: a person has said what is true of its orders, or
// it counts the pieces that are still to be sent. Crosslane's own form says it where orders are cancelled alone.
func (d *Decoder) mayLack(f field) bool {
	counted := d.table.places[fToShip] != nil && f != fCancelled
	return counted || slices.Contains(d.mapping.written.unsaid, unsaid[f][0]) || f == fCancelled && d.mapping.column(f) == f.String()
}

// lacksState refuses a table without a column in which a state stands: all its orders would go out, unpaid or a second time.
func (d *Decoder) lacksState() error {
	for _, f := range []field{fPayment, fFulfilled, fCancelled} {
		if len(d.mapping.columns[f]) > 0 && d.table.places[f] == nil && !d.mayLack(f) {
			return shipping.BadField(d.mapping.column(f), "the file has no such column, which says whether an order was "+unsaid[f][1],
				"export the file with it, name the column under columns: "+f.String()+" in a mapping, or write assume: ["+unsaid[f][0]+"] there if that is true of every order of the file")
		}
	}
	return nil
}
