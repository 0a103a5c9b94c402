package remaining

import "testing"

// TestCounted: where the storefront counts what is left itself, that counts, and is sure as long as no more is left by the other counts; what
// became of the pieces is told in one line.
func TestCounted(t *testing.T) {
	for _, c := range []struct {
		Pieces
		sure bool
		text string
	}{
		{Pieces{Ordered: 3, ToShip: 3, Counted: true}, true, "3 ordered, 0 shipped, 0 refunded, 0 cancelled, 3 to ship"},
		{Pieces{Ordered: 3, ToShip: 4, Counted: true}, false, "3 ordered, 0 shipped, 0 refunded, 0 cancelled, 4 to ship"},
		{Pieces{Ordered: 5, Shipped: 1, Refunded: 2, Cancelled: 1, ToShip: 2, Counted: true}, true, "5 ordered, 1 shipped, 2 refunded, 1 cancelled, 2 to ship"},
		{Pieces{Ordered: 5, Shipped: 1, Refunded: 2, Cancelled: 1, ToShip: 1, Counted: true}, true, "5 ordered, 1 shipped, 2 refunded, 1 cancelled, 1 to ship"},
		{Pieces{Ordered: 5, Shipped: 2, Refunded: 1, Cancelled: 1, ToShip: 3, Counted: true}, false, "5 ordered, 2 shipped, 1 refunded, 1 cancelled, 3 to ship"},
		{Pieces{Ordered: 2, Shipped: 3, ToShip: 0, Counted: true}, true, "2 ordered, 3 shipped, 0 refunded, 0 cancelled, 0 to ship"},
		{Pieces{Ordered: 2, Shipped: 3, ToShip: 1, Counted: true}, false, "2 ordered, 3 shipped, 0 refunded, 0 cancelled, 1 to ship"},
	} {
		if n, sure := c.Left(); n != c.ToShip || sure != c.sure || c.String() != c.text {
			t.Errorf("of %s %d are left, %t; not %t, %s", c.Pieces, n, sure, c.sure, c.text)
		}
	}
	if text := (Pieces{Ordered: 2, ToShip: 1}).String(); text != "2 ordered, 0 shipped, 0 refunded, 0 cancelled" {
		t.Error(text)
	}
}

// TestRead: counts are read as a file writes them; one that cannot be read is told with its place, and what came back may bear a minus.
func TestRead(t *testing.T) {
	for _, c := range []struct {
		counts [4]string
		p      Pieces
		told   bool
		wrong  int
		gone   string
	}{
		{[4]string{}, Pieces{Ordered: 3}, false, -1, ""}, {[4]string{"1", "", "", ""}, Pieces{Ordered: 3, Shipped: 1}, true, -1, ""}, {[4]string{"3", "", "", ""}, Pieces{Ordered: 3, Shipped: 3}, true, -1, "fulfilled"},
		{[4]string{"", "-3", "", ""}, Pieces{Ordered: 3, Refunded: 3}, true, -1, "called off"}, {[4]string{"", "", "3.0", ""}, Pieces{Ordered: 3, Cancelled: 3}, true, -1, "called off"}, {[4]string{"", "", "", "0"}, Pieces{Ordered: 3, Counted: true}, true, -1, "none"},
		{[4]string{"1", "1", "", ""}, Pieces{Ordered: 3, Shipped: 1, Refunded: 1}, true, -1, ""}, {[4]string{"-1", "", "", ""}, Pieces{Ordered: 3, Shipped: -1}, true, 0, ""}, {[4]string{"", "two", "", ""}, Pieces{Ordered: 3}, true, 1, ""}, {[4]string{"", "", "-1", ""}, Pieces{Ordered: 3, Cancelled: -1}, true, 2, ""},
		{[4]string{"2", "", "", "1.000"}, Pieces{Ordered: 3, Shipped: 2, ToShip: 1, Counted: true}, true, 3, ""},
	} {
		p, told, wrong := Read(3, c.counts[:])
		if p != c.p || told != c.told || wrong != c.wrong || c.wrong < 0 && p.Gone() != c.gone {
			t.Errorf("%q: %+v, %t, %d, %q", c.counts, p, told, wrong, p.Gone())
		}
	}
}

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
		{Pieces{Ordered: 3, Refunded: 3}, 0, true},
		{Pieces{Ordered: 3, Refunded: 4}, 3, false}, // the count of the row may be what is left already
		{Pieces{Ordered: 3, Shipped: 1, Cancelled: 4}, 2, false},
		{Pieces{Ordered: 3, Shipped: 3, Refunded: 4}, 0, true},
	} {
		if n, sure := c.Left(); n != c.n || sure != c.sure {
			t.Errorf("of %s %d are left, %t; not %d, %t", c.Pieces, n, sure, c.n, c.sure)
		}
	}
}
