package remaining

import "testing"

func TestLeft(t *testing.T) {
	for _, c := range []struct {
		Pieces
		n    int64
		sure bool
	}{
		{Pieces{Ordered: 3}, 3, true},
		{Pieces{Ordered: 3, Shipped: 1}, 2, true},
		{Pieces{Ordered: 3, Refunded: 1}, 2, true},
		{Pieces{Ordered: 3, Cancelled: 1}, 2, true},
		{Pieces{Ordered: 3, Shipped: 1, Cancelled: 1}, 1, true},
		{Pieces{Ordered: 3, Refunded: 1, Cancelled: 1}, 1, true},
		{Pieces{Ordered: 3, Shipped: 3}, 0, true},
		{Pieces{Ordered: 3, Shipped: 3, Refunded: 2}, 0, true},
		{Pieces{Ordered: 3, Shipped: 1, Refunded: 3}, 0, true},
		{Pieces{Ordered: 3, Shipped: 2, Refunded: 1, Cancelled: 1}, 0, true},
		{Pieces{Ordered: 3, Shipped: 4}, 0, true},
		{Pieces{Ordered: 3, Shipped: 1, Refunded: 1}, 2, false}, // the piece that was sent, or one that was not
		{Pieces{Ordered: 3, Shipped: 2, Refunded: 2}, 1, false},
	} {
		if n, sure := c.Left(); n != c.n || sure != c.sure {
			t.Errorf("of %s %d are left, %t; not %d, %t", c.Pieces, n, sure, c.n, c.sure)
		}
	}
}
