package goods

import "crosslane/shipping"

// Price tells what is wrong with the price of a line, which is to have a value for customs. Without the order's currency there is
// nothing to say of prices.
func Price(o *shipping.Order, l *shipping.Line) (message, hint string) {
	switch {
	case !o.Currency.Valid():
		return "", ""
	case l.Price == shipping.Money{} && l.Value.Amount > 0: // the file does not say it
		return "", ""
	case l.Price.Amount < 0:
		return "the price is missing or cannot be read", "write an amount such as 12.34"
	case l.Price.Amount > 0 && l.Price.Currency != o.Currency:
		return "the price is in " + string(l.Price.Currency) + ", the order in " + string(o.Currency), "an order has one currency"
	case l.Price.Amount == 0 && l.Value.Amount <= 0:
		return "the price is zero and the product has no value", "customs wants a value for gifts too: give the product one"
	}
	return "", ""
}

// Classified wants an HS code where goods cross a border: the destination is another country than that of origin, or lies
// outside its customs territory or tax area, or the origin is not known. It tells what is wrong, and what to do.
func Classified(o *shipping.Order, l *shipping.Line) (message, hint string) {
	t := o.Ship.Territory(o.Placed)
	if l.HS == "" && (l.Origin == "" || l.Origin != o.Ship.Country || t != nil && (!t.Customs || !t.VAT)) {
		return "the HS code is missing", "customs wants it: list the product with its HS code, or give a default in the mapping"
	}
	if message, hint = HS(l.HS); message != "" {
		message = quoted(l.HS) + " " + message
	}
	return message, hint
}

// Countable reports whether an amount can hold what all lines of an order are worth.
func Countable(o *shipping.Order) bool {
	sum := shipping.Money{}
	for i := range o.Lines {
		l := &o.Lines[i]
		part, err := l.Price.Times(l.Quantity)
		if err == nil {
			part.Currency = ""
			sum, err = sum.Plus(part)
		}
		if err != nil {
			return false
		}
	}
	return true
}
