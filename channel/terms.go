package channel

import "sync/atomic"

// terms is what the dated rules of a channel come to on one day.
type terms struct {
	sheet       *sheet // nil: none holds
	fx          rate   // of the sheet's currency; its den is zero where none holds
	most, least bound  // of the value of the goods
}

// bound is a limit in the base currency.
type bound struct {
	amount         int64
	binds, unrated bool // unrated: no exchange rate of its currency holds
}

// days keeps the terms of the days that were asked for last: parcels come by the day.
type days [4]atomic.Pointer[termsOfDay]

type termsOfDay struct {
	day day
	of  []terms
}

// on answers with every channel's terms on a day.
func (t *Table) on(d day) []terms {
	slot := &t.days[uint32(d)%uint32(len(t.days))]
	if found := slot.Load(); found != nil && found.day == d {
		return found.of
	}
	fresh := &termsOfDay{day: d, of: make([]terms, len(t.candidates))}
	for i := range t.candidates {
		fresh.of[i] = t.candidates[i].on(d)
	}
	slot.Store(fresh)
	return fresh.of
}

func (c *candidate) on(d day) (on terms) {
	for _, s := range c.sheets {
		if s.covers(d) {
			on.sheet = s
			on.fx, _ = rateOn(s.fx, d)
			break
		}
	}
	on.most = boundOn(c.value, c.limits.Value.Amount, d)
	on.least = boundOn(c.minValue, c.limits.MinValue.Amount, d)
	return on
}

func boundOn(rates []rate, amount int64, d day) bound {
	if rates == nil {
		return bound{}
	}
	most, ok := convert(rates, amount, d)
	return bound{amount: most, binds: true, unrated: !ok}
}
