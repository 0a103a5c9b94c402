package fulfillment

import (
	"errors"
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
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		p.Message, p.Hint = e.Message, e.Hint
	}
	return p
}
