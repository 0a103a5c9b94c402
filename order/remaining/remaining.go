// Package remaining answers the question: what of an order, or of one of its lines, is still to be sent?
package remaining

import (
	"fmt"

	"crosslane/order/measure"
)

// Pieces are what became of the pieces of a line, as a storefront counts them.
type Pieces struct {
	Ordered   int64
	Shipped   int64
	Refunded  int64
	Cancelled int64
	ToShip    int64 // how many are still to be sent, where the storefront says it itself
	Counted   bool  // it does
}

// Read reads how many pieces were shipped, refunded, cancelled and are still to be sent, as a file writes these counts; empty ones say
// nothing. Wrong is the place of one that cannot be read, -1: there is none.
func Read(ordered int64, counts []string) (p Pieces, told bool, wrong int) {
	p, wrong = Pieces{Ordered: ordered, Counted: counts[3] != ""}, -1
	for i, to := range []*int64{&p.Shipped, &p.Refunded, &p.Cancelled, &p.ToShip} {
		if counts[i] == "" {
			continue
		}
		n, ok := measure.Whole(counts[i])
		if to == &p.Refunded && n < 0 { // as WooCommerce counts what came back
			n = -n
		}
		if told = true; !ok || n < 0 {
			wrong = i
		}
		*to = n
	}
	return p, told, wrong
}

// Gone tells why nothing is left; empty: something is, or nobody knows.
func (p Pieces) Gone() string {
	switch n, sure := p.Left(); {
	case !sure || n > 0:
		return ""
	case p.Shipped > 0:
		return "fulfilled"
	case p.Counted:
		return "none"
	}
	return "called off"
}

// Left is how many pieces are still to be sent. It is not sure where some were sent and some refunded, and those may be the same
// pieces or not, or where more were refunded or called off than there were: then it is how many there are at most, and somebody has to say.
func (p Pieces) Left() (n int64, sure bool) {
	if !p.Counted && p.Ordered > p.Shipped && max(p.Refunded, p.Cancelled) > p.Ordered {
		return p.Ordered - p.Shipped, false
	}
	most := max(0, p.Ordered-p.Cancelled-max(p.Shipped, p.Refunded))
	if p.Counted { // more than are left: the counts contradict each other
		return p.ToShip, p.ToShip <= most
	}
	least := max(0, p.Ordered-p.Cancelled-p.Shipped-p.Refunded)
	return most, most == least
}

// String tells what became of them.
func (p Pieces) String() string {
	text := fmt.Sprintf("%d ordered, %d shipped, %d refunded, %d cancelled", p.Ordered, p.Shipped, p.Refunded, p.Cancelled)
	if p.Counted {
		text += fmt.Sprintf(", %d to ship", p.ToShip)
	}
	return text
}
