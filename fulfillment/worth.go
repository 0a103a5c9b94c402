package fulfillment

import (
	"errors"
	"math/bits"
	"slices"
	"strconv"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// worth is what each line of an order is worth to customs, in the order's currency: what the buyer paid, else the
// product's value. A value in another currency is converted by the rates of the day, and the list is then to be kept
// with the order, so that whatever leaves later is counted by the same rates. What cannot be converted is a problem.
func (r *Rules) worth(o *shipping.Order, on time.Time) (list []shipping.Money, keep bool, problems []fact.Problem) {
	for i := range o.Lines {
		l := &o.Lines[i]
		unit := l.Price
		if unit.Amount <= 0 {
			unit = l.Value
		}
		whole, err := unit.Times(l.Quantity)
		if err == nil && whole.Currency != o.Currency {
			keep = true
			whole, err = r.Channels.Convert(whole, o.Currency, on)
		}
		if err != nil {
			problems = append(problems, problemOf(err, "lines["+strconv.Itoa(i)+"].value", l.Source))
		}
		list = append(list, whole)
	}
	return list, keep, problems
}

func problemOf(err error, field string, line int) fact.Problem {
	p := fact.Problem{Line: line, Field: field, Message: err.Error()}
	e := &shipping.Error{}
	if errors.As(err, &e) {
		p.Message, p.Hint = e.Message, e.Hint
	}
	return p
}

// dealer deals the pieces of an order's lines to its shipments: of one SKU those of the first line leave first. It
// goes on where the shipments before have stopped.
type dealer struct {
	lines []shipping.Line
	worth []shipping.Money
	left  []int64 // by line: how many of its pieces have left
}

func newDealer(o *fact.OrderState, worth []shipping.Money) *dealer {
	k := &dealer{lines: o.Order.Lines, worth: worth, left: make([]int64, len(o.Order.Lines))}
	for _, s := range o.Shipments {
		k.deal(s.Picks)
	}
	return k
}

// good is what a shipment carries of one line.
type good struct {
	*shipping.Line
	worth    shipping.Money // of the whole line
	from     int64          // how many of its pieces left before
	quantity int64
}

// value is what the pieces of a good are worth from one of them, counted from 0, up to another: the pieces of a line
// are together worth exactly what it is.
func (g *good) value(from, to int64) int64 {
	return g.upTo(g.from+to) - g.upTo(g.from+from)
}

func (g *good) upTo(pieces int64) int64 {
	hi, lo := bits.Mul64(uint64(g.worth.Amount), uint64(pieces))
	share, _ := bits.Div64(hi, lo, uint64(g.Quantity))
	return int64(share)
}

// deal takes the pieces of these picks off the lines, and answers with what they are, line by line.
func (k *dealer) deal(picks []shipping.Pick) (goods []good) {
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

func (k *dealer) take(goods []good, line int, n int64) []good {
	if n == 0 {
		return goods
	}
	l := &k.lines[line]
	at := slices.IndexFunc(goods, func(g good) bool { return g.Line == l })
	if at < 0 {
		at = len(goods)
		goods = append(goods, good{Line: l, worth: k.worth[line], from: k.left[line]})
	}
	goods[at].quantity += n
	k.left[line] += n
	return goods
}
