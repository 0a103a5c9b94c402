package boxes

import (
	"math/bits"
	"slices"

	"crosslane/fact"
	"crosslane/shipping"
)

// Dealer deals the pieces of an order's lines to its shipments: of one SKU those of the first line leave first. It
// goes on where the shipments before have stopped.
type Dealer struct {
	lines []shipping.Line
	worth []shipping.Money
	left  []int64 // by line: how many of its pieces have left
}

// NewDealer makes one for an order whose lines are worth so much.
func NewDealer(o *fact.OrderState, worth []shipping.Money) *Dealer {
	k := &Dealer{lines: o.Order.Lines, worth: worth, left: make([]int64, len(o.Order.Lines))}
	for _, s := range o.Shipments {
		k.Deal(s.Picks)
	}
	return k
}

// Good is what a shipment carries of one line.
type Good struct {
	*shipping.Line
	Worth    shipping.Money // of the whole line
	From     int64          // how many of its pieces left before
	Quantity int64          // of them, not of the line
}

// value is what the pieces of a good are worth from one of them, counted from 0, up to another: the pieces of a line
// are together worth exactly what it is.
func (g *Good) value(from, to int64) int64 {
	return g.upTo(g.From+to) - g.upTo(g.From+from)
}

func (g *Good) upTo(pieces int64) int64 {
	hi, lo := bits.Mul64(uint64(g.Worth.Amount), uint64(pieces))
	share, _ := bits.Div64(hi, lo, uint64(g.Line.Quantity))
	return int64(share)
}

// Deal takes the pieces of these picks off the lines, and answers with what they are, line by line.
func (k *Dealer) Deal(picks []shipping.Pick) (goods []Good) {
	for _, p := range picks {
		rest, last := p.Quantity, -1
		for i := range k.lines {
			if k.lines[i].SKU == p.SKU {
				n := min(rest, max(0, k.lines[i].Quantity-k.left[i]))
				goods = k.take(goods, i, n)
				rest, last = rest-n, i
			}
		}
		if last >= 0 { // the order was mended meanwhile, and wants less than has left
			goods = k.take(goods, last, rest)
		}
	}
	return goods
}

func (k *Dealer) take(goods []Good, line int, n int64) []Good {
	if n == 0 {
		return goods
	}
	l := &k.lines[line]
	at := slices.IndexFunc(goods, func(g Good) bool { return g.Line == l })
	if at < 0 {
		at = len(goods)
		goods = append(goods, Good{Line: l, Worth: k.worth[line], From: k.left[line]})
	}
	goods[at].Quantity += n
	k.left[line] += n
	return goods
}
