package order

import (
	"crosslane/order/measure"
	"crosslane/order/remaining"
	"crosslane/order/value"
)

// left is what became of the pieces of a line, where the file counts them; f is a count that cannot be read.
func (r *record) left(ordered int64) (p remaining.Pieces, told bool, f field, w *value.Wrong) {
	p, told, bad := remaining.Read(ordered, r.values[fShippedQuantity:fToShip+1])
	if bad >= 0 {
		f = fShippedQuantity + field(bad)
		w = value.NotWhole(r.values[f])
	}
	return p, told, f, w
}

// gone tells why nothing of a line is left: all of it was sent, or refunded and called off; empty: something is, or nobody knows.
func (r *record) gone() string {
	ordered, ok := measure.Whole(r.values[fQuantity])
	p, told, _, w := r.left(ordered)
	if !ok || !told || w != nil || ordered <= 0 {
		return ""
	}
	return p.Gone()
}
