package channel

import (
	"strings"

	"crosslane/fact"
	"crosslane/shipping"
)

// refused reports whether a channel does not take a parcel, before it is priced, and by which
// rule: does it go there, is the parcel of its size, are the goods of its sort. The first rule that is broken
// is told. A size that was not measured is not held against a parcel.
func (t *Table) refused(w *way, q *query, why *fact.Reason) bool {
	if w.rule != "" {
		return because(why, w.rule, 0, 0, w.note)
	}
	return t.unfit(w.candidate, q, why) || t.unworthy(w, q, why) || w.candidate.declined(q, why)
}

// because notes the rule that is broken.
func because(why *fact.Reason, rule string, limit, actual int64, note string) bool {
	*why = fact.Reason{Desk: fact.ChannelDesk, Rule: rule, Limit: limit, Actual: actual, Note: note}
	return true
}

// unreachable checks the way: warehouse, destination, and what the market uses it for.
func (t *Table) unreachable(c *candidate, q *query, why *fact.Reason) bool {
	switch {
	case q.from < 0 || !c.from.has(q.from):
		return because(why, ruleWarehouse, 0, 0, string(q.plan.Warehouse))
	case q.known && q.apart != nil && !c.to.has(q.to) && c.to.has(q.of):
		return because(why, ruleTerritory, 0, 0, q.destination)
	case !q.known:
		return because(why, ruleLane, 0, 0, string(q.plan.Ship.Country))
	case !c.to.has(q.to):
		return because(why, ruleLane, 0, 0, q.destination)
	case t.markets[q.to].avoid&c.kind != 0:
		return because(why, ruleMarket, 0, 0, string(c.channel.Kind))
	}
	return false
}

// unfit checks weight and measures.
func (t *Table) unfit(c *candidate, q *query, why *fact.Reason) bool {
	limit, small := &c.limits, t.book.Policy.SmallWeight
	switch {
	case c.kind == postal && over(q.plan.Weight, small):
		return because(why, ruleSmallWeight, int64(small), int64(q.plan.Weight), "")
	case over(q.plan.Weight, limit.Weight):
		return because(why, ruleWeight, int64(limit.Weight), int64(q.plan.Weight), "")
	case q.plan.Weight < limit.MinWeight:
		return because(why, ruleMinWeight, int64(limit.MinWeight), int64(q.plan.Weight), "")
	case over(q.side, limit.Side):
		return because(why, ruleSide, int64(limit.Side), int64(q.side), "")
	case over(q.girth, limit.Girth):
		return because(why, ruleGirth, int64(limit.Girth), int64(q.girth), "")
	}
	return false
}

// over reports whether a measure is above a limit. A zero limit does not bind.
func over[T ~int64](actual, limit T) bool { return limit > 0 && actual > limit }

// unworthy checks the value of the goods. It is compared in the base currency, and the
// reason speaks in its minor units.
func (t *Table) unworthy(w *way, q *query, why *fact.Reason) bool {
	switch {
	case !w.most.binds && !w.least.binds:
		return false
	case !q.valued:
		return because(why, ruleNoExchange, 0, 0, string(q.plan.Value.Currency))
	case w.most.unrated:
		return because(why, ruleNoExchange, 0, 0, string(w.candidate.limits.Value.Currency))
	case w.most.binds && q.value > w.most.amount:
		return because(why, ruleValue, w.most.amount, q.value, string(t.book.Base))
	case w.least.unrated:
		return because(why, ruleNoExchange, 0, 0, string(w.candidate.limits.MinValue.Currency))
	case w.least.binds && q.value < w.least.amount:
		return because(why, ruleMinValue, w.least.amount, q.value, string(t.book.Base))
	}
	return false
}

// declined checks the sort of goods: cells, dangerous goods, HS headings.
func (c *candidate) declined(q *query, why *fact.Reason) bool {
	if q.batteries&^c.batteries != 0 {
		return because(why, ruleBatteries, 0, 0, string(c.firstDeclined(q.plan.Batteries)))
	}
	if q.plan.Dangerous && !c.limits.Dangerous {
		return because(why, ruleDangerous, 0, 0, "")
	}
	if c.noHS&q.headings == 0 {
		return false
	}
	for _, prefix := range c.limits.NoHS {
		for _, code := range q.plan.HS {
			if strings.HasPrefix(code, prefix) {
				return because(why, ruleHS, 0, 0, code)
			}
		}
	}
	return false
}

// firstDeclined is the first way of carrying cells that the channel does not accept.
func (c *candidate) firstDeclined(list []shipping.Battery) shipping.Battery {
	for i, b := range list {
		if batteries(list[i:i+1])&^c.batteries != 0 {
			return b
		}
	}
	return ""
}
