package order

import (
	"errors"
	"strconv"
	"time"

	"crosslane/fact"
	"crosslane/order/goods"
	"crosslane/order/name"
	"crosslane/order/state"
	"crosslane/order/value"
	"crosslane/shipping"
)

// Verdict is what becomes of an order that came in.
type Verdict string

// The verdicts.
const (
	Accepted  Verdict = "accepted"  // it can go on
	Held      Verdict = "held"      // somebody can mend it
	Rejected  Verdict = "rejected"  // it can never be served as it is
	Cancelled Verdict = "cancelled" // the storefront calls it off; nothing is to be sent
	Unchanged Verdict = "unchanged" // it was recorded before
)

// Check decides whether an order can go on, and lists what is wrong with it: the order as
// a whole first, then line by line. The order alone decides, so the answer is the same whenever
// it is asked.
//
// now is when it is asked: an order of more than a day later is held. Zero: it is not.
//
// A price, weight or measure below zero is one that could not be read. A line of quantity 0 is a line of the file that
// could not be read.
func Check(o *shipping.Order, now time.Time) (Verdict, []fact.Problem) {
	verdict, found := check(o, now)
	if len(found) == 0 {
		return verdict, nil
	}
	problems := make([]fact.Problem, 0, len(found))
	for i := range found {
		f := &found[i]
		problems = append(problems, fact.Problem{Line: f.line, Field: orderPath(f.field, f.item), Message: f.message, Hint: f.hint})
	}
	return verdict, problems
}

// orderPath names a field as it is called in an order's JSON.
func orderPath(f field, item int) string {
	if item < 0 {
		switch f {
		case fCountry, fRegion, fPostcode:
			return "ship_to." + f.String()
		case fRow:
			return "lines"
		}
		return f.String()
	}
	name := f.String()
	switch f {
	case fWeight:
		name = "weight"
	case fLength:
		name = "size"
	}
	return "lines[" + strconv.Itoa(item) + "]." + name
}

// checker gathers what is wrong with one order.
type checker struct {
	o     *shipping.Order
	now   time.Time
	found []finding
}

func check(o *shipping.Order, now time.Time) (Verdict, []finding) {
	c := &checker{o: o, now: now}
	if c.o.Number == "" {
		c.order(fNumber, "the order has no number", "without it an order cannot be told from another")
	}
	if o.Cancelled && len(c.found) == 0 {
		return Cancelled, nil
	}
	c.goods()
	if len(c.found) > 0 {
		return Rejected, c.found
	}
	c.bounds()
	c.whole()
	for i := range o.Lines {
		c.line(i, &o.Lines[i])
	}
	if !goods.Countable(c.o) {
		c.order(fPrice, "the value of all lines together is too large", "split the order")
	}
	if len(c.found) > 0 {
		return Held, c.found
	}
	return Accepted, nil
}

func (c *checker) order(f field, message, hint string) {
	c.found = append(c.found, finding{field: f, item: -1, message: message, hint: hint})
}

// goods finds orders that hold nothing to send.
func (c *checker) goods() {
	if len(c.o.Lines) == 0 {
		c.order(fRow, "the order holds no goods to send", "postage, discounts, fees and lines of quantity 0 are not shipped")
		return
	}
	for i := range c.o.Lines {
		if c.o.Lines[i].Quantity >= 0 {
			return
		}
	}
	c.order(fQuantity, "all quantities are below zero", "this is a return or a correction of stock, not an order")
}

func (c *checker) whole() {
	if f, message := doubted(c.o.Hold); c.o.Hold.Why == shipping.Doubtful {
		c.order(f, message, f.remedy())
		c.found[len(c.found)-1].doubt = true
	} else if c.o.Hold.Why == shipping.Unclear {
		c.order(f, message, f.clearly())
	} else if message, hint := state.Orders.Why(c.o.Hold, "states"); message != "" {
		c.order(holder(c.o.Hold, fPayment, fRefunded), message, hint)
	}
	if c.o.Currency == "" {
		c.order(fCurrency, "the order does not say its currency", "name it in the file, or under currency in the mapping")
	} else if w := told(c.o.Currency.LivesOn(c.o.Placed)); w != nil {
		c.order(fCurrency, w.Message, w.Hint)
	}
	switch country := c.o.Ship.Country; {
	case country == "":
		c.order(fCountry, "the order does not say to which country it goes", "add the country")
	case !country.Known():
		message, hint := name.Unknown(string(country))
		c.order(fCountry, message, hint)
	case c.o.Ship.Postcode != "":
		_, err := country.NormalPostcode(c.o.Ship.Postcode)
		if w := told(err); w != nil {
			c.order(fPostcode, w.Message, w.Hint)
		}
	}
	if c.o.To == "" {
		c.order(fAddress, "there is no address to deliver to", "add recipient, street and postcode, and hand the order in again")
	} else if c.o.Hold.Why == shipping.Unprintable {
		c.order(fAddress, "a label cannot show it: "+c.o.Hold.Word, "mend it, and send the order again")
	}
}

// holder is the field that says why something is held: the one of its state, of what was paid back, or of what the buyer asks.
func holder(h shipping.Hold, of, refunded field) field {
	switch {
	case h.Why == shipping.Asked:
		return fCancelRequested
	case state.PaidBack(h):
		return refunded
	}
	return of
}

// told takes an error of the nouns apart; nil for none.
func told(err error) *value.Wrong {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		return value.Saying(e.Message, e.Hint)
	}
	return value.Saying(err.Error(), "")
}

func (c *checker) line(i int, l *shipping.Line) {
	bad := func(f field, message, hint string) {
		c.found = append(c.found, finding{field: f, item: i, line: l.Source, message: message, hint: hint})
	}
	say := func(f field, w *value.Wrong) {
		if w != nil {
			bad(f, w.Message, w.Hint)
		}
	}
	say(fSKU, value.Saying(goods.SKU(string(l.SKU))))
	switch l.Hold.Why {
	case shipping.Doubtful:
		bad(fSKU, l.Hold.Word, again+"; or list it: crosslane import products FILE --as-written")
		c.found[len(c.found)-1].doubt = true
	case shipping.Unclear:
		f, message := doubted(l.Hold)
		bad(f, message, f.clearly())
	case shipping.Misspelled:
		bad(fSKU, string(l.SKU)+" is known as "+l.Hold.Word, "write it so; where it is another product, list it: crosslane import products FILE --as-written")
	case shipping.Unheard:
		bad(fSKU, string(l.SKU)+" is written like "+l.Hold.Word+", which is known from orders alone: neither is listed, and nothing of either ever lay in a warehouse",
			"if they are one product, list it as it is called (crosslane import products FILE), and send the order again with that; if they are two, list this one")
	default:
		say(holder(l.Hold, fFulfilled, fLineRefunded), value.Saying(state.Lines.Why(l.Hold, "item_states")))
	}
	say(fQuantity, value.Saying(goods.Quantity(l.Quantity)))
	say(fPrice, value.Saying(goods.Price(c.o, l)))
	if l.Value.Amount < 0 {
		bad(fValue, "the value for customs cannot be read", "write an amount such as 12.34")
	}
	if l.Weight <= 0 {
		bad(fWeight, "the weight is missing", "list the product with its weight, or give a default in the mapping")
	}
	if l.Size.Length < 0 || l.Size.Width < 0 || l.Size.Height < 0 {
		bad(fLength, "the measures cannot be read", "write whole millimetres")
	}
	say(fHS, value.Saying(goods.Classified(c.o, l)))
	if l.Origin != "" && !l.Origin.Known() {
		say(fOrigin, value.Saying(name.Unknown(string(l.Origin))))
	}
	say(fBattery, value.Saying(goods.Battery(l.Battery)))
	say(fDangerous, value.Saying(goods.Dangerous(l.Dangerous)))
	say(fRotation, value.Saying(goods.Rotation(l.Rotation)))
	say(fShelfLife, value.Saying(goods.ShelfLife(l.MinShelfLife)))
}
