package telling

import (
	"fmt"
	"slices"

	"crosslane/shipping"
)

// Differences is what a storefront tells of an order otherwise than it was recorded; nothing where it only says that goods which we are
// sending are sent. Sent are the goods that it leaves out as fulfilled, ours those in parcels that have a label or have left. It names
// nobody: facts do not.
func Differences(was, o *shipping.Order, sent, ours []shipping.SKU) (list []string) {
	say := func(differs bool, format string, args ...any) {
		if differs {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	say(!was.Placed.Equal(o.Placed), "the date is %s instead of %s", o.Placed.Format("2006-01-02 15:04"), was.Placed.Format("2006-01-02 15:04"))
	say(was.Ship != o.Ship, "it goes to %s instead of %s", o.Ship, was.Ship)
	say(was.Ship == o.Ship && was.To.Content() != o.To.Content(), "the address is another")
	say(was.Seller != o.Seller, "the seller is %q instead of %q", o.Seller, was.Seller)
	say(was.Currency != o.Currency && len(o.Lines) > 0, "the currency is %s instead of %s", o.Currency, was.Currency)
	say(was.Hold != o.Hold && o.Hold.Why == shipping.Unclear, "not clear is %s", o.Hold.Word)
	say(was.Hold != o.Hold && o.Hold.Why != shipping.Unclear && o.Hold.Why != shipping.Unprintable, "its state is %q", o.Hold.Word)
	say(was.Complete != o.Complete, "it is to leave %s", map[bool]string{true: "in one piece", false: "in parts, too"}[o.Complete])
	for i := range o.Lines {
		l := &o.Lines[i]
		say(l.Hold.Why != "" && !slices.Contains(ours, l.SKU), "%s is %q", l.SKU, l.Hold.Word)
	}
	before, now := piecesOf(was), piecesOf(o)
	for _, sku := range skusOf(was, o) {
		n, m := before[sku], now[sku]
		switch {
		case m.quantity == 0 && slices.Contains(sent, sku):
			say(!slices.Contains(ours, sku), "%s is fulfilled already, and not by us", sku)
		case n.quantity == 0:
			say(true, "%d x %s, which was not ordered before", m.quantity, sku)
		case m.quantity != n.quantity:
			say(true, "%d x %s instead of %d", m.quantity, sku, n.quantity)
		default:
			say(m.worth != n.worth, "the price of %s is another", sku)
		}
	}
	return list
}

// Same reports whether two tellings of an order say the same of all that a storefront decides: date, address, goods, prices and states.
// What is known of products, and what is only doubted of an order, is not the storefront's.
func Same(a, b *shipping.Order) bool {
	if !a.Placed.Equal(b.Placed) || a.Ship != b.Ship || a.To.Content() != b.To.Content() || a.Seller != b.Seller || a.Currency != b.Currency || a.Complete != b.Complete || a.Cancelled != b.Cancelled || word(a.Hold) != word(b.Hold) {
		return false
	}
	before, now := piecesOf(a), piecesOf(b)
	for _, sku := range skusOf(a, b) {
		if before[sku] != now[sku] || !slices.Equal(words(a, sku), words(b, sku)) {
			return false
		}
	}
	return true
}

// word is a storefront's own word for what keeps something from being sent.
func word(h shipping.Hold) shipping.Hold {
	switch h.Why {
	case shipping.Doubtful, shipping.Misspelled, shipping.Unheard, shipping.Unprintable:
		return shipping.Hold{}
	}
	return h
}

func words(o *shipping.Order, sku shipping.SKU) (list []shipping.Hold) {
	for i := range o.Lines {
		if o.Lines[i].SKU == sku && word(o.Lines[i].Hold).Why != "" {
			list = append(list, o.Lines[i].Hold)
		}
	}
	return list
}

// Stops reports whether a word of the storefront says that the order, or a line of it, is not to be sent yet, or that the buyer wants it
// called off, or is none that is known.
func Stops(o *shipping.Order) bool {
	stops := func(h shipping.Hold) bool {
		return h.Why == shipping.Waits || h.Why == shipping.Asked || h.Why == shipping.NotKnown
	}
	return stops(o.Hold) || slices.ContainsFunc(o.Lines, func(l shipping.Line) bool { return stops(l.Hold) })
}

// pieces are what an order wants of one product.
type pieces struct {
	quantity int64
	worth    int64 // at the order's prices, in minor units
}

func piecesOf(o *shipping.Order) map[shipping.SKU]pieces {
	sum := map[shipping.SKU]pieces{}
	for i := range o.Lines {
		l := &o.Lines[i]
		p := sum[l.SKU]
		p.quantity += l.Quantity
		if worth, err := l.Price.Times(l.Quantity); err == nil { // what is too large was held
			p.worth += worth.Amount
		}
		sum[l.SKU] = p
	}
	return sum
}

// skusOf lists the products of both, each once, in the order of their lines.
func skusOf(orders ...*shipping.Order) (list []shipping.SKU) {
	for _, o := range orders {
		for i := range o.Lines {
			if sku := o.Lines[i].SKU; !slices.Contains(list, sku) {
				list = append(list, sku)
			}
		}
	}
	return list
}
