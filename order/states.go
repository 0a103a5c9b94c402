package order

import (
	"slices"

	"crosslane/shipping"
)

// unsaid are what a mapping may assume of every order of a file, by the field that would say whether the order is what stands behind it.
var unsaid = map[field][2]string{fPayment: {"paid", "paid"}, fFulfilled: {"unsent", "sent"}, fCancelled: {"uncancelled", "cancelled"}}

// group are the columns of a state, of which a file has one at least.
type group struct {
	of    field
	names []string
}

// asked are the columns that a file must have, so that nothing goes out unpaid, or a second time. Of a state that is put together of
// several columns each must be there. Counted: the file counts the pieces that are still to be sent.
func (m *Mapping) asked(counted bool) (list []group) {
	for _, f := range []field{fPayment, fFulfilled, fCancelled} {
		switch names := m.columns[f]; {
		case len(names) == 0 || m.mayLack(f, counted):
		case m.joined[f]:
			for _, one := range names {
				list = append(list, group{f, []string{one}})
			}
		default:
			list = append(list, group{f, names})
		}
	}
	return list
}

// asks reports whether the word of a state counts: the file has to have a column of it, or there is one.
func (d *Decoder) asks(f field, word string) bool {
	if word != "" || len(d.mapping.columns[f]) == 0 || d.table == nil {
		return word != "" || len(d.mapping.columns[f]) > 0
	}
	column := d.table.places[f] != nil && d.mapping.written.json.Items == "" // in JSON what is not there is empty, too
	return column || !d.mapping.mayLack(f, d.table.places[fToShip] != nil)
}

// mayLack reports whether a file says nothing of a state and goes on all the same: a person has said what is true of its orders, or
// it counts the pieces that are still to be sent. Crosslane's own form says it where orders are cancelled alone.
func (m *Mapping) mayLack(f field, counted bool) bool {
	return counted && f != fCancelled || slices.Contains(m.written.unsaid, unsaid[f][0]) || f == fCancelled && m.column(f) == f.String()
}

// lacksState refuses a file without a column in which a state stands: all its orders would go out, unpaid or a second time. What is
// how the file calls one.
func lacksState(list []group, what string, has func(names []string) bool) error {
	for _, g := range list {
		if !has(g.names) {
			return shipping.BadField(g.names[0], "the file has no such "+what+", which says whether an order was "+unsaid[g.of][1],
				"export the file with it, name the "+what+" under columns: "+g.of.String()+" in a mapping, or write assume: ["+unsaid[g.of][0]+"] there if that is true of every order of the file")
		}
	}
	return nil
}
