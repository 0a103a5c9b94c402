package channel

import (
	"strings"

	"crosslane/shipping"
)

// refuse says by which rule a channel does not take a parcel, before it is priced: does
// it go there, is the parcel of its size, are the goods of its sort. The empty rule means that it may. A size
// that was not measured is not held against a parcel.
func (t *Table) refuse(l *lane, q *query) shipping.Reason {
	if r := t.reaches(l, q); r.Rule != "" {
		return r
	}
	if r := fits(&l.Limits, q); r.Rule != "" {
		return r
	}
	if r := t.worth(l, q); r.Rule != "" {
		return r
	}
	return l.carries(q)
}

// reaches checks the way: warehouse, destination, and what market and policy use it for.
func (t *Table) reaches(l *lane, q *query) shipping.Reason {
	switch {
	case q.from < 0 || !l.from[q.from]:
		return shipping.Reason{Rule: "warehouse", Note: string(q.plan.Warehouse)}
	case !q.known || !l.to.has(q.to):
		return shipping.Reason{Rule: "lane", Note: string(q.plan.Ship.Country)}
	case t.markets[q.to].avoid&l.kind != 0:
		return shipping.Reason{Rule: "market", Note: string(l.Kind)}
	case l.Kind == shipping.Postal && over(q.plan.Weight, t.book.Policy.SmallWeight):
		return shipping.Reason{Rule: "small_weight", Limit: int64(t.book.Policy.SmallWeight), Actual: int64(q.plan.Weight)}
	}
	return shipping.Reason{}
}

// fits checks weight and measures.
func fits(limit *shipping.Limits, q *query) shipping.Reason {
	switch {
	case over(q.plan.Weight, limit.Weight):
		return shipping.Reason{Rule: "weight", Limit: int64(limit.Weight), Actual: int64(q.plan.Weight)}
	case q.plan.Weight < limit.MinWeight:
		return shipping.Reason{Rule: "min_weight", Limit: int64(limit.MinWeight), Actual: int64(q.plan.Weight)}
	case over(q.side, limit.Side):
		return shipping.Reason{Rule: "side", Limit: int64(limit.Side), Actual: int64(q.side)}
	case over(q.girth, limit.Girth):
		return shipping.Reason{Rule: "girth", Limit: int64(limit.Girth), Actual: int64(q.girth)}
	}
	return shipping.Reason{}
}

// over reports whether a measure is above a limit. A zero limit does not bind.
func over[T ~int64](actual, limit T) bool { return limit > 0 && actual > limit }

// worth checks the value of the goods, compared in the base currency.
func (t *Table) worth(l *lane, q *query) shipping.Reason {
	if l.value == nil && l.minValue == nil {
		return shipping.Reason{}
	}
	if !q.valued {
		return shipping.Reason{Rule: "no_exchange", Note: string(q.plan.Value.Currency)}
	}
	if l.value != nil {
		if r := t.compare("value", l.value, l.Limits.Value, q, func(limit int64) bool { return q.value > limit }); r.Rule != "" {
			return r
		}
	}
	if l.minValue != nil {
		return t.compare("min_value", l.minValue, l.Limits.MinValue, q, func(limit int64) bool { return q.value < limit })
	}
	return shipping.Reason{}
}

// compare lays the value against a limit. The reason speaks in minor units of the base currency.
func (t *Table) compare(rule string, rates []rate, limit shipping.Money, q *query, breaks func(int64) bool) shipping.Reason {
	amount, ok := convert(rates, limit.Amount, q.day)
	switch {
	case !ok:
		return shipping.Reason{Rule: "no_exchange", Note: string(limit.Currency)}
	case breaks(amount):
		return shipping.Reason{Rule: rule, Limit: amount, Actual: q.value, Note: string(t.book.Base)}
	}
	return shipping.Reason{}
}

// carries checks the sort of goods: cells, dangerous goods, HS headings.
func (l *lane) carries(q *query) shipping.Reason {
	if q.batteries&^l.batteries != 0 {
		return shipping.Reason{Rule: "batteries", Note: string(l.declined(q.plan.Batteries))}
	}
	if q.plan.Dangerous && !l.Limits.Dangerous {
		return shipping.Reason{Rule: "dangerous"}
	}
	for _, prefix := range l.Limits.NoHS {
		for _, code := range q.plan.HS {
			if strings.HasPrefix(code, prefix) {
				return shipping.Reason{Rule: "hs", Note: code}
			}
		}
	}
	return shipping.Reason{}
}

// declined is the first way of carrying cells that the channel does not accept.
func (l *lane) declined(list []shipping.Battery) shipping.Battery {
	for i, b := range list {
		if batteries(list[i:i+1])&^l.batteries != 0 {
			return b
		}
	}
	return ""
}
