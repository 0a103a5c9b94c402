package order

import (
	"crosslane/order/measure"
	"crosslane/order/remaining"
)

// left is what became of the pieces of a line, where the file counts them; f is a count that cannot be read.
func (r *record) left(ordered int64) (p remaining.Pieces, told bool, f field, w *wrong) {
	p.Ordered = ordered
	for i, to := range []*int64{&p.Shipped, &p.Refunded, &p.Cancelled, &p.ToShip} {
		at := fShippedQuantity + field(i)
		text := r.values[at]
		if text == "" {
			continue
		}
		n, ok := measure.Whole(text)
		if at == fRefundedQuantity && n < 0 { // as WooCommerce counts what came back
			n = -n
		}
		if told = true; !ok || n < 0 {
			f, w = at, notWhole(text)
		}
		*to = n
	}
	p.Counted = r.values[fToShip] != ""
	return p, told, f, w
}

// gone tells why nothing of a line is left: all of it was sent, or refunded and called off; empty: something is, or nobody knows.
func (r *record) gone() string {
	ordered, ok := measure.Whole(r.values[fQuantity])
	p, told, _, w := r.left(ordered)
	n, sure := p.Left()
	switch {
	case !ok || !told || w != nil || !sure || n > 0 || ordered <= 0:
		return ""
	case p.Shipped > 0:
		return "fulfilled"
	case p.Counted:
		return "none"
	}
	return "called off"
}
