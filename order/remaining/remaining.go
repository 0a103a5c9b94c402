// Package remaining answers the question: what of an order, or of one of its lines, is still to be sent?
package remaining

import "fmt"

// Pieces are what became of the pieces of a line, as a storefront counts them.
type Pieces struct {
	Ordered   int64
	Shipped   int64
	Refunded  int64
	Cancelled int64
	ToShip    int64 // how many are still to be sent, where the storefront says it itself
	Counted   bool  // it does
}

// Left is how many pieces are still to be sent. It is not sure where some were sent and some refunded, and those may be the same
// pieces or not: then it is how many there are at most, and somebody has to say.
func (p Pieces) Left() (n int64, sure bool) {
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
